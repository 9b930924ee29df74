"""Gazebo worlds of the missions, and their models."""

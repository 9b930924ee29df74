"""Gazebo itself as the engine, paced by the wall clock: `gz sim`, or `gzserver` on ROS 2 Humble."""

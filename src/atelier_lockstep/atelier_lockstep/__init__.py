"""Runs an unmodified rclpy program on simulated time, in lock-step with a simulator."""

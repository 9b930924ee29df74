"""Ordinary rclpy programs, one for each way in which tutorials write them, and what they must do.

`programs/` holds the programs: each has a `main` and knows nothing of any test. They use a robot
with `/odom` (`nav_msgs/msg/Odometry`, 20 Hz, from the origin) and `/cmd_vel`
(`geometry_msgs/msg/Twist`, the last command stays in force). `expectations.EXPECTATIONS` says what
each must have done, on simulated time and on the wall clock alike.
"""

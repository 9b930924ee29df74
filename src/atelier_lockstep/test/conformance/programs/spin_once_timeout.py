"""A loop of its own around spin_once with a timeout: it commands once for each message."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    seen = []
    node.create_subscription(Odometry, "/odom", seen.append, 10)
    while rclpy.ok():
        rclpy.spin_once(node, timeout_sec=0.2)
        if seen:
            command = Twist()
            command.linear.x = 0.3
            command.angular.z = -0.5 * seen.pop().pose.pose.position.y
            publisher.publish(command)

"""Nobody offers the service: waiting for it times out, again and again."""

import rclpy
from geometry_msgs.msg import Twist
from std_srvs.srv import Trigger


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    client = node.create_client(Trigger, "nobody")
    tries = 0
    while tries < 3 and not client.wait_for_service(timeout_sec=0.5):
        tries += 1
        command = Twist()
        command.linear.x = 0.1 * tries
        publisher.publish(command)
    rclpy.shutdown()

"""The main thread waits for an Event that a callback sets, with a timeout that comes first once."""

import threading

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    arrived = threading.Event()

    def on_odom(message):
        if message.pose.pose.position.x > 0.5:
            arrived.set()

    node.create_subscription(Odometry, "/odom", on_odom, 10)
    threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
    print("there already", arrived.wait(0.3))
    command = Twist()
    command.linear.x = 0.5
    publisher.publish(command)
    print("there", arrived.wait(10.0))
    publisher.publish(Twist())
    rclpy.shutdown()

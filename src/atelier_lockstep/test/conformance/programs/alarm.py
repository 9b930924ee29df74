"""signal.setitimer calls the program back while its main thread spins."""

import signal

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    speed = [0.0]

    def ring(number, frame):
        speed[0] += 0.1

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.45, 0.5)

    def drive():
        command = Twist()
        command.linear.x = speed[0]
        publisher.publish(command)

    node.create_timer(0.1, drive)
    rclpy.spin(node)

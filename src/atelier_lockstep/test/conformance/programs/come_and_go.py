"""Publishers, subscriptions, timers and nodes are made and destroyed while others spin."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node


class Manager(Node):
    def __init__(self, executor):
        super().__init__("manager")
        self.crew = executor
        self.pilot = None
        self.create_timer(0.4, self.change)

    def change(self):
        if self.pilot is None:
            self.pilot = Node("pilot")
            publisher = self.pilot.create_publisher(Twist, "/cmd_vel", 10)

            def on_odom(message):
                command = Twist()
                command.linear.x = 0.3
                publisher.publish(command)

            self.pilot.create_subscription(Odometry, "/odom", on_odom, 10)
            self.crew.add_node(self.pilot)
        else:
            self.crew.remove_node(self.pilot)
            self.pilot.destroy_node()
            self.pilot = None


def main():
    rclpy.init()
    executor = SingleThreadedExecutor()
    executor.add_node(Manager(executor))
    executor.spin()

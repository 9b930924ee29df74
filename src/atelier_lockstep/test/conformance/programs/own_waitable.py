"""A waitable of one's own: a queue that a thread fills, looked at when the node is woken."""

import threading
import time
from collections import deque

import rclpy
from geometry_msgs.msg import Twist
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.node import Node
from rclpy.waitable import NumberOfEntities, Waitable


class Inbox(Waitable):
    def __init__(self, node, callback):
        super().__init__(MutuallyExclusiveCallbackGroup())
        self.words = deque()
        self.callback = callback
        self.bell = node.create_guard_condition(lambda: None)
        node.add_waitable(self)

    def post(self, word):
        self.words.append(word)
        self.bell.trigger()

    def get_num_entities(self):
        return NumberOfEntities()

    def add_to_wait_set(self, wait_set):
        pass

    def is_ready(self, wait_set):
        return len(self.words) > 0

    def take_data(self):
        return self.words.popleft()

    async def execute(self, word):
        self.callback(word)


class Driver(Node):
    def __init__(self):
        super().__init__("driver")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.inbox = Inbox(self, self.drive)
        threading.Thread(target=self.tell, daemon=True).start()

    def tell(self):
        for speed_mps in (0.1, 0.2, 0.3, 0.4):
            time.sleep(0.3)
            self.inbox.post(speed_mps)

    def drive(self, speed_mps):
        command = Twist()
        command.linear.x = speed_mps
        self.publisher.publish(command)
        print(f"told {speed_mps}", flush=True)


def main():
    rclpy.init()
    rclpy.spin(Driver())

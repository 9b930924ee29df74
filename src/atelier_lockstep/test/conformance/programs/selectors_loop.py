"""A select loop of its own: a socket pair from another thread, and a timeout."""

import selectors
import socket
import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    here, there = socket.socketpair()

    def remote():
        for word in (b"go", b"faster"):
            time.sleep(0.45)
            there.send(word)

    threading.Thread(target=remote, daemon=True).start()
    selector = selectors.DefaultSelector()
    selector.register(here, selectors.EVENT_READ)
    speed = 0.0
    for _ in range(8):
        for key, _ in selector.select(timeout=0.2):
            word = key.fileobj.recv(100)
            speed = 0.2 if word == b"go" else 0.6
        command = Twist()
        command.linear.x = speed
        publisher.publish(command)
    rclpy.shutdown()

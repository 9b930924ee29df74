"""A TCP server in one thread, a client in another: both block in the middle of calls."""

import socket
import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def serve(server):
    connection, _ = server.accept()
    with connection:
        while request := connection.recv(64):
            time.sleep(0.2)
            connection.sendall(b"%.1f" % (float(request) / 2))


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(server,), daemon=True).start()
    with socket.create_connection(server.getsockname(), timeout=5.0) as client:
        for wanted in (0.4, 0.8, 1.2):
            client.sendall(b"%.1f" % wanted)
            command = Twist()
            command.linear.x = float(client.recv(64))
            publisher.publish(command)
        client.settimeout(0.3)
        try:
            client.recv(64)
        except TimeoutError:
            print("no more")
    publisher.publish(Twist())
    rclpy.shutdown()

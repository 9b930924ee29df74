"""Signals that a program sends to itself, and whether it hears Ctrl-C at its end."""

from __future__ import annotations

import signal

from .conftest import Drive


def test_ctrl_c_is_heard_where_the_starter_ignores_it(drive: Drive) -> None:
    """A worker of a grading does, and a shell's `&`; what is ignored stays so in children."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        driven = drive(
            """
            import rclpy

            def main():
                rclpy.init()
                try:
                    rclpy.spin(rclpy.create_node("node"))
                except KeyboardInterrupt:
                    print("interrupted", rclpy.ok())
            """,
            0.2,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert driven.output == "interrupted False\n"


def test_the_main_thread_hears_what_any_thread_sends(drive: Drive) -> None:
    driven = drive(
        """
        import _thread
        import os
        import signal
        import threading
        import time
        import rclpy

        SENDS = {
            "interrupt_main": _thread.interrupt_main,
            "kill": lambda: os.kill(os.getpid(), signal.SIGINT),
            "raise_signal": lambda: signal.raise_signal(signal.SIGINT),
            "pthread_kill": lambda: signal.pthread_kill(
                threading.main_thread().ident, signal.SIGINT
            ),
        }

        def main():
            rclpy.init()
            signal.signal(
                signal.SIGUSR2, lambda number, frame: print(threading.current_thread().name)
            )
            threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGUSR2]).start()
            time.sleep(0.2)
            began_s = time.time()
            for name, send in SENDS.items():
                threading.Timer(0.1, send).start()
                try:
                    time.sleep(5.0)
                except KeyboardInterrupt:
                    print(name, round(time.time() - began_s, 3), rclpy.ok())
        """,
        2.0,
    )
    assert driven.output.splitlines() == [
        "MainThread",
        "interrupt_main 0.1 True",  # as in CPython: rclpy's handler does not run
        "kill 0.2 False",
        "raise_signal 0.3 False",
        "pthread_kill 0.4 False",
    ]


def test_sigterm_shuts_down_as_rclpy_does(drive: Drive) -> None:
    driven = drive(
        """
        import os
        import signal
        import threading
        import time
        import rclpy
        from rclpy.executors import ExternalShutdownException

        def main():
            rclpy.init()
            began_s = time.time()
            threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM]).start()
            try:
                rclpy.spin(rclpy.create_node("node"))
            except ExternalShutdownException:
                pass
            print(rclpy.ok(), round(time.time() - began_s, 3))
        """,
        1.0,
    )
    assert driven.output == "False 0.1\n"


def test_a_handler_of_ones_own_takes_the_place_of_rclpy_s(drive: Drive) -> None:
    """It can still command the robot."""
    driven = drive(
        """
        import signal
        import sys
        import rclpy
        from std_msgs.msg import Float64

        def main():
            rclpy.init()
            node = rclpy.create_node("node")
            publisher = node.create_publisher(Float64, "/speed", 10)

            def stop(number, frame):
                publisher.publish(Float64())
                print("stopped", rclpy.ok())
                rclpy.shutdown()
                sys.exit(0)

            signal.signal(signal.SIGINT, stop)
            rclpy.spin(node)
        """,
        0.2,
    )
    assert driven.output == "stopped True\n"

"""How programs end that are interrupted in the midst of something."""

from __future__ import annotations

import sys

import pytest

from .conftest import Drive


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="joins can be broken off since")
def test_a_join_that_ctrl_c_breaks_off_is_the_end(drive: Drive) -> None:
    """CPython counts the thread as ended then, and does not wait for it."""
    driven = drive(
        """
        import threading
        import time
        import rclpy


        def work():
            time.sleep(60.0)
            print("worked")


        def main():
            rclpy.init()
            worker = threading.Thread(target=work)
            worker.start()
            try:
                worker.join()
            except KeyboardInterrupt:
                print("broken off", worker.is_alive())
    """,
        0.5,
    )
    assert driven.ended is not None
    assert driven.ended.how == "returned"
    assert "broken off False" in driven.output
    assert "worked" not in driven.output


@pytest.mark.parametrize("broken", ["os.dup2(os.open('/dev/full', 1), 2)", "sys.stderr.close()"])
def test_who_cannot_print_is_heard_all_the_same(broken: str, drive: Drive) -> None:
    driven = drive(
        f"""
        import os
        import sys


        def main():
            {broken}
            raise ValueError("unheard")
    """
    )
    assert driven.ended is not None
    assert (driven.ended.how, driven.ended.message) == ("raised", "ValueError: unheard")


@pytest.mark.parametrize(("status", "how"), [(0, "returned"), (3, "exited")])
def test_leaving_at_once_is_an_end_like_others(status: int, how: str, drive: Drive) -> None:
    driven = drive(
        f"""
        import os
        import threading
        import rclpy
        from std_msgs.msg import Float64

        def main():
            rclpy.init()
            node = rclpy.create_node("node")
            publisher = node.create_publisher(Float64, "/speed", 10)

            def stop():
                if os.fork():
                    os.wait()
                    publisher.publish(Float64(data=1.0))
                os._exit({status})

            threading.Timer(0.2, stop).start()
            rclpy.spin(node)
        """,
        1.0,
    )
    assert driven.ended is not None
    assert (driven.ended.how, driven.ended.status) == (how, status)
    assert len(driven.commands) == 1
    assert driven.status == status


def test_time_goes_on_beside_a_context_that_is_gone(drive: Drive) -> None:
    driven = drive(
        """
        import time
        import rclpy

        def main():
            context = rclpy.Context()
            context.init()
            rclpy.create_node("first", context=context)
            context.destroy()
            rclpy.init()
            node = rclpy.create_node("second")
            time.sleep(0.1)
            print("woken")
        """,
        0.5,
    )
    assert "woken" in driven.output
    assert driven.status == 0

"""What one thread or program makes is seen by the executor of another that already waits."""

from __future__ import annotations

import pytest

from atelier_lockstep.wire import Program

from .conftest import Drive

ASKING = """
    import threading
    import rclpy
    from rclpy.callback_groups import ReentrantCallbackGroup
    from rclpy.event_handler import PublisherEventCallbacks
    from rclpy.executors import SingleThreadedExecutor
    from rclpy.node import Node
    from std_msgs.msg import Float64
    from std_srvs.srv import Trigger


    def answer(request, response):
        response.message = "yes"
        return response


    def server():
        rclpy.init()
        node = Node("server")
        node.create_service(Trigger, "permit", answer)
        rclpy.spin(node)


    def client():
        rclpy.init()
        node = Node("client")
        asked = node.create_client(Trigger, "permit")
        future = asked.call_async(Trigger.Request())
        rclpy.spin_until_future_complete(node, future, timeout_sec=1.0)
        print("answer", future.result().message)
        node.create_publisher(Float64, "/speed", 10).publish(Float64(data=1.0))


    def patient():
        rclpy.init()
        node = Node("client")
        asked = node.create_client(Trigger, "permit", callback_group=ReentrantCallbackGroup())
        speed = node.create_publisher(Float64, "/speed", 10)
        done = []

        async def ask():
            timer.cancel()
            answer = await asked.call_async(Trigger.Request())
            speed.publish(Float64(data=2.0))
            done.append(answer)

        timer = node.create_timer(0.5, ask, callback_group=ReentrantCallbackGroup())
        while rclpy.ok() and not done:
            rclpy.spin_once(node)
        print("answer", done[0].message)


    def in_one_process():
        rclpy.init()
        executor = SingleThreadedExecutor()
        node = Node("server")
        node.create_service(Trigger, "permit", answer)
        executor.add_node(node)
        threading.Thread(target=executor.spin, daemon=True).start()
        node.get_clock().sleep_for(rclpy.duration.Duration(seconds=0.2))
        client_node = Node("client")
        future = client_node.create_client(Trigger, "permit").call_async(Trigger.Request())
        rclpy.spin_until_future_complete(client_node, future, timeout_sec=1.0)
        print("answer", future.result().message)
        client_node.create_publisher(Float64, "/speed", 10).publish(Float64(data=3.0))


    def matched():
        rclpy.init()
        executor = SingleThreadedExecutor()
        node = Node("talker")
        executor.add_node(node)
        speed = node.create_publisher(Float64, "/speed", 10)
        events = PublisherEventCallbacks(
            matched=lambda info: speed.publish(Float64(data=float(info.current_count)))
        )
        node.create_publisher(Float64, "numbers", 10, event_callbacks=events)
        threading.Thread(target=executor.spin, daemon=True).start()
        other = Node("listener")
        node.get_clock().sleep_for(rclpy.duration.Duration(seconds=0.2))
        other.create_subscription(Float64, "numbers", lambda message: print(message), 10)
        node.get_clock().sleep_for(rclpy.duration.Duration(seconds=0.2))
        print("answer yes")
"""


@pytest.mark.parametrize(
    ("functions", "expected"),
    [
        (("server", "client"), (0.0, 1.0)),
        (("server", "patient"), (0.5, 2.0)),
        (("in_one_process",), (0.2, 3.0)),
        (("matched",), (0.2, 1.0)),
    ],
)
def test_an_executor_that_waits_sees_what_another_thread_makes(
    functions: tuple[str, ...], expected: tuple[float, float], drive: Drive
) -> None:
    programs = tuple(Program(name, "program", name, (name,)) for name in functions)
    driven = drive(ASKING, 1.0, programs=programs)
    assert "answer yes" in driven.output
    ((time_s, value),) = driven.commands
    assert time_s == pytest.approx(expected[0], abs=0.01)
    assert value == expected[1]


def test_what_a_callback_destroys_is_left_out_of_its_turn(drive: Drive) -> None:
    """Timer, subscription and service of a node that another's timer destroys when all are due."""
    driven = drive(
        """
        import rclpy
        from rclpy.executors import SingleThreadedExecutor
        from rclpy.node import Node
        from std_msgs.msg import Float64
        from std_srvs.srv import Trigger


        def main():
            rclpy.init()
            executor = SingleThreadedExecutor()
            first, second = Node("first"), Node("second")
            executor.add_node(first)
            executor.add_node(second)
            asked = first.create_client(Trigger, "permit")
            numbers = first.create_publisher(Float64, "numbers", 10)
            second.create_subscription(Float64, "numbers", lambda message: print("heard"), 10)
            second.create_service(Trigger, "permit", lambda request, response: print("asked"))
            second.create_timer(0.5, lambda: print("too late"))

            def destroy():
                executor.remove_node(second)
                second.destroy_node()
                first.create_publisher(Float64, "/speed", 10).publish(Float64(data=1.0))

            def prepare():
                timer.cancel()
                numbers.publish(Float64())
                asked.call_async(Trigger.Request())
                destroy()

            timer = first.create_timer(0.5, prepare)
            executor.spin()
    """,
        1.0,
    )
    assert driven.ended is not None
    assert driven.ended.how == "interrupted", driven.output
    assert driven.commands == [(0.5, 1.0)]
    assert "too late" not in driven.output


def test_a_callback_that_lasts_longer_than_a_spins_timeout_costs_no_further_spin(
    drive: Drive,
) -> None:
    """rclpy's timeout runs out while it waits, never while a callback works."""
    driven = drive(
        """
        import time
        import rclpy
        from rclpy.executors import SingleThreadedExecutor
        from rclpy.node import Node
        from std_srvs.srv import Trigger


        def work(request, response):
            time.sleep(0.15)
            return response


        def main():
            rclpy.init()
            node = Node("slow")
            node.create_service(Trigger, "work", work)
            asked = node.create_client(Trigger, "work")
            executor = SingleThreadedExecutor()
            executor.add_node(node)
            answer, spins = asked.call_async(Trigger.Request()), 0
            while not answer.done():
                executor.spin_once(timeout_sec=0.05)
                spins += 1
            print("spins", spins)
    """,
        1.0,
    )
    assert "spins 2" in driven.output  # the service, and the client; as without lock-step


def test_executors_of_the_programs_own_making_are_left_alone(drive: Drive) -> None:
    """Such as those that join rclpy to another event loop: not of rclpy's kind."""
    driven = drive(
        """
        import threading
        import time
        import rclpy
        from rclpy.node import Node
        from std_msgs.msg import Float64


        class Loop:
            def __init__(self):
                self.nodes = []

            def add_node(self, node):
                self.nodes.append(node)

            def wake(self):
                pass

            def run(self, stop):
                while not stop.is_set():
                    for node in self.nodes:
                        for sub in node.subscriptions:
                            with sub.handle:
                                taken = sub.handle.take_message(sub.msg_type, sub.raw)
                            if taken:
                                sub.callback(taken[0])
                    time.sleep(0.01)


        def main():
            rclpy.init()
            node, loop, stop = Node("own"), Loop(), threading.Event()
            node.executor = loop
            speed = node.create_publisher(Float64, "/speed", 10)

            def on_range(message):
                speed.publish(message)
                if message.data > 0.35:
                    stop.set()

            node.create_subscription(Float64, "/range", on_range, 10)
            threading.Thread(target=loop.run, args=(stop,)).start()
            stop.wait()
    """,
        1.0,
    )
    assert driven.ended is not None
    assert driven.ended.how == "returned", driven.output
    assert len(driven.commands) == 4

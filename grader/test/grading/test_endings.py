"""How a program ends, and what that says about it."""

from __future__ import annotations

import pytest

from .conftest import Grade
from .test_grading import NODE, codes


def test_what_fails_after_the_mission_costs_nothing(grade_source: Grade, good: str) -> None:
    spin = "rclpy.spin(Driver())"
    assert spin in good
    source = good.replace(
        spin,
        "node = Driver()\n    try:\n        rclpy.spin(node)\n    except KeyboardInterrupt:\n"
        "        pass\n    node.destroy_node()\n    rclpy.shutdown()",
    )
    result = grade_source(source)
    assert (result.verdict, result.score, codes(result)) == ("passed", 100.0, ["failed_at_end"])
    assert "rcl_shutdown already called" in result.reasons[0].message.en
    assert "try_shutdown" in result.reasons[0].advice.fr


@pytest.mark.parametrize("guard", ["", "if __name__ == '__main__':\n    "])
def test_a_script_runs_as_python_runs_it(grade_source: Grade, good: str, guard: str) -> None:
    body = good.replace("def main():\n    rclpy.init()\n    rclpy.spin(Driver())\n", "")
    assert "def main" not in body
    result = grade_source(f"{body}\n{guard}rclpy.init(); rclpy.spin(Driver())\n")
    assert (result.verdict, result.score, codes(result)) == ("passed", 100.0, [])


@pytest.mark.parametrize("source", ["", "# nothing\n", "async def main(): pass\n"])
def test_an_empty_script_is_told_to_spin(grade_source: Grade, source: str) -> None:
    result = grade_source(source)
    assert (result.verdict, codes(result)) == ("rejected", ["returned_before_start"])
    assert "rclpy.spin(node)" in result.reasons[0].advice.en


def test_every_unknown_topic_is_named_once(grade_source: Grade) -> None:
    source = """
    def main():
        rclpy.init()
        node = Node("lost", namespace="/bot")
        node.create_subscription(LaserScan, "scan", lambda message: print(message), 10)
        node.create_publisher(Twist, "cmd_vel", 10)
        rclpy.spin(node)
    """
    result = grade_source(NODE + source, repeat=2)
    unknown = [each.message.en for each in result.reasons if each.code == "unknown_topic"]
    assert len(unknown) == 2
    assert "/bot/cmd_vel" in unknown[0]
    assert "/bot/scan" in unknown[1]


def test_refused_messages_and_a_misfit_of_qos_are_told(grade_source: Grade) -> None:
    source = """
    from rclpy.qos import QoSDurabilityPolicy, QoSProfile

    def main():
        rclpy.init()
        node = Node("odd")
        qos = QoSProfile(depth=1, durability=QoSDurabilityPolicy.TRANSIENT_LOCAL)
        node.create_subscription(LaserScan, "/scan", lambda message: print(message), qos)
        command = Twist()
        command.linear.x = float("nan")
        publisher = node.create_publisher(Twist, "/cmd_vel", 10)
        publisher.publish(command)
        command.linear.x, command.angular.z = 0.0, 1
        publisher.publish(command)
        rclpy.spin(node)
    """
    result = grade_source(NODE + source)
    assert codes(result) == ["incompatible_qos", "refused_message", "not_a_float"]
    assert "/scan" in result.reasons[0].message.en
    assert "'linear.x', got nan" in result.reasons[1].detail
    assert "angular.z of /cmd_vel" in result.reasons[2].message.en
    assert "1.0, not 1" in result.reasons[2].advice.en

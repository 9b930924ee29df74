"""What comes first within one moment, at the grader's end of the lock-step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from atelier_grader.controller.submission import find_submission
from atelier_grader.engine.protocol import WorldState
from atelier_grader.mission.load import find_mission
from atelier_grader.referee.referee import Referee
from atelier_grader.session import Session
from atelier_grader.stage import set_stage

STEP_NS = 2_000_000

PROGRAM = """
import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node
from sensor_msgs.msg import LaserScan


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.create_subscription(LaserScan, "/scan", lambda message: None, 10)
        self.create_subscription(Odometry, "/odom", lambda message: None, 10)
        self.speed = self.create_publisher(Twist, "/cmd_vel", 10)
        self.start = self.create_timer(0.254, self.go)

    def go(self):
        self.start.cancel()
        command = Twist()
        command.linear.x = 0.5
        self.speed.publish(command)
        raise SystemExit


def main():
    rclpy.init()
    rclpy.spin(Pilot())
"""


class Log:
    """Takes down what crosses, as (moment, topic)."""

    def __init__(self) -> None:
        self.crossed: list[tuple[int, str]] = []

    def message(self, topic: str, type_name: str, time_ns: int, cdr: bytes) -> None:
        self.crossed.append((time_ns, topic))

    def truth(self, state: WorldState) -> None: ...


def play(program: str, folder: Path) -> tuple[Log, list[tuple[int, float]]]:
    """What crossed, and how fast the left wheel had turned, step by step: (moment, rad)."""
    file = folder / "program.py"
    file.write_text(program)
    mission = find_mission("yard").model_copy(update={"time_limit_s": 0.5})
    stage = set_stage(mission, 1)
    log, wheel = Log(), []

    def look(state: WorldState) -> bool:
        wheel.append((state.now_ns, state.joint_position("robot::left_joint")))
        return False

    session = Session(mission, stage.engine, stage.bridge, Referee(mission), log)
    stage.engine.observe(STEP_NS, look)
    try:
        session.play(find_submission(file, folder / "scratch"))
    finally:
        stage.engine.close()
    return log, wheel


@pytest.mark.parametrize("order", [("/cmd_vel", "/odom", "/scan"), ("/scan", "/cmd_vel", "/odom")])
def test_sensors_of_one_moment_come_in_the_order_of_the_bridge_file(
    order: Sequence[str], yard: Path, tmp_path: Path
) -> None:
    bridge = yard / "bridge.yaml"
    entries = {
        entry.split(",")[0].split()[-1]: f"- {entry}"
        for entry in bridge.read_text().split("- ")[1:]
    }
    bridge.write_text("".join(entries[topic] for topic in order))
    log, _ = play(PROGRAM, tmp_path)
    both = [topic for time_ns, topic in log.crossed if time_ns in (100_000_000, 200_000_000)]
    assert both == [topic for topic in order if topic != "/cmd_vel"] * 2


def test_a_command_takes_effect_at_the_next_physics_step(yard: Path, tmp_path: Path) -> None:
    log, wheel = play(PROGRAM, tmp_path)
    sent_ns = next(time_ns for time_ns, topic in log.crossed if topic == "/cmd_vel")
    assert sent_ns == 254_000_000
    turned = dict(wheel)
    speeds = [
        (turned[sent_ns + k * STEP_NS] - turned[sent_ns + (k - 1) * STEP_NS]) / (STEP_NS / 1e9)
        for k in range(2)
    ]
    assert speeds[0] == pytest.approx(0.0, abs=0.01)
    assert speeds[1] == pytest.approx(0.5 / 0.06, rel=0.2)

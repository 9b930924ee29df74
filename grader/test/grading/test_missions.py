"""Every mission, with its reference controller and with controllers that deserve nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from atelier_grader.cli.starter import write_starter
from atelier_grader.grading import GradeRequest, grade
from atelier_grader.mission.load import list_missions
from atelier_grader.mission.schema import Mission
from atelier_grader.report.result import Result

MISSIONS = list(list_missions())
SEEDS = tuple(range(101, 111))
CONTROLLERS = Path(__file__).parents[3] / "src/atelier_controllers"

each_mission = pytest.mark.parametrize("mission", MISSIONS, ids=lambda mission: mission.id)


def graded(program: Path, mission: Mission, out: Path, **options: object) -> Result:
    request = GradeRequest(str(program), mission.id, out, record=False, jobs=1, **options)  # type: ignore[arg-type]
    return grade(request)


@pytest.mark.parametrize("half", ["first", "second"])
@each_mission
def test_the_reference_scores_at_least_90_on_ten_seeds(
    half: str, mission: Mission, tmp_path: Path
) -> None:
    seeds = SEEDS[:5] if half == "first" else SEEDS[5:]
    executable = mission.reference.split("/")[1]
    result = graded(CONTROLLERS, mission, tmp_path, seeds=seeds, executables=(executable,))
    assert result.verdict == "passed", result.reasons
    assert {seed.seed: seed.score for seed in result.seeds if seed.score < 90} == {}
    assert len(result.seeds) == 5


@each_mission
def test_repeats_of_the_reference_are_equal(mission: Mission, tmp_path: Path) -> None:
    executable = mission.reference.split("/")[1]
    result = graded(CONTROLLERS, mission, tmp_path, seeds=(7,), repeat=2, executables=(executable,))
    assert result.reproducible is True


IDLE = """
import rclpy
from rclpy.node import Node


def main():
    rclpy.init()
    rclpy.spin(Node("idle"))
"""

STRAIGHT = """
import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node


class Straight(Node):
    def __init__(self):
        super().__init__("straight")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_timer(0.1, self.drive)

    def drive(self):
        command = Twist()
        command.linear.x = 0.4
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Straight())
"""


@each_mission
def test_doing_nothing_earns_at_most_10_and_ends_at_the_limit(
    mission: Mission, tmp_path: Path
) -> None:
    (tmp_path / "idle.py").write_text(IDLE)
    result = graded(tmp_path / "idle.py", mission, tmp_path / "out", seeds=(1, 2))
    assert result.verdict == "failed"
    for seed in result.seeds:
        assert seed.score <= 10
        assert seed.end_reason == "time_limit"
        assert seed.sim_time_s == mission.time_limit_s


@each_mission
def test_driving_straight_scores_low(mission: Mission, tmp_path: Path) -> None:
    (tmp_path / "straight.py").write_text(STRAIGHT)
    result = graded(tmp_path / "straight.py", mission, tmp_path / "out", seeds=(1, 2))
    assert result.verdict == "failed"
    assert max(seed.score for seed in result.seeds) < 30


@each_mission
def test_the_starter_runs_and_scores_low_with_a_reason(mission: Mission, tmp_path: Path) -> None:
    folder = tmp_path / "my_robot"
    write_starter(mission, folder, "fr")
    result = graded(folder, mission, tmp_path / "out", seeds=(1,))
    assert result.verdict == "failed", result.reasons
    assert result.score < 30
    assert any(check.hint for seed in result.seeds for check in seed.checks)

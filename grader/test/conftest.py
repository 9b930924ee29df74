"""A small mission, and a world whose truth a test writes down."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from atelier_grader.engine.protocol import Contact, Pose, Twist
from atelier_grader.mission.errors import did_you_mean
from atelier_grader.mission.load import load_mission
from atelier_grader.mission.schema import Mission
from atelier_grader.referee.referee import Referee
from atelier_grader.referee.result import RefereeReport
from atelier_grader.report.reasons import reason
from atelier_grader.report.result import (
    Environment,
    MissionRef,
    Result,
    SeedResult,
    SubmissionRef,
)
from atelier_grader.report.summary import median_score, spread_of, verdict_of

# A busy machine is slow; what is tried is the same each time.
settings.register_profile(
    "the same",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("the same")

PERIOD_NS = 20_000_000

MISSION = """\
id: demo_delivery
version: 1
title: {en: Deliver the crate, fr: Livrer la caisse, ar: توصيل الصندوق}
summary: {en: Drive to A and back., fr: Roulez jusqu'à A et revenez.}
sector: logistics
level: beginner
skills: [lidar]
world: hall.sdf
robot: robot
time_limit_s: 60
pass_mark: 60
public_seeds: [1, 2]
interface:
  - topic: /cmd_vel
    description: {en: Speed to drive at, fr: Vitesse voulue}
  - topic: /odom
    description: {en: Wheel odometry, fr: Odométrie des roues}
checks:
  - id: station_a
    type: reach
    title: {en: Reach station A, fr: Atteindre la station A}
    weight: 40
    region: {shape: circle, at: station_a, radius_m: 0.5}
    dwell_s: 1
    max_speed_mps: 0.05
    hint: {en: Slow down before the pad., fr: Ralentissez avant la zone.}
  - id: home
    type: reach
    title: {en: Drive back, fr: Revenir}
    weight: 40
    region: {shape: circle, x_m: 0, y_m: 0, radius_m: 0.5}
    requires: [station_a]
  - id: clean
    type: no_collision
    title: {en: Touch nothing, fr: Ne rien toucher}
    weight: 20
    ignore: [ground*, crate]
    requires: [station_a]
    episodes: {full: 0, zero: 4}
reference: atelier_controllers/demo
template: lidar_drive
"""

BRIDGE = """\
- ros_topic_name: /cmd_vel
  gz_topic_name: /model/robot/cmd_vel
  ros_type_name: geometry_msgs/msg/Twist
  gz_type_name: gz.msgs.Twist
  direction: ROS_TO_GZ
- ros_topic_name: /odom
  gz_topic_name: /model/robot/odometry
  ros_type_name: nav_msgs/msg/Odometry
  gz_type_name: gz.msgs.Odometry
  direction: GZ_TO_ROS
"""


@dataclass
class ScriptedWorld:
    """A `WorldState`: entities at (x, y, z, yaw), speeds along x, and contacts."""

    poses: dict[str, tuple[float, float, float, float]]
    now_ns: int = 0
    speeds: dict[str, float] = field(default_factory=dict)
    touching: tuple[Contact, ...] = ()
    tilt_rad: float = 0.0

    def pose(self, entity: str) -> Pose:
        if entity not in self.poses:
            raise KeyError(f"no entity {entity!r}{did_you_mean(entity, self.poses)}")
        x, y, z, yaw = self.poses[entity]
        half_yaw, half_tilt = yaw / 2, (self.tilt_rad if entity == "robot" else 0.0) / 2
        orientation = [
            math.cos(half_yaw) * math.cos(half_tilt),
            math.cos(half_yaw) * math.sin(half_tilt),
            math.sin(half_yaw) * math.sin(half_tilt),
            math.sin(half_yaw) * math.cos(half_tilt),
        ]
        return Pose(np.array([x, y, z]), np.array(orientation))

    def twist(self, entity: str) -> Twist:
        return Twist(np.array([self.speeds.get(entity, 0.0), 0.0, 0.0]), np.zeros(3))

    def joint_position(self, joint: str) -> float:
        raise KeyError(joint)

    def contacts(self) -> Sequence[Contact]:
        return self.touching


@pytest.fixture
def scripted_world() -> type[ScriptedWorld]:
    return ScriptedWorld


@pytest.fixture
def mission_text() -> str:
    return MISSION


@pytest.fixture
def mission_folder(tmp_path: Path) -> Path:
    """A folder of missions with `demo_delivery` in it."""
    folder = tmp_path / "missions" / "demo_delivery"
    folder.mkdir(parents=True)
    (folder / "mission.yaml").write_text(MISSION, encoding="utf-8")
    (folder / "bridge.yaml").write_text(BRIDGE, encoding="utf-8")
    (folder / "hall.sdf").write_text("<sdf version='1.9'/>", encoding="utf-8")
    return folder.parent


@pytest.fixture
def mission(mission_folder: Path) -> Mission:
    return load_mission(mission_folder / "demo_delivery")


def drive(mission: Mission, speed_mps: float = 0.5, hit: bool = True) -> RefereeReport:
    """The robot drives 4 m to station A, stands there 1.2 s, and returns, brushing a rack."""
    referee = Referee(mission)
    world = ScriptedWorld({"robot": (0, 0, 0, 0), "station_a": (4, 1, 0, 0)})
    way_s = 4 / speed_mps if speed_mps else math.inf
    done = False
    while not done and world.now_ns <= mission.time_limit_s * 1e9:
        time_s = world.now_ns * 1e-9
        back_s = max(0.0, time_s - way_s - 1.2)
        along = min(4.0, speed_mps * time_s) - speed_mps * back_s
        moving = time_s < way_s or back_s > 0
        world.poses["robot"] = (along, along / 4, 0, 0)
        world.speeds["robot"] = speed_mps if moving else 0.0
        brushing = hit and 2.0 < along < 2.3
        names = "rack_2::post::collision", "robot::base_link::hull"
        contact = Contact(*names, np.array([2.1, 0.7, 0.2]), 14.0)
        world.touching = (contact,) if brushing else ()
        done = referee.observe(world)
        world.now_ns += PERIOD_NS
    return referee.finish(world.now_ns - PERIOD_NS)


@pytest.fixture
def drive_mission() -> Callable[..., RefereeReport]:
    return drive


def grade(mission: Mission, *speeds_mps: float, fault: str | None = None) -> Result:
    """A result as `atelier grade` makes it, one seed for each speed."""
    seeds = []
    for i, speed in enumerate(speeds_mps, start=1):
        report = drive(mission, speed, hit=i % 2 == 1)
        seeds.append(
            SeedResult(
                seed=i,
                score=report.score,
                verdict="passed" if report.score >= mission.pass_mark else "failed",
                digest=f"{i:064x}",
                digests=(f"{i:064x}",) * 2,
                sim_time_s=report.trace[-1][0],
                end_reason="objectives_decided" if report.score > 50 else "time_limit",
                checks=report.checks,
                metrics=report.metrics,
                trace=report.trace,
            )
        )
    reasons = [reason("never_commanded")] if 0 in speeds_mps else []
    if fault == "crashed":
        trace = 'Traceback:\n  File "node.py", line 7\nValueError: <b>\x1b[31m & "x"'
        reasons.append(reason("crashed", time_s=1.5, problem="ValueError: <b>", detail=trace))
    elif fault is not None:
        reasons.append(reason(fault, problem="something"))
    score = median_score(seeds)
    return Result(
        mission=MissionRef(id=mission.id, version=mission.version, title=mission.title),
        submission=SubmissionRef(name="my_robot <1>", sha256="ab" * 32),
        verdict=verdict_of(score, mission.pass_mark, reasons),
        score=score,
        pass_mark=mission.pass_mark,
        spread=spread_of(seeds),
        repeats=2,
        reproducible=True if seeds else None,
        seeds=seeds,
        reasons=reasons,
        environment=Environment(engine="mujoco", versions={"mujoco": "3"}, rtf=41.5, wall_s=3.2),
    )


@pytest.fixture
def make_result() -> Callable[..., Result]:
    return grade

"""`atelier play`: a mission in real time, on ROS topics that others can see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from atelier_grader.controller.orphans import children
from atelier_grader.paced.domain import hold_domain, own_network
from atelier_grader.report.result import read_result

from .conftest import unhurried

PLAY = [sys.executable, "-m", "atelier_grader", "play", "yard", "--headless"]


@pytest.fixture
def network() -> Iterator[dict[str, str]]:
    with hold_domain() as domain:
        yield {**os.environ, **own_network(domain)}


def test_it_runs_a_controller_and_tells_how_it_goes(
    yard: Path, good: str, tmp_path: Path, network: dict[str, str]
) -> None:
    file = tmp_path / "program.py"
    file.write_text(unhurried(yard, good))
    told = tmp_path / "played" / "result.json"
    played = subprocess.run(
        [*PLAY, "--controller", str(file), "--speed", "2", "--result", str(told)],
        env=network, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert played.returncode == 0, played.stderr
    lines = played.stdout.splitlines()
    assert "x real time, robot at (" in lines[0]
    assert any("✓ Stand before the box" in line and " s " in line for line in lines)
    assert lines[-1] == "Score: 100 / 100"
    result = read_result(told.read_text())
    assert (result.mission.id, result.verdict, result.score) == ("yard", "passed", 100.0)
    assert (result.environment.mode, result.seeds[0].seed) == ("paced", 1)


CHATTER = """
import time
import rclpy

def main():
    rclpy.init()
    rclpy.create_node("chatter")
    print("hello", flush=True)
    time.sleep(60)
"""


def test_what_the_program_prints_is_seen_while_it_runs(
    yard: Path, tmp_path: Path, network: dict[str, str]
) -> None:
    file = tmp_path / "program.py"
    file.write_text(CHATTER)
    play = subprocess.Popen(
        [*PLAY, "--controller", str(file), "--duration", "30"],
        env=network, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert play.stderr is not None
    try:
        assert play.stderr.readline() == "hello\n"
        assert play.poll() is None
    finally:
        play.send_signal(signal.SIGINT)
        play.communicate(timeout=240)
    assert play.returncode in (0, 130)


WATCHER = """
import sys, time
import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rosgraph_msgs.msg import Clock
from rclpy.node import Node

rclpy.init()
node = Node("from_outside")
seen = {}
node.create_subscription(Clock, "/clock", lambda m: seen.update(clock=m.clock.sec), 10)
node.create_subscription(
    Odometry, "/odom", lambda m: seen.update(x=m.twist.twist.linear.x), 10)
speed = node.create_publisher(Twist, "/cmd_vel", 10)
command = Twist()
command.linear.x = 0.5
end = time.monotonic() + 200
while time.monotonic() < end and not (seen.get("x", 0) > 0.45 and "clock" in seen):
    speed.publish(command)
    rclpy.spin_once(node, timeout_sec=0.05)
print("moving" if seen.get("x", 0) > 0.45 else f"seen {seen}")
"""


def test_others_drive_the_robot_and_ctrl_c_leaves_nothing(
    yard: Path, network: dict[str, str]
) -> None:
    before, shared = children(), shared_memory(network)
    command = [*PLAY, "--duration", "600"]
    play = subprocess.Popen(command, env=network, stdout=subprocess.PIPE, text=True)
    assert play.stdout is not None
    assert "0 commands" in play.stdout.readline()
    watcher = subprocess.run(
        [sys.executable, "-c", WATCHER], env=network, capture_output=True, text=True, timeout=240,
        check=False,
    )  # fmt: skip
    assert watcher.stdout.strip() == "moving", watcher.stderr
    theirs = children() - before
    assert len(theirs) == 1
    play.send_signal(signal.SIGINT)
    rest = play.stdout.read()
    assert play.wait(240) == 0
    assert rest.splitlines()[-1].startswith("Score: ")
    assert children() <= before
    assert shared_memory(network) <= shared


def shared_memory(network: dict[str, str]) -> set[str]:
    """What Fast DDS keeps in shared memory for the ports of a domain."""
    first = 7400 + 250 * int(network["ROS_DOMAIN_ID"])
    names = {f"fastrtps_port{port}" for port in range(first, first + 250)}
    return names & {file.name for file in Path("/dev/shm").iterdir()}


def test_a_wrong_controller_is_refused(yard: Path, tmp_path: Path) -> None:
    played = subprocess.run(
        [*PLAY, "--controller", str(tmp_path / "none.py")],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert played.returncode == 2
    assert "none.py: no such file or folder" in played.stderr

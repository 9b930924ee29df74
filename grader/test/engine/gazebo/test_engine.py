"""A run of Gazebo, its processes real and `gz` a stand-in: what is told, and what is left."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from atelier_grader import sdf
from atelier_grader.bridge import BridgeEntry
from atelier_grader.engine.gazebo import listener
from atelier_grader.engine.gazebo.backend import SimBackend, Wanted
from atelier_grader.engine.gazebo.engine import GazeboEngine
from atelier_grader.engine.gazebo.installation import Installation, find_installation
from atelier_grader.engine.protocol import EngineError, WorldState

WORLD = """<sdf version="1.9"><world name="hall">
<model name="rover"><link name="base"><collision name="body"><geometry><box><size>1 1 1</size></box></geometry></collision></link></model>
<model name="wall"><static>true</static><pose>3 0 0 0 0 0</pose><link name="link"/></model>
</world></sdf>"""
SCAN = BridgeEntry("/scan", "/model/rover/scan", "sensor_msgs/msg/LaserScan", "gz.msgs.LaserScan", "GZ_TO_ROS", 1)  # fmt: skip


def wanted() -> Wanted:
    return Wanted(sdf.read_text(WORLD, Path()), "rover", ("rover",), (SCAN,))


def left() -> set[str]:
    """The processes of this test's Gazebo, known by their environment."""
    mark = f"FAKE_GZ={os.environ['FAKE_GZ']}".encode()
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (process / "environ").read_bytes():
                found.add((process / "cmdline").read_bytes().decode())
    return found


def play(before: Callable[[], object] = lambda: None) -> None:
    """`before` is called where the world has been loaded, and time has not begun."""
    gz = find_installation()
    engine = GazeboEngine(wanted(), SimBackend(gz))
    before()
    try:
        engine.advance(10**11)
    finally:
        engine.close()


def test_the_truth_reaches_the_observer(gazebo: Installation, tmp_path: Path) -> None:
    seen: list[tuple[int, float, float, float, tuple[str, ...]]] = []

    def observe(state: WorldState) -> bool:
        touched = tuple(f"{c.first} {c.second} {c.force_n:g}" for c in state.contacts())
        base_x = float(state.pose("rover::base").position[0])
        x, speed = float(state.pose("rover").position[0]), float(state.twist("rover").linear[0])
        seen.append((state.now_ns, x, base_x, speed, touched))
        return x >= 1.0

    engine = GazeboEngine(wanted(), SimBackend(gazebo))
    engine.observe(50_000_000, observe)
    assert engine.now_ns == 0
    assert engine.advance(10**10) == []
    partition = engine.environment["GZ_PARTITION"]
    config = (engine.folder / "bridge.yaml").read_text()
    engine.close()
    assert left() == set()
    assert not engine.folder.exists()

    assert seen[0] == (0, 0.0, 0.0, 0.0, ())
    assert seen[-1][:4] == pytest.approx((10**9, 1.0, 1.5, 1.0))
    assert [now for now, *_ in seen] == list(range(0, 10**9 + 1, 50_000_000))
    hits = {touched for *_, touched in seen if touched}
    assert hits == {("rover::base::body wall::link::box 5",)}
    assert engine.now_ns == 10**9
    assert "/model/rover/scan" in config
    assert "rosgraph_msgs/msg/Clock" in config
    assert (tmp_path / "state" / partition / "ip").read_text() == "127.0.0.1"


def test_two_runs_have_partitions_of_their_own(gazebo: Installation) -> None:
    first, second = (GazeboEngine(wanted(), SimBackend(gazebo)) for _ in range(2))
    first.close()
    second.close()
    assert first.environment["GZ_PARTITION"] != second.environment["GZ_PARTITION"]


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("broken", r"`.*gz sim .*world\.sdf` ended with status 1:\n.*no such world"),
        ("dies", r"`.*gz sim .*` ended with status 1:\n.*out of memory"),
        ("stalls", r"Gazebo has stood still at 0.000 s for too long"),
        (
            "lacking",
            r"without a part of the world: \[Err\] Failed to load system plugin \[gz-sim-imu",
        ),
    ],
)
def test_a_simulator_that_fails_is_our_fault_and_leaves_nothing(
    mode: str, said: str, gazebo: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_MODE", mode)
    with pytest.raises(EngineError, match=re.compile(said, re.DOTALL)):
        play(lambda: mode == "stalls" and monkeypatch.setattr(listener, "START_S", 2.0))
    assert left() == set()


def test_a_simulator_deaf_to_ctrl_c_is_killed_with_its_children(
    gazebo: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_MODE", "stubborn")
    engine = GazeboEngine(wanted(), SimBackend(gazebo))
    assert any("sleep\x00600" in each for each in left())
    engine._processes.close(grace_s=0.2)
    engine.close()
    assert left() == set()


def test_a_killed_grader_takes_gazebo_with_it(gazebo: Installation, tmp_path: Path) -> None:
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[1]);"
        "import test_engine as t; from atelier_grader.engine.gazebo.installation import Installation as I;"
        "from pathlib import Path; from atelier_grader.engine.gazebo.backend import SimBackend;"
        "e = t.GazeboEngine(t.wanted(), SimBackend(I('sim', sys.argv[2], Path(sys.argv[3]))));"
        "print('up', flush=True); time.sleep(60)"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", script, str(Path(__file__).parent), gazebo.program, str(gazebo.bridge_prefix)],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert grader.stdout is not None
    assert grader.stdout.readline() == "up\n"
    assert left() != set()
    os.kill(grader.pid, signal.SIGKILL)
    grader.wait()
    grader.stdout.close()
    deadline_s = time.monotonic() + 120
    while left() and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert left() == set()

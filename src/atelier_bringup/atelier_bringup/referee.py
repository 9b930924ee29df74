"""The referee of a Gazebo that a launch file has started: tells which checks pass, and when."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

from atelier_bringup.scene import gazebo, scene
from atelier_grader.engine.gazebo.listener import Listener
from atelier_grader.engine.gazebo.process import Processes
from atelier_grader.engine.protocol import EngineError, WorldState
from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.load import find_mission
from atelier_grader.referee.referee import PERIOD_NS, Referee
from atelier_grader.sdf import SdfError


def follow(mission_id: str, seed: int) -> int:
    """Until the mission is decided or its time is over; 1 below the pass mark."""
    mission = find_mission(mission_id)
    referee = Referee(mission)
    told: set[str] = set()
    now_ns = 0

    def observe(state: WorldState) -> bool:
        nonlocal now_ns
        now_ns = state.now_ns
        decided = referee.observe(state)
        for check in referee.passed_ns:
            if check not in told:
                told.add(check)
                print(f"{now_ns / 1e9:7.2f} s  {check}: passed", flush=True)
        return decided

    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        with Processes(os.environ, Path(folder) / "log") as processes:
            listener = Listener(scene(mission_id, seed), gazebo(), processes)
            listener.observe(PERIOD_NS, observe)
            listener.listen()
            listener.follow(round(mission.time_limit_s * 1e9))
        listener.join()
    report = referee.finish(now_ns)
    for check in report.checks:
        print(f"{check.points:5.1f} / {check.weight:g}  {check.title.en}")
    print(f"{report.score:g} / 100, pass mark {mission.pass_mark:g}", flush=True)
    return 0 if report.score >= mission.pass_mark else 1


def main() -> int:
    """`referee MISSION SEED`"""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return follow(sys.argv[1], int(sys.argv[2]))
    except KeyboardInterrupt:
        return 130
    except (EngineError, MissionError, SdfError) as error:
        print(f"referee: {error}", file=sys.stderr)
        return 3

"""The conformance programs in lock-step and on the wall clock, in one world, by the command line.

    python grader/test/paced/real_time.py [PROGRAM ...]

runs these programs, or all, by `atelier grade` and by `atelier play --headless`, and tells where
the two differ by more than the expectations allow, and how far real time was kept.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from mcap.reader import make_reader

from atelier_grader.paced.domain import hold_domain, own_network
from atelier_grader.sandbox import tree

HERE = Path(__file__).parent
CONFORMANCE = HERE.parents[2] / "src/atelier_lockstep/test/conformance"
PROGRAMS = CONFORMANCE / "programs"
MISSION = "floor"
COMMANDS = "/cmd_vel"
PATIENCE_S = 240.0
LOOK_S = 0.1

FASTEST_M_S = 0.5
BUSIEST_HZ = 20.0
"""What the programs do while they are late, at most."""

LOCK_STEP_ONLY = frozenset({"never_spun"})
"""Notices that only lock-step has the means for."""


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


EXPECTATIONS: dict[str, Any] = _load(CONFORMANCE / "expectations.py").EXPECTATIONS


@dataclass(frozen=True)
class Ending:
    """Where the robot is at the end, how often it was told something, and what came of it.

    `reasons` are the codes of the result, which say how the program left. A run on the wall clock
    that fell behind it, by `rtf`, or whose processes waited for a core, `starved_s`, shows what
    the machine did, more than what the program does.
    """

    x_m: float
    y_m: float
    commands: int
    reasons: tuple[str, ...]
    output: str
    rtf: float | None
    starved_s: float = 0.0


def in_lock_step(name: str, folder: Path) -> Ending:
    """Graded by `atelier grade`."""
    words = [
        "grade", str(PROGRAMS / f"{name}.py"), "--mission", MISSION, "--out", str(folder),
        "--format", "json", "--quiet", "--sandbox", "off",
    ]  # fmt: skip
    (said, _), log = _atelier(words, {}), folder / "seed-1.log"
    assert log.exists(), said
    output = log.read_text()
    return _ending(folder / "result.json", folder / "seed-1.mcap", output)


def on_the_wall_clock(name: str, folder: Path) -> Ending:
    """Played by `atelier play --headless`, on a ROS domain of its own."""
    result, recording = folder / "played.json", folder / "played.mcap"
    words = [
        "play", MISSION, "--headless", "--controller", str(PROGRAMS / f"{name}.py"),
        "--result", str(result), "--record", str(recording),
    ]  # fmt: skip
    with hold_domain() as domain:
        output, starved_s = _atelier(words, own_network(domain))
    assert result.exists(), output
    return replace(_ending(result, recording, output), starved_s=starved_s)


def _atelier(words: list[str], network: dict[str, str]) -> tuple[str, float]:
    """What it says, and how long its processes have waited for a core that others had."""
    environment = os.environ | {"ATELIER_MISSIONS_PATH": str(HERE), "CI": ""} | network
    starved_s: dict[int, float] = {}
    with tempfile.TemporaryFile("w+") as output:
        end_s = time.monotonic() + PATIENCE_S
        command = [sys.executable, "-m", "atelier_grader", *words]
        with subprocess.Popen(command, env=environment, stdout=output, stderr=output) as atelier:
            while atelier.poll() is None:
                for pid in tree.descendants([atelier.pid]):
                    starved_s[pid] = max(starved_s.get(pid, 0.0), tree.starved_s([pid]))
                if time.monotonic() > end_s:
                    atelier.kill()
                time.sleep(LOOK_S)
        output.seek(0)
        return output.read(), sum(starved_s.values())


def _ending(result: Path, recording: Path, output: str) -> Ending:
    told = json.loads(result.read_text())
    _, x_m, y_m = told["seeds"][0]["trace"][-1]
    with recording.open("rb") as stream:
        summary = make_reader(stream).get_summary()
    assert summary is not None
    assert summary.statistics is not None
    counts = summary.statistics.channel_message_counts
    commands = sum(
        counts.get(each.id, 0) for each in summary.channels.values() if each.topic == COMMANDS
    )
    codes = {each["code"] for each in told["reasons"]} - LOCK_STEP_ONLY
    reasons = tuple(sorted(codes))
    return Ending(x_m, y_m, commands, reasons, output, told["environment"]["rtf"])


def differences(name: str, lock_step: Ending, wall_clock: Ending, late_s: float = 0.0) -> list[str]:
    """What differs by more than is allowed for this program, were it `late_s` late."""
    expected, found = EXPECTATIONS[name], []
    allowed = expected.real_time
    distance_allowed_m = allowed.distance_m + late_s * FASTEST_M_S
    commands_allowed = allowed.commands + late_s * BUSIEST_HZ
    distance_m = math.hypot(wall_clock.x_m - lock_step.x_m, wall_clock.y_m - lock_step.y_m)
    if distance_m > distance_allowed_m:
        found.append(
            f"ends {distance_m:.3f} m apart: x {lock_step.x_m} and {wall_clock.x_m} m, "
            f"allowed {distance_allowed_m:g}"
        )
    if abs(wall_clock.commands - lock_step.commands) > commands_allowed:
        found.append(
            f"{lock_step.commands} and {wall_clock.commands} commands, "
            f"allowed {commands_allowed:g} more or less"
        )
    if wall_clock.reasons != lock_step.reasons:
        found.append(f"told {lock_step.reasons} and {wall_clock.reasons}")
    for line in expected.says:
        if line not in lock_step.output or line not in wall_clock.output:
            found.append(f"'{line}' is not said by both")
    return found


def compare(name: str, folder: Path) -> tuple[Ending, Ending, list[str]]:
    lock_step, wall_clock = in_lock_step(name, folder), on_the_wall_clock(name, folder)
    return lock_step, wall_clock, differences(name, lock_step, wall_clock)


def main() -> None:
    names = sys.argv[1:] or sorted(EXPECTATIONS)
    apart = []
    for name in names:
        began_s = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            lock_step, wall_clock, found = compare(name, Path(folder))
        apart += [name] if found else []
        print(
            f"{name:28s} {'differs' if found else 'agrees':8s}"
            f" x {lock_step.x_m:6.3f} {wall_clock.x_m:6.3f} m"
            f"  commands {lock_step.commands:3d} {wall_clock.commands:3d}"
            f"  at {wall_clock.rtf or 0:4.2f}"
            f"  {time.monotonic() - began_s:4.1f} s  {'; '.join(found)}",
            flush=True,
        )
    print(f"{len(names) - len(apart)} of {len(names)} agree")
    sys.exit(bool(apart))


if __name__ == "__main__":
    main()

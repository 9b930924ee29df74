"""Every limit, broken by a real program: the verdict names it, its value and what was reached."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from atelier_grader.mission.limits import REASONS, Limits
from atelier_grader.report.reasons import FAULTS

from .conftest import HERE, NODE, run
from .test_cheating import FLING
from .test_frames import FRAMES

TALK = NODE + "def talk(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
SEND = (
    "def main():\n    there = channel()\n    now = 0\n    while True:\n        now += 10_000_000\n"
)


@dataclass(frozen=True)
class Case:
    """A program, the limit that the mission sets for it, and both as the verdict says them."""

    value: float
    source: str
    said: str
    reached: str


CASES = {
    "start_up_s": Case(1.5, "while True: pass", r"after 1.5 s of computing", r"\(([\d.]+) s\)"),
    "tick_wall_s": Case(
        0.4, NODE + "def spin(node):\n    while True: pass\ndef main(): go(spin)",
        r"over 0.4 s without a wait", r"\(([\d.]+) s\)",
    ),
    "wall_s": Case(
        4, NODE + "import ctypes\nusleep = ctypes.CDLL(None).usleep\n"
        "def main(): go(lambda node: usleep(500_000), 99)",
        r"the limit is 4 s", r"in all|waited .*?([\d.]+) s",
    ),
    "grace_s": Case(
        0.3, NODE + "def main():\n    try: go(lambda node: None)\n    finally:\n        while True: pass",
        r"killed 0.3 s after Ctrl-C", r"had not ended",
    ),
    "cpu_s": Case(
        1.5, NODE + "import resource\nused = lambda: sum(resource.getrusage(0)[:2])\n"
        "def work(node):\n    end = used() + 0.2\n    while used() < end: pass\ndef main(): go(work, 99)",
        r"the limit is 1.5 s", r"used ([\d.]+) s",
    ),
    "memory_mib": Case(
        200, "kept = []\nwhile True: kept.append(bytearray(2**20))",
        r"the limit of 200 MiB", r": ([\d.]+) MiB",
    ),
    "processes": Case(
        40, "import ctypes\nc = ctypes.CDLL(None)\nwhile True:\n"
        "    c.pthread_create(ctypes.byref(ctypes.c_long()), None, c.pause, None)",
        r"more than 40 processes", r"\((\d+)\)",
    ),
    "open_files": Case(
        80, "import os\nwhile True: os.dup(0)", r"the limit is 80", r"had (\d+) files and sockets",
    ),
    "file_mib": Case(
        2, "open('/tmp/x', 'wb').write(bytes(3 * 2**20))",
        r"the limit is 2 MiB", r"written (\d+) MiB",
    ),
    "disk_mib": Case(
        3, "for i in range(9): open(f'/dev/shm/{i}', 'wb').write(bytes(2**20))",
        r"the limit is 3 MiB", r"with (\d+) MiB",
    ),
    "files": Case(
        300, "i = 0\nwhile True:\n    open(f'/tmp/{i}', 'w'); i += 1",
        r"more than 300 files", r"\((\d+)\)",
    ),
    "output_kib": Case(
        64, "while True: print('x' * 999)", r"the limit of 0.0625 MiB", r": ([\d.]+) MiB",
    ),
    "messages_per_s": Case(
        70, TALK + "    for _ in range(10): speed.publish(Twist())\ndef main(): go(talk, 99)",
        r"more than 70 messages", r"\((\d+)\)",
    ),
    "message_kib": Case(
        1, FRAMES + SEND + "        there.send(idle(now, (0, bytes(2000))))\n"
        "        if not there.recv(65536): break",
        r"2000 bytes are over the limit of 1024", r"(\d+) bytes",
    ),
    "exchange_kib": Case(
        64, FRAMES + "def main(): channel().sendall(idle(0, *[(0, bytes(1000))] * 99))",
        r"the limit is 64 KiB", r"sent (\d+) KiB",
    ),
    "commands_mib": Case(
        1, FRAMES + SEND + "        there.send(idle(now, *[(0, bytes(60_000))] * 4))\n"
        "        if not there.recv(65536): break",
        r"the limit is 1 MiB", r"sent ([\d.]+) MiB",
    ),
    "speed_mps": Case(
        2, NODE + "COMMANDS = [-1e6]\n" + FLING, r"over the limit of 2 m/s", r"at ([\d.e+]+) m/s",
    ),
}  # fmt: skip


@pytest.fixture
def missions(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "missions"
    shutil.copytree(HERE / "arena", place / "arena")
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(place))
    return place


def test_every_limit_has_a_reason_and_a_program_that_breaks_it() -> None:
    assert set(CASES) == set(REASONS) == set(Limits.model_fields)
    assert all(FAULTS[code] in ("submission", "notice") for code in REASONS.values())
    assert all(CASES[name].value != getattr(Limits(), name) for name in CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_broken_limit_is_named_with_its_value(name: str, missions: Path, tmp_path: Path) -> None:
    case = CASES[name]
    mission = missions / "arena" / "mission.yaml"
    text, count = re.subn(
        rf"^  {name}: .*$", f"  {name}: {case.value}", mission.read_text(), flags=re.M
    )
    mission.write_text(
        text if count else text.replace("limits:\n", f"limits:\n  {name}: {case.value}\n")
    )
    program = tmp_path / "program.py"
    program.write_text(case.source)
    graded = run(program, tmp_path / "out")
    reason = graded.reason(REASONS[name])
    said = f"{reason.message.en}\n{reason.detail}"
    assert re.search(case.said, said), said
    reached = re.search(case.reached, said)
    assert reached is not None, said
    assert FAULTS[reason.code] == "notice" or graded.result.verdict == "rejected"

"""The lock-step's limits, against real controller processes."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from atelier_grader.controller.peer import Departure, Peer
from atelier_grader.controller.process import ControllerProcess, environment
from atelier_lockstep.wire import Idle, Setup, Tick, Topic

TOPICS = (Topic("/cmd_vel", "geometry_msgs/msg/Twist", to_controller=False),)

Start = Callable[..., tuple[Peer, Idle | Departure]]


def alive(session: int) -> list[str]:
    """The processes of a session that still run, whatever became of their parents."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, sid = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue  # it has just ended
        if int(sid) == session and state != "Z":
            found.append(stat.parent.name)
    return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    processes = []

    def run(source: str, limit_s: float = 20.0) -> tuple[Peer, Idle | Departure]:
        (tmp_path / "program.py").write_text(source)
        process = ControllerProcess()
        processes.append(process)
        peer = Peer(process, len(TOPICS))
        setup = Setup(TOPICS, ("program",), "program", "main", (str(tmp_path),))
        return peer, peer.start(setup, limit_s)

    yield run
    for process in processes:
        process.close()
        assert process.wait(0) is not None
        assert not alive(process.pid)


def test_a_program_waits_and_time_goes_on(start: Start) -> None:
    peer, idle = start("import time\ndef main():\n    time.sleep(1)\n    print('late')\n")
    assert isinstance(idle, Idle)
    assert idle.next_wakeup_ns == 10**9
    left = peer.exchange(Tick(10**9), 5.0)
    assert isinstance(left, Departure)
    assert left.code is None
    assert left.ended is not None
    assert left.ended.how == "returned"
    peer.process.close()
    assert peer.process.output.text == "late\n"


def test_a_program_that_computes_for_ever_is_found_where_it_is(start: Start) -> None:
    source = (
        "import time\ndef main():\n    time.sleep(1)\n    endless()\n"
        "def endless():\n    while True: pass\n"
    )
    peer, idle = start(source)
    assert isinstance(idle, Idle)
    left = peer.exchange(Tick(10**9), 1.0)
    assert isinstance(left, Departure)
    assert left.code == "stuck"
    assert "line 6, in endless: while True: pass" in left.traceback
    assert "line 4, in main" in left.traceback


def test_a_program_that_never_waits_is_ended(start: Start) -> None:
    _, left = start("while True: pass\n", limit_s=1.0)
    assert isinstance(left, Departure)
    assert left.code == "start_up_timeout"
    assert "program.py" in left.traceback


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("raise ValueError('no map')", "crashed", "ValueError: no map"),
        ("import no_such_module", "import_error", "no_such_module"),
        ("def main(): import sys; sys.exit(3)", "exited", "3"),
        ("def main(): import os; os._exit(4)", "exited", "status 4"),
        ("import ctypes\ndef main(): ctypes.CDLL(None)._exit(0)", "exited", "status 0"),
        ("def main(): import os; os.abort()", "killed_by_signal", "SIGABRT"),
        ("def main(): import os; os.kill(os.getpid(), 40)", "killed_by_signal", "40"),
        ("import ctypes\ndef main(): ctypes.string_at(0)", "killed_by_signal", "SIGSEGV"),
    ],
)
def test_ways_to_leave(source: str, code: str, said: str, start: Start) -> None:
    _, left = start(source)
    assert isinstance(left, Departure)
    assert left.code == code
    assert said in left.message


@pytest.mark.parametrize(
    ("bytes_sent", "code"),
    [("b'\\x63' * 100", "protocol_error"), ("b'\\x10\\xff\\xff\\xff\\x7f'", "message_size")],
)
def test_garbage_on_the_socket_is_refused(bytes_sent: str, code: str, start: Start) -> None:
    source = (
        "import os, stat\ndef main():\n    for f in os.listdir('/proc/self/fd'):\n"
        "        try:\n            if stat.S_ISSOCK(os.fstat(int(f)).st_mode): "
        f"os.write(int(f), {bytes_sent})\n        except OSError: pass\n"
    )
    _, left = start(source)
    assert isinstance(left, Departure)
    assert left.code == code


def test_a_program_that_ignores_the_end_is_killed(start: Start) -> None:
    peer, idle = start(
        "import signal, time\ndef main():\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "    time.sleep(1)\n    while True: pass\n"
    )
    assert isinstance(idle, Idle)
    left = peer.stop(0.5)
    assert left is not None
    assert left.code == "failed_at_end"
    assert "killed 0.5 s after Ctrl-C" in left.message
    assert peer.process.wait(0) == -9


def test_children_end_with_the_program(start: Start) -> None:
    peer, _ = start(
        "import subprocess\ndef main():\n    subprocess.Popen(['sleep', '1000'])\n"
        "    import time; time.sleep(5)\n"
    )
    assert len(alive(peer.process.pid)) == 2
    peer.process.close()


def test_the_environment_tells_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("ATELIER_SEEDS", "1,2")
    assert not {"SECRET_TOKEN", "ATELIER_SEEDS"} & set(environment(None))


def test_endless_output_is_kept_within_bounds(start: Start) -> None:
    peer, _ = start("def main():\n    for _ in range(300): print('x' * 9999)\n    print('end')\n")
    peer.process.close()
    text = peer.process.output.text
    assert len(text) < 200_000
    assert "bytes left out" in text
    assert text.endswith("end\n")


def test_daemons_end_with_the_program(start: Start) -> None:
    length = f"1001.{uuid.uuid4().int}"  # nobody else's
    peer, _ = start(
        "import os, subprocess, time\ndef main():\n"
        f"    subprocess.Popen(['sleep', '{length}'], start_new_session=True)\n"
        "    if os.fork() == 0:\n        os.setsid()\n"
        f"        if os.fork() == 0: os.execvp('sleep', ['sleep', '{length}'])\n"
        "        os._exit(0)\n    time.sleep(5)\n"
    )
    deadline_s = time.monotonic() + 60
    while sleeping(length) < 2 and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert sleeping(length) == 2
    peer.process.close()
    assert sleeping(length) == 0


def sleeping(length: str) -> int:
    """How many processes of the machine sleep for so long."""
    count = 0
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has just ended
            count += file.read_bytes() == f"sleep\0{length}\0".encode()
    return count


def test_a_program_ends_with_the_grader(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("while True: pass\n")
    script = (
        "import os\nfrom atelier_grader.controller.process import ControllerProcess\n"
        "from atelier_lockstep import wire\n"
        "process = ControllerProcess()\nprint(process.pid, process._cell._home, flush=True)\n"
        f"setup = wire.Setup((), ('p',), 'program', 'main', ({str(tmp_path)!r},))\n"
        "wire.write(process.stream, wire.Kind.SETUP, wire.pack_setup(setup))\n"
        "process.wait(2)\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, timeout=240, check=False
    )
    pid, home = done.stdout.split()
    deadline_s = time.monotonic() + 60
    while alive(int(pid)) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not alive(int(pid))
    shutil.rmtree(home)


def test_a_program_that_waits_for_something_else_is_told_so(start: Start) -> None:
    _, left = start("import os\ndef main():\n    os.read(os.pipe()[0], 1)\n", limit_s=0.3)
    assert isinstance(left, Departure)
    assert left.code == "blocked"
    assert "line 3, in main" in left.traceback


def test_a_program_that_closes_the_connection_is_told_so(start: Start) -> None:
    _, left = start("import os\ndef main():\n    os.closerange(3, 99)\n    while True: pass\n")
    assert isinstance(left, Departure)
    assert (left.code, left.message) == (
        "protocol_error",
        "its connection to the robot was closed",
    )

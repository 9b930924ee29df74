"""The watching parent alone, on a machine without control groups: what it ends, and as what."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from atelier_grader.mission.limits import MIB, Limits
from atelier_grader.sandbox import tree
from atelier_grader.sandbox.cgroup import Group
from atelier_grader.sandbox.watch import PERIOD_S, Usage, Watcher

from .conftest import Inside

BOMBS = {
    "memory": (
        "kept = []\nwhile True: kept.append(bytearray(b'x') * 2**20)",
        "out_of_memory",
        {"memory_mib": 128},
    ),
    "memory at once": (
        "kept = bytearray(b'x') * (300 * 2**20)\nsignal.pause()",
        "out_of_memory",
        {"memory_mib": 128},
    ),
    "memory in children": (
        "for _ in range(8):\n    if os.fork() == 0:\n"
        "        kept = bytearray(b'x') * (40 * 2**20); signal.pause()\nsignal.pause()",
        "out_of_memory",
        {"memory_mib": 128},
    ),
    "memory in files": (
        "for place in ('/tmp', '/dev/shm', '/home/robot'):\n"
        "    for i in range(48): open(f'{place}/{i}', 'wb').write(bytes(2**20))\nsignal.pause()",
        "out_of_memory",
        {"memory_mib": 128},
    ),
    "memory that is shared": (
        "import mmap\nkept = mmap.mmap(-1, 200 * 2**20)\nkept.write(b'x' * len(kept))\n"
        "signal.pause()",
        "out_of_memory",
        {"memory_mib": 128},
    ),
    "memory of a process whose first thread has ended": (
        "import threading\ndef eat():\n    while ') Z ' not in open('/proc/self/stat').read(): pass\n"
        "    kept = bytearray(b'x') * (300 * 2**20)\n    signal.pause()\n"
        "threading.Thread(target=eat).start()\n"
        "libc.syscall(ctypes.c_long(60), 0)",
        "out_of_memory",
        {"memory_mib": 128},
    ),
    "memory that nobody may look at": (
        "libc.prctl(4, 0)\nkept = bytearray(b'x') * (300 * 2**20)\nsignal.pause()",
        "out_of_memory",
        {"memory_mib": 128},
    ),
    "processes": (
        "while True:\n    try: os.fork()\n    except OSError: pass",
        "too_many_processes",
        {"processes": 48},
    ),
    "threads": (
        "while True: libc.pthread_create(ctypes.byref(ctypes.c_long()), None, libc.pause, None)",
        "too_many_processes",
        {"processes": 48},
    ),
    "processor": ("while True: pass", "cpu_limit", {"cpu_s": 0.5}),
    "processor in children": (
        "for _ in range(4):\n    if os.fork() == 0:\n        while True: pass\nsignal.pause()",
        "cpu_limit",
        {"cpu_s": 0.5},
    ),
    "processor in children that have ended": (
        "while True:\n    if os.fork() == 0:\n        for _ in range(400_000): pass\n"
        "        os._exit(0)\n    os.wait()",
        "cpu_limit",
        {"cpu_s": 0.5},
    ),
    "files": (
        "i = 0\nwhile True: open(f'/tmp/{i}', 'w'); i += 1",
        "too_many_files",
        {"files": 500},
    ),
}


@pytest.mark.usefixtures("no_groups")
@pytest.mark.parametrize("name", BOMBS)
def test_the_watcher_ends_it(name: str, inside: Inside) -> None:
    source, code, limits = BOMBS[name]
    began_s = time.monotonic()
    seen = inside(source, **limits)
    assert seen.controllers == ()
    assert seen.breach is not None
    assert seen.breach.code == code
    assert seen.status == -9
    assert time.monotonic() - began_s < 20


@pytest.mark.usefixtures("no_groups")
def test_an_older_bubblewrap_bounds_files_by_memory(inside: Inside) -> None:
    source = "file = open('/tmp/x', 'wb')\nwhile True: file.write(bytes(2**20))"
    seen = inside(source, without={"sized": False}, memory_mib=128, file_mib=1024)
    assert seen.breach is not None
    assert seen.breach.code == "out_of_memory"


@pytest.mark.usefixtures("no_groups")
def test_what_is_within_the_limits_is_left_alone(inside: Inside) -> None:
    """Memory that a child has in common with its parent counts once."""
    source = """
    import time
    kept = bytearray(b'x') * (60 * 2**20)
    for _ in range(6):
        if os.fork() == 0: time.sleep(0.6); os._exit(0)
    time.sleep(0.4)
    tell(1)
    """
    seen = inside(source, memory_mib=128)
    assert (seen.breach, seen.told) == (None, 1)


def test_walls_that_take_their_time_are_not_the_programs_files(
    monkeypatch: pytest.MonkeyPatch, inside: Inside
) -> None:
    """Until a busy machine has set them up, what is seen at its folders is the machine's own."""
    assert not tree.has_own_root(os.getpid())
    add, held = Group.add, []

    def hold(group: Group, pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        held.append(threading.Timer(5 * PERIOD_S, os.kill, (pid, signal.SIGCONT)))
        held[-1].start()
        add(group, pid)

    monkeypatch.setattr(Group, "add", hold)
    seen = inside("tell(1)", files=100)
    held[0].join()
    assert (seen.breach, seen.told) == (None, 1)


def test_threads_may_have_names_of_any_bytes() -> None:
    source = (
        "import ctypes, signal\nctypes.CDLL(None).prctl(15, b'dds.\\xff\\xfe')\n"
        "print(flush=True)\nsignal.pause()"
    )
    command = [sys.executable, "-c", source, "\udcff"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout is not None
            child.stdout.readline()
            assert len(tree.commands_with([child.pid], "dds.")) == 1
            assert tree.commands_with([child.pid], "dds.x") == []
        finally:
            child.kill()


def test_a_file_that_is_mapped_counts_once(tmp_path: Path) -> None:
    """A file of `/dev/shm` is both in the folder and in the process's memory."""
    import mmap

    with open(f"/dev/shm/atelier-test-{os.getpid()}", "w+b") as file:
        try:
            file.truncate(40 * MIB)
            own = tree.memory_bytes([os.getpid()], 0, 0)
            with mmap.mmap(file.fileno(), 40 * MIB) as kept:
                for _ in range(40):  # a large piece might stay in the heap
                    kept.write(b"x" * MIB)
                mapped = tree.memory_bytes([os.getpid()], 40 * MIB, 0)
        finally:
            os.unlink(file.name)
    assert abs(mapped - own - 40 * MIB) < 4 * MIB


class Broken(OSError):
    pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_watcher_that_fails_ends_the_program(tmp_path: Path) -> None:
    ended = threading.Event()
    calls: Iterator[int] = iter([0, 0])

    def members() -> list[int]:
        if next(calls, None) is None:
            raise Broken("no such thing")
        return []

    usage = Usage(members, Group(), (), lambda: 0)
    watcher = Watcher(usage, Limits(), ended.set)
    try:
        assert ended.wait(10)
        with pytest.raises(Broken):
            watcher.look()
    finally:
        watcher.close()


def test_a_broken_limit_stays_broken() -> None:
    printed = [2**30]
    usage = Usage(list, Group(), (), lambda: printed[0])
    watcher = Watcher(usage, Limits(output_kib=1024), lambda: None)
    try:
        first = watcher.look()
        printed[0] = 0
        assert watcher.look() is first
        assert first is not None
        assert (first.code, first.limit, first.reached) == ("output_limit", "1 MiB", "1024 MiB")
    finally:
        watcher.close()

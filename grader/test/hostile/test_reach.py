"""A look at what is hidden, a reach for what is outside."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from textwrap import dedent

import pytest

from .conftest import NODE, Attack

SPY = """
import gc, inspect, os, sys
def look():
    print("ENVIRONMENT", dict(os.environ))
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for file in ("cmdline", "environ", "cgroup", "mountinfo", "status", "maps", "stack"):
            try: print(file, open(f"/proc/{pid}/{file}", errors="replace").read())
            except OSError as error: print(pid, file, error)
        for kind in ("fd", "cwd", "root", "exe", "map_files"):
            try:
                place = f"/proc/{pid}/{kind}"
                links = [place] if os.path.islink(place) else [f"{place}/{n}" for n in os.listdir(place)]
                print(kind, [os.readlink(link) for link in links])
            except OSError as error: print(pid, kind, error)
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            for key, value in list(thing.items()):
                if isinstance(value, (str, bytes, int, float)) and "918273645" in str(value):
                    print("FOUND", key)
    for info in inspect.stack(): print("FRAME", info.filename)
    print("MODULES", [m for m in sys.modules if m.startswith(("atelier_grader", "mujoco"))])
    names = []
    for top in os.listdir("/"):
        if top not in ("proc", "usr") and not os.path.islink("/" + top):
            for folder, _, files in os.walk("/" + top):
                if "/site-packages/" not in folder or "-packages/atelier" in folder:
                    names += [f"{folder}/{file}" for file in files]
    endings = (".sdf", "/mission.yaml", "/bridge.yaml", "/result.json", ".mcap", "/reference.py")
    print("FILES", len(names), [name for name in names if name.endswith(endings)])
    for module in ("atelier_grader", "atelier_missions", "atelier_worlds", "atelier_controllers"):
        try: print("IMPORTED", __import__(module).__path__, os.listdir(__import__(module).__path__[0]))
        except (ImportError, IndexError, OSError) as error: print("NO", error)
    sys.stdout.flush()
"""


LOOK = """
def main():
    look()
    go(lambda node: None)
"""


def test_world_seed_and_reference_are_not_there(attack: Attack, tmp_path: Path) -> None:
    graded = attack(NODE + SPY + LOOK, seeds=(918273645,))
    log = graded.log
    assert "MODULES []" in log
    assert "FOUND" not in log
    assert "IMPORTED" not in log
    files = re.search(r"FILES (\d+) (.*)", log)
    assert files is not None
    assert int(files[1]) > 1000
    assert files[2] == "[]"
    # A line of mountinfo names the folder that is shown as /submission, which opens nothing.
    lines = [line for line in log.splitlines() if not re.match(r"\d+ \d+ \d+:\d+ ", line)]
    told = "\n".join(line for line in lines if "[...]" not in line)
    for secret in ("918273645", "arena", str(tmp_path), "SECRET", "atelier_grader/"):
        assert secret not in told, next(line for line in told.splitlines() if secret in line)


def test_the_graders_environment_is_not_handed_on(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "SECRET-4711")
    graded = attack(NODE + SPY + LOOK)
    assert "SECRET-4711" not in graded.log


REACH = """
import ctypes, os, signal, socket
def trial(name, call):
    try: print("TRIED", name, call())
    except BaseException as error: print("TRIED", name, type(error).__name__, error)
libc = ctypes.CDLL(None, use_errno=True)
def raw(number, *words):
    result = libc.syscall(number, *[ctypes.c_long(word) for word in words])
    return f"result {result}" if result >= 0 else os.strerror(ctypes.get_errno())
"""


def reached(log: str) -> dict[str, str]:
    pairs = re.findall(r"^TRIED (\S+) (.*)$", log, re.MULTILINE)
    return dict(pairs)


def test_no_network(attack: Attack) -> None:
    with socket.create_server(("127.0.0.1", 0)) as local, socket.socket(socket.AF_UNIX) as abstract:
        name = f"atelier-hostile-{os.getpid()}"
        abstract.bind(f"\0{name}")
        abstract.listen()
        port = local.getsockname()[1]
        source = f"""
        def connect(family, address):
            with socket.socket(family, socket.SOCK_STREAM) as made:
                made.settimeout(2)
                made.connect(address)
                return "CONNECTED"
        def reach(node):
            trial("outside", lambda: connect(socket.AF_INET, ("9.9.9.9", 53)))
            trial("metadata", lambda: connect(socket.AF_INET, ("169.254.169.254", 80)))
            trial("machine", lambda: connect(socket.AF_INET, ("127.0.0.1", {port})))
            trial("six", lambda: connect(socket.AF_INET6, ("2620:fe::fe", 53)))
            trial("abstract", lambda: connect(socket.AF_UNIX, "\\0{name}"))
            trial("names", lambda: socket.getaddrinfo("example.org", 80))
            trial("packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
            trial("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
            trial("host", lambda: socket.socket(40, socket.SOCK_STREAM))
            trial("cipher", lambda: socket.socket(38, socket.SOCK_SEQPACKET))
            trial("bluetooth", lambda: socket.socket(31, socket.SOCK_RAW))
        def main(): go(reach)
        """
        found = reached(attack(NODE + REACH + dedent(source)).log)
    assert len(found) == 11
    for name, said in found.items():
        assert "Error" in said or "gaierror" in said, (name, said)
    for name in ("host", "cipher", "bluetooth", "packets"):
        assert "Address family not supported" in found[name]


def test_nobody_else_can_be_touched(attack: Attack) -> None:
    source = f"""
        def reach(node):
            trial("grader", lambda: os.kill({os.getpid()}, signal.SIGKILL))
            trial("first", lambda: os.kill(1, signal.SIGKILL))
            trial("all", lambda: os.kill(-1, signal.SIGKILL))
            trial("parent", lambda: os.getppid())
            trial("ptrace", lambda: raw(101, 16, 1, 0, 0))
            trial("memory", lambda: raw(310, 1, 0, 0, 0, 0, 0))
            trial("pidfd", lambda: raw(438, 3, 0, 0))
            trial("write", lambda: open("/proc/1/mem", "r+b"))
            trial("adjust", lambda: open("/proc/sys/kernel/core_pattern", "w"))
            trial("sysrq", lambda: open("/proc/sysrq-trigger", "w"))
            trial("oom", lambda: os.write(os.open("/proc/1/oom_score_adj", 1), b"-999"))
            trial("disk", lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(254, 0)))
            trial("root", lambda: os.setuid(0))
            trial("link", lambda: os.link("/usr/bin/env", "/tmp/env"))
            trial("remount", lambda: raw(165, 0, 0, 0, 32, 0))
            trial("unshare", lambda: raw(272, 0x10000000))
            trial("clone", lambda: raw(56, 0x10000011, 0, 0, 0, 0))
            trial("clone3", lambda: raw(435, 0, 0))
            trial("namespace", lambda: raw(308, 3, 0))
            trial("keys", lambda: raw(250, 0, -3, 0))
            trial("bpf", lambda: raw(321, 0, 0, 0))
            trial("perf", lambda: raw(298, 0, 0, -1, -1, 0))
            trial("faults", lambda: raw(323, 0))
            trial("ring", lambda: raw(425, 1, 0))
            trial("x32", lambda: raw(0x40000000 + 39))
            trial("future", lambda: raw(470))
            trial("shared", lambda: raw(29, 0, 1 << 30, 0o1600))
            trial("memfd", lambda: os.memfd_create("x"))
            trial("terminal", lambda: raw(16, 0, 0x5412, 0))
            trial("core", lambda: os.sched_setaffinity(0, {{0, 1}}))
            trial("nice", lambda: os.nice(-5))
            trial("limits", lambda: __import__("resource").setrlimit(7, (9999, 9999)))
        def main(): go(reach)
    """
    graded = attack(NODE + REACH + dedent(source))
    found = reached(graded.log)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    allowed = {"parent": "1", "core": "None", "nice": str(own)}
    assert {name: found[name] for name in allowed} == allowed
    for name in ("all", "first"):  # of an ordinary user: sent, and without effect
        assert found.pop(name) in (
            "None",
            "PermissionError [Errno 1] Operation not permitted",
            "ProcessLookupError [Errno 3] No such process",
        )
    assert len(found) == 30, graded.log
    if os.geteuid() != 0:  # process 1 is of its own user, and has no more than itself:
        del found["write"]  # sandbox/test_walls.py
    for name, said in found.items():
        if name not in allowed:
            assert re.search("Error|denied|not permitted|not implemented|No such", said), (
                name,
                said,
            )
    assert graded.result.verdict == "failed"


def test_a_second_interpreter_of_another_word_size_is_killed(attack: Attack) -> None:
    """`int 0x80` reaches the 32-bit calls, which the filter does not know."""
    source = """
        import ctypes, mmap
        def main():
            code = bytes.fromhex("b814000000cd80c3")  # mov eax, getpid; int 0x80; ret
            page = mmap.mmap(-1, 4096, prot=7)
            page.write(code)
            address = ctypes.addressof(ctypes.c_char.from_buffer(page))
            print(ctypes.CFUNCTYPE(ctypes.c_int)(address)(), flush=True)
            raise SystemExit(7)
    """
    assert "SIGSYS" in attack(source).reason("killed_by_signal").message.en


def test_runs_do_not_meet(attack: Attack) -> None:
    source = (
        NODE
        + """
import os, socket
def main():
    found = [f"{place}/mark" for place in (".", "/tmp", "/dev/shm") if os.path.exists(f"{place}/mark")]
    print("MET", found, sorted(os.listdir("/tmp")), flush=True)
    for place in (".", "/tmp", "/dev/shm"): open(f"{place}/mark", "w")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("\\0mark")
        go(lambda node: None)
"""
    )
    graded = attack(source, repeat=2, seeds=(1, 2), jobs=2)
    assert graded.log.count("MET [] ") == 2
    again = attack(source)
    assert again.log.count("MET [] ") == 1
    assert "mark" not in graded.log.replace('"mark', "")

"""A score that was not driven for, a look at what is hidden, a reach for what is outside."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from textwrap import dedent

import pytest

from atelier_lockstep import wire

from .conftest import NODE, REFERENCE, Attack

FRAMES = """
import os, socket, struct, stat
def channel():
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                found = socket.socket(fileno=os.dup(int(name)))
                if found.family == socket.AF_UNIX and found.getpeername() == "":
                    return found
        except OSError: pass
def frame(kind, body): return struct.pack("<BI", kind, len(body)) + body
def idle(wakeup, *commands, listened=0):
    body = struct.pack("<qQI", wakeup, listened, len(commands))
    for topic, data in commands: body += struct.pack("<HI", topic, len(data)) + data
    return frame(16, body)
def twist(x): return b"\\0\\1\\0\\0" + struct.pack("<6d", x, 0, 0, 0, 0, 0)
"""
"""How a program would speak to the grader past its robot."""


NOTHING_WON = {
    "exit at once": ("import os; os._exit(0)", "exited"),
    "polite exit at once": ("import sys\ndef main(): sys.exit(0)", "returned_before_start"),
    "exit later": (
        NODE + "import os\ndef main(): go(lambda node: os._exit(0))", "exited"),
    "polite exit later": (
        NODE + "import sys\ndef main(): go(lambda node: sys.exit(0))", "returned_early"),
    "a result of its own": (
        NODE + "import json\ndef write(node):\n"
        "    fake = {'schema': 1, 'verdict': 'passed', 'score': 100, 'seeds': []}\n"
        "    print(json.dumps(fake), flush=True)\n"
        "    for place in ('.', '/tmp', os.environ['TMPDIR']):\n"
        "        json.dump(fake, open(f'{place}/result.json', 'w'))\nimport os\n"
        "def main(): go(write)", "never_commanded"),
    "forged sensors": (
        NODE + "from nav_msgs.msg import Odometry\nfrom rosgraph_msgs.msg import Clock\n"
        "from geometry_msgs.msg import PoseStamped\ndef forge(node):\n"
        "    for kind, topic in ((LaserScan, '/scan'), (Odometry, '/odom'), (Clock, '/clock'),\n"
        "                        (PoseStamped, '/truth'), (PoseStamped, '/model/robot/pose')):\n"
        "        made = kind()\n"
        "        if kind is Odometry: made.pose.pose.position.x = 0.8\n"
        "        if kind is Clock: made.clock.sec = 999\n"
        "        node.create_publisher(kind, topic, 10).publish(made)\n"
        "def main(): go(forge, 9)", "never_commanded"),
    "another domain": (
        NODE.replace("rclpy.init()", "rclpy.init(domain_id=7)")
        + "def drive(node):\n    made = Twist()\n    made.linear.x = 0.5\n"
        "    node.create_publisher(Twist, '/cmd_vel', 10).publish(made)\n"
        "def main(): go(drive, 9)", "never_commanded"),
    "numbers that are none": (
        NODE + "def drive(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
        "    for x in (float('nan'), float('inf'), -float('inf')):\n"
        "        made = Twist()\n        made.linear.x = x\n        speed.publish(made)\n"
        "def main(): go(drive, 9)", "refused_message"),
    "malformed messages": (
        NODE + "def drive(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
        "    for data in (b'', b'x', b'\\0\\1\\0\\0', b'\\0\\1\\0\\0' + bytes(47), bytes(999)):\n"
        "        try: speed.publish(data)\n        except Exception as error: print(error)\n"
        "def main(): go(drive, 9)", ""),
    "huge numbers": (
        NODE + "def drive(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
        "    made = Twist()\n    made.linear.x = 1e308\n    speed.publish(made)\n"
        "def main(): go(drive, 9)", ""),
    "frames of its own": (
        FRAMES + "def main():\n    there = channel()\n    for _ in range(50):\n"
        "        there.send(idle(0, (0, twist(0.5)), (1, b'forged'), (2, b'forged')))\n"
        "        there.recv(65536)\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING_WON)
def test_nothing_is_won_by(name: str, attack: Attack) -> None:
    source, code = NOTHING_WON[name]
    graded = attack(source)
    assert graded.result.score == 0
    assert graded.result.verdict in ("failed", "rejected")
    if code:
        graded.reason(code)


BAD_FRAMES = {
    "unknown kind": ("frame(99, b'')", "protocol_error"),
    "grader's own kind": ("frame(2, b'x' * 12)", "protocol_error"),
    "unknown topic": ("idle(0, (77, twist(1)))", "protocol_error"),
    "too many messages": ("frame(16, struct.pack('<qQI', 0, 0, 2**32 - 1))", "protocol_error"),
    "message beyond the frame": (
        "frame(16, struct.pack('<qQIHI', 0, 0, 1, 0, 2**32 - 1))", "protocol_error"),
    "bytes after the last message": (
        "frame(16, struct.pack('<qQI', 0, 0, 0) + b'x')", "protocol_error"),
    "four gigabytes announced": ("struct.pack('<BI', 16, 2**32 - 1)", "message_size"),
    "deep JSON": ("frame(17, b'[' * 100000)", "protocol_error"),
    "JSON of another form": ("frame(17, b'{\"how\": \"returned\", \"status\": 1e999}')",
                             "protocol_error"),
    "a large farewell": ("frame(17, b'[' + b'0,' * 900000 + b'0]')", "protocol_error"),
    "a huge status": (
        "frame(17, b'{\"how\": \"exited\", \"status\": ' + b'9' * 4000 + b'}')", "protocol_error"),
    "half a frame": ("frame(16, b'x' * 99)[:50]", "protocol_error"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_malformed_frames_end_the_program(name: str, attack: Attack) -> None:
    source, code = BAD_FRAMES[name]
    graded = attack(f"{FRAMES}\ndef main():\n    channel().sendall({source})\n    os._exit(0)")
    graded.reason(code)
    assert (graded.result.verdict, graded.result.score) == ("rejected", 0)


def test_bytes_that_drip_in_do_not_hold_the_grader_up(attack: Attack) -> None:
    graded = attack(
        FRAMES
        + "import ctypes\ndef main():\n    there = channel()\n    for byte in idle(0) * 99:\n"
        "        there.send(bytes([byte]))\n        ctypes.CDLL(None).usleep(400000)\n"
    )
    graded.reason("blocked")


def test_a_wakeup_in_the_past_does_not_stop_time(attack: Attack) -> None:
    graded = attack(
        FRAMES + "def main():\n    there = channel()\n    while True:\n"
        "        there.send(idle(-2**63, listened=2**64 - 1))\n"
        "        if not there.recv(2**20): break\n"
    )
    assert (graded.result.verdict, graded.result.seeds[0].sim_time_s) == ("failed", 2.5)


PATCHES = {
    "time": "import time; time.time = time.monotonic = lambda: 1e9",
    "json": "import json; json.dumps = lambda *_, **__: '{\"score\": 100}'",
    "rclpy": "import rclpy; rclpy.ok = lambda **_: True; rclpy.shutdown = lambda **_: None",
    "builtins": "import builtins; builtins.len = len; builtins.isinstance = lambda *_: True",
    "wire": "from atelier_lockstep import wire; wire.pack_ended = lambda _: b'{\"score\": 100}'",
    "os.exit": "import os; os._exit = lambda _: None",
}


@pytest.mark.parametrize("name", PATCHES)
def test_patched_modules_change_no_score_but_their_own(
    name: str, attack: Attack, reference_digest: str
) -> None:
    source = REFERENCE.read_text()
    graded = attack(source.replace("    rclpy.spin", f"    {PATCHES[name]}\n    rclpy.spin"))
    if graded.result.verdict == "passed":
        assert graded.result.seeds[0].digest == reference_digest
    else:
        assert graded.result.verdict in ("failed", "rejected")
        assert graded.result.score in (0, 100)


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
        abstract.bind("\0atelier-hostile-test")
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
            trial("abstract", lambda: connect(socket.AF_UNIX, "\\0atelier-hostile-test"))
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
    allowed = {"parent": "1", "core": "None"}
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


def test_two_publishers_of_commands_count_in_the_order_of_sending(attack: Attack) -> None:
    source = (
        NODE
        + """
def drive(node):
    for x in (0.4, 0.0):
        made = Twist()
        made.linear.x = x
        other = rclpy.create_node(f"other_{int(x * 10)}")
        other.create_publisher(Twist, "/cmd_vel", 10).publish(made)
def main(): go(drive, 9)
"""
    )
    graded = attack(source)
    assert (graded.result.verdict, graded.result.score) == ("failed", 0)


FLING = """
def drive(node):
    node.count = getattr(node, "count", 0) + 1
    made = Twist()
    made.linear.x = COMMANDS[node.count % len(COMMANDS)]
    node.create_publisher(Twist, "/cmd_vel", 10).publish(made)
def main(): go(drive, 99)
"""


def test_motion_that_no_robot_makes_does_not_count(attack: Attack) -> None:
    graded = attack(NODE + "COMMANDS = [-1e6]\n" + FLING)
    message = graded.reason("impossible_motion").message.en
    assert "which is over the limit of 3 m/s" in message
    assert (graded.result.verdict, graded.result.score) == ("rejected", 0)
    for check in graded.result.seeds[0].checks:
        assert (check.score, check.status) == (0, "not_judged")


@pytest.mark.parametrize("commands", ["[1e6, -1e6]", "[1e300, -1e300]", "[5e-324]"])
def test_extreme_commands_are_never_our_fault(commands: str, attack: Attack) -> None:
    graded = attack(NODE + f"COMMANDS = {commands}\n" + FLING)
    assert graded.result.verdict in ("failed", "rejected")
    assert graded.result.score == 0


def test_frames_are_as_these_attacks_write_them() -> None:
    made: dict[str, object] = {}
    exec(FRAMES, made)
    head = wire.HEADER.size
    sent = made["idle"](5, (0, b"ab"), listened=3)  # type: ignore[operator]
    assert wire.unpack_idle(sent[head:]) == wire.Idle(5, 3, ((0, b"ab"),))
    assert wire.HEADER.unpack(sent[:head]) == (wire.Kind.IDLE, len(sent) - head)

"""Time, memory, processes, files, output: what a program may not have more of."""

from __future__ import annotations

import time

import pytest

from .conftest import NODE, Attack

ENDINGS = {
    "spin at import": ("while True: pass", "start_up_timeout", "after 2 s of computing"),
    "endless callback": (
        NODE + "def spin(node):\n    while True: pass\n\ndef main(): go(spin)",
        "stuck",
        "over 0.6 s",
    ),
    "CPU time hidden in children": (
        NODE + "import subprocess, sys\ndef wait(node):\n"
        "    subprocess.run([sys.executable, '-c', 'while True: pass'])\ndef main(): go(wait)",
        "stuck",
        "over 0.6 s",
    ),
    "CPU time in small portions": (
        NODE + "import resource\ndef work(node):\n"
        "    used = lambda: sum(resource.getrusage(0)[:2])\n    end = used() + 0.3\n"
        "    while used() < end: pass\ndef main(): go(work, 99)",
        "cpu_limit",
        "the limit is 4 s",
    ),
    "fork bomb": (
        "import os\ndef main():\n    while True:\n        try: os.fork()\n"
        "        except OSError: pass",
        "too_many_processes",
        "more than 64",
    ),
    "fork bomb in a child": (
        NODE + "import subprocess, sys\nBOMB = '''\nimport os\nwhile True:\n    try: os.fork()\n"
        "    except OSError: os.write(1, b'!')\n'''\ndef start(node):\n"
        "    child = subprocess.Popen([sys.executable, '-c', BOMB], stdout=subprocess.PIPE)\n"
        "    child.stdout.read(1)\ndef main(): go(start)",
        "too_many_processes",
        "more than 64",
    ),
    "bomb of native threads": (
        "import ctypes\ndef main():\n    c = ctypes.CDLL(None)\n    while True:\n"
        "        c.pthread_create(ctypes.byref(ctypes.c_long()), None, c.pause, None)",
        "too_many_processes",
        "more than 64",
    ),
    "memory bomb": (
        NODE + "def eat(node):\n    kept = []\n    while True: kept.append(bytearray(2**20))\n"
        "def main(): go(eat)",
        "out_of_memory",
        "256 MiB",
    ),
    "memory bomb at once": (
        NODE + "def eat(node): b'x' * 2**30\ndef main(): go(eat)",
        "out_of_memory",
        "256 MiB",
    ),
    "memory bomb split over children": (
        NODE + "import os\ndef eat(node):\n    done, tell = os.pipe()\n    for _ in range(8):\n"
        "        if os.fork() == 0:\n            kept = bytearray(b'x') * (50 * 2**20)\n"
        "            os.write(tell, b'!')\n            os.read(os.pipe()[0], 1)\n"
        "    for _ in range(8): os.read(done, 1)\ndef main(): go(eat)",
        "out_of_memory",
        "256 MiB",
    ),
    "a file for each moment": (
        "def main():\n    i = 0\n    while True:\n        open(f'/tmp/{i}', 'w'); i += 1",
        "too_many_files",
        "more than 1000",
    ),
    "output without a line": (
        "def main():\n    import os\n    while True: os.write(1, b'x' * 65536)",
        "output_limit",
        "0.5 MiB",
    ),
    "output of noise": (
        "def main():\n    import os\n    while True: os.write(2, bytes(range(128, 256)) * 512)",
        "output_limit",
        "0.5 MiB",
    ),
    "flood of log lines": (
        NODE + "def log(node):\n    for i in range(800): node.get_logger().info('flood')\n"
        "def main(): go(log, 99)",
        "output_limit",
        "0.5 MiB",
    ),
    "ten thousand commands a second": (
        NODE + "def flood(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
        "    for _ in range(1000): speed.publish(Twist())\ndef main(): go(flood, 99)",
        "message_rate",
        "more than 500",
    ),
    "no descriptors left": (
        "import os\ndef main():\n    while True: os.dup(0)",
        "too_many_open_files",
        "had 96 files and sockets open",
    ),
    "segmentation fault": (
        "import ctypes\ndef main(): ctypes.string_at(0)",
        "killed_by_signal",
        "SIGSEGV",
    ),
    "abort": ("import os\ndef main(): os.abort()", "killed_by_signal", "SIGABRT"),
    "kill": ("import os\ndef main(): os.kill(os.getpid(), 9)", "killed_by_signal", "SIGKILL"),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_a_limit_ends_the_program(name: str, attack: Attack) -> None:
    source, code, said = ENDINGS[name]
    began_s = time.monotonic()
    graded = attack(source)
    assert time.monotonic() - began_s < 60
    assert said in graded.reason(code).message.en, graded.reason(code).message.en
    assert graded.result.verdict == "rejected"
    assert graded.result.score == 0
    assert len(graded.log) < 300_000


@pytest.mark.parametrize("folder", ["/tmp", "/home/robot", "/dev/shm"])
def test_a_full_disk_is_the_programs_own(folder: str, attack: Attack) -> None:
    source = f"""
        def main():
            for i in range(1000):
                with open(f"{folder}/{{i}}", "wb") as file: file.write(bytes(2**20))
    """
    graded = attack(source)
    assert "with 16 MiB; the limit is 16 MiB" in graded.reason("disk_full").message.en
    assert "No space left on device" in graded.reason("disk_full").detail


def test_without_walls_a_full_disk_is_the_machines(attack: Attack) -> None:
    graded = attack("def main(): raise OSError(28, 'No space left on device')", sandbox="off")
    assert graded.codes == {"crashed"}


def test_a_large_file_is_the_programs_own(attack: Attack) -> None:
    graded = attack("def main():\n    open('/tmp/x', 'wb').write(bytes(9 * 2**20))")
    assert "written 8 MiB" in graded.reason("file_too_large").message.en


@pytest.mark.parametrize("place", ["/x", "/submission/x", "/dev/x", "/usr/bin/x", "/etc/x"])
def test_nothing_else_can_be_written(place: str, attack: Attack) -> None:
    graded = attack(f"def main(): open({place!r}, 'w')")
    said = graded.reason("crashed").message.en
    assert "Read-only file system" in said or "Permission denied" in said


HONEST = {
    "sleep of eleven days": "import time\ndef main():\n    time.sleep(1e6)",
    "never publishes": NODE + "def main(): go(lambda node: None)",
    "endless sleep in a thread": (
        "import threading, time\ndef main():\n"
        "    threading.Thread(target=time.sleep, args=(1e9,)).start()"
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_doing_nothing_ends_at_the_time_limit(name: str, attack: Attack) -> None:
    graded = attack(HONEST[name])
    assert (graded.result.verdict, graded.result.score) == ("failed", 0)
    assert graded.result.seeds[0].sim_time_s == 2.5
    assert graded.result.seeds[0].end_reason == "time_limit"


def test_output_of_escape_codes_reaches_nobody(attack: Attack) -> None:
    graded = attack(
        "def main():\n    print('\\x1b[2J\\x1b]0;title\\x07' * 99)\n    raise ValueError('\\x1b[31m')"
    )
    assert "\x1b" not in graded.log + graded.reason("crashed").message.en
    assert "title" in graded.log


def test_a_daemon_ends_with_the_program(attack: Attack) -> None:
    source = """
        import os, time
        def main():
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    import ctypes
                    while True: ctypes.CDLL(None).usleep(100000)
                os._exit(0)
            time.sleep(1e6)
    """
    assert attack(source).result.verdict == "failed"


def test_who_ignores_the_end_is_killed(attack: Attack) -> None:
    source = (
        NODE
        + """
import signal
def ignore(node):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
def main():
    try:
        go(ignore)
    finally:
        while True: pass
"""
    )
    graded = attack(source)
    assert graded.result.verdict == "failed"
    assert graded.result.seeds[0].sim_time_s == 2.5

"""Whole gradings: a real program in a second process, a real world, one result."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from atelier_grader.controller.orphans import children
from atelier_grader.grading import GradeRequest, grade
from atelier_grader.report.result import Result

from .conftest import Grade


def codes(result: Result) -> list[str]:
    return [reason.code for reason in result.reasons]


def test_a_good_program_passes(grade_source: Grade, good: str, tmp_path: Path) -> None:
    result = grade_source(good, record=True)
    assert (result.verdict, result.score, codes(result)) == ("passed", 100.0, [])
    seed = result.seeds[0]
    assert seed.end_reason == "objectives_decided"
    assert 2 < seed.sim_time_s < 5
    assert [check.status for check in seed.checks] == ["passed", "passed"]
    assert seed.checks[0].evidence[0].position[0] == pytest.approx(2.0, abs=0.5)
    assert (tmp_path / "out" / "seed-1.mcap").stat().st_size > 1000
    assert result.environment.rtf is not None
    # faster than real time, if it has a core
    assert seed.sim_time_s > result.environment.cpu_s


def test_repeats_are_equal_to_the_bit_and_seeds_are_not(grade_source: Grade, good: str) -> None:
    result = grade_source(good, seeds=(1, 2), repeat=3)
    assert result.reproducible is True
    assert [len(seed.digests) for seed in result.seeds] == [3, 3]
    assert result.seeds[0].digest != result.seeds[1].digest


def test_side_by_side_gives_what_one_after_the_other_gives(
    grade_source: Grade, good: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files included, into a folder that is named from the present one."""
    monkeypatch.chdir(tmp_path)
    seeds = (1, 2, 3)
    alone = grade_source(good, seeds=seeds, jobs=1, record=True, out=Path("alone"))
    together = grade_source(good, seeds=seeds, jobs=2, record=True, out=Path("together"))
    assert [s.model_dump() for s in alone.seeds] == [s.model_dump() for s in together.seeds]
    for seed in seeds:
        name = f"seed-{seed}.mcap"
        assert Path("alone", name).read_bytes() == Path("together", name).read_bytes()


def test_a_recording_changes_nothing(grade_source: Grade, good: str) -> None:
    with_it, without = grade_source(good, record=True), grade_source(good)
    assert with_it.seeds[0].digest == without.seeds[0].digest


NODE = """
    import sys
    import time
    import rclpy
    from rclpy.node import Node
    from geometry_msgs.msg import Twist
    from sensor_msgs.msg import LaserScan
"""

NOTHING = (
    NODE
    + """
    def main():
        rclpy.init()
        rclpy.spin(Node("idle"))
"""
)


def test_a_node_that_does_nothing_earns_nothing_and_ends_at_the_limit(
    grade_source: Grade,
) -> None:
    result = grade_source(NOTHING)
    assert (result.verdict, result.score) == ("failed", 0.0)
    assert result.seeds[0].end_reason == "time_limit"
    assert result.seeds[0].sim_time_s == 5.0
    assert codes(result) == ["never_commanded"]


def test_a_program_that_never_spins_is_told_so(grade_source: Grade) -> None:
    result = grade_source(
        NODE
        + """
    def main():
        rclpy.init()
        node = Node("never")
        node.create_subscription(LaserScan, "/scan", lambda scan: None, 10)
        while rclpy.ok():
            time.sleep(0.1)
    """
    )
    assert result.verdict == "failed"
    assert "never_spun" in codes(result)


def test_a_program_that_drives_and_returns_leaves_the_robot_driving(grade_source: Grade) -> None:
    result = grade_source(
        NODE
        + """
    def main():
        rclpy.init()
        node = Node("short")
        publisher = node.create_publisher(Twist, "/cmd_vel", 10)
        command = Twist()
        command.linear.x = 0.3
        publisher.publish(command)
        time.sleep(0.5)
    """
    )
    assert result.verdict == "failed"
    assert codes(result) == ["returned_early", "never_spun"]
    assert result.seeds[0].metrics["path_length_m"] == pytest.approx(0.3 * 4.9, rel=0.1)


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        (NODE + "    def main():\n        pass", "returned_before_start", ""),
        (NODE + "    def main():\n        sys.exit(0)", "returned_before_start", ""),
        (NODE + "    def main():\n        sys.exit(4)", "exited", ""),
        (NODE + "    def main():\n        raise RuntimeError('no map')", "crashed",
         "RuntimeError: no map"),
        (NODE + "    while True: pass", "start_up_timeout", "program.py"),
        ("import no_such_module\ndef main(): pass", "import_error", "no_such_module"),
        (NODE + "    def main():\n        input('speed: ')", "nobody_there", "EOFError"),
        ("import sys, termios\ntermios.tcgetattr(sys.stdin)", "nobody_there", "termios.error"),
        ("import pynput", "nobody_there", "pynput"),
        ("def main(:\n", "syntax_error", "program.py, line 1"),
        (NODE + """
    class Bad(Node):
        def __init__(self):
            self.missing
    def main():
        rclpy.init()
        rclpy.spin(Bad("bad"))
    """, "crashed", "TypeError"),
        (NODE + """
    class Bad(Node):
        def __init__(self):
            super().__init__("bad")
            self.create_timer(0.5, self.on_timer)
        def on_timer(self):
            self.nothing.go()
    def main():
        rclpy.init()
        rclpy.spin(Bad())
    """, "crashed", "'Bad' object has no attribute 'nothing'"),
        (NODE + """
    def main():
        rclpy.init()
        node = Node("busy")
        node.create_timer(0.5, busy)
        rclpy.spin(node)
    def busy():
        while True:
            pass
    """, "stuck", "in busy"),
        (NODE + "    def main():\n        import os; os.kill(os.getpid(), 11)", "killed_by_signal",
         ""),
    ],
)  # fmt: skip
def test_what_the_submission_does_wrong(
    source: str, code: str, said: str, grade_source: Grade
) -> None:
    result = grade_source(source)
    assert result.verdict == "rejected"
    assert result.exit_code == 2
    assert code in codes(result)
    fault = next(reason for reason in result.reasons if reason.code == code)
    assert said in fault.detail + fault.message.en
    assert fault.advice.fr
    for seed in result.seeds:
        assert len(seed.checks) == 2


def test_what_was_earned_before_a_crash_is_shown(grade_source: Grade, good: str) -> None:
    crash = good.replace(
        "ahead = ", "assert self.get_clock().now().nanoseconds < 3.5e9\n        ahead = "
    )
    result = grade_source(crash.replace("max(0.0, min(0.8", "max(0.0, min(0.3"))
    assert result.verdict == "rejected"
    assert result.seeds[0].sim_time_s == pytest.approx(3.5, abs=0.11)
    assert result.seeds[0].metrics["path_length_m"] > 0.5


@pytest.mark.parametrize("what", ["world", "mission"])
def test_our_faults_cost_nothing(what: str, grade_source: Grade, good: str, yard: Path) -> None:
    file = {"world": yard / "yard.sdf", "mission": yard / "mission.yaml"}[what]
    file.write_text(file.read_text().replace("robot", "rowboat", 3))
    result = grade_source(good)
    assert (result.verdict, result.exit_code) == ("not_graded", 3)
    assert result.reasons[0].fault == "ours"


def test_an_unknown_mission_names_the_nearest(yard: Path, tmp_path: Path) -> None:
    result = grade(GradeRequest("x.py", "yart", tmp_path / "out"))
    assert codes(result) == ["mission_unknown"]
    assert "'yard'" in result.reasons[0].message.en


SECRET_SEED = 918273645

SPY = """
    import gc, os, sys, time
    def main():
        import rclpy
        rclpy.init()
        node = rclpy.create_node("spy")
        node.create_timer(0.5, lambda: look())
        rclpy.spin(node)
    def look():
        print("ENVIRONMENT", dict(os.environ))
        print("ARGUMENTS", sys.argv, open("/proc/self/cmdline").read())
        for name in os.listdir("/proc/self/fd"):
            try:
                print("DESCRIPTOR", os.readlink("/proc/self/fd/" + name))
            except OSError:
                pass
        print("FOLDER", os.getcwd(), os.listdir("."), os.listdir(os.environ["HOME"]))
        for thing in gc.get_objects():
            if isinstance(thing, (dict, list, tuple)) and type(thing).__name__ != "module":
                for part in (thing.values() if isinstance(thing, dict) else thing):
                    if isinstance(part, (str, bytes, int)) and len(str(part)) < 200:
                        if "918273645" in str(part) and thing is not look.__code__.co_consts:
                            print("FOUND", part)
        frame = sys._getframe()
        while frame:
            print("FRAME", frame.f_code.co_filename)
            frame = frame.f_back
        print("MODULES", [m for m in sys.modules if m.startswith(("atelier_grader", "mujoco"))])
        sys.stdout.flush()
"""


def test_the_program_is_told_neither_world_nor_seed(grade_source: Grade, tmp_path: Path) -> None:
    grade_source(SPY, seeds=(SECRET_SEED,))
    output = (tmp_path / "out" / f"seed-{SECRET_SEED}.log").read_text()
    told = "\n".join(line for line in output.splitlines() if not line.startswith("FRAME"))
    assert "MODULES []" in told
    assert "FOUND" not in told
    for secret in (str(SECRET_SEED), "yard", "mission", "box", "checks"):
        assert secret not in told, secret


def test_the_grader_never_imports_rclpy(grade_source: Grade, good: str) -> None:
    grade_source(good)
    assert "atelier_grader.engine.mujoco.engine" in sys.modules
    script = (
        "import sys; from atelier_grader.cli import main\n"
        "import atelier_grader.grading, atelier_grader.trial\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('rclpy', 'std_msgs')]\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env=os.environ, timeout=240)


def test_nothing_is_left_behind(
    grade_source: Grade, good: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    shared, before = set(os.listdir("/dev/shm")), children()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    grade_source(good)
    grade_source("while True: pass")
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in children() - before]
    assert [each for each in commands if "resource_tracker" not in each] == []  # Python's own
    assert list(scratch.iterdir()) == []
    left = {name for name in set(os.listdir("/dev/shm")) - shared if "fast" in name}
    assert {name for name in left if not in_use(name)} == set()


def in_use(name: str) -> bool:
    """Whether a file of `/dev/shm` is another test's, which runs beside this one."""
    for _ in range(100):
        for maps in Path("/proc").glob("[0-9]*/maps"):
            with contextlib.suppress(OSError):
                if f"/dev/shm/{name}" in maps.read_text():
                    return True
        if not Path("/dev/shm", name).exists():
            return True  # its user has just ended
        time.sleep(0.02)
    return False

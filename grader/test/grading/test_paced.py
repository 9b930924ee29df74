"""Gradings on the wall clock: real processes, real DDS topics on the loopback."""

from __future__ import annotations

import io
from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree

import pytest
from rich.console import Console

from atelier_grader.controller.orphans import children
from atelier_grader.grading import GradeRequest, Grading, grade, result_of
from atelier_grader.report.html import html_page
from atelier_grader.report.junit import junit_xml
from atelier_grader.report.reasons import reason
from atelier_grader.report.result import Result, SeedResult, read_result
from atelier_grader.report.terminal import plain_lines, show
from atelier_grader.session import Timings
from atelier_grader.trial import Trial

from .conftest import Grade, unhurried

SETUP = """\
from setuptools import setup
setup(name="duo", packages=["duo"], entry_points={"console_scripts": [
    "eye = duo.nodes:see", "wheel = duo.nodes:drive", "broken = duo.nodes:crash"]})
"""

NODES = """\
import sys
import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from sensor_msgs.msg import LaserScan
from std_msgs.msg import Float64


def see():
    rclpy.init()
    node = Node("eye")
    gap = node.create_publisher(Float64, "gap", 10)

    def on_scan(scan):
        gap.publish(Float64(data=scan.ranges[len(scan.ranges) // 2]))

    node.create_subscription(LaserScan, "/scan", on_scan, 10)
    rclpy.spin(node)


def drive():
    rclpy.init()
    node = Node("wheel")
    node.declare_parameter("stop_at", 0.0)
    stop_at = node.get_parameter("stop_at").value
    speed = node.create_publisher(Twist, "/cmd_vel", 10)

    def on_gap(gap):
        command = Twist()
        command.linear.x = max(0.0, min(0.8, 1.5 * (gap.data - stop_at)))
        speed.publish(command)

    node.create_subscription(Float64, "gap", on_gap, 10)
    rclpy.spin(node)


def crash():
    rclpy.init()
    node = Node("broken")
    rclpy.spin_once(node, timeout_sec=1.0)
    raise ValueError("the wheel came off")


if __name__ == "__main__":
    {"eye": see, "wheel": drive}[sys.argv[1]]()
"""

TOGETHER = """\
programs:
  - {executable: eye, namespace: /front}
  - {executable: wheel, namespace: /front, parameters: {stop_at: 0.9}}
"""

COMMAND = """\
programs:
  - {executable: eye}
  - command: [python3, ./duo/nodes.py, wheel]
    parameters: {stop_at: 0.9}
"""


def duo(folder: Path, text: str) -> Path:
    (folder / "duo").mkdir(parents=True)
    (folder / "setup.py").write_text(SETUP)
    (folder / "duo" / "__init__.py").write_text("")
    (folder / "duo" / "nodes.py").write_text(NODES)
    (folder / "atelier.yaml").write_text(text)
    return folder


def graded(submission: Path, mode: str = "auto", **options: object) -> Result:
    out = submission.parent / "out"
    values = {"seeds": (1,), "record": False, "mode": mode, **options}
    return grade(GradeRequest(str(submission), "yard", out, **values))  # type: ignore[arg-type]


def test_several_programs_of_a_submission_pass_in_lock_step(yard: Path, tmp_path: Path) -> None:
    result = graded(duo(tmp_path / "sub", TOGETHER), repeat=2)
    assert (result.verdict, result.score, result.reproducible) == ("passed", 100.0, True)
    assert result.environment.mode == "lockstep"


def test_one_that_crashes_rejects_all_and_is_named(yard: Path, tmp_path: Path) -> None:
    text = "programs: [{executable: eye}, {executable: broken, name: left_wheel}]"
    unhurried(yard, "")
    for mode, most_s in (("lockstep", 1.2), ("paced", 30.0)):  # of 60 s; a wall clock waits for all
        result = graded(duo(tmp_path / mode / "sub", text), mode)
        reasons = [
            (each.code, each.message.en) for each in result.reasons if each.fault != "notice"
        ]
        assert [code for code, _ in reasons] == ["crashed"]
        assert "ValueError: the wheel came off (left_wheel)" in reasons[0][1]
        assert result.verdict == "rejected"
        assert result.seeds[0].sim_time_s <= most_s


@pytest.fixture
def paced(grade_source: Grade, good: str, yard: Path) -> Result:
    before = children()
    result = grade_source(unhurried(yard, good), mode="paced")
    assert children() <= before
    return result


def test_a_paced_grading_scores_and_says_so_everywhere(paced: Result) -> None:
    assert (paced.verdict, paced.score) == ("passed", 100.0)
    assert (paced.environment.mode, paced.reproducible) == ("paced", None)
    assert paced.environment.rtf is not None
    slowest = paced.seeds[0].sim_time_s / paced.environment.wall_s  # were it all in the loop
    assert slowest - 0.01 < paced.environment.rtf <= 1.01
    assert paced.seeds[0].scores == (100.0,)
    assert read_result(paced.to_json()).environment.mode == "paced"
    said = "Paced by the wall clock at"
    assert said in html_page(paced, "en").decode()
    assert any(said in line for line in plain_lines(paced, "en"))
    console = Console(record=True, width=120, force_terminal=True, file=io.StringIO())
    show(paced, console, "en")
    assert said in console.export_text()
    properties = ElementTree.fromstring(junit_xml(paced, "en")).iter("property")
    assert ("mode", "paced") in [(each.get("name"), each.get("value")) for each in properties]


def test_the_pace_is_simulated_over_wall_time_of_all_runs() -> None:
    run = SeedResult(
        seed=0, score=0.0, verdict="failed", digest="", digests=(), sim_time_s=0.0,
        end_reason="time_limit", checks=(), metrics={},
    )  # fmt: skip
    trials = [
        Trial(run.model_copy(update={"sim_time_s": sim_s}), timings=Timings(wall_s=wall_s))
        for sim_s, wall_s in [(10.0, 8.0), (2.0, 16.0)]
    ]
    request = GradeRequest("program.py", "yard", Path("out"), mode="paced")
    assert (
        result_of(Grading(request, mode="paced", trials=trials), 99.0, 0.0).environment.rtf == 0.5
    )


def test_one_that_never_began_says_nothing_of_its_pace(yard: Path, tmp_path: Path) -> None:
    request = GradeRequest("program.py", "yard", tmp_path, mode="paced")
    result = result_of(Grading(request, mode="paced", reasons=[reason("interrupted")]), 0.0, 0.0)
    assert result.environment.rtf is None
    assert not any("Paced by" in line for line in plain_lines(result, "en"))


def test_a_command_of_the_machine_runs_paced_by_itself(yard: Path, tmp_path: Path) -> None:
    submission = duo(tmp_path / "sub", COMMAND)
    nodes = submission / "duo" / "nodes.py"
    nodes.write_text(unhurried(yard, nodes.read_text()))
    result = graded(submission)
    assert (result.verdict, result.score) == ("passed", 100.0), result.reasons
    assert result.environment.mode == "paced"
    refused = graded(submission, "lockstep")
    assert refused.verdict == "rejected"
    assert "python3 is no Python program and runs with --mode paced only" in str(refused.reasons)


def test_a_program_that_a_signal_kills_is_told(grade_source: Grade) -> None:
    source = """
        import os, signal, rclpy
        from rclpy.node import Node

        def main():
            rclpy.init()
            rclpy.spin_once(Node("brief"), timeout_sec=0.5)
            os.kill(os.getpid(), signal.SIGSEGV)
    """
    result = grade_source(dedent(source), mode="paced")
    assert [each.code for each in result.reasons if each.fault != "notice"] == ["killed_by_signal"]
    assert "SIGSEGV" in result.reasons[0].message.en


DRIVER = """\
import multiprocessing, subprocess, sys
import rclpy
from geometry_msgs.msg import Twist

def drive():
    rclpy.init()
    node = rclpy.create_node("wheel")
    speed = node.create_publisher(Twist, "/cmd_vel", 10)
    command = Twist()
    command.linear.x = 0.4
    node.create_timer(0.1, lambda: speed.publish(command))
    rclpy.spin(node)

def main():
    {main}

if __name__ == "__main__":
    drive() if sys.argv[1:] else main()
"""
FORKS = """child = multiprocessing.get_context("fork").Process(target=drive)
    child.start()
    child.join()"""
RUNS = 'subprocess.run([sys.executable, __file__, "drive"])'


@pytest.mark.parametrize(
    ("main", "where"),
    [(FORKS, "wheel in drive (divided.py:7)"), (RUNS, "divided.py drive")],
    ids=["forked", "run"],
)
def test_nodes_in_child_processes_run_in_real_time(
    main: str, where: str, yard: Path, tmp_path: Path
) -> None:
    program = tmp_path / "divided.py"
    program.write_text(DRIVER.replace("{main}", main))
    asked = graded(program, "lockstep")
    assert (asked.reasons[0].code, asked.verdict) == ("nodes_in_children", "rejected")
    assert where in asked.reasons[0].message.en
    result = graded(program)
    told = [each.code for each in result.reasons]
    assert (told, result.environment.mode) == (["paced_instead"], "paced")
    assert result.seeds[0].metrics["path_length_m"] > 0.5

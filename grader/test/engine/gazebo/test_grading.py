"""A whole grading with the engine `gazebo`: everything but Gazebo itself is the real thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atelier_grader.engine.gazebo.installation import Installation
from atelier_grader.grading import GradeRequest, grade

PAGE = Path(__file__).parents[4] / "docs" / "instructors.md"
FILE = re.compile(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The mission of the instructors' page, and its reference."""
    for name, text in FILE.findall(PAGE.read_text(encoding="utf-8")):
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(tmp_path / "course" / "missions_of_mine"))
    return tmp_path / "course"


@pytest.mark.e2e
@pytest.mark.parametrize("gazebo", ["twin.py"], indirect=True)
def test_the_reference_passes_at_the_pace_of_the_simulator(
    gazebo: Installation, course: Path, tmp_path: Path
) -> None:
    request = GradeRequest(
        str(course / "drive.py"), "visit_pump", tmp_path / "out", seeds=(1,), engine="gazebo"
    )
    result = grade(request)
    assert [each.code for each in result.reasons] == []
    assert result.verdict == "passed"
    assert result.environment.engine == "gazebo"
    assert result.environment.mode == "paced"
    assert result.reproducible is None
    (seed,) = result.seeds
    assert result.environment.rtf is not None
    slowest = seed.sim_time_s / result.environment.wall_s  # were it all in the loop
    assert slowest - 0.01 < result.environment.rtf <= 1.01  # the stand-in's factor is 1
    clean = next(check for check in seed.checks if check.id == "clean")
    assert clean.status == "passed"


def test_where_there_is_no_gazebo_nobody_loses_points(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("ROS_DISTRO", "jazzy")
    request = GradeRequest(str(course / "drive.py"), "visit_pump", tmp_path, engine="gazebo")
    result = grade(request)
    assert result.verdict == "not_graded"
    (reason,) = result.reasons
    assert reason.code == "gazebo_missing"
    assert "apt install ros-jazzy-ros-gz" in reason.message.en


def test_walls_cannot_be_required(course: Path, tmp_path: Path) -> None:
    request = GradeRequest(
        str(course / "drive.py"), "visit_pump", tmp_path, engine="gazebo", sandbox="required"
    )
    (reason,) = grade(request).reasons
    assert reason.code == "sandbox_unavailable"
    assert "share its network" in reason.message.en

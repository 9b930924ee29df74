from __future__ import annotations

import ast
from pathlib import Path

import pytest
from defusedxml import ElementTree

from atelier_grader.cli.app import run
from atelier_grader.cli.starter import TEMPLATES, TYPES, StarterError, write_starter
from atelier_grader.controller.submission import find_submission
from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.load import find_mission, list_missions
from atelier_grader.mission.schema import Mission
from atelier_grader.text import LANGUAGES

MISSIONS = [mission.id for mission in list_missions()]


@pytest.mark.parametrize("mission_id", MISSIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_writes_a_package_that_can_be_graded(
    mission_id: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my_robot"
    assert run(["start", mission_id, str(folder), "--lang", language]) == 0
    assert f"atelier grade {folder} --mission {mission_id}" in capsys.readouterr().out
    for file in folder.rglob("*.py"):
        ast.parse(file.read_text(encoding="utf-8"))
    package = ElementTree.parse(folder / "package.xml").getroot()
    assert package.findtext("name") == "my_robot"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert find_mission(mission_id).title.to(language) in readme  # type: ignore[arg-type]
    submission = find_submission(folder, tmp_path / "scratch", None)
    assert submission.programs[0].name == "controller"


def test_every_template_has_its_node_and_types() -> None:
    for needs in TEMPLATES.values():
        assert set(needs) <= set(TYPES)
    assert {mission.template for mission in list_missions()} <= set(TEMPLATES)


@pytest.mark.parametrize(
    ("name", "example"), [("My-Robot", "my_robot"), ("2fast", "my_2fast"), ("été", "t")]
)
def test_names_that_ros_refuses(tmp_path: Path, name: str, example: str) -> None:
    mission = find_mission(MISSIONS[0])
    with pytest.raises(StarterError, match=f"'{name}' cannot name a ROS 2.*as '{example}'"):
        write_starter(mission, tmp_path / name, "en")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "is there already: expected a new or an empty folder"),
        ("fr", "existe déjà : il faut un dossier nouveau ou vide"),
        ("ar", "موجود من قبل: المطلوب مجلد جديد أو فارغ"),
    ],
)
def test_never_writes_over_anything(
    language: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "robot").mkdir()
    (tmp_path / "robot" / "setup.py").write_text("mine")
    assert run(["start", MISSIONS[0], str(tmp_path / "robot"), "--lang", language]) == 1
    assert expected in capsys.readouterr().err
    assert (tmp_path / "robot" / "setup.py").read_text() == "mine"


def test_unknown_templates(tmp_path: Path, mission: Mission) -> None:
    expected = r"got 'lidar_drive'; valid names: 'differential_drive_camera'"
    with pytest.raises(MissionError, match=expected):
        write_starter(mission, tmp_path / "robot", "en")


def test_templates_that_do_not_fit(tmp_path: Path, mission: Mission) -> None:
    other = mission.model_copy(update={"template": "differential_drive_lidar"})
    other._file = mission._file
    with pytest.raises(MissionError, match="expected a topic of type sensor_msgs/msg/LaserScan"):
        write_starter(other, tmp_path / "robot", "en")

"""`atelier validate`, from its command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from atelier_grader.cli.app import run
from atelier_grader.cli.validate import folders

WORLD = """<sdf version="1.9"><world name="yard">
<gui/>
<model name="crate"><link name="l"><inertial auto="true"/><collision name="c"><geometry><box/>
</geometry></collision><visual name="v"><geometry><box/></geometry></visual>
<sensor name="gyro" type="imu"><update_rate>50</update_rate></sensor></link>{}</model></world></sdf>"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    path = tmp_path / "yard.sdf"
    path.write_text(WORLD.format(""))
    return path


def test_a_clean_world_says_what_is_loaded(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", str(world), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    for line in (
        "World 'yard', physics step 1 ms",
        "  crate  moving, 1 link(s)",
        "  crate::l::gyro  imu  50 Hz",
        "  /world/yard/model/crate/link/l/sensor/gyro/imu  gz.msgs.IMU  50 Hz",
        f"  {world}:2: <world/gui>: the graphical client's layout",
        "No problems.",
    ):
        assert line in shown.splitlines()


@pytest.mark.parametrize(("language", "title"), [("fr", "Problèmes : 1"), ("ar", "المشكلات: 1")])
def test_what_is_unsupported_is_a_problem(
    world: Path, language: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write_text(WORLD.format('<plugin filename="x" name="gz::sim::systems::Rocket"/>'))
    assert run(["validate", str(world), "--lang", language]) == 1
    shown = capsys.readouterr().out
    assert title in shown
    assert f"{world}:5: " in shown
    assert "Rocket" in shown


def test_a_world_that_cannot_be_read(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world.write_text("<sdf><world>")
    assert run(["validate", str(world)]) == 1
    assert f"{world}:1: not well-formed XML" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [[], ["nowhere.sdf"], ["{world}", "--bridge", "nowhere.yaml"], ["{world}", "--x"]]
)
def test_wrong_command_lines(arguments: list[str], world: Path) -> None:
    assert run(["validate", *(a.format(world=world) for a in arguments)]) == 64


def test_preview(world: Path, tmp_path: Path) -> None:
    import cv2

    picture = tmp_path / "p.png"
    assert run(["validate", str(world), "--preview", str(picture)]) == 0
    pixels = cv2.imread(str(picture))
    assert pixels.shape == (720, 1280, 3)
    corner = pixels[0, 0].astype(int)
    different = (abs(pixels.astype(int) - corner).sum(axis=2) > 30).mean()
    assert 0.02 < different < 0.9, "the crate is in view, and all of it"
    edge = abs(pixels[[0, -1]].astype(int) - corner).sum(axis=2).max()
    assert edge <= 30


@pytest.mark.parametrize("mission", ["warehouse_delivery", "line_following"])
def test_missions_of_the_package_are_clean(
    mission: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from atelier_grader.mission.load import mission_files

    assert run(["validate", str(mission_files()[mission].parent), "--lang", "en"]) == 0
    assert "No problems." in capsys.readouterr().out


def test_gazebos_path_is_respected(tmp_path: Path) -> None:
    found = folders(tmp_path / "w.sdf", [Path("a")], {"GZ_SIM_RESOURCE_PATH": "b:c"})
    assert found[:5] == [Path("a"), tmp_path / "models", tmp_path, Path("b"), Path("c")]


def test_json(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world.write_text(WORLD.format('<plugin filename="x" name="gz::sim::systems::Rocket"/>'))
    assert run(["validate", str(world), "--format", "json", "--lang", "en"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["loaded"], told["clean"]) == (1, True, False)
    topic = "/world/yard/model/crate/link/l/sensor/gyro/imu"
    assert told["publishers"] == [{"topic": topic, "type": "gz.msgs.IMU", "rate_hz": 50.0}]
    harmless, problem = told["findings"]
    assert (harmless["problem"], harmless["line"]) == (False, 2)
    assert (problem["file"], problem["line"], problem["problem"]) == (str(world), 5, True)
    assert "Rocket" in problem["message"]


def test_json_of_a_world_that_cannot_be_read(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write_text("<sdf><world>")
    assert run(["validate", str(world), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["loaded"], told["findings"][0]["line"]) == (False, 1)


def test_json_of_a_mission_with_two_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mission.yaml"
    file.write_text("id: x\nversion: 0\n")
    assert run(["validate", str(file), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert len(told["findings"]) > 1
    assert {each["file"] for each in told["findings"]} == {str(file)}
    assert 2 in {each["line"] for each in told["findings"]}


def test_a_path_that_is_not_there_brings_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hall.sdf").touch()
    assert run(["validate", str(tmp_path / "hal.sdf")]) == 64
    told = "".join(capsys.readouterr().err.split())
    assert f"thereisnofileorfolder'{tmp_path}/hal.sdf';nearestvalidname:'hall.sdf'" in told
    assert run(["validate", str(tmp_path / "none" / "x.sdf")]) == 64
    assert "nearest" not in capsys.readouterr().err

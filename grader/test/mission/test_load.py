from __future__ import annotations

import os
from pathlib import Path

import pytest

from atelier_grader.mission.errors import MissionError, UnknownMissionError
from atelier_grader.mission.load import (
    default_folders,
    find_mission,
    list_missions,
    load_mission,
)

FAULTS = [
    ("type: reach", "type: raech", "20: checks[0].type: expected a known type, got 'raech'; "
     "nearest valid name: 'reach'"),
    ("weight: 20", "weight: 10", "18: checks: expected weights that add up to 100, got 90.0"),
    ("weight: 20", "weight: '20'", "36: checks[2].weight: expected a valid number, got '20'"),
    ("weight: 20", "weight: -5",
     "36: checks[2].weight: expected greater than or equal to 0, got -5"),
    ("radius_m: 0.5}\n    dwell", "radius_m: .nan}\n    dwell",
     "23: checks[0].region.radius_m: expected a finite number, got nan"),
    ("dwell_s: 1", "dwel_s: 1", "24: checks[0].dwel_s: expected a known field, got 'dwel_s'; "
     "nearest valid name: 'dwell_s'"),
    ("shape: circle, at", "shape: cirle, at", "23: checks[0].region.shape: expected a known shape, "
     "got 'cirle'; nearest valid name: 'circle'"),
    ("    requires: [station_a]\n    episodes", "    requires: [station_b]\n    episodes",
     "38: checks[2].requires[0]: expected the id of an earlier check, got 'station_b'; "
     "nearest valid name: 'station_a'"),
    ("    requires: [station_a]\n    episodes", "    episodes",
     "33: checks[2].requires: expected a check that must pass first, because doing nothing earns "
     "nothing, got []"),
    ("id: home", "id: station_a", "27: checks[1].id: expected each id once, this one is repeated, "
     "got 'station_a'"),
    ("robot: robot\n", "", "1: robot: expected a value, got nothing"),
    ("sector: logistics", "sector: logistic", "5: sector: expected 'industry', 'logistics', "
     "'energy', 'health' or 'cities', got 'logistic'; nearest valid name: 'logistics'"),
    ("id: demo_delivery", "id: [demo", "2: not valid YAML: expected ',' or ']', but got ':'"),
    ("level: beginner", "level: beginner\nlevel: advanced",
     "7: not valid YAML: found duplicate key"),
    ("hall.sdf", "hal.sdf", "8: world: expected a file, got 'hal.sdf', which is not there; "
     "nearest valid name: 'hall.sdf'"),
    ("full: 0, zero: 4", "full: 4, zero: 4", "39: checks[2].episodes: expected `full` and `zero` "
     "to differ, both are 4"),
    ("skills: [lidar]", "skills: lidar", "7: skills: expected a list, got 'lidar'"),
    ("skills: [lidar]", "skills: []", "7: skills: expected a list with at least 1 item, not 0"),
    ("public_seeds: [1, 2]", "public_seeds: [1, -2]", "12: public_seeds[1]: expected greater than "
     "or equal to 0, got -2"),
    ("time_limit_s: 60", "time_limit_s: .inf", "10: time_limit_s: expected a finite number"),
    ("topic: /odom", "topic: /odm", "16: interface[1].topic: expected a topic of 'bridge.yaml', got "
     "'/odm'; nearest valid name: '/odom'"),
    ("topic: /odom", "topic: odom", "16: interface[1].topic: expected a text that matches"),
]  # fmt: skip


def write(folder: Path, old: str, new: str) -> Path:
    file = folder / "demo_delivery" / "mission.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_faults_are_named_with_file_and_line(
    mission_folder: Path, old: str, new: str, expected: str
) -> None:
    file = write(mission_folder, old, new)
    with pytest.raises(MissionError) as caught:
        load_mission(file)
    assert f"{file}:{expected}" in str(caught.value)


def test_every_fault_is_named_at_once(mission_folder: Path) -> None:
    write(mission_folder, "sector: logistics", "sector: x")
    file = write(mission_folder, "level: beginner", "level: x")
    with pytest.raises(MissionError) as caught:
        load_mission(file)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    "text", ["", "- 1", "just text", "\x00", "a: &x [*x]", "!!python/object:os.x {}"]
)
def test_what_is_no_mapping_at_all(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mission.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MissionError, match=r"mission\.yaml:\d+: "):
        load_mission(file)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "mission.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MissionError, match="cannot read the mission"):
        load_mission(tmp_path)


def test_a_missing_polyline_is_found_on_loading(mission_folder: Path) -> None:
    path = "type: progress\n    path: {file: none.csv}\n    corridor_m: 0.3\n"
    file = write(mission_folder, "type: reach\n", path)
    write(mission_folder, "    region: {shape: circle, at: station_a, radius_m: 0.5}\n", "")
    write(mission_folder, "    dwell_s: 1\n    max_speed_mps: 0.05\n", "")
    with pytest.raises(MissionError, match=r"mission\.yaml:21: checks\[0\]\.path: .*none\.csv"):
        load_mission(file)


def test_unknown_missions(mission_folder: Path) -> None:
    with pytest.raises(UnknownMissionError) as caught:
        find_mission("demo_deliver", [mission_folder])
    assert str(caught.value) == ("no mission 'demo_deliver'; nearest valid name: 'demo_delivery'")


def test_the_folder_is_the_id(mission_folder: Path) -> None:
    (mission_folder / "demo_delivery").rename(mission_folder / "other")
    with pytest.raises(MissionError, match="id: expected 'other' as its folder, got 'demo_deliv"):
        find_mission("other", [mission_folder])


def test_names_that_leave_the_folder_are_unknown(mission_folder: Path) -> None:
    with pytest.raises(UnknownMissionError):
        find_mission("../missions/demo_delivery", [mission_folder])


def test_extra_folders_come_first() -> None:
    folders = default_folders({"ATELIER_MISSIONS_PATH": os.pathsep.join(["/a", "", "/b"])})
    assert folders[:2] == (Path("/a"), Path("/b"))
    assert len(folders) == 3


def test_a_world_beside_the_mission_goes_before_the_package(mission_folder: Path) -> None:
    mission = load_mission(mission_folder / "demo_delivery")
    assert mission.world_path == (mission_folder / "demo_delivery" / "hall.sdf").resolve()


def test_the_missions_of_the_package_are_valid() -> None:
    missions = list(list_missions())
    assert {mission.id for mission in missions} >= {"warehouse_delivery", "line_following"}
    for mission in missions:
        for text in (mission.title, mission.summary, *(check.title for check in mission.checks)):
            assert text.ar, f"{mission.id}: no Arabic for {text.en!r}"

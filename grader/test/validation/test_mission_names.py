"""Names of a mission that its world does not have, with their lines."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from atelier_grader.mission.load import mission_files
from atelier_grader.validation.validate import validate_mission


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("robot: carrier", "robot: carier",
         "robot: expected a model of the world, got 'carier'; nearest valid name: 'carrier'"),
        ("models: [barrier]", "models: [barier]",
         "variations[1]: world 'warehouse': expected a model, got 'barier'; "
         "nearest valid name: 'barrier'"),
        ("sensor: lidar", "sensor: lidr", "variations[6]: model 'carrier': expected a sensor, got 'lidr'"),
        ("template: differential_drive_lidar", "template: differential_drive",
         "template: expected a known template, got 'differential_drive'; nearest valid name: "),
        ("load: parcel", "load: parsel", "there is no entity 'parsel'; did you mean 'parcel'?"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_resolve(old: str, new: str, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse_delivery"
    shutil.copytree(mission_files()["warehouse_delivery"].parent, folder)
    file = folder / "mission.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    engine, findings = validate_mission(folder)
    assert engine is not None
    engine.close()
    (found,) = [each for each in findings if each.problem]
    assert found.place == f"{file}:{line}"
    assert said in found.text.en

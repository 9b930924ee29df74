"""What the scripts in worlds/tools write is what lies in the repository: one source for each."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

WORLDS = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _tools(monkeypatch):
    monkeypatch.syspath_prepend(str(WORLDS / "tools"))
    yield
    for name in ("shapes", "paint", "route", "make_meshes", "make_textures"):
        sys.modules.pop(name, None)


def test_meshes_are_what_the_script_writes(tmp_path) -> None:
    pytest.importorskip("trimesh")
    import make_meshes
    from shapes import write_obj

    written = set()
    for furniture in make_meshes.FURNITURE:
        for colour, parts in furniture().items():
            write_obj(tmp_path / "mesh.obj", parts)
            kept = WORLDS / "models" / furniture.__name__ / "meshes" / f"{colour}.obj"
            assert kept.read_bytes() == (tmp_path / "mesh.obj").read_bytes(), kept
            written.add(kept)
    assert set((WORLDS / "models").rglob("*.obj")) == written


def test_the_path_of_the_mission_is_the_line_of_the_floor() -> None:
    import make_textures
    from route import guide_line

    with make_textures.LINE_CSV.open(newline="") as stream:
        table = np.array([[float(row["x_m"]), float(row["y_m"])] for row in csv.DictReader(stream)])
    assert np.abs(table - guide_line()).max() < 1e-4


@pytest.mark.parametrize("name", ["yellow", "white", "yellow_worn", "white_worn"])
def test_every_floor_shows_the_line_where_the_path_is(name) -> None:
    from route import guide_line

    file = WORLDS / "models" / "line_hall_floor" / "materials" / "textures" / f"{name}.png"
    red = cv2.imread(str(file))[..., 2].astype(int)
    points = guide_line()[1:-1]
    ahead = np.gradient(points, axis=0)
    side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    side /= np.linalg.norm(side, axis=1, keepdims=True)

    def at(places):
        column = ((places[:, 0] + 8) / 0.005).astype(int)
        row = ((5 - places[:, 1]) / 0.005).astype(int)
        return red[row, column]

    for offset in (-0.02, 0.0, 0.02):
        assert np.median(at(points + offset * side)) > 180
        assert (at(points + offset * side) > 90).mean() > 0.95, "no wear hides the line"
    assert np.median(np.abs(at(points + 0.06 * side) - at(points - 0.06 * side))) < 10
    assert np.median(at(points + 0.06 * side)) < 100

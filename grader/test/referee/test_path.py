from __future__ import annotations

from pathlib import Path as FilePath

import pytest

from atelier_grader.mission.errors import MissionError
from atelier_grader.referee.path import Path
from atelier_grader.referee.polyline import Polyline

CORNER = Path([(0.0, 0.0), (2.0, 0.0), (2.0, 1.0)])


def test_length_and_points() -> None:
    assert CORNER.length_m == 3.0
    assert CORNER.at(-1) == (0.0, 0.0)
    assert CORNER.at(2.5) == (2.0, 0.5)
    assert CORNER.at(9) == (2.0, 1.0)


def test_nearest_on_the_whole() -> None:
    foot = CORNER.nearest(2.3, 0.4, 0.0, 3.0)
    assert (foot.along_m, foot.distance_m) == (pytest.approx(2.4), pytest.approx(0.3))


def test_nearest_stays_in_its_window() -> None:
    foot = CORNER.nearest(2.0, 1.0, 0.5, 1.5)
    assert foot.along_m == 1.5
    assert foot.distance_m == pytest.approx((0.5**2 + 1.0) ** 0.5)


def test_csv(tmp_path: FilePath) -> None:
    (tmp_path / "line.csv").write_text("x_m,y_m\n0,0\n0,0\n1,0.5\n")
    assert Polyline(file="line.csv").read(tmp_path) == [(0.0, 0.0), (1.0, 0.5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n0,0\n", r"line.csv:1: expected columns x_m and y_m, got \['a', 'b'\]"),
        ("x_m,y_m\n0,0\n1,nan\n", r"line.csv:3: expected two numbers"),
        ("x_m,y_m\n0\n1,1\n", r"line.csv:2: expected two numbers"),
        ("x_m,y_m\n0,0\n0,0\n", "expected 2 distinct points"),
    ],
)
def test_faulty_csv(tmp_path: FilePath, text: str, expected: str) -> None:
    (tmp_path / "line.csv").write_text(text)
    with pytest.raises(MissionError, match=expected):
        Polyline(file="line.csv").read(tmp_path)


def test_missing_csv(tmp_path: FilePath) -> None:
    with pytest.raises(MissionError, match=r"none\.csv: cannot read"):
        Polyline(file="none.csv").read(tmp_path)


def test_one_source_only() -> None:
    with pytest.raises(ValueError, match="either `points` or `file`"):
        Polyline()

"""Versions, angles and distances that look wrong."""

from __future__ import annotations

import pytest

from atelier_grader.sdf.tree import parse_text
from atelier_grader.validation.document import strange

WORLD = '<sdf version="{version}"><world name="w">\n<model name="m">{pose}</model></world></sdf>'


@pytest.mark.parametrize(
    ("pose", "said"),
    [
        ("<pose>1 2 3 0 -3.1416 6.2832</pose>", None),
        ("<pose>1 2 3 0 0 90</pose>", "<pose> turns by 90 rad, more than once around"),
        ("<pose degrees='true'>1 2 3 0 0 90</pose>", None),
        ("<pose rotation_format='quat_xyzw'>0 0 0 0 0 0 1</pose>", None),
        (
            "<pose>0 2e6 0 0 0 0</pose>",
            "<pose> is 2e+06 m from its origin; expected at most 100000",
        ),
        ("<pose>one 0 0 0 0 0</pose>", None),
    ],
)
def test_poses(pose: str, said: str | None) -> None:
    found = list(strange(parse_text(WORLD.format(version="1.9", pose=pose), "w.sdf")))
    assert [each.place for each in found] == (["w.sdf:2"] if said else [])
    assert said is None or found[0].text.en.startswith(said)


@pytest.mark.parametrize("version", ["1.6", "1.11"])
def test_known_versions(version: str) -> None:
    assert not list(strange(parse_text(WORLD.format(version=version, pose=""))))


@pytest.mark.parametrize("version", ["", "2.0", "1.99"])
def test_unknown_versions(version: str) -> None:
    (found,) = strange(parse_text(WORLD.format(version=version, pose=""), "w.sdf"))
    assert found.place == "w.sdf:1"
    assert found.text.en == f"<sdf> version '{version}' is not one of 1.3 ... 1.12"

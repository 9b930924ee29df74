"""The page on what is supported is the code's."""

from __future__ import annotations

from pathlib import Path

import pytest

from atelier_grader import sdf
from atelier_grader.engine.mujoco.sensors import SENSORS
from atelier_grader.engine.mujoco.systems import SYSTEMS
from atelier_grader.validation.support import elements_read, support_page

PAGE = Path(__file__).parents[3] / "docs" / "support.md"


def test_the_page_is_the_codes() -> None:
    assert PAGE.read_text(encoding="utf-8") == support_page(), "run scripts/support.py"


def test_the_page_names_every_system_and_sensor() -> None:
    page = support_page()
    for name, (short, _) in SYSTEMS.items():
        assert f"| `{name}` | `gz-sim-{short}-system`, `ignition-gazebo-{short}-system` |" in page
    for kind in SENSORS:
        assert f"| `{kind}` |" in page


@pytest.mark.parametrize(("holder", "tag"), [("link", "gravity"), ("joint", "axis")])
def test_elements_that_the_page_lists_are_read_and_others_are_not(holder: str, tag: str) -> None:
    assert tag in elements_read()[holder]
    assert "rocket" not in elements_read()[holder]
    link = "<link name='l'><gravity>true</gravity><rocket/></link>"
    world = sdf.parse(f"<sdf><world name='w'><model name='m'>{link}</model></world></sdf>")
    assert [each.element for each in world.unsupported] == ["link/rocket"]

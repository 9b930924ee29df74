"""Mass and inertia from shapes: <inertial auto="true">."""

from __future__ import annotations

from math import pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from atelier_grader.sdf.error import SdfError


def link(inertial: str, *collisions: str) -> str:
    shapes = "".join(
        f'<collision name="c{i}">{each}</collision>' for i, each in enumerate(collisions)
    )
    return f'<model name="m"><link name="l">{inertial}{shapes}</link></model>'


BOX = """<pose>1 0 0 0 0 0</pose><geometry><box><size>1 2 3</size></box></geometry>"""
ROD = """<density>100</density>
  <geometry><cylinder><radius>0.5</radius><length>0.2</length></cylinder></geometry>"""


def test_densities_of_a_link_and_of_a_collision(lab: Any) -> None:
    auto = '<inertial auto="true"><density>500</density></inertial>'
    model = lab.engine(link(auto, BOX, ROD)).simulation.model
    rod_kg = 100 * pi * 0.5**2 * 0.2
    mass_kg = 3000 + rod_kg
    assert model.body_mass[1] == pytest.approx(mass_kg)
    assert model.body_ipos[1] == pytest.approx([3000 / mass_kg, 0, 0])
    about_x = 3000 * (4 + 9) / 12 + rod_kg * (3 * 0.5**2 + 0.2**2) / 12
    assert model.body_inertia[1].max() == pytest.approx(about_x)


def test_a_mass_is_spread_over_a_mesh_as_it_is_and_not_its_hull(lab: Any, tmp_path: Path) -> None:
    ring = trimesh.creation.torus(0.8, 0.3, major_sections=24, minor_sections=12)
    ring.export(tmp_path / "ring.stl")
    mesh = f"<geometry><mesh><uri>{tmp_path / 'ring.stl'}</uri></mesh></geometry>"
    auto = '<inertial auto="true"><mass>3</mass></inertial>'
    model = lab.engine(link(auto, mesh)).simulation.model
    assert model.body_mass[1] == pytest.approx(3)
    expected = np.sort(np.linalg.eigvalsh(ring.moment_inertia))[::-1] * 3 / ring.volume
    assert model.body_inertia[1] == pytest.approx(expected, rel=1e-4)


def test_a_wheel_weighs_what_its_cylinder_does(lab: Any) -> None:
    joint = """<link name="base"/><joint name="j" type="revolute"><parent>base</parent>
      <child>l</child><axis><xyz>0 0 1</xyz></axis></joint></model>"""
    text = link('<inertial auto="true"/>', ROD).replace("</model>", joint)
    model = lab.engine(text).simulation.model
    assert model.body("m::l").mass[0] == pytest.approx(100 * pi * 0.5**2 * 0.2)


def test_what_has_no_volume_is_an_error(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"link 'l': <inertial auto=\"true\"> needs a collision"):
        lab.engine(link('<inertial auto="true"/>'))

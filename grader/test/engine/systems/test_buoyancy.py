"""Buoyancy: Archimedes' closed forms."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
import pytest

from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.mujoco.solids import solid, volume, volume_below
from atelier_grader.sdf.collision import Collision, Surface
from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.geometry import Box, Cylinder, Sphere
from atelier_grader.sdf.pose import Transform

PLUGIN = (
    """<plugin filename="gz-sim-buoyancy-system" name="gz::sim::systems::Buoyancy">{}</plugin>"""
)
SEA = """<graded_buoyancy><default_density>{}</default_density><density_change>
  <above_depth>1.5</above_depth><density>1</density></density_change></graded_buoyancy>"""


def body(name: str, z: float, mass_kg: float, shape: str, turn: str = "0 0 0") -> str:
    return f"""<model name="{name}"><pose>0 0 {z} {turn}</pose><link name="l"><inertial>
      <mass>{mass_kg}</mass><inertia><ixx>0.1</ixx><iyy>0.1</iyy><izz>0.1</izz></inertia>
      </inertial><collision name="c"><geometry>{shape}</geometry></collision></link></model>"""


BOX = "<box><size>0.4 0.4 0.2</size></box>"
BALL = "<sphere><radius>0.1</radius></sphere>"


@pytest.mark.parametrize("density", [1000.0, 800.0])
def test_a_body_under_water_accelerates_by_its_buoyancy(lab: Any, density: float) -> None:
    """a = (rho V / m - 1) g; box of 0.032 m3 and 40 kg."""
    fluid = f"<uniform_fluid_density>{density}</uniform_fluid_density>"
    engine = lab.engine(PLUGIN.format(fluid), body("b", -50, 40, BOX, "0.3 0.2 0.1"))
    lab.run(engine, 1.0)
    acceleration = (density * 0.032 / 40 - 1) * 9.81
    assert engine.simulation.twist("b").linear[2] == pytest.approx(acceleration, rel=1e-3)
    assert np.abs(engine.simulation.twist("b").angular).max() < 1e-6


@pytest.mark.parametrize("mass_kg", [8.0, 16.0, 24.0])
def test_a_box_floats_where_it_displaces_its_mass(lab: Any, mass_kg: float) -> None:
    """In water under air of 1 kg/m3: depth d of 0.2 m with 1000 d + (0.2 - d) = m / 0.16."""
    depth_m = (mass_kg / 0.16 - 0.2) / 999
    z = 1.5 - depth_m + 0.1
    engine = lab.engine(PLUGIN.format(SEA.format(1000)), body("b", z, mass_kg, BOX))
    lab.run(engine, 2.0)
    assert engine.simulation.pose("b").position[2] == pytest.approx(z, abs=1e-4)


def test_a_ball_half_under_floats(lab: Any) -> None:
    mass_kg = 2 / 3 * pi * 0.1**3 * (1000 + 1)
    engine = lab.engine(PLUGIN.format(SEA.format(1000)), body("b", 1.5, mass_kg, BALL))
    lab.run(engine, 2.0)
    assert engine.simulation.pose("b").position[2] == pytest.approx(1.5, abs=1e-3)


def test_a_box_bobs_at_its_period(lab: Any) -> None:
    """T = 2 pi sqrt(m / (rho g A)): 0.57 s for 13 kg on 0.16 m2, less the air."""
    mass_kg, area_m2 = 13.0, 0.16
    depth_m = (mass_kg / area_m2 - 0.2) / 999
    start = 1.5 - depth_m + 0.1 + 0.02
    engine = lab.engine(PLUGIN.format(SEA.format(1000)), body("b", start, mass_kg, BOX))
    period_s = 2 * pi * (mass_kg / (999 * 9.81 * area_m2)) ** 0.5
    lab.run(engine, 5 * period_s)
    assert engine.simulation.pose("b").position[2] == pytest.approx(start, abs=2e-3)
    lab.run(engine, 5.5 * period_s)
    assert engine.simulation.pose("b").position[2] == pytest.approx(start - 0.04, abs=2e-3)


def test_a_tilted_raft_rights_itself(lab: Any) -> None:
    engine = lab.engine(PLUGIN.format(SEA.format(1000)), body("b", 1.5, 16, BOX, "0.1 0 0"))
    lab.run(engine, 0.02)
    assert engine.simulation.twist("b").angular[0] < 0


def test_only_what_is_enabled_floats(lab: Any) -> None:
    engine = lab.engine(
        PLUGIN.format("<enable>a</enable>"), body("a", 0, 32, BOX), body("b", 50, 32, BOX)
    )
    lab.run(engine, 1.0)
    assert engine.simulation.twist("a").linear[2] == pytest.approx(0, abs=1e-9)
    assert engine.simulation.twist("b").linear[2] == pytest.approx(-9.81, rel=1e-6)


def test_errors(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"there is no entity 'bt'; did you mean 'b'"):
        lab.engine(PLUGIN.format("<enable>bt</enable>"), body("b", 0, 32, BOX))
    inside = body("b", 0, 32, BOX).replace("</model>", PLUGIN.format("") + "</model>")
    with pytest.raises(SdfError, match=r"belongs in the <world>, stands in a <model>"):
        lab.engine(inside)


def made(geometry: Any, position: tuple[float, float, float] = (0, 0, 0)) -> Any:
    pose = Transform(np.array(position, float), np.array([1.0, 0, 0, 0]))
    collision = Collision(
        name="c", pose=pose, geometry=geometry, surface=Surface(), density_kg_m3=None,
        place=Place("w", 1),
    )  # fmt: skip
    return solid(collision, MeshFiles())


@pytest.mark.parametrize(
    ("geometry", "below"),
    [
        (Box(np.array([1.0, 2.0, 3.0])), lambda h: 2 * (h + 1.5)),
        (Sphere(0.5), lambda h: pi * (h + 0.5) ** 2 * (3 * 0.5 - (h + 0.5)) / 3),
        (Cylinder(0.5, 1.0), lambda h: pi * 0.25 * (h + 0.5)),
    ],
)
@pytest.mark.parametrize("level", [-0.4, -0.1, 0.0, 0.3])
def test_volumes_below_a_level(geometry: Any, below: Any, level: float) -> None:
    triangles = made(geometry, (0.3, 0.2, 1.0))
    found, center = volume_below(triangles, 1.0 + level)
    assert found == pytest.approx(below(level), rel=2e-3)
    assert center[:2] == pytest.approx([0.3, 0.2], abs=1e-3)
    whole, middle = volume(triangles)
    assert middle == pytest.approx([0.3, 0.2, 1.0], abs=1e-9)
    assert volume_below(triangles, 9.0)[0] == pytest.approx(whole)
    assert volume_below(triangles, -9.0)[0] == 0.0

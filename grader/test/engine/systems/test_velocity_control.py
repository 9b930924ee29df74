"""VelocityControl: a body that follows its command, along its own axes."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import new
from atelier_grader.sdf.error import SdfError

PLUGIN = """<plugin filename="gz-sim-velocity-control-system"
  name="gz::sim::systems::VelocityControl">{}</plugin>"""
WEIGHTLESS = "<gravity>false</gravity></link>"


def drone(lab: Any, parameters: str = "", pose: str = "0 0 1 0 0 0") -> str:
    box = str(lab.box("drone", pose, joint=PLUGIN.format(parameters)))
    return box.replace("</link>", WEIGHTLESS)


def test_a_circle(lab: Any) -> None:
    """1 m/s forwards and 0.5 rad/s: a circle of 2 m."""
    engine = lab.engine(drone(lab))
    engine.send("/model/drone/cmd_vel", lab.twist(1.0, 0.5))
    lab.run(engine, pi)
    pose = engine.simulation.pose("drone")
    assert pose.position == pytest.approx([2.0, 2.0, 1.0], abs=0.01)
    assert pose.yaw_rad == pytest.approx(pi / 2, abs=0.003)


def test_along_its_own_axes(lab: Any) -> None:
    engine = lab.engine(drone(lab, pose="0 0 1 0 0.5 0.3"))
    vector = new("geometry_msgs/msg/Vector3", x=1.0, y=0.0, z=0.0)
    engine.send("/model/drone/cmd_vel", new("geometry_msgs/msg/Twist", linear=vector))
    lab.run(engine, 1.0)
    travel = engine.simulation.pose("drone").position - [0, 0, 1]
    wanted = [cos(0.5) * cos(0.3), cos(0.5) * sin(0.3), -sin(0.5)]
    assert travel == pytest.approx(wanted, abs=1e-6)


def test_without_a_command_it_hovers(lab: Any) -> None:
    """Gravity has one step at a time: the box sinks by g dt2 in each, as in Gazebo."""
    box = lab.box("drone", "0 0 1 0 0 0", joint=PLUGIN.format(""))
    engine = lab.engine(box)
    lab.run(engine, 1.0)
    height = engine.simulation.pose("drone").position[2]
    assert height == pytest.approx(1 - 9.81 * 0.002, abs=1e-4)


def test_initial_velocities(lab: Any) -> None:
    start = "<initial_linear>0.2 0 0.1</initial_linear><initial_angular>0 0 0.4</initial_angular>"
    engine = lab.engine(drone(lab, start))
    lab.run(engine, 1.0)
    pose = engine.simulation.pose("drone")
    assert pose.position[2] == pytest.approx(1.1, abs=1e-6)
    assert pose.yaw_rad == pytest.approx(0.4, abs=1e-6)
    assert np.linalg.norm(engine.simulation.twist("drone").linear[:2]) == pytest.approx(0.2)


def test_it_pushes_a_parcel_across_the_floor(lab: Any) -> None:
    sled = lab.box("sled", "0 0 0.1 0 0 0", joint=PLUGIN.format("<topic>go</topic>"), mu=0)
    engine = lab.engine(lab.floor(), sled, lab.box("parcel", "0.3 0 0.1 0 0 0"))
    engine.send("/go", lab.twist(0.2))
    lab.run(engine, 5.0)
    # In each step both get the mean of 0.2 m/s and the last speed, less what friction takes.
    speed = 0.2 - 9.81 * 0.002
    assert engine.simulation.pose("sled").position[0] == pytest.approx(5 * speed, rel=0.02)
    gap = engine.simulation.pose("parcel").position[0] - engine.simulation.pose("sled").position[0]
    assert gap == pytest.approx(0.2, abs=0.005)


def test_errors(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"there is no link 'lnk'; did you mean 'link'"):
        lab.engine(drone(lab, "<link_name>lnk</link_name>"))


def test_what_cannot_move_freely_is_listed_and_stays(lab: Any) -> None:
    static = lab.box("drone", "0 0 1 0 0 0", joint=PLUGIN.format(""), static=True)
    engine = lab.engine(static)
    (found,) = [each for each in engine.unsupported if not each.harmless]
    assert found.note == "'drone' cannot move freely: its joints hold it"
    engine.send("/model/drone/cmd_vel", lab.twist(1.0))
    lab.run(engine, 0.1)
    assert engine.simulation.pose("drone").position == pytest.approx([0, 0, 1])

"""Actors: where a script puts them, that they are seen, and that nothing touches them."""

from __future__ import annotations

from math import pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from atelier_grader import sdf
from atelier_grader.engine.mujoco import MujocoEngine
from atelier_grader.sdf.error import SdfError

ACTOR = """<actor name="walker"><pose>{pose}</pose>{skin}<script>{script}
  <trajectory id="0" type="walk" tension="0.6">{points}</trajectory></script></actor>"""


def points(*waypoints: tuple[float, str]) -> str:
    return "".join(
        f"<waypoint><time>{time}</time><pose>{pose}</pose></waypoint>" for time, pose in waypoints
    )


LINE = points((0, "0 0 0 0 0 0"), (2, "2 0 0 0 0 0"), (4, "4 0 0 0 0 0"))


def actor(way: str = LINE, script: str = "", skin: str = "", pose: str = "0 0 0 0 0 0") -> str:
    return ACTOR.format(points=way, script=script, skin=skin, pose=pose)


def at(engine: Any, lab: Any, time_s: float) -> Any:
    lab.run(engine, time_s)
    return engine.simulation.pose("walker")


def test_waypoints_are_reached_in_their_time(lab: Any) -> None:
    engine = lab.engine(actor(pose="0 3 1 0 0 0"))
    assert engine.simulation.pose("walker").position == pytest.approx([0, 3, 1])
    for time_s, x in ((2, 2.0), (4, 4.0)):
        assert at(engine, lab, time_s).position == pytest.approx([x, 3, 1], abs=1e-9)
    # The loop begins again at once.
    assert at(engine, lab, 6.0).position == pytest.approx([2, 3, 1], abs=1e-9)


def test_between_waypoints_it_follows_the_spline(lab: Any) -> None:
    """Hermite with the tangents (p2 - p0) / 2 and, at the end, (p1 - p0) / 2, without tension."""
    engine = lab.engine(actor().replace('tension="0.6"', 'tension="0"'))
    # At a quarter of the first piece: h01 2 + h10 1 + h11 2.
    share = 0.25
    wanted = (3 * share**2 - 2 * share**3) * 2 + (share**3 - 2 * share**2 + share) * 1
    wanted += (share**3 - share**2) * 2
    assert at(engine, lab, 0.5).position[0] == pytest.approx(wanted, abs=1e-9)


def test_delay_and_end(lab: Any) -> None:
    engine = lab.engine(actor(script="<loop>false</loop><delay_start>1</delay_start>"))
    assert at(engine, lab, 1.0).position[0] == 0.0
    assert at(engine, lab, 3.0).position[0] == pytest.approx(2.0)
    assert at(engine, lab, 9.0).position[0] == pytest.approx(4.0)


def test_it_turns_evenly(lab: Any) -> None:
    """Squad with open ends is symmetrical, and takes the short way past pi."""
    way = points((0, "0 0 0 0 0 0.2"), (2, "0 0 0 0 0 1.4"))
    engine = lab.engine(actor(way))
    assert at(engine, lab, 1.0).yaw_rad == pytest.approx(0.8, abs=1e-9)
    assert at(engine, lab, 2.0).yaw_rad == pytest.approx(1.4, abs=1e-9)
    still = lab.engine(actor(points((0, f"0 0 0 0 0 {pi - 0.2}"), (2, f"0 0 0 0 0 {-pi + 0.2}"))))
    assert abs(at(still, lab, 1.0).yaw_rad) == pytest.approx(pi, abs=1e-6)


def test_nothing_touches_it(lab: Any, watch: Any) -> None:
    engine = lab.engine(lab.floor(), actor(), lab.box("crate", "1 0 0.1 0 0 0"))
    seen = watch(engine, 20_000_000)
    lab.run(engine, 3.0)
    assert {(c.first, c.second) for contacts in seen for c in contacts} == {
        ("crate::link::box", "floor::link::plane")
    }
    assert np.abs(engine.simulation.pose("crate").position[:2] - [1, 0]).max() < 1e-3


def test_lidar_and_camera_see_its_skin(tmp_path: Path) -> None:
    trimesh.creation.box((0.4, 0.4, 2.0)).export(tmp_path / "person.stl")
    skin = "<skin><filename>person.stl</filename></skin>"
    way = points((0, "2 0 0 0 0 0"), (4, "6 0 0 0 0 0"))
    sensors = """<sensor name="lidar" type="gpu_lidar"><topic>scan</topic><update_rate>10</update_rate>
      <lidar><scan><horizontal><samples>1</samples><min_angle>0</min_angle><max_angle>0</max_angle>
      </horizontal></scan><range><min>0.1</min><max>20</max></range></lidar></sensor>
      <sensor name="camera" type="camera"><topic>image</topic><update_rate>5</update_rate><camera>
      <image><width>32</width><height>32</height></image></camera></sensor>"""
    world = f"""<sdf version="1.9"><world name="lab"><model name="post"><static>true</static>
      <link name="link"><pose>0 0 0.5 0 0 0</pose>{sensors}</link></model>{actor(way, skin=skin)}
      </world></sdf>"""
    engine = MujocoEngine(sdf.parse(world, tmp_path))
    try:
        lidar, camera = engine.sensors
        dark = []
        for time_s in (0.5, 2.0, 3.5):
            while engine.now_ns < time_s * 1e9:
                engine.advance(round(time_s * 1e9))
            here = engine.simulation.pose("walker").position[0]
            assert float(np.ravel(lidar.measure())[0]) == pytest.approx(here - 0.2, abs=1e-3)
            picture = np.asarray(camera.measure())
            dark.append(int((picture != picture[0, 0]).any(axis=-1).sum()))
        assert dark[0] > dark[1] > dark[2] > 0
    finally:
        engine.close()


def test_a_missing_skin_is_reported(lab: Any) -> None:
    skin = "<skin><filename>https://fuel.example/walk.dae</filename></skin>"
    engine = lab.engine(actor(skin=skin))
    texts = [str(each) for each in engine.unsupported]
    assert any("<skin>: NOT SUPPORTED: the actor is not seen" in text for text in texts)
    assert at(engine, lab, 2.0).position[0] == pytest.approx(2.0)


def test_bad_scripts(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"waypoint: <time> expected a number of at least 0, got"):
        lab.engine(actor(points((-1, "0 0 0 0 0 0"))))
    standing = lab.engine(actor("", pose="1 2 3 0 0 0"))
    assert at(standing, lab, 1.0).position == pytest.approx([1, 2, 3])


def test_two_runs_agree_to_the_bit(lab: Any) -> None:
    states = []
    for _ in range(2):
        engine = lab.engine(lab.floor(), actor(), lab.robot())
        engine.send("/model/robot/cmd_vel", lab.twist(0.3, 0.1))
        lab.run(engine, 2.5)
        states.append(engine.state_bytes())
    assert states[0] == states[1]


def test_velocity_is_that_of_the_script(lab: Any) -> None:
    """One turn of 0.5 rad/s on the way along x; at 2 s the spline runs at 1 m/s."""
    way = points((0, "0 0 0 0 0 0"), (2, "2 0 0 0 0 1"), (4, "4 0 0 0 0 2"))
    engine = lab.engine(actor(way).replace('tension="0.6"', 'tension="0"'))
    lab.run(engine, 2.0)
    twist = engine.simulation.twist("walker")
    assert twist.linear == pytest.approx([1, 0, 0], abs=1e-4)
    assert twist.angular == pytest.approx([0, 0, 0.5], abs=1e-3)
    # Where it begins anew, the way back is no motion.
    lab.run(engine, 4.0)
    assert abs(engine.simulation.twist("walker").linear[0]) < 1.1

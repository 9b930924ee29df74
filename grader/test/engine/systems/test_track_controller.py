"""TrackController: a belt carries boxes at its speed, and friction bounds how soon."""

from __future__ import annotations

from math import tan
from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import new
from atelier_grader.sdf.error import SdfError

TOPIC = "/model/belt/link/link/track_cmd_vel"
PLUGIN = """<plugin filename="gz-sim-track-controller-system"
  name="gz::sim::systems::TrackController"><link>link</link>{}</plugin>"""


def belt(lab: Any, parameters: str = "", pose: str = "0 0 0.5 0 0 0", mu: float = 1.0) -> str:
    """Static, 4 m long, 0.1 m high."""
    plugin = PLUGIN.format(parameters)
    return str(lab.box("belt", pose, "4 0.6 0.1", joint=plugin, static=True, mu=mu))


def test_a_box_rides_at_belt_speed(lab: Any, bench: Any) -> None:
    engine = lab.engine(belt(lab), lab.box("parcel", "-1.5 0 0.6501 0 0 0"))
    lab.run(engine, 0.5)
    engine.send(TOPIC, bench.number(0.4))
    lab.run(engine, 1.5)
    start = engine.simulation.pose("parcel").position.copy()
    lab.run(engine, 4.5)
    travel = engine.simulation.pose("parcel").position - start
    assert travel[0] == pytest.approx(1.2, rel=1e-3)
    assert np.abs(travel[1:]).max() < 1e-3
    assert engine.simulation.pose("parcel").tilt_rad < 1e-3
    engine.send(TOPIC, bench.number(0.0))
    lab.run(engine, 5.0)
    start = engine.simulation.pose("parcel").position.copy()
    lab.run(engine, 6.0)
    assert np.linalg.norm(engine.simulation.pose("parcel").position - start) < 1e-4


def test_friction_bounds_the_acceleration(lab: Any, bench: Any) -> None:
    """mu 0.1: 0.981 m/s2 until the parcel has the belt's 1 m/s."""
    low = lab.box("parcel", "-1.5 0 0.6 0 0 0", "0.4 0.4 0.1", mu=0.1)
    engine = lab.engine(belt(lab), low)
    lab.run(engine, 0.2)
    engine.send(TOPIC, bench.number(1.0))
    lab.run(engine, 0.7)
    speed = engine.simulation.twist("parcel").linear[0]
    assert speed == pytest.approx(0.1 * 9.81 * 0.5, rel=0.01)
    lab.run(engine, 2.0)
    assert engine.simulation.twist("parcel").linear[0] == pytest.approx(1.0, rel=1e-3)


def test_backwards_and_turned(lab: Any, bench: Any) -> None:
    turned = "<track_orientation>0 0 1.5707963267948966</track_orientation>"
    for parameters, speed, wanted in (("", -0.3, (-0.3, 0)), (turned, 0.2, (0, 0.2))):
        engine = lab.engine(belt(lab, parameters), lab.box("parcel", "0 0 0.6501 0 0 0"))
        engine.send(TOPIC, bench.number(speed))
        lab.run(engine, 0.9)
        assert engine.simulation.twist("parcel").linear[:2] == pytest.approx(wanted, abs=2e-3)


def test_it_carries_up_a_slope(lab: Any, bench: Any) -> None:
    engine = lab.engine(
        belt(lab, pose="0 0 1 0 -0.2 0"), lab.box("parcel", f"0 0 {1.151 / 1:.3f} 0 -0.2 0")
    )
    engine.send(TOPIC, bench.number(0.3))
    lab.run(engine, 1.0)
    start = engine.simulation.pose("parcel").position.copy()
    lab.run(engine, 3.0)
    travel = engine.simulation.pose("parcel").position - start
    assert np.linalg.norm(travel) == pytest.approx(0.6, rel=0.005)
    assert travel[2] / travel[0] == pytest.approx(tan(0.2), rel=0.005)


def test_the_command_ages(lab: Any, bench: Any) -> None:
    parameters = """<max_command_age>1</max_command_age><max_acceleration>2</max_acceleration>
      <min_acceleration>-2</min_acceleration>"""
    engine = lab.engine(belt(lab, parameters), lab.box("parcel", "-1.5 0 0.6501 0 0 0"))
    lab.listen(engine)
    engine.send(TOPIC, bench.number(0.5))
    samples = lab.run(engine, 3.0)
    odometry = lab.last(samples, "/model/belt/link/link/odometry", "nav_msgs/msg/Odometry")
    # 0.25 s up, 0.75 s at 0.5 m/s, 0.25 s down.
    assert odometry.pose.pose.position.x == pytest.approx(0.5, abs=2e-3)
    assert odometry.twist.twist.linear.x == 0.0
    assert engine.simulation.pose("parcel").position[0] == pytest.approx(-1.0, abs=5e-3)


def crawler(more: str = "") -> str:
    track = """<link name="{0}"><pose>0 {1} 0.05 0 0 0</pose><inertial><mass>1</mass><inertia>
      <ixx>0.005</ixx><iyy>0.02</iyy><izz>0.02</izz></inertia></inertial><collision name="c">
      <geometry><box><size>0.5 0.08 0.1</size></box></geometry></collision></link>
      <joint name="{0}_fix" type="fixed"><parent>hull</parent><child>{0}</child></joint>"""
    plugins = PLUGIN.format("").replace("link>link", "link>left")
    plugins += PLUGIN.format("").replace("link>link", "link>right")
    return f"""<model name="crawler"><link name="hull"><pose>0 0 0.1 0 0 0</pose><inertial>
      <mass>4</mass><inertia><ixx>0.05</ixx><iyy>0.1</iyy><izz>0.1</izz></inertia></inertial></link>
      {track.format("left", 0.2)}{track.format("right", -0.2)}{plugins}{more}</model>"""


def test_a_crawler_drives_on_its_tracks(lab: Any, bench: Any) -> None:
    engine = lab.engine(lab.floor(), crawler())
    for side in ("left", "right"):
        engine.send(f"/model/crawler/link/{side}/track_cmd_vel", bench.number(0.3))
    lab.run(engine, 1.0)
    start = engine.simulation.pose("crawler").position.copy()
    lab.run(engine, 3.0)
    travel = engine.simulation.pose("crawler").position - start
    assert travel[0] == pytest.approx(0.6, rel=0.005)
    engine.send("/model/crawler/link/left/track_cmd_vel", bench.number(-0.3))
    lab.run(engine, 4.0)
    assert engine.simulation.pose("crawler").yaw_rad > 0.2


def test_a_tracked_vehicle_is_steered_by_a_twist(lab: Any) -> None:
    vehicle = """<plugin filename="gz-sim-tracked-vehicle-system"
      name="gz::sim::systems::TrackedVehicle"><body_link>hull</body_link>
      <left_track><link>left</link></left_track><right_track><link>right</link></right_track>
      <tracks_separation>0.4</tracks_separation><track_height>0.1</track_height>
      <steering_efficiency>0.5</steering_efficiency>
      <linear_velocity><max_acceleration>1</max_acceleration></linear_velocity></plugin>"""
    engine = lab.engine(lab.floor(), crawler(vehicle))
    lab.listen(engine)
    engine.send("/model/crawler/cmd_vel", lab.twist(0.3))
    samples = lab.run(engine, 3.0)
    x = engine.simulation.pose("crawler").position[0]
    # The ramp of 1 m/s2 to 0.3 m/s costs 0.045 m.
    assert x == pytest.approx(0.9 - 0.045, rel=0.01)
    odometry = lab.last(samples, "/model/crawler/odometry", "nav_msgs/msg/Odometry")
    assert odometry.pose.pose.position.x == pytest.approx(0.855, abs=0.002)
    assert odometry.child_frame_id == "crawler/hull"
    engine.send("/model/crawler/cmd_vel", lab.twist(0.0, 0.5))
    lab.run(engine, 6.0)
    # Tracks of +-0.2 m/s at 0.2 m from the middle turn it by 1 rad/s where they do not slip.
    assert 0.5 < engine.simulation.twist("crawler").angular[2] < 1.0
    with pytest.raises(SdfError, match=r"there is no link 'hul'; did you mean 'hull'"):
        lab.engine(crawler(vehicle.replace("<body_link>hull", "<body_link>hul")))


def test_a_turntable(lab: Any, bench: Any) -> None:
    """About a centre of rotation the surface moves along circles, at the same speed."""
    engine = lab.engine(belt(lab), lab.box("parcel", "0 -0.2 0.5601 0 0 0", "0.02 0.02 0.02"))
    centre = new("geometry_msgs/msg/Vector3", x=0.0, y=0.0, z=0.55)
    engine.send("/model/belt/link/link/track_cmd_center_of_rotation", centre)
    engine.send(TOPIC, bench.number(0.1))
    lab.run(engine, 1.0)
    x, y, _ = engine.simulation.pose("parcel").position.tolist()
    assert np.hypot(x, y) == pytest.approx(0.2, abs=0.01)
    assert abs(np.arctan2(x, -y)) == pytest.approx(0.5, rel=0.05)


def test_among_many_bodies(lab: Any, bench: Any) -> None:
    """Over a hundred degrees of freedom the engine solves otherwise; the belt carries all alike."""
    parcels = [
        lab.box(f"p{i}", f"{-1.6 + 0.16 * i} 0 0.6001 0 0 0", "0.1 0.1 0.1") for i in range(20)
    ]
    engine = lab.engine(belt(lab), *parcels)
    engine.send(TOPIC, bench.number(0.2))
    lab.run(engine, 1.0)
    speeds = [engine.simulation.twist(f"p{i}").linear[0] for i in range(20)]
    assert speeds == pytest.approx([0.2] * 20, rel=0.01)


def test_errors(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"there is no link 'lnk'; did you mean 'link'"):
        lab.engine(belt(lab).replace("<link>link<", "<link>lnk<"))

"""Lidar ranges against known rooms, and against MuJoCo's own rays."""

from __future__ import annotations

from math import cos, hypot, inf, pi, sin
from typing import Any

import mujoco
import numpy as np
import pytest

from atelier_grader.engine.mujoco.compile import Builder
from atelier_grader.engine.mujoco.sensors.lidar import Lidar
from atelier_grader.sdf.error import SdfError

TOPIC = "/scan"
SCAN = "sensor_msgs/msg/LaserScan"


def lidar(samples: int = 360, far: float = 12, noise: str = "", rate: float = 10) -> str:
    step = 2 * pi / samples
    return f"""<sensor name="lidar" type="gpu_lidar"><pose>0.05 0 0.3 0 0 0</pose>
      <topic>scan</topic><update_rate>{rate}</update_rate><gz_frame_id>laser</gz_frame_id>
      <lidar><scan><horizontal><samples>{samples}</samples><min_angle>{-pi}</min_angle>
      <max_angle>{pi - step}</max_angle></horizontal></scan>
      <range><min>0.1</min><max>{far}</max></range>{noise}</lidar></sensor>"""


def mast(sensor: str, pose: str = "0 0 0 0 0 0") -> str:
    """A static stand for a sensor."""
    return f"""<model name="mast"><static>true</static><pose>{pose}</pose>
      <link name="link">{sensor}</link></model>"""


def room(lab: Any) -> str:
    """Walls at x = -3, 5 and y = -2, 4; no roof."""
    return "".join(
        (
            lab.box("east", "5.05 1 0.5 0 0 0", "0.1 6.2 1", static=True),
            lab.box("west", "-3.05 1 0.5 0 0 0", "0.1 6.2 1", static=True),
            lab.box("north", "1 4.05 0.5 0 0 0", "8.2 0.1 1", static=True),
            lab.box("south", "1 -2.05 0.5 0 0 0", "8.2 0.1 1", static=True),
        )
    )


def scan(lab: Any, engine: Any, until_s: float = 0.002) -> Any:
    lab.listen(engine)
    return lab.last(lab.run(engine, until_s), TOPIC, SCAN)


def expected_range(x: float, y: float, angle: float) -> float:
    c, s = cos(angle), sin(angle)
    along_x = (5 - x) / c if c > 0 else (-3 - x) / c if c < 0 else inf
    along_y = (4 - y) / s if s > 0 else (-2 - y) / s if s < 0 else inf
    return min(along_x, along_y)


@pytest.mark.parametrize("turn", [0.0, 0.7, -2.5])
def test_ranges_in_a_room(lab: Any, turn: float) -> None:
    engine = lab.engine(room(lab), mast(lidar(), f"0.4 0.2 0 0 0 {turn}"))
    message = scan(lab, engine)
    x, y = 0.4 + 0.05 * cos(turn), 0.2 + 0.05 * sin(turn)
    angles = message.angle_min + message.angle_increment * np.arange(360)
    expected = [expected_range(x, y, turn + angle) for angle in angles.tolist()]
    assert np.abs(message.ranges - expected).max() < 1e-3
    assert (message.range_min, message.range_max) == (pytest.approx(0.1), 12)
    assert message.header.frame_id == "laser"
    assert message.angle_max == pytest.approx(pi - 2 * pi / 360)


def test_round_shapes(lab: Any) -> None:
    pillar = """<model name="pillar"><static>true</static><pose>2 0 0 0 0 0</pose>
      <link name="link"><visual name="v"><geometry><cylinder><radius>0.5</radius>
      <length>2</length></cylinder></geometry></visual>
      <visual name="ball"><pose>-4 0 0.3 0 0 0</pose><geometry><sphere><radius>0.5</radius>
      </sphere></geometry></visual></link></model>"""
    message = scan(lab, lab.engine(pillar, mast(lidar())))
    ranges = message.ranges
    assert ranges[180] == pytest.approx(2 - 0.05 - 0.5, abs=0.001)
    assert ranges[0] == pytest.approx(2 + 0.05 - 0.5, abs=0.001)
    # A beam at angle a meets a circle of radius r at distance d: d cos a - sqrt(r^2 - d^2 sin^2 a).
    a, d, r = 10 * pi / 180, 1.95, 0.5
    assert ranges[190] == pytest.approx(d * cos(a) - (r * r - (d * sin(a)) ** 2) ** 0.5, abs=0.002)
    assert ranges[270] == inf


def test_tilted_sensor_sees_the_ground(lab: Any) -> None:
    ground = """<model name="ground"><static>true</static><link name="link"><visual name="v">
      <geometry><plane><normal>0 0 1</normal><size>50 50</size></plane></geometry></visual>
      </link></model>"""
    engine = lab.engine(ground, mast(lidar().replace("0.3 0 0 0", "0.3 0 0.2 0")))
    message = scan(lab, engine)
    assert message.ranges[180] == pytest.approx(0.3 / sin(0.2), abs=0.002)
    assert message.ranges[0] == inf


def test_moving_things_and_the_own_robot_are_seen(lab: Any) -> None:
    tail = """<visual name="tail"><pose>-0.4 0 0.3 0 0 0</pose><geometry><box>
      <size>0.02 0.2 0.4</size></box></geometry></visual>
      <visual name="housing"><pose>0.05 0 0.3 0 0 0</pose><geometry><cylinder>
      <radius>0.04</radius><length>0.1</length></cylinder></geometry></visual>"""
    crate = lab.box("crate", "1.5 0 0.4 0 0 0", "0.4 0.4 0.8")
    engine = lab.engine(lab.floor(), lab.robot(tail + lidar(noise="")), crate)
    message = scan(lab, engine, 1.0)
    assert message.ranges[180] == pytest.approx(1.3 - 0.05, abs=0.003)
    assert message.ranges[0] == pytest.approx(0.45 - 0.01, abs=0.003)
    engine.send("/model/robot/cmd_vel", lab.twist(0.2))
    message = lab.last(lab.run(engine, 3.0), TOPIC, SCAN)
    gap = 1.3 - 0.05 - float(engine.simulation.pose("robot").position[0])
    assert message.ranges[180] == pytest.approx(gap, abs=0.003)


def test_agrees_with_rays_through_the_rendered_scene(lab: Any) -> None:
    """Two hundred random boxes, at a level and at a tilted pose."""
    rng = np.random.default_rng(5)
    boxes = []
    for i in range(200):
        x, y = rng.uniform(-8, 8, 2)
        if hypot(x, y) > 1:
            turn, size = rng.uniform(-3, 3), rng.uniform(0.1, 0.8, 3)
            pose = f"{x} {y} 0.3 0 0 {turn}"
            boxes.append(lab.box(f"b{i}", pose, " ".join(map(str, size)), static=True))
    for tilt in ("0 0 0", "0.02 0.03 0.4"):
        engine = lab.engine(*boxes, mast(lidar(), f"0 0 0.0123 {tilt}"))
        ranges = scan(lab, engine).ranges
        spec = Builder(engine.world, engine.flat, set(), engine.simulation.files).scene().spec
        model = spec.compile()
        data = mujoco.MjData(model)
        mujoco.mj_forward(model, data)
        sensor = engine.sensors[0]
        assert isinstance(sensor, Lidar)
        pose = engine.simulation.pose_of(engine.simulation.site_frame("mast::link::lidar"))
        angles = -pi + 2 * pi / 360 * np.arange(360)
        beams = np.stack([np.cos(angles), np.sin(angles), 0 * angles], 1) @ pose.matrix.T
        hit, distance = np.zeros(360, np.int32), np.zeros(360)
        mujoco.mj_multiRay(
            model, data, pose.position, beams.ravel(), None, 1, -1, hit, distance, None, 360, 100.0
        )
        distance[(distance < 0) | (distance > 12)] = inf
        seen = np.isfinite(ranges) & np.isfinite(distance)
        # A beam that grazes an edge may go either way.
        assert (np.isfinite(ranges) != np.isfinite(distance)).sum() <= 2
        assert np.sort(np.abs(ranges[seen] - distance[seen]))[:-3].max() < 0.002
        assert seen.sum() > 200


def test_sample_times(lab: Any) -> None:
    engine = lab.engine(room(lab), mast(lidar(rate=30)))
    lab.listen(engine)
    stamps = [sample.stamp_ns for sample in lab.run(engine, 0.2)]
    # The first after one step, then each period rounded up to a step of 2 ms.
    assert stamps == [2_000_000, 34_000_000, 68_000_000, 100_000_000, 134_000_000, 168_000_000,
                      200_000_000]  # fmt: skip


def test_noise_has_the_declared_size_and_ignores_who_listens(lab: Any) -> None:
    noise = "<noise><type>gaussian</type><mean>0.1</mean><stddev>0.02</stddev></noise>"
    engine = lab.engine(room(lab), mast(lidar(noise=noise)))
    lab.listen(engine)
    scans = [lab.last([sample], TOPIC, SCAN).ranges for sample in lab.run(engine, 4.0)]
    clean = scan(lab, lab.engine(room(lab), mast(lidar()))).ranges
    errors = np.array(scans) - clean
    assert errors.mean() == pytest.approx(0.1, abs=0.002)
    assert errors.std() == pytest.approx(0.02, rel=0.03)
    late = lab.engine(room(lab), mast(lidar(noise=noise)))
    lab.run(late, 2.05)
    lab.listen(late)
    first = lab.last(lab.run(late, 2.1), TOPIC, SCAN).ranges
    assert (first == scans[21]).all()


def test_refuses_what_it_cannot_do(lab: Any) -> None:
    layers = "<vertical><samples>16</samples><min_angle>-0.2</min_angle><max_angle>0.2</max_angle>"
    text = lidar().replace("</horizontal>", f"</horizontal>{layers}</vertical>")
    with pytest.raises(SdfError, match=r"vertical: expected one horizontal layer, got 16 from"):
        lab.engine(mast(text))
    with pytest.raises(SdfError, match=r"range: <max> expected a finite range over 0.1 m, got inf"):
        lab.engine(mast(lidar(far=inf)))

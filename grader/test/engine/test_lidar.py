"""Lidar ranges against known rooms, and against MuJoCo's own rays."""

from __future__ import annotations

from math import cos, hypot, inf, pi, sin
from typing import Any

import mujoco
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from atelier_grader.engine.mujoco.compile import Builder
from atelier_grader.engine.mujoco.sensors.lidar import Lidar
from atelier_grader.messages import STORE
from atelier_grader.sdf.error import SdfError

TOPIC = "/scan"
SCAN = "sensor_msgs/msg/LaserScan"
CLOUD = "sensor_msgs/msg/PointCloud2"


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
    engine.listen({TOPIC: SCAN})
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
    engine.listen({TOPIC: SCAN})
    stamps = [sample.stamp_ns for sample in lab.run(engine, 0.2)]
    # The first after one step, then each period rounded up to a step of 2 ms.
    assert stamps == [2_000_000, 34_000_000, 68_000_000, 100_000_000, 134_000_000, 168_000_000,
                      200_000_000]  # fmt: skip


def test_noise_has_the_declared_size_and_ignores_who_listens(lab: Any) -> None:
    noise = "<noise><type>gaussian</type><mean>0.1</mean><stddev>0.02</stddev></noise>"
    engine = lab.engine(room(lab), mast(lidar(noise=noise)))
    engine.listen({TOPIC: SCAN})
    scans = [lab.last([sample], TOPIC, SCAN).ranges for sample in lab.run(engine, 4.0)]
    clean = scan(lab, lab.engine(room(lab), mast(lidar()))).ranges
    errors = np.array(scans) - clean
    assert errors.mean() == pytest.approx(0.1, abs=0.002)
    assert errors.std() == pytest.approx(0.02, rel=0.03)
    late = lab.engine(room(lab), mast(lidar(noise=noise)))
    lab.run(late, 2.05)
    late.listen({TOPIC: SCAN})
    first = lab.last(lab.run(late, 2.1), TOPIC, SCAN).ranges
    assert (first == scans[21]).all()


def layered(layers: int, low: float, high: float, samples: int = 90) -> str:
    vertical = f"""<vertical><samples>{layers}</samples><min_angle>{low}</min_angle>
      <max_angle>{high}</max_angle></vertical>"""
    return lidar(samples).replace("</horizontal>", f"</horizontal>{vertical}")


def points(engine: Any) -> Any:
    """Fields by name, each (layers, beams), of the first cloud."""
    engine.listen({TOPIC + "/points": CLOUD})
    message = STORE.deserialize_cdr(engine.advance(2_000_000)[0].cdr, CLOUD)
    names = [field.name for field in message.fields]
    assert (names, message.point_step) == (["x", "y", "z", "intensity", "ring"], 18)
    dtype = np.dtype([(n, "<f4") for n in names[:4]] + [("ring", "<u2")])
    return np.frombuffer(message.data, dtype).reshape(message.height, message.width), message


@pytest.mark.parametrize("turn", [0.0, 0.9])
def test_layers_in_a_room_with_a_floor_and_a_roof(lab: Any, turn: float) -> None:
    """A closed box from (-3, -2, 0) to (5, 4, 3) around the sensor at (0.45, 0.2, 0.3)."""
    walls = "".join(
        lab.box(f"w{i}", pose, size, static=True)
        for i, (pose, size) in enumerate(
            [("5.05 1 1.5 0 0 0", "0.1 7 4"), ("-3.05 1 1.5 0 0 0", "0.1 7 4"),
             ("1 4.05 1.5 0 0 0", "9 0.1 4"), ("1 -2.05 1.5 0 0 0", "9 0.1 4"),
             ("1 1 -0.05 0 0 0", "9 7 0.1"), ("1 1 3.05 0 0 0", "9 7 0.1")]
        )
    )  # fmt: skip
    engine = lab.engine(walls, mast(layered(16, -0.6, 0.9), f"0.4 0.2 0 0 0 {turn}"))
    sensor = engine.sensors[0]
    found = sensor.measure()
    assert found.shape == (16, 90)
    at = np.array([0.4 + 0.05 * cos(turn), 0.2 + 0.05 * sin(turn), 0.3])
    low, high = np.array([-3.0, -2, 0]), np.array([5.0, 4, 3])
    up = np.linspace(-0.6, 0.9, 16)[:, None]
    across = turn - pi + 2 * pi / 90 * np.arange(90)
    ways = np.cos(up) * np.cos(across), np.cos(up) * np.sin(across), np.sin(up) + 0 * across
    with np.errstate(divide="ignore"):
        exits = [
            np.where(way > 0, (high[k] - at[k]) / way, (low[k] - at[k]) / way)
            for k, way in enumerate(ways)
        ]
    expected = np.min([np.where(np.isfinite(e), e, inf) for e in exits], axis=0)
    assert np.abs(found - expected).max() < 1e-6
    cloud, message = points(engine)
    assert message.is_dense
    assert message.header.frame_id == "laser"
    assert cloud["ring"][:, 0].tolist() == list(range(16))
    ranges = np.sqrt(cloud["x"] ** 2 + cloud["y"] ** 2 + cloud["z"] ** 2)
    assert np.abs(ranges - expected).max() < 1e-4
    assert np.abs(cloud["z"] / ranges - np.sin(up)).max() < 1e-5
    # The scan is the layer above the middle of an even number.
    assert np.abs(scan(lab, engine, 0.11).ranges - expected[8]).max() < 1e-4


def test_layers_agree_with_rays_of_mujoco(lab: Any) -> None:
    rng = np.random.default_rng(7)
    shapes = ["<box><size>0.5 0.4 0.6</size></box>", "<sphere><radius>0.3</radius></sphere>",
              "<cylinder><radius>0.2</radius><length>0.7</length></cylinder>"]  # fmt: skip
    models = []
    for i in range(120):
        x, y, z = rng.uniform(-6, 6, 3)
        if abs(x) + abs(y) + abs(z) > 1.5:
            turn = " ".join(map(str, rng.uniform(-3, 3, 3)))
            models.append(f"""<model name="m{i}"><static>true</static>
              <pose>{x} {y} {z} {turn}</pose><link name="l"><visual name="v"><geometry>
              {shapes[i % 3]}</geometry></visual></link></model>""")
    engine = lab.engine(*models, mast(layered(40, -1.5, 1.5, 120), "0 0 0 0.3 0.2 0.1"))
    found = engine.sensors[0].measure().ravel()
    spec = Builder(engine.world, engine.flat, set(), engine.simulation.files).scene().spec
    model = spec.compile()
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    pose = engine.simulation.pose_of(engine.simulation.site_frame("mast::link::lidar"))
    up = np.linspace(-1.5, 1.5, 40)[:, None]
    across = -pi + 2 * pi / 120 * np.arange(120)
    ways = np.cos(up) * np.cos(across), np.cos(up) * np.sin(across), np.sin(up) + 0 * across
    beams = (np.stack(ways).reshape(3, -1).T @ pose.matrix.T).ravel()
    count = 40 * 120
    hit, distance = np.zeros(count, np.int32), np.zeros(count)
    mujoco.mj_multiRay(
        model, data, pose.position, beams, None, 1, -1, hit, distance, None, count, 100.0
    )
    distance[(distance < 0) | (distance > 12)] = inf
    seen = np.isfinite(found) & np.isfinite(distance)
    assert seen.sum() > 500
    assert (np.isfinite(found) != np.isfinite(distance)).sum() <= 8
    # Round shapes have 96 sides; a beam that grazes one may pass.
    errors = np.sort(np.abs(found[seen] - distance[seen]))
    assert errors[: int(0.98 * len(errors))].max() < 0.005


def test_angles_may_fall(lab: Any) -> None:
    """The same beams, from above to below, and from the left to the right."""
    rising = layered(4, -0.3, 0.1)
    falling = layered(4, 0.1, -0.3)
    step = 2 * pi / 90
    ends = f"<min_angle>{-pi}</min_angle>", f"<max_angle>{pi - step}</max_angle>"
    first, last = ends[1].replace("max", "min"), ends[0].replace("min", "max")
    turned = falling.replace(ends[0], first).replace(ends[1], last)
    cloud, _ = points(lab.engine(room(lab), mast(rising)))
    down, _ = points(lab.engine(room(lab), mast(falling)))
    both, _ = points(lab.engine(room(lab), mast(turned)))
    for axis in "xyz":
        assert_array_equal(down[axis], cloud[axis][::-1])
        assert_array_equal(both[axis], cloud[axis][::-1, ::-1])
    assert down["ring"][:, 0].tolist() == [0, 1, 2, 3]
    message = scan(lab, lab.engine(room(lab), mast(turned)))
    assert message.angle_increment == pytest.approx(-step)
    assert (message.angle_min, message.angle_max) == pytest.approx((pi - step, -pi))
    again = scan(lab, lab.engine(room(lab), mast(falling)))
    assert (message.ranges == again.ranges[::-1]).all()


def test_one_beam(lab: Any) -> None:
    one = """<sensor name="lidar" type="gpu_lidar"><pose>0 0 0.3 0 0 0</pose><topic>scan</topic>
      <lidar><scan><horizontal><samples>1</samples></horizontal></scan>
      <range><min>0.1</min><max>12</max></range></lidar></sensor>"""
    message = scan(lab, lab.engine(room(lab), mast(one)))
    assert message.ranges.tolist() == [pytest.approx(5)]


def test_refuses_what_it_cannot_do(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"vertical: expected layers at different angles, got 4"):
        lab.engine(mast(layered(4, 0.1, 0.1)))
    with pytest.raises(SdfError, match=r"range: <max> expected a finite range over 0.1 m, got inf"):
        lab.engine(mast(lidar(far=inf)))


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize(
    ("x", "expected"), [(0.11, 0.11), (0.099, -inf), (0.06, -inf), (0.057, 5.0)]
)
def test_too_near_is_minus_infinite(lab: Any, layers: int, x: float, expected: float) -> None:
    """Along an axis the cube of Gazebo's lidar sees from 0.1 m / sqrt(3) on."""
    sensor = layered(layers, -0.1, 0.1) if layers > 1 else lidar(90)
    sensor = sensor.replace("<pose>0.05 0 0.3 0 0 0</pose>", "<pose>0 0 0.3 0 0 0</pose>")
    board = lab.box("board", f"{x + 0.005} 0 0.3 0 0 0", "0.01 0.02 0.5", static=True)
    found = lab.engine(room(lab), board, mast(sensor)).sensors[0].measure()
    assert np.atleast_2d(found)[layers // 2, 45] == pytest.approx(expected, abs=1e-6)
    noise = "<noise><type>gaussian</type><mean>0</mean><stddev>0.01</stddev></noise>"
    noisy = lab.engine(room(lab), board, mast(sensor.replace("</range>", "</range>" + noise)))
    if expected == -inf:
        assert scan(lab, noisy).ranges[45] == -inf

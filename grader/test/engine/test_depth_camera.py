"""Depth against known planes, and what the lens does to pictures."""

from __future__ import annotations

from math import tan
from typing import Any

import numpy as np
import pytest

from atelier_grader.engine.mujoco.renderer import Lens
from atelier_grader.messages import STORE

FOV = 1.2
WIDTH, HEIGHT = 160, 120
IMAGE, CLOUD = "sensor_msgs/msg/Image", "sensor_msgs/msg/PointCloud2"
INFO = "sensor_msgs/msg/CameraInfo"


def eye(kind: str, extra: str = "", pose: str = "0 0 1 0 0 0") -> str:
    return f"""<model name="eye"><static>true</static><pose>{pose}</pose><link name="link">
      <sensor name="cam" type="{kind}"><update_rate>10</update_rate><topic>/eye</topic>
      <camera><horizontal_fov>{FOV}</horizontal_fov><image><width>{WIDTH}</width>
      <height>{HEIGHT}</height></image><clip><near>0.1</near><far>20</far></clip>{extra}</camera>
      </sensor></link></model>"""


def first(engine: Any, topic: str, kind: str) -> Any:
    engine.listen({topic: kind})
    (sample,) = engine.advance(2_000_000)
    return STORE.deserialize_cdr(sample.cdr, kind)


def test_depth_of_a_wall_and_of_the_ground(lab: Any) -> None:
    wall = lab.box("wall", "5.1 0 1 0 0 0", "0.2 30 0.4", static=True, colour="1 0 0 1")
    ground = """<model name="g"><static>true</static><link name="l"><visual name="v"><geometry>
      <plane><size>60 60</size></plane></geometry></visual></link></model>"""
    message = first(lab.engine(wall, ground, eye("depth_camera")), "/eye", IMAGE)
    assert (message.encoding, message.step) == ("32FC1", 4 * WIDTH)
    depth = np.frombuffer(message.data, np.float32).reshape(HEIGHT, WIDTH)
    focal = WIDTH / 2 / tan(FOV / 2)
    # Everywhere on a wall at right angles to the axis the depth is the same.
    assert np.abs(depth[HEIGHT // 2 - 3 : HEIGHT // 2 + 3] - 5.0).max() < 0.002
    rows = np.arange(HEIGHT // 2 + 30, HEIGHT)
    expected = 1.0 * focal / (rows + 0.5 - HEIGHT / 2)
    assert np.abs(depth[rows] / expected[:, None] - 1).max() < 0.002
    assert np.isinf(depth[0]).all()


def test_points_of_an_rgbd_camera(lab: Any) -> None:
    wall = lab.box("wall", "5.1 0 1 0 0 0", "0.2 30 30", static=True, colour="1 0 0 1")
    engine = lab.engine(wall, eye("rgbd_camera"))
    topics = [endpoint.topic for endpoint in engine.publishers]
    assert topics == ["/eye/image", "/eye/depth_image", "/eye/camera_info", "/eye/points"]
    message = first(engine, "/eye/points", CLOUD)
    assert ([f.name for f in message.fields], message.is_dense) == (["x", "y", "z", "rgb"], True)
    points = np.frombuffer(message.data, np.float32).reshape(HEIGHT, WIDTH, 4)
    assert np.abs(points[..., 0] - 5).max() < 0.002
    focal = WIDTH / 2 / tan(FOV / 2)
    assert points[0, 0, 1] == pytest.approx(5 * (WIDTH / 2 - 0.5) / focal, rel=1e-3)
    assert points[0, 0, 2] == pytest.approx(5 * (HEIGHT / 2 - 0.5) / focal, rel=1e-3)
    colour = int(points[60, 80, 3:].view(np.uint32)[0])
    assert colour >> 16 > 60
    assert colour & 0xFFFF == 0


def test_a_depth_cameras_own_clip_planes(lab: Any) -> None:
    near = lab.box("near", "2.1 -1 1 0 0 0", "0.2 1 1", static=True)
    far = lab.box("far", "8.1 2 1 0 0 0", "0.2 2 1", static=True)
    clip = "<depth_camera><clip><near>1</near><far>5</far></clip></depth_camera>"
    engine = lab.engine(near, far, eye("rgbd_camera", clip))
    message = first(engine, "/eye/depth_image", IMAGE)
    depth = np.frombuffer(message.data, np.float32)
    assert np.isposinf(depth).sum() + np.isfinite(depth).sum() == len(depth)
    seen = depth[np.isfinite(depth)]
    assert seen.min() == pytest.approx(2.0, abs=0.002)
    assert seen.max() < 2.21


@pytest.mark.parametrize(("x", "expected"), [(0.11, 0.11), (0.095, -np.inf), (0.085, 5.0)])
def test_what_is_too_near_is_minus_infinite(lab: Any, x: float, expected: float) -> None:
    """A small board before a wall: below nine tenths of the near plane it is not seen at all."""
    wall = lab.box("wall", "5.1 0 1 0 0 0", "0.2 30 30", static=True)
    board = lab.box("board", f"{x + 0.0005} 0 1 0 0 0", "0.001 0.02 1", static=True)
    message = first(lab.engine(wall, board, eye("depth_camera")), "/eye", IMAGE)
    depth = np.frombuffer(message.data, np.float32).reshape(HEIGHT, WIDTH)
    assert depth[60, 80] == pytest.approx(expected, abs=2e-3)
    assert np.isfinite(depth[60, :20]).all()


def test_points_of_nothing_are_infinite_in_all_coordinates(lab: Any) -> None:
    message = first(lab.engine(eye("rgbd_camera")), "/eye/points", CLOUD)
    points = np.frombuffer(message.data, np.float32).reshape(HEIGHT, WIDTH, 4)
    assert np.isposinf(points[..., :3]).all()
    assert not message.is_dense


def test_the_far_plane_is_a_ball(lab: Any) -> None:
    wall = lab.box("wall", "19.6 0 1 0 0 0", "0.2 60 60", static=True)
    message = first(lab.engine(wall, eye("depth_camera")), "/eye", IMAGE)
    depth = np.frombuffer(message.data, np.float32).reshape(HEIGHT, WIDTH)
    assert depth[60, 80] == pytest.approx(19.5, abs=0.02)
    assert np.isposinf(depth[60, 0])


def test_depth_noise(lab: Any) -> None:
    wall = lab.box("wall", "5.1 0 1 0 0 0", "0.2 30 30", static=True)
    noise = "<noise><type>gaussian</type><mean>0.1</mean><stddev>0.02</stddev></noise>"
    message = first(lab.engine(wall, eye("depth_camera", noise)), "/eye", IMAGE)
    depth = np.frombuffer(message.data, np.float32)
    assert depth.mean() == pytest.approx(5.1, abs=0.002)
    assert depth.std() == pytest.approx(0.02, rel=0.05)


def column_of_red(engine: Any, kind: str = "/eye") -> float:
    message = first(engine, kind, IMAGE)
    pixels = np.asarray(message.data).reshape(HEIGHT, WIDTH, 3).astype(int)
    red = (pixels[..., 0] > 60) & (pixels[..., 1] < 60)
    return float(np.argwhere(red)[:, 1].mean()) + 0.5


def test_intrinsics_move_and_scale_the_picture(lab: Any) -> None:
    post = lab.box("post", "4 1 1 0 0 0", "0.05 0.05 4", static=True, colour="1 0 0 1")
    lens = """<lens><intrinsics><fx>100</fx><fy>100</fy><cx>90</cx><cy>60</cy></intrinsics>
      </lens>"""
    engine = lab.engine(post, eye("camera", lens))
    assert column_of_red(engine) == pytest.approx(90 - 100 * 1 / 4, abs=1)
    info = first(lab.engine(post, eye("camera", lens)), "/camera_info", INFO)
    assert info.k.tolist() == [100, 0, 90, 0, 100, 60, 0, 0, 1]
    assert Lens(4, 2, FOV, 0.1, 1.0).intrinsics[2:] == (2, 1)


def test_distortion_moves_what_is_off_the_axis(lab: Any) -> None:
    post = lab.box("post", "4 1.5 1 0 0 0", "0.05 0.05 4", static=True, colour="1 0 0 1")
    k1, k2 = -0.25, 0.05
    tags = f"<distortion><k1>{k1}</k1><k2>{k2}</k2><k3>0</k3><p1>0</p1><p2>0</p2></distortion>"
    engine = lab.engine(post, eye("camera", tags))
    message = first(engine, "/eye", IMAGE)
    pixels = np.asarray(message.data).reshape(HEIGHT, WIDTH, 3).astype(int)
    middle = pixels[HEIGHT // 2]
    found = np.flatnonzero((middle[:, 0] > 60) & (middle[:, 1] < 60)).mean() + 0.5
    focal = WIDTH / 2 / tan(FOV / 2)
    x = 1.5 / 4
    expected = WIDTH / 2 - focal * x * (1 + k1 * x**2 + k2 * x**4)
    assert found == pytest.approx(expected, abs=1)
    assert found > WIDTH / 2 - focal * x + 0.9
    info = first(lab.engine(post, eye("camera", tags)), "/camera_info", INFO)
    assert info.d.tolist() == [k1, k2, 0, 0, 0]

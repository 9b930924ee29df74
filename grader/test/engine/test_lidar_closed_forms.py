"""Lidar ranges in a room of known shapes, within 5 mm of closed forms, however the sensor sits."""

from __future__ import annotations

from math import inf, pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from atelier_grader.engine.mujoco.sensors.lidar import Lidar
from atelier_grader.sdf.pose import Transform, Vector

BOX_POSE, BOX = "1.6 0.3 0.1 0.3 0.2 0.5", (0.6, 0.4, 0.9)
ROD_POSE, ROD_M, ROD_LENGTH_M = "-1 1.4 0.2 0 0.4 0", 0.3, 1.2
BALL_POSE, BALL_M = "0.9 -1.1 0.2 0 0 0", 0.4
MESH_POSE, MESH_SCALE = "-1.5 -0.9 -0.2 0.2 0.1 1", (0.5, 1.5, 1.0)
ROOM_LOW, ROOM_HIGH = np.array([-3.0, -2, -1]), np.array([5.0, 4, 2])
TOLERANCE_M = 0.005


def model(name: str, pose: str, geometry: str) -> str:
    return f"""<model name="{name}"><static>true</static><pose>{pose}</pose><link name="l">
      <visual name="v"><geometry>{geometry}</geometry></visual></link></model>"""


def things(folder: Path) -> str:
    """The mesh is a tetrahedron with corners at 0 and one metre along each axis."""
    corners = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    faces = [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]]
    trimesh.Trimesh(corners, faces, process=False).export(folder / "tetra.stl")
    walls = []
    for axis in range(3):
        for side, at in ((-1, ROOM_LOW[axis]), (1, ROOM_HIGH[axis])):
            pose, size = (ROOM_LOW + ROOM_HIGH) / 2, ROOM_HIGH - ROOM_LOW + 0.4
            pose[axis], size[axis] = at + 0.1 * side, 0.2
            text = f"<box><size>{' '.join(map(str, size))}</size></box>"
            walls.append(model(f"w{axis}{side}", f"{' '.join(map(str, pose))} 0 0 0", text))
    mesh = f"<mesh><uri>{folder / 'tetra.stl'}</uri><scale>{' '.join(map(str, MESH_SCALE))}</scale></mesh>"
    rod = f"<radius>{ROD_M}</radius><length>{ROD_LENGTH_M}</length>"
    return "".join(
        (
            *walls,
            model("box", BOX_POSE, f"<box><size>{' '.join(map(str, BOX))}</size></box>"),
            model("rod", ROD_POSE, f"<cylinder>{rod}</cylinder>"),
            model("ball", BALL_POSE, f"<sphere><radius>{BALL_M}</radius></sphere>"),
            model("tetra", MESH_POSE, mesh),
        )
    )


def pose_of(text: str) -> Transform:
    return Transform.from_xyz_rpy(np.array(text.split(), float))


def into(text: str, origin: Vector, rays: Vector) -> tuple[Vector, Vector]:
    """An origin (3,) and directions (n, 3) in the frame of a pose."""
    pose = pose_of(text)
    return pose.matrix.T @ (origin - pose.position), rays @ pose.matrix


def planes(origin: Vector, rays: Vector, normals: Any, offsets: Any) -> tuple[Vector, Vector]:
    """Where rays enter and leave the solid of all x with normal . x <= offset."""
    enter, leave = np.full(len(rays), -inf), np.full(len(rays), inf)
    for normal, offset in zip(normals, offsets, strict=True):
        speed, gap = rays @ normal, offset - normal @ origin
        with np.errstate(divide="ignore", invalid="ignore"):
            at = gap / speed
        enter = np.where(speed < 0, np.maximum(enter, at), enter)
        leave = np.where(speed > 0, np.minimum(leave, at), leave)
        leave = np.where((speed == 0) & (gap < 0), -inf, leave)
    return enter, leave


def hit(enter: Vector, leave: Vector) -> Vector:
    found: Vector = np.where((enter < leave) & (enter > 0), enter, inf)
    return found


def roots(square: Vector, half: Vector, rest: Any) -> tuple[Vector, Vector]:
    """Of square t^2 + 2 half t + rest < 0, from where to where."""
    inner = half**2 - square * rest
    root = np.sqrt(np.maximum(inner, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (-half - root) / square, (-half + root) / square
    nothing = inner <= 0
    return np.where(nothing, inf, low), np.where(nothing, -inf, high)


def of_each(origin: Vector, rays: Vector) -> Vector:
    """Ranges (5, n) to the room, the box, the rod, the ball and the tetrahedron."""
    sides = np.concatenate([np.eye(3), -np.eye(3)])
    _, room = planes(origin, rays, sides, [*ROOM_HIGH, *-ROOM_LOW])
    box = hit(*planes(*into(BOX_POSE, origin, rays), sides, [s / 2 for s in BOX] * 2))
    at, ways = into(ROD_POSE, origin, rays)
    enter, leave = roots(
        (ways[:, :2] ** 2).sum(1), ways[:, :2] @ at[:2], at[:2] @ at[:2] - ROD_M**2
    )
    low, high = planes(at, ways, np.array([[0, 0, 1], [0, 0, -1]]), [ROD_LENGTH_M / 2] * 2)
    rod = hit(np.maximum(enter, low), np.minimum(leave, high))
    at, ways = into(BALL_POSE, origin, rays)
    ball = hit(*roots((ways**2).sum(1), ways @ at, at @ at - BALL_M**2))
    slope = 1 / np.array(MESH_SCALE)
    tetra = hit(
        *planes(*into(MESH_POSE, origin, rays), np.concatenate([-np.eye(3), [slope]]), [0, 0, 0, 1])
    )
    return np.stack([room, box, rod, ball, tetra])


def expected(origin: Vector, rays: Vector) -> Vector:
    """The nearest of all shapes (n,)."""
    nearest: Vector = of_each(origin, rays).min(axis=0)
    return nearest


@pytest.mark.parametrize("layers", [1, 9])
@pytest.mark.parametrize("mount", ["0 0 0 0 0 0", "0.1 -0.2 0.3 0.2 0.3 0.4", "0 0 0 3 -0.5 2"])
@pytest.mark.parametrize("body", ["0.2 0.3 0.1 0 0 0.7", "0.2 0.3 0.1 -0.1 0.15 -2"])
def test_ranges_in_a_room(lab: Any, tmp_path: Path, body: str, mount: str, layers: int) -> None:
    vertical = f"""<vertical><samples>{layers}</samples><min_angle>-0.6</min_angle>
      <max_angle>0.5</max_angle></vertical>"""
    start, end = -pi, pi - 2 * pi / 360
    sensor = f"""<model name="mast"><static>true</static><pose>{body}</pose><link name="l">
      <sensor name="lidar" type="gpu_lidar"><pose>{mount}</pose><lidar><scan><horizontal>
      <samples>360</samples><min_angle>{start}</min_angle><max_angle>{end}</max_angle></horizontal>
      {vertical if layers > 1 else ""}</scan><range><min>0.05</min><max>20</max></range></lidar>
      </sensor></link></model>"""
    (lidar,) = lab.engine(things(tmp_path), sensor).sensors
    assert isinstance(lidar, Lidar)
    up = np.linspace(-0.6, 0.5, layers)[:, None] if layers > 1 else np.zeros((1, 1))
    across = np.linspace(start, end, 360)
    ways = np.cos(up) * np.cos(across), np.cos(up) * np.sin(across), np.sin(up) + 0 * across
    frame = pose_of(body) @ pose_of(mount)
    rays = np.stack(ways, -1).reshape(-1, 3) @ frame.matrix.T
    known = expected(frame.position, rays)
    errors = np.abs(lidar.measure().ravel() - known)
    # A beam that grazes an edge or a round side may go either way: its neighbours differ.
    nudged = [
        expected(frame.position, rays + shift) for shift in np.eye(3)[[0, 0, 1, 1, 2, 2]] * 0.003
    ]
    steady = (np.abs(nudged - known) < 0.1).all(axis=0)
    assert steady.mean() > 0.9
    assert errors[steady].max() < TOLERANCE_M
    seen = np.bincount(of_each(frame.position, rays)[:, steady].argmin(axis=0), minlength=5)
    assert (seen > 0).sum() >= (5 if layers > 1 and mount == "0 0 0 0 0 0" else 2)

"""What all cameras read of a <camera>: picture, lens, clip planes, distortion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi
from typing import Any

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.renderer import Lens
from atelier_grader.messages import header, new
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.visual import ALL_FLAGS

_MAX_PIXELS = 4096
_ROUNDS = 20


@dataclass(frozen=True)
class Optics:
    """`distortion` is k1, k2, p1, p2, k3 of the Brown-Conrady model, all 0 for a pinhole."""

    lens: Lens
    distortion: Vector

    def info(self, frame_id: str) -> Any:
        """The sensor_msgs/msg/CameraInfo at time 0."""
        lens = self.lens
        fx, fy, cx, cy = lens.intrinsics
        return new(
            "sensor_msgs/msg/CameraInfo",
            header=header(0, frame_id),
            width=lens.width,
            height=lens.height,
            distortion_model="plumb_bob",
            d=self.distortion,
            k=np.array([fx, 0, cx, 0, fy, cy, 0, 0, 1.0]),
            r=np.eye(3).ravel(),
            p=np.array([fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1.0, 0]),
        )

    def sources(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]] | None:
        """For each pixel the one of a pinhole's picture that is seen there, and whether any is.

        None without distortion. Both are (height, width); the first is an index into the
        flattened picture.
        """
        if not self.distortion.any():
            return None
        lens = self.lens
        fx, fy, cx, cy = lens.intrinsics
        column, row = np.meshgrid(np.arange(lens.width) + 0.5, np.arange(lens.height) + 0.5)
        seen_x, seen_y = (column - cx) / fx, (row - cy) / fy
        x, y = self._undistorted(seen_x, seen_y)
        u = np.floor(x * fx + cx).astype(np.intp)
        v = np.floor(y * fy + cy).astype(np.intp)
        valid = (u >= 0) & (u < lens.width) & (v >= 0) & (v < lens.height)
        index: npt.NDArray[np.intp] = np.where(valid, v * lens.width + u, 0)
        return index, valid

    def _undistorted(self, seen_x: Vector, seen_y: Vector) -> tuple[Vector, Vector]:
        """Fixed-point inverse of the model."""
        k1, k2, p1, p2, k3 = self.distortion.tolist()
        x, y = seen_x.copy(), seen_y.copy()
        for _ in range(_ROUNDS):
            square = x * x + y * y
            radial = np.maximum(1 + square * (k1 + square * (k2 + square * k3)), 0.1)
            shift_x = 2 * p1 * x * y + p2 * (square + 2 * x * x)
            shift_y = p1 * (square + 2 * y * y) + 2 * p2 * x * y
            x, y = (seen_x - shift_x) / radial, (seen_y - shift_y) / radial
        return x, y


def read_optics(camera: Element) -> Optics:
    """Raises `SdfError` on sizes, angles and clip planes that no camera has."""
    image = camera.child("image")
    width, height = 320, 240
    if image is not None:
        width, height = image.integer("width", 320, 1), image.integer("height", 240, 1)
        if max(width, height) > _MAX_PIXELS:
            raise image.error(f"expected at most {_MAX_PIXELS} pixels a side, got {width}x{height}")
        if image.integer("anti_aliasing", 0) > 1:
            image.child("anti_aliasing")
    fov = camera.number("horizontal_fov", 1.047)
    if not 0 < fov < pi:
        raise camera.error(f"<horizontal_fov> expected between 0 and pi rad, got {fov:g}")
    near_m, far_m = read_clip(camera, 0.1, 100.0)
    mask = camera.integer("visibility_mask", ALL_FLAGS)
    pinhole = Lens(width, height, fov, near_m, far_m, mask=mask)
    return Optics(_with_intrinsics(camera, pinhole), _read_distortion(camera))


def read_clip(parent: Element, near_m: float, far_m: float) -> tuple[float, float]:
    clip = parent.child("clip")
    if clip is None:
        return near_m, far_m
    near_m, far_m = clip.number("near", near_m), clip.number("far", far_m)
    if not 0 < near_m < far_m:
        raise clip.error(f"expected 0 < near < far, got {near_m:g} and {far_m:g} m")
    return near_m, far_m


def _with_intrinsics(camera: Element, pinhole: Lens) -> Lens:
    lens = camera.child("lens")
    if lens is None:
        return pinhole
    if lens.text("type", "stereographic") not in ("stereographic", "gnomonical"):
        lens.unsupported(False, "a lens other than a pinhole")
    lens.flag("scale_to_hfov", True)
    inner = lens.child("intrinsics")
    if inner is None:
        return pinhole
    fx, fy, cx, cy = pinhole.intrinsics
    fx, fy = inner.number("fx", fx), inner.number("fy", fy)
    if min(fx, fy) <= 0:
        raise inner.error(f"expected focal lengths over 0, got {fx:g} and {fy:g} pixels")
    if inner.number("s", 0.0) != 0.0:
        inner.unsupported(False, "<s>: pixels are rectangles")
    own = fx, fy, inner.number("cx", cx), inner.number("cy", cy)
    return replace(pinhole, own=own)


def _read_distortion(camera: Element) -> Vector:
    distortion = camera.child("distortion")
    if distortion is None:
        return np.zeros(5)
    if distortion.text("center", "0.5 0.5").split() != ["0.5", "0.5"]:
        distortion.unsupported(False, "<center> other than the lens's own")
    return np.array([distortion.number(tag, 0.0) for tag in ("k1", "k2", "p1", "p2", "k3")])

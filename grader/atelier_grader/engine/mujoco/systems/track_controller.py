"""TrackController: the surface of a link moves, as a conveyor belt's or a track's does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import copysign, inf
from typing import Any

import numpy as np

from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.speed_limiter import SpeedLimiter
from atelier_grader.engine.mujoco.systems.surfaces import Surfaces, Touch
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.pose import Vector, from_rpy, rotation_matrix
from atelier_grader.writers import OdometryWriter


class TrackController(System):
    """The link stays; its surface circulates about the track's y axis, +x on top.

    Contact friction works towards the surface's velocity, up to mu. With a centre of rotation the
    surface moves along circles about it, at the same speed.
    """

    has_solve = moves_surfaces = True

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        link = parameters.text("link")
        known = {each.name: each for each in owner.model.links}
        if link not in known:
            raise parameters.error(f"there is no link '{link}'{nearest(link, known)}")
        self._link = f"{owner.name}::{link}"
        self._collisions = [f"{self._link}::{each.name}" for each in known[link].collisions]
        prefix = f"/model/{owner.name}/link/{link}"
        names = {
            tag: topic_name(parameters.text(tag, f"{prefix}/{default}"))
            for tag, default in (
                ("velocity_topic", "track_cmd_vel"),
                ("center_of_rotation_topic", "track_cmd_center_of_rotation"),
                ("odometry_topic", "odometry"),
            )
        }
        self._centre_topic = names["center_of_rotation_topic"]
        self._odometry_topic = names["odometry_topic"]
        rate_hz = parameters.number("odometry_publish_frequency", 50.0)
        self.schedule = PublisherRate.of(rate_hz, setting.step_ns)
        rate = self.schedule.rate_hz
        self.publishers = (Endpoint(self._odometry_topic, "gz.msgs.Odometry", rate),)
        self.subscribers = (
            Endpoint(names["velocity_topic"], "gz.msgs.Double"),
            Endpoint(self._centre_topic, "gz.msgs.Vector3d"),
        )
        parameters.flag("debug", False)
        rpy = parameters.vector("track_orientation", 3, "0 0 0").tolist()
        self._axle = rotation_matrix(from_rpy(*rpy))[:, 1]
        self._limiter = SpeedLimiter(parameters, setting.step_s)
        age_s = parameters.number("max_command_age", inf)
        self._max_age = age_s * 1e9 / setting.step_ns
        self._step_s = setting.step_s
        self._command = self._speed = self._travel = 0.0
        self._centre: Vector | None = None
        self._commanded_at: int | None = None
        self._writer = OdometryWriter("", "")

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._anchor = simulation.entities.anchor(self._link)
        self._surfaces = Surfaces(simulation, self._collisions)

    def receive(self, topic: str, message: Any) -> None:
        self._commanded_at = None
        if topic == self._centre_topic:
            centre = np.array([message.x, message.y, message.z], dtype=np.float64)
            self._centre = centre if np.isfinite(centre).all() else None
        else:
            self._command = float(message.data)

    def pre_update(self) -> None:
        step = self._simulation.step
        if self._commanded_at is None:
            self._commanded_at = step
        target = 0.0 if step - self._commanded_at > self._max_age else self._command
        self._speed = self._limiter.limit(target, self._speed)
        self._travel += self._speed * self._step_s

    def solve(self) -> None:
        if not self._speed:
            return
        axle = None
        for touch in self._surfaces.touches():
            if axle is None:
                axle = self._turn() @ self._axle
            self._surfaces.move(touch, self._velocity(touch, axle))

    def _turn(self) -> Vector:
        """(3, 3), the link's axes in the world, at the poses of this step."""
        body = self._simulation.data.xmat[self._anchor.body_id].reshape(3, 3)
        turn: Vector = body @ self._anchor.offset.matrix
        return turn

    def _velocity(self, touch: Touch, axle: Vector) -> Vector:
        """Of the surface, m/s, in the world, where it touches."""
        inwards = touch.frame[0]
        if inwards @ (self._simulation.data.geom_xpos[touch.geom] - touch.point) < 0:
            inwards = -inwards
        belt = np.cross(inwards, axle) * self._speed
        if self._centre is None:
            return belt
        arm = touch.point - self._centre
        length = float(np.linalg.norm(arm))
        if length < 1e-9:
            return np.zeros(3)
        along = np.cross(inwards, arm / length)
        return along * copysign(abs(self._speed), float(belt @ along))

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        zero, level = (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)
        message = self._writer.write(
            now_ns, (self._travel, 0.0, 0.0), level, (self._speed, 0.0, 0.0), zero
        )
        return ((self._odometry_topic, message),)

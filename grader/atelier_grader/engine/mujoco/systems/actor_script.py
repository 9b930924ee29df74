"""The built-in system that moves the world's actors."""

from __future__ import annotations

from collections.abc import Sequence

import mujoco

from atelier_grader.engine.mujoco.actors import ActorPath
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import System
from atelier_grader.sdf.actor import LINK, Actor


class ActorScripts(System):
    """Each actor is a body without mass or collisions, put at its place before each step."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._actors = actors
        self._paths = [ActorPath(actor) for actor in actors]

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        model = simulation.model
        bodies = [model.body(f"{actor.name}::{LINK}").id for actor in self._actors]
        self._mocaps = [int(model.body_mocapid[body]) for body in bodies]
        for body, path in zip(bodies, self._paths, strict=True):
            simulation.scripted[int(body)] = path.velocity
        self._put(0.0)
        mujoco.mj_kinematics(model, simulation.data)
        mujoco.mj_comPos(model, simulation.data)

    def pre_update(self) -> None:
        simulation = self._simulation
        self._put((simulation.step + 1) * simulation.step_ns / 1e9)

    def _put(self, time_s: float) -> None:
        data = self._simulation.data
        for mocap, path in zip(self._mocaps, self._paths, strict=True):
            pose = path.pose(time_s)
            data.mocap_pos[mocap] = pose.position
            data.mocap_quat[mocap] = pose.orientation

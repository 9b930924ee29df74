"""The engine without a controller, and the least that its physics and sensors cost."""

from __future__ import annotations

import time
from typing import Any

import mujoco
import numpy as np

from atelier_grader.cores import hold_core
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.mujoco.sensors.camera import Camera
from atelier_grader.engine.mujoco.sensors.lidar import Lidar
from atelier_grader.messages import new
from atelier_grader.mission.schema import Mission
from atelier_grader.stage import set_stage

DURATION_S = 20.0


def _driving(mission: Mission, seed: int) -> MujocoEngine:
    """The mission's engine, its robot on a slow circle, every topic of the interface heard."""
    stage = set_stage(mission, seed)
    engine = stage.engine
    assert isinstance(engine, MujocoEngine)
    listed = {each.topic for each in mission.interface}
    entries = [entry for entry in stage.bridge.entries if entry.ros_topic in listed]
    engine.listen({entry.gz_topic: entry.ros_type for entry in entries if entry.to_ros})
    for entry in entries:
        if entry.from_ros and entry.ros_type == "geometry_msgs/msg/Twist":
            command = new("geometry_msgs/msg/Twist")
            command.linear.x, command.angular.z = 0.1, 0.3
            engine.send(entry.gz_topic, command)
    until_ns = 10**9
    while engine.now_ns < until_ns:
        engine.advance(until_ns)
    return engine


def engine_rtf(mission: Mission, seed: int) -> float:
    """Real-time factor of the engine alone: systems, sensors, messages; nobody observes."""
    with hold_core():
        engine = _driving(mission, seed)
        end_ns = engine.now_ns + int(DURATION_S * 1e9)
        began_s = time.perf_counter()
        while engine.now_ns < end_ns:
            engine.advance(end_ns)
        wall_s = time.perf_counter() - began_s
        engine.close()
    return DURATION_S / wall_s


def bare_rtf(mission: Mission, seed: int) -> float:
    """Real-time factor of `mj_step` with MuJoCo's own rays and pictures at the sensors' rates.

    The same model, from the same state; no systems, no noise, no messages.
    """
    with hold_core():
        engine = _driving(mission, seed)
        model, data = engine.simulation.model, engine.simulation.data
        sensors = [(each.schedule, _bare(each, engine)) for each in engine.sensors]
        step, steps = 0, round(DURATION_S * 1e9 / engine.step_ns)
        began_s = time.perf_counter()
        while step < steps:
            due = [(schedule.next_step(step), sense) for schedule, sense in sensors]
            stop = min([steps, *(each for each, _ in due)])
            mujoco.mj_step(model, data, stop - step)
            step = stop
            for at, sense in due:
                if at == stop:
                    sense()
        wall_s = time.perf_counter() - began_s
        engine.close()
    return DURATION_S / wall_s


def _bare(sensor: Any, engine: MujocoEngine) -> Any:
    simulation = engine.simulation
    model, data = simulation.model, simulation.data
    if isinstance(sensor, Lidar):
        beams = sensor.beams
        count = beams.count
        rays = np.stack([np.cos(beams.angles), np.sin(beams.angles), np.zeros(count)], axis=1)
        hit, distance = np.zeros(count, np.int32), np.zeros(count)
        body = sensor.body

        def cast() -> None:
            turned = rays @ data.xmat[body].reshape(3, 3).T
            origin = data.xpos[body] + np.array([0, 0, 0.2])
            mujoco.mj_multiRay(
                model, data, origin, turned.ravel(), None, 1, body, hit, distance, None, count,
                beams.far_m,
            )  # fmt: skip

        return cast
    if isinstance(sensor, Camera):
        return sensor.render
    return lambda: None

"""The engine without a controller, and the least that its physics and sensors cost."""

from __future__ import annotations

import time

from atelier_grader.cores import hold_core
from atelier_grader.engine.mujoco.bare import bare_loop
from atelier_grader.engine.mujoco.engine import MujocoEngine
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
    """Real-time factor of `mj_step` and the same sensors on the same model, and nothing else."""
    with hold_core():
        engine = _driving(mission, seed)
        topics = {endpoint.topic for endpoint in engine.publishers}
        factor = bare_loop(engine, topics, engine.now_ns / 1e9 + DURATION_S, time.perf_counter)
        engine.close()
    return factor * DURATION_S / (DURATION_S + 1)

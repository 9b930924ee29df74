"""What the engine is measured against: nothing but `mj_step` and the same sensors."""

from __future__ import annotations

from collections.abc import Callable, Container

import mujoco

from atelier_grader.engine.mujoco.engine import MujocoEngine


def bare_loop(
    engine: MujocoEngine,
    topics: Container[str],
    duration_s: float,
    clock: Callable[[], float],
    prepare: Callable[[], None] = lambda: None,
) -> float:
    """The real-time factor of the same model and sensors without anything around them.

    No systems, observers, noise or messages: whole batches of physics steps between the samples
    of the sensors that publish `topics`. `prepare` is called before the clock starts. `engine`
    must be new and is used up: wheels keep the speed that they have.
    """
    simulation = engine.simulation
    sensors = [
        sensor
        for sensor in engine.sensors
        if any(endpoint.topic in topics for endpoint in sensor.publishers)
    ]
    for sensor in sensors:
        sensor.start()
    prepare()
    end = round(duration_s * 1e9) // engine.step_ns
    started = clock()
    while simulation.step < end:
        due = [(sensor.schedule.next_step(simulation.step), sensor) for sensor in sensors]
        stop = min([end, *(step for step, _ in due)])
        mujoco.mj_step(simulation.model, simulation.data, stop - simulation.step)
        simulation.step = stop
        for step, sensor in due:
            if step == stop:
                sensor.measure()
    return duration_s / (clock() - started)

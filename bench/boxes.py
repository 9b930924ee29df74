"""What static boxes cost: a world of 200 against a world of 20, with a robot's lidar among them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from atelier_grader import sdf
from atelier_grader.cores import hold_core
from atelier_grader.engine.mujoco.engine import MujocoEngine

BOX = """<model name="box_{0}"><static>true</static><pose>{1} {2} 0.3 0 0 0</pose><link name="link">
  <collision name="collision"><geometry><box><size>0.4 0.4 0.6</size></box></geometry></collision>
  <visual name="visual"><geometry><box><size>0.4 0.4 0.6</size></box></geometry></visual>
</link></model>"""
WORLD = """<sdf version="1.9"><world name="boxes">
<physics name="2ms" type="ode"><max_step_size>0.002</max_step_size></physics>
<plugin filename="gz-sim-sensors-system" name="gz::sim::systems::Sensors"/>
<model name="ground"><static>true</static><link name="link"><collision name="collision"><geometry>
  <plane><normal>0 0 1</normal><size>50 50</size></plane></geometry></collision></link></model>
<include><uri>model://carrier</uri></include>{}</world></sdf>"""
DURATION_S = 10.0


@dataclass(frozen=True)
class BoxFigures:
    """`kept` is the speed with 200 boxes over that with 20; `load_s` the time to load 200."""

    kept: float
    load_s: float


def measure_boxes(models: Sequence[Path], rounds: int) -> BoxFigures:
    """The best of `rounds` turns, which alternate so that a busy machine slows both alike."""
    with hold_core():
        began_s = time.perf_counter()
        worlds = {200: _engine(models, 200)}
        load_s = time.perf_counter() - began_s
        worlds[20] = _engine(models, 20)
        best = dict.fromkeys(worlds, float("inf"))
        for _ in range(rounds):
            for count, engine in worlds.items():
                best[count] = min(best[count], _drive(engine))
    return BoxFigures(kept=best[20] / best[200], load_s=load_s)


def _engine(models: Sequence[Path], count: int) -> MujocoEngine:
    rng = np.random.Generator(np.random.PCG64(3))
    boxes: list[str] = []
    while len(boxes) < count:
        x, y = rng.uniform(-9, 9, 2)
        if max(abs(x), abs(y)) > 1:
            boxes.append(BOX.format(len(boxes), x, y))
    text = WORLD.format("".join(boxes))
    engine = MujocoEngine(sdf.parse(text, models[0], models))
    engine.listen({"/model/carrier/scan": "sensor_msgs/msg/LaserScan"})
    return engine


def _drive(engine: MujocoEngine) -> float:
    end_ns = engine.now_ns + int(DURATION_S * 1e9)
    began_s = time.perf_counter()
    while engine.now_ns < end_ns:
        engine.advance(end_ns)
    return time.perf_counter() - began_s

"""The bare loop that the benchmark compares with."""

from __future__ import annotations

import time
from typing import Any

from atelier_grader.engine.mujoco.bare import bare_loop

LIDAR = """<sensor name="lidar" type="gpu_lidar"><update_rate>10</update_rate><topic>scan</topic>
  <lidar><scan><horizontal><samples>90</samples><min_angle>-3</min_angle><max_angle>3</max_angle>
  </horizontal></scan><range><min>0.1</min><max>9</max></range></lidar></sensor>"""


def test_steps_and_measures(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot(LIDAR))
    measured: list[int] = []
    sensor = engine.sensors[0]
    whole = sensor.measure
    sensor.measure = lambda: measured.append(engine.simulation.step) or whole()
    factor = bare_loop(engine, {"/scan"}, 1.0, time.process_time)
    assert factor > 1
    assert engine.now_ns == 1_000_000_000
    assert measured == [1, *range(50, 501, 50)]
    assert engine.simulation.data.time > 0.999

"""Small worlds for the engine's tests, and what to drive them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.engine.mujoco import MujocoEngine
from atelier_grader.messages import STORE, new

FLOOR = """
<model name="floor"><static>true</static><link name="link">
  <collision name="plane">
    <geometry><plane><normal>0 0 1</normal><size>20 20</size></plane></geometry>
    <surface><friction><ode><mu>{mu}</mu></ode></friction></surface>
  </collision>
</link></model>"""

WHEEL = """
<link name="{side}_wheel">
  <pose>0 {y} 0.05 -1.5707963267948966 0 0</pose>
  <inertial><mass>0.3</mass>
    <inertia><ixx>0.0002</ixx><iyy>0.0002</iyy><izz>0.0004</izz></inertia></inertial>
  <collision name="tyre">
    <geometry><cylinder><radius>0.05</radius><length>0.04</length></cylinder></geometry>
  </collision>
</link>
<joint name="{side}" type="revolute"><parent>base</parent><child>{side}_wheel</child>
  <axis><xyz>0 0 1</xyz></axis></joint>"""

ROBOT = (
    """
<model name="robot">{pose}
  <link name="base">
    <inertial><pose>-0.03 0 0.08 0 0 0</pose><mass>5</mass>
      <inertia><ixx>0.03</ixx><iyy>0.04</iyy><izz>0.06</izz></inertia></inertial>
    <collision name="body"><pose>0 0 0.08 0 0 0</pose>
      <geometry><box><size>0.3 0.24 0.1</size></box></geometry></collision>
    <collision name="caster"><pose>-0.12 0 0.02 0 0 0</pose>
      <geometry><sphere><radius>0.02</radius></sphere></geometry>
      <surface><friction><ode><mu>0</mu></ode></friction></surface></collision>
    {sensors}
  </link>"""
    + WHEEL.format(side="left", y=0.14)
    + WHEEL.format(side="right", y=-0.14)
    + """
  <plugin filename="gz-sim-diff-drive-system" name="gz::sim::systems::DiffDrive">
    <left_joint>left</left_joint><right_joint>right</right_joint>
    <wheel_separation>0.28</wheel_separation><wheel_radius>0.05</wheel_radius>
    <max_linear_acceleration>1</max_linear_acceleration>
    <min_linear_acceleration>-1</min_linear_acceleration>
    <max_angular_acceleration>2</max_angular_acceleration>
    <min_angular_acceleration>-2</min_angular_acceleration>
  </plugin>
</model>"""
)


class Lab:
    """Builds engines of short worlds and closes them at the end."""

    def __init__(self) -> None:
        self.made: list[MujocoEngine] = []

    def engine(self, *parts: str, step_s: float = 0.002, seed: int = 1) -> MujocoEngine:
        text = f"""<sdf version="1.9"><world name="lab">
          <physics name="p" type="ode"><max_step_size>{step_s}</max_step_size></physics>
          <gravity>0 0 -9.81</gravity>{"".join(parts)}</world></sdf>"""

        def rng(purpose: str) -> np.random.Generator:
            return np.random.Generator(np.random.Philox([seed, *purpose.encode()]))

        made = MujocoEngine(sdf.parse(text), rng=rng)
        self.made.append(made)
        return made

    @staticmethod
    def floor(mu: float = 1.0) -> str:
        return FLOOR.format(mu=mu)

    @staticmethod
    def robot(sensors: str = "", pose: str = "") -> str:
        return ROBOT.format(sensors=sensors, pose=f"<pose>{pose}</pose>" if pose else "")

    @staticmethod
    def box(name: str, pose: str, size: str = "0.2 0.2 0.2", **options: Any) -> str:
        """A box of 1 kg. `options`: static, mu, colour, and `joint` (extra SDF in the model)."""
        mu = f"<surface><friction><ode><mu>{options.get('mu', 1)}</mu></ode></friction></surface>"
        colour = options.get("colour", "1 1 1 1")
        geometry = f"<geometry><box><size>{size}</size></box></geometry>"
        return f"""<model name="{name}"><static>{options.get("static", False)}</static>
          <pose>{pose}</pose><link name="link">
          <inertial><mass>1</mass><inertia><ixx>0.007</ixx><iyy>0.007</iyy><izz>0.007</izz>
          </inertia></inertial>
          <collision name="box">{geometry}{mu}</collision>
          <visual name="box">{geometry}<material><diffuse>{colour}</diffuse></material></visual>
          </link>{options.get("joint", "")}</model>"""

    @staticmethod
    def twist(linear: float = 0.0, angular: float = 0.0) -> Any:
        vector = "geometry_msgs/msg/Vector3"
        return new(
            "geometry_msgs/msg/Twist", linear=new(vector, x=linear), angular=new(vector, z=angular)
        )

    @staticmethod
    def run(engine: MujocoEngine, until_s: float) -> list[Any]:
        """All samples until then."""
        samples = []
        while engine.now_ns < round(until_s * 1e9):
            samples += engine.advance(round(until_s * 1e9))
        return samples

    @staticmethod
    def listen(engine: MujocoEngine) -> None:
        engine.listen({endpoint.topic: "" for endpoint in engine.publishers})

    @staticmethod
    def last(samples: list[Any], topic: str, type_name: str) -> Any:
        found = [sample for sample in samples if sample.topic == topic]
        return STORE.deserialize_cdr(found[-1].cdr, type_name)


@pytest.fixture
def lab() -> Iterator[Lab]:
    lab = Lab()
    yield lab
    for engine in lab.made:
        engine.close()


@pytest.fixture
def watch() -> Callable[[MujocoEngine, int], list[Any]]:
    """Observe contacts: a list that grows by one list of contacts each period."""

    def start(engine: MujocoEngine, period_ns: int) -> list[Any]:
        seen: list[Any] = []

        def observer(state: Any) -> bool:
            seen.append(list(state.contacts()))
            return False

        engine.observe(period_ns, observer)
        return seen

    return start

"""MecanumDrive: forwards, sideways, in place; and its odometry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import new
from atelier_grader.sdf.error import SdfError

WHEEL = """<link name="{name}_wheel"><pose>{x} {y} 0.05 -1.5707963267948966 0 0</pose>
  <inertial><mass>0.4</mass><inertia><ixx>0.0004</ixx><iyy>0.0004</iyy><izz>0.0006</izz>
  </inertia></inertial><collision name="tyre"><geometry><{shape}></geometry></collision></link>
  <joint name="{name}" type="revolute"><parent>base</parent><child>{name}_wheel</child>
  <axis><xyz>0 0 1</xyz></axis></joint>"""
SHAPES = {
    "cylinder": "cylinder><radius>0.05</radius><length>0.04</length></cylinder",
    "sphere": "sphere><radius>0.05</radius></sphere",
}
CORNERS = {
    "front_left": (0.2, 0.15), "front_right": (0.2, -0.15),
    "back_left": (-0.2, 0.15), "back_right": (-0.2, -0.15),
}  # fmt: skip


def cart(shape: str = "sphere", parameters: str = "") -> str:
    wheels = "".join(
        WHEEL.format(name=name, x=x, y=y, shape=SHAPES[shape]) for name, (x, y) in CORNERS.items()
    )
    joints = "".join(f"<{name}_joint>{name}</{name}_joint>" for name in CORNERS)
    return f"""<model name="cart"><link name="base"><inertial><pose>0 0 0.1 0 0 0</pose>
      <mass>6</mass><inertia><ixx>0.05</ixx><iyy>0.1</iyy><izz>0.12</izz></inertia></inertial>
      </link>{wheels}<plugin filename="gz-sim-mecanum-drive-system"
      name="gz::sim::systems::MecanumDrive">{joints}<wheel_separation>0.3</wheel_separation>
      <wheelbase>0.4</wheelbase><wheel_radius>0.05</wheel_radius>{parameters}</plugin></model>"""


def twist(x: float, y: float, turn: float) -> Any:
    vector = "geometry_msgs/msg/Vector3"
    return new("geometry_msgs/msg/Twist", linear=new(vector, x=x, y=y), angular=new(vector, z=turn))


@pytest.mark.parametrize("shape", ["sphere", "cylinder"])
@pytest.mark.parametrize("command", [(0.4, 0.0), (0.0, 0.3), (0.0, -0.3), (0.2, 0.2)])
def test_it_goes_where_it_is_told(lab: Any, shape: str, command: tuple[float, float]) -> None:
    engine = lab.engine(lab.floor(), cart(shape))
    engine.send("/model/cart/cmd_vel", twist(*command, 0.0))
    lab.run(engine, 1.0)
    start = engine.simulation.pose("cart")
    lab.run(engine, 5.0)
    end = engine.simulation.pose("cart")
    travel = end.position[:2] - start.position[:2]
    assert travel == pytest.approx(4 * np.array(command), abs=0.02)
    assert abs(end.yaw_rad) < 0.01


def test_it_turns_in_place(lab: Any) -> None:
    engine = lab.engine(lab.floor(), cart())
    engine.send("/model/cart/cmd_vel", twist(0.0, 0.0, 0.5))
    lab.run(engine, 5.0)
    assert engine.simulation.pose("cart").yaw_rad == pytest.approx(2.5, rel=0.01)
    assert np.linalg.norm(engine.simulation.pose("cart").position[:2]) < 0.01


def test_odometry(lab: Any) -> None:
    engine = lab.engine(lab.floor(), cart(parameters="<max_acceleration>1</max_acceleration>"))
    lab.listen(engine)
    engine.send("/model/cart/cmd_vel", twist(0.2, 0.1, 0.3))
    samples = lab.run(engine, 5.0)
    odometry = lab.last(samples, "/model/cart/odometry", "nav_msgs/msg/Odometry")
    pose, truth = odometry.pose.pose, engine.simulation.pose("cart")
    assert [pose.position.x, pose.position.y] == pytest.approx(
        truth.position[:2].tolist(), abs=0.02
    )
    assert 2 * np.arctan2(pose.orientation.z, pose.orientation.w) == pytest.approx(
        truth.yaw_rad, abs=0.01
    )
    moving = odometry.twist.twist
    found = [moving.linear.x, moving.linear.y, moving.angular.z]
    assert found == pytest.approx([0.2, 0.1, 0.3], abs=1e-6)
    transform = lab.last(samples, "/model/cart/tf", "tf2_msgs/msg/TFMessage").transforms[0]
    assert transform.child_frame_id == "cart/base"


def test_errors(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"needs a <back_left_joint>, has none"):
        lab.engine(cart().replace("<back_left_joint>back_left</back_left_joint>", ""))

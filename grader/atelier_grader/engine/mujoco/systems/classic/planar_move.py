"""libgazebo_ros_planar_move.so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames, translated
from atelier_grader.engine.mujoco.systems.classic.truth import planar_truth
from atelier_grader.engine.mujoco.systems.commands import twist_of
from atelier_grader.engine.mujoco.systems.velocity_control import VelocityControl
from atelier_grader.engine.mujoco.systems.wheel_odometry import WheelOdometry
from atelier_grader.messages import new


class PlanarMove(VelocityControl):
    """The model glides at its command's x, y and turn, and tells its true pose."""

    def __init__(self, setting: Setting) -> None:
        parameters, names = setting.parameters, RosNames(setting.parameters)
        topics: dict[str, object] = {"topic": names.topic("cmd_vel")}
        super().__init__(translated(setting, topics))
        values: dict[str, object] = {
            "odom_topic": names.topic("odom"),
            "tf_topic": names.topic("/tf"),
            "odom_publish_frequency": parameters.number("publish_rate", 10.0),
            "frame_id": parameters.text("odometry_frame", "odom"),
            "child_frame_id": parameters.text("robot_base_frame", "base_footprint"),
        }
        # The plugin renews the velocity at this rate; here it is renewed at each step.
        parameters.number("update_rate", 20.0)
        for tag in ("covariance_x", "covariance_y", "covariance_yaw"):
            parameters.texts(tag)
        self._output = WheelOdometry(translated(setting, values))
        self.schedule = self._output.schedule
        wanted = parameters.flag("publish_odom", True), parameters.flag("publish_odom_tf", True)
        chosen = zip(self._output.publishers, wanted, strict=True)
        self.publishers = tuple(endpoint for endpoint, is_wanted in chosen if is_wanted)
        self._entity = setting.owner().name

    def configure(self, simulation: Simulation) -> None:
        super().configure(simulation)
        self._truth = simulation

    def receive(self, topic: str, message: Any) -> None:
        twist = twist_of(message)
        vector = "geometry_msgs/msg/Vector3"
        planar = new(
            "geometry_msgs/msg/Twist",
            linear=new(vector, x=twist.linear.x, y=twist.linear.y),
            angular=new(vector, z=twist.angular.z),
        )
        super().receive(topic, planar)

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        pose, twist = planar_truth(self._truth, self._entity)
        return self._output.messages(now_ns, listened, pose, twist)

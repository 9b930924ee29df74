"""libgazebo_ros_ackermann_drive.so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import atan2, copysign, tan
from typing import Any

import numpy as np

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames, translated
from atelier_grader.engine.mujoco.systems.classic.truth import planar_truth
from atelier_grader.engine.mujoco.systems.commands import twist_of
from atelier_grader.engine.mujoco.systems.force_drive import ForceDrive
from atelier_grader.engine.mujoco.systems.joints import find_joints
from atelier_grader.engine.mujoco.systems.pid import DEFAULTS, Pid
from atelier_grader.engine.mujoco.systems.wheel_odometry import WheelOdometry
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.geometry import Cylinder, Sphere
from atelier_grader.sdf.reader import Element

_REAR = ("rear_right_joint", "rear_left_joint")
_FRONT = ("front_right_joint", "front_left_joint")
_STEERING = ("left_steering_joint", "right_steering_joint")
_UNUSED = ("steering_wheel_joint", "max_steering_angle", "update_rate", "covariance_x",
           "covariance_y", "covariance_yaw")  # fmt: skip


class AckermannDrive(System):
    """PIDs push the rear wheels and the steering joints; `angular.z` is the steering angle, rad.

    Wheelbase and track come from where the wheels are, the radius from the front right one.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, names = setting.parameters, RosNames(setting.parameters)
        self._setting = setting
        self._rear, self._front, steering = (
            find_joints(setting, [parameters.text(tag) for tag in tags])
            for tags in (_REAR, _FRONT, _STEERING)
        )
        self._forces = ForceDrive([*self._rear, *steering])
        self._max_speed = parameters.number("max_speed", 20.0, 0.0)
        self._max_steer = parameters.number("max_steer", 0.6, 0.0)
        step_s = setting.step_s
        self._speed_pid = _pid(parameters, "linear_velocity", step_s)
        self._steering_pids = [
            _pid(parameters, f"{side}_steering", step_s) for side in ("left", "right")
        ]
        for tag in ("publish_wheel_tf", "publish_distance", "publish_steerangle"):
            if parameters.flag(tag, False):
                parameters.unsupported(False, f"<{tag}>")
        for tag in _UNUSED:
            parameters.texts(tag)
        values: dict[str, object] = {
            "odom_topic": names.topic("odom"),
            "tf_topic": names.topic("/tf"),
            "odom_publish_frequency": 100.0,
            "frame_id": parameters.text("odometry_frame", "odom"),
            "child_frame_id": parameters.text("robot_base_frame", "base_footprint"),
        }
        self._output = WheelOdometry(translated(setting, values))
        self.schedule = self._output.schedule
        wanted = parameters.flag("publish_odom", False), parameters.flag("publish_odom_tf", False)
        chosen = zip(self._output.publishers, wanted, strict=True)
        self.publishers = tuple(endpoint for endpoint, is_wanted in chosen if is_wanted)
        topic = topic_name(names.topic("cmd_vel"))
        self.subscribers = (Endpoint(topic, "gz.msgs.Twist"),)
        self._target = (0.0, 0.0)

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._forces.configure(simulation)
        links = {
            joint.name: simulation.flat.links[simulation.flat.joints[joint.scoped].child]
            for joint in (*self._rear, *self._front)
        }
        rear, front = (
            [links[joint.name].pose.position for joint in axle]
            for axle in (self._rear, self._front)
        )
        self._track_m = float(np.linalg.norm(front[0] - front[1]))
        self._base_m = float(np.linalg.norm(np.mean(front, axis=0) - np.mean(rear, axis=0)))
        shapes = [each.geometry for each in links[self._front[0].name].link.collisions]
        radii = [each.radius_m for each in shapes if isinstance(each, Cylinder | Sphere)]
        if not radii or self._base_m <= 0:
            raise self._setting.parameters.error(
                "its wheels have no radius, or are all in one place"
            )
        self._radius_m = radii[0]

    def receive(self, topic: str, message: Any) -> None:
        twist = twist_of(message)
        speed = float(twist.linear.x)
        steer = float(twist.angular.z) * copysign(1.0, speed)
        self._target = (
            min(max(speed, -self._max_speed), self._max_speed),
            min(max(steer, -self._max_steer), self._max_steer),
        )

    def pre_update(self) -> None:
        forces, (speed, steer) = self._forces, self._target
        push = self._speed_pid.update(forces.velocity(0) - speed / self._radius_m)
        forces.apply(0, push)
        forces.apply(1, push)
        slope, side = tan(steer), self._track_m / (2 * self._base_m) * tan(steer)
        for index, inner in enumerate((1 - side, 1 + side)):
            error = forces.position(2 + index) - atan2(slope, inner)
            forces.apply(2 + index, self._steering_pids[index].update(error))

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        pose, twist = planar_truth(self._simulation, self._setting.owner().name)
        return self._output.messages(now_ns, listened, pose, twist)


def _pid(parameters: Element, name: str, step_s: float) -> Pid:
    """`<name_pid_gain>` p i d and `<name_i_range>` max min; the force itself has no bound."""
    p, i, d = parameters.vector(f"{name}_pid_gain", 3, "0 0 0").tolist()
    high, low = parameters.vector(f"{name}_i_range", 2, "0 0").tolist()
    gains = dict.fromkeys(DEFAULTS, 0.0) | {"p_gain": p, "i_gain": i, "d_gain": d}
    return Pid(gains | {"i_max": high, "i_min": low, "cmd_max": -1.0}, step_s)

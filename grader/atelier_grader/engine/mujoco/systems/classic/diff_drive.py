"""libgazebo_ros_diff_drive.so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames, translated
from atelier_grader.engine.mujoco.systems.classic.truth import planar_truth
from atelier_grader.engine.mujoco.systems.diff_drive import DiffDrive
from atelier_grader.sdf.reader import Element

_UNUSED = ("num_wheel_pairs", "covariance_x", "covariance_y", "covariance_yaw")


class ClassicDiffDrive(DiffDrive):
    """Wheels pull with at most `<max_wheel_torque>`; odometry is the truth, unless it is encoders.

    `<max_wheel_acceleration>`, m/s2 of the rim, bounds driving and turning each for itself.
    """

    def __init__(self, setting: Setting) -> None:
        parameters = setting.parameters
        names = RosNames(parameters)
        separation_m = _first(parameters, "wheel_separation", 0.34)
        values: dict[str, object] = {
            "left_joint": parameters.texts("left_joint"),
            "right_joint": parameters.texts("right_joint"),
            "wheel_separation": separation_m,
            "wheel_radius": _first(parameters, "wheel_diameter", 0.15) / 2,
            "odom_publish_frequency": parameters.number("update_rate", 100.0),
            "topic": names.topic(parameters.text("command_topic", "cmd_vel")),
            "odom_topic": names.topic(parameters.text("odometry_topic", "odom")),
            "tf_topic": names.topic("/tf"),
            "frame_id": parameters.text("odometry_frame", "odom"),
            "child_frame_id": parameters.text("robot_base_frame", "base_footprint"),
        }
        rim = parameters.number("max_wheel_acceleration", 0.0)
        if rim > 0 and separation_m > 0:
            values |= _symmetric("linear", rim) | _symmetric("angular", 2 * rim / separation_m)
        torque = parameters.number("max_wheel_torque", 5.0)
        super().__init__(translated(setting, values), torque if torque > 0 else inf)
        self._from_encoders = parameters.integer("odometry_source", 1) == 0
        odom = parameters.flag("publish_odom", False)
        tf = parameters.flag("publish_odom_tf", False)
        chosen = zip(self.publishers, (odom, tf), strict=True)
        self.publishers = tuple(endpoint for endpoint, wanted in chosen if wanted)
        # There is no service of the plugin to switch it off.
        self.subscribers = self.subscribers[:1]
        if parameters.flag("publish_wheel_tf", False):
            parameters.unsupported(False, "<publish_wheel_tf>")
        for tag in _UNUSED:
            parameters.texts(tag)
        self._entity = setting.owner().name

    def configure(self, simulation: Simulation) -> None:
        super().configure(simulation)
        self._simulation = simulation

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        if self._from_encoders:
            return super().sample(step, now_ns, listened)
        pose, twist = planar_truth(self._simulation, self._entity)
        return self._output.messages(now_ns, listened, pose, twist)


def _first(parameters: Element, tag: str, default: float) -> float:
    """Of several pairs of wheels the first counts."""
    values = [float(each.value(1)[0]) for each in parameters.children(tag)]
    return values[0] if values else default


def _symmetric(direction: str, bound: float) -> dict[str, object]:
    return {
        f"min_{direction}_acceleration": -bound,
        f"max_{direction}_acceleration": bound,
    }

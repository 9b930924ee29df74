"""libgazebo_ros_joint_state_publisher.so."""

from __future__ import annotations

from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames, translated
from atelier_grader.engine.mujoco.systems.joint_state_publisher import JointStatePublisher


def joint_state_publisher(setting: Setting) -> System:
    """The named joints on `joint_states`, 100 times a second unless `<update_rate>` differs."""
    parameters = setting.parameters
    names = parameters.texts("joint_name")
    if not names:
        raise parameters.error("needs a <joint_name>, has none")
    values: dict[str, object] = {
        "joint_name": names,
        "update_rate": parameters.number("update_rate", 100.0),
        "topic": RosNames(parameters).topic("joint_states"),
    }
    return JointStatePublisher(translated(setting, values))

"""The joints and the topic of a joint controller."""

from __future__ import annotations

from atelier_grader.engine.mujoco.systems.base import Setting
from atelier_grader.engine.mujoco.systems.joints import NamedJoint, find_joints
from atelier_grader.engine.mujoco.topics import topic_name


def named_joints(setting: Setting) -> list[NamedJoint]:
    """Each `<joint_name>`, at least one. Raises `SdfError`."""
    joints = find_joints(setting, [name for name in setting.parameters.texts("joint_name") if name])
    if not joints:
        raise setting.parameters.error("needs a <joint_name>, has none")
    return joints


def command_topic(setting: Setting, default: str) -> str:
    """`<topic>`, else the model's `<sub_topic>`, else the model's `default`."""
    parameters = setting.parameters
    if parameters.flag("use_actuator_msg", False):
        note = "gz.msgs.Actuators is not supported: commands are numbers on the joint's own topic"
        parameters.unsupported(False, note)
    parameters.text("actuator_number", "")
    sub_topic = parameters.text("sub_topic", default)
    return topic_name(parameters.text("topic", f"/model/{setting.owner().name}/{sub_topic}"))

"""The systems by Gazebo's names. A new system is one file and one line here."""

from __future__ import annotations

import re

from atelier_grader.engine.mujoco.systems.ackermann_steering import AckermannSteering
from atelier_grader.engine.mujoco.systems.actor_script import ActorScripts
from atelier_grader.engine.mujoco.systems.apply_joint_force import ApplyJointForce
from atelier_grader.engine.mujoco.systems.base import Factory, Setting, System
from atelier_grader.engine.mujoco.systems.classic import CLASSIC
from atelier_grader.engine.mujoco.systems.detachable_joint import DetachableJoint
from atelier_grader.engine.mujoco.systems.diff_drive import DiffDrive
from atelier_grader.engine.mujoco.systems.joint_controller import JointController
from atelier_grader.engine.mujoco.systems.joint_position_controller import JointPositionController
from atelier_grader.engine.mujoco.systems.joint_state_publisher import JointStatePublisher
from atelier_grader.engine.mujoco.systems.joint_trajectory_controller import (
    JointTrajectoryController,
)
from atelier_grader.engine.mujoco.systems.linear_battery import LinearBattery
from atelier_grader.engine.mujoco.systems.mecanum_drive import MecanumDrive
from atelier_grader.engine.mujoco.systems.odometry_publisher import OdometryPublisher
from atelier_grader.engine.mujoco.systems.pose_publisher import PosePublisher
from atelier_grader.engine.mujoco.systems.touch_plugin import TouchPlugin
from atelier_grader.engine.mujoco.systems.track_controller import TrackController
from atelier_grader.engine.mujoco.systems.tracked_vehicle import TrackedVehicle
from atelier_grader.engine.mujoco.systems.velocity_control import VelocityControl
from atelier_grader.sdf.plugin import Plugin


def _built_in(setting: Setting) -> None:
    """The engine does this anyway; the parameters choose among Gazebo's own back ends."""
    for child in setting.parameters.node:
        setting.parameters.texts(str(child.tag))


SYSTEMS: dict[str, tuple[str, Factory]] = {
    "Physics": ("physics", _built_in),
    "UserCommands": ("user-commands", _built_in),
    "SceneBroadcaster": ("scene-broadcaster", _built_in),
    "Sensors": ("sensors", _built_in),
    "Imu": ("imu", _built_in),
    "Contact": ("contact", _built_in),
    "Altimeter": ("altimeter", _built_in),
    "ForceTorque": ("forcetorque", _built_in),
    "Label": ("label", _built_in),
    "LogicalCamera": ("logical-camera", _built_in),
    "Magnetometer": ("magnetometer", _built_in),
    "NavSat": ("navsat", _built_in),
    "DiffDrive": ("diff-drive", DiffDrive),
    "OdometryPublisher": ("odometry-publisher", OdometryPublisher),
    "JointStatePublisher": ("joint-state-publisher", JointStatePublisher),
    "JointController": ("joint-controller", JointController),
    "JointPositionController": ("joint-position-controller", JointPositionController),
    "JointTrajectoryController": ("joint-trajectory-controller", JointTrajectoryController),
    "VelocityControl": ("velocity-control", VelocityControl),
    "AckermannSteering": ("ackermann-steering", AckermannSteering),
    "TrackController": ("track-controller", TrackController),
    "TrackedVehicle": ("tracked-vehicle", TrackedVehicle),
    "DetachableJoint": ("detachable-joint", DetachableJoint),
    "MecanumDrive": ("mecanum-drive", MecanumDrive),
    "PosePublisher": ("pose-publisher", PosePublisher),
    "TouchPlugin": ("touchplugin", TouchPlugin),
    "LinearBatteryPlugin": ("linearbatteryplugin", LinearBattery),
    "ApplyJointForce": ("apply-joint-force", ApplyJointForce),
}
"""Class name to (the name in `gz-sim-<name>-system`, factory)."""

_NAMESPACES = ("gz::sim::systems::", "ignition::gazebo::systems::", "gz::sim::v8::systems::")
_FILE = re.compile(r"(?:gz-sim|ignition-gazebo)\d*-(?P<short>.+)-system")


def find(plugin: Plugin) -> Factory | None:
    """The system of a <plugin>, by class name, else by file name; None where there is none."""
    for namespace in _NAMESPACES:
        if plugin.name.startswith(namespace):
            known = SYSTEMS.get(plugin.name.removeprefix(namespace))
            return known[1] if known else None
    stem = plugin.filename.removeprefix("lib").removesuffix(".so")
    file = _FILE.fullmatch(stem)
    for short, factory in SYSTEMS.values():
        if file is not None and file["short"] == short:
            return factory
    return CLASSIC.get(stem)


__all__ = ["CLASSIC", "SYSTEMS", "ActorScripts", "Factory", "Setting", "System", "find"]

"""The systems by Gazebo's names. A new system is one file and one line here."""

from __future__ import annotations

import re

from atelier_grader.engine.mujoco.systems import built_in
from atelier_grader.engine.mujoco.systems.ackermann_steering import AckermannSteering
from atelier_grader.engine.mujoco.systems.actor_script import ActorScripts
from atelier_grader.engine.mujoco.systems.apply_joint_force import ApplyJointForce
from atelier_grader.engine.mujoco.systems.base import Factory, Setting, System
from atelier_grader.engine.mujoco.systems.built_in import BuiltIn
from atelier_grader.engine.mujoco.systems.buoyancy import Buoyancy
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
from atelier_grader.engine.mujoco.systems.triggered_publisher import TriggeredPublisher
from atelier_grader.engine.mujoco.systems.velocity_control import VelocityControl
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.plugin import Plugin

SYSTEMS: dict[str, tuple[str, Factory]] = {
    "Physics": ("physics", built_in.PHYSICS),
    "UserCommands": ("user-commands", BuiltIn()),
    "SceneBroadcaster": ("scene-broadcaster", built_in.SCENE_BROADCASTER),
    "Sensors": ("sensors", built_in.SENSORS),
    "Imu": ("imu", BuiltIn()),
    "Contact": ("contact", BuiltIn()),
    "AirPressure": ("air-pressure", BuiltIn()),
    "Altimeter": ("altimeter", BuiltIn()),
    "ForceTorque": ("forcetorque", BuiltIn()),
    "Label": ("label", built_in.LABEL),
    "LogicalCamera": ("logical-camera", BuiltIn()),
    "Magnetometer": ("magnetometer", BuiltIn()),
    "NavSat": ("navsat", BuiltIn()),
    "LogRecord": ("log", built_in.RECORDS),
    "CameraVideoRecorder": ("camera-video-recorder", built_in.RECORDS),
    "LogVideoRecorder": ("log-video-recorder", built_in.RECORDS),
    "ColladaWorldExporter": ("collada-world-exporter", built_in.EXPORTS),
    "ModelPhotoShoot": ("model-photo-shoot", built_in.EXPORTS),
    "WebsocketServer": ("websocket-server", built_in.EXPORTS),
    "LedPlugin": ("led-plugin", built_in.LOOK),
    "LensFlare": ("lens-flare", built_in.LOOK),
    "ParticleEmitter": ("particle-emitter", built_in.LOOK),
    "ShaderParam": ("shader-param", built_in.LOOK),
    "Buoyancy": ("buoyancy", Buoyancy),
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
    "TriggeredPublisher": ("triggered-publisher", TriggeredPublisher),
    "ApplyJointForce": ("apply-joint-force", ApplyJointForce),
}
"""Class name to (the name in `gz-sim-<name>-system`, factory)."""

_NAMESPACES = ("gz::sim::systems::", "ignition::gazebo::systems::", "gz::sim::v8::systems::")
_FILE = re.compile(r"(?:gz-sim|ignition-gazebo)\d*-(?P<short>.+)-system")


def find(plugin: Plugin) -> Factory | None:
    """The system of a <plugin>, by class name, else by file name; None where there is none."""
    name = _class_name(plugin)
    if name is not None:
        known = SYSTEMS.get(name)
        return known[1] if known else None
    short = _short_name(plugin)
    for each, factory in SYSTEMS.values():
        if each == short:
            return factory
    return CLASSIC.get(_stem(plugin))


def doubt(plugin: Plugin) -> str:
    """Why Gazebo would not load a plugin that `find` finds; empty where it would.

    Gazebo looks for the class in the file: both must be right.
    """
    name, short = _class_name(plugin), _short_name(plugin)
    if name is None:
        found = next((each for each, (file, _) in SYSTEMS.items() if file == short), None)
        if found is None or not plugin.name:
            return ""
        return f"Gazebo expects name '{_NAMESPACES[0]}{found}', got '{plugin.name}'"
    expected = SYSTEMS[name][0]
    if short == expected:
        return ""
    return f"Gazebo expects filename 'gz-sim-{expected}-system', got '{plugin.filename}'"


def unknown(plugin: Plugin) -> str:
    """What is wrong with the name of a plugin that `find` does not find, and the nearest one."""
    name = _class_name(plugin)
    if name is not None:
        return f"there is no system '{plugin.name}'{nearest(name, SYSTEMS)}"
    if not plugin.filename:
        return f"there is no system '{plugin.name}'{nearest(plugin.name, SYSTEMS)}"
    files = [f"gz-sim-{short}-system" for short, _ in SYSTEMS.values()]
    files += [f"lib{stem}.so" for stem in CLASSIC]
    return f"there is no system '{plugin.filename}'{nearest(plugin.filename, files)}"


def _class_name(plugin: Plugin) -> str | None:
    """The class without its namespace; None where the name has none of Gazebo's namespaces."""
    for namespace in _NAMESPACES:
        if plugin.name.startswith(namespace):
            return plugin.name.removeprefix(namespace)
    return None


def _stem(plugin: Plugin) -> str:
    return plugin.filename.removeprefix("lib").removesuffix(".so")


def _short_name(plugin: Plugin) -> str:
    file = _FILE.fullmatch(_stem(plugin))
    return file["short"] if file is not None else ""


__all__ = [
    "CLASSIC", "SYSTEMS", "ActorScripts", "Factory", "Setting", "System", "doubt", "find",
    "unknown",
]  # fmt: skip

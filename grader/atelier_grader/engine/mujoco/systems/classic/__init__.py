"""The plugins of Gazebo classic for ROS 2, as the systems that they correspond to."""

from __future__ import annotations

from atelier_grader.engine.mujoco.systems.base import Factory
from atelier_grader.engine.mujoco.systems.built_in import world_services
from atelier_grader.engine.mujoco.systems.classic.ackermann_drive import AckermannDrive
from atelier_grader.engine.mujoco.systems.classic.diff_drive import ClassicDiffDrive
from atelier_grader.engine.mujoco.systems.classic.force import ForcePlugin
from atelier_grader.engine.mujoco.systems.classic.ft_sensor import ForceTorquePlugin
from atelier_grader.engine.mujoco.systems.classic.joint_pose_trajectory import JointPoseTrajectory
from atelier_grader.engine.mujoco.systems.classic.joint_states import joint_state_publisher
from atelier_grader.engine.mujoco.systems.classic.p3d import GroundTruth
from atelier_grader.engine.mujoco.systems.classic.planar_move import PlanarMove

CLASSIC: dict[str, Factory] = {
    "gazebo_ros_diff_drive": ClassicDiffDrive,
    "gazebo_ros_joint_state_publisher": joint_state_publisher,
    "gazebo_ros_p3d": GroundTruth,
    "gazebo_ros_planar_move": PlanarMove,
    "gazebo_ros_ackermann_drive": AckermannDrive,
    "gazebo_ros_force": ForcePlugin,
    "gazebo_ros_ft_sensor": ForceTorquePlugin,
    "gazebo_ros_joint_pose_trajectory": JointPoseTrajectory,
    "gazebo_ros_init": world_services,
    "gazebo_ros_factory": world_services,
}
"""File name without `lib` and `.so` to factory. Their topics are ROS names, after remapping."""

__all__ = ["CLASSIC"]

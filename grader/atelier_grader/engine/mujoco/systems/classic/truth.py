"""A vehicle's true pose and speed, as the odometry of classic plugins tells them."""

from __future__ import annotations

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.wheel_odometry import PlanarPose, PlanarTwist
from atelier_grader.sdf.pose import rotation_matrix


def planar_truth(simulation: Simulation, model: str) -> tuple[PlanarPose, PlanarTwist]:
    """The pose is in the world."""
    pose, twist = simulation.pose(model), simulation.twist(model)
    forward, left, _ = (rotation_matrix(pose.orientation).T @ twist.linear).tolist()
    x, y, _ = pose.position.tolist()
    return (x, y, pose.yaw_rad), (forward, left, float(twist.angular[2]))

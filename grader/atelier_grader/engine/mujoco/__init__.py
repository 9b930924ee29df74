"""The embedded engine on MuJoCo."""

from __future__ import annotations

from atelier_grader.engine.mujoco.engine import MujocoEngine

__all__ = ["MujocoEngine"]

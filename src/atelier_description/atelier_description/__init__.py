"""The robots: one SDFormat model each, for Gazebo, the embedded engine and RViz."""

from __future__ import annotations

import difflib
from pathlib import Path

MODELS = Path(__file__).parent / "models"
"""What `model://` names are looked up in."""


def robots() -> tuple[str, ...]:
    """Names of the robots, sorted."""
    return tuple(sorted(path.parent.name for path in MODELS.glob("*/model.sdf")))


def model_file(robot: str) -> Path:
    """The SDF file of a robot. Raises `ValueError` that names the nearest valid one."""
    known = robots()
    if robot not in known:
        near = difflib.get_close_matches(robot, known, 1)
        hint = f"; nearest valid name: {near[0]!r}" if near else f"; there are {', '.join(known)}"
        raise ValueError(f"no robot {robot!r} in atelier_description{hint}")
    return MODELS / robot / "model.sdf"

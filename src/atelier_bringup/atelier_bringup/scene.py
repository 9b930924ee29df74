"""A mission and a seed into the files with which Gazebo runs it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from atelier_grader.engine.gazebo.backend import Backend, Wanted, backend_of
from atelier_grader.engine.gazebo.installation import find_installation
from atelier_grader.engine.gazebo.scene import scenario_of, wanted_of
from atelier_grader.mission.load import find_mission


def gazebo(environment: Mapping[str, str] = os.environ) -> Backend:
    """Raises `GazeboMissingError`, which says what to install."""
    return backend_of(find_installation(environment))


def prepare(mission: str, seed: int) -> tuple[Backend, Path]:
    """Write the world, and where there is a bridge its configuration, into a folder.

    The folder goes when this process ends.
    """
    backend = gazebo()
    folder = Path(tempfile.mkdtemp(prefix="atelier-gz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    backend.prepare(scene(mission, seed), folder)
    return backend, folder


def scene(mission: str, seed: int) -> Wanted:
    """What Gazebo has to run. Raises `MissionError`, `SdfError` or `EngineError`."""
    declared = find_mission(mission)
    return wanted_of(declared, scenario_of(declared, seed))

"""Mission files into missions, with messages that point at the line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import atelier_missions

from atelier_grader.bridge import load_bridge
from atelier_grader.mission.errors import MissionError, UnknownMissionError, did_you_mean
from atelier_grader.mission.explain import YamlFault, line_of, read_yaml
from atelier_grader.mission.schema import Mission
from atelier_grader.referee.polyline import Polyline

FILE_NAME = "mission.yaml"


def default_folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Folders that hold mission folders: those of ATELIER_MISSIONS_PATH, then our own."""
    extra = environment.get("ATELIER_MISSIONS_PATH", "").split(os.pathsep)
    return (*(Path(folder) for folder in extra if folder), *map(Path, atelier_missions.__path__))


def load_mission(path: Path) -> Mission:
    """Read a mission file, or the one in a folder. Raises `MissionError` with every fault."""
    file = path / FILE_NAME if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MissionError(f"{file}: cannot read the mission: {error}") from None
    try:
        mission, root = read_yaml(file, text, Mission)
    except YamlFault as fault:
        raise MissionError(str(fault)) from None
    mission._file = file.resolve()
    for name, wanted in (("world", mission.world_path), ("bridge", mission.bridge_path)):
        if not wanted.is_file():
            near = did_you_mean(wanted.name, _files_like(wanted, mission.folder))
            message = f"{name}: expected a file, got {wanted.name!r}, which is not there{near}"
            raise MissionError(f"{file}:{line_of(root, (name,))}: {message}")
    bridged = [entry.ros_topic for entry in load_bridge(mission.bridge_path).entries]
    for i, each in enumerate(mission.interface):
        if each.topic not in bridged:
            message = f"interface[{i}].topic: expected a topic of {mission.bridge!r}"
            near = did_you_mean(each.topic, bridged)
            line = line_of(root, ("interface", i, "topic"))
            raise MissionError(f"{file}:{line}: {message}, got {each.topic!r}{near}")
    for i, check in enumerate(mission.checks):
        polyline = getattr(check, "path", None)
        if isinstance(polyline, Polyline):
            try:
                polyline.read(mission.folder)
            except MissionError as error:
                line = line_of(root, ("checks", i, "path"))
                raise MissionError(f"{file}:{line}: checks[{i}].path: {error}") from None
    return mission


def mission_files(folders: Iterable[Path] | None = None) -> dict[str, Path]:
    """The mission files in `folders`, by folder name, which is the mission's id; first wins."""
    files: dict[str, Path] = {}
    for folder in default_folders() if folders is None else folders:
        for file in sorted(folder.glob(f"*/{FILE_NAME}")):
            files.setdefault(file.parent.name, file)
    return files


def find_mission(mission_id: str, folders: Iterable[Path] | None = None) -> Mission:
    """Load a mission by id. Raises `UnknownMissionError` that names the nearest valid id."""
    files = mission_files(folders)
    if mission_id not in files:
        raise UnknownMissionError(mission_id, files)
    mission = load_mission(files[mission_id])
    if mission.id != mission_id:
        raise MissionError(
            f"{files[mission_id]}: id: expected {mission_id!r} as its folder, got {mission.id!r}"
        )
    return mission


def list_missions(folders: Iterable[Path] | None = None) -> Iterator[Mission]:
    """Every mission of `folders`, by id. Raises `MissionError` at the first faulty one."""
    files = mission_files(folders)
    for mission_id in sorted(files):
        yield load_mission(files[mission_id])


def _files_like(wanted: Path, folder: Path) -> list[str]:
    """The names there are where it would be, and beside the mission."""
    places = dict.fromkeys((folder, wanted.parent))
    return [file.name for place in places for file in sorted(place.glob(f"*{wanted.suffix}"))]

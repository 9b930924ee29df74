"""A first package for a mission: an ordinary ROS 2 Python package with one small node."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from atelier_grader.bridge import load_bridge
from atelier_grader.cli.words import BAD_NAME, TAKEN, UNWRITABLE
from atelier_grader.mission.errors import MissionError, did_you_mean
from atelier_grader.mission.schema import Mission
from atelier_grader.session import bridge_entries
from atelier_grader.text import Language, Text

TYPES = {
    "cmd_vel": "geometry_msgs/msg/Twist",
    "odom": "nav_msgs/msg/Odometry",
    "scan": "sensor_msgs/msg/LaserScan",
    "image": "sensor_msgs/msg/Image",
}
"""What the nodes of the templates talk about, and its type; names come from the mission."""

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "differential_drive_lidar": ("cmd_vel", "odom", "scan"),
    "differential_drive_camera": ("cmd_vel", "odom", "image"),
}
"""The templates that missions may name, and the topics that their nodes need."""

PACKAGE_NAME = re.compile(r"[a-z][a-z0-9_]*")


class StarterError(Exception):
    """The folder cannot take a new package; `text` says what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def write_starter(mission: Mission, folder: Path, language: Language) -> list[Path]:
    """Write the package into `folder`, new or empty; return the files, in the order of writing.

    Raises `StarterError` for an unusable folder or name, `MissionError` or `BridgeError` where
    the mission's files do not fit its template.
    """
    name = folder.resolve().name
    if not PACKAGE_NAME.fullmatch(name):
        plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_") or "robot"
        example = plain if plain[0].isalpha() else f"my_{plain}"
        raise StarterError(BAD_NAME.format(name=name, example=example))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StarterError(TAKEN.format(folder=folder))
    values = {"name": name, "mission": mission, "topics": starter_topics(mission), "lang": language}
    templates = {
        "package.xml": "package.xml.j2",
        "setup.py": "setup.py.j2",
        "setup.cfg": "setup.cfg.j2",
        "README.md": f"README.{language}.md.j2",
        f"resource/{name}": None,
        f"{name}/__init__.py": None,
        f"{name}/controller.py": f"{mission.template}.py.j2",
    }
    environment = Environment(
        loader=PackageLoader("atelier_grader.cli"),
        autoescape=select_autoescape(enabled_extensions=("xml.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    written = []
    for path, template in templates.items():
        text = environment.get_template(template).render(values) if template else ""
        file = folder / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            problem = error.strerror or error
            raise StarterError(UNWRITABLE.format(path=file, problem=problem)) from None
        written.append(file)
    return written


def starter_topics(mission: Mission) -> dict[str, str]:
    """The mission's topic names for what its template needs, by the keys of `TYPES`.

    Raises `MissionError` where there is no such template, or no such topic.
    """
    needed = TEMPLATES.get(mission.template)
    if needed is None:
        near = did_you_mean(mission.template, TEMPLATES)
        raise MissionError(f"expected a known template, got {mission.template!r}{near}")
    entries = bridge_entries(mission, load_bridge(mission.bridge_path))
    found: dict[str, str] = {}
    for _, topic in entries:
        found.setdefault(topic.type, topic.name)
    missing = [TYPES[key] for key in needed if TYPES[key] not in found]
    if missing:
        raise MissionError(
            f"template {mission.template!r}: expected a topic of type {missing[0]} "
            f"in the interface{did_you_mean(missing[0], found)}"
        )
    return {key: found[TYPES[key]] for key in needed}

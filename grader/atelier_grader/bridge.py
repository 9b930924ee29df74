"""Bridge files: which simulator topic is which ROS topic, in `ros_gz_bridge`'s own YAML format.

- ros_topic_name: /scan
  gz_topic_name: /model/robot/scan
  ros_type_name: sensor_msgs/msg/LaserScan
  gz_type_name: gz.msgs.LaserScan
  direction: GZ_TO_ROS
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from .bridge_types import ROS_TYPES
from .engine.protocol import Engine
from .mission.errors import MissionError, did_you_mean

Direction = Literal["BIDIRECTIONAL", "GZ_TO_ROS", "ROS_TO_GZ"]

FIELDS = (
    "topic_name", "ros_topic_name", "gz_topic_name", "ros_type_name", "gz_type_name", "direction",
    "subscriber_queue", "publisher_queue", "lazy",
)  # fmt: skip


class BridgeError(MissionError):
    """A bridge file is wrong; the message names file, line, field, expected, got."""


@dataclass(frozen=True)
class BridgeEntry:
    """One bridged topic; `line` is its place in the file, from 1."""

    ros_topic: str
    gz_topic: str
    ros_type: str
    gz_type: str
    direction: Direction
    line: int
    lazy: bool = False

    @property
    def to_ros(self) -> bool:
        return self.direction != "ROS_TO_GZ"

    @property
    def from_ros(self) -> bool:
        return self.direction != "GZ_TO_ROS"


@dataclass(frozen=True)
class Bridge:
    """The entries in the order of the file."""

    path: Path
    entries: tuple[BridgeEntry, ...]

    def check(self, engine: Engine) -> None:
        """Raises `BridgeError` for an entry whose topic or type the simulator does not have."""
        published = {each.topic: each.gz_type for each in engine.publishers}
        subscribed = {each.topic: each.gz_type for each in engine.subscribers}
        for entry in self.entries:
            for wanted, known, verb in (
                (entry.to_ros, published, "publishes"),
                (entry.from_ros, subscribed, "subscribes to"),
            ):
                if wanted:
                    self._check(entry, known, verb)

    def _check(self, entry: BridgeEntry, known: dict[str, str], verb: str) -> None:
        where = f"{self.path}:{entry.line}"
        if entry.gz_topic not in known:
            hint = did_you_mean(entry.gz_topic, known)
            raise BridgeError(f"{where}: nothing in the world {verb} {entry.gz_topic!r}{hint}")
        if known[entry.gz_topic] != entry.gz_type:
            raise BridgeError(
                f"{where}: gz_type_name: expected {known[entry.gz_topic]!r} for "
                f"{entry.gz_topic!r}, got {entry.gz_type!r}"
            )


def load_bridge(path: Path) -> Bridge:
    """Read a bridge file. Raises `BridgeError`."""
    try:
        data = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BridgeError(f"{path}: cannot read the bridge file: {error}") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BridgeError(f"{path}:{line}: not valid YAML: {error.problem}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise BridgeError(f"{path}:1: not valid YAML: {error}") from None
    if not isinstance(data, list):
        raise BridgeError(f"{path}:1: expected a list of topics, got {type(data).__name__}")
    places: Any = data
    entries = [_entry(path, places.lc.item(i)[0] + 1, item) for i, item in enumerate(data)]
    _once(path, entries)
    return Bridge(path, tuple(entries))


def _entry(path: Path, line: int, item: Any) -> BridgeEntry:
    where = f"{path}:{line}"
    if not isinstance(item, dict):
        raise BridgeError(f"{where}: expected a mapping of fields, got {item!r}")
    for name in item:
        if name not in FIELDS:
            raise BridgeError(f"{where}: unknown field {name!r}{did_you_mean(name, FIELDS)}")
    both = item.get("topic_name")
    gz_type = _text(where, item, "gz_type_name").replace("ignition.msgs.", "gz.msgs.")
    ros_type = _text(where, item, "ros_type_name")
    direction = str(item.get("direction", "BIDIRECTIONAL"))
    _one_of(where, "direction", direction, get_args(Direction))
    _one_of(where, "gz_type_name", gz_type, ROS_TYPES)
    _one_of(where, "ros_type_name", ros_type, ROS_TYPES[gz_type])
    return BridgeEntry(
        ros_topic=_text(where, item, "ros_topic_name", both),
        gz_topic=_text(where, item, "gz_topic_name", both),
        ros_type=ros_type,
        gz_type=gz_type,
        direction=direction,  # type: ignore[arg-type]
        line=line,
        lazy=bool(item.get("lazy", False)),
    )


def _text(where: str, item: dict[str, Any], field: str, default: Any = None) -> str:
    value = item.get(field, default)
    if not isinstance(value, str) or not value:
        raise BridgeError(f"{where}: {field}: expected a text, got {value!r}")
    return value


def _one_of(where: str, field: str, value: str, valid: Iterable[str]) -> None:
    if value not in valid:
        hint = did_you_mean(value, valid)
        raise BridgeError(f"{where}: {field}: {value!r} is not known here{hint}")


def _once(path: Path, entries: list[BridgeEntry]) -> None:
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.ros_topic in seen:
            first = seen[entry.ros_topic]
            raise BridgeError(
                f"{path}:{entry.line}: {entry.ros_topic!r} stands in line {first} already"
            )
        seen[entry.ros_topic] = entry.line

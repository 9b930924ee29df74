"""Bridge files: which simulator topic is which ROS topic, in `ros_gz_bridge`'s own YAML format.

- ros_topic_name: /scan
  gz_topic_name: /model/robot/scan
  ros_type_name: sensor_msgs/msg/LaserScan
  gz_type_name: gz.msgs.LaserScan
  direction: GZ_TO_ROS
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from .bridge_types import ROS_TYPES
from .engine.protocol import Endpoint, Engine
from .gazebo_messages import is_known
from .mission.errors import MissionError, did_you_mean

Direction = Literal["BIDIRECTIONAL", "GZ_TO_ROS", "ROS_TO_GZ"]

MAX_BYTES = 2**20
FIELDS = (
    "topic_name", "ros_topic_name", "gz_topic_name", "ros_type_name", "gz_type_name", "direction",
    "subscriber_queue", "publisher_queue", "lazy", "qos_profile",
)  # fmt: skip
_SERVICE_FIELDS = ("service_name", "gz_req_type_name", "gz_rep_type_name")
QOS_PROFILES = (
    "SYSTEM_DEFAULT", "SENSOR_DATA", "CLOCK", "PARAMETERS", "PARAMETER_EVENTS", "ROSOUT",
    "SERVICES_DEFAULT", "BEST_AVAILABLE",
)  # fmt: skip


class BridgeError(MissionError):
    """A bridge file is wrong; a line for each fault: file, line, field, expected, got."""


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
class Fault:
    """What is wrong, and the line, from 1."""

    line: int
    message: str


@dataclass(frozen=True)
class Bridge:
    """The entries in the order of the file."""

    path: Path
    entries: tuple[BridgeEntry, ...]

    def check(self, engine: Engine) -> None:
        """Raises `BridgeError` for each entry whose topic or type the simulator does not have."""
        _raise(self.path, self.faults(engine))

    def faults(self, engine: Engine) -> list[Fault]:
        """As `check`, without raising."""
        published = {each.topic: each for each in engine.publishers}
        subscribed = {each.topic: each for each in engine.subscribers}
        found = []
        bridged: dict[str, int] = {}
        for entry in self.entries:
            messages = [*_against(entry, published, subscribed)]
            if entry.to_ros and entry.gz_topic in published:
                first = bridged.setdefault(entry.gz_topic, entry.line)
                if first != entry.line:
                    name = repr(entry.gz_topic)
                    messages.append(f"{name} has a ROS topic in line {first} already; one is all")
            found += [Fault(entry.line, message) for message in messages]
        return found


def _against(
    entry: BridgeEntry, published: Mapping[str, Endpoint], subscribed: Mapping[str, Endpoint]
) -> Iterator[str]:
    """A bidirectional entry may go one way only, as in Gazebo, where nobody would notice."""
    topic = entry.gz_topic
    known = {**subscribed, **published}
    verb = "publishes or subscribes to"
    if entry.direction == "GZ_TO_ROS":
        known, verb = dict(published), "publishes"
    elif entry.direction == "ROS_TO_GZ":
        known, verb = dict(subscribed), "subscribes to"
    if topic not in known:
        yield f"nothing in the world {verb} {topic!r}{did_you_mean(topic, known)}"
    elif known[topic].gz_type != entry.gz_type:
        expected = known[topic].gz_type
        yield f"gz_type_name: expected {expected!r} for {topic!r}, got {entry.gz_type!r}"
    elif not is_known(entry.ros_type):
        known_types = [each for each in ROS_TYPES[entry.gz_type] if is_known(each)]
        yield (
            f"ros_type_name: the embedded engine does not have {entry.ros_type!r}"
            f"{did_you_mean(entry.ros_type, known_types)}"
        )


def load_bridge(path: Path) -> Bridge:
    """Read a bridge file. Raises `BridgeError` with every fault."""
    bridge, faults = read_bridge(path)
    _raise(path, faults)
    return bridge


def read_bridge(path: Path) -> tuple[Bridge, list[Fault]]:
    """The entries that are right, and what is wrong with the others."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Bridge(path, ()), [Fault(1, f"the file is over the limit of {MAX_BYTES} bytes")]
        data = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Bridge(path, ()), [Fault(0, f"cannot read the bridge file: {error}")]
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Bridge(path, ()), [Fault(line, f"not valid YAML: {error.problem}")]
    except (YAMLError, ValueError, RecursionError) as error:
        return Bridge(path, ()), [Fault(1, f"not valid YAML: {error}")]
    if not isinstance(data, list):
        found = "nothing" if data is None else type(data).__name__
        return Bridge(path, ()), [Fault(1, f"expected a list of topics, got {found}")]
    places: Any = data
    entries: list[BridgeEntry] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for index, item in enumerate(data):
        line = places.lc.item(index)[0] + 1
        reader = _Reader(line, item)
        entry = reader.entry()
        if entry is not None and entry.ros_topic in seen:
            first = seen[entry.ros_topic]
            reader.faults.append(Fault(line, f"{entry.ros_topic!r} stands in line {first} already"))
        elif entry is not None:
            seen[entry.ros_topic] = line
            entries.append(entry)
        faults += reader.faults
    return Bridge(path, tuple(entries)), faults


class _Reader:
    """One item of the list; `faults` grows."""

    def __init__(self, line: int, item: Any) -> None:
        self.line, self.item = line, item
        self.faults: list[Fault] = []

    def entry(self) -> BridgeEntry | None:
        """None where something is wrong."""
        item = self.item
        if not isinstance(item, dict):
            self.fault("", f"expected a mapping of fields, got {item!r}")
            return None
        for name in item:
            if name in _SERVICE_FIELDS:
                self.fault(name, f"{name}: the embedded engine bridges no services")
            elif name not in FIELDS:
                self.fault(name, f"unknown field {name!r}{did_you_mean(name, FIELDS)}")
        ros_topic, gz_topic = self._topics()
        gz_type = self._text("gz_type_name").replace("ignition.msgs.", "gz.msgs.")
        ros_type = self._text("ros_type_name")
        direction = self._text("direction", "BIDIRECTIONAL")
        self._one_of("direction", direction, get_args(Direction))
        self._one_of("qos_profile", self._text("qos_profile", "SYSTEM_DEFAULT"), QOS_PROFILES)
        self._one_of("gz_type_name", gz_type, ROS_TYPES)
        self._one_of("ros_type_name", ros_type, ROS_TYPES.get(gz_type, ()))
        for field in ("subscriber_queue", "publisher_queue"):
            size = item.get(field, 10)
            if not isinstance(size, int) or isinstance(size, bool) or size < 1:
                self.fault(field, f"{field}: expected a whole number from 1 on, got {size!r}")
        lazy = item.get("lazy", False)
        if not isinstance(lazy, bool):
            self.fault("lazy", f"lazy: expected true or false, got {lazy!r}")
        if self.faults:
            return None
        way: Any = direction
        return BridgeEntry(ros_topic, gz_topic, ros_type, gz_type, way, self.line, lazy)

    def fault(self, field: str, message: str) -> None:
        try:
            line = self.item.lc.key(field)[0] + 1
        except (AttributeError, KeyError, TypeError):
            line = self.line
        self.faults.append(Fault(line, message))

    def _topics(self) -> tuple[str, str]:
        """ROS and Gazebo topic, each with its leading slash: one name may stand for both."""
        both, ros, gz = (
            self._text(field, "") for field in ("topic_name", "ros_topic_name", "gz_topic_name")
        )
        if both and (ros or gz):
            other = "ros_topic_name" if ros else "gz_topic_name"
            self.fault("topic_name", f"topic_name: expected it alone, got {other} as well")
        found = both or ros or gz
        if not found and not any(field in self.item for field in FIELDS[:3]):
            self.fault("", "expected a topic_name, or a ros_topic_name and a gz_topic_name")
        ros, gz = both or ros or gz, both or gz or ros
        return "/" + ros.lstrip("/"), "/" + gz.lstrip("/")

    def _text(self, field: str, default: str | None = None) -> str:
        value = self.item.get(field, default)
        if not isinstance(value, str) or (not value and field in self.item):
            if value is None and field not in self.item:
                self.fault("", f"{field}: expected a text, got nothing")
            else:
                self.fault(field, f"{field}: expected a text, got {value!r}")
            return ""
        return value

    def _one_of(self, field: str, value: str, valid: Iterable[str]) -> None:
        if value and valid and value not in valid:
            hint = did_you_mean(value, valid)
            self.fault(field, f"{field}: {value!r} is not known here{hint}")


def _raise(path: Path, faults: list[Fault]) -> None:
    if faults:
        lines = [f"{path}:{each.line}" if each.line else str(path) for each in faults]
        raise BridgeError(
            "\n".join(f"{line}: {each.message}" for line, each in zip(lines, faults, strict=True))
        )

"""Plugins of Gazebo classic's ROS packages on a sensor: its data under ROS names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from atelier_grader.engine.mujoco.schedule import Schedule
from atelier_grader.engine.mujoco.sensors.base import Mount, SensorFactory
from atelier_grader.engine.mujoco.sensors.depth_camera import RgbdCamera
from atelier_grader.engine.mujoco.sensors.optical_cloud import as_optical
from atelier_grader.engine.mujoco.source import SensorSource
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.tree import Node

Rewrite = Callable[[bytes], bytes]

_OUTPUTS = {
    "sensor_msgs/LaserScan": "gz.msgs.LaserScan",
    "sensor_msgs/PointCloud2": "gz.msgs.PointCloudPacked",
}


@dataclass(frozen=True)
class Alias:
    """`topic` carries what the sensor's own topic number `source` does, each message rewritten."""

    source: int
    topic: str
    rewrite: Rewrite = bytes


class RosSensor:
    """A sensor that publishes under its plugins' names besides its own."""

    def __init__(self, inner: SensorSource, aliases: Sequence[Alias]) -> None:
        self._inner = inner
        own = inner.publishers
        self.schedule: Schedule = inner.schedule
        self._aliases = [(own[alias.source].topic, alias) for alias in aliases]
        self.publishers: Sequence[Endpoint] = (
            *own, *(replace(own[alias.source], topic=alias.topic) for alias in aliases)
        )  # fmt: skip

    def start(self) -> None:
        self._inner.start()

    def measure(self) -> Any:
        return self._inner.measure()

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        wanted = dict(listened)
        for source, alias in self._aliases:
            if alias.topic in listened:
                wanted[source] = listened.get(source) or listened[alias.topic]
        for topic, cdr in self._inner.sample(step, now_ns, wanted):
            if topic in listened:
                yield topic, cdr
            for source, alias in self._aliases:
                if source == topic and alias.topic in listened:
                    yield alias.topic, alias.rewrite(cdr)


def _ray(
    parameters: Element, names: RosNames, mount: Mount, own: Sequence[Endpoint]
) -> list[Alias]:
    """`<output_type>` on `~/out`: a PointCloud2, or a LaserScan; no Range."""
    kind = parameters.text("output_type", "sensor_msgs/PointCloud2")
    if parameters.number("min_intensity", 0.0) > 0:
        parameters.unsupported(False, "<min_intensity>: every intensity is 0 here")
    parameters.text("radiation_type", "")
    if kind not in _OUTPUTS:
        note = f"<output_type> {kind}{nearest(kind, _OUTPUTS)}"
        parameters.unsupported(False, note)
        return []
    return [Alias(_index(own, _OUTPUTS[kind]), names.private("out"))]


def _imu(
    parameters: Element, names: RosNames, mount: Mount, own: Sequence[Endpoint]
) -> list[Alias]:
    """`~/out`; the orientation is in the world, unless `<initial_orientation_as_reference>`."""
    parameters.flag("initial_orientation_as_reference", False)
    return [Alias(0, names.private("out"))]


def _gps(
    parameters: Element, names: RosNames, mount: Mount, own: Sequence[Endpoint]
) -> list[Alias]:
    """`~/out`, without the velocity."""
    parameters.unsupported(False, f"no velocity on '{names.private('vel')}'")
    return [Alias(0, names.private("out"))]


def _bumper(
    parameters: Element, names: RosNames, mount: Mount, own: Sequence[Endpoint]
) -> list[Alias]:
    """`bumper_states`, as ros_gz_interfaces/msg/Contacts."""
    note = "contacts as ros_gz_interfaces/msg/Contacts, not gazebo_msgs/msg/ContactsState"
    parameters.unsupported(False, note)
    return [Alias(0, names.topic("bumper_states"))]


def _camera(
    parameters: Element, names: RosNames, mount: Mount, own: Sequence[Endpoint]
) -> list[Alias]:
    """`<camera_name>/image_raw` and `camera_info`; of depth cameras also `depth` and `points`."""
    name = parameters.text("camera_name", mount.sensor.name)
    if parameters.flag("triggered", False):
        parameters.unsupported(False, "<triggered>: pictures come at the sensor's rate")
    pictures = [i for i, each in enumerate(own) if each.gz_type == "gz.msgs.Image"]
    info = _index(own, "gz.msgs.CameraInfo")
    found = [
        Alias(pictures[0], names.topic(f"{name}/image_raw")),
        Alias(info, names.topic(f"{name}/camera_info")),
    ]
    if len(pictures) > 1:
        cloud = _index(own, "gz.msgs.PointCloudPacked")
        found += [
            Alias(pictures[1], names.topic(f"{name}/depth/image_raw")),
            Alias(info, names.topic(f"{name}/depth/camera_info")),
            Alias(cloud, names.topic(f"{name}/points"), as_optical),
        ]
    return found


_Reader = Callable[[Element, RosNames, Mount, Sequence[Endpoint]], list[Alias]]

ROS_PLUGINS: dict[str, tuple[tuple[str, ...], _Reader]] = {
    "gazebo_ros_ray_sensor": (("ray", "gpu_ray", "lidar", "gpu_lidar"), _ray),
    "gazebo_ros_imu_sensor": (("imu",), _imu),
    "gazebo_ros_gps_sensor": (("gps", "navsat"), _gps),
    "gazebo_ros_bumper": (("contact",), _bumper),
    "gazebo_ros_camera": (("camera", "depth", "depth_camera"), _camera),
}
"""File name without `lib` and `.so` to (the types of sensors it belongs to, reader)."""


def with_plugins(factory: SensorFactory, mount: Mount) -> SensorSource:
    """The sensor, under the names that its plugins give it as well. Raises `SdfError`.

    The frame id is the plugin's `<frame_name>`, else the link's name, as in Gazebo classic.
    """
    chosen = [pair for plugin in mount.sensor.plugins if (pair := _known(plugin, mount))]
    if not chosen:
        return factory(mount)
    parameters, read = chosen[0]
    link = mount.link.link.name
    if read is _bumper:
        link = "world"
    sensor = replace(mount.sensor, frame_id=parameters.text("frame_name", link))
    mount = replace(mount, sensor=sensor)
    if read is _camera and mount.sensor.type.startswith("depth"):
        factory = RgbdCamera
    if read is _imu and not parameters.flag("initial_orientation_as_reference", False):
        mount = replace(mount, parameters=_world_referenced(mount.parameters))
    inner = factory(mount)
    aliases = [
        alias
        for element, reader in chosen
        for alias in reader(element, RosNames(element), mount, inner.publishers)
    ]
    return RosSensor(inner, aliases)


def _known(plugin: Any, mount: Mount) -> tuple[Element, _Reader] | None:
    parameters = plugin.parameters(mount.parameters.report)
    stem = plugin.filename.removeprefix("lib").removesuffix(".so")
    if stem not in ROS_PLUGINS:
        name = plugin.filename or plugin.name
        known = [f"lib{each}.so" for each in ROS_PLUGINS]
        parameters.left_out(f"there is no plugin '{name}' for a sensor{nearest(name, known)}")
        return None
    kinds, read = ROS_PLUGINS[stem]
    if mount.sensor.type not in kinds:
        expected = " or ".join(kinds)
        raise parameters.error(f"expected a sensor of type {expected}, got {mount.sensor.type}")
    parameters.text("frame_name", "")
    return parameters, read


def _index(own: Sequence[Endpoint], gz_type: str) -> int:
    return next(index for index, each in enumerate(own) if each.gz_type == gz_type)


def _world_referenced(parameters: Element) -> Element:
    """An IMU's parameters with the world's axes as the reference of its orientation."""
    node = parameters.node.__deepcopy__({})
    imu = node.find("imu")
    if imu is None:
        imu = _child(node, "imu")
    reference = imu.find("orientation_reference_frame")
    if reference is not None:
        imu.remove(reference)
    localization = _child(_child(imu, "orientation_reference_frame"), "localization")
    localization.text = "ENU"
    found = Element(node, parameters.report)
    for child in node:
        if child.tag != "imu":
            found.texts(str(child.tag))
    # What the original asked for is the copy's to report.
    parameters.texts("imu")
    return found


def _child(parent: Any, tag: str) -> Node:
    child = Node(tag, {})
    child.place = parent.place
    parent.append(child)
    return child

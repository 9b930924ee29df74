"""A world of gz-sim's systems as one of Gazebo classic, for ROS 2 Humble's `gazebo_ros`.

`gazebo_ros` has no bridge: its plugins publish on ROS topics themselves. Their topics come from
the bridge file, so that it stays the one place that names them. What has no counterpart and is
bridged is an error.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from atelier_grader.bridge import BridgeEntry
from atelier_grader.engine.gazebo.world_file import world_of
from atelier_grader.engine.protocol import EngineError
from atelier_grader.sdf.tree import Node

DIFF_DRIVE = "gz::sim::systems::DiffDrive"
MAX_WHEEL_TORQUE_NM = 20.0


def to_classic(tree: Node, entries: Iterable[BridgeEntry], folder: Path) -> Node:
    """A copy that gzserver 11 reads; textures become material scripts in `folder`.

    `entries` are those that the mission opens. Raises `EngineError` that names what Gazebo
    classic has not.
    """
    made = copy.deepcopy(tree)
    made.set("version", "1.7")
    ros = {entry.gz_topic: entry.ros_topic for entry in entries}
    world = world_of(made)
    for physics in world.findall("physics"):
        _pace(physics)
    for plugin in world.findall("plugin"):
        world.remove(plugin)
    for model in world.iter("model"):
        for plugin in model.findall("plugin"):
            model.remove(plugin)
            if plugin.get("name") == DIFF_DRIVE:
                model.append(_diff_drive(plugin, model, ros))
    for sensor in world.iter("sensor"):
        _sensor(sensor, ros)
    _materials(world, folder)
    if ros:
        raise EngineError(
            f"Gazebo classic: nothing in world {world.get('name')!r} can serve "
            f"{', '.join(map(repr, ros))}: systems other than DiffDrive, and sensors other than "
            "camera, lidar and IMU, need the Gazebo of ROS 2 Jazzy or later"
        )
    return made


def _pace(physics: ET.Element) -> None:
    """Steps a second: gzserver's pace is that, 1000 unless told, times the length of a step."""
    step_s = float(physics.findtext("max_step_size", "0.001"))
    factor = float(physics.findtext("real_time_factor", "1"))
    for given in physics.findall("real_time_update_rate"):
        physics.remove(given)
    ET.SubElement(physics, "real_time_update_rate").text = f"{factor / step_s:g}"


def _diff_drive(plugin: ET.Element, model: ET.Element, ros: dict[str, str]) -> ET.Element:
    def value(tag: str, default: str) -> str:
        return plugin.findtext(tag, default).strip()

    name = model.get("name", "")
    command = ros.pop(value("topic", f"/model/{name}/cmd_vel"), "")
    odometry = ros.pop(value("odom_topic", f"/model/{name}/odometry"), "")
    radius_m = float(value("wheel_radius", "0.2"))
    acceleration = float(value("max_linear_acceleration", "inf")) / radius_m
    fields = {
        "update_rate": value("odom_publish_frequency", "50"),
        "left_joint": value("left_joint", ""),
        "right_joint": value("right_joint", ""),
        "wheel_separation": value("wheel_separation", "1.0"),
        "wheel_diameter": f"{2 * radius_m:g}",
        "max_wheel_torque": f"{MAX_WHEEL_TORQUE_NM:g}",
        "max_wheel_acceleration": f"{acceleration:g}" if acceleration < 1e9 else "0",
        "command_topic": "cmd_vel",
        "odometry_topic": "odom",
        "odometry_frame": value("frame_id", "odom"),
        "robot_base_frame": value("child_frame_id", "base_link"),
        "odometry_source": "0",  # of the wheels, as in gz-sim
        "publish_odom": "true" if odometry else "false",
        "publish_odom_tf": "false",
        "publish_wheel_tf": "false",
    }
    topics = {"cmd_vel": command, "odom": odometry}
    return _plugin("diff_drive", "libgazebo_ros_diff_drive.so", topics, fields)


def _sensor(sensor: ET.Element, ros: dict[str, str]) -> None:
    topic = sensor.findtext("topic", "").strip()
    kind = sensor.get("type", "")
    frame = {"frame_name": sensor.findtext("gz_frame_id", "").strip()}
    for tag in ("topic", "gz_frame_id"):
        for child in sensor.findall(tag):
            sensor.remove(child)
    if kind in ("gpu_lidar", "lidar", "gpu_ray", "ray"):
        sensor.set("type", "ray")
        for lidar in sensor.findall("lidar"):
            lidar.tag = "ray"
        if scan := ros.pop(topic, ""):
            output = frame | {"output_type": "sensor_msgs/LaserScan"}
            _attach(sensor, "libgazebo_ros_ray_sensor.so", {"~/out": scan}, output)
    elif kind == "imu":
        if imu := ros.pop(topic, ""):
            _attach(sensor, "libgazebo_ros_imu_sensor.so", {"~/out": imu}, frame)
    elif kind == "camera":
        image = ros.pop(topic, "")
        info = ros.pop(f"{topic.rpartition('/')[0]}/camera_info", "")
        if image or info:
            name = sensor.get("name", "camera")
            topics = {f"{name}/image_raw": image, f"{name}/camera_info": info}
            fields = {**frame, "camera_name": name}
            _attach(sensor, "libgazebo_ros_camera.so", topics, fields)


def _attach(
    sensor: ET.Element, library: str, topics: dict[str, str], fields: dict[str, str]
) -> None:
    sensor.append(_plugin(f"{sensor.get('name')}_ros", library, topics, fields))


def _plugin(name: str, library: str, topics: dict[str, str], fields: dict[str, str]) -> ET.Element:
    made = ET.Element("plugin", name=name, filename=library)
    ros = ET.SubElement(made, "ros")
    for inside, outside in topics.items():
        if outside:
            ET.SubElement(ros, "remapping").text = f"{inside}:={outside}"
    for tag, text in fields.items():
        if text:
            ET.SubElement(made, tag).text = text
    return made


def _materials(world: Node, folder: Path) -> None:
    """Physically based materials do not exist there: an albedo map becomes an OGRE script."""
    scripts: list[str] = []
    for material in world.iter("material"):
        albedo = material.findtext(".//albedo_map", "").strip()
        for pbr in material.findall("pbr"):
            material.remove(pbr)
        if not albedo:
            continue
        name = f"Atelier/{len(scripts)}"
        scripts.append(
            f"material {name} {{ technique {{ pass {{ texture_unit {{ "
            f"texture {Path(albedo).name} filtering trilinear }} }} }} }}\n"
        )
        script = ET.SubElement(material, "script")
        ET.SubElement(script, "uri").text = folder.as_uri()
        ET.SubElement(script, "uri").text = Path(albedo).parent.as_uri()
        ET.SubElement(script, "name").text = name
    (folder / "atelier.material").write_text("".join(scripts), encoding="utf-8")

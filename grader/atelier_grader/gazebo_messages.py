"""ROS types of `ros_gz_bridge`'s table beyond the common ones; importing this makes them known.

Source: the message definitions of ros_gz_interfaces and actuator_msgs, Jazzy.
"""

from __future__ import annotations

from rosbags.typesys import get_types_from_msg

from atelier_grader.messages import STORE

PACKAGE = "ros_gz_interfaces/msg/"

_DEFINITIONS = {
    "Altimeter": """std_msgs/Header header
float64 vertical_position
float64 vertical_velocity
float64 vertical_reference""",
    "Entity": """uint8 NONE=0
uint8 LIGHT=1
uint8 MODEL=2
uint8 LINK=3
uint8 VISUAL=4
uint8 COLLISION=5
uint8 SENSOR=6
uint8 JOINT=7
uint64 id
string name
uint8 type""",
    "JointWrench": """std_msgs/Header header
std_msgs/String body_1_name
std_msgs/UInt32 body_1_id
std_msgs/String body_2_name
std_msgs/UInt32 body_2_id
geometry_msgs/Wrench body_1_wrench
geometry_msgs/Wrench body_2_wrench""",
    "Contact": """ros_gz_interfaces/Entity collision1
ros_gz_interfaces/Entity collision2
geometry_msgs/Vector3[] positions
geometry_msgs/Vector3[] normals
float64[] depths
ros_gz_interfaces/JointWrench[] wrenches""",
    "Contacts": """std_msgs/Header header
ros_gz_interfaces/Contact[] contacts""",
    "LogicalCameraImageModel": """string name
geometry_msgs/Pose pose""",
    "LogicalCameraImage": """std_msgs/Header header
geometry_msgs/Pose pose
ros_gz_interfaces/LogicalCameraImageModel[] model""",
    "Float32Array": "float32[] data",
    "EntityWrench": """std_msgs/Header header
ros_gz_interfaces/Entity entity
geometry_msgs/Wrench wrench""",
    "Dataframe": """std_msgs/Header header
string src_address
string dst_address
uint8[] data
float64 rssi""",
}

ACTUATORS = "actuator_msgs/msg/Actuators"
_ACTUATORS = """std_msgs/Header header
float64[] position
float64[] velocity
float64[] normalized"""

STORE.register(get_types_from_msg(_ACTUATORS, ACTUATORS))
for _name, _text in _DEFINITIONS.items():
    STORE.register(get_types_from_msg(_text, PACKAGE + _name))


def is_known(ros_type: str) -> bool:
    """Whether the grader can read and write the type."""
    return ros_type in STORE.fielddefs

"""A world for each registered system, with every parameter that Gazebo documents for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from atelier_grader.engine.mujoco.systems import CLASSIC, SYSTEMS
from atelier_grader.messages import new

WHEEL = """<link name="{name}_wheel"><pose>{x} {y} 0.1 -1.5707963267948966 0 0</pose>
  <inertial><mass>0.5</mass><inertia><ixx>0.0015</ixx><iyy>0.0015</iyy><izz>0.0025</izz>
  </inertia></inertial><collision name="tyre"><geometry><sphere><radius>0.1</radius></sphere>
  </geometry></collision></link>
  <joint name="{name}" type="revolute"><parent>{parent}</parent><child>{name}_wheel</child>
  <axis><xyz>0 0 1</xyz></axis></joint>"""
PIN = """<link name="{name}_pin"><pose>{x} {y} 0.1 0 0 0</pose><inertial><mass>0.3</mass>
  <inertia><ixx>0.001</ixx><iyy>0.001</iyy><izz>0.001</izz></inertia></inertial></link>
  <joint name="{name}_steer" type="revolute"><parent>base</parent><child>{name}_pin</child>
  <axis><xyz>0 0 1</xyz><limit><lower>-0.8</lower><upper>0.8</upper></limit></axis></joint>"""


def car(plugin: str) -> str:
    """Four wheels, the front ones steered."""
    parts = []
    for side, y in (("left", 0.2), ("right", -0.2)):
        parts.append(WHEEL.format(name=f"rear_{side}", x=0, y=y, parent="base"))
        parts.append(PIN.format(name=f"front_{side}", x=0.6, y=y))
        parts.append(WHEEL.format(name=f"front_{side}", x=0.6, y=y, parent=f"front_{side}_pin"))
    return f"""<model name="car"><pose>0 0 0 0 0 0</pose><link name="base"><inertial>
      <pose>0.3 0 0.15 0 0 0</pose><mass>8</mass>
      <inertia><ixx>0.1</ixx><iyy>0.3</iyy><izz>0.3</izz></inertia></inertial>
      <collision name="body"><pose>0.3 0 0.2 0 0 0</pose><geometry><box><size>0.4 0.3 0.1</size>
      </box></geometry></collision><sensor name="imu" type="imu"/></link>{"".join(parts)}{plugin}</model>"""


@dataclass(frozen=True)
class Case:
    """Parameters, and commands by topic; `place` is the model that holds the plugin.

    `moves`: the commands change the motion. `silent` topics have nothing to say in a second.
    """

    parameters: str = ""
    commands: dict[str, Any] = field(default_factory=dict)
    place: str = "car"
    moves: bool = True
    silent: tuple[str, ...] = ()


def tags(**values: object) -> str:
    """Elements; a list gives one each."""
    found = []
    for tag, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            found.append(f"<{tag}>{each}</{tag}>")
    return "".join(found)


def twist(x: float = 0.5, y: float = 0.0, turn: float = 0.3) -> Any:
    vector = "geometry_msgs/msg/Vector3"
    return new("geometry_msgs/msg/Twist", linear=new(vector, x=x, y=y), angular=new(vector, z=turn))


def number(value: float) -> Any:
    return new("std_msgs/msg/Float64", data=value)


def yes() -> Any:
    return new("std_msgs/msg/Bool", data=True)


def trajectory(frame_id: str = "") -> Any:
    name = "trajectory_msgs/msg/JointTrajectoryPoint"
    later = new("builtin_interfaces/msg/Duration", nanosec=300_000_000)
    points = [new(name, positions=[p], time_from_start=later) for p in (0.2, 0.4)]
    head = new("std_msgs/msg/Header", frame_id=frame_id)
    return new("trajectory_msgs/msg/JointTrajectory", header=head,
               joint_names=["front_left_steer"], points=points)  # fmt: skip


def wrench() -> Any:
    vector = "geometry_msgs/msg/Vector3"
    return new("geometry_msgs/msg/Wrench", force=new(vector, x=20.0), torque=new(vector, z=1.0))


def limits(prefix: str = "") -> str:
    return "".join(
        f"<{end}_{prefix}{what}>{sign * bound}</{end}_{prefix}{what}>"
        for what, bound in (("velocity", 2), ("acceleration", 5), ("jerk", 50))
        for end, sign in (("min", -1), ("max", 1))
    )


ODOMETRY = tags(odom_publish_frequency=20, odom_topic="/odom", tf_topic="/tf", frame_id="odom",
                child_frame_id="base")  # fmt: skip
PID = tags(p_gain=5, i_gain=0.1, d_gain=0.0005, i_max=1, i_min=-1, cmd_max=20, cmd_min=-20,
           cmd_offset=0.1)  # fmt: skip
DRIVEN = tags(wheel_separation=0.4, wheel_radius=0.1)
STEERED = tags(
    left_joint="rear_left", right_joint="rear_right", left_steering_joint="front_left_steer",
    right_steering_joint="front_right_steer", kingpin_width=0.4, steering_limit=0.6,
    wheel_base=0.6, steer_p_gain=5, steering_only="false", topic="/go",
)  # fmt: skip
TRACKS = "".join(
    f"<{side}_track>{tags(link='base', velocity_topic=f'/{side}', center_of_rotation_topic='/c')}"
    f"</{side}_track>"
    for side in ("left", "right")
)
BATTERY = tags(
    battery_name="b", voltage=12, open_circuit_voltage_constant_coef=12,
    open_circuit_voltage_linear_coef=-1, initial_charge=1, capacity=1.2, resistance=0.1,
    smooth_current_tau=1, power_load=20, start_draining="true", fix_issue_225="true",
    enable_recharge="true", charging_time=2, recharge_by_topic="true",
    invert_current_sign="false", power_draining_topic=["/drain"],
    stop_power_draining_topic=["/rest"],
)  # fmt: skip
POSES = tags(
    publish_link_pose="true", publish_visual_pose="true", publish_collision_pose="true",
    publish_sensor_pose="true", publish_nested_model_pose="true", publish_model_pose="true",
    use_pose_vector_msg="true", static_publisher="true", static_update_frequency=5,
    update_frequency=10, topic="/poses",
)  # fmt: skip
TRAJECTORY = tags(
    topic="/trajectory", use_header_start_time="false", joint_name=["front_left_steer"],
    initial_position=[0], position_p_gain=[8], position_i_gain=[0.1], position_d_gain=[0.3],
    position_i_min=[-1], position_i_max=[1], position_cmd_min=[-9], position_cmd_max=[9],
    position_cmd_offset=[0], velocity_p_gain=[0.1], velocity_i_gain=[0], velocity_d_gain=[0],
    velocity_i_min=[-1], velocity_i_max=[1], velocity_cmd_min=[-9], velocity_cmd_max=[9],
    velocity_cmd_offset=[0],
)  # fmt: skip
ROS = "<ros><namespace>/ns</namespace><remapping>cmd_vel:=go</remapping></ros>"

CASES: dict[str, Case] = {
    "Physics": Case("<engine><filename>gz-physics-dartsim-plugin</filename></engine>"
                    "<contacts><include_entity_names>true</include_entity_names></contacts>"
                    "<enforce_fixed_constraint>false</enforce_fixed_constraint>", place="world"),
    "UserCommands": Case(place="world"),
    "SceneBroadcaster": Case(tags(dynamic_pose_hertz=60, state_hertz=60), place="world"),
    "Sensors": Case(tags(render_engine="ogre2", disable_on_drained_battery="false"),
                    place="world"),
    "Imu": Case(place="world"),
    "Contact": Case(place="world"),
    "AirPressure": Case(place="world"),
    "Altimeter": Case(place="world"),
    "LogRecord": Case("<record_path>log</record_path>", place="world"),
    "CameraVideoRecorder": Case(place="world"),
    "LogVideoRecorder": Case(place="world"),
    "ColladaWorldExporter": Case(place="world"),
    "ModelPhotoShoot": Case(place="world"),
    "WebsocketServer": Case("<port>9002</port>", place="world"),
    "LedPlugin": Case(),
    "LensFlare": Case(place="world"),
    "ParticleEmitter": Case(place="world"),
    "ShaderParam": Case(),
    "ForceTorque": Case(place="world"),
    "Label": Case(tags(label=4)),
    "LogicalCamera": Case(place="world"),
    "Magnetometer": Case(place="world"),
    "NavSat": Case(place="world"),
    "Buoyancy": Case(
        "<graded_buoyancy><default_density>1000</default_density><density_change>"
        "<above_depth>0.2</above_depth><density>1</density></density_change></graded_buoyancy>"
        + tags(enable=["crate", "car::base"]), place="world",
    ),
    "DiffDrive": Case(
        tags(left_joint="rear_left", right_joint="rear_right", topic="/go") + DRIVEN + ODOMETRY
        + limits("linear_") + limits("angular_") + limits(),
        {"/go": twist()},
    ),
    "OdometryPublisher": Case(
        tags(odom_frame="odom", robot_base_frame="base", odom_publish_frequency=20,
             odom_topic="/odom", odom_covariance_topic="/odom2", tf_topic="/tf", dimensions=3,
             xyz_offset="0 0 0.1", rpy_offset="0 0 0.2", gaussian_noise=0.1)
    ),
    "JointStatePublisher": Case(tags(joint_name="rear_left", topic="/states", update_rate=20)),
    "JointController": Case(
        tags(joint_name="rear_left", initial_velocity=0.0, use_force_commands="true", topic="/j",
             sub_topic="j", use_actuator_msg="false", actuator_number=0, disable_braking="false")
        + PID.replace("<p_gain>5<", "<p_gain>0.2<"),
        {"/j": number(3.0)},
    ),
    "JointPositionController": Case(
        tags(joint_name="front_left_steer", joint_index=0, initial_position=0.0, topic="/j",
             sub_topic="j", use_actuator_msg="false", actuator_number=0,
             use_velocity_commands="false") + PID,
        {"/j": number(0.3)},
    ),
    "JointTrajectoryController": Case(
        TRAJECTORY, {"/trajectory": trajectory()},
    ),
    "VelocityControl": Case(
        tags(topic="/go", initial_linear="0.1 0 0", initial_angular="0 0 0", link_name="link"),
        {"/go": twist()}, "crate",
    ),
    "AckermannSteering": Case(
        STEERED + DRIVEN + ODOMETRY + limits()
        + tags(sub_topic="x", use_actuator_msg="false", actuator_number=0),
        {"/go": twist()},
    ),
    "TrackController": Case(
        tags(link="link", velocity_topic="/go", center_of_rotation_topic="/centre",
             odometry_topic="/odom", odometry_publish_frequency=20, debug="false",
             track_orientation="0 0 0", max_command_age=9) + limits(),
        {"/go": number(0.4)}, "belt",
    ),
    "TrackedVehicle": Case(
        TRACKS + f"<linear_velocity>{limits()}</linear_velocity>"
        f"<angular_velocity>{limits()}</angular_velocity>" + ODOMETRY
        + tags(topic="/go", body_link="base", tracks_separation=0.4, track_height=0.1,
               steering_efficiency=0.5, steering_efficiency_topic="/e", debug="false"),
        {"/go": twist()}, moves=False,
    ),
    "DetachableJoint": Case(
        tags(parent_link="base", child_model="crate", child_link="link", detach_topic="/let_go",
             attach_topic="/take", output_topic="/holding", suppress_child_warning="true"),
        {"/let_go": new("std_msgs/msg/Empty")},
    ),
    "MecanumDrive": Case(
        tags(front_left_joint="front_left", front_right_joint="front_right",
             back_left_joint="rear_left", back_right_joint="rear_right", wheelbase=0.6,
             topic="/go") + DRIVEN + ODOMETRY + limits(),
        {"/go": twist(0.3, 0.2, 0.0)},
    ),
    "PosePublisher": Case(POSES),
    "TouchPlugin": Case(
        tags(target="belt", time=0.05, enabled="true", namespace="/t", collision="box",
             create_contact_sensor_for_collision="true"), place="crate",
    ),
    "LinearBatteryPlugin": Case(
        BATTERY, {"/model/car/battery/b/recharge/start": yes()}, moves=False
    ),
    "ApplyJointForce": Case(
        tags(joint_name="rear_left"), {"/model/car/joint/rear_left/cmd_force": number(1.0)}
    ),
    "TriggeredPublisher": Case(
        '<input type="gz.msgs.Boolean" topic="/in"><match field="data" tol="0.1" '
        'logic_type="positive">true</match></input><output type="gz.msgs.Double" topic="/out">'
        "data: 2</output><delay_ms>20</delay_ms>",
        {"/in": yes()}, "world", moves=False,
    ),
    "gazebo_ros_diff_drive": Case(
        ROS + tags(update_rate=50, num_wheel_pairs=1, left_joint="rear_left",
                   right_joint="rear_right", wheel_separation=0.4, wheel_diameter=0.2,
                   max_wheel_torque=20, max_wheel_acceleration=1, publish_odom="true",
                   publish_odom_tf="true", publish_wheel_tf="false", odometry_frame="odom",
                   odometry_source=1, robot_base_frame="base", covariance_x=1e-4,
                   covariance_y=1e-4, covariance_yaw=0.01, command_topic="cmd_vel",
                   odometry_topic="odom"),
        {"/ns/go": twist()},
    ),
    "gazebo_ros_joint_state_publisher": Case(
        tags(ros="<namespace>a</namespace>", update_rate=20, joint_name="rear_left")
    ),
    "gazebo_ros_p3d": Case(
        tags(body_name="link", frame_name="world", update_rate=20, gaussian_noise=0.01,
             xyz_offset="0 0 1", rpy_offset="0 0 0.1"), place="crate",
    ),
    "gazebo_ros_planar_move": Case(
        ROS + tags(update_rate=50, publish_rate=20, publish_odom="true", publish_odom_tf="true",
                   odometry_frame="odom", robot_base_frame="base", covariance_x=1e-4,
                   covariance_y=1e-4, covariance_yaw=0.01),
        {"/ns/go": twist()}, "crate",
    ),
    "gazebo_ros_ackermann_drive": Case(
        ROS + tags(
            update_rate=100, front_left_joint="front_left", front_right_joint="front_right",
            rear_left_joint="rear_left", rear_right_joint="rear_right",
            left_steering_joint="front_left_steer", right_steering_joint="front_right_steer",
            steering_wheel_joint="none", max_steer=0.6, max_steering_angle=7, max_speed=2,
            left_steering_pid_gain="15 0 1", left_steering_i_range="0 0",
            right_steering_pid_gain="15 0 1", right_steering_i_range="0 0",
            linear_velocity_pid_gain="2 0 0", linear_velocity_i_range="0 0",
            publish_odom="true", publish_odom_tf="true", publish_wheel_tf="false",
            publish_distance="false", publish_steerangle="false", odometry_frame="odom",
            robot_base_frame="base", covariance_x=1e-4, covariance_y=1e-4, covariance_yaw=0.01),
        {"/ns/go": twist()},
    ),
    "gazebo_ros_force": Case(
        ROS + tags(link_name="link", force_frame="world"),
        {"/ns/gazebo_ros_force": wrench()}, "crate",
    ),
    "gazebo_ros_ft_sensor": Case(
        ROS + tags(joint_name="rear_left", update_rate=20, gaussian_noise=0.1, frame_name="x")
    ),
    "gazebo_ros_joint_pose_trajectory": Case(
        ROS + tags(update_rate=50), {"/ns/set_joint_trajectory": trajectory("world")},
    ),
    "gazebo_ros_init": Case(ROS + tags(update_rate=1), place="world"),
    "gazebo_ros_factory": Case(ROS, place="world"),
}  # fmt: skip


def _plugin(name: str, parameters: str) -> str:
    if name in CLASSIC:
        return f'<plugin name="it" filename="lib{name}.so">{parameters}</plugin>'
    return f"""<plugin filename="gz-sim-{SYSTEMS[name][0]}-system"
      name="gz::sim::systems::{name}">{parameters}</plugin>"""


def build(lab: Any, name: str, parameters: str | None = None) -> Any:
    """A floor with the car, a crate on a belt, and the plugin in its place."""
    case = CASES[name]
    inner = case.parameters if parameters is None else parameters
    plugin = {case.place: _plugin(name, inner)}
    belt = lab.box("belt", "2 2 0.1 0 0 0", "2 0.6 0.1", static=True, joint=plugin.get("belt", ""))
    crate = lab.box("crate", "2 2 0.2501 0 0 0", joint=plugin.get("crate", ""))
    return lab.engine(lab.floor(), car(plugin.get("car", "")), belt, crate, plugin.get("world", ""))

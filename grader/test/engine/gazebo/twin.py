"""A `gz` with a simulator behind it: the embedded engine in real time, told as Gazebo tells it.

It reads the very file that Gazebo would get, instruments included, and does what
`parameter_bridge` does with its configuration.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(os.environ["FAKE_GZ"]) / os.environ["GZ_PARTITION"]
UNPAUSED = HERE / "unpaused"
CONTACTS, TRANSFORMS = "ros_gz_interfaces/msg/Contacts", "tf2_msgs/msg/TFMessage"
STEP_NS = 10_000_000


def serve(world: Path) -> None:
    """`gz sim -s`: whoever connects names a topic, and gets its messages as text."""
    import rclpy
    from rosgraph_msgs.msg import Clock
    from ruamel.yaml import YAML

    from atelier_grader import sdf
    from atelier_grader.engine.mujoco.engine import MujocoEngine
    from atelier_grader.messages import decode
    from atelier_lockstep.robot import message_type

    engine = MujocoEngine(sdf.load(world))
    listeners: list[tuple[str, socket.socket]] = []
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(HERE / "gz"))
    listening.listen()

    def accept() -> None:
        while True:
            stream, _ = listening.accept()
            listeners.append((stream.recv(200).decode(), stream))

    def say(topic: str, text: str) -> None:
        for listened, stream in list(listeners):
            if listened == topic:
                with contextlib.suppress(OSError):
                    stream.sendall(f"{text}\n".encode())

    rclpy.init()
    node = rclpy.create_node("twin")
    clock = node.create_publisher(Clock, "/clock", 10)
    commands: list[tuple[str, str, bytes]] = []
    types = {each.topic: TRANSFORMS for each in engine.publishers if each.topic.endswith("/pose")}
    types["/atelier/contacts"] = CONTACTS
    out = {}
    for entry in YAML(typ="safe").load(world.with_name("bridge.yaml")):
        topic, kind = entry["gz_topic_name"], entry["ros_type_name"]
        if entry["direction"] == "ROS_TO_GZ":
            node.create_subscription(
                message_type(kind), entry["ros_topic_name"],
                lambda cdr, topic=topic, kind=kind: commands.append((topic, kind, bytes(cdr))),
                10, raw=True,
            )  # fmt: skip
        elif topic != "/clock":
            types[topic] = kind
            out[topic] = node.create_publisher(message_type(kind), entry["ros_topic_name"], 10)
    engine.listen(types)
    for task in (accept, lambda: rclpy.spin(node)):
        threading.Thread(target=task, daemon=True).start()
    (HERE / "world").touch()
    while not UNPAUSED.exists():
        time.sleep(0.02)
    began_s = time.monotonic()
    while True:
        while commands:
            topic, kind, cdr = commands.pop(0)
            engine.send(topic, decode(kind, cdr, 2**20))
        until_ns = engine.now_ns + STEP_NS
        while engine.now_ns < until_ns:
            for sample in engine.advance(until_ns):
                if sample.topic in out:
                    out[sample.topic].publish(sample.cdr)
                else:
                    message = decode(types[sample.topic], sample.cdr, 2**20)
                    say(sample.topic, text_of(message, sample.stamp_ns))
        now = Clock()
        now.clock.sec, now.clock.nanosec = divmod(engine.now_ns, 10**9)
        clock.publish(now)
        say("/world/pump_room/stats", f"sim_time {{\n{stamp_text(engine.now_ns)}}}\n")
        time.sleep(max(0.0, began_s + engine.now_ns / 1e9 - time.monotonic()))


def stamp_text(time_ns: int) -> str:
    return f"sec: {time_ns // 10**9}\nnsec: {time_ns % 10**9}\n"


def text_of(message: Any, stamp_ns: int) -> str:
    """A `Pose_V` or `Contacts`, as protobuf prints it."""
    text = f"header {{\nstamp {{\n{stamp_text(stamp_ns)}}}\n}}\n"
    for each in getattr(message, "transforms", ()):
        at, turn = each.transform.translation, each.transform.rotation
        text += (
            f'pose {{\nname: "x"\nheader {{\ndata {{\nkey: "child_frame_id"\n'
            f'value: "{each.child_frame_id}"\n}}\n}}\n'
            f"position {{\nx: {at.x}\ny: {at.y}\nz: {at.z}\n}}\n"
            f"orientation {{\nx: {turn.x}\ny: {turn.y}\nz: {turn.z}\nw: {turn.w}\n}}\n}}\n"
        )
    for each in getattr(message, "contacts", ()):
        names = each.collision1.name, each.collision2.name
        text += "contact {\n" + "".join(
            f'collision{i} {{\nname: "{name}"\n}}\n' for i, name in enumerate(names, 1)
        ) + "}\n"  # fmt: skip
    return text


def echo(topic: str) -> None:
    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect(str(HERE / "gz"))
        stream.sendall(topic.encode())
        while data := stream.recv(2**16):
            sys.stdout.write(data.decode())
            sys.stdout.flush()


def main(verb: str, *args: str) -> None:
    HERE.mkdir(exist_ok=True)
    if verb == "sim":
        serve(Path(args[-1]))
    elif verb == "service":
        UNPAUSED.touch()
    elif args[0] == "-l":
        print("/world/pump_room/stats" if (HERE / "world").exists() else "")
    else:
        echo(args[-1])


main(*sys.argv[1:])

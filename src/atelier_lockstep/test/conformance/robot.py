"""A robot of a few lines that drives as it is told, in lock-step with a real host process."""

from __future__ import annotations

import hashlib
import math
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.serialization import deserialize_message, serialize_message

from atelier_lockstep import wire
from atelier_lockstep.wire import Ended, Idle, Kind, Setup, Tick, Topic

PROGRAMS = Path(__file__).parent / "programs"
STEP_NS = 2_000_000
ODOMETRY_NS = 50_000_000
TOPICS = (
    Topic("/odom", "nav_msgs/msg/Odometry", to_controller=True),
    Topic("/cmd_vel", "geometry_msgs/msg/Twist", to_controller=False),
)


@dataclass
class Outcome:
    """What a program did in a world of some seconds: commands are (time_s, linear, angular)."""

    commands: list[tuple[float, float, float]] = field(default_factory=list)
    x_m: float = 0.0
    left_s: float = 0.0
    ended: Ended | None = None
    status: int | None = None
    output: str = ""
    digest: str = ""


class Unicycle:
    """Goes at the commanded speed at once."""

    def __init__(self) -> None:
        self.now_ns = 0
        self.x_m = self.y_m = self.yaw_rad = self.linear = self.angular = 0.0

    def advance(self, until_ns: int) -> None:
        while self.now_ns < until_ns:
            self.now_ns += STEP_NS
            step_s = STEP_NS / 1e9
            self.x_m += step_s * self.linear * math.cos(self.yaw_rad)
            self.y_m += step_s * self.linear * math.sin(self.yaw_rad)
            self.yaw_rad += step_s * self.angular

    def odometry(self) -> bytes:
        message = Odometry()
        seconds, message.header.stamp.nanosec = divmod(self.now_ns, 10**9)
        message.header.stamp.sec = seconds
        message.pose.pose.position.x = self.x_m
        message.pose.pose.position.y = self.y_m
        message.pose.pose.orientation.z = math.sin(self.yaw_rad / 2)
        message.pose.pose.orientation.w = math.cos(self.yaw_rad / 2)
        message.twist.twist.linear.x = self.linear
        data: bytes = serialize_message(message)
        return data


def run(program: Path, seconds: float, folder: Path) -> Outcome:
    """Run a program for `seconds` of simulated time, then interrupt it as Ctrl-C would."""
    here, there = socket.socketpair()
    here.settimeout(240)
    with (folder / "output.txt").open("w+") as output:
        host = subprocess.Popen(
            [sys.executable, "-m", "atelier_lockstep.host", str(there.fileno())],
            pass_fds=[there.fileno()],
            stdout=output,
            stderr=output,
            env=os.environ | {"PYTHONHASHSEED": "0", "ROS_LOG_DIR": str(folder)},
        )
        there.close()
        setup = Setup(TOPICS, (program.stem,), str(program), "main", (str(program.parent),))
        try:
            outcome = exchange(here, setup, seconds)
        finally:
            here.close()
            try:
                status = host.wait(120)
            except subprocess.TimeoutExpired:
                host.kill()
                status = host.wait()
        output.seek(0)
        outcome.output, outcome.status = output.read(), status
    return outcome


def exchange(here: socket.socket, setup: Setup, seconds: float) -> Outcome:
    """The grader's end: until the program has ended, or the stream breaks."""
    outcome, robot, digest = Outcome(), Unicycle(), hashlib.sha256()
    wire.write(here, Kind.SETUP, wire.pack_setup(setup))
    end_ns, next_ns = int(seconds * 1e9), ODOMETRY_NS
    while (frame := wire.read(here)) is not None:
        kind, body = frame
        if kind is Kind.READY:
            continue
        if kind is Kind.ENDED:
            outcome.ended = wire.unpack_ended(body)
            break
        idle: Idle = wire.unpack_idle(body)
        for _, data in idle.commands:
            command = deserialize_message(data, Twist)
            robot.linear, robot.angular = command.linear.x, command.angular.z
            outcome.commands.append((robot.now_ns / 1e9, robot.linear, robot.angular))
            digest.update(b"%d " % robot.now_ns + data)
        if robot.now_ns >= end_ns:
            wire.write(here, Kind.STOP, b"")
            continue
        until_ns = min(next_ns, idle.next_wakeup_ns, end_ns)
        robot.advance(max(robot.now_ns + STEP_NS, -(-until_ns // STEP_NS) * STEP_NS))
        messages: tuple[tuple[int, bytes], ...] = ()
        if robot.now_ns >= next_ns:
            next_ns += ODOMETRY_NS
            if idle.listened & 1:
                messages = ((0, robot.odometry()),)
        wire.write(here, Kind.TICK, wire.pack_tick(Tick(robot.now_ns, messages)))
    outcome.left_s = robot.now_ns / 1e9
    robot.advance(end_ns)  # with its last command, when the program has left
    outcome.x_m, outcome.digest = robot.x_m, digest.hexdigest()
    return outcome

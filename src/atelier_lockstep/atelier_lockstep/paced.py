"""The controller process of a paced run: real programs on the machine's clock, and the robot.

    python -m atelier_lockstep.paced FD

As in lock-step FD is a stream to the grader, and its first frame, SETUP, says what to run. Each
program is a process of its own. The robot stands beside them on real DDS topics: it publishes
what a TICK brings, and answers at once with an IDLE that has the commands since the last one. Who
keeps the pace is the grader.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import time
from dataclasses import replace
from typing import Any

from . import wire
from .death import adopt_orphans, kill_children
from .native_process import NativeProcess
from .start_up import StartUp, load_of
from .wire import NEVER_NS, Ended, Idle, Kind, Setup

PROBE = "atelier_probe"
PROBE_S = 5.0
LOOK_S = 0.02
TAKE_S = 0.002
"""How often commands are taken: what somebody said who has gone since is lost."""

LEAVE_S = 2.0
"""How long a program that has told its end may take to leave."""


class Paced:
    """The robot's side of one paced run."""

    def __init__(self, stream: socket.socket, setup: Setup) -> None:
        self._stream = stream
        self._setup = setup
        self._programs: list[NativeProcess] = []
        self._unmatched: tuple[str, ...] = ()
        self._nodes = 0
        self._commands: tuple[tuple[int, bytes], ...] = ()

    def run(self) -> None:
        """Until the grader is gone or has been told how the programs ended."""
        robot = self._robot()
        try:
            self._exchange(robot)
        finally:
            robot.node.destroy_node()
            robot.node.context.shutdown()

    def _exchange(self, robot: Any) -> None:
        programs = self._setup.programs
        if programs and (problem := self._unseen(robot)) is not None:
            wire.write(self._stream, Kind.ENDED, wire.pack_ended(problem))
            return
        wire.write(self._stream, Kind.READY, b"")
        self._programs = [NativeProcess(program, self._setup) for program in programs]
        if programs:
            self._await_start(robot)
        ended: Ended | None = None
        now_ns = 0
        while ended is None:
            ended = self._ended()
            commands, self._commands = self._commands + robot.take_commands(), ()
            if ended is not None and not commands:
                break
            idle = Idle(NEVER_NS, robot.listened(), commands)
            wire.write(self._stream, Kind.IDLE, wire.pack_idle(idle))
            while not self._spoken_to(TAKE_S):
                self._commands += robot.take_commands()
            frame = wire.read(self._stream)
            if frame is None:
                return
            kind, body = frame
            if kind is Kind.STOP:
                if (ended := self._stop(robot, now_ns)) is None:
                    return
                break
            if kind is not Kind.TICK:
                raise wire.WireError(f"{kind.name} is not for the controller")
            tick = wire.unpack_tick(body)
            now_ns = tick.now_ns
            robot.publish(now_ns, tick.messages)
        ended = replace(ended, nodes=self._nodes, spins=1, unmatched=self._unmatched)
        wire.write(self._stream, Kind.ENDED, wire.pack_ended(ended))
        for each in self._programs:
            each.wait(LEAVE_S)

    def _robot(self) -> Any:
        from rclpy.context import Context

        from .robot import Robot

        context = Context()
        context.init([])
        robot = Robot(self._setup.topics, self._setup.clock)
        robot.attach(context)
        self._node = robot.node
        return robot

    def _unseen(self, robot: Any) -> Ended | None:
        """Whether the robot cannot see another participant on this network."""
        from rclpy.context import Context
        from rclpy.node import Node

        context = Context()
        context.init([])
        probe = Node(PROBE, context=context, use_global_arguments=False, enable_rosout=False)
        try:
            end_s = time.monotonic() + PROBE_S
            while time.monotonic() < end_s:
                if PROBE in robot.node.get_node_names():
                    return None
                time.sleep(LOOK_S)
        finally:
            probe.destroy_node()
            context.shutdown()
        return Ended("unseen", message=f"a second node was not seen within {PROBE_S:g} s")

    def _await_start(self, robot: Any) -> None:
        """Until programs have nodes and wait, one of them commands, or it takes long."""
        start_up, pids = StartUp(), [each.pid for each in self._programs]
        awaited = sum(not each.program.delay_s for each in self._programs)
        others = len(self._graph()[0])
        looked_s = began_s = time.monotonic()
        while (now_s := time.monotonic()) - began_s < self._setup.start_up_s:
            self._commands += robot.take_commands()
            if self._commands or self._ended() is not None or self._spoken_to(TAKE_S):
                return
            if now_s - looked_s < LOOK_S:
                continue
            looked_s, graph = now_s, self._graph()
            others = min(others, len(graph[0]))
            self._nodes = max(self._nodes, len(graph[0]) - others)
            settled = start_up.settled(now_s, graph, load_of(pids))
            if settled and self._nodes >= awaited:
                return

    def _spoken_to(self, timeout_s: float) -> bool:
        """Whether the grader says something out of turn: that it is gone."""
        return bool(select.select([self._stream], [], [], timeout_s)[0])

    def _graph(self) -> tuple[list[Any], ...]:
        node = self._node
        topics = sorted(name for name, _ in node.get_topic_names_and_types())
        return (
            sorted(each for each in node.get_node_names_and_namespaces() if each[0] != PROBE),
            [(name, node.count_publishers(name), node.count_subscribers(name)) for name in topics],
        )

    def _ended(self) -> Ended | None:
        """The first failure, or that all have left; None while some run."""
        left = Ended("returned")
        running = not self._programs
        for each in self._programs:
            ended = each.ended
            if ended is None:
                running = True
            elif ended.how == "interrupted":
                left = ended
            elif ended.how != "returned":
                name = each.program.name if len(self._programs) > 1 else ""
                return replace(ended, program=name)
        return None if running else left

    def _stop(self, robot: Any, now_ns: int) -> Ended | None:
        """Interrupt every program as Ctrl-C would, while time goes on; kill what stays.

        None where the grader is gone.
        """
        if not self._programs:
            return Ended("returned")
        self._unmatched = robot.unmatched()
        for each in self._programs:
            each.interrupt()
        began_s = time.monotonic()
        while (passed_s := time.monotonic() - began_s) < self._setup.grace_s:
            if all(each.ended is not None for each in self._programs):
                return self._ended()
            if self._spoken_to(LOOK_S):
                return None
            robot.publish(now_ns + int(passed_s * 1e9), ())
        kill_children()
        return Ended("interrupted", 130)


def main() -> None:
    # A terminal's Ctrl-C is for the grader to tell; unlike SIG_IGN this is not handed on.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    adopt_orphans()
    stream = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(stream.fileno(), False)
    try:
        frame = wire.read(stream)
        if frame is None or frame[0] is not Kind.SETUP:
            raise wire.WireError("the first frame is not SETUP")
        setup = wire.unpack_setup(frame[1])
        os.environ.update(setup.environment)
        Paced(stream, setup).run()
    except (BrokenPipeError, ConnectionResetError):
        pass  # the grader is gone
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        kill_children()
    os._exit(0)  # the middleware's threads have nothing left to say


if __name__ == "__main__":
    main()

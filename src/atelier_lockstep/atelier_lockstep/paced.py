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
from .wire import NEVER_NS, Ended, Idle, Kind, Setup

SETTLE_S = 0.5
"""How long nodes and topics must stay the same before the program counts as started."""

PROBE = "atelier_probe"
PROBE_S = 5.0
LOOK_S = 0.02


class Paced:
    """The robot's side of one paced run."""

    def __init__(self, stream: socket.socket, setup: Setup) -> None:
        self._stream = stream
        self._setup = setup
        self._programs: list[NativeProcess] = []
        self._unmatched: tuple[str, ...] = ()
        self._nodes = 0

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
        self._programs = [NativeProcess(program, self._setup.path) for program in programs]
        if programs:
            self._await_start()
        while (ended := self._ended()) is None:
            commands = robot.take_commands()
            idle = Idle(NEVER_NS, robot.listened(), commands)
            wire.write(self._stream, Kind.IDLE, wire.pack_idle(idle))
            frame = wire.read(self._stream)
            if frame is None:
                return
            kind, body = frame
            if kind is Kind.STOP:
                ended = self._stop(robot)
                break
            if kind is not Kind.TICK:
                raise wire.WireError(f"{kind.name} is not for the controller")
            tick = wire.unpack_tick(body)
            robot.publish(tick.now_ns, tick.messages)
        if ended is not None:
            ended = replace(ended, nodes=self._nodes, spins=1, unmatched=self._unmatched)
            wire.write(self._stream, Kind.ENDED, wire.pack_ended(ended))

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

    def _await_start(self) -> None:
        """Until each program has a node and nothing has changed for a while, or it takes long."""
        began_s = since_s = time.monotonic()
        before: object = None
        while (now_s := time.monotonic()) - began_s < self._setup.start_up_s:
            if self._ended() is not None or self._spoken_to(LOOK_S):
                return
            graph = self._graph()
            self._nodes = max(self._nodes, len(graph[0]) - 1)
            if graph != before:
                before, since_s = graph, now_s
            elif self._nodes >= len(self._programs) and now_s - since_s >= SETTLE_S:
                return

    def _spoken_to(self, timeout_s: float) -> bool:
        """Whether the grader says something out of turn: that it is gone."""
        return bool(select.select([self._stream], [], [], timeout_s)[0])

    def _graph(self) -> tuple[list[Any], ...]:
        node = self._node
        topics = sorted(name for name, _ in node.get_topic_names_and_types())
        return (
            sorted(node.get_node_names_and_namespaces()),
            [(name, node.count_publishers(name), node.count_subscribers(name)) for name in topics],
        )

    def _ended(self) -> Ended | None:
        """The first failure, or that all have returned; None while some run."""
        running = not self._programs
        for each in self._programs:
            ended = each.ended
            if ended is None:
                running = True
            elif ended.how not in ("returned", "interrupted"):
                name = each.program.name if len(self._programs) > 1 else ""
                return replace(ended, program=name)
        return None if running else Ended("returned")

    def _stop(self, robot: Any) -> Ended | None:
        """Interrupt every program as Ctrl-C would; None where the grader does not wait."""
        if not self._programs:
            return Ended("returned")
        self._unmatched = robot.unmatched()
        for each in self._programs:
            each.interrupt()
        while any(each.ended is None for each in self._programs):
            if self._spoken_to(LOOK_S):
                return None
        failed = self._ended()
        return failed if failed and failed.how != "returned" else Ended("interrupted", 130)


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

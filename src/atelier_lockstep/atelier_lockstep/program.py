"""The programs under test, on virtual threads, with the robot beside them."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import os
import signal
import sys
import weakref
from collections.abc import Iterator
from typing import Any

from greenlet import getcurrent
from rclpy.exceptions import InvalidHandle
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.signals import (
    SignalHandlerOptions,
    get_current_signal_handlers_options,
    uninstall_signal_handlers,
)
from rclpy.timer import Rate
from rclpy.utilities import get_default_context

from . import asking, entities, entry, executor, shared_locks, wait_set
from .channel import Channel
from .composition import Composition
from .contexts import Contexts, adopt, is_ok, is_there, nodes_of
from .entities import Graph
from .forks import Forks
from .lasting import Lasting, unserved
from .log_time import LogTime
from .outside import Outside
from .robot import NODE_NAME, Robot
from .ros_time import RosTime
from .scheduler import Scheduler, VirtualThread
from .selecting import Selecting
from .signals import Signals
from .sockets import Sockets
from .stacks import describe, place
from .stall import Stall
from .windows import Windows
from .wire import NEVER_NS, Ended, Setup

HANDLES: dict[int, Any] = {
    signal.SIGINT: SignalHandlerOptions.SIGINT,
    signal.SIGTERM: SignalHandlerOptions.SIGTERM,
}
"""What has rclpy hear which signal."""

CLOCK_NS = 10_000_000
"""`/clock` comes at least this often to a program that subscribes to it."""


class Program:
    """Runs what a setup names, as console scripts would, and reports how it ends."""

    def __init__(self, setup: Setup, scheduler: Scheduler, channel: Channel) -> None:
        self.setup = setup
        self.scheduler = scheduler
        self.channel = channel
        self.robot = Robot(setup.topics)
        self.time = RosTime(scheduler)
        self.status = 0
        self.nodes = 0
        self._noticed: dict[str, Any] = {}
        self.contexts = Contexts(self.robot.attach, self._initialised)
        self.composition = Composition(scheduler, setup.programs) if setup.others else None
        self._threads: list[VirtualThread] = []
        self._forks = Forks(scheduler, self._divided)
        self._signals = Signals(scheduler, self._main_thread, self._interrupt)
        self._is_child = False
        self._listened = (-1, 0)
        self._reads_clock = (-1, False)
        self._told = False
        self._exit = os._exit
        self._install()

    def _install(self) -> None:
        entities.install(self.scheduler, self.time.moments)
        wait_set.install(self.scheduler)
        stall = Stall(self.scheduler, self._end, self._nodes, self.setup.path)
        stall.install()
        executor.install(self.scheduler, stall)
        self.time.install()
        LogTime(self.scheduler).install()
        outside = Outside(self.scheduler)
        outside.install()
        shared_locks.install(outside)
        Selecting(self.scheduler, outside).install()
        Sockets(self.scheduler, outside).install()
        self._signals.install()
        Windows(self.scheduler).install()
        asking.install(self.scheduler)
        self.contexts.install()
        if self.composition is not None:
            self.composition.install(self.setup.path)
        else:
            os._exit = self._leave  # type: ignore[assignment]
        self._use_sim_time()
        self.scheduler.idle = self._idle
        self.scheduler.on_interrupt = self._interrupt
        self.channel.take_commands = self.robot.take_commands
        self.channel.listened = self._listened_topics
        self.channel.moved = self._moved
        self.channel.stopped = self._stopped
        self.channel.unfinished = lambda: self._tell(Ended("unfinished"))
        Graph.interface.update((topic.name, topic.type) for topic in self.setup.topics)
        os.register_at_fork(after_in_child=self._forked)

    def _use_sim_time(self) -> None:
        real_init = Node.__init__
        program = self

        def init(node: Any, node_name: str, **kwargs: Any) -> None:
            overrides = list(kwargs.pop("parameter_overrides", None) or [])
            overrides.append(Parameter("use_sim_time", value=True))
            program.nodes += node_name != NODE_NAME
            if program._is_child and node_name != NODE_NAME:
                program._forks.tell(f"{node_name} in {place(sys._getframe(1))}")
            adopt(node, kwargs.get("context") or get_default_context(), kwargs)
            real_init(node, node_name, parameter_overrides=overrides, **kwargs)

        Node.__init__ = init

    def _nodes(self) -> Iterator[Any]:
        return (
            node
            for context in self.contexts.made
            if is_ok(context)
            for node in nodes_of(context)
            if is_there(node)
        )

    def _initialised(self, context: Any) -> None:
        if self.composition is not None and self.composition.current is not None:
            self.composition.current.contexts.append(context)

    def _listened_topics(self) -> int:
        if not self.robot.attached:
            return 0
        if self._listened[0] != Graph.epoch:
            self._listened = Graph.epoch, self.robot.listened()
        return self._listened[1]

    def _idle(self, next_wakeup_ns: int) -> None:
        """`/clock` comes by itself: what the program does upon it may be all that it waits for."""
        if self._reads_clock[0] != Graph.epoch:
            self._reads_clock = Graph.epoch, any(reads_clock(node) for node in self._nodes())
        if self._reads_clock[1] and self.channel.heard:
            next_wakeup_ns = min(next_wakeup_ns, self.scheduler.now_ns + CLOCK_NS)
        self.channel.idle(next_wakeup_ns)

    def _moved(self, messages: tuple[tuple[int, bytes], ...]) -> None:
        self.time.move()
        if self.robot.attached:
            self.time.published_ns = self.scheduler.now_ns
        self.robot.publish(self.scheduler.now_ns, messages)

    def _stopped(self) -> None:
        """The mission is over: interrupt the program as Ctrl-C would."""
        nodes = list(self._nodes())
        self._noticed = {
            "unmatched": self.robot.unmatched(),
            "unserved": unserved(nodes),
        }
        with contextlib.suppress(InvalidHandle):  # of something destroyed meanwhile
            self._noticed["waiting"] = Lasting(self.scheduler, nodes).told()
        for thread in self._threads:
            if not thread.dead:
                self.scheduler.interrupt(thread)

    def _end(self, how: str, where: str, stacks: str) -> None:
        """The program will never do anything again, or never stop: it ends here."""
        if not self.channel.heard:
            return
        print(f"{how}: {where}\n{stacks}", file=sys.stderr)
        self._noticed = {"unserved": unserved(self._nodes())}
        self._tell(Ended(how, 1, where, stacks))
        os._exit(1)

    def _divided(self, where: str) -> None:
        """A child makes a node, which no lock-step would hold."""
        self._end("divided", where, describe(self.scheduler, sys._getframe(1)))

    def _forked(self) -> None:
        self._is_child = True
        self.channel.fork()
        self.scheduler.keep_only(getcurrent())

    def _main_thread(self) -> VirtualThread | None:
        group = self.composition.current if self.composition else None
        return group.thread if group else self.scheduler.threads.get(1)

    def _interrupt(self, number: int = signal.SIGINT) -> None:
        group = self.composition.current if self.composition else None
        handling = group.handles_signals if group else get_current_signal_handlers_options()
        heard = handling in (SignalHandlerOptions.ALL, HANDLES[number])
        if heard:
            # Its handler would shut down in a thread of the machine, at a moment of its own.
            uninstall_signal_handlers()
            for context in group.contexts if group else self.contexts.made:
                self._shut_down(context)
        if self.composition is not None:
            self.composition.take_handler()
        if not heard or callable(signal.getsignal(number)):
            self._signals.raise_here(number)

    def _shut_down(self, context: Any) -> None:
        """As rclpy's handler: what sleeps on a Rate hears of Ctrl-C before it hears of this."""
        methods = [each for each in context._callbacks if isinstance(each, weakref.WeakMethod)]
        rates = [each for each in methods if isinstance(getattr(each(), "__self__", None), Rate)]
        context._callbacks = [each for each in context._callbacks if each not in rates]
        context.try_shutdown()
        for method in rates:
            shut_down = method()
            if shut_down is not None:
                self.scheduler.call_at(self.scheduler.now_ns, shut_down)

    def run(self) -> None:
        """Run every program to its end; every way out ends in one ENDED frame."""
        sys.path[:0] = self.setup.path
        ended = self._run_all() if self.composition else self._run_one()
        try:
            atexit._run_exitfuncs()
        finally:
            self.status = ended.status
            self._tell(ended)

    def _leave(self, status: int) -> None:
        """In the place of `os._exit`: what the program has sent still reaches the robot."""
        if not self._told and not self._is_child:
            self._tell(entry.left(status))
        self._exit(status)

    def _tell(self, ended: Ended) -> None:
        self._told = True
        entry.flush()
        self.channel.end(
            dataclasses.replace(ended, nodes=self.nodes, spins=Graph.spins, **self._noticed)
        )

    def _run_one(self) -> Ended:
        self._threads = [self.scheduler.threads[1]]
        program = self.setup.programs[0]
        sys.argv = list(program.argv)
        return entry.run(program)

    def _run_all(self) -> Ended:
        """Until all have ended, or one has failed: that one is told of, by name."""
        composition = self.composition
        assert composition is not None
        composition.start()
        self._threads = [group.thread for group in composition.groups if group.thread is not None]
        running = list(composition.groups)
        interrupted = False
        while running:
            self.scheduler.wait_until(lambda: any(group.ended for group in running), NEVER_NS)
            for group in [group for group in running if group.ended]:
                running.remove(group)
                assert group.ended is not None
                if group.ended.how not in ("returned", "interrupted"):
                    return dataclasses.replace(group.ended, program=group.program.name)
                interrupted |= group.ended.how == "interrupted"
                composition.drop(group)
        return Ended("interrupted", 130) if interrupted else Ended("returned")


def reads_clock(node: Any) -> bool:
    """Whether it subscribes to `/clock` besides what sets its own clock."""
    source = getattr(node, "_time_source", None)  # it may be in the making
    return source is not None and any(
        sub is not source._clock_sub and sub.handle.get_topic_name() == "/clock"
        for sub in node.subscriptions
    )

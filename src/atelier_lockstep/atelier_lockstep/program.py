"""The program under test, on its main virtual thread, with the robot beside it."""

from __future__ import annotations

import atexit
import dataclasses
import os
import runpy
import signal
import sys
import traceback
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

from greenlet import getcurrent
from rclpy.context import Context
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.signals import (
    SignalHandlerOptions,
    get_current_signal_handlers_options,
    uninstall_signal_handlers,
)

from . import entities, executor, wait_set
from .channel import Channel
from .entities import Graph
from .robot import NODE_NAME, Robot
from .ros_time import RosTime
from .scheduler import Scheduler, VirtualThread
from .selecting import Selecting
from .threads import join_all
from .wire import Ended, Setup

HERE = os.path.dirname(os.path.abspath(__file__))


class Program:
    """Runs `setup.module:setup.function` as its console script would, and reports how it ends."""

    def __init__(self, setup: Setup, scheduler: Scheduler, channel: Channel) -> None:
        self.setup = setup
        self.scheduler = scheduler
        self.channel = channel
        self.robot = Robot(setup.topics)
        self.time = RosTime(scheduler)
        self.status = 0
        self.nodes = 0
        self._unmatched: tuple[str, ...] = ()
        self._contexts: list[Any] = []
        self._thread: VirtualThread | None = None
        self._listened = (-1, 0)
        self._install()

    def _install(self) -> None:
        entities.install()
        wait_set.install(self.scheduler)
        executor.install(self.scheduler)
        self.time.install()
        Selecting(self.scheduler).install()
        self._attach_on_init()
        self._use_sim_time()
        self.scheduler.idle = self.channel.idle
        self.scheduler.on_interrupt = self._interrupt
        self.channel.take_commands = self.robot.take_commands
        self.channel.listened = self._listened_topics
        self.channel.moved = self._moved
        self.channel.stopped = self._stopped
        Graph.interface.update((topic.name, topic.type) for topic in self.setup.topics)
        os.register_at_fork(after_in_child=self._forked)

    def _attach_on_init(self) -> None:
        real_init = Context.init
        robot = self.robot

        def init(context: Any, *args: Any, **kwargs: Any) -> None:
            real_init(context, *args, **kwargs)
            self._contexts.append(context)
            if not robot.attached and context.get_domain_id() == 0:
                robot.attach(context)

        Context.init = init

    def _use_sim_time(self) -> None:
        real_init = Node.__init__
        program = self

        def init(node: Any, node_name: str, **kwargs: Any) -> None:
            overrides = list(kwargs.pop("parameter_overrides", None) or [])
            overrides.append(Parameter("use_sim_time", value=True))
            program.nodes += node_name != NODE_NAME
            real_init(node, node_name, parameter_overrides=overrides, **kwargs)

        Node.__init__ = init

    def _listened_topics(self) -> int:
        if not self.robot.attached:
            return 0
        if self._listened[0] != Graph.epoch:
            self._listened = Graph.epoch, self.robot.listened()
        return self._listened[1]

    def _moved(self, messages: tuple[tuple[int, bytes], ...]) -> None:
        self.time.move()
        self.robot.publish(self.scheduler.now_ns, messages)

    def _stopped(self) -> None:
        """The mission is over: interrupt the program as Ctrl-C would."""
        self._unmatched = self.robot.unmatched()
        if self._thread is not None and not self._thread.dead:
            self.scheduler.interrupt(self._thread)

    def _forked(self) -> None:
        self.channel.fork()
        self.scheduler.keep_only(getcurrent())

    def _interrupt(self) -> None:
        if get_current_signal_handlers_options() != SignalHandlerOptions.NO:
            # Its handler would shut down in a thread of the machine, at a moment of its own.
            uninstall_signal_handlers()
            for context in self._contexts:
                context.try_shutdown()
        os.kill(os.getpid(), signal.SIGINT)

    def run(self) -> None:
        """Import the program and run its `main`; every way out ends in one ENDED frame."""
        self._thread = self.scheduler.threads[1]
        sys.argv = list(self.setup.argv)
        sys.path[:0] = self.setup.path
        try:
            ended = self._left(self._call())
            join_all()
        except SystemExit as leaving:
            ended = self._left(leaving.code)
        except KeyboardInterrupt:
            ended = Ended("interrupted", 130)
        except BaseException as error:
            ended = self._raised(error)
        try:
            atexit._run_exitfuncs()
        finally:
            self.status = ended.status
            ended = dataclasses.replace(
                ended, nodes=self.nodes, spins=Graph.spins, unmatched=self._unmatched
            )
            flush()
            self.channel.end(ended)

    def _call(self) -> object:
        """Call the program's function, or run its file as a script where there is none."""
        module, function = self.setup.module, self.setup.function
        if not function:
            runpy.run_path(module, run_name="__main__")
            return None
        found: Any = load_file(module) if module.endswith(".py") else import_module(module)
        for name in function.split("."):
            found = getattr(found, name)
        return found()

    def _left(self, code: object) -> Ended:
        """How `sys.exit(code)` ends; a console script calls it with what `main` returned."""
        if code is None or code == 0:
            return Ended("returned", 0)
        if isinstance(code, int):
            return Ended("exited", code & 0xFF)
        print(code, file=sys.stderr)
        return Ended("exited", 1, str(code)[:500])

    def _raised(self, error: BaseException) -> Ended:
        text = "".join(traceback.format_exception(type(error), error, trim(error.__traceback__)))
        print(text, file=sys.stderr, end="")
        message = "".join(traceback.format_exception_only(type(error), error)).strip()
        return Ended("raised", 1, message[:2000], text[-20_000:])


def load_file(path: str) -> ModuleType:
    """The module of a source file, whatever its name, and whoever has that name already."""
    name = os.path.basename(path).removesuffix(".py")
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


def flush() -> None:
    """Write out what the program has printed, if it has left its streams usable."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass


def trim(trace: Any) -> Any:
    """Leave out the frames above the program's own."""
    while trace is not None and (
        os.path.dirname(trace.tb_frame.f_code.co_filename) == HERE
        or any(name in trace.tb_frame.f_code.co_filename for name in ("importlib", "runpy"))
    ):
        trace = trace.tb_next
    return trace

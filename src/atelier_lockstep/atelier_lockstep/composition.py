"""Several programs in one process, each as if it had the process to itself.

A program's threads see its own command line, default rclpy context, modules, main thread, signal
handlers and exit functions. Everything else is shared: environment, working folder, and the
state of installed modules, such as the generator of `random`.
"""

from __future__ import annotations

import atexit
import concurrent.futures.thread
import contextlib
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterable
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

import greenlet
import rclpy
import rclpy.utilities
from rclpy.exceptions import InvalidHandle
from rclpy.signals import SignalHandlerOptions

from . import entry
from .contexts import nodes_of
from .scheduler import Scheduler, VirtualThread
from .threads import Threads
from .wire import Ended, Program

OWN = (
    (sys, "argv"),
    (rclpy.utilities, "g_default_context"),
    (rclpy, "__executor"),
    (threading, "_main_thread"),
    (threading, "_active"),
    (threading, "_threading_atexits"),
    (concurrent.futures.thread, "_shutdown"),
    (concurrent.futures.thread, "_threads_queues"),
)
"""The attributes of modules that each program has for itself."""


class Group:
    """The threads of one program, and what is its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.thread: VirtualThread | None = None
        self.ended: Ended | None = None
        self.contexts: list[Any] = []
        self.handles_signals = SignalHandlerOptions.NO
        self.handlers: dict[int, Any] = {}
        self.at_exit: list[Callable[[], object]] = []
        self.names: set[str] = set()
        self._modules: dict[str, ModuleType] = {}
        self._values: list[Any] = [
            list(program.argv),
            None,
            None,
            None,
            {},
            list(threading._threading_atexits),  # type: ignore[attr-defined]
            False,
            weakref.WeakKeyDictionary(),
        ]

    def leave(self) -> None:
        self._values = [getattr(module, name) for module, name in OWN]
        for name in self.names:
            module = sys.modules.pop(name, None)
            if module is not None:
                self._modules[name] = module

    def enter(self) -> None:
        for (module, name), value in zip(OWN, self._values, strict=True):
            setattr(module, name, value)
        sys.modules.update(self._modules)

    def run(self) -> None:
        """The program's main thread, from its first line until nothing of it is left."""
        module: Any = threading
        module._main_thread = module._MainThread()
        Threads.adopt_main(greenlet.getcurrent())
        ended = entry.run(self.program)
        self._clean_up()
        self.ended = ended

    def _clean_up(self) -> None:
        while self.at_exit:
            try:
                self.at_exit.pop()()
            except Exception:
                sys.excepthook(*sys.exc_info())
        for context in self.contexts:
            context.try_shutdown()
            for node in nodes_of(context):
                with contextlib.suppress(InvalidHandle):
                    node.destroy_node()


class OwnModules:
    """Finds the modules of the submission, and notes whose they are."""

    def __init__(self, composition: Composition, places: Iterable[str]) -> None:
        self._composition = composition
        self._places = list(places)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        group = self._composition.current
        if group is None or (path is not None and name.rpartition(".")[0] not in group.names):
            return None
        spec = PathFinder.find_spec(name, self._places if path is None else path)
        if spec is not None:
            group.names.add(name)
        return spec


class Composition:
    """The groups of a process; `current` is whose thread runs, or ran last."""

    def __init__(self, scheduler: Scheduler, programs: Iterable[Program]) -> None:
        self.scheduler = scheduler
        self.groups = [Group(program) for program in programs]
        self.current: Group | None = None
        self._spawn, self._wake = scheduler.spawn, scheduler.wake
        self._signal, self._getsignal = signal.signal, signal.getsignal

    def install(self, places: Iterable[str]) -> None:
        """Change what the programs share. `places` are the folders of their own modules."""
        sys.meta_path.insert(0, OwnModules(self, places))
        self.scheduler.spawn = self.spawn  # type: ignore[method-assign]
        self.scheduler.wake = self.wake  # type: ignore[method-assign]
        signal.signal = self.set_handler  # type: ignore[assignment]
        signal.getsignal = self.handler  # type: ignore[assignment]
        atexit.register = self.at_exit  # type: ignore[assignment]
        rclpy.install_signal_handlers = self.handle_signals
        rclpy.uninstall_signal_handlers = self.handle_no_signals
        greenlet.settrace(self._switched)

    def start(self) -> None:
        """Make the main threads, in the order of the programs."""
        for group in self.groups:
            group.thread = self._spawn(group.run)
            group.thread.group = group

    def spawn(self, function: Callable[[], None]) -> VirtualThread:
        """A thread belongs to the program that starts it."""
        thread = self._spawn(function)
        thread.group = self.current
        return thread

    def wake(self, thread: Any) -> None:
        group: Group | None = getattr(thread, "group", None)
        if group is None or group.ended is None:
            self._wake(thread)

    def drop(self, group: Group) -> None:
        """Never run the threads that a program has left again, as when its process ends."""
        self.scheduler.forget(lambda thread: getattr(thread, "group", None) is group)

    def _switched(self, event: str, pair: tuple[Any, Any]) -> None:
        target = pair[1]
        while target is not None and not isinstance(target, VirtualThread):
            target = target.parent
        group: Group | None = getattr(target, "group", None)
        if group is None or group is self.current:
            return
        if self.current is not None:
            self.current.leave()
        self.current = group
        group.enter()

    def set_handler(self, number: int, handler: Any) -> Any:
        """In the place of `signal.signal`: an interruption is each program's own."""
        if self.current is None or number != signal.SIGINT:
            return self._signal(number, handler)
        before = self.handler(number)
        self.current.handlers[number] = handler
        self.current.handles_signals = SignalHandlerOptions.NO  # it takes the place of rclpy's
        return before

    def handler(self, number: int) -> Any:
        """In the place of `signal.getsignal`."""
        if self.current is None or number != signal.SIGINT:
            return self._getsignal(number)
        return self.current.handlers.get(number, signal.default_int_handler)

    def take_handler(self) -> None:
        """Let the machine's signal find the present program's handler."""
        self._signal(signal.SIGINT, self.handler(signal.SIGINT))

    def at_exit(self, function: Callable[..., object], *args: Any, **options: Any) -> Any:
        """In the place of `atexit.register`."""
        assert self.current is not None
        self.current.at_exit.append(lambda: function(*args, **options))
        return function

    def handle_signals(self, options: Any = SignalHandlerOptions.ALL) -> None:
        """In the place of rclpy's own, which knows one program a process."""
        assert self.current is not None
        if options != SignalHandlerOptions.NO:
            self.current.handles_signals = options

    def handle_no_signals(self) -> None:
        assert self.current is not None
        self.current.handles_signals = SignalHandlerOptions.NO

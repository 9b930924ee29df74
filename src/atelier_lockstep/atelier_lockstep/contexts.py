"""Several rclpy contexts in one process, on one DDS participant.

Contexts of one domain share the participant of the first: their nodes meet inside `publish`, as
the robot's do, without discovery over a network. Each keeps its own arguments and its own end.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from rclpy.context import Context
from rclpy.exceptions import InvalidHandle
from rclpy.impl.implementation_singleton import rclpy_implementation as rcl

HANDLE = "_Context__context"
"""Where rclpy's `Context` keeps its rcl context."""


class Participant:
    """What the contexts of one domain share: the rcl context under their nodes."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self.users: list[Any] = []

    @property
    def ok(self) -> bool:
        try:
            with self.handle:
                return bool(self.handle.ok())
        except InvalidHandle:
            return False  # destroyed


class Contexts:
    """Lets contexts share a participant. `made` has every context so far, in order.

    `on_first(context)` is called with a context of its own on each new participant of domain 0,
    which lives as long as the participant does; `on_init(context)` with each of the program's.
    """

    def __init__(
        self, on_first: Callable[[Any], None], on_init: Callable[[Any], None] = lambda context: None
    ) -> None:
        self.made: list[Any] = []
        self._on_first, self._on_init = on_first, on_init
        self._participants: dict[int, Participant] = {}
        self._init, self._shutdown = Context.init, Context.shutdown
        self._try_shutdown = Context.try_shutdown

    def init(self, context: Any, args: Any = None, **options: Any) -> None:
        """In the place of `Context.init`."""
        self._init(context, args, **options)
        domain = context.get_domain_id()
        context._args = list(sys.argv if args is None else args)
        context._nodes = []
        self.made.append(context)
        self._on_init(context)
        participant = self._participants.get(domain)
        if participant is not None and participant.ok:
            context._shared = participant.handle
        else:
            participant = self._participants[domain] = Participant(getattr(context, HANDLE))
            if domain == 0:
                first = Context()
                setattr(first, HANDLE, participant.handle)
                self._on_first(first)
        context._participant = participant
        participant.users.append(context)

    def shutdown(self, context: Any) -> None:
        """In the place of `Context.shutdown`."""
        self._leave(context)
        self._shutdown(context)

    def try_shutdown(self, context: Any) -> None:
        """In the place of `Context.try_shutdown`."""
        if getattr(context, HANDLE) is not None and context.ok():
            self._leave(context)
        self._try_shutdown(context)

    def _leave(self, context: Any) -> None:
        participant: Participant | None = getattr(context, "_participant", None)
        if participant is None or context not in participant.users:
            return
        participant.users.remove(context)
        if not participant.users:
            if getattr(context, HANDLE) is not participant.handle:
                participant.handle.shutdown()
        else:
            if getattr(context, HANDLE) is participant.handle:
                # The others still need it: this context ends with one that nobody uses.
                context._shared = participant.handle
                setattr(context, HANDLE, rcl.Context([], context.get_domain_id()))
            for node in nodes_of(context):
                for publisher in node.publishers:
                    publisher.handle.publish = refuse_to_publish

    def install(self) -> None:
        """Change rclpy's `Context` in place."""
        Context.init = method(self.init)
        Context.shutdown = method(self.shutdown)
        Context.try_shutdown = method(self.try_shutdown)
        Context.handle = property(
            lambda context: getattr(context, "_shared", None) or getattr(context, HANDLE)
        )


def method(function: Callable[..., None]) -> Callable[..., None]:
    """A function that a class binds, as it does not with a bound method."""

    def call(*args: Any, **options: Any) -> None:
        function(*args, **options)

    return call


def adopt(node: Any, context: Any, options: dict[str, Any]) -> None:
    """Give a node that is about to be made in `context` that context's arguments."""
    if not hasattr(context, "_nodes"):
        return  # the robot's
    context._nodes.append(weakref.ref(node))
    if hasattr(context, "_shared") and options.get("use_global_arguments", True):
        own = list(options.get("cli_args") or ())
        options["cli_args"] = [*own, "--", *context._args]
        options["use_global_arguments"] = False


def nodes_of(context: Any) -> Iterator[Any]:
    """The nodes made in `context` that are still there."""
    for reference in getattr(context, "_nodes", ()):
        node = reference()
        if node is not None:
            yield node


def is_ok(context: Any) -> bool:
    """Whether a context is initialised, and not destroyed."""
    try:
        return bool(context.ok())
    except InvalidHandle:
        return False


def is_there(entity: Any) -> bool:
    """Whether a node, or something of it, has been made and not destroyed."""
    try:
        with entity.handle:
            return True
    except (InvalidHandle, AttributeError):  # a signal may come while it is made
        return False


def refuse_to_publish(message: object) -> None:
    """What publishing does after its context was shut down."""
    raise rcl.RCLError("Failed to publish: publisher's context is invalid")

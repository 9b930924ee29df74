"""Who can never go on, though others do: what waits for what, as far as it is certain.

A thread waits for the holder of a lock, or for the answer to a request; an answer needs the
client's callback group and a thread of its executor to be free, and before that the service's.
Who comes back to itself on each such way waits for ever. Whatever is not understood may go on.
"""

from __future__ import annotations

import inspect
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from types import FrameType
from typing import Any

from rclpy import client as rclpy_client
from rclpy import executors
from rclpy.task import Future

from .call import Call
from .entities import service_handle
from .event_sources import awaited_event, futures_that_set
from .locks import Lock
from .scheduler import Scheduler, VirtualThread
from .stacks import stack_of

PENDING = (
    "_pending_requests",
    "_pending_goal_requests",
    "_pending_cancel_requests",
    "_pending_result_requests",
)
"""Where rclpy's clients, and those of actions, keep the futures of their requests."""

RCLPY = os.path.dirname(rclpy_client.__file__) + os.sep
CALL, HANDLER = Call.__call__.__code__, "handler"
SIGNALS = signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR2

Way = tuple[Any, ...]
"""Who has been asked about so far: it waits for what comes now."""


class Prospects:
    """One look at a scheduler's threads and at the nodes, at a moment when every thread waits.

    `sealed()` says that the program completes no future but through its client.
    """

    def __init__(
        self, scheduler: Scheduler, nodes: Iterable[Any], sealed: Callable[[], bool]
    ) -> None:
        self._threads = list(scheduler.threads.values())
        self._polling = {waiter.thread for waiter in scheduler.waiters}
        self._nodes = list(nodes)
        self._sealed = sealed

    def stuck_threads(self) -> list[VirtualThread]:
        """Those whose wait will never be over."""
        return [thread for thread in self._threads if not self._returns(thread, ())]

    def stuck_tasks(self) -> list[tuple[Any, Any]]:
        """Entities whose callback awaits what will never come, and its task."""
        return [
            (entity, task)
            for entity, task in self._suspended.values()
            if not self._task_ends(task, ())
        ]

    def is_served_now(self, client: Any) -> bool:
        """Whether a service that a client may have asked is at work."""
        return any(
            id(service) in self._executing or id(service) in self._suspended
            for node in self._nodes
            for service in node.services
            if service.service_name == client.service_name
        )

    @cached_property
    def _executing(self) -> dict[int, VirtualThread]:
        """In which thread the callback of an entity, by its id, is under way."""
        return {
            id(entity): thread
            for thread in self._threads
            for entity in entities_on(thread.gr_frame)
        }

    @cached_property
    def _calling(self) -> set[VirtualThread]:
        """The threads that are in a callback."""
        return set(self._executing.values())

    @cached_property
    def _suspended(self) -> dict[int, tuple[Any, Any]]:
        """The entities whose asynchronous callback awaits something, by their id."""
        found = {}
        for executor in dict.fromkeys(map(executor_of, self._nodes)):
            for task, entity, _ in [] if executor is None else executor._tasks:
                if entity is not None and not task.executing() and not task.done():
                    found[id(entity)] = entity, task
        return found

    def _returns(self, thread: Any, way: Way) -> bool:
        """Whether what a thread does may come to its end."""
        if thread in way:
            return False
        if thread.dead:
            return False
        way = (*way, thread)
        if thread in Lock.waiting:
            return is_interruptible(thread) or self._is_given(Lock.waiting[thread][0], thread, way)
        future = nested_spin(thread) if thread in self._polling else None
        return future is None or not self._sealed() or self._completes(future, way)

    def _is_given(self, lock: Lock, thread: VirtualThread, way: Way) -> bool:
        holder = owner(lock, thread)
        if holder is not None:
            return self._returns(holder, way)
        if thread not in self._calling:
            return True  # for work, or for Ctrl-C
        event, waiting = awaited_event(thread)
        if event is None or waiting is None:
            return True
        if waiting.f_code.co_filename.startswith(RCLPY):  # a call that waits for its answer
            mine = [each for each in waiting.f_locals.values() if isinstance(each, Future)]
            return not mine or any(each.done() or self._completes(each, way) for each in mine)
        if all(self._completes(each, way) for each in self._requests) or not self._sealed():
            return True
        sources = futures_that_set(event, thread, self._threads)
        return not sources or any(self._completes(each, way) for each in sources)

    @property
    def _requests(self) -> list[Any]:
        return [future for _, _, future in requests(self._nodes)]

    def _task_ends(self, task: Any, way: Way) -> bool:
        if task in way:
            return False
        future = awaited_future(task)
        return future is None or not self._sealed() or self._completes(future, (*way, task))

    def _completes(self, future: Any, way: Way) -> bool:
        """Whether the answer to the request of a future may come."""
        for node, client, pending in requests(self._nodes):
            if pending is future:
                return (
                    self._is_free(client, way)
                    and self._is_served(node, way)
                    and self._is_answered(client, way)
                )
        return True

    def _is_free(self, entity: Any, way: Way) -> bool:
        """Whether the callback group of an entity may let it run."""
        active = getattr(entity.callback_group, "_active_entity", None)
        return active is None or self._ends(active, way)

    def _ends(self, entity: Any, way: Way) -> bool:
        """Whether the callback of an entity that is under way may come to its end."""
        if id(entity) in self._executing:
            return self._returns(self._executing[id(entity)], way)
        if id(entity) in self._suspended:
            return self._task_ends(self._suspended[id(entity)][1], way)
        return True

    def _is_served(self, node: Any, way: Way) -> bool:
        """Whether a thread of a node's executor may run a callback of it."""
        executor = executor_of(node)
        spinning = (
            [] if executor is None else [each for each in executor._spinners if not each.dead]
        )
        if not spinning:
            return True
        if not any(each not in Lock.waiting or self._returns(each, way) for each in spinning):
            return False
        pool = getattr(executor, "_executor", None)
        if pool is None or len(pool._threads) < pool._max_workers:
            return True
        workers = {thread.ident for thread in pool._threads}
        return any(self._returns(each, way) for each in self._threads if each.ident in workers)

    def _is_answered(self, client: Any, way: Way) -> bool:
        """Whether the only service that a client can have asked may answer."""
        if not hasattr(client, "srv_type") or client.handle.has(client.srv_type.Response):
            return True
        asked = [
            (node, service)
            for node in self._nodes
            for service in node.services
            if service.service_name == client.service_name
        ]
        if len(asked) != 1:
            return True
        node, service = asked[0]
        if not self._ends(service, way):
            return False
        waits = service_handle(service).has(service.srv_type.Request)
        return not waits or (self._is_free(service, way) and self._is_served(node, way))


def executor_of(node: Any) -> Any:
    """The executor of a node, if it is one of rclpy's kind; others know what they do."""
    executor = node.executor
    return executor if isinstance(executor, executors.Executor) else None


def owner(lock: Lock, thread: Any) -> Any:
    """The thread that alone will release a lock; None where another may.

    One that has called `acquire` counts where it is still inside a function that releases; not so
    the thread that waits itself, which may well wait for a sign.
    """
    holder = lock.holder
    if not isinstance(holder, VirtualThread) or lock.kept:
        return holder if isinstance(holder, VirtualThread) else None
    within = stack_of(holder.gr_frame)
    if holder is not thread and any("release" in frame.f_code.co_names for frame in within):
        return holder
    return None


def requests(nodes: Iterable[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Each request that has no answer yet: the node, the client and the future."""
    for node in nodes:
        for client in (*node.clients, *node.waitables):
            for name in PENDING:
                for future in list(getattr(client, name, {}).values()):
                    yield node, client, future


def entities_on(frame: FrameType | None) -> Iterator[Any]:
    """The entities whose callbacks are under way on a stack, innermost first."""
    for each in stack_of(frame):
        code = each.f_code
        if code is CALL:
            yield each.f_locals["self"].entity
        elif code.co_name == HANDLER and code.co_filename == executors.__file__:
            yield each.f_locals["entity"]


def nested_spin(thread: VirtualThread) -> Any:
    """The future that a callback spins for without a timeout; None where it does not."""
    future = None
    for frame in stack_of(thread.gr_frame):
        code = frame.f_code
        if code.co_filename == executors.__file__:
            if code.co_name == "spin_until_future_complete":
                timeout_s = frame.f_locals["timeout_sec"]
                endless = timeout_s is None or timeout_s < 0
                future = frame.f_locals["future"] if endless else None
                if future is None:
                    return None
            elif code.co_name == HANDLER:
                return future
        elif code is CALL:
            return future
    return None


def awaited_future(task: Any) -> Any:
    """What a suspended task awaits, where it is a future of rclpy's."""
    frames = coroutine_frames(task)
    held = frames[0].f_locals.get("self") if frames else None
    return held if isinstance(held, Future) else None


def coroutine_frames(task: Any) -> list[FrameType]:
    """Where a suspended task is, innermost first."""
    frames = []
    inner = task._handler
    while inspect.iscoroutine(inner) or inspect.isgenerator(inner):
        kind = "cr" if inspect.iscoroutine(inner) else "gi"
        frames.append(getattr(inner, f"{kind}_frame"))
        inner = getattr(inner, "cr_await" if kind == "cr" else "gi_yieldfrom")
    return frames[::-1]


def is_interruptible(thread: VirtualThread) -> bool:
    """Whether a signal may end a thread's wait: only the first thread hears signals."""
    return thread.ident == 1 and any(callable(signal.getsignal(each)) for each in SIGNALS)

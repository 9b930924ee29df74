"""What a program still waits for when its mission is over, and has for long.

Only waits that nobody means are told: for a lock that somebody keeps, for an answer that nobody is
at work on, and any other wait inside a callback. A thread that waits for work, for another's end or
for Ctrl-C may do so for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from rclpy import client, timer
from rclpy.action import client as action_client
from rclpy.exceptions import InvalidHandle
from rclpy.impl.implementation_singleton import rclpy_implementation as rcl

from .entities import VirtualClient
from .event_sources import awaited_event
from .locks import Lock
from .prospects import Prospects, entities_on, owner
from .scheduler import Scheduler, VirtualThread
from .stacks import name_of, place, stack_of

LONG_NS = 5 * 10**9
ANSWERS = client.__file__, action_client.__file__, timer.__file__
"""Where rclpy waits for an answer, or for the next turn of a rate."""

Since = tuple[str, int]
"""Who waits where, and since when, ns."""


class Lasting:
    """One look at a scheduler's threads and at the nodes, when the mission is over."""

    def __init__(self, scheduler: Scheduler, nodes: Iterable[Any]) -> None:
        self._scheduler = scheduler
        self._nodes = list(nodes)
        self._prospects = Prospects(scheduler, self._nodes, bool)

    def told(self) -> tuple[tuple[str, float], ...]:
        """Who has waited for `LONG_NS` or more, and where; since when, s. One at each place."""
        long_ago_ns = self._scheduler.now_ns - LONG_NS
        found: dict[str, Since] = {}
        for who, where, since_ns in (*self._in_locks(), *self._for_answers()):
            if since_ns <= long_ago_ns:
                found.setdefault(where, (f"{who} in {where}", since_ns))
        return tuple((who, since_ns / 1e9) for who, since_ns in found.values())

    def _in_locks(self) -> Iterator[tuple[str, str, int]]:
        for thread, (lock, since_ns) in list(Lock.waiting.items()):
            if isinstance(thread, VirtualThread) and self._is_unmeant(thread, lock):
                yield name_of(thread), place(thread.gr_frame), since_ns

    def _is_unmeant(self, thread: VirtualThread, lock: Lock) -> bool:
        _, frame = awaited_event(thread)
        if frame is not None and frame.f_code.co_filename in ANSWERS:
            return not self._is_at_work(frame.f_locals.get("self"))
        if any(True for _ in entities_on(thread.gr_frame)):
            return True
        joins = any(each.f_code.co_name == "join" for each in stack_of(thread.gr_frame))
        return owner(lock, thread) is not None and not joins

    def _is_at_work(self, asker: Any) -> bool:
        return isinstance(asker, client.Client) and self._prospects.is_served_now(asker)

    def _for_answers(self) -> Iterator[tuple[str, str, int]]:
        for node in self._nodes:
            for asker in node.clients:
                handle = asker.handle
                if not isinstance(handle, VirtualClient) or self._is_at_work(asker):
                    continue
                for number in asker._pending_requests:
                    since_ns, where = handle.asked.get(number, (self._scheduler.now_ns, ""))
                    yield asker.srv_name, where, since_ns


def unserved(nodes: Iterable[Any]) -> tuple[str, ...]:
    """Services and actions that the program has a client of, and that nobody offers."""
    names = set()
    for node in nodes:
        with suppress(InvalidHandle, rcl.RCLError):  # something of the node was destroyed
            names |= {each.service_name for each in node.clients if not each.service_is_ready()}
            names |= {
                each._action_name
                for each in node.waitables
                if isinstance(each, action_client.ActionClient) and not each.server_is_ready()
            }
    return tuple(sorted(names))

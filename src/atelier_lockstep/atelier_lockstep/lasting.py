"""What a program still waits for when its mission is over, and has for long.

Only waits that nobody means are told: for a lock that somebody keeps, for an answer, and any wait
inside a callback. A thread that waits for work, for its end or for Ctrl-C may do so for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rclpy import client, timer
from rclpy.action import client as action_client

from .event_sources import awaited_event
from .locks import Lock
from .prospects import entities_on, owner, requests
from .scheduler import Scheduler, VirtualThread
from .stacks import name_of, place, stack_of

LONG_NS = 5 * 10**9
ANSWERS = client.__file__, action_client.__file__, timer.__file__
"""Where rclpy waits for an answer, or for the next turn of a rate."""


def lasting(scheduler: Scheduler, nodes: Iterable[Any]) -> tuple[tuple[str, float], ...]:
    """Who has waited for `LONG_NS` or more without a timeout, and where; since when, s."""
    asked = [future for _, _, future in requests(nodes)]
    long_ago_ns = scheduler.now_ns - LONG_NS
    return tuple(
        (f"{name_of(thread)} in {place(thread.gr_frame)}", since_ns / 1e9)
        for thread, since_ns in (*_in_locks(), *_in_spins(scheduler, asked))
        if since_ns <= long_ago_ns and not thread.dead
    )


def unserved(nodes: Iterable[Any]) -> tuple[str, ...]:
    """Services and actions that the program has a client of, and that nobody offers."""
    nodes = list(nodes)
    names = {
        each.service_name for node in nodes for each in node.clients if not each.service_is_ready()
    } | {
        each._action_name
        for node in nodes
        for each in node.waitables
        if isinstance(each, action_client.ActionClient) and not each.server_is_ready()
    }
    return tuple(sorted(names))


def _in_locks() -> Iterator[tuple[VirtualThread, int]]:
    for thread, (lock, since_ns) in list(Lock.waiting.items()):
        if isinstance(thread, VirtualThread) and _is_unmeant(thread, lock):
            yield thread, since_ns


def _is_unmeant(thread: VirtualThread, lock: Lock) -> bool:
    if any(True for _ in entities_on(thread.gr_frame)):
        return True
    joins = any(frame.f_code.co_name == "join" for frame in stack_of(thread.gr_frame))
    if owner(lock, thread) is not None:
        return not joins
    _, frame = awaited_event(thread)
    return frame is not None and frame.f_code.co_filename in ANSWERS


def _in_spins(scheduler: Scheduler, asked: list[Any]) -> Iterator[tuple[VirtualThread, int]]:
    for waiter in scheduler.waiters:
        future, since_ns = getattr(waiter.thread, "spins_for", (None, 0))
        if any(future is each for each in asked):
            yield waiter.thread, since_ns

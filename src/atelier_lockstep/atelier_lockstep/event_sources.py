"""What can set an event that a thread waits for, found by who knows of the event."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterable
from functools import partial
from types import CellType, FrameType, FunctionType, MethodType
from typing import Any

from rclpy.task import Future

from .scheduler import VirtualThread
from .stacks import HERE, stack_of

PASSING = CellType, FunctionType, MethodType, partial, tuple, list, dict
"""What a closure, and a future's list of callbacks, are made of."""

MANY = 100


def awaited_event(thread: VirtualThread) -> tuple[Any, FrameType | None]:
    """The event or condition that a thread waits for, and the frame that does; None without."""
    found: Any = None
    for frame in stack_of(thread.gr_frame):
        path = frame.f_code.co_filename
        if path == threading.__file__ and frame.f_code.co_name == "wait":
            found = frame.f_locals["self"]
        elif os.path.dirname(path) != HERE:
            return found, frame
    return None, None


def futures_that_set(
    event: Any, thread: VirtualThread, threads: Iterable[VirtualThread]
) -> list[Any] | None:
    """The futures whose callbacks know of `event`; None where anything but these and the waiting
    thread does, which then might set it."""
    own = {id(frame) for frame in (*stack_of(thread.gr_frame), *stack_of(sys._getframe()))}
    own |= {id(frame.f_locals) for frame in stack_of(thread.gr_frame)}
    futures: list[Any] = []
    seen = {id(event): event}
    left = [event]
    own |= {id(seen), id(left), id(futures)}
    while left:
        for holder in gc.get_referrers(left.pop()):
            if id(holder) in own or id(holder) in seen:
                continue
            if isinstance(holder, Future):
                if holder not in futures:
                    futures.append(holder)
            elif isinstance(holder, PASSING) and len(seen) < MANY:
                seen[id(holder)] = holder
                left.append(holder)
            else:
                return None
    others = (each.gr_frame for each in threads if each is not thread)
    held = (
        value for frame in others for each in stack_of(frame) for value in each.f_locals.values()
    )
    return None if any(id(value) in seen for value in held) else futures

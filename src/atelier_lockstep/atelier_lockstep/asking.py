"""Questions that a program may ask in a loop, in the place of waiting: `while not future.done()`.

In real time others work beside such a loop. Here a thread that has asked often at one moment waits
a little; who asks from inside a library does not count.
"""

from __future__ import annotations

import functools
import os
import queue
import sys
import threading
from concurrent import futures
from typing import Any

import rclpy
from rclpy import task, utilities
from rclpy.action import ActionClient
from rclpy.client import Client
from rclpy.node import Node
from rclpy.publisher import Publisher

from .patience import Patience
from .scheduler import Scheduler

ASKED = 1000
"""How often a program may ask at one moment before it counts as a loop that waits."""

LOOPING = 100
"""The same of one that has been such a loop for some moments."""

LIBRARIES = tuple(
    os.path.dirname(file) + os.sep for file in (__file__, rclpy.__file__, os.__file__)
)
"""Where questions are asked for reasons of their own."""

QUESTIONS: tuple[tuple[Any, str], ...] = (
    (rclpy, "ok"),
    (utilities, "ok"),
    (task.Future, "done"),
    (futures.Future, "done"),
    (threading.Event, "is_set"),
    (threading.Thread, "is_alive"),
    (queue.Queue, "empty"),
    (queue.Queue, "qsize"),
    (queue.Queue, "get_nowait"),
    (Client, "service_is_ready"),
    (ActionClient, "server_is_ready"),
    (Publisher, "get_subscription_count"),
    (Node, "count_publishers"),
    (Node, "count_subscribers"),
    (Node, "get_node_names"),
)


def install(scheduler: Scheduler) -> None:
    """Count the questions of the program."""
    count = Patience(scheduler, ASKED, LOOPING)

    def counted(question: Any) -> Any:
        @functools.wraps(question)
        def ask(*args: Any, **options: Any) -> Any:
            if not sys._getframe(1).f_code.co_filename.startswith(LIBRARIES):
                count()
            return question(*args, **options)

        return ask

    for owner, name in QUESTIONS:
        setattr(owner, name, counted(getattr(owner, name)))

"""Log lines carry simulated time, on the console, in files and on `/rosout` alike.

rcutils reads the machine's clock for each line and hands it to an output handler: here one that
puts simulated time in its place and passes the line on.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from rclpy.impl.implementation_singleton import rclpy_implementation as rcl

from .scheduler import Scheduler
from .virtual_time import EPOCH_NS

HANDLER = ctypes.CFUNCTYPE(
    None,
    ctypes.c_void_p,  # the place in the source
    ctypes.c_int,  # the severity
    ctypes.c_void_p,  # the name
    ctypes.c_int64,  # the time, ns
    ctypes.c_void_p,  # the format
    ctypes.c_void_p,  # its arguments
)


class LogTime:
    """Stands before the output handler at hand, which rclpy changes with its first context."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._next: Any = None
        self._handler = HANDLER(self._handle)
        self._utils: Any = None

    def _handle(
        self, place: int, severity: int, name: int, _: int, form: int, arguments: int
    ) -> None:
        now_ns = EPOCH_NS + self._scheduler.now_ns
        self._next(place, severity, name, now_ns, form, arguments)

    def install(self) -> None:
        """Follow every change of the handler; without rcutils at hand lines keep their time."""
        try:
            self._utils = ctypes.CDLL("librcutils.so")
        except OSError:
            return
        self._utils.rcutils_logging_get_output_handler.restype = ctypes.c_void_p
        self._utils.rcutils_logging_set_output_handler.argtypes = (HANDLER,)
        self._utils.rcutils_logging_initialize()
        self._stand_before()
        for name in ("rclpy_logging_configure", "rclpy_logging_fini"):
            setattr(rcl, name, self._followed(getattr(rcl, name)))

    def _followed(self, change: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            result = change(*args)
            self._stand_before()
            return result

        return call

    def _stand_before(self) -> None:
        self._next = HANDLER(self._utils.rcutils_logging_get_output_handler())
        self._utils.rcutils_logging_set_output_handler(self._handler)

"""Sockets between the threads of a program: calls that block let the others run.

A call waits until its socket is ready, at most its timeout in simulated time; then the machine's
own call does the work, without waiting.
"""

from __future__ import annotations

import math
import select
import socket
from collections.abc import Callable
from typing import Any

from .outside import Outside
from .scheduler import Scheduler
from .wire import NEVER_NS

READING = "accept", "recv", "recv_into", "recvfrom", "recvfrom_into", "recvmsg", "recvmsg_into"
WRITING = "send", "sendto", "sendmsg"


class Sockets:
    """The blocking methods of `socket.socket` over one scheduler."""

    def __init__(self, scheduler: Scheduler, outside: Outside) -> None:
        self._scheduler = scheduler
        self._outside = outside

    def install(self) -> None:
        """Replace the methods; a thread without company still waits on the machine."""
        kind: Any = socket.socket
        for names, event in ((READING, select.POLLIN), (WRITING, select.POLLOUT)):
            for name in names:
                setattr(kind, name, self._virtual(getattr(kind, name), event))
        send, real = kind.send, kind.sendall

        def sendall(sock: Any, data: Any, flags: int = 0) -> None:
            if self._outside.alone_for(sock.gettimeout()):
                real(sock, data, flags)
                return
            view = memoryview(data).cast("B")
            while view:
                view = view[send(sock, view[: 2**16], flags | socket.MSG_DONTWAIT) :]

        kind.sendall = sendall

    def _virtual(self, real: Callable[..., Any], event: int) -> Callable[..., Any]:
        def call(sock: Any, *args: Any, **options: Any) -> Any:
            timeout_s = sock.gettimeout()
            if timeout_s != 0 and not ready(sock, event) and not self._outside.alone_for(timeout_s):
                self._wait(sock, event, timeout_s)
            return real(sock, *args, **options)

        return call

    def _wait(self, sock: Any, event: int, timeout_s: float | None) -> None:
        scheduler = self._scheduler
        end_ns = NEVER_NS if timeout_s is None else scheduler.now_ns + math.ceil(timeout_s * 1e9)
        scheduler.wait_until(lambda: ready(sock, event) or scheduler.now_ns >= end_ns, end_ns)
        if not ready(sock, event):
            raise TimeoutError("timed out")


def ready(sock: Any, event: int) -> bool:
    """Whether a call would not wait; a closed socket raises in the call itself."""
    descriptor = sock.fileno()
    if descriptor < 0:
        return True
    poll = select.poll()
    poll.register(descriptor, event)
    return bool(poll.poll(0))

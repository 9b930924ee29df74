"""One program behind its walls, from its start to the certain end of all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from atelier_grader.mission.limits import MIB, Limits

from . import tree
from .account import SPENT
from .bubblewrap import ABSENT, ETC, TEMPORARY, Descriptors, Walls, become_nobody, options
from .cgroup import make_group
from .mounts import View
from .rlimits import prlimit
from .seccomp import seccomp_filter
from .user_namespace import open_namespace
from .watch import Usage, Watcher

READY_S = 20.0
END_S = 10.0


class CellError(RuntimeError):
    """The walls could not be put up; never the program's fault."""


@dataclass(frozen=True)
class Inmate:
    """What to run: its command, environment, the folder it sees as `/submission`, descriptors.

    Both of its output streams go to `output`.
    """

    argv: Sequence[str]
    environment: dict[str, str]
    output: int
    submission: Path | None = None
    descriptors: tuple[int, ...] = ()


class Cell:
    """A running program. `init_pid` is the first process of its process namespace."""

    def __init__(
        self,
        walls: Walls,
        view: View,
        limits: Limits,
        inmate: Inmate,
        output_bytes: Callable[[], int] = lambda: 0,
    ) -> None:
        """Raises `CellError` where it cannot be walled in."""
        self.init_pid = 0
        self._init = -1
        self._said = b""
        self._status, status_there = os.pipe()
        self.group = make_group(limits.memory_mib * MIB, limits.processes)
        try:
            with contextlib.ExitStack() as stack:
                stack.callback(os.close, status_there)
                go = os.pipe()
                for descriptor in go:
                    stack.callback(os.close, descriptor)
                descriptors = _descriptors(walls, view, status_there, go[0], stack)
                words = options(walls, view, inmate.submission, limits.disk_mib * MIB, descriptors)
                told = _memory_file("\0".join(words).encode())
                stack.callback(os.close, told)
                line = [walls.bwrap, "--args", str(told), "--", *_prefix(walls, limits)]
                self._child = subprocess.Popen(
                    [*line, *inmate.argv],
                    pass_fds=(*inmate.descriptors, *descriptors.all, told),
                    stdin=subprocess.DEVNULL,
                    stdout=inmate.output,
                    stderr=inmate.output,
                    env=inmate.environment,
                    start_new_session=True,
                )
                self._admit(go[1])
        except BaseException as error:
            self.group.remove()
            os.close(self._status)
            if isinstance(error, OSError):
                raise CellError(f"the sandbox cannot be set up: {error}") from error
            raise
        folders = tuple(Path(f"/proc/{self.init_pid}/root{place}") for place in TEMPORARY)
        usage = Usage(self.members, self.group, folders, output_bytes, self._walled)
        try:
            self.watcher = Watcher(usage, limits, self.kill)
        except BaseException:
            self._end()
            self.group.remove()
            raise

    def _admit(self, go: int) -> None:
        """Move the waiting namespace into its control group, then let it go on."""
        try:
            self.init_pid = self._read_init_pid()
            self._init = os.pidfd_open(self.init_pid)
            self.group.add(self.init_pid)
            os.write(go, b"!")
        except BaseException:
            self._child.kill()
            self._child.wait()
            if self._init >= 0:
                os.close(self._init)
            raise

    def _read_init_pid(self) -> int:
        ended = os.pidfd_open(self._child.pid)
        try:
            while b"\n" not in self._said:
                ready = select.select([self._status, ended], [], [], READY_S)[0]
                if not ready:
                    raise CellError(f"bubblewrap was not ready after {READY_S:g} s")
                if self._status not in ready:
                    raise CellError(f"bubblewrap ended with status {self._child.wait()}")
                self._said += os.read(self._status, 4096)
        finally:
            os.close(ended)
        return int(json.loads(self._said.splitlines()[0])["child-pid"])

    @property
    def pid(self) -> int:
        """The program itself; 0 before it has started and once it is gone."""
        return next(iter(tree.children(self.init_pid)), 0)

    def _walled(self) -> bool:
        """Whether it has got its own root: on a busy machine that takes a while."""
        return tree.has_own_root(self.init_pid)

    def members(self) -> list[int]:
        return tree.descendants([self.init_pid])

    def wait(self, timeout_s: float) -> int | None:
        """Exit status, negative for a signal; None while it still runs.

        Raises `CellError` if the program was never run.
        """
        try:
            status = self._child.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        if not self._ran():
            raise CellError("bubblewrap could not start the program")
        return 128 - status if status - 128 in _SIGNALS else status

    def _ran(self) -> bool:
        """bubblewrap tells the exit status of what it has run, unless it was killed itself."""
        if self._status >= 0:
            while chunk := os.read(self._status, 4096):
                self._said += chunk
            os.close(self._status)
            self._status = -1
        return b'"exit-code"' in self._said or self._child.returncode < 0

    def kill(self) -> None:
        """Kill the program and all that it started: its process namespace ends with its first."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._init, signal.SIGKILL)

    def close(self) -> None:
        """Leave nothing behind. Safe to call twice."""
        if self._init < 0:
            return
        self.watcher.close()
        self._end()
        SPENT.add(self.watcher.usage.cpu_s())
        self.group.remove()

    def _end(self) -> None:
        """Kill all of it, and wait until it is gone."""
        self.kill()
        try:
            self._child.wait(END_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        # The namespace's first process is ours by now, where orphans come to this process.
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PIDFD, self._init, os.WEXITED)
        if self._status >= 0:
            os.close(self._status)
            self._status = -1
        os.close(self._init)
        self._init = -1


_SIGNALS = {int(number) for number in signal.Signals}


def _prefix(walls: Walls, limits: Limits) -> list[str]:
    nobody = become_nobody() if walls.as_nobody else []
    return [*prlimit(limits, own_namespace=True), *nobody]


def _descriptors(
    walls: Walls, view: View, status: int, go: int, stack: contextlib.ExitStack
) -> Descriptors:
    def closing(descriptor: int) -> int:
        stack.callback(os.close, descriptor)
        return descriptor

    return Descriptors(
        seccomp=closing(_memory_file(seccomp_filter())),
        etc=tuple(closing(_memory_file(text.encode())) for text in ETC.values()),
        absent=tuple(closing(_memory_file(ABSENT.encode())) for _ in view.unimportable),
        status=status,
        go=go,
        user_namespace=closing(open_namespace()) if walls.as_nobody else None,
    )


def _memory_file(data: bytes) -> int:
    descriptor = os.memfd_create("atelier")
    os.write(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor

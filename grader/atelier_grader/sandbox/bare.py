"""A program without walls: a session of its own, the same limits, and the same certain end."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from atelier_grader.controller.orphans import Orphans
from atelier_grader.controller.scratch import remove_tree
from atelier_grader.mission.limits import Limits

from . import tree
from .account import SPENT
from .cell import Inmate
from .cgroup import Group
from .rlimits import prlimit
from .watch import Usage, Watcher

END_S = 10.0


class Bare:
    """A running program, in a folder of its own: what a `Cell` is, as far as that goes."""

    def __init__(
        self, limits: Limits, inmate: Inmate, output_bytes: Callable[[], int] = lambda: 0
    ) -> None:
        beside = inmate.submission.parent if inmate.submission else None
        self._home = Path(tempfile.mkdtemp(prefix="atelier-", dir=beside))
        self._orphans = Orphans()
        places = {"HOME": self._home, "TMPDIR": self._home, "ROS_LOG_DIR": self._home / "log"}
        try:
            self._child = subprocess.Popen(
                [*prlimit(limits, own_namespace=False), *inmate.argv],
                pass_fds=inmate.descriptors,
                stdin=subprocess.DEVNULL,
                stdout=inmate.output,
                stderr=inmate.output,
                env=inmate.environment | {name: str(place) for name, place in places.items()},
                cwd=self._home,
                start_new_session=True,
            )
        except BaseException:
            remove_tree(self._home)
            raise
        self.pid = self._child.pid
        self._ended = os.pidfd_open(self.pid)
        Orphans.programs.add(self.pid)
        self.group = Group()
        usage = Usage(self.members, self.group, (), output_bytes)
        try:
            self.watcher = Watcher(usage, limits, self.kill)
        except BaseException:
            self.kill()
            self._clear()
            raise

    def members(self) -> list[int]:
        return tree.descendants([self.pid])

    def wait(self, timeout_s: float) -> int | None:
        """Exit status, negative for a signal; None while it still runs."""
        if self._child.returncode is None:
            if not select.select([self._ended], [], [], timeout_s)[0]:
                return None
            self.watcher.usage.cpu_s()  # it is known until it has been waited for
        return self._child.wait()

    def kill(self) -> None:
        """Kill its session, and what it has started outside of it."""
        for pid in self.members():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Leave nothing behind. Safe to call twice."""
        if self._ended < 0:
            return
        self.watcher.close()
        self.kill()
        self.wait(END_S)
        SPENT.add(self.watcher.usage.cpu_s())
        self._clear()

    def _clear(self) -> None:
        """Leave nothing of a program that has been killed."""
        self._child.wait()
        os.close(self._ended)
        self._ended = -1
        Orphans.programs.discard(self.pid)
        self._orphans.end()
        remove_tree(self._home)

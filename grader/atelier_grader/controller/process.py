"""The controller process: its command line, its environment, its output, its certain end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from pathlib import Path

from atelier_grader.mission.limits import Limits
from atelier_grader.sandbox import tree
from atelier_grader.sandbox.cell import Inmate
from atelier_grader.sandbox.mounts import HOME, SEARCH_PATHS, SUBMISSION, View, machine_view
from atelier_grader.sandbox.sandbox import OFF, Sandbox
from atelier_grader.sandbox.watch import Breach

from .addresses import same_addresses
from .enclosure import enclose

LOCKSTEP = "atelier_lockstep.host"
END_S = 10.0
MIDDLEWARE = "dds."
"""How Fast DDS begins the names of its threads: who has some has nodes, in any language."""

HANDED_ON = (
    *SEARCH_PATHS,
    "ROS_DISTRO",
    "_ROS_WHEELS_BOOTSTRAP_COMPLETE",  # the same venv: its Python need not start twice
)


def environment(view: View | None) -> dict[str, str]:
    """The program's environment: nothing of the grader's own, and the same in every run.

    Search paths keep only what the program can see.
    """
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    if view is not None:
        for name in SEARCH_PATHS:
            parts = [part for part in kept.get(name, "").split(os.pathsep) if part]
            kept[name] = os.pathsep.join(part for part in parts if view.leads_on(Path(part)))
        kept = {name: value for name, value in kept.items() if value}
    return kept | {
        "HOME": str(HOME),
        "TMPDIR": "/tmp",  # noqa: S108  (its own)
        "ROS_LOG_DIR": str(HOME / "log"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8:backslashreplace",
        # One core for the whole grading.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OPENCV_FOR_THREADS_NUM": "1",
    }


class ControllerProcess:
    """A child behind walls, with one end of a socket pair; `stream` is the other.

    `folder` holds the submission's files. Raises `CellError` where the walls cannot be put up.
    """

    def __init__(
        self,
        sandbox: Sandbox = OFF,
        limits: Limits | None = None,
        folder: Path | None = None,
        host: str = LOCKSTEP,
    ) -> None:
        self.limits = limits or Limits()
        self.walled = sandbox.walls is not None
        self._folder = folder
        self._host = host
        self._status: int | None = None
        self._own_starved_s = tree.own_starved_s()
        view = machine_view(dict(os.environ)) if self.walled else None
        self.stream, there = socket.socketpair()
        argv = [sys.executable, "-m", host, str(there.fileno())]
        descriptors = (there.fileno(),)
        try:
            with there, same_addresses():
                self.output, self._cell = enclose(
                    sandbox,
                    view,
                    self.limits,
                    lambda out: Inmate(argv, environment(view), out, folder, descriptors),
                )
        except BaseException:
            self.stream.close()
            raise

    def inside(self, word: str) -> str:
        """A word with the submission's folder in it, as the program sees that folder."""
        if not self.walled or self._folder is None:
            return word
        return word.replace(str(self._folder), str(SUBMISSION))

    @property
    def pid(self) -> int:
        return self._cell.pid

    def cpu_s(self) -> float:
        """CPU time used so far by the program and all that it started, as the kernel counts it."""
        return self._cell.watcher.usage.cpu_s()

    def wants_cpu(self) -> bool:
        """Whether any of its threads computes, or would if it were its turn."""
        return tree.runnable(self._cell.members())

    def starved_s(self) -> float:
        """How long it has waited for a core that others had."""
        return tree.starved_s(self._cell.members())

    def delayed_s(self) -> float:
        """The same, and how long the thread that has started it has: to hear it takes a core too.

        To be called by that thread.
        """
        return self.starved_s() + tree.own_starved_s() - self._own_starved_s

    def nodes_elsewhere(self) -> str:
        """The command line of another program with nodes that this one has started; or nothing."""
        commands = tree.commands_with(self._cell.members(), MIDDLEWARE)
        return next((each for each in commands if f" {self._host} " not in each), "")

    def breach(self) -> Breach | None:
        """The limit that it has broken, if any."""
        return self._cell.watcher.look()

    def signal(self, number: signal.Signals) -> None:
        if pid := self._cell.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def wait(self, timeout_s: float) -> int | None:
        """Exit status, negative for a signal; None while it still runs."""
        if self._status is None:
            self._status = self._cell.wait(timeout_s)
        return self._status

    def end(self, grace_s: float = 0.0) -> int:
        """Give it `grace_s` to leave, then kill all of it. Safe to call twice."""
        status = self.wait(grace_s)
        if status is None:
            self._cell.kill()
            status = self.wait(END_S)
        return -int(signal.SIGKILL) if status is None else status

    def close(self) -> None:
        """Leave nothing behind: no process, no file, no descriptor."""
        self._cell.close()
        self.stream.close()
        self.output.close()

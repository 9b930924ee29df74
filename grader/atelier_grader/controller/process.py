"""The controller process: its command line, its environment, its output, its certain end."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from .orphans import Orphans

KEPT_BYTES = 64 * 2**10
HANDED_ON = (
    "PATH",
    "LD_LIBRARY_PATH",
    "AMENT_PREFIX_PATH",
    "PYTHONPATH",
    "ROS_DISTRO",
    "_ROS_WHEELS_BOOTSTRAP_COMPLETE",  # the same venv: its Python need not start twice
)


def environment(home: Path) -> dict[str, str]:
    """The program's environment: nothing of the grader's own, and the same in every run."""
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    return kept | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "ROS_LOG_DIR": str(home / "log"),
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


class Output:
    """Collects what a program prints: its first and its last `KEPT_BYTES`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._head = b""
        self._tail = b""
        self.size = 0
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    def _collect(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._descriptor, KEPT_BYTES):
                self.size += len(chunk)
                room = KEPT_BYTES - len(self._head)
                self._head += chunk[:room]
                self._tail = (self._tail + chunk[max(room, 0) :])[-KEPT_BYTES:]

    def close(self) -> None:
        """Wait shortly for the rest, then stop reading. Safe to call twice."""
        self._thread.join(1.0)
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @property
    def text(self) -> str:
        dropped = self.size - len(self._head) - len(self._tail)
        gap = f"\n... {dropped} bytes left out ...\n".encode() if dropped > 0 else b""
        return (self._head + gap + self._tail).decode("utf-8", "backslashreplace")


class ControllerProcess:
    """A child in a session of its own, with one end of a socket pair; `stream` is the other."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="atelier-"))
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            raise

    def _start(self) -> None:
        self._orphans = Orphans()
        self.stream, there = socket.socketpair()
        reading, writing = os.pipe()
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "atelier_lockstep.host", str(there.fileno())],
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                env=environment(self.home),
                cwd=self.home,
                start_new_session=True,
            )
        except BaseException:
            os.close(reading)
            self.stream.close()
            raise
        finally:
            there.close()
            os.close(writing)
        Orphans.programs.add(self._child.pid)
        resource.prlimit(self._child.pid, resource.RLIMIT_CORE, (0, 0))
        self.output = Output(reading)

    @property
    def pid(self) -> int:
        return self._child.pid

    def cpu_s(self) -> float:
        """CPU time used so far, user and system; 0 once it is gone."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self, timeout_s: float) -> int | None:
        """Exit status, negative for a signal; None while it still runs."""
        try:
            return self._child.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def end(self, grace_s: float = 0.0) -> int:
        """Give it `grace_s` to leave, then kill its whole session. Safe to call twice."""
        status = self.wait(grace_s)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if status is None:
            status = self._child.wait()
        Orphans.programs.discard(self.pid)
        self._orphans.end()
        return status

    def close(self) -> None:
        """Leave nothing behind: no process, no file, no descriptor."""
        self.end()
        self.stream.close()
        self.output.close()
        shutil.rmtree(self.home, ignore_errors=True)

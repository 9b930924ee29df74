"""The processes of one Gazebo run, each in a session of its own, and their certain end."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from typing_extensions import Self

SHOWN_BYTES = 4000
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

KILL_S = 5.0


class Processes:
    """Starts processes and ends all of them, with what they started: Ctrl-C first, then kill.

    Where util-linux has `setpriv`, each also dies with the process that started it, should that
    one be killed.
    """

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._environment = dict(environment)
        self._log = log
        self._read = 0
        self._started: list[subprocess.Popen[bytes]] = []
        self._passing: list[subprocess.Popen[bytes]] = []
        self._dies_with_us = [setpriv, "--pdeathsig", "KILL", "--"] if (
            setpriv := shutil.which("setpriv")
        ) else []  # fmt: skip

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start one that lasts; what it prints goes to the log."""
        with self._log.open("ab") as log:
            return self._start(command, log, log)

    def run(self, command: Sequence[str]) -> None:
        """Start one that may end when it likes."""
        self._passing.append(self.start(command))

    def listen(self, command: Sequence[str]) -> IO[bytes]:
        """Start one whose output is read."""
        with self._log.open("ab") as log:
            stream = self._start(command, subprocess.PIPE, log).stdout
        assert stream is not None
        return stream

    def ask(self, command: Sequence[str], timeout_s: float) -> str:
        """Run one to its end, and its output; empty where it takes longer than `timeout_s`."""
        child = self._start(command, subprocess.PIPE, subprocess.STDOUT)
        try:
            return child.communicate(timeout=timeout_s)[0].decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            return ""
        finally:
            self._end([child], grace_s=0.0)

    def _start(
        self, command: Sequence[str], out: int | IO[bytes], errors: int | IO[bytes]
    ) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [*self._dies_with_us, *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            env=self._environment,
            start_new_session=True,
        )
        self._started.append(child)
        return child

    @property
    def dead(self) -> subprocess.Popen[bytes] | None:
        """The first that has ended on its own, if one has."""
        return next(
            (
                each
                for each in self._started
                if each not in self._passing and each.poll() is not None
            ),
            None,
        )

    @property
    def output(self) -> str:
        """The end of what they printed."""
        try:
            return self._log.read_bytes()[-SHOWN_BYTES:].decode("utf-8", "replace")
        except OSError:
            return ""

    def find(self, pattern: re.Pattern[str]) -> str:
        """The first line printed since the last call that has `pattern`, without colours; or ''."""
        try:
            with self._log.open("rb") as log:
                log.seek(self._read)
                new = log.read()
        except OSError:
            return ""
        new = new[: new.rfind(b"\n") + 1]
        self._read += len(new)
        lines = COLOUR.sub("", new.decode("utf-8", "replace")).splitlines()
        return next((line.strip() for line in lines if pattern.search(line)), "")

    def close(self, grace_s: float = 3.0) -> None:
        """End them all. Safe to call twice."""
        self._end(list(reversed(self._started)), grace_s)

    def _end(self, children: list[subprocess.Popen[bytes]], grace_s: float) -> None:
        if grace_s:
            for child in children:
                _signal_session(child, signal.SIGINT)
        deadline_s = time.monotonic() + grace_s
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline_s - time.monotonic()))
        for child in children:
            _kill_session(child)
            child.wait()
            if child.stdout is not None:
                child.stdout.close()
            self._started.remove(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _kill_session(leader: subprocess.Popen[bytes]) -> None:
    """Until none of its processes is left; a kill takes effect a little later."""
    deadline_s = time.monotonic() + KILL_S
    while _signal_session(leader, signal.SIGKILL) and time.monotonic() < deadline_s:
        time.sleep(0.01)


def _signal_session(leader: subprocess.Popen[bytes], number: signal.Signals) -> int:
    """To every living process of the leader's session, in whichever group; how many there are."""
    found = 0
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            pid = int(entry.name)
            if os.getsid(pid) == leader.pid and not _is_dead(entry):
                os.kill(pid, number)
                found += 1
    return found


def _is_dead(process: Path) -> bool:
    """Whether it only waits for its parent to take notice."""
    return (process / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"

"""Looks now and then at what a program uses, and ends it when that is too much."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from atelier_grader.mission.limits import MIB, Limits

from . import tree
from .cgroup import Group

PERIOD_S = 0.1


@dataclass(frozen=True)
class Breach:
    """A broken limit: the reason's code, and the limit and what was reached, with their units."""

    code: str
    limit: str
    reached: str


@dataclass
class Usage:
    """What to look at: processes, their group, temporary folders as seen from outside, output.

    Until it is `walled`, the folders are those of the machine.
    """

    members: Callable[[], list[int]]
    group: Group
    folders: tuple[Path, ...]
    output_bytes: Callable[[], int]
    walled: Callable[[], bool] = lambda: True
    _cpu_s: float = 0.0

    def cpu_s(self) -> float:
        """CPU time so far; without a control group it is that of the last look at the living."""
        used_s = self.group.cpu_s()
        self._cpu_s = max(self._cpu_s, tree.cpu_s(self.members()) if used_s is None else used_s)
        return self._cpu_s

    def stored_bytes(self) -> int:
        """What the temporary folders hold, which is memory."""
        return sum((room.f_blocks - room.f_bfree) * room.f_bsize for room in self.rooms())

    def rooms(self) -> Iterator[os.statvfs_result]:
        """The temporary folders that are there and ours to look at."""
        for folder in self.folders if self.walled() else ():
            with contextlib.suppress(OSError):
                yield os.statvfs(folder)


class Watcher:
    """A thread that calls `end` once a limit is broken; `breach` says which."""

    def __init__(self, usage: Usage, limits: Limits, end: Callable[[], None]) -> None:
        self.usage = usage
        self.limits = limits
        self.breach: Breach | None = None
        self._end = end
        self._lock = threading.Lock()
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def look(self) -> Breach | None:
        """Look now; a broken limit stays broken."""
        with self._lock:
            if self.breach is None:
                self.breach = self._look()
            return self.breach

    def close(self) -> None:
        """Look no more. Safe to call twice."""
        self._leave.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._leave.wait(PERIOD_S):
            try:
                broken = self.look() is not None
            except BaseException:  # nobody watches any more: `breach` raises it in the run
                self._end()
                raise
            if broken:
                self._end()
                return

    def _look(self) -> Breach | None:
        return self._output() or self._memory() or self._processes() or self._cpu() or self._files()

    def _output(self) -> Breach | None:
        printed, limit = self.usage.output_bytes(), self.limits.output_kib * 1024
        if printed <= limit:
            return None
        return Breach("output_limit", _mib(limit), _mib(printed))

    def _memory(self) -> Breach | None:
        group, limit = self.usage.group, self.limits.memory_mib * MIB
        if "memory" in group.folders:
            if group.out_of_memory():
                return Breach("out_of_memory", _mib(limit), _mib(group.peak_bytes() or limit))
            return None
        used = tree.memory_bytes(self.usage.members(), self.usage.stored_bytes(), limit)
        return Breach("out_of_memory", _mib(limit), _mib(used)) if used > limit else None

    def _processes(self) -> Breach | None:
        group, limit = self.usage.group, self.limits.processes
        if "pids" in group.folders:
            full = group.out_of_processes()
            return Breach("too_many_processes", str(limit), str(limit)) if full else None
        number = tree.threads(self.usage.members())
        return Breach("too_many_processes", str(limit), str(number)) if number > limit else None

    def _cpu(self) -> Breach | None:
        used_s, limit_s = self.usage.cpu_s(), self.limits.cpu_s
        if used_s <= limit_s:
            return None
        return Breach("cpu_limit", f"{limit_s:g} s", f"{used_s:.1f} s")

    def _files(self) -> Breach | None:
        for room in self.usage.rooms():
            number, limit = room.f_files - room.f_ffree, self.limits.files
            if number > limit:
                return Breach("too_many_files", str(limit), str(number))
        return None


def _mib(size: int) -> str:
    return f"{size / MIB:.4g} MiB"

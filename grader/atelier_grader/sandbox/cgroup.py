"""A control group for one program: memory, processes and CPU time of all that it starts.

Version 2 where it has the controllers and we may write there, version 1 where those are mounted.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .hierarchies import Hierarchy, hierarchies

PREFIX = "atelier"
PERIOD_US = 100_000
NOT_OURS = "no hierarchy that we may write in has it"

_count = itertools.count()


@dataclass(frozen=True)
class Files:
    """The names of one version's files; an empty name is what the version does not have."""

    limits: Mapping[str, tuple[tuple[str, str], ...]]
    used_bytes: str
    peak_bytes: str
    killed: tuple[str, str]
    refused: tuple[str, str]


V1 = Files(
    {
        "memory": (
            ("memory.limit_in_bytes", "{memory}"),
            ("memory.memsw.limit_in_bytes", "{memory}"),
            ("memory.kmem.tcp.limit_in_bytes", "{memory}"),  # of all sockets, UDP too
        ),
        "pids": (("pids.max", "{processes}"),),
        "cpu": (("cpu.cfs_period_us", f"{PERIOD_US}"), ("cpu.cfs_quota_us", "{quota}")),
        "cpuacct": (),
    },
    "memory.usage_in_bytes",
    "memory.max_usage_in_bytes",
    ("memory.oom_control", "oom_kill"),
    ("pids.events", "max"),
)
V2 = Files(
    {
        "memory": (("memory.max", "{memory}"), ("memory.swap.max", "0"), ("memory.oom.group", "1")),
        "pids": (("pids.max", "{processes}"),),
        "cpu": (("cpu.max", f"{{quota}} {PERIOD_US}"),),
    },
    "memory.current",
    "memory.peak",
    ("memory.events", "oom_kill"),
    ("pids.events", "max"),
)
OPTIONAL = {
    "memory.memsw.limit_in_bytes",
    "memory.kmem.tcp.limit_in_bytes",
    "memory.swap.max",
    "memory.oom.group",
}
"""They depend on how the kernel was built; without swap they change nothing."""


@dataclass
class Group:
    """One group, in each hierarchy that has a controller for it. `missing` says what has none."""

    version: str = ""
    folders: dict[str, Path] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    _files: Files = V2

    @property
    def controllers(self) -> tuple[str, ...]:
        return tuple(sorted({"cpu" if each == "cpuacct" else each for each in self.folders}))

    def add(self, pid: int) -> None:
        """Move a process, and what it starts from now on, into the group. Raises `OSError`."""
        for folder in dict.fromkeys(self.folders.values()):
            (folder / "cgroup.procs").write_text(str(pid))

    def memory_bytes(self) -> int | None:
        """What is in use now; None without a memory controller."""
        return self._number("memory", self._files.used_bytes)

    def peak_bytes(self) -> int | None:
        return self._number("memory", self._files.peak_bytes)

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed a process for the group's memory."""
        return bool(self._event("memory", *self._files.killed))

    def out_of_processes(self) -> bool:
        """Whether the kernel has refused to start one."""
        return bool(self._event("pids", *self._files.refused))

    def cpu_s(self) -> float | None:
        """CPU time so far, of ended processes too; None where no group counts it."""
        if self.version == "v1":
            used_ns = self._number("cpuacct", "cpuacct.usage")
            return None if used_ns is None else used_ns / 1e9
        # each group of version 2 has this file, whichever controllers it has
        for controller in self.folders:
            used_us = self._event(controller, "cpu.stat", "usage_usec")
            return None if used_us is None else used_us / 1e6
        return None

    def remove(self) -> None:
        """Every process in it must have been killed. Safe to call twice."""
        for folder in dict.fromkeys(self.folders.values()):
            remove(folder)
        self.folders = {}

    def _number(self, controller: str, name: str) -> int | None:
        try:
            return int((self.folders[controller] / name).read_text())
        except (KeyError, OSError, ValueError):
            return None

    def _event(self, controller: str, name: str, key: str) -> int | None:
        try:
            lines = (self.folders[controller] / name).read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.split()[0] == key)
        except (KeyError, OSError, ValueError, IndexError, StopIteration):
            return None


def make_group(
    memory_bytes: int,
    processes: int,
    places: Mapping[tuple[str, str], Hierarchy] | None = None,
) -> Group:
    """A group with these limits and one core, empty, in `places` (where this machine has them).

    What cannot be limited is in its `missing`.
    """
    places = hierarchies() if places is None else places
    values = {"memory": memory_bytes, "processes": processes, "quota": PERIOD_US}
    name = f"{PREFIX}-{os.getpid()}-{_pid_namespace()}-{next(_count)}"
    group = Group()
    for version, files in (("v2", V2), ("v1", V1)):
        for controller in files.limits:
            place = places.get((version, controller))
            if place is None or controller in group.folders:
                continue
            if group.version not in ("", version):
                continue
            folder = place.folder / name
            problem = _limit(group, folder, files.limits[controller], values)
            if problem:
                group.missing[controller] = f"{place.folder}: {problem}"
            else:
                group.version, group._files = version, files
                group.folders[controller] = folder
                group.missing.pop(controller, None)
    for controller in ("memory", "pids", "cpu"):
        if controller not in group.folders:
            group.missing.setdefault(controller, NOT_OURS)
    return group


def _limit(
    group: Group, folder: Path, limits: tuple[tuple[str, str], ...], values: Mapping[str, int]
) -> str:
    """Make a folder of the group and set limits; what went wrong, or nothing."""
    shared = folder in group.folders.values()
    try:
        if not shared:
            with contextlib.suppress(FileNotFoundError):
                folder.rmdir()  # of a grader that was killed and had our process's number
            folder.mkdir()
        for file, text in limits:
            if file not in OPTIONAL or (folder / file).exists():
                (folder / file).write_text(text.format(**values))
    except OSError as error:
        if not shared:
            with contextlib.suppress(OSError):
                folder.rmdir()
        return error.strerror or str(error)
    return ""


def _pid_namespace() -> int:
    """Two containers may share a hierarchy, and both have a process 7."""
    return os.stat("/proc/self/ns/pid").st_ino


def remove(folder: Path) -> None:
    """Remove a group; its last processes may take a moment to be gone."""
    for _ in range(200):
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.005)
        else:
            return


def remove_stale() -> None:
    """Remove the empty groups that graders left which were killed."""
    for folder in {place.folder for place in hierarchies().values()}:
        for group in sorted(folder.glob(f"{PREFIX}-*-{_pid_namespace()}-*")):
            owner = group.name.split("-")[1]
            if not Path(f"/proc/{owner}").exists():
                with contextlib.suppress(OSError):
                    group.rmdir()

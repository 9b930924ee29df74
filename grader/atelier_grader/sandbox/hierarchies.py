"""Where on this machine control groups can be made, for each version and controller."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

WANTED = {"memory", "pids", "cpu"}
CHILDREN_HAVE = "cgroup.subtree_control"


@dataclass(frozen=True)
class Hierarchy:
    """A folder in which groups with a controller can be made by us."""

    folder: Path


@cache
def hierarchies() -> Mapping[tuple[str, str], Hierarchy]:
    """By version (`v1`, `v2`) and controller, those that this process may write in."""
    return find(Path("/proc/self"))


def find(process: Path) -> dict[tuple[str, str], Hierarchy]:
    """What `process`/cgroup and `process`/mountinfo tell."""
    try:
        memberships = (process / "cgroup").read_text().splitlines()
        mounts = (process / "mountinfo").read_text().splitlines()
    except OSError:
        return {}
    found: dict[tuple[str, str], Hierarchy] = {}
    for line in memberships:
        number, names, path = line.split(":", 2)
        for root, point, kind, options in map(_mount, mounts):
            if number == "0" and kind == "cgroup2":
                own = _below(point, root, path)
                for controller, folder in _delegated(own, Path(point)).items():
                    found.setdefault(("v2", controller), Hierarchy(folder))
            elif number != "0" and kind == "cgroup":
                folder = _below(point, root, path)
                here = {*names.split(",")} & {*options.split(",")}
                for controller in sorted(here & {*WANTED, "cpuacct"}):
                    if os.access(folder, os.W_OK):
                        found.setdefault(("v1", controller), Hierarchy(folder))
    return found


def _mount(line: str) -> tuple[str, str, str, str]:
    """Root, mount point, type and options of the super block: `proc_pid_mountinfo(5)`."""
    before, _, after = line.partition(" - ")
    kind, _, options = after.split(" ", 2)
    return before.split()[3], before.split()[4], kind, options


def _below(point: str, root: str, path: str) -> Path:
    """The folder of the group `path` where the group `root` is mounted at `point`."""
    with contextlib.suppress(ValueError):
        return Path(point) / PurePosixPath(path).relative_to(root)
    return Path(point)


def _delegated(own: Path, top: Path) -> dict[str, Path]:
    """The group whose children have the most controllers, of our own and those above it.

    It must be ours to write in. One that holds processes cannot hand controllers on; its parent
    often does already. A process is in one group of version 2, hence one for all controllers.
    """
    best: set[str] = set()
    place = own
    for folder in (own, *own.parents):
        if not folder.is_relative_to(top):
            break
        if not os.access(folder / "cgroup.procs", os.W_OK) or not os.access(folder, os.W_OK):
            continue
        for controller in sorted(WANTED - _enabled(folder)):  # one by one: some may be had
            with contextlib.suppress(OSError):
                (folder / CHILDREN_HAVE).write_text(f"+{controller}")
        if len(_enabled(folder)) > len(best):
            best, place = _enabled(folder), folder
    return dict.fromkeys(sorted(best), place)


def _enabled(folder: Path) -> set[str]:
    """The controllers of its children, of those that we look for."""
    try:
        return WANTED & set((folder / CHILDREN_HAVE).read_text().split())
    except OSError:
        return set()

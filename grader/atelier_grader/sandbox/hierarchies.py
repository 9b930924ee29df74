"""Where on this machine control groups can be made, for each version and controller."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

CONTROLLERS = ("memory", "pids", "cpu", "cpuacct")


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
                folder = _below(point, root, path)
                for controller, place in _delegated(folder, Path(point)):
                    found.setdefault(("v2", controller), place)
            elif number != "0" and kind == "cgroup":
                folder = _below(point, root, path)
                for controller in {*names.split(",")} & {*CONTROLLERS} & {*options.split(",")}:
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


def _delegated(own: Path, top: Path) -> Iterator[tuple[str, Hierarchy]]:
    """The nearest groups, from our own up, whose children have controllers, and that are ours.

    A group that holds processes cannot hand controllers on; its parent often does already.
    """
    for folder in (own, *own.parents):
        if not folder.is_relative_to(top):
            return
        if not os.access(folder / "cgroup.procs", os.W_OK) or not os.access(folder, os.W_OK):
            continue
        with contextlib.suppress(OSError):
            (folder / "cgroup.subtree_control").write_text("+memory +pids +cpu")
        with contextlib.suppress(OSError):
            enabled = (folder / "cgroup.subtree_control").read_text().split()
            for controller in enabled:
                yield controller, Hierarchy(folder)

"""The kernel's limits for each process, set by the command in front of the program."""

from __future__ import annotations

import math
import os
import re

from atelier_grader.mission.limits import MIB, Limits

SPARE_PROCESSES = 32
"""Beyond the limit of processes, so that whoever counts them sees that it was passed."""

COUNTED_BY_NAMESPACE = (5, 14)
"""Since this Linux, a user's processes are counted in each user namespace apart."""


def prlimit(limits: Limits, own_namespace: bool) -> list[str]:
    """The words before a command.

    The number of processes is a user's, hence limited only where the user namespace is the
    program's own and counts by itself. It is a second wall: group or watcher come first.
    """
    spare_s = 10 + 2 * math.ceil(limits.cpu_s)  # in case nobody watches
    words = [
        "prlimit",
        "--core=0",
        f"--nofile={limits.open_files}",
        f"--fsize={limits.file_mib * MIB}",
        f"--cpu={spare_s}:{spare_s + 5}",
        "--msgqueue=0",
        "--memlock=0",
    ]
    if own_namespace and kernel(os.uname().release) >= COUNTED_BY_NAMESPACE:
        words.append(f"--nproc={limits.processes + SPARE_PROCESSES}")
    return [*words, "--"]


def kernel(release: str) -> tuple[int, int]:
    """`6.1.0-56-amd64` is (6, 1); (0, 0) where it says nothing of the kind."""
    found = re.match(r"(\d+)\.(\d+)", release)
    return (int(found[1]), int(found[2])) if found else (0, 0)

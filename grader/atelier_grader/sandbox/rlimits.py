"""The kernel's limits for each process, set by the command in front of the program."""

from __future__ import annotations

import math

from atelier_grader.mission.limits import MIB, Limits


def prlimit(limits: Limits, count_processes: bool) -> list[str]:
    """The words before a command.

    The number of processes is counted for the user in its user namespace, hence only where the
    program has one of its own.
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
    if count_processes:
        words.append(f"--nproc={limits.processes}")
    return [*words, "--"]

"""Makes what a program can ask of the machine the same in every run.

Entropy comes from a fixed stream, and the number of cores is that of a usual laptop, although a
grading runs on one: a `MultiThreadedExecutor` sizes its pool by it.
"""

from __future__ import annotations

import hashlib
import os
import random

CORES = 4

MIDDLEWARE = {
    "RMW_IMPLEMENTATION": "rmw_fastrtps_cpp",
    # Nobody outside of this process is to be met, and nothing stays in shared memory after a kill.
    "ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF",
    "FASTDDS_BUILTIN_TRANSPORTS": "UDPv4",
}


class Entropy:
    """A stream of bytes without secrets: SHA-256 of a counter."""

    def __init__(self) -> None:
        self._count = 0
        self._left = b""

    def __call__(self, size: int) -> bytes:
        while len(self._left) < size:
            self._count += 1
            self._left += hashlib.sha256(self._count.to_bytes(8, "little")).digest()
        data, self._left = self._left[:size], self._left[size:]
        return data


def install() -> None:
    os.environ.update(MIDDLEWARE)
    entropy = Entropy()
    os.urandom = entropy
    random._urandom = entropy  # type: ignore[attr-defined]
    random.seed(0)
    os.cpu_count = lambda: CORES
    real_affinity = os.sched_getaffinity
    os.sched_getaffinity = lambda pid: set(range(CORES)) if pid == 0 else real_affinity(pid)
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: CORES

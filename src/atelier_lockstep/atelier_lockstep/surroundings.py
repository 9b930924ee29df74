"""Makes what a program can ask of the machine the same in every run.

Entropy comes from a fixed stream, and the number of cores is that of a usual laptop, although a
grading runs on one: a `MultiThreadedExecutor` sizes its pool by it.
"""

from __future__ import annotations

import hashlib
import os
import random
import uuid
from typing import Any

CORES = 4
SEED_BYTES = 32
NODE = 0x02_00_00_00_00_01
"""The machine in an identifier by time and place: a locally administered address."""

MIDDLEWARE = {
    "RMW_IMPLEMENTATION": "rmw_fastrtps_cpp",
    # Nobody outside of this process is to be met, and nothing stays in shared memory after a kill.
    "ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF",
    "FASTDDS_BUILTIN_TRANSPORTS": "UDPv4",
}

ELSEWHERE = (
    "ROS_DOMAIN_ID", "ROS_LOCALHOST_ONLY", "ROS_STATIC_PEERS", "ROS_DISCOVERY_SERVER",
    "FASTDDS_DEFAULT_PROFILES_FILE", "FASTRTPS_DEFAULT_PROFILES_FILE",
    "RMW_FASTRTPS_USE_QOS_FROM_XML",
)  # fmt: skip
"""What would set the middleware up for another network: the robot is in this process."""


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


def seed_generators(entropy: Entropy) -> None:
    """Let `random` take its seed from `entropy` where it is given none."""
    real_seed = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        real_seed(self, int.from_bytes(entropy(SEED_BYTES), "little") if a is None else a, version)

    random.Random.seed = seed  # type: ignore[method-assign]
    random.seed = random._inst.seed
    random.seed(0)


def install() -> None:
    for name in ELSEWHERE:
        os.environ.pop(name, None)
    os.environ.update(MIDDLEWARE)
    entropy = Entropy()
    os.urandom = entropy
    os.getrandom = lambda size, flags=0: entropy(size)
    random._urandom = entropy  # type: ignore[attr-defined]
    seed_generators(entropy)
    uuid._generate_time_safe = uuid._UuidCreate = None  # type: ignore[attr-defined]
    uuid._node = NODE  # type: ignore[attr-defined]
    os.cpu_count = lambda: CORES
    real_affinity = os.sched_getaffinity
    os.sched_getaffinity = lambda pid: set(range(CORES)) if pid == 0 else real_affinity(pid)
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: CORES

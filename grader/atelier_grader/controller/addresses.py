"""Processes whose memory lies at the same addresses in every run.

Sets of objects are ordered by addresses; Linux chooses these anew for each process unless its
personality says otherwise, which it takes over from the thread that starts it.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator

ADDR_NO_RANDOMIZE = 0x0040000
ASK = 0xFFFFFFFF


@contextlib.contextmanager
def same_addresses() -> Iterator[None]:
    """What the present thread starts meanwhile gets the same addresses, where the kernel lets it.

    The thread's own are not touched.
    """
    personality = ctypes.CDLL(None).personality
    before = personality(ASK)
    if before < 0:  # closed off: addresses differ, all else is the same
        yield
        return
    personality(before | ADDR_NO_RANDOMIZE)
    try:
        yield
    finally:
        personality(before)

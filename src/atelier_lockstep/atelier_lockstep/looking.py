"""Loops that only look: `while not self.scan: pass` waits for another thread.

In real time others run beside such a loop. As it can do nothing but look, it may be interrupted at
any turn: whichever that is, the program goes on in the same way. A loop that does anything else is
never interrupted, and one that nobody can end is found as stuck.
"""

from __future__ import annotations

import _thread
import dis
import functools
import signal
import time
from collections.abc import Callable
from types import CodeType, FrameType

from greenlet import getcurrent

from .channel import real_sleep
from .patience import PAUSE_NS
from .scheduler import Scheduler

NEWS = signal.SIGURG
"""One that does nothing where nobody hears it, and that programs hardly use."""

LOOK_S = 0.02
LOOK_AGAIN_S = 0.001
LAG = 50
"""Of the time for which a loop has looked, one part in so many passes between two looks."""

FORGET_NS = 2 * PAUSE_NS

LOOKS = ("LOAD_ATTR", "LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF")
"""What may show something else the next time, as a local variable with parts may."""

WITHOUT_PARTS = (bool, int, float, str, bytes, type(None))

HARMLESS = (
    "LOAD_", "COMPARE_OP", "IS_OP", "CONTAINS_OP", "UNARY_", "BINARY_", "TO_BOOL", "POP_", "JUMP_",
    "RETURN_", "COPY", "SWAP", "DUP_TOP", "ROT_", "NOP", "NOT_TAKEN", "RESUME", "CACHE",
    "EXTENDED_ARG", "PRECALL", "PUSH_NULL", "CALL",
)  # fmt: skip
"""How the names of instructions begin that may change nothing."""

READ_ONLY = ("abs", "all", "any", "bool", "float", "int", "isinstance", "len", "max", "min")
JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))

DEEPEST = 4
"""How many functions a look may be inside of: a message's fields are properties."""


class Looking:
    """Lets simulated time pass for loops that only look, found from a thread of its own."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._main = _thread.get_ident()
        self._began_ns = self._last_ns = -1
        self._pause_s = LOOK_S

    def install(self) -> None:
        """Begin to watch the present thread, before its time is simulated."""
        signal.signal(NEWS, self._look)
        signal.siginterrupt(NEWS, False)
        _thread.start_new_thread(self._watch, (time.clock_gettime,))

    def _watch(self, real_s: Callable[[int], float]) -> None:
        """Ask for a look where the program has computed for a while without a wait."""
        clock = time.pthread_getcpuclockid(self._main)
        turn, spent_s = -1, 0.0
        while True:
            real_sleep(self._pause_s)
            before, turn = turn, self._scheduler.turn
            before_s, spent_s = spent_s, real_s(clock)
            if turn == before and spent_s - before_s > self._pause_s / 2:
                signal.pthread_kill(self._main, NEWS)

    def _look(self, number: int, frame: FrameType | None) -> None:
        scheduler = self._scheduler
        if getcurrent() is scheduler.hub or len(scheduler.threads) < 2 or not only_looks(frame):
            self._pause_s = LOOK_S
            return
        if self._last_ns < scheduler.now_ns - FORGET_NS:
            self._began_ns = scheduler.now_ns
        self._pause_s = LOOK_AGAIN_S
        scheduler.sleep(max(PAUSE_NS, (scheduler.now_ns - self._began_ns) // LAG))
        self._last_ns = scheduler.now_ns


def only_looks(frame: FrameType | None) -> bool:
    """Whether a frame, or the one that it has been called from to look, is in such a loop."""
    for _ in range(DEEPEST):
        if frame is None:
            return False
        loop = loop_around(frame.f_code, frame.f_lasti)
        if loop:
            return changes_nothing(loop) and any(may_change(each, frame) for each in loop)
        if not changes_nothing(instructions_of(frame.f_code)):
            return False
        frame = frame.f_back
    return False


def may_change(instruction: dis.Instruction, frame: FrameType) -> bool:
    if not instruction.opname.startswith("LOAD_FAST"):
        return instruction.opname in LOOKS
    names = instruction.argval if isinstance(instruction.argval, tuple) else (instruction.argval,)
    return any(not isinstance(frame.f_locals.get(name), WITHOUT_PARTS) for name in names)


@functools.lru_cache(maxsize=256)
def instructions_of(code: CodeType) -> tuple[dis.Instruction, ...]:
    return tuple(dis.get_instructions(code))


def loop_around(code: CodeType, offset: int) -> tuple[dis.Instruction, ...]:
    """The instructions of the innermost loop that has an offset in it; none outside of loops."""
    instructions = instructions_of(code)
    spans = [
        (each.offset - each.argval, each.argval, each.offset)
        for each in instructions
        if each.opcode in JUMPS and each.argval <= offset <= each.offset
    ]
    if not spans:
        return ()
    _, first, last = min(spans)
    return tuple(each for each in instructions if first <= each.offset <= last)


def changes_nothing(instructions: tuple[dis.Instruction, ...]) -> bool:
    """Whether these only read and compare, and call but what does."""
    calls = sum(each.opname.startswith("CALL") for each in instructions)
    read_only = sum(
        each.opname == "LOAD_GLOBAL" and each.argval in READ_ONLY for each in instructions
    )
    in_place = any(
        each.opname == "BINARY_OP" and each.argrepr.endswith("=") for each in instructions
    )
    harmless = all(each.opname.startswith(HARMLESS) for each in instructions)
    return harmless and calls <= read_only and not in_place

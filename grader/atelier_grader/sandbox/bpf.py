"""Programs for the kernel's classic packet filter, as seccomp runs them over `struct seccomp_data`.

`linux/seccomp.h`: the data is {int nr; u32 arch; u64 instruction_pointer; u64 args[6]}.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

INSTRUCTION = struct.Struct("=HBBI")

LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
GREATER_OR_EQUAL = 0x35  # BPF_JMP | BPF_JGE | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K

NUMBER_OFFSET = 0
ARCHITECTURE_OFFSET = 4

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000


def errno_action(number: int) -> int:
    """The call is not made and returns the error `number`; 0 makes it a call without effect."""
    return 0x00050000 | number


def argument_offset(index: int) -> int:
    """Where the low 32 bits of a call's argument lie (little-endian)."""
    return 16 + 8 * index


@dataclass(frozen=True)
class Block:
    """Instructions that either return an action or fall through to what follows."""

    code: bytes

    def __add__(self, other: Block) -> Block:
        return Block(self.code + other.code)

    def __len__(self) -> int:
        return len(self.code) // INSTRUCTION.size


def step(code: int, operand: int, on_true: int = 0, on_false: int = 0) -> Block:
    """One instruction; a jump skips `on_true` or `on_false` of those after it."""
    return Block(INSTRUCTION.pack(code, on_true, on_false, operand))


def load(offset: int) -> Block:
    return step(LOAD, offset)


def give(action: int) -> Block:
    return step(RETURN, action)


def when(code: int, operand: int, then: Block) -> Block:
    """Run `then` if the comparison with the loaded word holds, otherwise skip it."""
    return step(code, operand, 0, len(then)) + then


def unless(operand: int, then: Block) -> Block:
    """Run `then` if the loaded word differs from `operand`, otherwise skip it."""
    return step(EQUAL, operand, len(then), 0) + then

"""The filter on the system calls of a program under test."""

from __future__ import annotations

import errno
import platform
import socket
from functools import cache

from . import syscalls
from .bpf import (
    ALLOW,
    AND,
    ARCHITECTURE_OFFSET,
    EQUAL,
    GREATER_OR_EQUAL,
    KILL_PROCESS,
    NUMBER_OFFSET,
    Block,
    argument_offset,
    errno_action,
    give,
    load,
    step,
    unless,
    when,
)

X86_64 = 0xC000003E  # AUDIT_ARCH_X86_64

NEW_NAMESPACES = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""

FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
"""All that stay within the network namespace; AF_VSOCK, for one, reaches the machine's host."""

TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: type into the terminal of the caller
PLAIN_PERSONALITIES = (0, 0xFFFFFFFF)  # the usual one, and a question

EPERM, ENOSYS = errno_action(errno.EPERM), errno_action(errno.ENOSYS)


class SeccompUnavailableError(RuntimeError):
    """The filter is written for another processor; the message says which this is."""


@cache
def seccomp_filter() -> bytes:
    """The filter as `struct sock_filter[]`. Raises `SeccompUnavailableError` but on x86-64."""
    machine = platform.machine()
    if machine != "x86_64":
        raise SeccompUnavailableError(f"the system call filter is for x86_64, this is {machine}")
    return _filter().code


def _filter() -> Block:
    """Numbers of the x32 calls have bit 30 set, hence are beyond the newest."""
    program = load(ARCHITECTURE_OFFSET) + unless(X86_64, give(KILL_PROCESS))
    program += load(NUMBER_OFFSET) + when(GREATER_OR_EQUAL, syscalls.NEWEST + 1, give(ENOSYS))
    for numbers, action in (
        (syscalls.REFUSED, EPERM),
        (syscalls.ABSENT, ENOSYS),
        (syscalls.WITHOUT_EFFECT, errno_action(0)),
    ):
        for number in sorted(numbers.values()):
            program += when(EQUAL, number, give(action))
    for number, block in (
        (syscalls.CLONE, _no_namespaces()),
        (syscalls.SOCKET, _known(0, FAMILIES, errno_action(errno.EAFNOSUPPORT))),
        (syscalls.SOCKETPAIR, _known(0, FAMILIES, errno_action(errno.EAFNOSUPPORT))),
        (syscalls.PERSONALITY, _known(0, PLAIN_PERSONALITIES, EPERM)),
        (syscalls.IOCTL, _no_typing()),
    ):
        program += when(EQUAL, number, block)
    return program + give(ALLOW)


def _no_namespaces() -> Block:
    flags = load(argument_offset(0)) + step(AND, NEW_NAMESPACES)
    return flags + unless(0, give(EPERM)) + give(ALLOW)


def _known(index: int, values: tuple[int, ...], otherwise: int) -> Block:
    block = load(argument_offset(index))
    for value in values:
        block += when(EQUAL, value, give(ALLOW))
    return block + give(otherwise)


def _no_typing() -> Block:
    block = load(argument_offset(1))
    for request in TERMINAL_INPUT:
        block += when(EQUAL, request, give(EPERM))
    return block + give(ALLOW)

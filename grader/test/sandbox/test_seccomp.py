"""The filter on system calls: each number that it names, tried from inside."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from atelier_grader.sandbox import seccomp, syscalls

from .conftest import Inside

SAFE_WORDS = (0, 0, 0, 0, 0, 0)


def test_each_call_that_is_closed_is_closed(inside: Inside) -> None:
    numbers = {**syscalls.REFUSED, **syscalls.ABSENT, **syscalls.WITHOUT_EFFECT}
    seen = inside(f"tell({{name: raw(n, *{SAFE_WORDS}) for name, n in {numbers!r}.items()}})")
    expected = dict.fromkeys(syscalls.REFUSED, -errno.EPERM)
    expected |= dict.fromkeys(syscalls.ABSENT, -errno.ENOSYS)
    expected |= dict.fromkeys(syscalls.WITHOUT_EFFECT, 0)
    assert seen.told == expected


def test_the_filter_is_what_closes_them() -> None:
    """Outside, the kernel answers otherwise: at least where that can be tried without harm."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    for name in ("memfd_create", "vmsplice", "shmget"):
        number = {**syscalls.REFUSED, **syscalls.ABSENT}[name]
        value = libc.syscall(number, 0, 0, 0, 0, 0)
        assert value >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS), name


@pytest.mark.parametrize(
    ("what", "call"),
    [
        ("x32's getpid", "0x40000000 + 39"),
        ("x32's own execve", "0x40000000 + 520"),
        ("a call of a later kernel", f"{syscalls.NEWEST + 1}"),
        ("all bits", "0xFFFFFFFF"),
        ("beyond 32 bits, cut by the kernel", f"(1 << 32) + {syscalls.NEWEST + 8}"),
    ],
)
def test_numbers_beyond_the_list_do_not_exist(what: str, call: str, inside: Inside) -> None:
    assert inside(f"tell(raw({call}))").told == -errno.ENOSYS


@pytest.mark.parametrize(
    "flags", [1 << bit for bit in range(32) if seccomp.NEW_NAMESPACES >> bit & 1]
)
def test_no_child_gets_namespaces_of_its_own(flags: int, inside: Inside) -> None:
    assert inside(f"tell(raw({syscalls.CLONE}, {flags} | 17, 0, 0, 0, 0))").told == -errno.EPERM


def test_threads_and_children_are_had(inside: Inside) -> None:
    source = """
    import threading
    if os.fork() == 0: os._exit(7)
    tell(os.waitstatus_to_exitcode(os.wait()[1]))
    thread = threading.Thread(target=tell, args=("thread",))
    thread.start()
    thread.join()
    """
    assert inside(source).text == '7\n"thread"\n'


def test_nobody_gives_way_to_all_others(inside: Inside) -> None:
    source = """
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    tell([os.nice(19), os.sched_getscheduler(0)])
    """
    own = [os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0)]
    assert inside(source).told == own


FAMILIES = {"packet": 17, "CAN": 29, "TIPC": 30, "bluetooth": 31, "crypto": 38, "vsock": 40}


@pytest.mark.parametrize("name", FAMILIES)
def test_other_kinds_of_network_do_not_exist(name: str, inside: Inside) -> None:
    family = FAMILIES[name]
    calls = (f"raw({syscalls.SOCKET}, {family}, {kind}, 0)" for kind in (1, 2, 3))
    seen = inside(f"tell([{', '.join(calls)}, raw({syscalls.SOCKETPAIR}, {family}, 1, 0, 0)])")
    assert seen.told == [-errno.EAFNOSUPPORT] * 4


def test_the_upper_half_of_an_argument_hides_nothing(inside: Inside) -> None:
    """The kernel takes an int: 64 bits whose lower half is a closed value are that value."""
    vsock = (1 << 32) | int(socket.AF_VSOCK)
    typing = (1 << 32) | 0x5412
    source = f"tell([raw({syscalls.SOCKET}, {vsock}, 1, 0), raw({syscalls.IOCTL}, 0, {typing}, 0)])"
    assert inside(source).told == [-errno.EAFNOSUPPORT, -errno.EPERM]


@pytest.mark.parametrize("request_", seccomp.TERMINAL_INPUT)
def test_nobody_types_into_a_terminal(request_: int, inside: Inside) -> None:
    assert inside(f"tell(raw({syscalls.IOCTL}, 0, {request_}, 0))").told == -errno.EPERM


@pytest.mark.parametrize(("kind", "value"), [(0, 0), (0xFFFFFFFF, 0), (8, -1), (0x0040000, -1)])
def test_addresses_stay_random(kind: int, value: int, inside: Inside) -> None:
    """ADDR_NO_RANDOMIZE and the 32-bit personality are refused; asking is not."""
    assert inside(f"tell(raw({syscalls.PERSONALITY}, {kind}))").told == value


SYSCALL_32 = """
long main_(void) {
    long value;
    __asm__ volatile("int $0x80" : "=a"(value) : "a"(20));  /* getpid of the 32-bit table */
    return value;
}
int main(void) { return main_() > 0 ? 42 : 43; }
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_the_32_bit_door_ends_the_process(inside: Inside, tmp_path: Path) -> None:
    """Its numbers are others: the filter would judge them wrongly."""
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "door.c").write_text(SYSCALL_32)
    built = folder / "door"
    subprocess.run(["cc", "-o", built, folder / "door.c"], check=True)
    if subprocess.run([built], check=False).returncode != 42:
        pytest.skip("this kernel has no 32-bit calls")
    for place in (folder, *folder.parents):
        if place.stat().st_uid == os.geteuid() and place != Path("/tmp"):
            place.chmod(place.stat().st_mode | 0o055)
    seen = inside(
        "if (pid := os.fork()) == 0: os.execv('/submission/door', ['door'])\n"
        "tell(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))",
        submission=folder,
    )
    assert seen.told == -signal.SIGSYS


def test_an_unknown_processor_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    seccomp.seccomp_filter.cache_clear()
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(
        seccomp.SeccompUnavailableError,
        match="the system call filter is for x86_64, this is aarch64",
    ):
        seccomp.seccomp_filter()

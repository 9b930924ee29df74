"""What a process and its descendants use, from `/proc`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def descendants(roots: Iterable[int]) -> list[int]:
    """These processes and all below them that still run, parents first."""
    found: dict[int, None] = dict.fromkeys(roots)
    queue = list(found)
    while queue:
        for child in children(queue.pop()):
            if child not in found:
                found[child] = None
                queue.append(child)
    return list(found)


def children(pid: int) -> list[int]:
    """Whichever of its threads started them; empty once it is gone."""
    found: list[int] = []
    for task in _tasks(pid):
        with contextlib.suppress(OSError):
            found.extend(map(int, (task / "children").read_text().split()))
    return found


def has_own_root(pid: int) -> bool:
    """Whether a process sees other files than this one; not once it is gone."""
    try:
        return not os.path.samefile(PROC / str(pid) / "root", "/")
    except OSError:
        return False


def cpu_s(pids: Iterable[int]) -> float:
    """CPU time of these processes, and of those of their children that they have waited for."""
    return sum(sum(map(int, _stat(PROC / str(pid))[11:15])) for pid in pids) / TICKS_PER_S


def threads(pids: Iterable[int]) -> int:
    return sum(int(stat[17]) for pid in pids if (stat := _stat(PROC / str(pid))))


def runnable(pids: Iterable[int]) -> bool:
    """Whether any of their threads runs or waits for its turn."""
    return any(_stat(task)[:1] == ["R"] for pid in pids for task in _tasks(pid))


def starved_s(pids: Iterable[int]) -> float:
    """How long the one of their threads has waited for a core that has waited longest."""
    return max((_waited_s(task) for pid in pids for task in _tasks(pid)), default=0.0)


def own_starved_s() -> float:
    """How long the calling thread has."""
    return _waited_s(PROC / "thread-self")


def _waited_s(task: Path) -> float:
    """Seconds on a run queue without running; 0 once it is gone, or where nobody counts."""
    try:
        return int((task / "schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def commands_with(pids: Iterable[int], thread: str) -> list[str]:
    """The command lines of those of these processes that have a thread of a name so beginning."""
    found = []
    for pid in pids:
        with contextlib.suppress(OSError):
            names = (PROC / str(pid) / "task").glob("*/comm")
            if any(_text(each).startswith(thread) for each in names):
                found.append(_text(PROC / str(pid) / "cmdline").replace("\0", " ").strip())
    return found


def memory_bytes(pids: Iterable[int], stored_bytes: int, enough: int) -> int:
    """Memory of these processes, and of the files that they keep in memory (`stored_bytes`).

    What is shared counts once, where that tells if it is `enough`.
    """
    places = [_with_memory(pid) for pid in pids]
    resident = sum(map(_resident_bytes, places))
    if resident + stored_bytes < enough:
        return resident + stored_bytes
    shares = [_shares(place) for place in places]
    in_files = sum(share.get("Pss_Shmem", 0) for share in shares)  # also of those stored
    own = sum(share.get("Pss", 0) for share in shares) - in_files
    return own + max(in_files, stored_bytes)


def _tasks(pid: int) -> list[Path]:
    """The threads of a process; none once it is gone."""
    place = PROC / str(pid) / "task"
    try:
        return [place / name for name in sorted(os.listdir(place))]
    except OSError:
        return []


def _text(file: Path) -> str:
    """Programs choose their names, of any bytes. Raises `OSError`."""
    return file.read_text(encoding="utf-8", errors="replace")


def _stat(place: Path) -> list[str]:
    """The fields after the name, as `proc_pid_stat(5)` counts them from 3; empty once gone."""
    try:
        return _text(place / "stat").rpartition(")")[2].split()
    except OSError:
        return []


def _with_memory(pid: int) -> Path:
    """A process, or where its first thread has ended, and with it what tells of its memory, the
    next one that is left."""
    place = PROC / str(pid)
    if _stat(place)[:1] != ["Z"]:
        return place
    return next((task for task in _tasks(pid) if _stat(task)[:1] not in ([], ["Z"], ["X"])), place)


def _resident_bytes(place: Path) -> int:
    stat = _stat(place)
    return int(stat[21]) * PAGE if stat else 0


def _shares(place: Path) -> dict[str, int]:
    """A process's shares in pages that it has in common with others, bytes by kind.

    Where it lets nobody look, all are its own.
    """
    try:
        lines = (place / "smaps_rollup").read_text().splitlines()
    except OSError:
        return {"Pss": _resident_bytes(place)}
    pairs = (line.partition(":") for line in lines if line.startswith("Pss"))
    return {name: int(value.split()[0]) * 1024 for name, _, value in pairs}

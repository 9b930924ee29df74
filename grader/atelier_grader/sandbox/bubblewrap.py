"""bubblewrap's options for one program.

They go by a descriptor: the program sees bubblewrap's command line as that of its process 1, and
the places of this machine are not its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .mounts import HOME, SUBMISSION, View
from .user_namespace import ROBOT_ID

NAMESPACES = ("user", "pid", "net", "ipc", "uts", "cgroup", "mount")
TEMPORARY = (Path("/tmp"), HOME, Path("/dev/shm"))  # noqa: S108  (inside, and its own)

ETC = {
    "/etc/passwd": f"robot:x:{ROBOT_ID}:{ROBOT_ID}:robot:{HOME}:/bin/sh\n",
    "/etc/group": f"robot:x:{ROBOT_ID}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
}

ABSENT = "raise ModuleNotFoundError(f'No module named {__name__!r}', name=__name__)\n"
"""In place of a hidden package, wherever it is installed: what Python says where it is not."""


@dataclass(frozen=True)
class Walls:
    """How this machine lets a program be walled in.

    `as_nobody`: root starts it in a prepared user namespace; otherwise it is the grader's own
    user. `own_proc`: a `/proc` of its own may be mounted, otherwise it has none. `sized`: this
    bubblewrap bounds temporary file systems.
    """

    bwrap: str
    as_nobody: bool
    own_proc: bool = True
    sized: bool = True


@dataclass(frozen=True)
class Descriptors:
    """What bubblewrap reads and writes: the filter, `/etc`, what stands for each package that
    cannot be imported, its status, and when to go on.
    """

    seccomp: int
    etc: tuple[int, ...]
    absent: tuple[int, ...]
    status: int
    go: int
    user_namespace: int | None = None

    @property
    def all(self) -> tuple[int, ...]:
        own = (self.seccomp, *self.etc, *self.absent, self.status, self.go)
        return own if self.user_namespace is None else (*own, self.user_namespace)


def options(
    walls: Walls,
    view: View,
    submission: Path | None,
    disk_bytes: int,
    descriptors: Descriptors,
) -> list[str]:
    """The walls; `submission` is what the program sees as `/submission`."""
    line = ["--die-with-parent", "--new-session"]
    line += _namespaces(walls, descriptors)
    line += ["--seccomp", str(descriptors.seccomp)]
    line += ["--json-status-fd", str(descriptors.status), "--block-fd", str(descriptors.go)]
    line += ["--dev", "/dev"]
    if walls.own_proc:
        line += ["--proc", "/proc"]
        if not walls.as_nobody:  # the grader's own user owns these files if it is root
            line += ["--ro-bind-try", "/proc/sys", "/proc/sys"]
    for place in TEMPORARY:
        line += _folders(place.parent)
        size = ["--size", str(disk_bytes)] if walls.sized else []
        line += ["--perms", "1777", *size, "--tmpfs", str(place)]
    line += _files(view, submission, dict(zip(view.unimportable, descriptors.absent, strict=True)))
    for descriptor, path in zip(descriptors.etc, ETC, strict=True):
        line += ["--perms", "0444", "--file", str(descriptor), path]
    return [*line, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(HOME)]


def _namespaces(walls: Walls, descriptors: Descriptors) -> list[str]:
    words = [f"--unshare-{name}" for name in NAMESPACES if name not in ("user", "mount")]
    words += ["--hostname", "robot", "--cap-drop", "ALL"]
    if walls.as_nobody:
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):  # until it is nobody
            words += ["--cap-add", capability]
        namespace = str(descriptors.user_namespace)
        # bubblewrap closes the one to synchronise with, and would leave the other to the program
        return [*words, "--userns", namespace, "--sync-fd", namespace]
    return [*words, "--unshare-user", "--uid", str(ROBOT_ID), "--gid", str(ROBOT_ID)]


def become_nobody() -> list[str]:
    """The words before a command that leave it no user of the grader's and no capability."""
    ids = [f"--reuid={ROBOT_ID}", f"--regid={ROBOT_ID}", "--clear-groups"]
    return ["setpriv", *ids, "--bounding-set=-all", "--inh-caps=-all", "--"]


def _files(view: View, submission: Path | None, absent: dict[Path, int]) -> list[str]:
    words: list[str] = []
    for path in view.shown:
        words += [*_folders(path.parent), "--ro-bind", str(path), str(path)]
    for target, link in view.links:
        words += ["--symlink", target, link]
    for path in view.masked:
        words += ["--perms", "0755", "--tmpfs", str(path)]
        if path in absent:
            words += ["--perms", "0444", "--file", str(absent[path]), str(path / "__init__.py")]
        words += ["--remount-ro", str(path)]
    if submission is not None:
        words += ["--ro-bind", str(submission), str(SUBMISSION)]
    return words


def _folders(path: Path) -> list[str]:
    """Make the folders on the way to `path`, open to all: bubblewrap would copy their modes."""
    return [
        word
        for folder in [*reversed(path.parents), path]
        if str(folder) not in ("/", "/dev")
        for word in ("--perms", "0755", "--dir", str(folder))
    ]

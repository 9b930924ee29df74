"""A user namespace in which a program of root runs as nobody, whoever owns the files it needs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROBOT_ID = 1000
"""User and group of the program, as it sees itself."""

NOBODY = 65534
"""User and group of the program, as the machine sees it, where root starts it."""


def open_namespace() -> int:
    """A descriptor of a new namespace with two users: root, to set up mounts, and the program's.

    Only root may map a user that is not itself. Raises `OSError`.
    """
    holder = subprocess.Popen(
        ["unshare", "--user", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        with holder.stdin as there, holder.stdout as back:
            there.write(b"?")
            there.flush()
            if not back.read(1):  # an answer means that it is inside
                raise OSError("a user namespace is refused to root")
            place = Path(f"/proc/{holder.pid}")
            for name in ("uid_map", "gid_map"):
                (place / name).write_text(f"0 0 1\n{ROBOT_ID} {NOBODY} 1\n")
            return os.open(place / "ns" / "user", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        holder.kill()
        holder.wait()

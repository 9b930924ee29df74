"""Limits that the kernel holds by refusing a call: the program gets an `OSError`, and may crash."""

from __future__ import annotations

import errno
import re

from atelier_grader.mission.limits import Limits

REFUSAL = re.compile(r"OSError: \[Errno (\d+)\]")


def refused_by_kernel(message: str, limits: Limits, own_disk: bool) -> dict[str, object]:
    """`code`, `limit` and `reached` of the limit in the last line of a traceback; empty if none.

    Without walls a full disk is the machine's, and says nothing of a limit.
    """
    found = REFUSAL.match(message)
    number = int(found[1]) if found and len(found[1]) < 4 else 0
    if number == errno.EMFILE:
        most = str(limits.open_files)
        return {"code": "too_many_open_files", "limit": most, "reached": most}
    if number == errno.EFBIG:
        most = f"{limits.file_mib} MiB"
        return {"code": "file_too_large", "limit": most, "reached": most}
    if number == errno.ENOSPC and own_disk:
        most = f"{limits.disk_mib} MiB"
        return {"code": "disk_full", "limit": most, "reached": most}
    return {}

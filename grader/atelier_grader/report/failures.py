"""Failures of the grader itself, as reasons."""

from __future__ import annotations

import errno
import traceback

from .reasons import reason
from .result import Reason

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def failure(error: Exception, seed: int | None = None) -> Reason:
    """A disk that is full, or else an error of the grader's, with its traceback."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        where = f" ({error.filename})" if error.filename else ""
        return reason("machine_full", seed=seed, problem=f"{error.strerror}{where}")
    detail = "".join(traceback.format_exception(error))
    return reason("internal_error", detail, seed, problem=f"{type(error).__name__}: {error}")

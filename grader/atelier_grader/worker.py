"""A process that runs jobs for a grading, and ends with it."""

from __future__ import annotations

import ctypes
import os
import signal
import tempfile
from types import FrameType

from .trial import Job, Trial, run_trial

PR_SET_PDEATHSIG = 1


def start_worker(scratch: str) -> None:
    """Leave Ctrl-C to the grading; SIGTERM comes from it, or when it is gone.

    Temporary files go into `scratch`, which the grading removes at its end.
    """
    tempfile.tempdir = scratch
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)  # gone already


def work(job: Job) -> Trial:
    """Run a job; SIGTERM ends it, and this process, with nothing left behind."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        return run_trial(job)
    except KeyboardInterrupt:
        os._exit(128 + signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt

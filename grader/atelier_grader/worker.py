"""A process that runs jobs for a grading, and ends with it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import tempfile
import time
from dataclasses import replace
from types import FrameType

from .sandbox.account import SPENT
from .trial import Job, Trial, run_trial

PR_SET_PDEATHSIG = 1

_told_s = [0.0]
"""CPU time of this process that its results have told of so far."""


def start_worker(scratch: str) -> None:
    """Leave Ctrl-C to the grading; SIGTERM comes from it, or when it is gone.

    Temporary files go into `scratch`, which the grading removes at its end.
    """
    tempfile.tempdir = scratch
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    grading = multiprocessing.parent_process()
    if grading is None or os.getppid() != grading.pid:
        os._exit(1)  # it was gone before


def work(job: Job) -> Trial:
    """Run a job; SIGTERM ends it, and this process, with nothing left behind."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        trial = run_trial(job)
        told_s, _told_s[0] = _told_s[0], cpu_s()
        return replace(trial, cpu_s=_told_s[0] - told_s)
    except KeyboardInterrupt:
        os._exit(128 + signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


def cpu_s() -> float:
    """CPU time of this process and of its ended programs."""
    return time.process_time() + SPENT.cpu_s


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt

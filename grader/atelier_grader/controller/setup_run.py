"""Console scripts that a setup.py computes: it is run for them, behind the walls of a program."""

from __future__ import annotations

import json
import os
import select
import sys
import time
from pathlib import Path

from atelier_grader.mission.limits import Limits
from atelier_grader.sandbox.cell import Cell, Inmate
from atelier_grader.sandbox.mounts import SUBMISSION, machine_view
from atelier_grader.sandbox.sandbox import Sandbox

MAX_BYTES = 2**16
LIMITS = Limits(cpu_s=5, memory_mib=512)
WALL_S = 10.0

SCRIPT = """
import json, os, runpy, shutil, sys
import setuptools
import distutils.core
there, back = sys.argv[1], int(sys.argv[2])
shutil.copytree(there, "/tmp/package")
os.chdir("/tmp/package")
sys.path.insert(0, "/tmp/package")
sys.argv = ["setup.py", "--quiet", "build"]
told = []
setuptools.setup = distutils.core.setup = lambda **words: told.append(words.get("entry_points"))
runpy.run_path("setup.py", run_name="__main__")
os.write(back, json.dumps(told[-1]).encode())
"""


def computed_entry_points(root: Path, folder: Path, sandbox: Sandbox) -> object:
    """The `entry_points` that `root`/setup.py hands to `setup`, as its author wrote them or not.

    `folder` is what the program sees as `/submission`. None without walls, where it fails, and
    where it takes too long.
    """
    if sandbox.walls is None or not (root / "setup.py").is_file():
        return None
    place = str(SUBMISSION / root.relative_to(folder))
    back, there = os.pipe()
    try:
        with open(os.devnull, "wb") as nowhere:
            argv = [sys.executable, "-c", SCRIPT, place, str(there)]
            environment = {"PATH": "/usr/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108
            inmate = Inmate(argv, environment, nowhere.fileno(), folder, (there,))
            cell = Cell(sandbox.walls, machine_view(dict(os.environ)), LIMITS, inmate)
        os.close(there)
        there = -1
        try:
            return json.loads(_read(back) or "null")
        except (ValueError, RecursionError):
            return None
        finally:
            cell.close()
    finally:
        os.close(back)
        if there >= 0:
            os.close(there)


def _read(descriptor: int) -> bytes:
    """What is written until the end, within bounds of size and time."""
    data, end_s = b"", time.monotonic() + WALL_S
    while len(data) < MAX_BYTES:
        left_s = max(0.0, end_s - time.monotonic())
        if not select.select([descriptor], [], [], left_s)[0]:
            break
        chunk = os.read(descriptor, MAX_BYTES)
        if not chunk:
            break
        data += chunk
    return data

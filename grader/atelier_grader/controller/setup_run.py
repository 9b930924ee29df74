"""Console scripts that a setup.py computes: it is run for them, behind the walls of a program."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from atelier_grader.mission.limits import Limits
from atelier_grader.sandbox.sandbox import Sandbox

from .errand import Bounds, run_errand

BOUNDS = Bounds(Limits(cpu_s=5, memory_mib=512), wall_s=60.0, max_bytes=2**16)
"""It takes 0.2 s of CPU time, which are many seconds on a crowded machine."""

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
    within = root.relative_to(folder)

    def command(seen: Path, back: int) -> list[str]:
        return [sys.executable, "-c", SCRIPT, str(seen / within), str(back)]

    done = run_errand(command, folder, sandbox, BOUNDS)
    try:
        return json.loads(done.data or "null")
    except (ValueError, RecursionError):
        return None

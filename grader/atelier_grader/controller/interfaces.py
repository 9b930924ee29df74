"""Builds the interface packages (msg, srv, action) that a submission brings along."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .submission_error import SubmissionError

BUILT = ".interfaces"
"""Beside the submission's files: the program sees what is there, and nothing else of ours."""

TIMEOUT_S = 300.0
MAX_PACKAGES = 20


def build_interfaces(folder: Path) -> tuple[Path, ...]:
    """Build the packages in `folder`, and return what goes on the program's search path.

    They are built in a process of its own, once: a cache in the home folder keeps them. Raises
    `SubmissionError` with the file and line of a wrong definition.
    """
    makers = [file for file in folder.rglob("CMakeLists.txt") if file.is_file()]
    if not makers:
        return ()
    if len(makers) > MAX_PACKAGES:
        problem = f"{len(makers)} CMake packages are over the limit of {MAX_PACKAGES}"
        raise SubmissionError("bad_submission", problem, problem=problem)
    target = folder / BUILT
    if target.exists():
        problem = f"the name {BUILT!r} is taken: it is where interface packages are built"
        raise SubmissionError("bad_submission", problem, problem=problem)
    with tempfile.TemporaryDirectory(prefix="atelier-interfaces-") as scratch:
        site = _built(folder, _cache() or Path(scratch))
        if site is None:
            return ()
        prefix = site.parents[2]
        shutil.copytree(prefix / "lib", target / "lib")
        return (target / site.relative_to(prefix),)


def _built(folder: Path, into: Path) -> Path | None:
    """The folder with the built Python packages; None if there is nothing to build."""
    command = [sys.executable, "-m", "atelier_ros.interfaces", "build", "--below", str(folder)]
    try:
        done = subprocess.run(
            [*command, "--into", str(into)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        problem = f"its interface packages did not build within {TIMEOUT_S:g} s"
        raise SubmissionError("bad_submission", problem, problem=problem) from None
    if done.returncode:
        problem = done.stderr.strip().replace(f"{folder}{os.sep}", "")
        raise SubmissionError("bad_submission", problem, problem=problem.split("\n")[-1][:500])
    printed = done.stdout.strip()
    return Path(printed) if printed else None


def _cache() -> Path | None:
    """Where builds are kept for the next grading; None if that cannot be written to."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "atelier" / "interfaces"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None

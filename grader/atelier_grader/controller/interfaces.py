"""Builds the interface packages (msg, srv, action) that a submission brings along.

Generators and compiler read what a stranger wrote, so they run behind the walls of a program, see
the definitions and nothing else of the submission, and bring back an archive that is taken in as a
submission is.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from atelier_grader.mission.limits import Limits
from atelier_grader.report.plain import plain
from atelier_grader.sandbox.mounts import SUBMISSION
from atelier_grader.sandbox.sandbox import OFF, Sandbox
from atelier_grader.text import verbatim

from . import rules
from .errand import Bounds, Errand, run_errand
from .intake import take_in
from .interface_cache import cache_folder, definitions_key, keep, take
from .refusal import Refusal
from .submission_error import SubmissionError, unusable

BUILT = ".interfaces"
"""Beside the submission's files: the program sees what is there, and nothing else of ours."""

BOUNDS = Bounds(
    Limits(cpu_s=120, memory_mib=2048, disk_mib=256), wall_s=600.0, max_bytes=32 * 2**20
)
MAX_PACKAGES = 20
GENERATES = b"rosidl_generate_interfaces"
DEFINITIONS = ("package.xml", "CMakeLists.txt", "msg/*.msg", "srv/*.srv", "action/*.action")
HEADERS = Path(sysconfig.get_path("include"))
TOOLS = (Path("/usr/include"), Path("/usr/libexec"), HEADERS)
"""What a compiler needs beside what a program sees."""

TELLING = re.compile(r"\berror: |^No terminal matches|^Unexpected ")
"""Compilers and grammars draw where it is below the line that says what is wrong."""

SITE = Path(f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages")


def build_interfaces(folder: Path, sandbox: Sandbox = OFF) -> tuple[Path, ...]:
    """Build the packages in `folder`, and return what goes on the program's search path.

    They are built once: a cache in the home folder keeps them, named by all that decides their
    content. Raises `SubmissionError` with the file and line of a wrong definition.
    """
    packages = sorted(_packages(folder))
    if not packages:
        return ()
    if len(packages) > MAX_PACKAGES:
        raise unusable(rules.MANY_PACKAGES, count=len(packages), limit=MAX_PACKAGES)
    target = folder / BUILT
    if target.exists():
        raise unusable(rules.TAKEN, name=repr(BUILT))
    key = definitions_key([[(f.relative_to(p), f) for f in _files(p)] for p in packages])
    cache = cache_folder()
    if cache is None or not take(cache, key, target):
        with tempfile.TemporaryDirectory(prefix="interfaces-", dir=folder.parent) as scratch:
            built = _built(folder, packages, sandbox, Path(scratch))
            if built is None:
                return ()
            if cache is not None:
                keep(built, cache, key)
            shutil.copytree(built, target, dirs_exist_ok=True)
    return (target / SITE,)


def _packages(folder: Path) -> Iterator[Path]:
    """Folders whose CMakeLists.txt may ask for interfaces; the builder knows for sure."""
    for file in folder.rglob("CMakeLists.txt"):
        if file.is_file() and GENERATES in file.read_bytes():
            yield file.parent


def _files(package: Path) -> list[Path]:
    return sorted(f for pattern in DEFINITIONS for f in package.glob(pattern) if f.is_file())


def _built(folder: Path, packages: list[Path], sandbox: Sandbox, scratch: Path) -> Path | None:
    """A folder in `scratch` with what was built; None if there was nothing to build."""
    scratch.chmod(0o755)  # the builder may be another user
    definitions = scratch / "definitions"
    definitions.mkdir()
    for package in packages:
        for file in _files(package):
            copy = definitions / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)

    def command(place: Path, back: int) -> list[str]:
        words = ["build", "--below", str(place), "--pack", str(back)]
        return [sys.executable, "-m", "atelier_ros.interfaces", *words]

    done = run_errand(command, definitions, sandbox, BOUNDS, _outermost(TOOLS))
    if done.status != 0:
        raise _failed(done, SUBMISSION if sandbox.walls else definitions)
    if not done.data:
        return None
    archive = scratch / "built.tar.gz"
    archive.write_bytes(done.data)
    made = scratch / "built"
    made.mkdir()
    try:
        take_in(archive, made)
        _check(made)
    except Refusal as refusal:
        raise unusable(rules.BUILT, problem=refusal.text) from None
    return made


def _check(made: Path) -> None:
    """Libraries and modules in their places, and nothing else. Raises `Refusal`."""
    for file in sorted(made.rglob("*")):
        path = file.relative_to(made)
        library = path.parent == Path("lib") and path.name.startswith("lib")
        module = path.is_relative_to(SITE) and len(path.parts) > len(SITE.parts) + 1
        expected = (library and path.suffix == ".so") or (module and path.suffix in (".py", ".so"))
        if file.is_file() and not expected:
            raise Refusal(rules.UNEXPECTED, name=path)


def _failed(done: Errand, seen: Path) -> SubmissionError:
    """Why it was not built; a missing compiler is not the student's fault."""
    said = plain(done.said).strip().replace(f"{seen}{os.sep}", "")
    missing = _missing_tools()
    if missing:
        return SubmissionError("compiler_missing", said, problem=", ".join(missing))
    if done.breach is not None:
        return unusable(rules.BUILD_LIMIT, said, **asdict(done.breach))
    if done.status is None:
        return unusable(rules.BUILD_SLOW, said, limit=f"{BOUNDS.wall_s:g}")
    if said:
        lines = said.splitlines()
        last = next((line for line in reversed(lines) if TELLING.search(line)), lines[-1])
        return SubmissionError("bad_submission", said, problem=verbatim(last.strip()[:500]))
    return unusable(rules.BUILD_ENDED, status=done.status)


def _missing_tools() -> list[str]:
    missing = [
        first
        for first, other in (("gcc", "cc"), ("g++", "c++"))
        if not shutil.which(first) and not shutil.which(other)
    ]
    header = HEADERS / "Python.h"
    return missing if header.is_file() else [*missing, str(header)]


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """Those that are there, without what lies in another one."""
    there = [folder for folder in folders if folder.is_dir()]
    return [each for each in there if not set(each.parents) & set(there)]

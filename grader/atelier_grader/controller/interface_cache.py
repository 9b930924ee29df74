"""Built interface packages that are kept for the next grading.

An entry is named by everything that its build has seen, and written by the grader alone once the
build is over. So what one submission brings along cannot change what another one gets.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

MAX_ENTRIES = 100
"""The oldest beyond these are removed."""


def cache_folder() -> Path | None:
    """Where builds are kept; None if that cannot be written to."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "atelier" / "submissions"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def definitions_key(packages: Sequence[Sequence[tuple[Path, Path]]]) -> str:
    """The name of what the files of these packages, (name, file), become on this machine."""
    digests = []
    for files in packages:
        digest = hashlib.sha256()
        for name, file in files:
            data = file.read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
        digests.append(digest.hexdigest())
    parts = [*_builder(), *sorted(digests)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _builder() -> list[str]:
    """What turns definitions into libraries: generators, Python, ROS 2, compilers."""
    parts = [str(sys.implementation.cache_tag), os.environ.get("ROS_DISTRO", "")]
    parts += sorted(
        f"{each.name} {each.version}"
        for each in importlib.metadata.distributions()
        if each.name.startswith(("ros", "numpy"))
    )
    for name in ("gcc", "g++", "cc", "c++"):
        if path := shutil.which(name):
            state = os.stat(path)
            parts.append(f"{os.path.realpath(path)} {state.st_size} {state.st_mtime_ns}")
    spec = importlib.util.find_spec("atelier_ros")
    for place in spec.submodule_search_locations or () if spec else ():
        for source in sorted(Path(place).glob("interfaces/*.py")):
            parts.append(hashlib.sha256(source.read_bytes()).hexdigest())
    return parts


def take(cache: Path, key: str, target: Path) -> bool:
    """Copy an entry to `target`, which does not exist; whether there was one."""
    entry = cache / key
    try:
        shutil.copytree(entry, target)
        os.utime(entry)
    except OSError:  # there is none, or it has just been removed as the oldest
        shutil.rmtree(target, ignore_errors=True)
        return False
    return True


def keep(built: Path, cache: Path, key: str) -> None:
    """Make an entry, whole or not at all, and let the oldest go."""
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory(prefix=".", dir=cache) as folder:
        whole = Path(folder) / key
        shutil.copytree(built, whole)
        whole.rename(cache / key)  # fails where another grading has made it meanwhile
    with contextlib.suppress(OSError):
        entries = [entry for entry in cache.iterdir() if not entry.name.startswith(".")]
        for entry in sorted(entries, key=lambda each: each.stat().st_mtime)[:-MAX_ENTRIES]:
            with tempfile.TemporaryDirectory(prefix=".", dir=cache) as folder:
                entry.rename(Path(folder) / key)  # at once: nobody takes the half of it

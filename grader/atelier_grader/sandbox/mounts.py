"""What a program sees of the machine: Python, ROS 2, its own files; nothing of the grader's."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

SUBMISSION = Path("/submission")
HOME = Path("/home/robot")

HIDDEN = ("atelier_grader", "atelier_missions", "atelier_worlds", "atelier_controllers")
"""Packages with worlds, missions, references, and what judges them."""

VISIBLE = ("atelier_lockstep", "atelier_ros")

SYSTEM = (
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/share/zoneinfo",
    "/etc/alternatives",  # Debian's choice between libraries, as links
    "/etc/ld.so.cache",
)
ROOT_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
SEARCH_PATHS = ("PYTHONPATH", "AMENT_PREFIX_PATH", "LD_LIBRARY_PATH", "PATH")


@dataclass(frozen=True)
class View:
    """`shown` folders and files keep their paths, read-only; `masked` ones in them look empty."""

    shown: tuple[Path, ...]
    masked: tuple[Path, ...]
    links: tuple[tuple[str, str], ...]

    def sees(self, path: Path) -> bool:
        """Whether a path is among what is shown, or leads to it."""
        real = path.resolve()
        return any(real.is_relative_to(each) for each in self.shown) and not any(
            real.is_relative_to(each) for each in self.masked
        )


def machine_view(environment: dict[str, str]) -> View:
    """What a program needs of this machine, whose search paths are in `environment`."""
    wanted = [Path(each) for each in SYSTEM]
    links = []
    for name in ROOT_LINKS:
        if os.path.islink(name):
            links.append((os.readlink(name), name))
        else:
            wanted.append(Path(name))
    wanted += _interpreter()
    wanted += [
        Path(part)
        for name in SEARCH_PATHS
        for part in environment.get(name, "").split(os.pathsep)
        if name != "PATH" and part and not _holds_hidden(Path(part))
    ]
    wanted += [place for name in VISIBLE if (place := _location(name)) is not None]
    shown = _outermost([path for path in wanted if path.exists()])
    return View(shown, tuple(_masks(shown)), tuple(links))


def _interpreter() -> list[Path]:
    """The installation and the virtual environment that this Python runs from."""
    found = []
    for prefix in dict.fromkeys((sys.base_prefix, sys.prefix)):
        if Path(prefix) in (Path("/usr"), Path("/usr/local")):
            found += [Path(prefix) / "bin", Path(prefix) / "lib"]
        else:
            found.append(Path(prefix))
    return [*found, Path(sys.executable).resolve()]


def _location(package: str) -> Path | None:
    """The folder of an installed package's modules."""
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _holds_hidden(folder: Path) -> bool:
    """Whether a search path's folder is there for a hidden package; `site-packages` are masked."""
    if folder.name in ("site-packages", "dist-packages"):
        return False
    return any(
        (folder / name).exists() or (folder / "share" / name).exists() for name in HIDDEN
    ) or any(
        place.is_relative_to(folder) for name in HIDDEN if (place := _location(name)) is not None
    )


def _masks(shown: tuple[Path, ...]) -> list[Path]:
    """The hidden packages' modules and shared files within what is shown."""
    places = [place for name in HIDDEN if (place := _location(name)) is not None]
    for folder in shown:
        for name in HIDDEN:
            places += sorted(folder.glob(f"lib/python3*/*-packages/{name}"))
            places.append(folder / "share" / name)
            places.append(folder / name)
    return sorted(
        {
            place
            for place in places
            if place.is_dir() and any(place.is_relative_to(each) for each in shown)
        }
    )


def _outermost(paths: list[Path]) -> tuple[Path, ...]:
    """Without duplicates, and without what lies in another one; parents first."""
    kept: list[Path] = []
    for path in sorted(dict.fromkeys(path.absolute() for path in paths)):
        if not any(path.is_relative_to(each) for each in kept):
            kept.append(path)
    return tuple(kept)

"""What a program sees of the machine: Python, ROS 2, its own files; nothing of the grader's."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SUBMISSION = Path("/submission")
HOME = Path("/home/robot")

HIDDEN = (
    "atelier_bringup",
    "atelier_controllers",
    "atelier_description",
    "atelier_grader",
    "atelier_missions",
    "atelier_worlds",
)
"""Packages with worlds, robots, missions, references, and what judges them.

However they are installed: what a program can import does not depend on it.
"""

VISIBLE = ("atelier_lockstep", "atelier_ros")
STAND_INS = ("atelier_ros", "stand_ins")
"""On the search path of Python, from where set-up found them: not always beside the package."""

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
PACKAGES = ("site-packages", "dist-packages")
ABOUT_PACKAGES = (".dist-info", ".egg-info", ".egg-link", ".pth")
SEARCH_PATHS = ("PYTHONPATH", "AMENT_PREFIX_PATH", "LD_LIBRARY_PATH", "PATH")


@dataclass(frozen=True)
class View:
    """`shown` folders and files keep their paths, read-only; `masked` ones in them look empty."""

    shown: tuple[Path, ...]
    masked: tuple[Path, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def unimportable(self) -> tuple[Path, ...]:
        """The masked ones that Python looks into: an empty folder would still be a package."""
        return tuple(path for path in self.masked if path.parent.name in PACKAGES)

    def sees(self, path: Path) -> bool:
        """Whether a path is among what is shown, or leads to it."""
        real = path.resolve()
        return any(real.is_relative_to(each) for each in self.shown) and not any(
            real.is_relative_to(each) for each in self.masked
        )

    def leads_on(self, folder: Path) -> bool:
        """Whether a search path's folder is of use: `colcon build --symlink-install` names folders
        that are not shown, with links to packages that are.
        """
        return self.sees(folder) or any(folder / name in self.shown for name in VISIBLE)


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
        if _serves(name, Path(part)) and not _holds_hidden(Path(part))
    ]
    wanted += [place for name in VISIBLE if (place := _location(name)) is not None]
    wanted += [path for each in sys.path if (path := Path(each)).parts[-2:] == STAND_INS]
    shown = _outermost([path for path in wanted if path.exists()])
    return View(shown, tuple(_masks(shown)), tuple(links))


def _serves(name: str, folder: Path) -> bool:
    """Whether a search path's folder is what the variable is for.

    A home or a project's folder on such a path is nobody's business.
    """
    if not folder.is_absolute():
        return False
    if name == "AMENT_PREFIX_PATH":
        return (folder / "share" / "ament_index").is_dir()
    if name == "PYTHONPATH":
        return folder.name in PACKAGES
    return name == "LD_LIBRARY_PATH" and "lib" in f"{folder.parent.name}/{folder.name}"


def _interpreter() -> list[Path]:
    """The installation and the virtual environment that this Python runs from.

    Links lead from one to the other, to folders that have several names.
    """
    base, own = Path(sys.base_prefix), Path(sys.prefix)
    if own == base and own not in (Path("/usr"), Path("/usr/local")):
        found = [own]
    else:
        found = [base / part for part in ("bin", "lib", "lib64")]
        found += [own] if own != base else []
    found += [path.resolve() for path in found]
    program = Path(sys.executable)
    while program.is_symlink():
        program = Path(os.path.normpath(program.parent / os.readlink(program)))
        found.append(program)
    return [*found, program.resolve()]


@cache
def _location(package: str) -> Path | None:
    """The folder of an installed package's modules."""
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _holds_hidden(folder: Path) -> bool:
    """Whether a search path's folder is there for a hidden package.

    `site-packages` with others beside it are masked. A workspace that colcon has installed has one
    folder for each package, whose name tells of it.
    """
    if folder.name in PACKAGES:
        names = {each.name for each in folder.glob("*") if each.suffix not in ABOUT_PACKAGES}
        return names - {"__pycache__"} <= set(HIDDEN)
    return any(
        (folder / name).exists() or (folder / "share" / name).exists() for name in HIDDEN
    ) or any(
        place.is_relative_to(folder) for name in HIDDEN if (place := _location(name)) is not None
    )


def _masks(shown: tuple[Path, ...]) -> list[Path]:
    """The hidden packages' modules and shared files within what is shown, by each of its names."""
    locations = [place.resolve() for name in HIDDEN if (place := _location(name)) is not None]
    places = []
    for folder in shown:
        real = folder.resolve()
        places += [
            folder / each.relative_to(real) for each in locations if each.is_relative_to(real)
        ]
        homes = [folder, folder / "share"]
        for pattern in ("lib/python3*/*-packages", "python3*/*-packages"):
            homes += sorted(folder.glob(pattern))
        places += [home / name for home in homes for name in HIDDEN]
    return sorted({place for place in places if place.is_dir()})


def _outermost(paths: list[Path]) -> tuple[Path, ...]:
    """Without duplicates, and without what lies in another one; parents first."""
    kept: list[Path] = []
    for path in sorted(dict.fromkeys(path.absolute() for path in paths)):
        if not any(path.is_relative_to(each) for each in kept):
            kept.append(path)
    return tuple(kept)

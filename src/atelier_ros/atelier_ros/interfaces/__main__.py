"""Command line: build interface packages, or install those that every robot program may need.

    python -m atelier_ros.interfaces build FOLDER ... --into FOLDER
    python -m atelier_ros.interfaces build --below FOLDER [--into FOLDER] [--pack FD]
    python -m atelier_ros.interfaces install

`build` prints what goes on Python's search path, and nothing where there is nothing to build; by
default it is in a cache in the home folder. With `--pack` its libraries and modules are written
as a .tar.gz to that descriptor. `install` puts tf2_msgs, ros_gz_interfaces and the
like into this Python's own prefix where they are missing, from that cache.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tarfile
from pathlib import Path

from atelier_ros import DEFINITIONS

from .build import MADE_BY, build, install, site_packages
from .package import InterfaceError, find_packages
from .prefixes import Prefixes


def main() -> int:
    """0 if all is built, 1 with a line on the standard error stream if not."""
    parser = argparse.ArgumentParser(prog="atelier_ros.interfaces", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="build package folders, print the prefix")
    building.add_argument("folders", nargs="*", type=Path, help="interface packages")
    building.add_argument("--below", type=Path, help="a folder to look for them in")
    building.add_argument("--into", type=Path, default=None)
    building.add_argument("--pack", type=int, default=None, help="a descriptor to write to")
    building.add_argument("--jobs", type=int, default=1, help="compilers at a time")
    commands.add_parser("install", help="install what is missing into this Python's prefix")
    arguments = parser.parse_args()
    try:
        if arguments.command == "build":
            folders = list(arguments.folders)
            if arguments.below:
                folders += [package.folder for package in find_packages(arguments.below)]
            if folders:
                prefix = build(folders, arguments.into or cache(), arguments.jobs)
                print(site_packages(prefix))
                if arguments.pack is not None:
                    pack(prefix, arguments.pack)
        else:
            print("interfaces:", ", ".join(install_missing()) or "nothing is missing")
    except InterfaceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def pack(prefix: Path, descriptor: int) -> None:
    """Write what a program loads of a build, and none of its headers."""
    with open(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w|gz") as archive:
        archive.add(prefix / "lib", "lib")


def install_missing() -> tuple[str, ...]:
    """Install the standard packages that this Python's prefix does not have from elsewhere."""
    missing = [folder for folder in sorted(DEFINITIONS.iterdir()) if not _has(folder.name)]
    if not missing:
        return ()
    prefix = build(missing, cache(), os.cpu_count() or 1)
    return install(prefix, Path(sys.prefix))


def cache() -> Path:
    """Where builds are kept. Raises `InterfaceError` where that cannot be written to."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "atelier" / "interfaces"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InterfaceError(f"{folder}: {error.strerror}; set XDG_CACHE_HOME or --into") from None
    return folder


def _has(package: str) -> bool:
    """Whether somebody else's package of that name is there."""
    prefixes = Prefixes()
    if package in prefixes.interfaces():
        return not (prefixes.share(package) / MADE_BY).exists()
    return importlib.util.find_spec(package) is not None


if __name__ == "__main__":
    sys.exit(main())

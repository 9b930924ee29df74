"""Builds packages into a prefix that is named by its content, whole or not there at all."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .check import check, needs
from .compile import Compilation, Compiler
from .generate import C_STRUCTS, FASTRTPS, INTROSPECTION, PYTHON, Generated
from .package import InterfaceError, InterfacePackage, read_package
from .prefixes import INDEX, Prefixes

SITE = Path(f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages")
MADE_BY = "made_by_atelier"
"""A file in the share folder of packages that were built here, not by the distribution."""


LOADING = '''"""Loads the libraries from where they are: the loader does not search there."""
import ctypes
import pathlib

{others}
for name in {libraries}:
    ctypes.CDLL(str(pathlib.Path(__file__).resolve().parents[4] / "lib" / name))
'''
"""The `__init__.py` of a package. In the order of linking, each library finds those before it."""


def build(folders: Sequence[Path], into: Path, jobs: int = 1) -> Path:
    """Build the packages in `folders`, in whatever order they need, and return their prefix.

    The prefix is a folder of `into`, named by what decides its content: the definitions, the
    generators, Python and the compiler. If it is there already nothing is done; two builds at
    once do not meet. Raises `InterfaceError`.
    """
    prefixes = Prefixes()
    packages = in_order([read_package(folder.resolve()) for folder in folders])
    check(packages, prefixes.interfaces())
    prefix = into.resolve() / key(packages)
    if prefix.is_dir():
        return prefix
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".build-", dir=into) as folder:
        made = Path(folder) / "prefix"
        made.mkdir()
        for package in packages:
            so_far = Prefixes((made,))
            work = Path(folder) / package.name
            work.mkdir()
            generated = Generated(package, work, so_far)
            _lay_out(Compilation(generated, so_far, jobs), made)
        try:
            made.rename(prefix)
        except OSError:
            if not prefix.is_dir():  # else another build came first, with the same
                raise
    return prefix


def site_packages(prefix: Path) -> Path:
    """What goes on Python's search path, and nothing else has to be set, for `prefix`."""
    return prefix / SITE


def install(prefix: Path, target: Path) -> tuple[str, ...]:
    """Copy the packages of `prefix` into `target`, such as a virtual environment; their names.

    A package of the same name that was not made here stays, and is not among the names.
    """
    names = []
    for entry in sorted((prefix / INDEX / "rosidl_interfaces").iterdir()):
        name = entry.name
        marker = target / "share" / name / MADE_BY
        if (target / INDEX / "rosidl_interfaces" / name).exists() and not marker.exists():
            continue
        names.append(name)
        if marker.exists() and marker.read_text(encoding="utf-8") == prefix.name:
            continue
        marker.unlink(missing_ok=True)
        owned = [SITE / name, Path("include") / name, Path("share") / name]
        for part in owned:
            shutil.rmtree(target / part, ignore_errors=True)
        files = [f for part in owned for f in sorted((prefix / part).rglob("*")) if f.is_file()]
        files += sorted((prefix / "lib").glob(f"lib{name}__*.so"))
        files += sorted((prefix / INDEX).glob(f"*/{name}"))
        for file in files:
            _replace(file, target / file.relative_to(prefix))
        marker.write_text(prefix.name, encoding="utf-8")
    return tuple(names)


def in_order(packages: Sequence[InterfacePackage]) -> list[InterfacePackage]:
    """Each package after those that it uses. Raises `InterfaceError` on a circle or a twin."""
    left = {package.name: package for package in sorted(packages, key=lambda each: each.name)}
    if len(left) < len(packages):
        names = [package.name for package in packages]
        twin = next(name for name in names if names.count(name) > 1)
        raise InterfaceError(f"there are several interface packages named {twin!r}")
    ordered: list[InterfacePackage] = []
    while left:
        ready = [name for name in left if not left.keys() & set(needs(left[name]))]
        if not ready:
            raise InterfaceError(f"interface packages need each other: {', '.join(left)}")
        ordered.append(left.pop(ready[0]))
    return ordered


def key(packages: Sequence[InterfacePackage]) -> str:
    """What decides the content of a build, in 20 hexadecimal digits."""
    digest = hashlib.sha256()
    versions = {
        f"{each.name} {each.version}"
        for each in importlib.metadata.distributions()
        if each.name.startswith(("ros", "numpy"))
    }
    digest.update("\n".join(sorted(versions)).encode())
    digest.update(f"{sys.implementation.cache_tag} {os.environ.get('ROS_DISTRO', '')}".encode())
    digest.update(Compiler().version().encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    for package in packages:
        for file in package.files:
            data = (package.folder / file).read_bytes()
            digest.update(f"{package.name}/{file} {len(data)}\n".encode() + data)
    return digest.hexdigest()[:20]


def _lay_out(compilation: Compilation, prefix: Path) -> None:
    """Put one package where its own installation would."""
    generated = compilation.generated
    name, work = generated.package.name, generated.work
    shutil.copytree(
        work / PYTHON / name,
        prefix / SITE / name,
        ignore=shutil.ignore_patterns("*.c", "*.o"),
    )
    others = "".join(f"import {each}\n" for each in generated.dependencies)
    libraries = [library.name for library in compilation.libraries]
    loading = LOADING.format(others=others, libraries=libraries)
    (prefix / SITE / name / "__init__.py").write_text(loading, encoding="utf-8")
    for generator in (C_STRUCTS, INTROSPECTION, FASTRTPS):
        shutil.copytree(
            work / generator / name,
            prefix / "include" / name / name,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("*.c", "*.cpp", "*.o"),
        )
    for library in compilation.libraries:
        (prefix / "lib").mkdir(exist_ok=True)
        shutil.copy(library, prefix / "lib")
    share = prefix / "share" / name
    resources = []
    for file in generated.package.files:
        idl, described = file.with_suffix(".idl"), file.with_suffix(".json")
        (share / file.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(generated.package.folder / file, share / file)
        shutil.copy(generated.idl / idl, share / idl)
        shutil.copy(generated.descriptions / described, share / described)
        resources += [str(file), str(idl)]
    (share / "package.xml").write_text(
        f'<package format="3"><name>{name}</name><version>0.0.0</version></package>\n', "utf-8"
    )
    for kind, text in (
        ("packages", ""),
        ("package_run_dependencies", ";".join(generated.dependencies)),
        ("rosidl_interfaces", "\n".join(sorted(resources))),
    ):
        (prefix / INDEX / kind).mkdir(parents=True, exist_ok=True)
        (prefix / INDEX / kind / name).write_text(text, encoding="utf-8")


def _replace(source: Path, target: Path) -> None:
    """Copy a file to its place in one step: a running process may have the old one mapped."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copy(source, partial)
    partial.replace(target)

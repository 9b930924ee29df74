"""Compiles generated sources into the shared libraries and modules that rclpy loads."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .generate import (
    C_STRUCTS,
    DISPATCH,
    FASTRTPS,
    INTROSPECTION,
    PYTHON,
    Generated,
)
from .package import InterfaceError
from .prefixes import Prefixes

OPTIMIZATION = "-O1"
ALONE = "__description.c"
"""These define the same static names; all other sources of a library compile as one unit."""

RUNTIME = ("rosidl_runtime_c", "rcutils")
LIBRARIES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    C_STRUCTS: ((), (C_STRUCTS,), RUNTIME),
    INTROSPECTION: ((C_STRUCTS,), (C_STRUCTS, INTROSPECTION), (INTROSPECTION, *RUNTIME)),
    FASTRTPS: (
        (C_STRUCTS,),
        (C_STRUCTS, FASTRTPS),
        (FASTRTPS, "rosidl_typesupport_fastrtps_cpp", "fastcdr", *RUNTIME),
    ),
    DISPATCH: ((C_STRUCTS,), (C_STRUCTS, DISPATCH), (DISPATCH, *RUNTIME)),
    PYTHON: ((C_STRUCTS, DISPATCH), (C_STRUCTS, DISPATCH, PYTHON), RUNTIME),
}
"""For each lib<package>__<generator>.so, in the order of linking, what it links to: libraries of
its own package, those of the packages it uses (both named by generator), and the runtime's."""


class Compiler:
    """The machine's C and C++ compilers. Raises `InterfaceError` where they are missing."""

    def __init__(self) -> None:
        self.c = shutil.which("gcc") or shutil.which("cc")
        self.cpp = shutil.which("g++") or shutil.which("c++")
        if not self.c or not self.cpp:
            raise InterfaceError(
                "interface packages need a C and a C++ compiler: expected gcc and g++ in PATH, got "
                f"{self.c or 'no gcc'} and {self.cpp or 'no g++'} (apt-get install gcc g++)"
            )
        headers = Path(sysconfig.get_path("include"))
        if not (headers / "Python.h").is_file():
            version = f"python{sys.version_info.major}.{sys.version_info.minor}"
            raise InterfaceError(
                "interface packages need the headers of Python: there is no "
                f"{headers / 'Python.h'} (apt-get install {version}-dev)"
            )

    def version(self) -> str:
        return "\n".join(run([str(each), "--version"]) for each in (self.c, self.cpp))

    def command(self, source: Path) -> list[str]:
        if source.suffix == ".cpp":
            return [str(self.cpp), "-std=c++17"]
        return [str(self.c), "-std=gnu11"]


class Compilation:
    """Builds `generated` into its work folder: `libraries`, and `modules` beside the classes."""

    def __init__(self, generated: Generated, prefixes: Prefixes, jobs: int) -> None:
        self.generated = generated
        self.compiler = Compiler()
        self.libraries: list[Path] = []
        self._name = generated.package.name
        self._work = generated.work
        self._folders = prefixes.libraries()
        own = [self._work / generator for generator in LIBRARIES]
        self._flags = [f"-I{folder}" for folder in (*own, *prefixes.headers())]
        with ThreadPoolExecutor(jobs) as pool:
            self._build(pool)

    def _build(self, pool: ThreadPoolExecutor) -> None:
        # The longest first: C++.
        order = sorted(LIBRARIES, key=lambda generator: generator != FASTRTPS)
        units = {each: self._units(each) for each in order}
        objects = {
            each: [pool.submit(self._compile, u, each) for u in units[each]] for each in order
        }
        supports = (DISPATCH, INTROSPECTION, FASTRTPS)
        modules = {
            each: pool.submit(self._compile, self.generated.extension(each), PYTHON)
            for each in supports
        }
        others = self.generated.dependencies
        for generator, (own, theirs, runtime) in LIBRARIES.items():
            output = self._work / f"lib{self._name}__{generator}.so"
            linked = [f"{self._name}__{each}" for each in own]
            linked += [f"{other}__{each}" for each in theirs for other in others]
            parts = [each.result() for each in objects[generator]]
            self._link(output, parts, [*linked, *runtime], complete=generator != PYTHON)
            self.libraries.append(output)
        folder = self._work / PYTHON / self._name
        for support, module in modules.items():
            output = folder / f"{self._name}_s__{support}.so"
            own = tuple(dict.fromkeys([PYTHON, support, DISPATCH, C_STRUCTS]))
            linked = [f"{self._name}__{each}" for each in own]
            self._link(output, [module.result()], [*linked, RUNTIME[0]], complete=False)

    def _units(self, generator: str) -> list[Path]:
        """Compilation units: one that includes all it can, and the rest alone."""
        sources = self.generated.sources(generator)
        alone = [source for source in sources if source.name.endswith(ALONE)]
        together = [source for source in sources if source not in alone]
        unit = self._work / f"all_{generator}{together[0].suffix}"
        unit.write_text("".join(f'#include "{source}"\n' for source in together), "utf-8")
        return [unit, *alone]

    def _compile(self, source: Path, generator: str) -> Path:
        import numpy as np

        flags = self._flags
        if generator == PYTHON:
            flags = [*flags, f"-I{sysconfig.get_path('include')}", f"-I{np.get_include()}"]
        output = source.with_name(f"{source.name}.o")
        command = self.compiler.command(source)
        run([*command, OPTIMIZATION, "-fPIC", *flags, "-c", str(source), "-o", str(output)])
        return output

    def _link(
        self, output: Path, objects: Iterable[Path], libraries: Iterable[str], complete: bool
    ) -> None:
        """Link a shared library; a `complete` one may leave no symbol undefined."""
        folders = [self._work, *self._folders]
        found = ":".join(map(str, folders))
        run(
            [str(self.compiler.cpp), "-shared", f"-Wl,-soname,{output.name}", "-o", str(output)]
            + [str(each) for each in objects]
            + [f"-L{folder}" for folder in folders]
            + [f"-Wl,-rpath-link,{found}"]
            + (["-Wl,--no-undefined"] if complete else [])
            + [f"-l{library}" for library in libraries]
        )


def run(command: list[str]) -> str:
    """What a command prints. Raises `InterfaceError` with its output if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InterfaceError(f"{command[0]} failed: {done.stderr.strip()[:4000]}")
    return done.stdout

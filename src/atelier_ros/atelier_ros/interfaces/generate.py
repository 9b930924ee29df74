"""Runs rosidl's generators over one package, as `rosidl_generate_interfaces` would."""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .package import InterfacePackage
from .prefixes import Prefixes

C_STRUCTS = "rosidl_generator_c"
INTROSPECTION = "rosidl_typesupport_introspection_c"
FASTRTPS = "rosidl_typesupport_fastrtps_c"
DISPATCH = "rosidl_typesupport_c"
PYTHON = "rosidl_generator_py"
TYPE_DESCRIPTION = "rosidl_generator_type_description"
SUPPORTS = [FASTRTPS, INTROSPECTION]

GENERATORS: dict[str, tuple[str, tuple[Any, ...]]] = {
    C_STRUCTS: ("generate_c", ()),
    INTROSPECTION: ("generate_c", ()),
    FASTRTPS: ("generate_typesupport_fastrtps_c", ()),
    DISPATCH: ("generate_c", (SUPPORTS,)),
    PYTHON: ("generate_py", ([DISPATCH, *SUPPORTS],)),
}
"""Each generator's function, and what it takes beside its file of arguments."""

PARSING = ("rosidl_pycommon", "rosidl_generator_py.generate_py_impl", TYPE_DESCRIPTION)
"""Modules that hold `parse_idl_file`."""


class Generated:
    """The sources of one package in `work`: `work/<generator>/<package>/...`.

    `idl` and `descriptions` mirror the package's msg, srv and action folders; `dependencies` are
    the other interface packages whose libraries the sources use, sorted.
    """

    def __init__(self, package: InterfacePackage, work: Path, prefixes: Prefixes) -> None:
        self.package = package
        self.work = work
        self.idl = work / "idl"
        self.descriptions = work / "type_description"
        self._prefixes = prefixes
        with _one_parse_for_all(), contextlib.redirect_stdout(io.StringIO()):
            self._generate()
        self.dependencies = self._dependencies()

    def sources(self, generator: str) -> list[Path]:
        """The C and C++ files of one generator's library."""
        files = (self.work / generator / self.package.name).rglob("*.c*")
        return sorted(file for file in files if "_s.ep." not in file.name)

    def extension(self, support: str) -> Path:
        """The source of Python's extension module for one type support."""
        name = self.package.name
        return self.work / PYTHON / name / f"_{name}_s.ep.{support}.c"

    def _generate(self) -> None:
        from rosidl_adapter import convert_to_idl

        name = self.package.name
        for file in self.package.files:
            convert_to_idl(self.package.folder, name, file, self.idl)
        included = [each for each in self._prefixes.interfaces() if each != name]
        importlib.import_module(TYPE_DESCRIPTION).generate_type_hash(
            self._arguments(
                TYPE_DESCRIPTION,
                self.descriptions,
                include_paths=[f"{each}:{self._prefixes.share(each)}" for each in included],
            )
        )
        pairs = [(f.with_suffix(".idl"), f.with_suffix(".json")) for f in self.package.files]
        described = [f"{idl}:{self.descriptions / described}" for idl, described in pairs]
        texts = [str(self.package.folder / file) for file in self.package.files]
        for generator, (function, more) in GENERATORS.items():
            output = self.work / generator / name
            arguments = self._arguments(
                generator, output, type_description_tuples=described, ros_interface_files=texts
            )
            getattr(importlib.import_module(generator), function)(arguments, *more)
            self._visibility_header(generator, output)
        (self.work / PYTHON / name / "__init__.py").touch()

    def _arguments(self, generator: str, output: Path, **more: Any) -> str:
        """Write the file of arguments that a generator reads."""
        path = self.work / f"{generator}__arguments.json"
        files = [f"{self.idl}:{file.with_suffix('.idl')}" for file in self.package.files]
        arguments = {
            "package_name": self.package.name,
            "output_dir": str(output),
            "template_dir": str(self._prefixes.share(generator) / "resource"),
            "idl_tuples": files,
            "target_dependencies": [],
        }
        path.write_text(json.dumps(arguments | more), encoding="utf-8")
        return str(path)

    def _visibility_header(self, generator: str, output: Path) -> None:
        """What CMake's `configure_file` makes of the generator's own template."""
        resources = self._prefixes.share(generator) / "resource"
        name = self.package.name
        for template in resources.glob("*visibility_control.h.in"):
            text = template.read_text(encoding="utf-8")
            text = text.replace("@PROJECT_NAME_UPPER@", name.upper())
            (output / "msg").mkdir(parents=True, exist_ok=True)
            header = output / "msg" / template.stem
            header.write_text(text.replace("@PROJECT_NAME@", name), encoding="utf-8")

    def _dependencies(self) -> tuple[str, ...]:
        names: set[str] = set()
        for file in self.package.files:
            path = self.descriptions / file.with_suffix(".json")
            described = json.loads(path.read_text(encoding="utf-8"))
            names.update(each["type_name"].split("/")[0] for each in described["type_hashes"])
            if file.suffix == ".action":
                names.add("action_msgs")  # cancelling and status are in no description
        return tuple(sorted(names - {self.package.name}))


@contextlib.contextmanager
def _one_parse_for_all() -> Iterator[None]:
    """The generators parse each .idl file again, which takes most of their time: keep the tree."""
    from rosidl_parser.parser import parse_idl_file

    parsed = functools.lru_cache(maxsize=None)(
        lambda base, path: parse_idl_file(_locator(base, path))
    )
    modules = [importlib.import_module(name) for name in PARSING]
    for module in modules:
        module.parse_idl_file = lambda locator: parsed(  # type: ignore[attr-defined]
            str(locator.basepath), str(locator.relative_path)
        )
    try:
        yield
    finally:
        for module in modules:
            module.parse_idl_file = parse_idl_file  # type: ignore[attr-defined]


def _locator(base: str, path: str) -> Any:
    from rosidl_parser.definition import IdlLocator

    return IdlLocator(base, path)

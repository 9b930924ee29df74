"""From console scripts, `atelier.yaml` and the command line to the list of programs to run."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from atelier_lockstep.wire import Program

from ..mission.errors import valid_names
from ..mission.explain import YamlFault, read_yaml
from . import rules
from .declared import FILE_NAME, Declared, DeclaredProgram, inside
from .entry_points import EntryPoint
from .submission_error import SubmissionError, unusable

PREFERRED = "controller"


def read_declared(root: Path) -> Declared:
    """The package's `atelier.yaml`; what it would be if it were empty where there is none."""
    file = root / FILE_NAME
    if not file.is_file():
        return Declared()
    try:
        return read_yaml(Path(FILE_NAME), file.read_text(encoding="utf-8"), Declared)[0]
    except UnicodeDecodeError as error:
        raise unusable(rules.WITHIN, name=FILE_NAME, problem=str(error)) from None
    except (YamlFault, OSError) as error:
        raise SubmissionError("bad_submission", problem=str(error)) from None


def launch_file(root: Path, wanted: str | None) -> str | None:
    """`wanted`, if it is a file of the package. Raises `SubmissionError` where it is not."""
    if wanted is None:
        return None
    path = str(Path(wanted))
    if path in {str(each.relative_to(root)) for each in root.rglob("*") if each.is_file()}:
        return path
    files = [str(each.relative_to(root)) for each in sorted(root.glob("**/*launch.*"))]
    raise unusable(
        rules.NO_LAUNCH_FILE,
        package=root.name,
        file=repr(wanted),
        nearest=valid_names(wanted, files),
    )


def choose(
    root: Path, scripts: list[EntryPoint], declared: Declared, executables: Sequence[str]
) -> tuple[Program, ...]:
    """The programs that `executables` name, else those of `atelier.yaml`, else the one.

    Raises `SubmissionError`.
    """
    if executables:
        return tuple(program(_named(scripts, root, name)) for name in executables)
    if declared.programs:
        return tuple(_declared(each, root, scripts) for each in declared.programs)
    return (program(_only(scripts, root)),)


def program(entry: EntryPoint, words: Sequence[str] = (), name: str = "") -> Program:
    """A console script with further words on its command line."""
    return Program(name or entry.name, entry.module, entry.function, (entry.name, *words))


def _declared(each: DeclaredProgram, root: Path, scripts: list[EntryPoint]) -> Program:
    words = each.words(root)
    if each.executable is not None:
        return program(_named(scripts, root, each.executable), words, each.name or "")
    command = tuple(inside(root, word) for word in each.command)
    return Program(each.name or Path(command[0]).name, "", "", (*command, *words))


def _only(scripts: list[EntryPoint], root: Path) -> EntryPoint:
    names = [script.name for script in scripts]
    if not scripts:
        raise SubmissionError(
            "no_program",
            f"{root.name} declares no console script: add entry_points={{'console_scripts': "
            f"['{PREFERRED} = {root.name}.node:main']}} to its setup.py",
            path=root.name,
        )
    if len(scripts) == 1:
        return scripts[0]
    if PREFERRED in names:
        return scripts[names.index(PREFERRED)]
    raise SubmissionError(
        "several_programs",
        f"{root.name} has several programs ({', '.join(names)}) and none is named "
        f"{PREFERRED!r}: choose with --executable, or list in {FILE_NAME} those to run together",
        path=root.name,
        programs=", ".join(names),
    )


def _named(scripts: list[EntryPoint], root: Path, wanted: str) -> EntryPoint:
    names = [script.name for script in scripts]
    if wanted in names:
        return scripts[names.index(wanted)]
    near = difflib.get_close_matches(wanted, names, 1)
    raise SubmissionError(
        "unknown_executable",
        f"{root.name} has no program {wanted!r}; it has {', '.join(names) or 'none'}"
        + (f" (did you mean {near[0]!r}?)" if near else ""),
        executable=wanted,
        programs=", ".join(names),
    )

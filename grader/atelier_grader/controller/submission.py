"""Finds the program in what a student hands in, without running any of it.

Interface packages in it are built.
"""

from __future__ import annotations

import difflib
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atelier_lockstep.wire import Program

from ..sandbox.sandbox import OFF, Sandbox
from . import rules
from .archive import archive_ending
from .declared import FILE_NAME, Mode
from .entry_points import console_scripts, unreadable
from .intake import take_in
from .interfaces import build_interfaces
from .names import MAX_PART
from .program_list import choose, launch_file, read_declared
from .refusal import Refusal, filled
from .setup_run import computed_entry_points
from .source import TOO_HARD, UTF_16, Source, look_into
from .submission_error import SubmissionError, unusable

__all__ = ["Submission", "SubmissionError", "find_submission"]

MAX_SOURCE_BYTES = 2**19
"""Of a file that is parsed to find its `main` and its syntax errors."""

MAX_SETUP_BYTES = 2**15
"""Of each file that says what a package is."""

OWN_WORDS = {TOO_HARD: rules.TOO_HARD, UTF_16: rules.UTF_16}
"""What is wrong with a source, where it is not Python that says so."""

SETUP_FILES = ("setup.py", "setup.cfg", "pyproject.toml")


@dataclass(frozen=True)
class Submission:
    """Programs to run, with `path` in front of Python's search path.

    A program's module is a dotted name or a file; without a function the file is run as a script.
    `sha256` is over the content: names and bytes of the files, not archive bytes. `mode` is what
    the submission asks for, None where it leaves that to us. `folder` holds the copy that is run.
    With a `launch` file, relative to the first of `path`, `programs` are those that it may start.
    """

    name: str
    programs: tuple[Program, ...]
    path: tuple[Path, ...]
    sha256: str
    mode: Mode | None = None
    folder: Path | None = None
    launch: str | None = None

    @property
    def needs_pace(self) -> bool:
        """Whether a program is a command of the machine, which no lock-step can hold."""
        return any(not program.module for program in self.programs)


def find_submission(
    source: Path,
    scratch: Path,
    executables: Sequence[str] = (),
    launch: str | None = None,
    sandbox: Sandbox = OFF,
) -> Submission:
    """Copy a package folder, a `.py` file, or an archive of either into `scratch`, and read it.

    `executables` are the console scripts to run together, `launch` is the package's launch file
    to choose them. A setup.py that computes its scripts is run in the `sandbox`.
    Raises `SubmissionError`.
    """
    if not _is_there(source):
        raise SubmissionError(
            "submission_not_found",
            f"{source}: no such file or folder{_nearest_sibling(source)}",
            path=str(source),
        )
    try:
        str(source.resolve()).encode()
    except UnicodeEncodeError:
        raise unusable(rules.NOT_UTF_8, name=ascii(str(source))) from None
    if not source.is_dir() and not source.is_file():
        raise unusable(rules.NO_FILE, name=source.name)
    archive = archive_ending(source.name)
    if source.is_dir() or not archive:
        source, archive = source.resolve(), ""
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="submission-", dir=scratch))
    try:
        taken = take_in(source, folder)
    except Refusal as refusal:
        problem = filled(rules.WITHIN, name=source.name, problem=refusal.text)
        code = "bad_archive" if archive else "bad_submission"
        raise SubmissionError(code, problem=problem) from None
    name = source.name.removesuffix(archive)
    if archive and taken.is_file() and taken.suffix != ".py":
        raise unusable(rules.HOLDS_ONLY, archive=source.name, name=taken.name)
    found = _find(taken, name, executables, launch, sandbox)
    return replace(found, folder=folder, path=(*found.path, *build_interfaces(folder, sandbox)))


def _is_there(source: Path) -> bool:
    """Raises `SubmissionError` where nobody can know: a name too long, a closed folder."""
    try:
        return source.exists()
    except OSError as error:
        name = ascii(source.name[:80])
        raise unusable(rules.UNREADABLE, name=name, problem=error.strerror) from None


def _find(
    source: Path, name: str, executables: Sequence[str], launch: str | None, sandbox: Sandbox
) -> Submission:
    if source.is_dir():
        return _package(source, name, executables, launch, sandbox)
    if source.suffix != ".py":
        raise unusable(rules.NO_SUBMISSION, name=source.name)
    return _script(source, name.removesuffix(".py"), executables)


def _script(file: Path, name: str, executables: Sequence[str]) -> Submission:
    source = require_sound(file, file.name)
    for executable in executables:
        if executable != name:
            raise SubmissionError(
                "unknown_executable",
                f"{file.name} is one program, {name!r}; it has no {executable!r}",
                executable=str(executable),
                programs=name,
            )
    digest = content_sha256([(file.name, file)])
    function = "main" if source.only_defines_main else ""
    program = Program(name, str(file), function, (name,))
    return Submission(name, (program,), (file.parent,), digest)


def _package(
    folder: Path, name: str, executables: Sequence[str], launch: str | None, sandbox: Sandbox
) -> Submission:
    root = _package_root(folder, name)
    for setup_file in (*SETUP_FILES, FILE_NAME, "package.xml"):
        _within(root / setup_file, setup_file, MAX_SETUP_BYTES)
    scripts = console_scripts(root, lambda: computed_entry_points(root, folder, sandbox))
    declared = read_declared(root)
    launch = launch_file(root, launch or (None if executables else declared.launch))
    wanted = [each.name for each in scripts] if launch else executables
    try:
        programs = choose(root, scripts, declared, wanted)
    except SubmissionError:
        if not scripts:
            _require_readable(root)
        raise
    for module in dict.fromkeys(program.module for program in programs if program.module):
        if (source := _source(module, root, folder)) is not None:
            require_sound(source, str(source.relative_to(folder)))
    files = [(str(path.relative_to(folder)), path) for path in folder.rglob("*") if path.is_file()]
    path = tuple(dict.fromkeys((root, *(place for each in scripts for place in each.path))))
    return Submission(name, programs, path, content_sha256(files), declared.mode, launch=launch)


def _require_readable(root: Path) -> None:
    """Raises `SubmissionError` where a setup file has an error: that is why it declares nothing."""
    if (root / "setup.py").is_file():
        require_sound(root / "setup.py", "setup.py")
    if (fault := unreadable(root)) is not None:
        raise unusable(rules.WITHIN, name=fault[0], problem=fault[1])


def _source(module: str, root: Path, folder: Path) -> Path | None:
    """The file of a module in or above `root`, but never outside of `folder`; None without one."""
    parts = module.split(".")
    if not all(part.isidentifier() and len(part.encode()) <= MAX_PART for part in parts):
        return None
    for place in (root, *root.parents):
        if not place.is_relative_to(folder):
            return None
        file = place.joinpath(*parts).with_suffix(".py")
        if file.is_file():
            return file
    return None


def _package_root(folder: Path, name: str) -> Path:
    """The folder with the package's setup file: itself, or the only one up to two levels below."""
    markers = (*SETUP_FILES, FILE_NAME)
    for pattern in ("", "*", "*/*"):
        places = [folder] if not pattern else sorted(folder.glob(pattern))
        found = [
            place
            for place in places
            if place.is_dir()
            and not place.name.startswith(".")
            and any((place / marker).is_file() for marker in markers)
        ]
        if len(found) > 1:
            names = ", ".join(str(place.relative_to(folder)) for place in found)
            raise SubmissionError(
                "several_programs",
                f"{name} holds several packages ({names}): hand in one of them",
                path=name,
                programs=names,
            )
        if found:
            return found[0]
    raise SubmissionError(
        "no_program",
        f"{name} has no setup.py with a console script: expected a ROS 2 Python package, "
        "such as `atelier start` makes",
        path=name,
    )


def require_sound(file: Path, shown: str) -> Source:
    """Look into a source file. Raises `SubmissionError` with the place of a syntax error."""
    _within(file, shown, MAX_SOURCE_BYTES)
    source = look_into(file)
    if source.problem:
        raise SubmissionError(
            "syntax_error",
            f"{shown}, line {source.line}: {source.problem}"
            + (f"\n{source.text}" if source.text else ""),
            file=shown,
            line=str(source.line),
            problem=OWN_WORDS.get(source.problem, source.problem),
        )
    return source


def _within(file: Path, shown: str, max_bytes: int) -> None:
    """Raises `SubmissionError` where a file is there and too long to be looked into."""
    if file.is_file() and file.stat().st_size > max_bytes:
        raise unusable(rules.LONG_FILE, name=shown, limit=max_bytes // 1024)


def content_sha256(files: list[tuple[str, Path]]) -> str:
    """SHA-256 over names and contents, in the order of names."""
    digest = hashlib.sha256()
    for name, path in sorted(files):
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return digest.hexdigest()


def _nearest_sibling(path: Path) -> str:
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.exists())
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, 1)
    return f" (did you mean {path.parent / near[0]}?)" if near else ""

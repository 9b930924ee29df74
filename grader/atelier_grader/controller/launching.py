"""A submission's launch file into its programs. The file is code: it is read behind the walls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from atelier_lockstep import wire
from atelier_lockstep.wire import Ended, Kind, Program, Setup

from ..mission.limits import Limits
from ..sandbox.sandbox import OFF, Sandbox
from . import rules
from .declared import MAX_PROGRAMS
from .patience import Overdue, Patience, Stuck, look_now_and_then
from .process import ControllerProcess
from .refusal import filled
from .submission import Submission
from .submission_error import SubmissionError, unusable

HOST = "atelier_lockstep.launch_reader"
LIMIT_S = 30.0
MAX_DELAY_S = 1e6
MAX_ANSWER_BYTES = 2**20


@dataclass(frozen=True)
class Launched:
    """The programs of a launch file, and what it would start besides, which nobody does."""

    programs: tuple[Program, ...]
    left_out: tuple[str, ...]


def read_launch(
    root: Path,
    file: str,
    scripts: tuple[Program, ...],
    folder: Path | None = None,
    sandbox: Sandbox = OFF,
) -> Launched:
    """Ask `file` of the package in `root`, which lies in `folder`. Raises `SubmissionError`."""
    for needed in ("launch", "launch_ros"):
        if find_spec(needed) is None:
            raise SubmissionError("launch_missing", f"no module named {needed!r}", file=file)
    frame = _ask(file, root, scripts, folder or root, sandbox)
    if frame[0] is Kind.ENDED and (lack := _lack(file, root, frame[1], sandbox)):
        raise SubmissionError("launch_missing", lack, file=file)
    return _answer(file, frame, scripts)


def _lack(file: str, root: Path, body: bytes, sandbox: Sandbox) -> str:
    """What this machine itself lacks for launch files, where one could not be read for something
    that could not be imported; asked of a process that has seen nothing of the submission."""
    if not _ended(file, body).message.startswith(("ImportError", "ModuleNotFoundError")):
        return ""
    kind, body = _ask("", root, (), None, sandbox)
    return _ended(file, body).message if kind is Kind.ENDED else ""


def _ended(file: str, body: bytes) -> Ended:
    try:
        return wire.unpack_ended(body)
    except wire.WireError as error:
        raise _bad(file, str(error)) from None


def _ask(
    file: str, root: Path, scripts: tuple[Program, ...], folder: Path | None, sandbox: Sandbox
) -> tuple[Kind, bytes]:
    """The reader's answer about `file`, or, where that is empty, about itself."""
    process = ControllerProcess(sandbox, Limits(), folder, HOST)
    look_now_and_then(process.stream)
    stream = Patience(process.stream, process, LIMIT_S, LIMIT_S)
    try:
        inside = process.inside(str(root)) if file else ""
        argv = (file,) if file else ()
        setup = Setup((), argv, package_name(root), "", (inside,), others=scripts)
        try:
            wire.write(stream, Kind.SETUP, wire.pack_setup(setup))
            frame = wire.read(stream, MAX_ANSWER_BYTES)
        except (Stuck, Overdue):
            raise unusable(rules.LAUNCH_SLOW, file=file, limit=f"{LIMIT_S:g}") from None
        except (OSError, wire.WireError) as error:
            raise _bad(file, str(error)) from None
        if frame is None:
            raise unusable(rules.LAUNCH_ENDED, file=file, said=process.output.text[-500:])
        return frame
    finally:
        process.close()


def _answer(file: str, frame: tuple[Kind, bytes], scripts: tuple[Program, ...]) -> Launched:
    kind, body = frame
    if kind is Kind.ENDED:
        ended = _ended(file, body)
        raise _bad(file, ended.message, ended.traceback)
    try:
        answer = wire.unpack_setup(body)
    except wire.WireError as error:
        raise _bad(file, str(error)) from None
    known = [(script.module, script.function) for script in scripts]
    programs = tuple(
        replace(
            program,
            name=str(program.name)[:100],
            argv=tuple(map(str, program.argv)),
            delay_s=float(program.delay_s),
        )
        for program in answer.others
        if (program.module, program.function) in known
    )
    if not all(0 <= program.delay_s <= MAX_DELAY_S for program in programs):
        raise unusable(rules.LAUNCH_DELAY, file=file, limit=f"{MAX_DELAY_S:g}")
    left_out = tuple(str(each)[:200] for each in answer.argv[:20])
    if not 0 < len(programs) <= MAX_PROGRAMS:
        problem = filled(rules.LAUNCH_COUNT, file=file, count=len(programs), limit=MAX_PROGRAMS)
        if left_out:
            problem = filled(rules.LAUNCH_ELSE, problem=problem, what="; ".join(left_out))
        raise SubmissionError("bad_submission", problem=problem)
    return Launched(programs, left_out)


def with_launch(submission: Submission, sandbox: Sandbox = OFF) -> tuple[Submission, Launched]:
    """A submission with the programs of its launch file, if any. Raises `SubmissionError`."""
    if submission.launch is None:
        return submission, Launched(submission.programs, ())
    launched = read_launch(
        submission.path[0], submission.launch, submission.programs, submission.folder, sandbox
    )
    return replace(submission, programs=launched.programs), launched


def package_name(root: Path) -> str:
    """The name that `package.xml` gives the package; its folder's where there is none."""
    from defusedxml import ElementTree

    try:
        package = ElementTree.parse(root / "package.xml").getroot()
        name = None if package is None else package.findtext("name")
    except (OSError, ValueError, LookupError, ElementTree.ParseError):
        name = None
    return (name or root.name).strip()


def _bad(file: str, problem: str, detail: str = "") -> SubmissionError:
    return unusable(rules.WITHIN, detail, name=file, problem=problem)

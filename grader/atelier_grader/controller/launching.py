"""A submission's launch file into its programs. The file is code: it is read behind the walls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from atelier_lockstep import wire
from atelier_lockstep.wire import Kind, Program, Setup

from ..mission.limits import Limits
from ..sandbox.sandbox import OFF, Sandbox
from .declared import MAX_PROGRAMS
from .patience import Overdue, Patience, Stuck, look_now_and_then
from .process import ControllerProcess
from .submission import Submission
from .submission_error import SubmissionError

HOST = "atelier_lockstep.launch_reader"
LIMIT_S = 30.0
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
    process = ControllerProcess(sandbox, Limits(), folder or root, HOST)
    look_now_and_then(process.stream)
    stream = Patience(process.stream, process, LIMIT_S, LIMIT_S)
    try:
        inside = process.inside(str(root))
        setup = Setup((), (file,), package_name(root), "", (inside,), others=scripts)
        try:
            wire.write(stream, Kind.SETUP, wire.pack_setup(setup))
            frame = wire.read(stream, MAX_ANSWER_BYTES)
        except (Stuck, Overdue):
            raise _bad(file, f"it was not read after {LIMIT_S:g} s") from None
        except (OSError, wire.WireError) as error:
            raise _bad(file, str(error)) from None
        if frame is None:
            raise _bad(file, f"its reading ended: {process.output.text[-500:]}")
        return _answer(file, frame, scripts)
    finally:
        process.close()


def _answer(file: str, frame: tuple[Kind, bytes], scripts: tuple[Program, ...]) -> Launched:
    kind, body = frame
    try:
        if kind is Kind.ENDED:
            ended = wire.unpack_ended(body)
            raise _bad(file, ended.message, ended.traceback)
        answer = wire.unpack_setup(body)
    except wire.WireError as error:
        raise _bad(file, str(error)) from None
    known = [(script.module, script.function) for script in scripts]
    programs = tuple(
        replace(program, name=str(program.name)[:100], argv=tuple(map(str, program.argv)))
        for program in answer.others
        if (program.module, program.function) in known
    )
    left_out = tuple(str(each)[:200] for each in answer.argv[:20])
    if not 0 < len(programs) <= MAX_PROGRAMS:
        raise _bad(
            file,
            f"it starts {len(programs)} programs of the package, expected 1 to {MAX_PROGRAMS}"
            + (f"; it would also start {'; '.join(left_out)}" if left_out else ""),
        )
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
    problem = f"{file}: {problem}"
    return SubmissionError("bad_submission", detail or problem, problem=problem)

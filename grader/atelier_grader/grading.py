"""One grading: a submission on a mission, over seeds and repeats, into one result."""

from __future__ import annotations

import importlib.metadata
import multiprocessing
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from .controller import rules
from .controller.declared import Mode
from .controller.launching import with_launch
from .controller.scratch import scratch_folder, within
from .controller.submission import Submission, SubmissionError, find_submission
from .controller.submission_error import unusable
from .cores import available_cores
from .engine.protocol import EngineName
from .mission.errors import MissionError, UnknownMissionError
from .mission.load import find_mission
from .mission.schema import Mission
from .report.failures import failure
from .report.plain import plain
from .report.reasons import reason
from .report.result import Environment, MissionRef, Reason, Result, SeedResult, SubmissionRef
from .report.summary import median_score, reproducible, spread_of, verdict_of
from .report.write import remove_partial_files, write_whole
from .sandbox.sandbox import OFF, Sandbox, SandboxUnavailableError, prepare
from .sandbox.sandbox import Mode as SandboxMode
from .trial import Job, Trial, run_trial
from .worker import cpu_s, start_worker, work

Progress = Callable[[str, int, float, float], None]
"""(what is under way, seed, simulated seconds so far, limit in simulated seconds)"""

LOG_CHARACTERS = 2**18

PACED_CORES = 2
"""Cores that one paced run keeps busy: the engine and the program run at the same time."""

DIVIDED = "nodes_in_children"
"""Why lock-step cannot hold a program whose nodes are in several processes."""

VERSIONS_SHOWN = "atelier_grader", "mujoco", "numpy", "ros-jazzy-rclpy"


@dataclass(frozen=True)
class GradeRequest:
    """What to grade. No seeds means the mission's public ones; `jobs` None means one a core."""

    submission: str
    mission: str
    out: Path
    seeds: tuple[int, ...] = ()
    repeat: int = 1
    executables: tuple[str, ...] = ()
    launch: str | None = None
    mode: Mode | Literal["auto"] = "auto"
    sandbox: SandboxMode = "auto"
    engine: EngineName = "mujoco"
    jobs: int | None = None
    record: bool = True


@dataclass
class Grading:
    """What has been found so far; complete enough for a result at any time."""

    request: GradeRequest
    mission: Mission | None = None
    submission: Submission | None = None
    mode: Mode = "lockstep"
    sandbox: Sandbox | None = None
    trials: list[Trial] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


def grade(request: GradeRequest, progress: Progress = lambda *_: None) -> Result:
    """Grade, whatever happens: every failure ends in a result with its reason.

    The program's output goes to `out`/seed-N.log, recordings to `out`/seed-N.mcap.
    """
    began_s, began_cpu_s = time.perf_counter(), cpu_s()
    grading = Grading(request)
    try:
        _grade(grading, progress)
    except UnknownMissionError as error:
        grading.reasons.append(
            reason("mission_unknown", mission=error.mission, nearest=error.nearest)
        )
    except MissionError as error:
        grading.reasons.append(reason("mission_invalid", problem=str(error)))
    except SandboxUnavailableError as error:
        grading.sandbox = error.sandbox
        grading.reasons.append(reason("sandbox_unavailable", problem=str(error)))
    except SubmissionError as error:
        grading.reasons.append(reason(error.code, error.detail, None, **error.values))
    except KeyboardInterrupt:
        grading.reasons.append(reason("interrupted"))
    except Exception as error:
        grading.reasons.append(failure(error))
    return result_of(grading, time.perf_counter() - began_s, cpu_s() - began_cpu_s)


def unfinished(request: GradeRequest) -> Result:
    """What stands until a grading is over: a result that is nobody's, and says so."""
    return result_of(Grading(request, reasons=[reason("unfinished")]), 0.0, 0.0)


def _grade(grading: Grading, progress: Progress) -> None:
    request = grading.request
    mission = grading.mission = find_mission(request.mission)
    sandbox = grading.sandbox = prepare(walls_of(request))
    with scratch_folder() as scratch:
        if not request.submission.strip():
            raise unusable(rules.NO_PATH)
        found = grading.submission = find_submission(
            Path(request.submission),
            scratch,
            request.executables,
            request.launch,
            sandbox,
        )
        submission, launched = with_launch(found, sandbox)
        for what in launched.left_out:
            grading.reasons.append(reason("launch_left_out", what=what))
        grading.mode = mode_of(request.mode, submission, request.engine)
        request.out.mkdir(parents=True, exist_ok=True)
        remove_partial_files(request.out)
        play = partial(_play, grading, mission, submission, str(scratch), progress)
        if not play() and request.mode == "auto" and submission.mode is None:
            grading.mode = "paced"
            grading.trials.clear()
            grading.reasons.append(reason("paced_instead"))
            play()


def _play(
    grading: Grading, mission: Mission, submission: Submission, scratch: str, progress: Progress
) -> bool:
    """Run what was asked for; tell whether `grading.mode` can hold the submission."""
    request = grading.request
    jobs = list(_jobs(grading, mission, submission))
    for trial in _run(jobs, request.jobs, scratch, progress):
        grading.trials.append(trial)
        log = request.out / f"seed-{trial.result.seed}.log"
        write_whole(log, plain(trial.output, limit=LOG_CHARACTERS).encode())
        if any(each.code == DIVIDED for each in trial.reasons):
            return False
        if any(each.fault == "ours" for each in trial.reasons):
            break  # the same would happen again
    return True


def walls_of(request: GradeRequest) -> SandboxMode:
    """Programs share Gazebo's network, so they have no walls: what must have some is refused.

    Raises `SandboxUnavailableError`.
    """
    if request.engine == "mujoco":
        return request.sandbox
    if request.sandbox == "required":
        raise SandboxUnavailableError("with the engine 'gazebo' programs share its network")
    return "off"


def mode_of(
    asked: Mode | Literal["auto"], submission: Submission, engine: EngineName = "mujoco"
) -> Mode:
    """Lock-step unless the grading or the submission asks for the wall clock, or needs it.

    Raises `SubmissionError` where lock-step is asked for and cannot be.
    """
    if engine == "gazebo":
        return "paced"
    if asked == "lockstep" and submission.needs_pace:
        commands = [each.name for each in submission.programs if not each.module]
        raise unusable(rules.NO_PYTHON, names=", ".join(commands))
    if asked != "auto":
        return asked
    return submission.mode or ("paced" if submission.needs_pace else "lockstep")


def _jobs(grading: Grading, mission: Mission, submission: Submission) -> Iterator[Job]:
    request = grading.request
    out = request.out.absolute()  # a worker has another present folder
    for seed in request.seeds or mission.public_seeds:
        for repeat in range(request.repeat):
            recorded = request.record and repeat == 0
            recording = out / f"seed-{seed}.mcap" if recorded else None
            yield Job(
                mission,
                submission,
                seed,
                recording,
                grading.mode,
                grading.sandbox or OFF,
                request.engine,
            )


def _run(jobs: list[Job], workers: int | None, scratch: str, progress: Progress) -> Iterator[Trial]:
    """Run the jobs, side by side where there are several and the cores for it, in any order."""
    cores = len(available_cores())
    if jobs[0].mode == "paced":
        cores = max(1, cores // PACED_CORES)
    workers = min(len(jobs), workers or cores)
    if workers <= 1:
        for job in jobs:
            yield run_trial(job, partial(_tell, progress, job))
        return
    context = multiprocessing.get_context("spawn")
    with within(scratch):
        pool = ProcessPoolExecutor(workers, context, start_worker, (scratch,))
    with pool:
        try:
            with within(scratch):  # the workers start as jobs come
                futures = {pool.submit(work, job): job for job in jobs}
            for future in as_completed(futures):
                job = futures[future]
                _tell(progress, job, job.mission.time_limit_s)
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in multiprocessing.active_children():
                worker.terminate()
            raise


def _tell(progress: Progress, job: Job, now_s: float) -> None:
    progress("", job.seed, now_s, job.mission.time_limit_s)


def result_of(grading: Grading, wall_s: float, own_cpu_s: float) -> Result:
    """The result of what has been found; `own_cpu_s` is CPU time besides that of the trials."""
    request, mission, submission = grading.request, grading.mission, grading.submission
    trials = sorted(grading.trials, key=lambda trial: trial.result.seed)
    paced = grading.mode == "paced"
    seeds = _by_seed(trials)
    reasons = (*grading.reasons, *_distinct(trials))
    score = median_score(seeds)
    pass_mark = mission.pass_mark if mission else None
    loop_s = sum(trial.timings.wall_s for trial in trials)
    sim_s = sum(trial.result.sim_time_s for trial in trials)
    return Result(
        mission=MissionRef(
            id=plain(request.mission),
            version=mission.version if mission else None,
            title=mission.title if mission else None,
        ),
        submission=SubmissionRef(
            name=plain(submission.name if submission else Path(request.submission).name) or "?",
            sha256=submission.sha256 if submission else None,
        ),
        verdict=verdict_of(score, pass_mark, reasons),
        score=score,
        pass_mark=pass_mark,
        spread=spread_of(seeds),
        repeats=request.repeat,
        reproducible=None if paced else reproducible(seeds),
        seeds=tuple(seeds),
        reasons=reasons,
        environment=Environment(
            engine=request.engine,
            mode=grading.mode,
            versions=_versions(),
            rtf=round(sim_s / loop_s, 2) if loop_s else None,
            wall_s=round(wall_s, 3),
            cpu_s=round(own_cpu_s + sum(trial.cpu_s for trial in trials), 3),
            sandbox=grading.sandbox.report if grading.sandbox else None,
        ),
    )


def _by_seed(trials: list[Trial]) -> list[SeedResult]:
    """One result a seed: that of its median repeat, with the digests and scores of all."""
    runs: dict[int, list[SeedResult]] = {}
    for trial in trials:
        runs.setdefault(trial.result.seed, []).append(trial.result)
    results = []
    for repeats in runs.values():
        middle = sorted(repeats, key=lambda run: run.score)[(len(repeats) - 1) // 2]
        together = {
            "digests": tuple(digest for run in repeats for digest in run.digests),
            "scores": tuple(run.score for run in repeats),
            "recording": next((run.recording for run in repeats if run.recording), None),
        }
        results.append(middle.model_copy(update=together))
    return results


def _distinct(trials: list[Trial]) -> list[Reason]:
    """The trials' reasons, those of a repeat only where they are new."""
    found: list[Reason] = []
    for trial in trials:
        known = {(each.code, each.seed) for each in found}
        found += [each for each in trial.reasons if (each.code, each.seed) not in known]
    return found


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for name in VERSIONS_SHOWN:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions

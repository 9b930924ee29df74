"""One seed, once: set the stage, play, and say what came of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from .controller.declared import Mode
from .controller.peer import Departure, HostError
from .controller.submission import Submission
from .cores import hold_core
from .engine.gazebo.stage import set_gazebo_stage
from .engine.protocol import EngineError, EngineName
from .mission.errors import MissionError, valid_names
from .mission.schema import Mission
from .paced.domain import hold_domain, own_network
from .paced.pace import Pace
from .paced.peer import Paced
from .record.recorder import Recorder, followed_models
from .referee.referee import Referee
from .report.failures import failure
from .report.reasons import fault_of, reason
from .report.result import EndReason, Reason, SeedResult
from .report.summary import verdict_of
from .sandbox.cell import CellError
from .sandbox.sandbox import OFF, Sandbox
from .sdf import SdfError
from .session import Recorder as Listener
from .session import Run, Session, Timings
from .stage import Stage, set_stage

OUTPUT_SHOWN = 4000


@dataclass(frozen=True)
class Job:
    """What to run, and on which clock; `recording` is the MCAP file to write, if any."""

    mission: Mission
    submission: Submission | None
    seed: int
    recording: Path | None = None
    mode: Mode = "lockstep"
    sandbox: Sandbox = OFF
    engine: EngineName = "mujoco"


@dataclass(frozen=True)
class Trial:
    """What came of a job; `output` is what the program printed.

    `cpu_s` is CPU time spent on it in a process of its own, the program's included; 0 where the
    grading's own process ran it.
    """

    result: SeedResult
    reasons: tuple[Reason, ...] = ()
    output: str = ""
    timings: Timings = field(default_factory=Timings)
    cpu_s: float = 0.0


class Audience(Protocol):
    """Somebody who looks on at a paced run, on a network of their choice."""

    paced: Paced

    def enter(self, stage: Stage, referee: Referee, recorder: Recorder | None) -> Listener | None:
        """Look at the stage before time begins; the result takes down what crosses."""


def run_trial(
    job: Job,
    progress: Callable[[float], None] = lambda sim_time_s: None,
    audience: Audience | None = None,
) -> Trial:
    """Run a job, in lock-step on a core of its own, paced in a DDS domain of its own.

    Failures of ours become reasons; nothing is raised.
    """
    referee = Referee(job.mission)
    run = Run()
    reasons: list[Reason] = []
    with contextlib.ExitStack() as stack:
        try:
            paced = audience.paced if audience else None
            if audience is None and job.mode == "paced":
                network = own_network(stack.enter_context(hold_domain()))
                paced = Paced(Pace(), network, clock=job.engine == "mujoco")
            elif audience is None:
                stack.enter_context(hold_core())
            if job.engine == "gazebo" and paced is not None:
                stage = set_gazebo_stage(job.mission, job.seed, paced.environment)
            else:
                stage = set_stage(job.mission, job.seed)
            stack.callback(stage.engine.close)
            recorder = None
            if job.recording is not None:
                recorder = Recorder(job.recording, followed_models(job.mission))
                stack.callback(recorder.close)
            listener = audience.enter(stage, referee, recorder) if audience else recorder
            session = Session(job.mission, stage.engine, stage.bridge, referee, listener, progress)
            run = session.run
            session.play(job.submission, paced, job.sandbox)
        except (CellError, EngineError, HostError, MissionError, SdfError) as error:
            reasons.append(_ours(error, job.seed))
        except Exception as error:
            reasons.append(failure(error, job.seed))
    reasons += submission_reasons(run, job)
    return Trial(_result(job, run, referee, reasons), tuple(reasons), run.output, run.timings)


def _ours(error: Exception, seed: int) -> Reason:
    if isinstance(error, (MissionError, SdfError)):
        return reason("mission_invalid", seed=seed, problem=str(error))
    if isinstance(error, CellError):
        return reason("sandbox_unavailable", seed=seed, problem=str(error))
    code = getattr(error, "code", "engine_failure")
    return reason(code, seed=seed, problem=str(error))


def submission_reasons(run: Run, job: Job) -> list[Reason]:
    """What the way in which the program left says about it, and what it may want to know."""
    reasons: list[Reason] = []
    seed, time_s = job.seed, run.now_ns / 1e9
    left = run.departure
    if left is not None:
        reasons += _departure(left, run, job, time_s)
    if left is not None and left.ended is not None and run.started:
        if not left.ended.spins:
            reasons.append(reason("never_spun", seed=seed))
        reasons += [_unmatched(topic, job) for topic in left.ended.unmatched]
        reasons += [
            reason("unknown_service", seed=seed, service=name) for name in left.ended.unserved
        ]
        reasons += [
            reason("stuck_thread", seed=seed, where=where, time_s=since_s)
            for where, since_s in left.ended.waiting
        ]
    if run.started and not run.commands:
        reasons.append(reason("never_commanded", seed=seed))
    if run.refused:
        reasons.append(reason("refused_message", "\n".join(run.refused), seed))
    if run.misread is not None:
        topic, where = run.misread
        reasons.append(reason("not_a_float", seed=seed, topic=topic, field=where))
    budget = job.mission.compute_budget
    if budget is not None and run.now_ns:
        used = run.timings.controller_s / time_s
        if used > budget.cpu_s_per_sim_s:
            reasons.append(
                reason("cpu_budget", seed=seed, used=used, budget=budget.cpu_s_per_sim_s)
            )
    return reasons


def _departure(left: Departure, run: Run, job: Job, time_s: float) -> list[Reason]:
    seed = job.seed
    if run.stopped:
        if left.code is None:
            return []
        detail = left.traceback or _tail(run.output)
        return [reason("failed_at_end", detail, seed, problem=left.message)]
    if left.code is None:
        if not run.started:
            return [reason("returned_before_start", _tail(run.output), seed)]
        return [reason("returned_early", seed=seed, time_s=run.left_ns / 1e9)]
    limits = job.mission.limits
    limit_s = limits.tick_wall_s if run.started else limits.start_up_s
    values: dict[str, object] = {
        "problem": left.message,
        "status": left.message.removeprefix("status "),
        "signal": left.message,
        "time_s": run.left_ns / 1e9,
        "limit_s": limit_s,
        "blocked_s": left.message,
        **left.values,
    }
    return [reason(left.code, left.traceback or _tail(run.output), seed, **values)]


def _unmatched(topic: str, job: Job) -> Reason:
    if topic in (each.topic for each in job.mission.interface):
        return reason("incompatible_qos", seed=job.seed, topic=topic)
    near = valid_names(topic, [each.topic for each in job.mission.interface])
    return reason("unknown_topic", seed=job.seed, topic=topic, nearest=near)


def _tail(output: str) -> str:
    return output[-OUTPUT_SHOWN:]


def _result(job: Job, run: Run, referee: Referee, reasons: list[Reason]) -> SeedResult:
    report = referee.finish(run.now_ns)
    if any(each.code == "impossible_motion" for each in reasons):
        report = report.voided()
    faults = {fault_of(each.code) for each in reasons}
    end: EndReason = "objectives_decided" if run.decided else "time_limit"
    if "ours" in faults:
        end = "our_fault"
    elif "submission" in faults and not run.over:
        end = "submission_fault"
    return SeedResult(
        seed=job.seed,
        score=report.score,
        verdict=verdict_of(report.score, job.mission.pass_mark, reasons),
        digest=run.digest or None,
        digests=(run.digest,) if run.digest else (),
        sim_time_s=run.now_ns / 1e9,
        end_reason=end,
        checks=report.checks,
        metrics=report.metrics,
        trace=report.trace,
        recording=job.recording.name if job.recording and job.recording.exists() else None,
    )

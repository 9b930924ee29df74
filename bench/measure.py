"""The figures of one mission's benchmark."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import atelier_controllers
from atelier_grader.controller.submission import find_submission
from atelier_grader.cores import available_cores
from atelier_grader.mission.schema import Mission
from atelier_grader.trial import Job, Trial, run_trial

from .engines import bare_rtf, engine_rtf

SEED = 1
CONTROLLERS = Path(atelier_controllers.__file__).parents[1]


@dataclass(frozen=True)
class Figures:
    """Real-time factors (`rtf`), shares of the loop in [0, 1], and times of one mission."""

    mission: str
    sim_s: float
    loop_rtf: float
    process_rtf: float
    exchanges: int
    exchange_us: float
    physics: float
    sensors: float
    referee: float
    controller: float
    hand_over: float
    recording: float
    engine_rtf: float
    bare_rtf: float
    side_by_side: int
    throughput: float


def measure(mission: Mission, rounds: int) -> Figures:
    """Grade the mission's reference on one seed, in several ways; the best of `rounds` counts."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        trial = min(
            (_trial(mission, scratch) for _ in range(rounds)),
            key=lambda each: each.timings.wall_s,
        )
        sim_s = trial.result.sim_time_s
        cores = available_cores()
        alone_s = min(_processes(mission, cores[:1], scratch) for _ in range(rounds))
        together_s = min(_processes(mission, cores, scratch) for _ in range(rounds))
    spent = trial.timings
    wall_s = spent.wall_s
    hand_over_s = max(spent.exchange_s - spent.controller_s, 0.0)
    physics_s = spent.engine_s - spent.sensors_s - spent.referee_s - spent.truth_s
    return Figures(
        mission=mission.id,
        sim_s=sim_s,
        loop_rtf=sim_s / wall_s,
        process_rtf=sim_s / alone_s,
        exchanges=spent.exchanges,
        exchange_us=spent.exchange_s / spent.exchanges * 1e6,
        physics=physics_s / wall_s,
        sensors=spent.sensors_s / wall_s,
        referee=spent.referee_s / wall_s,
        controller=spent.controller_s / wall_s,
        hand_over=hand_over_s / wall_s,
        recording=(spent.messages_s + spent.truth_s) / wall_s,
        engine_rtf=max(engine_rtf(mission, SEED) for _ in range(rounds)),
        bare_rtf=max(bare_rtf(mission, SEED) for _ in range(rounds)),
        side_by_side=len(cores),
        throughput=len(cores) * alone_s / together_s,
    )


def _trial(mission: Mission, scratch: Path) -> Trial:
    submission = find_submission(CONTROLLERS, scratch, [mission.reference.split("/")[1]])
    trial = run_trial(Job(mission, submission, SEED, scratch / "run.mcap"))
    if trial.reasons:
        raise SystemExit(f"{mission.id}: {trial.reasons[0].message.en}")
    return trial


def _processes(mission: Mission, cores: list[int], scratch: Path) -> float:
    """Wall time of whole `atelier grade` processes, one on each of `cores`, all at once."""
    executable = mission.reference.split("/")[1]
    command = [
        sys.executable, "-m", "atelier_grader", "grade", str(CONTROLLERS),
        "--mission", mission.id, "--executable", executable, "--seed", str(SEED), "--quiet",
    ]  # fmt: skip
    began_s = time.perf_counter()
    running = [
        subprocess.Popen(
            ["taskset", "-c", str(core), *command, "--out", str(scratch / str(core))],
            stdout=subprocess.DEVNULL,
        )
        for core in cores
    ]
    for process in running:
        process.wait()
    wall_s = time.perf_counter() - began_s
    for core in cores:
        result = json.loads((scratch / str(core) / "result.json").read_text())
        if result["verdict"] != "passed":
            raise SystemExit(f"{mission.id}: {result['reasons']}")
    return wall_s

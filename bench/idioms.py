"""What ways of writing a program cost: the same circle in the same world, written differently."""

from __future__ import annotations

import tempfile
from pathlib import Path

from atelier_grader.controller.submission import find_submission
from atelier_grader.mission.schema import Mission
from atelier_grader.trial import Job, run_trial

PROGRAMS = Path(__file__).parent / "programs"
IDIOMS = {
    "timer and subscription": "plain.py",
    "blocking service call, MultiThreadedExecutor": "blocked.py",
}
SEED = 1


def measure_idioms(mission: Mission, rounds: int) -> dict[str, float]:
    """Real-time factor of the loop for each idiom; the best of `rounds` turns, which alternate."""
    best = dict.fromkeys(IDIOMS, 0.0)
    for _ in range(rounds):
        for idiom, name in IDIOMS.items():
            best[idiom] = max(best[idiom], _factor(mission, PROGRAMS / name))
    return best


def _factor(mission: Mission, program: Path) -> float:
    with tempfile.TemporaryDirectory() as scratch:
        submission = find_submission(program, Path(scratch))
        trial = run_trial(Job(mission, submission, SEED, Path(scratch) / "run.mcap"))
    if trial.result.sim_time_s < mission.time_limit_s:
        raise SystemExit(f"{program.name}: {trial.reasons[0].message.en}")
    return trial.result.sim_time_s / trial.timings.wall_s

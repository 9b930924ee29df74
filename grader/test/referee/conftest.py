"""Runs one check over a scripted run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.judge import Context, Judge
from atelier_grader.referee.moment import Moment

PERIOD_NS = 20_000_000


COMMON = {"id": "it", "title": {"en": "It", "fr": "Ça"}, "weight": 10}


@pytest.fixture
def declare() -> Callable[..., Check]:
    """Declares a check of a type from its own fields only."""
    return lambda kind, **fields: CHECKS.parse({**COMMON, "type": kind, **fields})


@pytest.fixture
def judge_run(scripted_world: Any) -> Callable[..., Judge]:
    """`judge_run(check, states)`: each state is what a `ScriptedWorld` is made of, 20 ms apart."""

    def run(
        check: Check,
        states: Iterable[dict[str, Any]],
        folder: Path = Path(),
        passed_ns: dict[str, int] | None = None,
    ) -> Judge:
        moment: Moment | None = None
        judge: Judge | None = None
        for i, state in enumerate(states):
            world = scripted_world(**state, now_ns=i * PERIOD_NS)
            if moment is None or judge is None:
                moment = Moment("robot", world)
                judge = check.judge(Context(moment, folder, passed_ns or {}))
            else:
                moment.move_to(world)
            judge.observe(moment)
        assert judge is not None
        return judge

    return run

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from atelier_grader.mission.schema import Mission
from atelier_grader.report.reasons import reason
from atelier_grader.report.result import (
    EXIT_CODES,
    Environment,
    MissionRef,
    Result,
    SubmissionRef,
    read_result,
    result_json_schema,
)
from atelier_grader.report.summary import reproducible, verdict_of


def test_survives_a_round_trip(mission: Mission, make_result: Callable[..., Result]) -> None:
    result = make_result(mission, 0.5, 0.9, 0.0, fault="crashed")
    assert read_result(result.to_json()) == result
    assert result.to_json() == make_result(mission, 0.5, 0.9, 0.0, fault="crashed").to_json()


def test_has_the_fields_of_version_1(mission: Mission, make_result: Callable[..., Result]) -> None:
    data = json.loads(make_result(mission, 0.5).to_json())
    assert data["schema"] == 1
    assert {"mission", "submission", "verdict", "score", "max_score", "pass_mark", "seeds",
            "reasons", "environment"} <= set(data)  # fmt: skip
    (seed,) = data["seeds"]
    assert {"seed", "score", "verdict", "digest", "sim_time_s", "end_reason", "checks",
            "metrics"} <= set(seed)  # fmt: skip
    assert {"id", "title", "weight", "score", "status", "evidence", "hint"} <= set(
        seed["checks"][0]
    )
    assert set(seed["checks"][2]["evidence"][0]) == {"time_s", "position", "expected", "actual"}
    assert {"engine", "mode", "versions", "rtf", "wall_s", "cpu_s"} <= set(data["environment"])


def test_the_json_schema_describes_it() -> None:
    schema = result_json_schema()
    assert "schema" in schema["properties"]
    assert schema["properties"]["verdict"]["enum"] == list(EXIT_CODES)
    assert schema["additionalProperties"] is False


def test_refuses_numbers_that_are_not_finite() -> None:
    with pytest.raises(ValidationError, match="finite"):
        Result(
            mission=MissionRef(id="x"),
            submission=SubmissionRef(name="s"),
            verdict="failed",
            score=math.nan,
            pass_mark=60,
            environment=Environment(engine="mujoco"),
        )


def test_exit_codes() -> None:
    assert EXIT_CODES == {"passed": 0, "failed": 1, "rejected": 2, "not_graded": 3}


def test_median_and_spread(mission: Mission, make_result: Callable[..., Result]) -> None:
    result = make_result(mission, 0.5, 0.9, 0.0)
    assert [seed.score for seed in result.seeds] == [90.0, 100.0, 0.0]
    assert (result.score, result.verdict) == (90.0, "passed")
    assert result.spread is not None
    assert (result.spread.minimum, result.spread.maximum) == (0.0, 100.0)


def test_our_fault_goes_before_theirs() -> None:
    crashed = reason("crashed", time_s=1.0, problem="x")
    ours = reason("engine_failure", problem="x")
    assert verdict_of(100, 60, [crashed]) == "rejected"
    assert verdict_of(100, 60, [crashed, ours]) == "not_graded"
    assert verdict_of(100, 60, [reason("never_spun")]) == "passed"
    assert verdict_of(60, 60, []) == "passed"
    assert verdict_of(59.999, 60, []) == "failed"
    assert verdict_of(0, None, []) == "not_graded"


def test_repeats(mission: Mission, make_result: Callable[..., Result]) -> None:
    first, second = make_result(mission, 0.5, 0.9).seeds
    assert reproducible([first, second]) is True
    differing = second.model_copy(update={"digests": ("a", "b")})
    assert reproducible([first, differing]) is False
    assert reproducible([first.model_copy(update={"digests": ("a",)})]) is None


def test_the_published_schema_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "result.schema.json"
    assert json.loads(page.read_text(encoding="utf-8")) == result_json_schema(), (
        "run: python -m atelier_grader.report.result > docs/result.schema.json"
    )

"""`result.json`, version 1: everything that one grading found."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from atelier_grader.mission.declaration import Declaration, Many, Point3
from atelier_grader.referee.result import CheckResult
from atelier_grader.text import Text

SCHEMA_VERSION: Literal[1] = 1

Verdict = Literal["passed", "failed", "rejected", "not_graded"]

EXIT_CODES: dict[Verdict, int] = {"passed": 0, "failed": 1, "rejected": 2, "not_graded": 3}

EndReason = Literal["objectives_decided", "time_limit", "submission_fault", "our_fault"]
"""Why a run ended: all objectives decided, the mission's time limit, or somebody's fault."""


class MissionRef(Declaration):
    """`version` and `title` are None where the mission could not be loaded."""

    id: str
    version: int | None = None
    title: Text | None = None


class SubmissionRef(Declaration):
    """`sha256` of the submission's files; None where it could not be read."""

    name: str
    sha256: str | None = None


class Reason(Declaration):
    """Why the verdict is what it is, or worth knowing; `detail` is the program's own words."""

    code: str
    fault: Literal["submission", "ours", "notice"]
    message: Text
    advice: Text
    detail: str = ""
    seed: int | None = None


class SeedResult(Declaration):
    """One run. `digests` has one entry for each repeat; they are equal when the runs are.

    `scores` are those of the repeats; `score` and all else belong to the lower median of them.
    `trace` is the robot's way: time_s, x_m, y_m.
    """

    seed: int
    score: float = Field(ge=0, le=100)
    verdict: Verdict
    digest: str | None
    digests: Many[str] = ()
    scores: Many[float] = ()
    sim_time_s: float = Field(ge=0)
    end_reason: EndReason
    checks: Many[CheckResult]
    metrics: dict[str, float] = Field(default_factory=dict)
    trace: Many[Point3] = ()
    recording: str | None = None

    @property
    def reproducible(self) -> bool | None:
        """Whether all repeats were equal to the bit; None with fewer than two."""
        return len(set(self.digests)) == 1 if len(self.digests) > 1 else None


class Spread(Declaration):
    """Over the seeds' scores; `deviation` is the population's standard deviation."""

    minimum: float
    maximum: float
    deviation: float


class SandboxReport(Declaration):
    """What stood between the program and the machine, and in `missing` what could not be had.

    `user` is nobody's or the grader's own; `cgroup` the version and controllers in use.
    """

    mode: Literal["required", "auto", "off"]
    active: bool
    user: Literal["nobody", "own"] | None = None
    namespaces: Many[str] = ()
    seccomp: bool = False
    cgroup: str | None = None
    missing: Many[str] = ()


class Environment(Declaration):
    """`rtf` is simulated time over wall time of the loop; `wall_s` and `cpu_s` of everything.

    In mode `paced` the wall clock decides when messages meet: repeats may differ. `sandbox` is None
    where no walls had been tried.
    """

    engine: str
    mode: Literal["lockstep", "paced"] = "lockstep"
    versions: dict[str, str] = Field(default_factory=dict)
    rtf: float | None = None
    wall_s: float = 0.0
    cpu_s: float = 0.0
    sandbox: SandboxReport | None = None


class Result(Declaration):
    """`score` is the median of the seeds' scores; `spread` is None without any seed."""

    model_config = ConfigDict(title="Atelier grading result")

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, alias="schema")
    mission: MissionRef
    submission: SubmissionRef
    verdict: Verdict
    score: float = Field(ge=0, le=100)
    max_score: float = 100.0
    pass_mark: float | None
    spread: Spread | None = None
    repeats: int = Field(default=1, ge=1)
    reproducible: bool | None = None
    seeds: Many[SeedResult] = ()
    reasons: Many[Reason] = ()
    environment: Environment

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    def to_json(self) -> str:
        """Deterministic: fields in the order of the schema, no NaN."""
        data = self.model_dump(mode="json", by_alias=True)
        text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
        return NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text) + "\n"


NUMBERS = re.compile(r"\[\n([-+.\deE,\s]+)\n *\]")
"""A list of numbers over several lines; no string of JSON text has a line feed in it."""


def read_result(text: str) -> Result:
    """The result that `to_json` wrote. Raises pydantic's `ValidationError`."""
    return Result.model_validate_json(text)


def result_json_schema() -> dict[str, Any]:
    """The JSON schema of `result.json`."""
    return TypeAdapter(Result).json_schema(by_alias=True)


if __name__ == "__main__":
    print(json.dumps(result_json_schema(), indent=2, ensure_ascii=False))  # docs/result.schema.json

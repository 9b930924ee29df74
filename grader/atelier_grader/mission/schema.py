"""The mission file: what the robot works in, what the student may use, what is scored."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Literal

import atelier_worlds
from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    PrivateAttr,
    SerializeAsAny,
    model_validator,
)
from pydantic_core import InitErrorDetails
from typing_extensions import Self

import atelier_grader.mission.variations
import atelier_grader.referee.checks  # noqa: F401  (registers the types)
from atelier_grader.mission.declaration import (
    Declaration,
    Identifier,
    Length,
    Many,
    fault,
    refuse,
)
from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.limits import Limits
from atelier_grader.mission.variations.base import VARIATIONS, Variation
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.text import Text, verbatim

AnyVariation = Annotated[SerializeAsAny[Variation], PlainValidator(VARIATIONS.parse)]
AnyCheck = Annotated[SerializeAsAny[Check], PlainValidator(CHECKS.parse)]

Term = Annotated[Text, BeforeValidator(lambda it: verbatim(it) if isinstance(it, str) else it)]
"""A word: plain where it is the same in every language."""

FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*$")]


class InterfaceTopic(Declaration):
    """A topic that the student may use, by its ROS name in the bridge file; type from there."""

    topic: str = Field(pattern=r"^/[A-Za-z][A-Za-z0-9_/]*$")
    description: Text
    reliable: bool = True
    depth: int = Field(default=10, ge=1, le=1000)


class ComputeBudget(Declaration):
    """CPU seconds that the program may use for each simulated second, on average of the run."""

    cpu_s_per_sim_s: Length


class Mission(Declaration):
    """One mission. `world` lies beside the mission file or in `atelier_worlds`."""

    id: Identifier
    version: int = Field(ge=1)
    title: Text
    summary: Text
    sector: Literal["industry", "logistics", "energy", "health", "cities"]
    level: Literal["beginner", "intermediate", "advanced"]
    skills: Many[Term] = Field(min_length=1)
    world: FileName
    bridge: FileName = "bridge.yaml"
    robot: str = Field(min_length=1)
    time_limit_s: float = Field(gt=0, le=3600)
    pass_mark: float = Field(gt=0, le=100)
    public_seeds: Many[Annotated[int, Field(ge=0)]] = Field(min_length=1)
    interface: Many[InterfaceTopic] = Field(min_length=1)
    compute_budget: ComputeBudget | None = None
    limits: Limits = Limits()
    variations: Many[AnyVariation] = ()
    checks: Many[AnyCheck] = Field(min_length=1)
    reference: str = Field(pattern=r"^[a-z][a-z0-9_]*/[A-Za-z0-9_.-]+$")
    template: Identifier

    _file: Path | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = [
            *_weights_add_up(self.checks),
            *_repeated("checks", "id", [check.id for check in self.checks]),
            *_repeated("variations", "id", [each.id for each in self.variations]),
            *_repeated("interface", "topic", [each.topic for each in self.interface]),
        ]
        for i, check in enumerate(self.checks):
            faults += _dependencies(i, check, self.checks[:i])
        refuse(faults)
        return self

    @property
    def folder(self) -> Path:
        """Where the mission file lies. Raises `MissionError` for a mission without a file."""
        if self._file is None:
            raise MissionError(f"mission {self.id!r} was not loaded from a file")
        return self._file.parent

    @property
    def bridge_path(self) -> Path:
        return self.folder / self.bridge

    @property
    def world_path(self) -> Path:
        beside = self.folder / self.world
        return beside if beside.exists() else Path(atelier_worlds.__path__[0]) / self.world


def _repeated(where: str, field: str, names: list[str]) -> list[InitErrorDetails]:
    return [
        fault((where, i, field), f"expected each {field} once, this one is repeated", name)
        for i, name in enumerate(names)
        if name in names[:i]
    ]


def _weights_add_up(checks: tuple[Check, ...]) -> list[InitErrorDetails]:
    total = math.fsum(check.weight for check in checks)
    if math.isclose(total, 100, abs_tol=1e-9):
        return []
    return [fault(("checks",), "expected weights that add up to 100", round(total, 9))]


def _dependencies(i: int, check: Check, earlier: tuple[Check, ...]) -> list[InitErrorDetails]:
    """Objectives depend on earlier objectives, and each constraint on something earlier."""
    allowed = [each.id for each in earlier if check.constraint or not each.constraint]
    kind = "check" if check.constraint else "objective"
    faults = [
        fault(("checks", i, *where), f"expected the id of an earlier {kind}", name, allowed)
        for where, name in check.needs()
        if name not in allowed
    ]
    if check.constraint and not check.needs():
        expected = "expected a check that must pass first, because doing nothing earns nothing"
        faults.append(fault(("checks", i, "requires"), expected, []))
    return faults

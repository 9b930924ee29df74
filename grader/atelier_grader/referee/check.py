"""What a mission checks: the declaration of one scored line of the rubric."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from pydantic import Field

from atelier_grader.mission.declaration import Declaration, Identifier, Many
from atelier_grader.mission.registry import Registry
from atelier_grader.referee.judge import Context, Judge
from atelier_grader.text import Text


class Check(Declaration):
    """One scored line.

    `requires` names earlier checks. An objective counts only from when all of them have passed.
    A constraint is judged all along, but earns points only if they have passed in the end.
    Of hidden checks (`visible: false`) the student sees neither evidence nor hint.
    """

    constraint: ClassVar[bool] = False
    """Objectives end a run once all are decided; constraints never prolong one."""

    id: Identifier
    type: str
    title: Text
    weight: float = Field(ge=0, le=100)
    hint: Text | None = None
    requires: Many[Identifier] = ()
    visible: bool = True

    @abstractmethod
    def judge(self, context: Context) -> Judge:
        """A judge for one run. Raises `KeyError` for an entity that the world has not."""

    @abstractmethod
    def rule(self) -> Text:
        """What to do for full points, in one line of the rubric."""

    def needs(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """The checks that must have passed, each with the field that names it."""
        return tuple((("requires", i), name) for i, name in enumerate(self.requires))


CHECKS: Registry[Check] = Registry(Check, "type")  # type: ignore[type-abstract]

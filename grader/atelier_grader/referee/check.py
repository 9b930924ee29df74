"""What a mission checks: the declaration, and the judge that follows one run."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from atelier_grader.mission.declaration import Declaration, Identifier, Many
from atelier_grader.mission.registry import Registry
from atelier_grader.text import Text


class Check(Declaration):
    """One scored line of the rubric.

    `requires` names earlier checks. An objective counts only after all of them have passed. A
    constraint is judged all along, but earns points only if they have passed in the end.
    Hidden checks (`visible: false`) show the student neither evidence nor hint.
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


CHECKS: Registry[Check] = Registry(Check, "type")

"""What every declared thing of a mission file is: typed, strict, finite and unchanging."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from atelier_grader.mission.errors import did_you_mean

T = TypeVar("T")

Many = Annotated[tuple[T, ...], Strict(False)]
"""A list of a YAML file, as a tuple."""

Point = Annotated[tuple[float, float], Strict(False)]
"""x, y in metres."""

Point3 = Annotated[tuple[float, float, float], Strict(False)]
"""x, y, z in metres, where not said otherwise."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""Lower-case words joined by underscores."""

Length = Annotated[float, Field(gt=0)]


def fault(
    location: tuple[str | int, ...], expected: str, got: Any, valid: Iterable[str] = ()
) -> InitErrorDetails:
    """One line of a `ValidationError`; `valid` are the names that could stand at `location`."""
    context = {"expected": expected, "near": did_you_mean(got, valid)}
    return InitErrorDetails(
        type=PydanticCustomError("declaration", "{expected}", context), loc=location, input=got
    )


def refuse(faults: list[InitErrorDetails]) -> None:
    """Raise `ValidationError` if there are any faults."""
    if faults:
        raise ValidationError.from_exception_data("declaration", faults)


class Declaration(BaseModel):
    """Base of all declared things: no unknown field, no coercion, no NaN or infinity."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, validate_default=True
    )

    @model_validator(mode="before")
    @classmethod
    def _know_every_field(cls, value: Any) -> Any:
        if isinstance(value, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            refuse(
                [
                    fault((str(name),), "expected a known field", name, known)
                    for name in value
                    if name not in known
                ]
            )
        return value

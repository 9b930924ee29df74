"""`atelier.yaml`: which programs of a submission run, and how, where one program is not all.

programs:
  - executable: detector          # a console script of the package
    namespace: /front
    parameters: {gain: 2.0}
    remappings: {scan: /scan}
  - executable: driver
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue, field_validator, model_validator

from atelier_grader.mission.declaration import Declaration, Many

FILE_NAME = "atelier.yaml"
MAX_PROGRAMS = 16

Mode = Literal["lockstep", "paced"]


class DeclaredProgram(Declaration):
    """One program: a console script, or a command of any language.

    `name` and `namespace` rename its nodes, as `__node` and `__ns` do. Words of a command, and
    parameter files, that begin with `./` are paths in the submission.
    """

    executable: str | None = None
    command: Many[str] = ()
    name: str | None = None
    namespace: str | None = None
    arguments: Many[str] = ()
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    parameter_files: Many[str] = ()
    remappings: dict[str, str] = Field(default_factory=dict)

    @field_validator("parameters")
    @classmethod
    def _can_be_written(cls, parameters: dict[str, JsonValue]) -> dict[str, JsonValue]:
        json.dumps(parameters)  # a ValueError where a number has thousands of digits
        return parameters

    @model_validator(mode="after")
    def _is_one_of_two(self) -> DeclaredProgram:
        if (self.executable is None) == (not self.command):
            raise ValueError("expected either an executable or a command")
        return self

    def words(self, root: Path) -> tuple[str, ...]:
        """The command line after the program's name, as `ros2 run` would take it."""
        ros: list[str] = []
        for source, target in (
            *self.remappings.items(),
            *((("__node", self.name),) if self.name else ()),
            *((("__ns", self.namespace),) if self.namespace else ()),
        ):
            ros += ["-r", f"{source}:={target}"]
        for file in self.parameter_files:
            ros += ["--params-file", inside(root, file)]
        for name, value in self.parameters.items():
            ros += ["-p", f"{name}:={json.dumps(value)}"]
        arguments = tuple(inside(root, word) for word in self.arguments)
        return (*arguments, "--ros-args", *ros) if ros else arguments


class Declared(Declaration):
    """The whole file. `mode` asks for the clock; without it, lock-step wherever that works."""

    mode: Mode | None = None
    programs: Many[DeclaredProgram] = Field(default=(), max_length=MAX_PROGRAMS)
    launch: str | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Declared:
        if self.launch is not None and self.programs:
            raise ValueError("expected either programs or a launch file")
        return self


def inside(root: Path, word: str) -> str:
    """`word`, or the whole path where it begins with `./`."""
    return str(root / word[2:]) if word.startswith("./") else word

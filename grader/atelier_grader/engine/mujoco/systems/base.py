"""What a system is, and how the world's plugins become systems."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from atelier_grader.engine.mujoco.flat import FlatModel
from atelier_grader.engine.mujoco.schedule import PublisherRate, Schedule
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.source import Rng
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.error import SdfError
from atelier_grader.sdf.reader import Element


@dataclass(frozen=True)
class Setting:
    """Where a plugin stands: its parameters, and its model (None for one of the world)."""

    parameters: Element
    model: FlatModel | None
    step_ns: int
    rng: Rng

    def owner(self) -> FlatModel:
        """The model of a system that only makes sense in one. Raises `SdfError`."""
        if self.model is None:
            raise self.parameters.error("belongs in a <model>, stands in the <world>")
        return self.model

    def joint_error(self, name: str, known: Iterable[str], hint: str) -> SdfError:
        return self.parameters.error(f"there is no joint '{name}'{hint}")


class System:
    """A gz-sim system. Its constructor reads parameters; the hooks run as Gazebo's do.

    `pre_update` runs before each physics step, `post_update` after it; a system that does not
    need a hook leaves it alone, and the engine then never calls it.
    """

    publishers: Sequence[Endpoint] = ()
    subscribers: Sequence[Endpoint] = ()
    driven_joints: Sequence[str] = ()
    schedule: Schedule = PublisherRate(None, 1)

    def configure(self, simulation: Simulation) -> None:
        """The physics is ready; time is 0."""

    def pre_update(self) -> None:
        """Act on the simulation before a step."""

    def post_update(self) -> None:
        """Read the simulation after a step."""

    def start(self) -> None:
        """Somebody begins to listen."""

    def receive(self, topic: str, message: Any) -> None:
        """A message for one of `subscribers`."""

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        """The messages due at this step, of `publishers` that are listened to."""
        return ()


Factory = Callable[[Setting], System | None]
"""Makes a system of a plugin; None where the engine does what the plugin asks for anyway."""

"""What a system is, and how the world's plugins become systems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from atelier_grader.engine.mujoco.compile import Bodies
from atelier_grader.engine.mujoco.flat import FlatModel
from atelier_grader.engine.mujoco.schedule import PublisherRate, Schedule
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.source import Rng
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.world import World


@dataclass(frozen=True)
class Setting:
    """Where a plugin stands: its parameters, and its model (None for one of the world)."""

    parameters: Element
    model: FlatModel | None
    step_ns: int
    rng: Rng
    world: World

    @property
    def step_s(self) -> float:
        return self.step_ns / 1e9

    def owner(self) -> FlatModel:
        """The model of a system that only makes sense in one. Raises `SdfError`."""
        if self.model is None:
            raise self.parameters.error("belongs in a <model>, stands in the <world>")
        return self.model


class System:
    """A gz-sim system. Its constructor reads parameters; the hooks run as Gazebo's do.

    `pre_update` runs before each physics step, `post_update` after it; a system that does not
    need a hook leaves it alone, and the engine then never calls it. `solve` runs within a step,
    when contacts and constraints are known and their forces are not, if `has_solve`;
    `moves_surfaces` says that it rewrites the friction of contacts.
    `driven_joints`, scoped, have their speed set by the system; `bounded_joints` are moved by
    forces within their limit of speed.
    """

    publishers: Sequence[Endpoint] = ()
    subscribers: Sequence[Endpoint] = ()
    driven_joints: Sequence[str] = ()
    bounded_joints: Sequence[str] = ()
    has_solve = False
    moves_surfaces = False
    schedule: Schedule = PublisherRate(None, 1)

    def build(self, bodies: Bodies) -> None:
        """Add to the physics, `bodies.spec`, before it is compiled."""

    def configure(self, simulation: Simulation) -> None:
        """The physics is ready; time is 0."""

    def pre_update(self) -> None:
        """Act on the simulation before a step."""

    def solve(self) -> None:
        """Change the constraints' references (`data.efc_aref`) of the present step."""

    def post_update(self) -> None:
        """Read the simulation after a step."""

    def start(self) -> None:
        """Somebody begins to listen."""

    def receive(self, topic: str, message: Any) -> None:
        """A message for one of `subscribers`."""

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        """The messages due at this step, of `publishers` that are listened to: topic to ROS type.

        The type is empty where the listener takes the usual one.
        """
        return ()


Factory = Callable[[Setting], System | None]
"""Makes a system of a plugin; None where the engine does what the plugin asks for anyway."""

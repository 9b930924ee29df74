"""Systems that the engine is itself."""

from __future__ import annotations

from dataclasses import dataclass

from atelier_grader.engine.mujoco.systems.base import Setting
from atelier_grader.sdf.reader import Element


@dataclass(frozen=True)
class BuiltIn:
    """The engine does this anyway; the parameters choose among Gazebo's own back ends."""

    known: tuple[str, ...] = ()
    """Parameters without effect on motion and data."""
    refused: tuple[str, ...] = ()
    """Flags that are only supported while they are false."""

    def __call__(self, setting: Setting) -> None:
        parameters = setting.parameters
        for tag in self.known:
            parameters.texts(tag)
        for tag in self.refused:
            if parameters.flag(tag, False):
                parameters.unsupported(False, f"<{tag}>")


@dataclass(frozen=True)
class Harmless:
    """Left aside: it changes neither motion nor data."""

    reason: str

    def __call__(self, setting: Setting) -> None:
        parameters = setting.parameters
        parameters.unsupported(True, self.reason)
        parameters.report.forget(parameters.node)


LOOK = Harmless("visual only; no camera of the embedded engine shows it")
RECORDS = Harmless("the grader records")
EXPORTS = Harmless("for the graphical client, or for files of its own")

PHYSICS = BuiltIn(("engine", "contacts", "enforce_fixed_constraint"))
SCENE_BROADCASTER = BuiltIn(("dynamic_pose_hertz", "state_hertz"))
SENSORS = BuiltIn(
    ("render_engine", "render_engine_api_backend"), ("disable_on_drained_battery",)
)  # fmt: skip
LABEL = BuiltIn(("label",))


def world_services(setting: Setting) -> None:
    """The engine gives the clock anyway; services to change the world it does not offer."""
    parameters = setting.parameters
    ros = parameters.child("ros")
    for element, tags in ((parameters, ("update_rate",)), (ros, ("namespace", "remapping"))):
        if isinstance(element, Element):
            for tag in tags:
                element.texts(tag)

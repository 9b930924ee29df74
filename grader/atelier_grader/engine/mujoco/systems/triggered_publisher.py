"""TriggeredPublisher: messages in answer to messages that match."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any

import numpy as np

from atelier_grader.bridge_types import ROS_TYPES
from atelier_grader.engine.mujoco.schedule import NEVER
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.text_format import equal, message_of
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import STORE, encode, new
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.reader import Element

Matcher = Callable[[Any], bool]


class TriggeredPublisher(System):
    """Each input that all of `<match>` agree on brings all of `<output>`, `<delay_ms>` later.

    Messages of other systems and sensors of the world count as inputs too; an output comes one
    step after its input at the earliest. No services.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, self._step_ns = setting.parameters, setting.step_ns
        source = parameters.required("input")
        gz_type, ros_type = _types(source)
        self.subscribers = (Endpoint(_topic(source), gz_type),)
        self._matchers = [_matcher(each, ros_type) for each in source.children("match")]
        outputs = parameters.children("output")
        for service in parameters.children("service"):
            for name in service.node.keys():  # noqa: SIM118
                service.attribute(name, "")
            service.left_out("no services in the embedded engine")
        if not outputs and parameters.node.find("service") is None:
            raise parameters.error("needs an <output>, has none")
        self._messages = [(_topic(each), _output(each)) for each in outputs]
        self.publishers = tuple(Endpoint(_topic(each), _types(each)[0]) for each in outputs)
        delay_ns = parameters.integer("delay_ms", 0) * 1_000_000
        self._delay = max(-(-delay_ns // setting.step_ns), 1)
        self._due: list[int] = []
        self.schedule = _Due(self._due)

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def receive(self, topic: str, message: Any) -> None:
        if all(matches(message) for matches in self._matchers):
            now = self._simulation.step
            self._due[:] = [step for step in self._due if step >= now]
            self._due.append(now + self._delay)

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterator[tuple[str, bytes]]:
        for _ in range(self._due.count(step)):
            for topic, cdr in self._messages:
                if topic in listened:
                    yield topic, cdr


class _Due:
    """The schedule of what is waiting."""

    rate_hz = None

    def __init__(self, steps: list[int]) -> None:
        self._steps = steps

    def next_step(self, step: int) -> int:
        return min((each for each in self._steps if each > step), default=NEVER)

    def index(self, step: int) -> int:
        return step


def _topic(element: Element) -> str:
    return topic_name(element.attribute("topic"))


def _types(element: Element) -> tuple[str, str]:
    """The Gazebo type, and the ROS type that stands for it here."""
    given = element.attribute("type").replace("ignition.msgs.", "gz.msgs.")
    known = {
        gz_type: ros_type
        for gz_type, types in ROS_TYPES.items()
        if (ros_type := types[0]) in STORE.fielddefs
    }
    if given not in known:
        raise element.error(f"type '{given}' is not supported{nearest(given, known)}")
    return given, known[given]


def _output(element: Element) -> bytes:
    try:
        return encode(message_of(_types(element)[1], element.node.text or ""))
    except ValueError as error:
        raise element.error(str(error)) from None


def _matcher(element: Element, ros_type: str) -> Matcher:
    """Of the whole message, or of one field; a list's field holds where the values are in it."""
    positive = element.attribute("logic_type", "positive")
    if positive not in ("positive", "negative"):
        raise element.error(f"logic_type expected positive or negative, got '{positive}'")
    path = [each for each in element.attribute("field", "").split(".") if each]
    text = element.node.text or ""
    try:
        tolerance = float(element.attribute("tol", "0"))
        wanted = message_of(ros_type, _nested(path, text, new(ros_type)))
    except ValueError as error:
        raise element.error(str(error)) from None
    aim = reduce(getattr, path, wanted)

    def matches(message: Any) -> bool:
        found = reduce(getattr, path, message)
        if path and isinstance(found, np.ndarray | list):
            held = all(any(equal(w, f, tolerance) for f in found) for w in aim)
        else:
            held = equal(aim, found, tolerance)
        return held == (positive == "positive")

    return matches


def _nested(path: list[str], text: str, like: Any) -> str:
    """The text of a field as that of the whole message."""
    for name in path[:-1]:
        like = getattr(like, name, None)
    inner = getattr(like, path[-1], None) if path else None
    for depth, name in enumerate(reversed(path)):
        whole = depth > 0 or hasattr(inner, "__msgtype__")
        text = f"{name} {{ {text} }}" if whole else f"{name}: {text}"
    return text

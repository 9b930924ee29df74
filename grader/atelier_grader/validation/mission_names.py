"""Names in a mission file that its world does not have."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from atelier_grader import sdf
from atelier_grader.cli.starter import starter_topics
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.mujoco.simulation import Truth
from atelier_grader.mission.errors import MissionError, did_you_mean
from atelier_grader.mission.explain import line_of
from atelier_grader.mission.scenario import stream
from atelier_grader.mission.schema import Mission
from atelier_grader.referee.judge import Context
from atelier_grader.referee.moment import Moment
from atelier_grader.validation.finding import Finding
from atelier_grader.validation.say import say

_QUOTED = re.compile(r"'([^']+)'")
_GOT = re.compile(r"(?:got|there is no \w+) '([^']+)'")


def unresolved(mission: Mission, file: Path, tree: sdf.Node, engine: MujocoEngine) -> list[Finding]:
    """The robot, and what variations and checks name, held against the world; the template against
    the topics. With their lines.
    """
    root = YAML(typ="safe", pure=True).compose(file.read_text(encoding="utf-8"))
    found = []
    for location, message in _faults(mission, tree, engine):
        line = _line(root, location, [*_GOT.findall(message), *_QUOTED.findall(message)])
        field = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in location)
        text = f"{field.removeprefix('.')}: {message}"
        found.append(Finding(f"{file}:{line}", say(text), True))
    return found


def _faults(
    mission: Mission, tree: sdf.Node, engine: MujocoEngine
) -> Iterator[tuple[tuple[int | str, ...], str]]:
    world = tree.find("world")
    assert world is not None
    models = [str(model.get("name")) for model in world.findall("model")]
    if mission.robot not in models:
        hint = did_you_mean(mission.robot, models)
        yield ("robot",), f"expected a model of the world, got {mission.robot!r}{hint}"
        return
    try:
        starter_topics(mission)
    except MissionError as error:
        yield ("template",), str(error)
    for index, variation in enumerate(mission.variations):
        seed = mission.public_seeds[0]
        rng = stream(mission.id, mission.version, seed, f"variation/{variation.id}")
        try:
            variation.apply(copy.deepcopy(world), rng)
        except MissionError as error:
            yield ("variations", index), str(error)
    moment = Moment(mission.robot, Truth(engine.simulation))
    context = Context(moment, mission.folder, {})
    for index, check in enumerate(mission.checks):
        try:
            check.judge(context)
        except KeyError as error:
            yield ("checks", index), str(error.args[0])
        except MissionError as error:
            yield ("checks", index), str(error)


def _line(root: Node | None, location: tuple[int | str, ...], names: list[str]) -> int:
    """Of the first of the names that stands below the location, else of the location itself."""
    node = root
    for step in location:
        if isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            node = node.value[step]
    lines = {scalar.value: scalar.start_mark.line + 1 for scalar in _scalars(node)}
    for name in names:
        if name in lines:
            return int(lines[name])
    return line_of(root, location)


def _scalars(node: Node | None) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for each in node.value:
            yield from _scalars(each)
    elif isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _scalars(value)

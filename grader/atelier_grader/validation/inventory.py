"""What of a world is loaded, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from atelier_grader.engine.mujoco import systems
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.plugin import Plugin
from atelier_grader.text import Language, Text
from atelier_grader.validation import words

MAX_ROWS = 40
_INDENT = "  "


def inventory(engine: MujocoEngine, language: Language) -> Iterator[str]:
    """World, models, sensors, systems and topics, each at most `MAX_ROWS` lines."""
    world, flat = engine.world, engine.flat
    step = words.STEP.to(language)
    yield f"{words.WORLD.to(language)} '{world.name}', {step} {world.step_s * 1e3:g} ms"
    yield from _section(words.MODELS, list(_models(engine, language)), language)
    sensors = [
        f"{link.name}::{sensor.name}  {sensor.type}  {_rate(sensor.rate_hz, language)}"
        for link in flat.links.values()
        for sensor in link.link.sensors
    ]
    yield from _section(words.SENSORS, sensors, language)
    plugins = [(plugin, "") for plugin in world.plugins]
    plugins += [(p, model.name) for model in flat.models.values() for p in model.model.plugins]
    known = [_system(plugin, owner) for plugin, owner in plugins if systems.find(plugin)]
    yield from _section(words.SYSTEMS, known, language)
    yield from _topics(words.PUBLISHED, engine.publishers, language)
    yield from _topics(words.SUBSCRIBED, engine.subscribers, language)


def _models(engine: MujocoEngine, language: Language) -> Iterator[str]:
    flat = engine.flat
    for model in flat.models.values():
        kind = words.STATIC if model.model.static else words.MOVING
        parts = [f"{model.name}  {kind.to(language)}"]
        parts.append(words.LINKS.format(n=len(model.model.links)).to(language))
        if model.model.joints:
            parts.append(words.JOINTS.format(n=len(model.model.joints)).to(language))
        yield ", ".join(parts)


def _system(plugin: Plugin, owner: str) -> str:
    name = plugin.name or plugin.filename
    return f"{owner}  {name}" if owner else name


def _topics(title: Text, endpoints: Sequence[Endpoint], language: Language) -> Iterator[str]:
    rows = []
    for endpoint in endpoints:
        rate = f"  {endpoint.rate_hz:g} Hz" if endpoint.rate_hz else ""
        rows.append(f"{endpoint.topic}  {endpoint.gz_type}{rate}")
    yield from _section(title, rows, language)


def _rate(rate_hz: float, language: Language) -> str:
    return f"{rate_hz:g} Hz" if rate_hz else words.EACH_STEP.to(language)


def _section(title: Text, rows: list[str], language: Language) -> Iterator[str]:
    if not rows:
        return
    yield words.COUNT.format(title=title, n=len(rows)).to(language)
    yield from (_INDENT + row for row in rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        yield f"{_INDENT}... +{len(rows) - MAX_ROWS}"

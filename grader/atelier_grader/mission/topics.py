"""The topics that a student may use, with all that the mission's files say about them."""

from __future__ import annotations

from dataclasses import dataclass

from atelier_grader.mission.schema import Mission
from atelier_grader.text import Text


@dataclass(frozen=True)
class TopicInfo:
    """`rate_hz` is None for commands, and where the world says none."""

    name: str
    type: str
    to_controller: bool
    rate_hz: float | None
    description: Text


def interface_of(mission: Mission) -> list[TopicInfo]:
    """The topics in the order of the bridge file.

    Raises `MissionError`, `BridgeError`, `SdfError` or `EngineError` where a file is wrong.
    """
    from atelier_grader.session import bridge_entries
    from atelier_grader.stage import set_stage

    stage = set_stage(mission, mission.public_seeds[0])
    try:
        rates = {endpoint.topic: endpoint.rate_hz for endpoint in stage.engine.publishers}
        texts = {each.topic: each.description for each in mission.interface}
        return [
            TopicInfo(
                name=topic.name,
                type=topic.type,
                to_controller=topic.to_controller,
                rate_hz=rates.get(entry.gz_topic) if topic.to_controller else None,
                description=texts[topic.name],
            )
            for entry, topic in bridge_entries(mission, stage.bridge)
        ]
    finally:
        stage.engine.close()

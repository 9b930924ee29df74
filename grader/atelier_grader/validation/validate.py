"""Everything that can be said of a world, a bridge and a mission without running them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from atelier_grader import sdf
from atelier_grader.bridge import read_bridge
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.mission.load import load_mission
from atelier_grader.mission.schema import Mission
from atelier_grader.stage import search_paths, set_stage
from atelier_grader.text import verbatim
from atelier_grader.validation import words
from atelier_grader.validation.finding import Finding
from atelier_grader.validation.looks import scene_model
from atelier_grader.validation.masses import implausible
from atelier_grader.validation.overlaps import overlaps


def validate_world(
    path: Path, folders: Sequence[Path], bridge: Path | None
) -> tuple[MujocoEngine, list[Finding]]:
    """Loads a world and looks at it. Raises `SdfError`, `EngineError` where it cannot be loaded."""
    engine = MujocoEngine(sdf.load(path, folders))
    findings = [
        *_unsupported(engine),
        *_visuals(engine),
        *implausible(engine.flat, engine.simulation.files),
        *overlaps(engine),
    ]
    if bridge is not None:
        findings += _bridge(bridge, engine)
    return engine, findings


def validate_mission(path: Path) -> tuple[MujocoEngine, list[Finding]]:
    """The mission's world and bridge, and the world as each public seed changes it.

    Raises `MissionError`, `SdfError`, `EngineError` where the mission cannot be loaded.
    """
    mission = load_mission(path)
    engine, findings = validate_world(
        mission.world_path, search_paths(mission), mission.bridge_path
    )
    return engine, [*findings, *_seeds(mission, {finding.text.en for finding in findings})]


def _seeds(mission: Mission, known: set[str]) -> Iterator[Finding]:
    for seed in mission.public_seeds:
        stage = set_stage(mission, seed)
        assert isinstance(stage.engine, MujocoEngine)
        for finding in overlaps(stage.engine):
            if finding.text.en not in known:
                text = words.AT_SEED.format(seed=seed, text=finding.text)
                yield Finding(finding.place, text, True)


def _unsupported(engine: MujocoEngine) -> Iterator[Finding]:
    for each in engine.unsupported:
        sentence = words.IGNORED if each.harmless else words.UNSUPPORTED
        text = sentence.format(element=each.element, note=each.note)
        yield Finding(str(each.place), text, not each.harmless)


def _visuals(engine: MujocoEngine) -> Iterator[Finding]:
    try:
        scene_model(engine)
    except sdf.SdfError as error:
        yield Finding(str(error.place), verbatim(error.message), True)


def _bridge(path: Path, engine: MujocoEngine) -> Iterator[Finding]:
    bridge, faults = read_bridge(path)
    for fault in (*faults, *bridge.faults(engine)):
        place = f"{path}:{fault.line}" if fault.line else str(path)
        yield Finding(place, verbatim(fault.message), True)

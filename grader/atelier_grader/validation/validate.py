"""Everything that can be said of a world, a bridge and a mission without running them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from atelier_grader import sdf
from atelier_grader.bridge import read_bridge
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.mission.load import FILE_NAME, load_mission
from atelier_grader.mission.schema import Mission
from atelier_grader.stage import search_paths, set_stage
from atelier_grader.validation import words
from atelier_grader.validation.document import strange
from atelier_grader.validation.finding import Finding
from atelier_grader.validation.looks import scene_model
from atelier_grader.validation.masses import implausible
from atelier_grader.validation.mission_names import unresolved
from atelier_grader.validation.overlaps import overlaps
from atelier_grader.validation.recovery import Gathered, gather
from atelier_grader.validation.say import say


def validate_world(
    path: Path, folders: Sequence[Path], bridge: Path | None
) -> tuple[MujocoEngine | None, list[Finding]]:
    """What of a world can be loaded, or None where nothing can, and all there is to say.

    Raises `EngineError` where the machine is at fault.
    """
    found = gather(path, folders)
    return found.engine, _findings(found, bridge)


def validate_mission(path: Path) -> tuple[MujocoEngine | None, list[Finding]]:
    """The mission's names, world and bridge, and the world as each public seed changes it.

    Raises `MissionError` with every fault of the file, `EngineError` as `validate_world`.
    """
    mission = load_mission(path)
    found = gather(mission.world_path, search_paths(mission))
    findings = _findings(found, mission.bridge_path)
    if found.engine is None or found.tree is None:
        return None, findings
    file = path / FILE_NAME if path.is_dir() else path
    findings += unresolved(mission, file, found.tree, found.engine)
    if not any(finding.problem for finding in findings):
        findings += list(_seeds(mission, {finding.text.en for finding in findings}))
    return found.engine, findings


def _findings(found: Gathered, bridge: Path | None) -> list[Finding]:
    """Plausibility is for worlds that are complete."""
    engine = found.engine
    findings = [Finding(str(each.place), say(each.message), True) for each in found.faults]
    if engine is not None:
        findings += _unsupported(engine)
    if engine is not None and found.tree is not None and not found.faults:
        findings += [
            *strange(found.tree),
            *_visuals(engine),
            *implausible(engine.flat, engine.simulation.files),
            *overlaps(engine),
        ]
    if bridge is not None:
        findings += _bridge(bridge, engine)
    return findings


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
        text = sentence.format(element=each.element, note=say(each.note))
        yield Finding(str(each.place), text, not each.harmless)


def _visuals(engine: MujocoEngine) -> Iterator[Finding]:
    try:
        scene_model(engine)
    except sdf.SdfError as error:
        yield Finding(str(error.place), say(error.message), True)


def _bridge(path: Path, engine: MujocoEngine | None) -> Iterator[Finding]:
    bridge, faults = read_bridge(path)
    if engine is not None:
        faults += bridge.faults(engine)
    for fault in faults:
        place = f"{path}:{fault.line}" if fault.line else str(path)
        yield Finding(place, say(fault.message), True)

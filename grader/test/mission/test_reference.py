from __future__ import annotations

from pathlib import Path

import atelier_missions
import pytest

from atelier_grader.mission.load import load_mission
from atelier_grader.mission.reference import reference, updated
from atelier_grader.mission.variations.base import VARIATIONS
from atelier_grader.referee.check import CHECKS

PAGE = Path(__file__).parents[3] / "docs" / "missions.md"


def test_the_page_is_up_to_date() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert updated(text) == text, "run: python -m atelier_grader.mission.reference docs/missions.md"


def test_every_registered_type_is_there() -> None:
    page = reference()
    for name in (*CHECKS, *VARIATIONS):
        assert f"### `{name}`\n" in page
    assert "None" not in page
    assert "Base class" not in page


def test_the_example_is_valid(tmp_path: Path) -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    folder = tmp_path / "patrol"
    folder.mkdir()
    (folder / "mission.yaml").write_text(example, encoding="utf-8")
    bridge = Path(atelier_missions.__path__[0]) / "warehouse_delivery" / "bridge.yaml"
    (folder / "bridge.yaml").write_text(bridge.read_text())
    (folder / "pump_hall.sdf").touch()
    assert load_mission(folder).id == "patrol"


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="expected the marks"):
        updated("# Missions")

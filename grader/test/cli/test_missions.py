from __future__ import annotations

from pathlib import Path

import pytest

from atelier_grader.cli.app import run


@pytest.fixture
def missions_path(mission_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(mission_folder))
    return mission_folder


@pytest.mark.usefixtures("missions_path")
def test_lists_missions_of_all_folders(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["missions", "--lang", "fr"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "demo_delivery\tLivrer la caisse\tlogistique\tdébutant" in lines
    assert any(line.startswith("warehouse_delivery\t") for line in lines)


def test_a_faulty_mission_hides_no_other(
    missions_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (missions_path / "demo_delivery" / "mission.yaml").write_text("id: 3\n")
    assert run(["missions"]) == 3
    shown = capsys.readouterr()
    assert "warehouse_delivery" in shown.out
    assert "mission.yaml:1: id: expected a valid string, got 3" in shown.err


UNKNOWN = {
    "en": "There is no mission 'demo_deliver'; nearest valid name: 'demo_delivery'.",
    "fr": "La mission « demo_deliver » n'existe pas ; "
    "nom valide le plus proche : « demo_delivery ».",
    "ar": "لا توجد مهمة 'demo_deliver'؛ أقرب اسم صحيح: 'demo_delivery'.",
}


@pytest.mark.usefixtures("missions_path")
@pytest.mark.parametrize("language", UNKNOWN)
@pytest.mark.parametrize("command", ["describe", "start", "play", "grade"])
def test_unknown_missions_name_the_nearest(
    command: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["demo_deliver"]
    if command == "start":
        given += [str(tmp_path / "robot")]
    elif command == "grade":
        given = ["robot.py", "--mission", "demo_deliver", "--out", str(tmp_path)]
    assert run([command, *given, "--lang", language]) == 3
    said = capsys.readouterr()
    assert UNKNOWN[language] in (said.out if command == "grade" else said.err)


@pytest.mark.parametrize("mission", ["warehouse_delivery", "line_following"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_describes_the_missions_of_the_package(
    mission: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["describe", mission, "--lang", language]) == 0
    page = capsys.readouterr().out
    assert "`/cmd_vel` | `geometry_msgs/msg/Twist`" in page
    assert "20 Hz" in page
    assert "{" not in page

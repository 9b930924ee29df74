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


@pytest.mark.usefixtures("missions_path")
@pytest.mark.parametrize("command", [["describe"], ["start"]])
def test_unknown_missions_name_the_nearest(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = [str(tmp_path / "robot")] if command == ["start"] else []
    assert run([*command, "demo_deliver", *rest]) == 3
    expected = "atelier: no mission 'demo_deliver'; nearest valid name: 'demo_delivery'"
    assert expected in capsys.readouterr().err


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

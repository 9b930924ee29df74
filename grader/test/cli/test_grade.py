from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from atelier_grader import grading
from atelier_grader.cli.app import run
from atelier_grader.cli.grade import default_folder
from atelier_grader.mission.schema import Mission
from atelier_grader.report.result import Result, read_result


@pytest.fixture
def graded(
    monkeypatch: pytest.MonkeyPatch, mission: Mission, make_result: Callable[..., Result]
) -> Callable[..., list[grading.GradeRequest]]:
    """Makes `grading.grade` give a made-up result; what was asked of it is collected."""

    def prepare(*speeds: float, fault: str | None = None) -> list[grading.GradeRequest]:
        asked: list[grading.GradeRequest] = []

        def fake(request: grading.GradeRequest, *_: object) -> Result:
            asked.append(request)
            return make_result(mission, *speeds, fault=fault)

        monkeypatch.setattr(grading, "grade", fake)
        return asked

    return prepare


@pytest.mark.parametrize(
    ("speed", "fault", "status"),
    [(0.5, None, 0), (0.0, None, 1), (0.5, "crashed", 2), (0.5, "engine_failure", 3)],
)
def test_the_exit_status_is_the_verdict(
    graded: Callable, tmp_path: Path, speed: float, fault: str | None, status: int
) -> None:
    graded(speed, fault=fault)
    assert run(["grade", "x", "--mission", "demo_delivery", "--out", str(tmp_path)]) == status


def test_writes_the_formats_and_says_where(
    graded: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graded(0.5)
    out = tmp_path / "new"
    arguments = ["--mission", "demo_delivery", "--out", str(out), "--format", "junit"]
    assert run(["grade", "x", *arguments, "--lang", "fr", "--quiet"]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["junit.xml", "result.json"]
    shown = capsys.readouterr().out
    assert f"→ {out / 'result.json'}" in shown
    assert "Score : 90 / 100 (seuil de réussite 60), réussi" in shown


def test_passes_on_what_was_asked(graded: Callable, tmp_path: Path) -> None:
    asked = graded(0.5)
    options = ["--seed", "7", "--seed", "3", "--seed", "7", "--repeat", "2", "--jobs", "1"]
    more = ["--executable", "drive", "--no-record", "--out", str(tmp_path)]
    run(["grade", "my/pkg", "--mission", "demo", *options, *more])
    (request,) = asked
    assert (request.submission, request.mission) == ("my/pkg", "demo")
    assert (request.seeds, request.repeat, request.jobs) == ((7, 3), 2, 1)
    assert (request.executables, request.record, request.out) == (("drive",), False, tmp_path)


def test_unknown_formats_are_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["grade", "x", "--mission", "y", "--format", "htm"]) == 64
    assert "no format 'htm'; nearest valid name: 'html'" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_no_verdict(
    graded: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graded(0.5)
    (tmp_path / "file").write_text("")
    out = str(tmp_path / "file" / "out")
    assert run(["grade", "x", "--mission", "demo_delivery", "--out", out]) == 3
    assert "cannot write the result into" in capsys.readouterr().err


@pytest.mark.parametrize("mission", [["--mission", "warehouse_deliver"], []])
def test_an_unknown_or_missing_mission_still_has_a_result(
    tmp_path: Path, mission: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["grade", str(tmp_path), *mission, "--out", str(tmp_path / "out")]) == 3
    shown = capsys.readouterr().out
    result = read_result((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert (result.verdict, result.score) == ("not_graded", 0.0)
    assert result.reasons[0].code == "mission_unknown"
    assert "'warehouse_delivery'" in shown


def test_a_missing_submission_is_rejected(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["--mission", "warehouse_delivery", "--out", str(out)]
    assert run(["grade", str(tmp_path / "none"), *arguments]) == 2
    result = read_result((out / "result.json").read_text(encoding="utf-8"))
    assert [reason.code for reason in result.reasons] == ["submission_not_found"]


@pytest.mark.parametrize(
    ("submission", "expected"),
    [
        ("/x/my_robot", "out/m-my_robot"),
        ("node.py", "out/m-node"),
        ("a.tar.gz", "out/m-a"),
        ("/x/été d'or", "out/m-_t_d_or"),
        ("x" * 300, "out/m-" + "x" * 98),
    ],
)
def test_default_folders_have_plain_names(submission: str, expected: str) -> None:
    assert default_folder("m", submission) == Path(expected)


def test_a_link_to_itself_has_a_folder_too(tmp_path: Path) -> None:
    (tmp_path / "loop.py").symlink_to("loop.py")
    assert default_folder("m", str(tmp_path / "loop.py")) == Path("out/m-loop")


def test_a_mission_name_never_leaves_the_out_folder() -> None:
    assert default_folder("../../etc", "x").parent == Path("out")


@pytest.mark.parametrize(
    ("place", "submission", "status"),
    [("out", ".", 2), ("out/demo_delivery-repository", ".", 2), ("out", "/elsewhere.py", 3)],
)
def test_no_link_leads_the_results_away(
    place: str,
    submission: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repository, precious = tmp_path / "repository", tmp_path / "precious"
    precious.mkdir()
    link = repository / place
    link.parent.mkdir(parents=True)
    link.symlink_to(precious)
    monkeypatch.chdir(repository)
    assert run(["grade", submission, "--mission", "demo_delivery"]) == status
    assert (
        f"{place} is a link: name the folder for the results with --out" in capsys.readouterr().err
    )
    assert not list(precious.iterdir())

"""What `atelier start` writes, graded for real: rclpy in a second process, MuJoCo, the referee."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atelier_grader.cli.starter import write_starter
from atelier_grader.grading import GradeRequest, grade
from atelier_grader.mission.load import find_mission, list_missions
from atelier_grader.mission.schema import Mission
from atelier_grader.report.result import read_result

pytestmark = pytest.mark.e2e


def shortened(mission_id: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Mission:
    """The mission with a time limit of 20 s, found before the real one: for a quick test."""
    original = find_mission(mission_id)
    shutil.copytree(original.folder, folder / mission_id)
    file = folder / mission_id / "mission.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^time_limit_s: .*$", "time_limit_s: 20", text), encoding="utf-8")
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(folder))
    return find_mission(mission_id)


@pytest.mark.parametrize("mission_id", [mission.id for mission in list_missions()])
def test_runs_and_scores_low_with_an_honest_reason(
    mission_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mission = shortened(mission_id, tmp_path / "missions", monkeypatch)
    write_starter(mission, tmp_path / "my_robot", "en")
    request = GradeRequest(
        submission=str(tmp_path / "my_robot"),
        mission=mission_id,
        out=tmp_path / "out",
        seeds=mission.public_seeds[:1],
        jobs=1,
        record=False,
    )
    result = grade(request)
    assert [reason.code for reason in result.reasons] == []
    assert result.verdict == "failed"
    assert result.score < 30
    (seed,) = result.seeds
    assert seed.end_reason == "time_limit"
    assert seed.sim_time_s == pytest.approx(mission.time_limit_s, abs=0.1)
    assert seed.metrics["path_length_m"] > 0.3, "it does drive"
    lost = next(check for check in seed.checks if check.status == "failed")
    assert lost.evidence[0].actual.en
    assert lost.hint is not None


def test_a_terminated_grading_leaves_a_result(tmp_path: Path) -> None:
    write_starter(find_mission("warehouse_delivery"), tmp_path / "my_robot", "en")
    command = [sys.executable, "-m", "atelier_grader", "grade", str(tmp_path / "my_robot")]
    options = ["--mission", "warehouse_delivery", "--seed", "1", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        deadline_s = time.monotonic() + 240
        while not (tmp_path / "out/result.json").exists() and time.monotonic() < deadline_s:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=240)
    finally:
        process.kill()
    assert process.returncode == 3, output
    result = read_result((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert (result.verdict, result.reasons[-1].code) == ("not_graded", "interrupted")

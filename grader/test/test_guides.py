"""The guides hold: what the instructors' page tells to write is a mission, and fair."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

DOCS = Path(__file__).parents[2] / "docs"
FILE = re.compile(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def told(page: str) -> list[str]:
    """What a page tells to type or to choose: its commands, and the first column of its tables."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    commands = [line.split("#")[0].strip() for line in lines if line.startswith("    ")]
    return commands + [line.split("|")[1].strip() for line in lines if line.startswith("| `")]


def test_the_french_page_tells_the_same_commands() -> None:
    assert len(told("students.md")) > 15
    assert told("students.fr.md") == told("students.md")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, where it says."""
    folder = tmp_path_factory.mktemp("course")
    files = FILE.findall((DOCS / "instructors.md").read_text(encoding="utf-8"))
    assert len(files) == 4
    for name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def atelier(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "ATELIER_MISSIONS_PATH": str(course / "missions_of_mine"),
        "LANG": "C.UTF-8",
    }
    command = [sys.executable, "-m", "atelier_grader", *arguments]
    return subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=240, check=False)  # fmt: skip


def test_the_mission_is_valid(course: Path) -> None:
    done = atelier(course, "validate", "missions_of_mine/visit_pump")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.e2e
def test_the_reference_passes_and_an_idle_program_fails(course: Path) -> None:
    good = atelier(course, "grade", "drive.py", "--mission", "visit_pump", "--quiet")
    assert good.returncode == 0, good.stdout + good.stderr
    page = (DOCS / "instructors.md").read_text(encoding="utf-8")
    idle = re.search(r"echo '(.*)' > idle\.py", page)
    assert idle is not None
    (course / "idle.py").write_text(idle.group(1))
    bad = atelier(course, "grade", "idle.py", "--mission", "visit_pump", "--seed", "1", "--quiet")
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert "0" in bad.stdout


@pytest.mark.e2e
def test_the_gitlab_job_fails_below_the_pass_mark_and_leaves_its_artifacts(course: Path) -> None:
    job = YAML(typ="safe").load(DOCS.parent / "examples" / "ci" / "gitlab-ci.yml")["grade"]
    assert atelier(course, "start", "visit_pump", "robot").returncode == 0
    environment = os.environ | {
        "ATELIER_MISSIONS_PATH": str(course / "missions_of_mine"),
        "MISSION": "visit_pump",
        "CI": "true",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    (line,) = job["script"]
    done = subprocess.run(["bash", "-ec", line], cwd=course / "robot", env=environment, capture_output=True, text=True, timeout=240, check=False)  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert (course / "robot" / job["artifacts"]["reports"]["junit"]).is_file()
    (kept,) = job["artifacts"]["paths"]
    assert (course / "robot" / kept / "report.html").is_file()

"""Files that are whole, and the parts that a killed grader left."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from atelier_grader.report.write import remove_partial_files, write_whole


def test_parts_of_the_dead_are_removed_those_of_the_living_are_not(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    for name in (
        f".result.json.{dead.pid}.partial",
        f".seed-1.mcap.{dead.pid}.partial",
        f".result.json.{os.getpid()}.partial",
        f"my.{dead.pid}.partial",
        ".note.partial",
        "result.json",
    ):
        (tmp_path / name).touch()
    remove_partial_files(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        [
            f".result.json.{os.getpid()}.partial",
            f"my.{dead.pid}.partial",
            ".note.partial",
            "result.json",
        ]
    )


def test_a_whole_file_replaces_a_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"kept")
    link = tmp_path / "result.json"
    link.symlink_to(other)
    write_whole(link, b"new")
    assert (link.is_symlink(), link.read_bytes(), other.read_bytes()) == (False, b"new", b"kept")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["other", "result.json"]

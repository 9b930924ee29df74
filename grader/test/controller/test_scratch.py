"""Folders of gradings that run at the same time, and of those that were killed."""

from __future__ import annotations

import fcntl
import tempfile
from pathlib import Path
from typing import IO

import pytest

from atelier_grader.controller.scratch import LOCK, PREFIX, remove_stale, scratch_folder


def test_what_a_killed_grading_left_is_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (f"{PREFIX}left", "other"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / LOCK).touch()
    with scratch_folder() as ours, scratch_folder() as theirs:
        assert sorted(tmp_path.iterdir()) == sorted([ours, theirs, tmp_path / "other"])
    assert list(tmp_path.iterdir()) == [tmp_path / "other"]


def test_a_folder_that_is_not_locked_yet_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another grading looks for what was left at the worst of moments."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lock = fcntl.flock

    def late(file: IO[bytes], how: int) -> None:
        if how == fcntl.LOCK_EX:
            remove_stale(tmp_path)
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with scratch_folder() as folder:
        assert folder.is_dir()
        assert (folder / LOCK).is_file()

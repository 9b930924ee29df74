"""What of a machine is shown: Python however it was installed, and nothing of anybody's home."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from atelier_grader.sandbox import mounts
from atelier_grader.sandbox.mounts import HIDDEN, machine_view

SITE = "lib/python3.11/site-packages"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python in a home folder, by its version and by a link; a venv of it, which has a link too."""
    python = tmp_path / "pythons/cpython-3.11.9"
    for folder in ("bin", "lib/python3.11", "share/keyrings"):
        (python / folder).mkdir(parents=True)
    (python / "bin/python3.11").touch()
    (tmp_path / "pythons/cpython-3.11").symlink_to("cpython-3.11.9")
    venv = tmp_path / "project/.venv"
    (venv / "bin").mkdir(parents=True)
    for name in HIDDEN:
        (venv / SITE / name).mkdir(parents=True)
        (venv / "share" / name).mkdir(parents=True)
    (venv / "bin/python").symlink_to("python3")
    (venv / "bin/python3").symlink_to(tmp_path / "pythons/cpython-3.11/bin/python3.11")
    (tmp_path / "alias").symlink_to("project")
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "pythons/cpython-3.11"))
    monkeypatch.setattr(sys, "prefix", str(venv))
    monkeypatch.setattr(sys, "executable", str(venv / "bin/python"))
    monkeypatch.setattr(mounts, "_location", lambda name: None)
    return tmp_path


def test_links_lead_to_what_is_shown(home: Path) -> None:
    view = machine_view({})
    program = home / "project/.venv/bin/python"
    while True:
        assert any(program.is_relative_to(each) for each in view.shown), program
        if not program.is_symlink():
            break
        program = program.parent / os.readlink(program)
    assert home / "pythons/cpython-3.11.9/lib" in view.shown
    assert home / "pythons/cpython-3.11/lib" in view.shown
    assert not view.sees(home / "pythons/cpython-3.11.9/share/keyrings")


@pytest.mark.parametrize("name", ["project", "alias"])
def test_hidden_packages_are_masked_by_each_name(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(home / name / ".venv"))
    view = machine_view({})
    for hidden in HIDDEN:
        for place in (f"{SITE}/{hidden}", f"share/{hidden}"):
            assert home / name / ".venv" / place in view.masked
            assert not view.sees(home / "project/.venv" / place)
    assert view.sees(home / name / ".venv" / SITE)


def test_a_hidden_package_in_a_shown_folder_is_masked(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is imported from, by another name of the folder than the one that is shown."""
    source = home / "project/.venv/src/atelier_missions"
    source.mkdir(parents=True)
    places = {"atelier_missions": home / "alias/.venv/src/atelier_missions"}
    monkeypatch.setattr(mounts, "_location", places.get)
    assert source in machine_view({}).masked


def test_system_packages_are_masked_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation of the grader beside the virtual environment that runs it."""
    other = home / "pythons/cpython-3.11/lib/python3.11/dist-packages/atelier_missions"
    other.mkdir(parents=True)
    assert other in machine_view({}).masked


def test_search_paths_show_only_what_they_are_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    ros = home / "ros"
    (ros / SITE / "rclpy").mkdir(parents=True)
    (ros / "share/ament_index").mkdir(parents=True)
    (ros / "opt/vendor/lib").mkdir(parents=True)
    (home / "cohort").mkdir()
    cohort = str(home / "cohort")
    view = machine_view(
        {
            "PYTHONPATH": os.pathsep.join((".", "", cohort, str(home), str(ros / SITE))),
            "AMENT_PREFIX_PATH": os.pathsep.join((cohort, str(home))),
            "LD_LIBRARY_PATH": os.pathsep.join((cohort, ".", str(ros / "opt/vendor/lib"))),
            "PATH": cohort,
        }
    )
    assert not view.sees(home / "cohort")
    assert home not in view.shown
    assert ros / SITE in view.shown
    assert ros / "opt/vendor/lib" in view.shown
    assert ros in machine_view({"AMENT_PREFIX_PATH": str(ros)}).shown


def test_a_prefix_with_the_grader_in_it_is_not_shown(home: Path) -> None:
    """An overlay's install folder of this workspace, as `colcon build` makes it."""
    install = home / "install/atelier_missions"
    (install / "share/ament_index").mkdir(parents=True)
    (install / "share/atelier_missions").mkdir()
    assert install not in machine_view({"AMENT_PREFIX_PATH": str(install)}).shown


@pytest.mark.parametrize("entry", ["{name}", "{name}-0.1.0-py3.11.egg-info", "{dashed}.egg-link"])
def test_search_paths_that_only_hidden_packages_have_are_not_told(entry: str, home: Path) -> None:
    """The workspace installed by colcon, also by `--symlink-install`: a folder for each package."""
    folders = {name: home / "install" / name / SITE for name in (*HIDDEN, "my_tools")}
    for name, folder in folders.items():
        folder.mkdir(parents=True)
        (folder / entry.format(name=name, dashed=name.replace("_", "-"))).mkdir()
    (folders["my_tools"] / "my_tools.py").touch()
    view = machine_view({"PYTHONPATH": os.pathsep.join(map(str, folders.values()))})
    assert {name for name, folder in folders.items() if view.leads_on(folder)} == {"my_tools"}


def test_hidden_packages_beside_others_are_masked(home: Path) -> None:
    """The same by `colcon build --merge-install`."""
    site = home / "install" / SITE
    for name in (*HIDDEN, "my_tools"):
        (site / name).mkdir(parents=True)
    view = machine_view({"PYTHONPATH": str(site)})
    assert view.leads_on(site)
    assert {each.name for each in site.iterdir() if not view.sees(each)} == set(HIDDEN)


def test_links_to_the_robots_side_are_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`colcon build --symlink-install` leaves packages where they were, behind a link for each."""
    build = home / "build"
    for name in ("atelier_lockstep", "atelier_missions"):
        (home / "src" / name).mkdir(parents=True)
        (build / name).mkdir(parents=True)
        (build / name / name).symlink_to(home / "src" / name)
    place = build / "atelier_lockstep"
    monkeypatch.setattr(mounts, "_location", {place.name: place / place.name}.get)
    view = machine_view({"PYTHONPATH": os.pathsep.join(map(str, build.iterdir()))})
    assert place / place.name in view.shown
    assert view.leads_on(place)
    assert not view.leads_on(build / "atelier_missions")
    assert not view.leads_on(build)


def test_no_present_folder_is_needed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert machine_view({"PYTHONPATH": "x:"}).shown

"""Control groups: drawn trees of both versions, and those of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from atelier_grader.sandbox.cgroup import Group, make_group, remove_stale
from atelier_grader.sandbox.hierarchies import Hierarchy, find, hierarchies

from .conftest import Inside

Places = Mapping[tuple[str, str], Hierarchy]


def draw(root: Path, group: str, mounts: dict[str, str], enabled: dict[str, str]) -> Path:
    """A process's own folder, in `group` of hierarchies at `mounts`; what their groups hand on."""
    process = root / "process"
    process.mkdir()
    lines, members = [], []
    for number, (name, kind) in enumerate(mounts.items()):
        point = root / name
        (point / group.lstrip("/")).mkdir(parents=True, exist_ok=True)
        options = "rw" if kind == "cgroup2" else f"rw,{name}"
        lines.append(f"3{number} 22 0:2{number} / {point} rw,nosuid - {kind} {kind} {options}")
        members.append(f"0::{group}" if kind == "cgroup2" else f"{number + 1}:{name}:{group}")
    (process / "mountinfo").write_text("\n".join(lines) + "\n")
    (process / "cgroup").write_text("\n".join(members) + "\n")
    for folder, controllers in enabled.items():
        place = root / "unified" / folder.lstrip("/")
        (place / "cgroup.subtree_control").write_text(controllers)
        (place / "cgroup.procs").write_text("")
    return process


V2 = {"unified": "cgroup2"}
V1 = {"memory": "cgroup", "pids": "cgroup", "cpu": "cgroup", "cpuacct": "cgroup"}
ALL = "cpu io memory pids"


def folders(places: Places) -> dict[tuple[str, str], str]:
    return {key: place.folder.name for key, place in places.items()}


def test_the_nearest_group_that_hands_all_on(tmp_path: Path) -> None:
    drawn = {"/user": ALL, "/user/app": ALL, "/user/app/own": ""}
    found = find(draw(tmp_path, "/user/app/own", V2, drawn))
    assert folders(found) == {("v2", name): "app" for name in ("cpu", "memory", "pids")}


def test_one_group_of_version_2_for_all_controllers(tmp_path: Path) -> None:
    """A process is in one: a nearer one with less would lose it the limits of the other."""
    drawn = {"/user": "cpu memory pids", "/user/app": "memory pids", "/user/app/own": ""}
    process = draw(tmp_path, "/user/app/own", V2, drawn)
    place = tmp_path / "unified/user/app/cgroup.subtree_control"
    place.chmod(0o444)
    found = find(process)
    assert len({each.folder for each in found.values()}) == 1
    assert make_group(2**28, 64, found).missing == {}


def test_what_is_not_handed_on_is_told(tmp_path: Path) -> None:
    places = {("v2", name): Hierarchy(tmp_path) for name in ("memory", "pids")}
    group = make_group(2**28, 64, places)
    assert group.controllers == ("memory", "pids")
    assert group.missing == {"cpu": "no hierarchy that we may write in has it"}


def test_nothing_is_drawn(tmp_path: Path) -> None:
    group = make_group(2**28, 64, find(tmp_path))
    assert (group.version, group.controllers, sorted(group.missing)) == (
        "",
        (),
        ["cpu", "memory", "pids"],
    )
    assert (group.cpu_s(), group.memory_bytes(), group.out_of_memory()) == (None, None, False)
    group.remove()


def written(group: Group) -> dict[str, str]:
    return {
        file.name: file.read_text() for place in group.folders.values() for file in place.iterdir()
    }


def test_limits_of_version_2(tmp_path: Path) -> None:
    group = make_group(2**28, 64, find(draw(tmp_path, "/a", V2, {"/": ALL, "/a": ""})))
    assert written(group) == {
        "memory.max": "268435456",
        "pids.max": "64",
        "cpu.max": "100000 100000",
    }
    (place,) = {*group.folders.values()}
    assert place.parent == tmp_path / "unified"
    (place / "memory.events").write_text("low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n")
    (place / "memory.peak").write_text("268435456\n")
    (place / "pids.events").write_text("max 0\n")
    (place / "cpu.stat").write_text("usage_usec 1500000\nuser_usec 1000000\n")
    assert (group.version, group.out_of_memory(), group.out_of_processes()) == ("v2", True, False)
    assert (group.cpu_s(), group.peak_bytes()) == (1.5, 2**28)
    group.add(4711)
    assert (place / "cgroup.procs").read_text() == "4711"


def test_limits_of_version_1(tmp_path: Path) -> None:
    group = make_group(2**28, 64, find(draw(tmp_path, "/", V1, {})))
    assert written(group) == {
        "memory.limit_in_bytes": "268435456",
        "pids.max": "64",
        "cpu.cfs_period_us": "100000",
        "cpu.cfs_quota_us": "100000",
    }
    (group.folders["cpuacct"] / "cpuacct.usage").write_text("2500000000\n")
    (group.folders["memory"] / "memory.oom_control").write_text("under_oom 0\noom_kill 3\n")
    assert (group.version, group.controllers) == ("v1", ("cpu", "memory", "pids"))
    assert (group.cpu_s(), group.out_of_memory()) == (2.5, True)


def test_a_mixed_machine_uses_the_version_that_has_the_controllers(tmp_path: Path) -> None:
    group = make_group(2**28, 64, find(draw(tmp_path, "/", V2 | V1, {"/": "hugetlb"})))
    assert (group.version, group.controllers) == ("v1", ("cpu", "memory", "pids"))


def test_a_limit_that_is_refused_leaves_no_group(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    places = {("v1", "memory"): Hierarchy(tmp_path / "file"), ("v1", "pids"): Hierarchy(tmp_path)}
    group = make_group(2**28, 64, places)
    assert group.missing["memory"] == f"{tmp_path / 'file'}: Not a directory"
    assert group.controllers == ("pids",)


def test_two_groups_have_two_names(tmp_path: Path) -> None:
    places = {("v1", "pids"): Hierarchy(tmp_path)}
    first, second = (make_group(2**28, 64, places) for _ in range(2))
    assert first.folders["pids"] != second.folders["pids"]
    namespace = os.stat("/proc/self/ns/pid").st_ino
    assert first.folders["pids"].name.startswith(f"atelier-{os.getpid()}-{namespace}-")


needs_groups = pytest.mark.skipif(not hierarchies(), reason="no control group can be made here")


@needs_groups
def test_a_real_group_counts_and_is_gone() -> None:
    group = make_group(64 * 2**20, 32)
    try:
        assert group.cpu_s() is not None
        code = (
            "import os\nused = lambda: sum(os.times()[:2])\nos.read(0, 1)\n"
            "end = used() + 0.2\nwhile used() < end: pass"  # its start may not count
        )
        child = subprocess.Popen(["python3", "-S", "-c", code], stdin=subprocess.PIPE)
        group.add(child.pid)
        child.communicate(b"!")
        assert (group.cpu_s() or 0) >= 0.15
        assert (group.out_of_memory(), group.out_of_processes()) == (False, False)
        made = list(group.folders.values())
        assert all(place.is_dir() for place in made)
    finally:
        group.remove()
    assert not any(place.exists() for place in made)


@needs_groups
def test_groups_of_graders_that_were_killed_are_removed() -> None:
    code = (
        "from atelier_grader.sandbox.cgroup import make_group\n"
        "print(*{str(each) for each in make_group(2**26, 32).folders.values()}, flush=True)\n"
        "input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as grader:
        assert grader.stdout is not None
        left = [Path(each) for each in grader.stdout.readline().split()]
        assert left
        remove_stale()
        assert all(each.is_dir() for each in left)  # once it is dead, any grading removes them
        grader.kill()
    remove_stale()
    assert not any(each.exists() for each in left)


@needs_groups
@pytest.mark.parametrize(
    ("source", "code", "limits"),
    [
        (
            "kept = []\nwhile True: kept.append(bytearray(b'x') * 2**20)",
            "out_of_memory",
            {"memory_mib": 96},
        ),
        (
            "while True:\n    try: os.fork()\n    except OSError: pass",
            "too_many_processes",
            {"processes": 40},
        ),
    ],
)
def test_the_kernel_holds_the_limit(
    source: str, code: str, limits: dict[str, int], inside: Inside
) -> None:
    seen = inside(source, **limits)
    assert seen.controllers
    assert seen.breach is not None
    assert seen.breach.code == code

"""A submission that brings its own messages along."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from atelier_grader.controller import interface_cache, interfaces
from atelier_grader.controller.errand import Bounds, Errand
from atelier_grader.controller.submission import Submission, SubmissionError, find_submission
from atelier_grader.mission.limits import Limits
from atelier_grader.report.reasons import fault_of
from atelier_grader.sandbox.sandbox import OFF, Sandbox, prepare

SETUP = """
from setuptools import setup
setup(name="my_robot", packages=["my_robot"],
      entry_points={"console_scripts": ["controller = my_robot.node:main"]})
"""
CMAKE = """
cmake_minimum_required(VERSION 3.8)
project(arm_msgs)
find_package(rosidl_default_generators REQUIRED)
rosidl_generate_interfaces(${PROJECT_NAME} "msg/Grip.msg" "srv/Weigh.srv")
"""
USE = """
import sys
import rclpy
from arm_msgs.msg import Grip
from arm_msgs.srv import Weigh
rclpy.init()
node = rclpy.create_node("arm")
heard = []
node.create_subscription(Grip, "grip", heard.append, 10)
node.create_publisher(Grip, "grip", 10).publish(Grip(force_n=2.5))
rclpy.spin_once(node, timeout_sec=10)
print(heard[0].force_n, Weigh.Request(grip=heard[0]).grip.force_n)
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace as colcon has it: a Python package and an interface package."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    robot, messages = tmp_path / "ws/src/my_robot", tmp_path / "ws/src/arm_msgs"
    for folder in (robot / "my_robot", messages / "msg", messages / "srv"):
        folder.mkdir(parents=True)
    (robot / "setup.py").write_text(SETUP)
    (robot / "my_robot/__init__.py").write_text("")
    (robot / "my_robot/node.py").write_text("def main():\n    pass\n")
    (messages / "package.xml").write_text("<package><name>arm_msgs</name></package>")
    (messages / "CMakeLists.txt").write_text(CMAKE)
    (messages / "msg/Grip.msg").write_text("float64 force_n\n")
    (messages / "srv/Weigh.srv").write_text("arm_msgs/Grip grip\n---\nfloat64 mass_kg\n")
    return tmp_path / "ws"


@pytest.fixture(params=["walls", "bare"])
def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> Sandbox:
    """Both ways in which it can be built."""
    if request.param == "bare":
        return OFF
    for parent in (tmp_path, *list(tmp_path.parents)[:3]):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)  # the builder is another user
    found = prepare("auto")
    if found.walls is None:
        pytest.skip(f"no sandbox on this machine: {'; '.join(found.report.missing)}")
    return found


def refusal(workspace: Path, scratch: Path, sandbox: Sandbox = OFF) -> SubmissionError:
    with pytest.raises(SubmissionError) as caught:
        find_submission(workspace, scratch, sandbox=sandbox)
    return caught.value


def use(submission: Submission) -> str:
    done = subprocess.run(
        [sys.executable, "-c", USE],
        env=os.environ
        | {
            "PYTHONPATH": ":".join(map(str, submission.path)),
            "ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF",
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return done.stdout.strip() or done.stderr


def test_its_messages_are_built_once_and_usable(
    workspace: Path, tmp_path: Path, sandbox: Sandbox
) -> None:
    found = find_submission(workspace, tmp_path / "scratch", sandbox=sandbox)
    assert found.folder is not None
    assert found.path[0] == found.folder / "ws/src/my_robot"
    assert found.path[1].is_relative_to(found.folder), "where the program can see it"
    assert use(found) == "2.5 2.5"
    kept = sorted((tmp_path / "cache/atelier/submissions").iterdir())
    again = find_submission(workspace, tmp_path / "scratch", sandbox=sandbox)
    assert again.sha256 == found.sha256
    assert use(again) == "2.5 2.5"
    assert sorted((tmp_path / "cache/atelier/submissions").iterdir()) == kept
    assert len(kept) == 1


def test_a_wrong_definition_is_refused_with_its_place(
    workspace: Path, tmp_path: Path, sandbox: Sandbox
) -> None:
    (workspace / "src/arm_msgs/msg/Grip.msg").write_text("# gripping\nfloat65 force_n\n")
    error = refusal(workspace, tmp_path / "scratch", sandbox)
    assert error.code == "bad_submission"
    assert error.values["problem"].en == (
        "ws/src/arm_msgs/msg/Grip.msg:2: there is no type 'float65' (did you mean 'float64'?)"
    )


def test_the_name_of_the_built_folder_is_ours(workspace: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "ws.zip", "w") as archive:
        archive.writestr(".interfaces/lib/evil.py", "")
        for file in sorted(workspace.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(workspace))
    with pytest.raises(SubmissionError, match=r"the name '\.interfaces' is taken"):
        find_submission(tmp_path / "ws.zip", tmp_path / "scratch")


def test_a_package_without_messages_starts_nothing(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(interfaces, "run_errand", lambda *args: started.append(args))
    found = find_submission(workspace / "src/my_robot", tmp_path / "scratch")
    assert len(found.path) == 1
    assert started == []


def test_a_build_is_bounded(
    workspace: Path, tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = "".join(f"float64 a{number}\n" for number in range(3000))
    (workspace / "src/arm_msgs/msg/Grip.msg").write_text(fields)
    monkeypatch.setattr(interfaces, "BOUNDS", Bounds(Limits(cpu_s=1), 60.0, 2**20))
    error = refusal(workspace, tmp_path / "scratch", sandbox)
    assert error.code == "bad_submission"
    assert "building its interface packages broke a limit: cpu_limit" in error.values["problem"].en
    assert not list((tmp_path / "cache/atelier/submissions").iterdir())


def test_a_build_that_takes_too_long_is_ended(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interfaces, "BOUNDS", Bounds(Limits(), 0.1, 2**20))
    error = refusal(workspace, tmp_path / "scratch")
    assert error.values["problem"].en == "its interface packages did not build within 0.1 s"


def test_the_builder_sees_the_definitions_only(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a submission that could change what another one gets for the same messages."""
    (workspace / "src/arm_msgs/msg/evil.py").write_text("raise SystemExit\n")
    (workspace / "src/arm_msgs/sitecustomize.py").write_text("raise SystemExit\n")
    seen: list[set[str]] = []
    real = interfaces.run_errand

    def look(command: object, folder: Path, *more: object) -> object:
        seen.append({str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()})
        return real(command, folder, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(interfaces, "run_errand", look)
    found = find_submission(workspace, tmp_path / "scratch")
    there = ("CMakeLists.txt", "msg/Grip.msg", "package.xml", "srv/Weigh.srv")
    assert seen == [{f"ws/src/arm_msgs/{name}" for name in there}]
    (workspace / "src/my_robot/my_robot/node.py").write_text("def main():\n    print(1)\n")
    again = find_submission(workspace, tmp_path / "scratch")
    assert len(seen) == 1, "the same messages are not built again"
    assert again.sha256 != found.sha256


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("lib/python3.99/site-packages/os.py", "was not expected"),
        ("lib/evil.txt", "was not expected"),
        ("lib/../../evil.so", "leads out"),
        ("share/evil.so", "was not expected"),
    ],
)
def test_what_a_build_brings_back_is_not_trusted(
    name: str, problem: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = (
        "import io, sys, tarfile\n"
        "with open(int(sys.argv[1]), 'wb') as out, tarfile.open(fileobj=out, mode='w|gz') as made:\n"
        f"    made.addfile(tarfile.TarInfo({name!r}), io.BytesIO())\n"
    )
    real = interfaces.run_errand

    def evil(command: object, *more: object) -> object:
        return real(lambda place, back: [sys.executable, "-c", pack, str(back)], *more)  # type: ignore[arg-type]

    monkeypatch.setattr(interfaces, "run_errand", evil)
    with pytest.raises(SubmissionError) as caught:
        find_submission(workspace, tmp_path / "scratch")
    assert problem in str(caught.value)
    assert not list((tmp_path / "cache/atelier/submissions").iterdir())


def test_a_machine_without_a_compiler_is_not_the_students_fault(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "prlimit").symlink_to(shutil.which("prlimit") or "")
    monkeypatch.setenv("PATH", str(tools))
    error = refusal(workspace, tmp_path / "scratch")
    assert (error.code, error.values["problem"]) == ("compiler_missing", "gcc, g++")
    assert fault_of(error.code) == "ours"
    assert "apt-get install gcc g++" in error.detail


def test_a_failed_build_is_told_by_the_line_that_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(interfaces, "_missing_tools", list)
    for said in ("a.c:7:9: error: expected x\n    7 | int\n      | ^~~", "error: expected x"):
        error = interfaces._failed(Errand(b"", said, 1, None), Path("/seen"))
        assert str(error.values["problem"]).count("error: expected x"), error.values
        assert "^" not in str(error.values["problem"])


def test_the_cache_keeps_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface_cache, "MAX_ENTRIES", 2)
    built, cache = tmp_path / "built", tmp_path / "cache"
    built.mkdir()
    cache.mkdir()
    (built / "file").write_text("x")
    for number in range(4):
        interface_cache.keep(built, cache, f"key{number}")
        os.utime(cache / f"key{number}", (number, number))
    assert sorted(entry.name for entry in cache.iterdir()) == ["key2", "key3"]
    assert interface_cache.take(cache, "key2", tmp_path / "taken")
    assert (tmp_path / "taken/file").read_text() == "x"
    assert not interface_cache.take(cache, "key0", tmp_path / "other")
    assert not (tmp_path / "other").exists()

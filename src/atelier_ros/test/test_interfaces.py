"""Interface packages: found, checked, built, and used by real rclpy in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from atelier_ros.interfaces import InterfaceError, build, find_packages, install, site_packages
from atelier_ros.interfaces.build import in_order
from atelier_ros.interfaces.compile import Compiler
from atelier_ros.interfaces.package import read_package

Write = Callable[..., Path]

USE = """
import threading

import rclpy
from rclpy.action import ActionClient, ActionServer
from rclpy.executors import MultiThreadedExecutor
from arm_msgs.action import Reach
from arm_msgs.msg import Grip
from arm_msgs.srv import Weigh
from base_msgs.msg import Level

rclpy.init()
node = rclpy.create_node("all_in_one")
heard = []
node.create_subscription(Grip, "grip", heard.append, 10)
publisher = node.create_publisher(Grip, "grip", 10)


def weigh(request, response):
    response.mass_kg = 2.0 * request.grip.force_n
    return response


def reach(goal):
    for step in range(3):
        goal.publish_feedback(Reach.Feedback(left=2 - step))
    goal.succeed()
    return Reach.Result(level=Level(value=goal.request.level.value + Level.STEP))


node.create_service(Weigh, "weigh", weigh)
ActionServer(node, Reach, "reach", reach)
executor = MultiThreadedExecutor()
executor.add_node(node)
threading.Thread(target=executor.spin, daemon=True).start()
publisher.publish(Grip(force_n=1.5, fingers=[1, 2]))
scale = node.create_client(Weigh, "weigh")
assert scale.wait_for_service(10)
print(scale.call(Weigh.Request(grip=Grip(force_n=4.0))).mass_kg)
client = ActionClient(node, Reach, "reach")
assert client.wait_for_server(10)
left = []
result = client.send_goal(
    Reach.Goal(level=Level(value=7)), feedback_callback=lambda each: left.append(each.feedback.left)
)
print(result.result.level.value)
for _ in range(200):
    if heard and len(left) == 3:
        break
    threading.Event().wait(0.05)
print(heard[0].force_n, list(heard[0].fingers), left)
"""

BASE = {"msg/Level.msg": "int32 STEP = 3\nint32 value\n"}
ARM = {
    "msg/Grip.msg": "std_msgs/Header header  # when\nfloat64 force_n\nuint8[<=4] fingers\n",
    "srv/Weigh.srv": "Grip grip\n---\nfloat64 mass_kg\n",
    "action/Reach.action": "base_msgs/Level level\n---\nbase_msgs/Level level\n---\nint32 left\n",
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def run(prefix: Path, source: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=os.environ | {"PYTHONPATH": str(site_packages(prefix))},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_messages_services_and_actions_work_and_may_use_each_other(
    write: Write, cache: Path
) -> None:
    folders = [write("arm_msgs", ARM), write("base_msgs", BASE)]
    packages = find_packages(folders[0].parent)
    assert [package.name for package in packages] == ["arm_msgs", "base_msgs"]
    assert [package.name for package in in_order(packages)] == ["base_msgs", "arm_msgs"]
    made = []
    both = [
        threading.Thread(target=lambda: made.append(build(folders[::-1], cache, 2))),
        threading.Thread(target=lambda: made.append(build(folders, cache, 2))),
    ]
    both[0].start()
    both[0].join()
    both[1].start()
    both[1].join()
    assert made[0] == made[1]
    assert [each.name for each in cache.iterdir()] == [made[0].name], "nothing half-made is left"
    assert run(made[0], USE).split("\n")[:3] == ["8.0", "10", "1.5 [1, 2] [2, 1, 0]"]

    target = cache.parent / "target"
    assert install(made[0], target) == ("arm_msgs", "base_msgs")
    assert run(target, USE).startswith("8.0\n10\n")
    real = target / "share/base_msgs/made_by_atelier"
    real.unlink()
    assert install(made[0], target) == ("arm_msgs",), "somebody else's package stays"


def test_two_builds_at_once_end_in_one_prefix(write: Write, cache: Path) -> None:
    folder = write("small_msgs", {"msg/One.msg": "int32 one\n"})
    command = [sys.executable, "-m", "atelier_ros.interfaces", "build", str(folder)]
    both = [
        subprocess.Popen(
            [*command, "--into", str(cache / "race")], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    first, second = (each.communicate(timeout=240)[0] for each in both)
    assert first == second
    assert [each.name for each in (cache / "race").iterdir()] == [
        Path(first.strip()).parents[2].name
    ]


def test_the_prefix_changes_with_a_definition(write: Write, cache: Path) -> None:
    from atelier_ros.interfaces.build import key

    before = key([read_package(write("small_msgs", {"msg/One.msg": "int32 one\n"}))])
    assert key([read_package(write("small_msgs", {"msg/One.msg": "int32 one\n"}))]) == before
    assert key([read_package(write("small_msgs", {"msg/One.msg": "int64 one\n"}))]) != before


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("msg/A.msg", "int32 a\nflaot64 b\n", "A.msg:2: there is no type 'flaot64' (did you mean 'float64'?)"),
        ("msg/A.msg", "geometry_msgs/Pos3D b\n", "A.msg:1: there is no type 'geometry_msgs/Pos3D' (did you mean 'geometry_msgs/Pose"),
        ("msg/A.msg", "geometry_msg/Pose b\n", "A.msg:1: there is no interface package 'geometry_msg' (did you mean 'geometry_msgs'?)"),
        ("msg/A.msg", "# as in ROS 1\nHeader header\n", "A.msg:2: there is no type 'Header' (did you mean 'std_msgs/Header'?)"),
        ("msg/A.msg", "int32 a\ntime[] b\n", "A.msg:2: there is no type 'time' (did you mean 'builtin_interfaces/Time'?)"),
        ("msg/A.msg", "int32\n", "A.msg:1: expected a type and a name, got 'int32'"),
        ("msg/A.msg", "int32 myValue\n", "A.msg:1: expected a type and a name, got 'int32 myValue' ('myValue' is an invalid field name"),
        ("msg/A.msg", "uint8 X = 300\n", "A.msg:1: expected a type and a name, got 'uint8 X = 300'"),
        ("msg/A.msg", "int32 a\n\nint64 a\n", "A.msg:3: 'a' stands in line 1 already"),
        ("msg/a_b.msg", "int32 a\n", "a_b.msg: 'a_b' is no type name"),
        ("srv/A.srv", "int32 a\n", "A.srv: expected 1 lines '---', got 0"),
        ("action/A.action", "int32 a\n---\n", "A.action: expected 2 lines '---', got 1"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(
    write: Write, tmp_path: Path, file: str, text: str, expected: str
) -> None:
    folder = write("my_msgs", {file: text})
    with pytest.raises(InterfaceError) as raised:
        build([folder], tmp_path / "into")
    assert expected in str(raised.value)
    assert str(folder) in str(raised.value)
    assert not (tmp_path / "into").exists()


def test_only_what_cmake_lists_is_built(write: Write) -> None:
    files = {"msg/One.msg": "int32 a\n", "msg/Two.msg": "int32 a\n"}
    folder = write("my_msgs", files, listed='"msg/One.msg" # "msg/Two.msg"')
    assert read_package(folder).files == (Path("msg/One.msg"),)
    folder = write("my_msgs", files, listed="${msg_files}")
    assert read_package(folder).files == (Path("msg/One.msg"), Path("msg/Two.msg"))
    folder = write("my_msgs", files, listed='"msg/Three.msg"')
    with pytest.raises(InterfaceError, match=r"CMakeLists.txt: there is no msg/Three.msg"):
        read_package(folder)


def test_packages_that_need_each_other_or_share_a_name(write: Write, tmp_path: Path) -> None:
    one = write("one_msgs", {"msg/A.msg": "two_msgs/B b\n"})
    two = write("two_msgs", {"msg/B.msg": "one_msgs/A a\n"})
    with pytest.raises(InterfaceError, match="need each other: one_msgs, two_msgs"):
        build([one, two], tmp_path / "into")
    with pytest.raises(InterfaceError, match="several interface packages named 'one_msgs'"):
        build([one, one], tmp_path / "into")


def test_a_machine_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(
        InterfaceError, match=r"expected gcc and g\+\+ in PATH, got no gcc and no g"
    ):
        Compiler()


def test_the_command_line_says_what_is_wrong(write: Write, tmp_path: Path) -> None:
    folder = write("my_msgs", {"msg/A.msg": "flot32 a\n"})
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "atelier_ros.interfaces",
            "build",
            str(folder),
            "--into",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith(
        "A.msg:1: there is no type 'flot32' (did you mean 'float32'?)"
    )

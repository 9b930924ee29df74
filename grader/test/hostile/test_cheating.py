"""A score that was not driven for."""

from __future__ import annotations

import pytest

from .conftest import NODE, REFERENCE, Attack
from .test_frames import FRAMES

NOTHING_WON = {
    "exit at once": ("import os; os._exit(0)", "returned_before_start"),
    "exit untold": ("import ctypes; ctypes.CDLL(None)._exit(0)", "exited"),
    "polite exit at once": ("import sys\ndef main(): sys.exit(0)", "returned_before_start"),
    "exit later": (
        NODE + "import os\ndef main(): go(lambda node: os._exit(0))", "returned_early"),
    "exit untold later": (
        NODE + "import ctypes\ndef main(): go(lambda node: ctypes.CDLL(None)._exit(0))", "exited"),
    "polite exit later": (
        NODE + "import sys\ndef main(): go(lambda node: sys.exit(0))", "returned_early"),
    "a result of its own": (
        NODE + "import json\ndef write(node):\n"
        "    fake = {'schema': 1, 'verdict': 'passed', 'score': 100, 'seeds': []}\n"
        "    print(json.dumps(fake), flush=True)\n"
        "    for place in ('.', '/tmp', os.environ['TMPDIR']):\n"
        "        json.dump(fake, open(f'{place}/result.json', 'w'))\nimport os\n"
        "def main(): go(write)", "never_commanded"),
    "forged sensors": (
        NODE + "from nav_msgs.msg import Odometry\nfrom rosgraph_msgs.msg import Clock\n"
        "from geometry_msgs.msg import PoseStamped\ndef forge(node):\n"
        "    for kind, topic in ((LaserScan, '/scan'), (Odometry, '/odom'), (Clock, '/clock'),\n"
        "                        (PoseStamped, '/truth'), (PoseStamped, '/model/robot/pose')):\n"
        "        made = kind()\n"
        "        if kind is Odometry: made.pose.pose.position.x = 0.8\n"
        "        if kind is Clock: made.clock.sec = 999\n"
        "        node.create_publisher(kind, topic, 10).publish(made)\n"
        "def main(): go(forge, 9)", "never_commanded"),
    "another domain": (
        NODE.replace("rclpy.init()", "rclpy.init(domain_id=7)")
        + "def drive(node):\n    made = Twist()\n    made.linear.x = 0.5\n"
        "    node.create_publisher(Twist, '/cmd_vel', 10).publish(made)\n"
        "def main(): go(drive, 9)", "never_commanded"),
    "numbers that are none": (
        NODE + "def drive(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
        "    for x in (float('nan'), float('inf'), -float('inf')):\n"
        "        made = Twist()\n        made.linear.x = x\n        speed.publish(made)\n"
        "def main(): go(drive, 9)", "refused_message"),
    "malformed messages": (
        NODE + "def drive(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
        "    for data in (b'', b'x', b'\\0\\1\\0\\0', b'\\0\\1\\0\\0' + bytes(47), bytes(999)):\n"
        "        try: speed.publish(data)\n        except Exception as error: print(error)\n"
        "def main(): go(drive, 9)", ""),
    "huge numbers": (
        NODE + "def drive(node):\n    speed = node.create_publisher(Twist, '/cmd_vel', 10)\n"
        "    made = Twist()\n    made.linear.x = 1e308\n    speed.publish(made)\n"
        "def main(): go(drive, 9)", ""),
    "frames of its own": (
        FRAMES + "def main():\n    there = channel()\n    for _ in range(50):\n"
        "        there.send(idle(0, (0, twist(0.5)), (1, b'forged'), (2, b'forged')))\n"
        "        there.recv(65536)\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING_WON)
def test_nothing_is_won_by(name: str, attack: Attack) -> None:
    source, code = NOTHING_WON[name]
    graded = attack(source)
    assert graded.result.score == 0
    assert graded.result.verdict in ("failed", "rejected")
    if code:
        graded.reason(code)


PATCHES = {
    "time": "import time; time.time = time.monotonic = lambda: 1e9",
    "json": "import json; json.dumps = lambda *_, **__: '{\"score\": 100}'",
    "rclpy": "import rclpy; rclpy.ok = lambda **_: True; rclpy.shutdown = lambda **_: None",
    "builtins": "import builtins; builtins.len = len; builtins.isinstance = lambda *_: True",
    "wire": "from atelier_lockstep import wire; wire.pack_ended = lambda _: b'{\"score\": 100}'",
    "os.exit": "import os; os._exit = lambda _: None",
}


@pytest.mark.parametrize("name", PATCHES)
def test_patched_modules_change_no_score_but_their_own(
    name: str, attack: Attack, reference_digest: str
) -> None:
    source = REFERENCE.read_text()
    graded = attack(source.replace("    rclpy.spin", f"    {PATCHES[name]}\n    rclpy.spin"))
    if graded.result.verdict == "passed":
        assert graded.result.seeds[0].digest == reference_digest
    else:
        assert graded.result.verdict in ("failed", "rejected")
        assert graded.result.score in (0, 100)


def test_two_publishers_of_commands_count_in_the_order_of_sending(attack: Attack) -> None:
    source = (
        NODE
        + """
def drive(node):
    for x in (0.4, 0.0):
        made = Twist()
        made.linear.x = x
        other = rclpy.create_node(f"other_{int(x * 10)}")
        other.create_publisher(Twist, "/cmd_vel", 10).publish(made)
def main(): go(drive, 9)
"""
    )
    graded = attack(source)
    assert (graded.result.verdict, graded.result.score) == ("failed", 0)


FLING = """
def drive(node):
    node.count = getattr(node, "count", 0) + 1
    made = Twist()
    made.linear.x = COMMANDS[node.count % len(COMMANDS)]
    node.create_publisher(Twist, "/cmd_vel", 10).publish(made)
def main(): go(drive, 99)
"""


def test_motion_that_no_robot_makes_does_not_count(attack: Attack) -> None:
    graded = attack(NODE + "COMMANDS = [-1e6]\n" + FLING)
    message = graded.reason("impossible_motion").message.en
    assert "which is over the limit of 3 m/s" in message
    assert (graded.result.verdict, graded.result.score) == ("rejected", 0)
    for check in graded.result.seeds[0].checks:
        assert (check.score, check.status) == (0, "not_judged")


@pytest.mark.parametrize("commands", ["[1e6, -1e6]", "[1e300, -1e300]", "[5e-324]"])
def test_extreme_commands_are_never_our_fault(commands: str, attack: Attack) -> None:
    graded = attack(NODE + f"COMMANDS = {commands}\n" + FLING)
    assert graded.result.verdict in ("failed", "rejected")
    assert graded.result.score == 0

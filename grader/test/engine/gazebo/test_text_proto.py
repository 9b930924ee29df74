"""Protobuf's text format, as Gazebo 11 and gz-transport 13 print it."""

from __future__ import annotations

import numpy as np
import pytest

from atelier_grader.engine.gazebo.text_proto import TextProtoError, read_messages
from atelier_grader.engine.gazebo.truth import Truth, read_contacts, read_poses
from atelier_grader.engine.protocol import EngineError
from atelier_grader.sdf.pose import Transform

CLASSIC_CONTACT = """\
contact {
  collision1: "b::l::c"
  collision2: "a::l::c"
  position {
    x: 0.5
    y: -4.9e-12
  }
  wrench {
    body_1_wrench {
      force {
        z: 2
      }
    }
  }
}
time {
  sec: 1
  nsec: 500
}

"""

CLASSIC_POSES = """\
time {
  sec: 2
}
pose {
  name: "b::l"
  id: 4
  position {
    x: 1
  }
  orientation {
    w: 2
  }
}

"""


def test_messages_end_at_blank_lines() -> None:
    first, second = read_messages(
        'a: 1\na: 2\nb {\n  c: "x\\"y\\303\\251"\n}\n\n\nd: inf\n'.splitlines()
    )
    assert first == {"a": ["1", "2"], "b": [{"c": ['x"y\xc3\xa9']}]}
    assert second == {"d": ["inf"]}


@pytest.mark.parametrize(("text", "said"), [("}", "line 1: '}' closes nothing"), ("a: 1\nb", "line 2: expected 'name: value', got 'b'")])  # fmt: skip
def test_what_is_not_of_the_format(text: str, said: str) -> None:
    with pytest.raises(TextProtoError, match=said):
        list(read_messages(text.splitlines()))


def test_gazebo_classic_s_contacts_and_poses() -> None:
    (contact,) = read_contacts(next(read_messages(CLASSIC_CONTACT.splitlines())))
    assert (contact.first, contact.second, contact.force_n) == ("a::l::c", "b::l::c", 2.0)
    assert contact.position.tolist() == [0.5, -4.9e-12, 0.0]
    stamp, poses = read_poses(next(read_messages(CLASSIC_POSES.splitlines())))
    assert stamp == 2 * 10**9
    assert poses["b::l"].orientation.tolist() == [1, 0, 0, 0]


def truth() -> Truth:
    at = Transform.identity()
    return Truth({"a": at, "a::l": at, "floor": at, "wall": at}, ["floor", "wall"])


def test_velocities_are_differences() -> None:
    world = truth()
    half = np.sqrt(0.5)
    world.take_poses(
        10**9, {"a": Transform(np.array([0.0, 2.0, 0.0]), np.array([half, 0, 0, half]))}
    )
    assert world.twist("a").linear.tolist() == [0, 2, 0]
    assert world.twist("a").angular == pytest.approx([0, 0, np.pi / 2])
    assert world.twist("floor").linear.tolist() == [0, 0, 0]
    assert world.pose("a::l").yaw_rad == pytest.approx(np.pi / 2)


def test_what_is_fixed_or_one_touches_nothing() -> None:
    world = truth()
    message = CLASSIC_CONTACT.replace("b::l::c", "{}::l::c")
    for first, second in (("floor", "wall"), ("a", "a"), ("a", "wall")):
        text = message.replace("{}", first).replace('"a::l::c"', f'"{second}::l::c"', 1)
        world.take_contacts(read_contacts(next(read_messages(text.splitlines()))))
    assert [(c.first, c.second) for c in world.contacts()] == [("a::l::c", "wall::l::c")]
    world.clear_contacts()
    assert world.contacts() == []


def test_unknown_names() -> None:
    with pytest.raises(
        KeyError, match=r"no entity 'flor' in the world; nearest valid name: 'floor'"
    ):
        truth().pose("flor")
    with pytest.raises(EngineError, match="joint 'a::j' is not read from Gazebo"):
        truth().joint_position("a::j")

"""What backs a check's result: when, where, what was expected and what happened."""

from __future__ import annotations

from atelier_grader.mission.declaration import Declaration, Point3
from atelier_grader.referee.moment import Moment, Placement
from atelier_grader.text import Text


class Evidence(Declaration):
    """One observation; `position` is x, y, z in metres in the world frame."""

    time_s: float
    position: Point3
    expected: Text
    actual: Text


def witness(
    moment: Moment, expected: Text, actual: Text, place: Placement | None = None
) -> Evidence:
    """Evidence of this moment, at `place`, or at the robot where none is given."""
    return testimony(moment.now_s, (place or moment.robot).position, expected, actual)


def testimony(time_s: float, position: Point3, expected: Text, actual: Text) -> Evidence:
    """Evidence to the millisecond and the millimetre, which is all that a reader can use."""
    x, y, z = position
    return Evidence(
        time_s=round(time_s, 3),
        position=(round(x, 3), round(y, 3), round(z, 3)),
        expected=expected,
        actual=actual,
    )

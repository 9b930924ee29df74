"""The tree of frames: what is found between frames and times, and what is said if nothing is."""

from __future__ import annotations

import threading
from math import cos, pi, sin
from typing import Any

import pytest
from geometry_msgs.msg import TransformStamped
from rclpy.duration import Duration
from rclpy.time import Time
from tf2_py import (
    BufferCore,
    ConnectivityException,
    ExtrapolationException,
    InvalidArgumentException,
    LookupException,
    TransformException,
)


def transform(
    parent: str, child: str, time_s: float, x: float = 0.0, yaw: float = 0.0, **more: float
) -> TransformStamped:
    message = TransformStamped(child_frame_id=child)
    message.header.frame_id = parent
    message.header.stamp = Time(seconds=time_s).to_msg()
    message.transform.translation.x = x
    message.transform.translation.y = more.get("y", 0.0)
    message.transform.rotation.z, message.transform.rotation.w = sin(yaw / 2), cos(yaw / 2)
    return message


def position(found: TransformStamped) -> tuple[float, float, float]:
    at = found.transform.translation
    return (at.x, at.y, at.z)


@pytest.fixture
def driven() -> BufferCore:
    """`base` moves in `odom` at 2 m/s and turns at 90 deg/s, told at 1 s and 2 s."""
    core = BufferCore()
    core.set_transform(transform("odom", "base", 1.0, x=2.0, yaw=0.0), "wheels")
    core.set_transform(transform("odom", "base", 2.0, x=4.0, yaw=pi / 2), "wheels")
    core.set_transform_static(transform("base", "camera", 0.0, x=1.0), "mast")
    return core


def test_between_two_times_the_pose_is_interpolated(driven: BufferCore) -> None:
    found = driven.lookup_transform_core("odom", "camera", Time(seconds=1.5))
    assert position(found) == pytest.approx((3.0 + cos(pi / 4), sin(pi / 4), 0.0))
    assert found.transform.rotation.z == pytest.approx(sin(pi / 8))
    assert (found.header.frame_id, found.child_frame_id) == ("odom", "camera")
    assert Time.from_msg(found.header.stamp).nanoseconds == 1_500_000_000


def test_the_way_back_is_the_inverse(driven: BufferCore) -> None:
    found = driven.lookup_transform_core("camera", "odom", Time(seconds=2.0))
    assert position(found) == pytest.approx((-1.0, 4.0, 0.0))


def test_time_zero_is_the_latest_time_that_all_on_the_way_have(driven: BufferCore) -> None:
    driven.set_transform(transform("map", "odom", 1.25), "slam")
    driven.set_transform(transform("map", "odom", 1.75), "slam")
    found = driven.lookup_transform_core("map", "camera", Time())
    assert Time.from_msg(found.header.stamp).nanoseconds == 1_750_000_000
    assert driven.get_latest_common_time("map", "camera") == Time(seconds=1.75)
    assert driven.get_latest_common_time("base", "camera") == Time()


def test_between_two_times_with_a_fixed_frame(driven: BufferCore) -> None:
    """Where the base was at 1 s, seen from where it is at 2 s."""
    asked = ("base", Time(seconds=2.0), "base", Time(seconds=1.0), "odom")
    found = driven.lookup_transform_full_core(*asked)
    assert position(found) == pytest.approx((0.0, 2.0, 0.0))
    assert driven.can_transform_full_core(*asked) == (True, "")
    later = ("base", Time(seconds=3.0), "base", Time(seconds=1.0), "odom")
    assert driven.can_transform_full_core(*later)[1].startswith(
        "Lookup would require extrapolation into the future.  Requested time 3.000000 but the "
        "latest data is at time 2.000000, when looking up transform from frame [odom] to frame "
        "[base]"
    )


@pytest.mark.parametrize(
    ("target", "source", "time_s", "kind", "message"),
    [
        ("odom", "base", 2.5, ExtrapolationException,
         "Lookup would require extrapolation into the future.  Requested time 2.500000 but the latest data is at time 2.000000, when looking up transform from frame [base] to frame [odom]"),
        ("odom", "base", 0.5, ExtrapolationException,
         "Lookup would require extrapolation into the past.  Requested time 0.500000 but the earliest data is at time 1.000000, when looking up transform from frame [base] to frame [odom]"),
        ("odom", "moon", 0.5, ExtrapolationException,
         "Lookup would require extrapolation at time 0.500000, but only time 9.000000 is in the buffer, when looking up transform from frame [moon] to frame [odom]"),
        ("odom", "nowhere", 1.0, LookupException,
         '"nowhere" passed to lookupTransform argument source_frame does not exist. '),
        ("odom", "sun", 0.0, ConnectivityException,
         "Could not find a connection between 'odom' and 'sun' because they are not part of the same tree.Tf has two or more unconnected trees."),
        ("/odom", "base", 1.0, InvalidArgumentException,
         "Invalid argument \"/odom\" passed to lookupTransform argument target_frame - in tf2 frame_ids cannot start with a '/'"),
        ("", "base", 1.0, InvalidArgumentException,
         'Invalid argument "" passed to lookupTransform argument target_frame - in tf2 frame_ids cannot be empty'),
    ],
)  # fmt: skip
def test_why_there_is_no_transform(
    driven: BufferCore, target: str, source: str, time_s: float, kind: Any, message: str
) -> None:
    driven.set_transform(transform("sun", "moon", 9.0), "gravity")
    with pytest.raises(kind) as raised:
        driven.lookup_transform_core(target, source, Time(seconds=time_s))
    assert str(raised.value) == message
    assert isinstance(raised.value, TransformException)
    can, why = driven.can_transform_core(target, source, Time(seconds=time_s))
    assert not can
    assert why


def test_ten_seconds_are_kept_or_as_long_as_asked_for() -> None:
    for core, kept_s in ((BufferCore(), 10), (BufferCore(Duration(seconds=2)), 2)):
        for time_s in range(1, 31):
            core.set_transform(transform("odom", "base", float(time_s), x=float(time_s)), "wheels")
        assert core.can_transform_core("odom", "base", Time(seconds=30 - kept_s))[0]
        assert not core.can_transform_core("odom", "base", Time(seconds=30 - kept_s - 2))[0]
        core.set_transform(transform("odom", "base", 30.0 - kept_s - 1.0, x=-1.0), "late")
        assert not core.can_transform_core("odom", "base", Time(seconds=30 - kept_s - 1))[0]


def test_what_comes_late_is_sorted_in() -> None:
    core = BufferCore()
    for time_s in (3.0, 1.0, 2.0):
        core.set_transform(transform("odom", "base", time_s, x=time_s), "wheels")
    found = core.lookup_transform_core("odom", "base", Time(seconds=1.5))
    assert position(found) == pytest.approx((1.5, 0.0, 0.0))


@pytest.mark.parametrize(
    "wrong",
    [
        transform("base", "base", 1.0),
        transform("odom", "", 1.0),
        transform("", "base", 1.0),
        transform("odom", "base", 1.0, x=float("nan")),
    ],
)
def test_a_wrong_transform_is_left_out(wrong: TransformStamped) -> None:
    core = BufferCore()
    core.set_transform(wrong, "somebody")
    assert core.all_frames_as_string() == ""


def test_a_loop_is_found() -> None:
    core = BufferCore()
    for parent, child in (("a", "b"), ("b", "c"), ("c", "a")):
        core.set_transform_static(transform(parent, child, 0.0), "circle")
    core.set_transform_static(transform("other", "d", 0.0), "circle")
    with pytest.raises(LookupException, match="contains a loop"):
        core.lookup_transform_core("d", "a", Time(seconds=1.0))


def test_clearing_keeps_what_is_static(driven: BufferCore) -> None:
    driven.clear()
    assert not driven.can_transform_core("odom", "base", Time())[0]
    assert driven.can_transform_core("base", "camera", Time(seconds=7))[0]


def test_frames_as_text(driven: BufferCore) -> None:
    assert driven.all_frames_as_string() == (
        "Frame base exists with parent odom.\nFrame camera exists with parent base.\n"
    )
    assert driven.all_frames_as_yaml().startswith(
        "base: \n  parent: 'odom'\n  broadcaster: 'wheels'\n  rate: 2.000\n"
        "  most_recent_transform: 2.000000\n  oldest_transform: 1.000000\n"
        "  buffer_length: 1.000\ncamera: \n"
    )
    assert '"odom" -> "base"' in driven._allFramesAsDot()
    assert BufferCore().all_frames_as_yaml() == "[]"


def test_velocity(driven: BufferCore) -> None:
    linear, angular = driven.lookupVelocityCore(
        "base", "odom", Time(seconds=1.5), Duration(seconds=0.5)
    )
    assert linear == pytest.approx((2.0, 0.0, 0.0))
    assert angular == pytest.approx((0.0, 0.0, pi / 2))


def test_threads_may_write_and_read_at_once() -> None:
    core = BufferCore()
    core.set_transform(transform("odom", "base", 0.001), "wheels")
    failed: list[BaseException] = []

    def write() -> None:
        for step in range(2, 3000):
            core.set_transform(transform("odom", "base", step / 1000, x=step / 1000), "wheels")

    def read() -> None:
        try:
            for _ in range(1500):
                found = core.lookup_transform_core("odom", "base", Time())
                stamp_s = Time.from_msg(found.header.stamp).nanoseconds / 1e9
                assert found.transform.translation.x in (pytest.approx(stamp_s), 0.0)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=each) for each in (write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_time_of_a_wrong_type_is_named() -> None:
    with pytest.raises(TypeError, match=r"expected an rclpy\.time\.Time, got float"):
        BufferCore().lookup_transform_core("a", "b", 1.0)

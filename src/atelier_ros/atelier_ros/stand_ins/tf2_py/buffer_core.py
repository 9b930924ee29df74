"""Keeps transforms and answers for any two frames and any time that it covers."""

from __future__ import annotations

import threading
from math import isnan
from typing import Any

from geometry_msgs.msg import TransformStamped
from rclpy.logging import get_logger
from rclpy.time import Time

from . import description
from .cache import NS, Stored, seconds
from .exceptions import TransformException
from .rigid import Rigid, Vector, canonical
from .tree import Tree, badly_named
from .velocity import Twist, velocity

DEFAULT_LENGTH_NS = 10 * NS


class BufferCore:
    """Times are anything with `nanoseconds`, or with `sec` and `nanosec`; 0 is the latest.

    Any thread may call any method.
    """

    def __init__(self, cache_time: Any = None) -> None:
        self._tree = Tree(DEFAULT_LENGTH_NS if cache_time is None else nanoseconds(cache_time))
        self._lock = threading.RLock()

    def set_transform(self, transform: TransformStamped, authority: str) -> None:
        """Add one transform; a wrong one is logged and ignored."""
        self._set(transform, authority, static=False)

    def set_transform_static(self, transform: TransformStamped, authority: str) -> None:
        """Add a transform that holds at every time."""
        self._set(transform, authority, static=True)

    def lookup_transform_core(
        self, target_frame: str, source_frame: str, time: Any
    ) -> TransformStamped:
        """What maps points in `source_frame` to points in `target_frame`.

        Raises `LookupException`, `ConnectivityException`, `ExtrapolationException` or
        `InvalidArgumentException`.
        """
        time_ns = nanoseconds(time)
        with self._lock:
            if target_frame != source_frame:
                self._tree.require("lookupTransform", "target_frame", target_frame)
                self._tree.require("lookupTransform", "source_frame", source_frame)
            rigid, stamp_ns = self._tree.lookup(target_frame, source_frame, time_ns)
        return message(rigid, stamp_ns, target_frame, source_frame)

    def lookup_transform_full_core(
        self,
        target_frame: str,
        target_time: Any,
        source_frame: str,
        source_time: Any,
        fixed_frame: str,
    ) -> TransformStamped:
        """As `lookup_transform_core`, between two times, `fixed_frame` standing still."""
        with self._lock:
            self._tree.require("lookupTransform", "target_frame", target_frame)
            self._tree.require("lookupTransform", "source_frame", source_frame)
            self._tree.require("lookupTransform", "fixed_frame", fixed_frame)
            first, _ = self._tree.lookup(fixed_frame, source_frame, nanoseconds(source_time))
            second, stamp_ns = self._tree.lookup(
                target_frame, fixed_frame, nanoseconds(target_time)
            )
        return message(second @ first, stamp_ns, target_frame, source_frame)

    def can_transform_core(
        self, target_frame: str, source_frame: str, time: Any
    ) -> tuple[bool, str]:
        """Whether `lookup_transform_core` would answer, and if not, why."""
        time_ns = nanoseconds(time)
        if target_frame == source_frame:
            return True, ""
        with self._lock:
            asked = {"target_frame": target_frame, "source_frame": source_frame}
            return self._can(asked, [(target_frame, source_frame, time_ns)])

    def can_transform_full_core(
        self,
        target_frame: str,
        target_time: Any,
        source_frame: str,
        source_time: Any,
        fixed_frame: str,
    ) -> tuple[bool, str]:
        """Whether `lookup_transform_full_core` would answer, and if not, why."""
        asked = {
            "target_frame": target_frame,
            "source_frame": source_frame,
            "fixed_frame": fixed_frame,
        }
        walks = [
            (target_frame, fixed_frame, nanoseconds(target_time)),
            (fixed_frame, source_frame, nanoseconds(source_time)),
        ]
        with self._lock:
            return self._can(asked, walks)

    def get_latest_common_time(self, target_frame: str, source_frame: str) -> Time:
        """The latest time for which the whole way between the frames is known."""
        with self._lock:
            self._tree.require("get_latest_common_time", "", target_frame)
            self._tree.require("get_latest_common_time", "", source_frame)
            time_ns = self._tree.latest_common_time(target_frame, source_frame)
        return Time(nanoseconds=time_ns)

    def lookupVelocityCore(  # noqa: N802
        self, tracking_frame: str, observation_frame: str, time: Any, averaging_interval: Any
    ) -> Twist:
        """Linear (m/s) and angular (rad/s) velocity of a frame as another one sees it."""
        return self.lookupVelocityFullCore(
            tracking_frame, observation_frame, observation_frame, (0.0, 0.0, 0.0),
            tracking_frame, time, averaging_interval,
        )  # fmt: skip

    def lookupVelocityFullCore(  # noqa: N802
        self,
        tracking_frame: str,
        observation_frame: str,
        reference_frame: str,
        reference_point: Vector,
        reference_point_frame: str,
        time: Any,
        averaging_interval: Any,
    ) -> Twist:
        """As `lookupVelocityCore`, along other axes and for another point of the body."""
        with self._lock:
            for frame in (
                tracking_frame, observation_frame, reference_frame, reference_point_frame,
            ):  # fmt: skip
                self._tree.require("lookupVelocity", "frame", frame)
            return velocity(
                self._tree, tracking_frame, observation_frame, reference_frame, reference_point,
                reference_point_frame, nanoseconds(time), nanoseconds(averaging_interval),
            )  # fmt: skip

    def clear(self) -> None:
        """Forget all transforms but the static ones."""
        with self._lock:
            for cache in self._tree.frames.values():
                if cache is not None:
                    cache.clear()

    def all_frames_as_yaml(self) -> str:
        with self._lock:
            return description.as_yaml(self._tree)

    def all_frames_as_string(self) -> str:
        with self._lock:
            return self._tree.text()

    def _allFramesAsDot(self, time: Any = None) -> str:  # noqa: N802
        with self._lock:
            return description.as_dot(self._tree, 0 if time is None else nanoseconds(time))

    def _frameExists(self, frame: str) -> bool:  # noqa: N802
        return frame in self._tree.frames

    def _getFrameStrings(self) -> list[str]:  # noqa: N802
        with self._lock:
            return list(self._tree.frames)

    def _can(self, asked: dict[str, str], walks: list[tuple[str, str, int]]) -> tuple[bool, str]:
        for argument, frame in asked.items():
            problem = badly_named(frame)
            if not problem and frame not in self._tree.frames:
                problem = "frame does not exist"
            if problem:
                where = f'"{frame}" passed to canTransform argument {argument}'
                return False, f"Invalid frame ID {where} - {problem}"
        try:
            for target, source, time_ns in walks:
                self._tree.lookup(target, source, time_ns)
        except TransformException as error:
            return False, str(error)
        return True, ""

    def _set(self, transform: TransformStamped, authority: str, static: bool) -> None:
        if not isinstance(authority, str):
            raise TypeError(f"authority: expected a text, got {type(authority).__name__}")
        parent = transform.header.frame_id.removeprefix("/")
        child = transform.child_frame_id.removeprefix("/")
        stamp_ns = nanoseconds(transform.header.stamp)
        position, rotation = transform.transform.translation, transform.transform.rotation
        rigid = Rigid(
            (position.x, position.y, position.z),
            (rotation.x, rotation.y, rotation.z, rotation.w),
        )
        problem = _problem(parent, child, rigid)
        if problem:
            get_logger("tf2").error(f"{problem}: a transform from '{authority}' is ignored")
            return
        with self._lock:
            # Any length will do for a rotation, as in tf2.
            stored = Stored(stamp_ns, parent, Rigid(rigid.translation, canonical(rigid.rotation)))
            inserted = self._tree.insert(child, stored, authority, static)
        if not inserted:
            get_logger("tf2").warning(
                f"TF_OLD_DATA: frame '{child}' at {seconds(stamp_ns)} s is older than the buffer "
                f"reaches back: a transform from '{authority}' is ignored"
            )


def nanoseconds(time: Any) -> int:
    """Of a time or a duration, of rclpy's classes or as a message. Raises `TypeError`."""
    if hasattr(time, "nanosec") and hasattr(time, "sec"):
        return int(time.sec) * NS + int(time.nanosec)
    if hasattr(time, "nanoseconds"):
        return int(time.nanoseconds)
    raise TypeError(
        "time must have sec and nanosec, or nanoseconds: expected an rclpy.time.Time, got "
        f"{type(time).__name__}"
    )


def message(rigid: Rigid, stamp_ns: int, parent: str, child: str) -> TransformStamped:
    result = TransformStamped()
    result.header.stamp.sec, result.header.stamp.nanosec = divmod(stamp_ns, NS)
    result.header.frame_id = parent
    result.child_frame_id = child
    position, rotation = result.transform.translation, result.transform.rotation
    position.x, position.y, position.z = rigid.translation
    rotation.x, rotation.y, rotation.z, rotation.w = canonical(rigid.rotation)
    return result


def _problem(parent: str, child: str, rigid: Rigid) -> str:
    """What is wrong with a transform that is to be kept; empty if nothing is."""
    if child == parent and child:
        return f"TF_SELF_TRANSFORM: frame_id and child_frame_id are both '{child}'"
    if not child:
        return "TF_NO_CHILD_FRAME_ID: child_frame_id is not set"
    if not parent:
        return f"TF_NO_FRAME_ID: frame_id of '{child}' is not set"
    numbers = (*rigid.translation, *rigid.rotation)
    if any(map(isnan, numbers)):
        return f"TF_NAN_INPUT: frame '{child}' has {numbers}"
    if not any(rigid.rotation):
        return f"TF_DENORMALIZED_QUATERNION: the rotation of '{child}' is all zeros"
    return ""

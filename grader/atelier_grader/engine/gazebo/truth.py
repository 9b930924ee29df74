"""What is where, as Gazebo reports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from atelier_grader.engine.gazebo.text_proto import Message, inner, number, only, stamp_ns, text
from atelier_grader.engine.protocol import Contact, EngineError, Pose, Twist
from atelier_grader.mission.errors import did_you_mean
from atelier_grader.sdf.pose import Transform, conjugate, multiply

Poses = dict[str, Transform]


class Truth:
    """The newest poses by scoped name, and the contacts since they were last asked for.

    `first` are the world's poses at time 0: models in the world frame, links (`model::link`) in
    that of their model. Velocities are differences of the last two poses.
    """

    def __init__(self, first: Mapping[str, Transform], static: Iterable[str]) -> None:
        self._poses: Poses = dict(first)
        self._before: dict[str, tuple[int, Transform]] = {}
        self._stamps: dict[str, int] = {}
        self._static = frozenset(static)
        self._contacts: dict[tuple[str, str], Contact] = {}
        self.now_ns = 0

    def take_poses(self, stamp: int, poses: Mapping[str, Transform]) -> None:
        for name, pose in poses.items():
            if name in self._poses:
                self._before[name] = self._stamps.get(name, 0), self._poses[name]
            self._poses[name] = pose
            self._stamps[name] = stamp

    def take_contacts(self, contacts: Iterable[Contact]) -> None:
        """Keep each pair at its largest force; not those within one model, or of two fixed ones."""
        for contact in contacts:
            models = {name.partition("::")[0] for name in (contact.first, contact.second)}
            pair = contact.first, contact.second
            known = self._contacts.get(pair)
            counts = len(models) == 2 and not models <= self._static
            if counts and (known is None or known.force_n < contact.force_n):
                self._contacts[pair] = contact

    def clear_contacts(self) -> None:
        """To be called after an observer has seen them."""
        self._contacts.clear()

    def pose(self, entity: str) -> Pose:
        """Raises `KeyError` that names the nearest valid entity."""
        found = self._world_pose(entity)
        return Pose(found.position, found.orientation)

    def _world_pose(self, entity: str) -> Transform:
        if entity not in self._poses:
            raise KeyError(f"no entity {entity!r} in the world{did_you_mean(entity, self._poses)}")
        model, scoped, _ = entity.rpartition("::")
        pose = self._poses[entity]
        return self._world_pose(model) @ pose if scoped else pose

    def twist(self, entity: str) -> Twist:
        now = self._world_pose(entity)
        root = entity.partition("::")[0]
        before_ns, before = self._before.get(entity, (0, self._poses[entity]))
        if entity != root:
            before = self._before.get(root, (0, self._poses[root]))[1] @ before
        interval_s = (self._stamps.get(entity, 0) - before_ns) / 1e9
        if interval_s <= 0:
            return Twist(np.zeros(3), np.zeros(3))
        turn = multiply(now.orientation, conjugate(before.orientation))
        turn = turn if turn[0] >= 0 else -turn
        sine = float(np.linalg.norm(turn[1:]))
        angle_rad = 2 * float(np.arctan2(sine, turn[0]))
        axis = turn[1:] / sine if sine > 1e-12 else np.zeros(3)
        linear = (now.position - before.position) / interval_s
        return Twist(linear, axis * (angle_rad / interval_s))

    def joint_position(self, joint: str) -> float:
        raise EngineError(f"the position of joint {joint!r} is not read from Gazebo")

    def contacts(self) -> Sequence[Contact]:
        return [self._contacts[pair] for pair in sorted(self._contacts)]

    def as_bytes(self) -> bytes:
        """All poses, for a digest."""
        parts = [b"%d" % self.now_ns]
        for name in sorted(self._stamps):
            pose = self._poses[name]
            parts.append(name.encode() + pose.position.tobytes() + pose.orientation.tobytes())
        return b"".join(parts)


def read_poses(message: Message) -> tuple[int, Poses]:
    """A `Pose_V` of gz-sim's PosePublisher, or Gazebo classic's `PosesStamped`: stamp, poses.

    A name is the child frame where the pose has a header, else the pose's own name.
    """
    poses = {}
    for pose in inner(message, "pose"):
        keys = {
            text(entry, "key"): text(entry, "value")
            for entry in inner(only(pose, "header"), "data")
        }
        position, orientation = only(pose, "position"), only(pose, "orientation")
        quaternion = np.array([number(orientation, axis) for axis in "wxyz"])
        norm = float(np.linalg.norm(quaternion))
        poses[keys.get("child_frame_id") or text(pose, "name")] = Transform(
            np.array([number(position, axis) for axis in "xyz"]),
            quaternion / norm if norm else np.array([1.0, 0.0, 0.0, 0.0]),
        )
    time = only(message, "time") or only(only(message, "header"), "stamp")
    return stamp_ns(time), poses


def read_contacts(message: Message) -> list[Contact]:
    """A `Contacts` message of either Gazebo; the force is the largest of the contact's points."""
    found = []
    for contact in inner(message, "contact"):
        names = [
            text(only(contact, side), "name") or text(contact, side)
            for side in ("collision1", "collision2")
        ]
        points = inner(contact, "position") or [{}]
        forces = [
            np.linalg.norm(
                [number(only(only(wrench, "body_1_wrench"), "force"), axis) for axis in "xyz"]
            )
            for wrench in inner(contact, "wrench")
        ]
        first, second = sorted(names)
        position = np.array([number(points[0], axis) for axis in "xyz"])
        found.append(Contact(first, second, position, float(max(forces, default=0.0))))
    return found

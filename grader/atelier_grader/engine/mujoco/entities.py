"""What has a pose: models, links and named frames, and the body that carries each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mujoco

from atelier_grader.engine.mujoco.compile import Bodies
from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.pose import Transform


@dataclass(frozen=True)
class Anchor:
    """A frame fixed to body `body_id` (0 is the world), with `offset` its pose in the body."""

    body_id: int
    offset: Transform

    @cached_property
    def is_body(self) -> bool:
        """The frame is the body's own."""
        return not self.offset.position.any() and bool(self.offset.orientation[0] == 1.0)


@dataclass(frozen=True)
class JointAddress:
    """Where a joint's position and speed stand in qpos and qvel."""

    qpos: int
    dof: int


class Entities:
    """Scoped names to anchors and joint addresses of one compiled model."""

    def __init__(self, flat: Flat, bodies: Bodies, model: Any) -> None:
        self._anchors: dict[str, Anchor] = {}
        self._joints: dict[str, JointAddress] = {}
        for link in flat.links.values():
            body_id = int(bodies.links[link.name].id)
            self._anchors[link.name] = Anchor(body_id, bodies.offsets[link.name])
        for owner in flat.models.values():
            canonical = flat.links[owner.canonical_link]
            self._fix(owner.name, canonical.name, canonical.pose.inverse() @ owner.pose)
            for frame in owner.model.frames:
                carrier = flat.links[f"{owner.name}::{frame.link}"]
                pose = carrier.pose.inverse() @ owner.pose @ frame.pose
                self._fix(f"{owner.name}::{frame.name}", carrier.name, pose)
        for name in flat.joints:
            joint_id = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_JOINT, name)
            if joint_id >= 0:
                qpos, dof = model.jnt_qposadr[joint_id], model.jnt_dofadr[joint_id]
                self._joints[name] = JointAddress(int(qpos), int(dof))

    def _fix(self, name: str, link: str, pose: Transform) -> None:
        anchor = self._anchors[link]
        self._anchors[name] = Anchor(anchor.body_id, anchor.offset @ pose)

    def anchor(self, name: str) -> Anchor:
        """Raises `KeyError` that names the nearest valid entity."""
        if name not in self._anchors:
            raise KeyError(f"there is no entity '{name}'{nearest(name, self._anchors)}")
        return self._anchors[name]

    def joint(self, name: str) -> JointAddress:
        """Raises `KeyError` that names the nearest valid joint."""
        if name not in self._joints:
            raise KeyError(f"there is no joint '{name}'{nearest(name, self._joints)}")
        return self._joints[name]

"""An SDF world as a MuJoCo model."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from math import isfinite
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco import treatments
from atelier_grader.engine.mujoco.assets import Assets
from atelier_grader.engine.mujoco.flat import Flat, FlatJoint, FlatLink
from atelier_grader.engine.mujoco.geoms import add_geom, require_moving
from atelier_grader.engine.mujoco.lights import add_lights
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.sdf.collision import Collision
from atelier_grader.sdf.error import SdfError, Unsupported
from atelier_grader.sdf.joint import WORLD
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.visual import Visual
from atelier_grader.sdf.world import World

_JOINT_TYPES = {
    "revolute": mujoco.mjtJoint.mjJNT_HINGE,
    "continuous": mujoco.mjtJoint.mjJNT_HINGE,
    "prismatic": mujoco.mjtJoint.mjJNT_SLIDE,
    "ball": mujoco.mjtJoint.mjJNT_BALL,
}


@dataclass(frozen=True)
class Bodies:
    """The spec of a world; `links` gives the spec body that carries each link.

    A link of a static model, or fixed to the world, is carried by the world body itself;
    `offsets` is the link's pose in its body.
    """

    spec: Any
    links: dict[str, Any]
    offsets: dict[str, Transform]


class Builder:
    """Builds one spec; `driven` are the scoped joints whose speed a system prescribes."""

    def __init__(self, world: World, flat: Flat, driven: Set[str], files: MeshFiles) -> None:
        self.world, self.flat, self.driven = world, flat, driven
        self.spec = mujoco.MjSpec()
        self.spec.modelname = world.name
        self.spec.compiler.degree = False
        self.spec.compiler.autolimits = False
        self.spec.option.timestep = world.step_s
        self.spec.option.gravity = world.gravity
        treatments.tune_solver(self.spec.option)
        self.solref = treatments.solref(world.step_s)
        self.assets = Assets(self.spec, files)
        mus = [c.surface.mu for f in flat.links.values() for c in f.link.collisions]
        self.priorities = treatments.friction_priorities(mus)
        self.bodies: dict[str, Any] = {}
        self.offsets: dict[str, Transform] = {}
        self.joint_of_child = self._joints_by_child()
        self.unsupported: list[Unsupported] = []

    def physics(self) -> Bodies:
        """What moves and touches: masses, joints, collisions, and a site for each sensor.

        Visuals are left out; moving them along would cost a tenth of each step.
        """
        self._place_all()
        for link in self.flat.links.values():
            self._add_mass(link)
            for collision in link.link.collisions:
                self._add_collision(link, collision)
            for sensor in link.link.sensors:
                pose = self.offsets[link.name] @ sensor.pose
                name = f"{link.name}::{sensor.name}"
                body = self.bodies[link.name]
                body.add_site(name=name, pos=pose.position, quat=pose.orientation)
        self._exclude_self_contacts()
        return Bodies(self.spec, self.bodies, self.offsets)

    def scene(self) -> Bodies:
        """What cameras see: the same bodies and joints, with visuals and lights."""
        self._place_all()
        for link in self.flat.links.values():
            body = self.bodies[link.name]
            if body is not self.spec.worldbody:
                body.explicitinertial = True
                body.mass, body.inertia = 1.0, [1.0, 1.0, 1.0]
            for visual in link.link.visuals:
                self._add_visual(link, visual)
        add_lights(self.spec, self.world, self.flat, self.bodies, self.offsets)
        return Bodies(self.spec, self.bodies, self.offsets)

    def _place_all(self) -> None:
        for link in self.flat.links.values():
            self._place(link, ())

    def _joints_by_child(self) -> dict[str, FlatJoint]:
        found: dict[str, FlatJoint] = {}
        for joint in self.flat.joints.values():
            place = joint.joint.place
            for end in (joint.parent, joint.child):
                if end != WORLD and end not in self.flat.links:
                    raise SdfError(place, f"joint '{joint.name}': there is no link '{end}'")
            if joint.child in found:
                other = found[joint.child].name
                message = f"joint '{joint.name}' closes a loop: '{other}' already moves its child"
                raise SdfError(place, f"{message} '{joint.child}'")
            found[joint.child] = joint
        return found

    def _place(self, link: FlatLink, path: tuple[str, ...]) -> Any:
        """The body of a link, its parents first."""
        if link.name in self.bodies:
            return self.bodies[link.name]
        joint = self.joint_of_child.get(link.name)
        world_body = self.spec.worldbody
        if link.static:
            return self._put(link, world_body, link.pose)
        if joint is None:
            body = world_body.add_body(name=link.name, pos=link.pose.position,
                                       quat=link.pose.orientation)  # fmt: skip
            if link.link.kinematic:
                raise SdfError(link.link.place, f"link '{link.name}': <kinematic> is not supported")
            body.add_freejoint()
            return self._put(link, body, Transform.identity())
        if link.name in path:
            raise SdfError(joint.joint.place, f"joints form a loop: {' -> '.join(path)}")
        parent_body, offset = world_body, link.pose
        if joint.parent != WORLD:
            parent = self.flat.links[joint.parent]
            parent_body = self._place(parent, (*path, link.name))
            offset = self.offsets[parent.name] @ parent.pose.inverse() @ link.pose
        if joint.joint.type == "fixed" and parent_body is world_body:
            return self._put(link, world_body, offset)
        body = parent_body.add_body(name=link.name, pos=offset.position, quat=offset.orientation)
        self._add_joint(body, joint)
        return self._put(link, body, Transform.identity())

    def _put(self, link: FlatLink, body: Any, offset: Transform) -> Any:
        self.bodies[link.name], self.offsets[link.name] = body, offset
        return body

    def _add_joint(self, body: Any, flat: FlatJoint) -> None:
        joint = flat.joint
        if joint.type == "fixed":
            return
        made = body.add_joint(
            name=flat.name, type=_JOINT_TYPES[joint.type], pos=joint.pose.position
        )
        if flat.name in self.driven:
            made.armature = treatments.DRIVE_INERTIA_KG_M2
        axis = joint.axis
        if axis is None:
            return
        if isfinite(axis.velocity) and flat.name not in self.driven:
            note = f"no limit of speed on joint '{flat.name}'"
            self.unsupported.append(Unsupported(joint.place, "limit/velocity", False, note))
        made.axis = joint.pose.matrix @ axis.direction
        made.damping[0] = axis.damping
        made.frictionloss = axis.friction
        made.stiffness[0] = axis.spring_stiffness
        made.springref = axis.spring_reference
        made.solref_limit = self.solref
        made.solref_friction = self.solref
        if isfinite(axis.lower) or isfinite(axis.upper):
            made.limited = mujoco.mjtLimited.mjLIMITED_TRUE
            made.range = [max(axis.lower, -1e6), min(axis.upper, 1e6)]

    def _add_mass(self, link: FlatLink) -> None:
        body, inertial = self.bodies[link.name], link.link.inertial
        if body is self.spec.worldbody:
            return
        if inertial is not None:
            body.explicitinertial = True
            body.mass = inertial.mass_kg
            body.ipos = inertial.center
            matrix = inertial.inertia
            body.fullinertia = [*np.diag(matrix), matrix[0, 1], matrix[0, 2], matrix[1, 2]]
        if not link.link.gravity:
            body.gravcomp = 1.0

    def _add_collision(self, link: FlatLink, collision: Collision) -> None:
        body, geometry = self.bodies[link.name], collision.geometry
        if body is not self.spec.worldbody:
            require_moving(geometry, collision.place)
        joint = self.joint_of_child.get(link.name)
        if joint is not None and joint.joint.axis is not None:
            geometry = treatments.wheel_shape(
                geometry, collision.pose, joint.joint.axis, joint.joint.pose
            )
        pose = self.offsets[link.name] @ collision.pose
        geom = add_geom(body, geometry, pose, self.assets, collision.place, visual=False)
        geom.name = f"{link.name}::{collision.name}"
        surface = collision.surface
        geom.contype = geom.conaffinity = surface.bitmask
        geom.condim = 3 if surface.mu > 0 else 1
        geom.friction = [min(surface.mu, 1e3), 0.0, 0.0]
        geom.priority = self.priorities[surface.mu]
        geom.solref = treatments.contact_solref(self.world.step_s, geometry, surface.mu)
        geom.solimp = treatments.SOLIMP
        geom.density = collision.density_kg_m3

    def _add_visual(self, link: FlatLink, visual: Visual) -> None:
        body, pose = self.bodies[link.name], self.offsets[link.name] @ visual.pose
        geom = add_geom(body, visual.geometry, pose, self.assets, visual.place, visual=True)
        geom.name = f"{link.name}::{visual.name}"
        geom.material = self.assets.material(visual)
        if visual.material.albedo_map is not None:
            mesh = self.assets.textured(visual.geometry)
            if mesh is not None:
                geom.type = mujoco.mjtGeom.mjGEOM_MESH
                geom.meshname = mesh

    def _exclude_self_contacts(self) -> None:
        """Links of one model do not touch each other, unless <self_collide>; as in Gazebo."""
        by_model: dict[str, list[Any]] = {}
        for link in self.flat.links.values():
            body = self.bodies[link.name]
            if body is not self.spec.worldbody and not link.owner.model.self_collide:
                by_model.setdefault(link.owner.top, []).append(body)
        for bodies in by_model.values():
            for index, first in enumerate(bodies):
                for second in bodies[index + 1 :]:
                    self.spec.add_exclude(bodyname1=first.name, bodyname2=second.name)

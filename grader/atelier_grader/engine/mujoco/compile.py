"""An SDF world as a MuJoCo model."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from math import isfinite
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco import loops, treatments
from atelier_grader.engine.mujoco.assets import Assets
from atelier_grader.engine.mujoco.bounce import Bouncing, add_bounces
from atelier_grader.engine.mujoco.flat import Flat, FlatJoint, FlatLink
from atelier_grader.engine.mujoco.geoms import add_geom, add_pieces, require_moving
from atelier_grader.engine.mujoco.joints import add_joint, add_mimics
from atelier_grader.engine.mujoco.lights import add_lights, surplus_lights
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.mujoco.self_contacts import exclude_self_contacts
from atelier_grader.engine.mujoco.uniform import uniform_inertial
from atelier_grader.sdf.collision import Collision
from atelier_grader.sdf.error import SdfError, Unsupported
from atelier_grader.sdf.geometry import Geometry, Mesh
from atelier_grader.sdf.inertial import AutoInertial
from atelier_grader.sdf.joint import WORLD
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.visual import Visual
from atelier_grader.sdf.world import World


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
    """Builds one spec.

    `driven` are the scoped joints whose speed a system prescribes, `bounded` those whose speed it
    keeps within their limit.
    """

    def __init__(
        self,
        world: World,
        flat: Flat,
        driven: Set[str],
        files: MeshFiles,
        bounded: Set[str] = frozenset(),
    ) -> None:
        self.world, self.flat, self.driven = world, flat, driven
        self.bounded = bounded | driven
        self.spec = mujoco.MjSpec()
        self.spec.modelname = world.name
        self.spec.compiler.degree = False
        self.spec.compiler.autolimits = False
        self.spec.option.timestep = world.step_s
        self.spec.option.gravity = world.gravity
        treatments.tune_solver(self.spec.option)
        self.solref = treatments.solref(world.step_s)
        self.assets = Assets(self.spec, files)
        mus = [c.surface.grip for f in flat.links.values() for c in f.link.collisions]
        self.priorities = treatments.friction_priorities(mus)
        self.bodies: dict[str, Any] = {}
        self.offsets: dict[str, Transform] = {}
        self.scripted = {actor.name for actor in world.actors}
        self.joint_of_child, self.closing = loops.split(flat)
        self.merged = self._merged_links()
        self.bouncing: list[Bouncing] = []
        # Each has a group of MuJoCo's, which a camera may leave out.
        self.visibility_flags: list[int] = []
        self.unsupported: list[Unsupported] = surplus_lights(world, flat)

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
        exclude_self_contacts(self.spec, self.flat, self.bodies)
        add_bounces(self.spec, self.bouncing, self.world.step_s)
        self._close_loops()
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
            self._place(link)

    def _merged_links(self) -> set[str]:
        """Links that the world's body carries: static ones, and models that cannot move at all.

        A fixed base of a model that moves keeps a body of its own, so that it can be kept from
        touching the rest of the model.
        """
        grounded: dict[str, bool] = {}

        def is_grounded(name: str) -> bool:
            if name == WORLD:
                return True
            if name not in grounded:
                joint = self.joint_of_child.get(name)
                held = joint is not None and joint.joint.type == "fixed"
                plain = held and joint is not None and not joint.joint.sensors
                static = self.flat.links[name].static
                grounded[name] = static or (
                    plain and joint is not None and is_grounded(joint.parent)
                )
            return grounded[name]

        moving = {link.owner.top for link in self.flat.links.values() if not is_grounded(link.name)}
        return {
            name
            for name, link in self.flat.links.items()
            if link.static or (grounded[name] and link.owner.top not in moving)
        }

    def _place(self, link: FlatLink) -> Any:
        """The body of a link, its parents first."""
        if link.name in self.bodies:
            return self.bodies[link.name]
        joint = self.joint_of_child.get(link.name)
        world_body = self.spec.worldbody
        if link.static or link.name in self.merged:
            return self._put(link, world_body, link.pose)
        if link.link.kinematic:
            note = f"link '{link.name}' moves as any other"
            self.unsupported.append(Unsupported(link.link.place, "kinematic", False, note))
        if joint is None:
            body = world_body.add_body(name=link.name, pos=link.pose.position,
                                       quat=link.pose.orientation)  # fmt: skip
            if link.owner.name in self.scripted:
                body.mocap = True
            else:
                body.add_freejoint()
            return self._put(link, body, Transform.identity())
        parent_body, offset = world_body, link.pose
        if joint.parent != WORLD:
            parent = self.flat.links[joint.parent]
            parent_body = self._place(parent)
            offset = self.offsets[parent.name] @ parent.pose.inverse() @ link.pose
        body = parent_body.add_body(name=link.name, pos=offset.position, quat=offset.orientation)
        self._add_joint(body, joint)
        return self._put(link, body, Transform.identity())

    def _put(self, link: FlatLink, body: Any, offset: Transform) -> Any:
        self.bodies[link.name], self.offsets[link.name] = body, offset
        return body

    def _add_joint(self, body: Any, flat: FlatJoint) -> None:
        driven = flat.name in self.driven
        add_joint(self.spec, body, flat, self.world.step_s, driven)
        for axis in (flat.joint.axis, flat.joint.axis2):
            if axis is not None and isfinite(axis.velocity) and flat.name not in self.bounded:
                note = f"no limit of speed on joint '{flat.name}'"
                place = flat.joint.place
                self.unsupported.append(Unsupported(place, "limit/velocity", False, note))

    def _close_loops(self) -> None:
        for joint in self.closing:
            if joint.name in self.driven:
                message = f"joint '{joint.name}' closes a loop and cannot be driven"
                raise SdfError(joint.joint.place, message)
            loops.close(self.spec, self.flat, joint, self.joint_of_child, self._carrier,
                        self.world.step_s)  # fmt: skip
        moving = {joint.name for joint in self.joint_of_child.values() if joint.joint.axis}
        add_mimics(self.spec, self.flat.joints, moving, self.world.step_s)

    def _carrier(self, link: str) -> tuple[Any, Transform]:
        if link == WORLD:
            return self.spec.worldbody, Transform.identity()
        return self.bodies[link], self.offsets[link]

    def _add_mass(self, link: FlatLink) -> None:
        body, inertial = self.bodies[link.name], link.link.inertial
        if body is self.spec.worldbody:
            return
        if isinstance(inertial, AutoInertial):
            inertial = uniform_inertial(link.link, inertial, self.assets.files)
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
        if isinstance(geometry, Mesh) and self.assets.files.hollow(geometry, collision.place):
            note = f"'{collision.name}' collides as the convex hull of each part of its mesh"
            self.unsupported.append(Unsupported(collision.place, "mesh", False, note))
        geoms = add_pieces(body, geometry, pose, self.assets, collision.place)
        for number, geom in enumerate(geoms):
            piece = f"#{number}" if number else ""
            geom.name = f"{link.name}::{collision.name}{piece}"
            self._set_surface(geom, link, collision, geometry)

    def _set_surface(
        self, geom: Any, link: FlatLink, collision: Collision, geometry: Geometry
    ) -> None:
        surface = collision.surface
        geom.contype = geom.conaffinity = surface.bitmask
        geom.condim = treatments.contact_dimension(surface)
        geom.friction = [min(surface.grip, 1e3), surface.torsional_m, 0.0]
        geom.priority = self.priorities[surface.grip]
        geom.solref = treatments.contact_solref(self.world.step_s, geometry, surface.grip)
        geom.solimp = treatments.SOLIMP
        if surface.bounces:
            self.bouncing.append(Bouncing(geom.name, link, surface))

    def _add_visual(self, link: FlatLink, visual: Visual) -> None:
        body, pose = self.bodies[link.name], self.offsets[link.name] @ visual.pose
        name = f"{link.name}::{visual.name}"
        if visual.material is None and isinstance(visual.geometry, Mesh):
            self._add_mesh_as_it_is(body, name, visual, visual.geometry, pose)
            return
        geom = add_geom(body, visual.geometry, pose, self.assets, visual.place, visual=True)
        geom.name, geom.group = name, self._visibility_group(visual)
        geom.material = self.assets.material(visual)
        if visual.look.albedo_map is not None:
            mesh = self.assets.textured(visual.geometry)
            if mesh is not None:
                geom.type = mujoco.mjtGeom.mjGEOM_MESH
                geom.meshname = mesh

    def _add_mesh_as_it_is(
        self, body: Any, name: str, visual: Visual, mesh: Mesh, pose: Transform
    ) -> None:
        """One geom for each part of the mesh, all with the visual's name before any `#`."""
        for number, (asset, material) in enumerate(self.assets.own_look(visual, mesh)):
            body.add_geom(
                type=mujoco.mjtGeom.mjGEOM_MESH,
                meshname=asset,
                material=material,
                name=f"{name}#{number}" if number else name,
                pos=pose.position,
                quat=pose.orientation,
                group=self._visibility_group(visual),
                contype=0,
                conaffinity=0,
                density=0.0,
            )

    def _visibility_group(self, visual: Visual) -> int:
        """Raises `SdfError` where there are more of them than groups."""
        flags = visual.visibility_flags
        if flags not in self.visibility_flags:
            self.visibility_flags.append(flags)
        group = self.visibility_flags.index(flags)
        if group >= mujoco.mjNGROUP:
            most = f"at most {mujoco.mjNGROUP} different <visibility_flags> in a world"
            raise SdfError(visual.place, f"expected {most}")
        return group

"""Contact sensor: what touches the named collisions of its link."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.gazebo_messages import PACKAGE
from atelier_grader.messages import encode, header, new
from atelier_grader.sdf.error import nearest

_COLLISION = 5


class ContactSensor:
    """`contact`: a message at each sample at which something touches; none otherwise.

    Gazebo publishes at each step; here <update_rate> counts where it is given. Normals point to
    the first body; wrenches are along world axes, forces only.
    """

    def __init__(self, mount: Mount) -> None:
        simulation = self._simulation = mount.simulation
        self._mount, self.schedule = mount, mount.schedule
        contact = mount.parameters.required("contact")
        own = contact.text("topic", "")
        if own in ("", "__default_topic__"):
            self._topic = mount.topic("contact")
        else:
            self._topic = topic_name(own)
        self.publishers = (Endpoint(self._topic, "gz.msgs.Contacts", self.schedule.rate_hz),)
        known = [collision.name for collision in mount.link.link.collisions]
        wanted = contact.texts("collision")
        if not wanted:
            raise contact.error("needs a <collision>, has none")
        for name in wanted:
            if name not in known:
                raise contact.error(f"there is no collision '{name}'{nearest(name, known)}")
        model = simulation.model
        self._names = [model.geom(i).name.partition("#")[0] for i in range(model.ngeom)]
        scoped = {f"{mount.link.name}::{name}" for name in wanted}
        self._own = np.array([name in scoped for name in self._names])

    def start(self) -> None:
        """Nothing to prepare."""

    def measure(self) -> list[tuple[str, str]]:
        """The pairs of collisions that touch, own ones first, in the order of their contacts."""
        return list(self._pairs())

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        contacts = [self._contact(pair, found, now_ns) for pair, found in self._pairs().items()]
        if not contacts:
            return
        message = new(
            PACKAGE + "Contacts",
            header=header(now_ns, self._mount.frame_id),
            contacts=contacts,
        )
        yield self._topic, encode(message)

    def _pairs(self) -> dict[tuple[str, str], list[tuple[int, float]]]:
        """Contacts by pair: index, and 1 where the own geom is MuJoCo's first, else -1."""
        data = self._simulation.data
        found: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for index, (one, two) in enumerate(data.contact.geom[: data.ncon].tolist()):
            for mine, other, sign in ((one, two, 1.0), (two, one, -1.0)):
                if self._own[mine]:
                    pair = self._names[mine], self._names[other]
                    found.setdefault(pair, []).append((index, sign))
                    break
        return found

    def _contact(self, pair: tuple[str, str], found: list[tuple[int, float]], now_ns: int) -> Any:
        model, data = self._simulation.model, self._simulation.data
        positions, normals, depths, wrenches = [], [], [], []
        force = np.zeros(6)
        for index, sign in found:
            contact = data.contact[index]
            axes = contact.frame.reshape(3, 3)
            mujoco.mj_contactForce(model, data, index, force)
            # MuJoCo's normal and force are those of the first body on the second.
            pushed = -sign * (axes.T @ force[:3])
            positions.append(_vector(contact.pos))
            normals.append(_vector(-sign * axes[0]))
            depths.append(max(-float(contact.dist), 0.0))
            wrenches.append(_wrench(pair, pushed, now_ns))
        first, second = (
            new(PACKAGE + "Entity", id=self._names.index(name) + 1, name=name, type=_COLLISION)
            for name in pair
        )
        return new(
            PACKAGE + "Contact",
            collision1=first,
            collision2=second,
            positions=positions,
            normals=normals,
            depths=np.array(depths),
            wrenches=wrenches,
        )


def _vector(values: Any) -> Any:
    x, y, z = values.tolist()
    return new("geometry_msgs/msg/Vector3", x=x, y=y, z=z)


def _wrench(pair: tuple[str, str], pushed: Any, now_ns: int) -> Any:
    text, wrench = "std_msgs/msg/String", "geometry_msgs/msg/Wrench"
    return new(
        PACKAGE + "JointWrench",
        header=header(now_ns, ""),
        body_1_name=new(text, data=pair[0]),
        body_2_name=new(text, data=pair[1]),
        body_1_wrench=new(wrench, force=_vector(pushed)),
        body_2_wrench=new(wrench, force=_vector(-pushed)),
    )

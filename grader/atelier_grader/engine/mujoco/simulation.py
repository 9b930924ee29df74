"""The running physics: what systems and sensors see of the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco import treatments
from atelier_grader.engine.mujoco.compile import Bodies
from atelier_grader.engine.mujoco.contacts import ContactHistory
from atelier_grader.engine.mujoco.entities import Anchor, Entities
from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.protocol import Contact, Pose, Twist, UnstableError
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.world import World

if TYPE_CHECKING:
    from atelier_grader.engine.mujoco.renderer import Renderer

_XBODY = mujoco.mjtObj.mjOBJ_XBODY
_STATE = mujoco.mjtState.mjSTATE_INTEGRATION
_MAX_SPEED = 1e4
_WARNINGS = (
    (mujoco.mjtWarning.mjWARN_BADQPOS, "a position"),
    (mujoco.mjtWarning.mjWARN_BADQVEL, "a velocity"),
    (mujoco.mjtWarning.mjWARN_BADQACC, "an acceleration"),
)


class Simulation:
    """MuJoCo's model and data, the step count, and the truth at that step.

    `scripted` gives the linear and angular velocity of a body that a script moves, by time, s.
    `commanded_joints` are those that a system has been told to move, by scoped name. `post` hands
    one system's message to the others that subscribe to its topic. `contact_count` is that of the
    last step, or -1 where the next may jolt something into sliding.

    MuJoCo leaves poses and velocities of bodies one step behind qpos; `refresh` brings them up to
    date, at most once a step, and changes nothing that the next step depends on.
    """

    def __init__(self, world: World, flat: Flat, bodies: Bodies, files: MeshFiles) -> None:
        self.world, self.flat, self.files = world, flat, files
        self.model = bodies.spec.compile()
        treatments.tune_size(self.model)
        # The drives' inertia would loosen the solver's tolerance, which is relative to this.
        self.model.stat.meaninertia = 1.0
        self.data = mujoco.MjData(self.model)
        self._xpos, self._xquat = self.data.xpos, self.data.xquat
        self.step = 0
        self.step_ns = round(world.step_s * 1e9)
        self.entities = Entities(flat, bodies, self.model)
        self.contact_count = 0
        self.contacts = ContactHistory(self.model, self.data, flat)
        self.commanded_joints: set[str] = set()
        self.scripted: dict[int, Callable[[float], tuple[Vector, Vector]]] = {}
        self.post: Callable[[str, Any], None] = lambda topic, message: None
        self._fresh = self._accelerated = -1
        self._velocity = np.zeros(6)
        self._renderer: Renderer | None = None
        self.refresh()

    @property
    def now_ns(self) -> int:
        return self.step * self.step_ns

    def refresh(self) -> None:
        if self._fresh != self.step:
            mujoco.mj_kinematics(self.model, self.data)
            mujoco.mj_comPos(self.model, self.data)
            mujoco.mj_comVel(self.model, self.data)
            self._fresh = self.step

    def accelerations(self) -> None:
        """Make `mj_objectAcceleration` valid: those of the last step, at the present poses."""
        self.refresh()
        if self._accelerated != self.step:
            mujoco.mj_rnePostConstraint(self.model, self.data)
            self._accelerated = self.step

    def site(self, name: str) -> int:
        """The id of a sensor's site, by the sensor's scoped name."""
        return int(self.model.site(name).id)

    def site_frame(self, name: str) -> Anchor:
        """Where a sensor sits."""
        site = self.site(name)
        pose = Transform(self.model.site_pos[site].copy(), self.model.site_quat[site].copy())
        return Anchor(int(self.model.site_bodyid[site]), pose)

    def renderer(self, width: int, height: int) -> Renderer:
        """The renderer of all cameras; a new one where the present one is too small."""
        from atelier_grader.engine.mujoco.renderer import Renderer

        present = self._renderer
        if present is not None and present.holds(width, height):
            return present
        if present is not None:
            width, height = max(width, present.width), max(height, present.height)
            present.close()
        self._renderer = Renderer(self, width, height)
        return self._renderer

    def close(self) -> None:
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None

    def pose_of(self, anchor: Anchor) -> Transform:
        self.refresh()
        body = anchor.body_id
        return Transform(self._xpos[body], self._xquat[body]) @ anchor.offset

    def pose(self, entity: str) -> Pose:
        anchor = self.entities.anchor(entity)
        self.refresh()
        position, orientation = self._xpos[anchor.body_id], self._xquat[anchor.body_id]
        if anchor.is_body:
            return Pose(position.copy(), orientation.copy())
        whole = Transform(position, orientation) @ anchor.offset
        return Pose(whole.position, whole.orientation)

    def twist(self, entity: str) -> Twist:
        anchor = self.entities.anchor(entity)
        self.refresh()
        body, found = anchor.body_id, self._velocity
        if body == 0:
            return Twist(np.zeros(3), np.zeros(3))
        if body in self.scripted:
            found[3:], found[:3] = self.scripted[body](self.now_ns / 1e9)
        else:
            mujoco.mj_objectVelocity(self.model, self.data, _XBODY, body, found, 0)
        arm = self.data.xmat[body].reshape(3, 3) @ anchor.offset.position
        angular = found[:3].copy()
        return Twist(found[3:] + np.cross(angular, arm), angular)

    def joint_position(self, joint: str) -> float:
        return float(self.data.qpos[self.entities.joint(joint).qpos])

    def state_bytes(self) -> bytes:
        state = np.empty(mujoco.mj_stateSize(self.model, _STATE))
        mujoco.mj_getState(self.model, self.data, state, _STATE)
        return state.tobytes()

    def check_stable(self) -> None:
        """Raises `UnstableError` on a state that is not finite or impossibly fast."""
        for warning, what in _WARNINGS:
            if self.data.warning[warning].number:
                raise UnstableError(f"unstable at {self.now_ns / 1e9:.3f} s: {what} is not finite")
        qvel = self.data.qvel
        fastest = float(np.abs(qvel).max(initial=0.0))
        if not fastest < _MAX_SPEED:
            body = self.model.body(self.model.dof_bodyid[int(np.abs(qvel).argmax())]).name
            speed = f"'{body}' moves at {fastest:g} m/s or rad/s"
            raise UnstableError(f"unstable at {self.now_ns / 1e9:.3f} s: {speed}")


class Truth:
    """The `WorldState` of one observer: the simulation, and the contacts since its last call."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._cursor = simulation.contacts.cursor()
        self.pose, self.twist = simulation.pose, simulation.twist
        self.joint_position = simulation.joint_position

    @property
    def now_ns(self) -> int:
        return self._simulation.now_ns

    def contacts(self) -> Sequence[Contact]:
        return self._simulation.contacts.since(self._cursor)

    def forget(self) -> None:
        """Start the next interval of contacts."""
        self._simulation.contacts.move(self._cursor)

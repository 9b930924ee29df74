"""Off-screen pictures of a world's visuals, by EGL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import tan
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.backdrop import Backdrop
from atelier_grader.engine.mujoco.compile import Builder
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.protocol import EngineError
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.visual import ALL_FLAGS

Pixels = npt.NDArray[np.uint8]
Depths = npt.NDArray[np.float32]

_NEEDS_EGL = "cameras need EGL: apt-get install libegl1 libgl1-mesa-dri"
_MAX_GEOMS = 20_000
_SKY_SHARE = 0.7
_SKY = int(mujoco.mjtRndFlag.mjRND_SKYBOX)
_SEGMENT = ("mjRND_SEGMENT", "mjRND_IDCOLOR")
_SHOWN, _HIDDEN = 0, 1
_MARGIN_M = 1e-3
_OFF = ("mjRND_SHADOW", "mjRND_REFLECTION", "mjRND_FOG", "mjRND_HAZE")


@dataclass(frozen=True)
class Lens:
    """A pinhole camera along its own x axis, z up: picture size, field of view, clip planes.

    `own` are focal lengths and optical centre fx, fy, cx, cy, in pixels, where they do not follow
    from the field of view; `mask` says which visuals it sees.
    """

    width: int
    height: int
    horizontal_fov_rad: float
    near_m: float
    far_m: float
    own: tuple[float, float, float, float] | None = None
    mask: int = ALL_FLAGS

    @property
    def intrinsics(self) -> tuple[float, float, float, float]:
        """fx, fy, cx, cy in pixels; without own ones the axis meets the centre, as Gazebo's."""
        if self.own is not None:
            return self.own
        focal = self.width / (2 * tan(self.horizontal_fov_rad / 2))
        return focal, focal, self.width / 2, self.height / 2

    @cached_property
    def sides(self) -> Vector:
        """The six planes that bound what it sees: inward normal, distance from the camera, m."""
        fx, fy, cx, cy = self.intrinsics
        planes = np.array([
            [cx / fx, -1.0, 0.0, 0.0],
            [(self.width - cx) / fx, 1.0, 0.0, 0.0],
            [cy / fy, 0.0, -1.0, 0.0],
            [(self.height - cy) / fy, 0.0, 1.0, 0.0],
            [1.0, 0.0, 0.0, self.near_m],
            [-1.0, 0.0, 0.0, -self.far_m],
        ])  # fmt: skip
        planes[:, :3] /= np.linalg.norm(planes[:, :3], axis=1, keepdims=True)
        return planes

    @cached_property
    def corners(self) -> Vector:
        """(4, 3), the ways to the picture's corners, 1 along the optical axis."""
        fx, fy, cx, cy = self.intrinsics
        across, up = (cx / fx, (cx - self.width) / fx), (cy / fy, (cy - self.height) / fy)
        return np.array([(1.0, y, z) for y in across for z in up])


class Renderer:
    """One picture at a time, up to `width` x `height`; no multisampling, no shadows.

    Raises `EngineError` that names the packages to install where there is no EGL.
    """

    def __init__(self, simulation: Simulation, width: int, height: int) -> None:
        self._simulation, self.width, self.height = simulation, width, height
        self._context = _egl_context(width, height)
        self._context.make_current()
        builder = Builder(simulation.world, simulation.flat, frozenset(), simulation.files)
        spec = builder.scene().spec
        spec.visual.global_.offwidth, spec.visual.global_.offheight = width, height
        spec.visual.quality.offsamples = 0
        spec.visual.quality.shadowsize = 0
        self._model = spec.compile()
        self._data = mujoco.MjData(self._model)
        self._scene = mujoco.MjvScene(self._model, maxgeom=_MAX_GEOMS)
        for flag in _OFF:
            self._scene.flags[getattr(mujoco.mjtRndFlag, flag)] = 0
        self._option = mujoco.MjvOption()
        self._option.geomgroup[_HIDDEN] = 0
        self._free = mujoco.MjvCamera()
        self._gl = mujoco.MjrContext(self._model, mujoco.mjtFontScale.mjFONTSCALE_100)
        self._gl.readDepthMap = mujoco.mjtDepthMap.mjDEPTH_ZEROFAR
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._gl)
        self._backdrop = Backdrop(simulation.flat)
        self._step = -1
        self._flags = np.array(builder.visibility_flags, np.int64)[self._model.geom_group]
        reach = self._model.geom_rbound
        # A plane has none.
        self._reach_m = np.where(reach > 0, reach + _MARGIN_M, np.inf)

    def holds(self, width: int, height: int) -> bool:
        return width <= self.width and height <= self.height

    def picture(self, camera: Transform, lens: Lens) -> Pixels:
        """(height, width, 3), red, green, blue, the first row on top."""
        self._context.make_current()
        self._update(camera, lens)
        self._aim(camera, lens)
        if self._backdrop.fills(camera, lens.corners, lens.near_m, lens.far_m, lens.mask):
            self._scene.flags[_SKY] = 0
        else:
            self._move_sky_away(lens)
        rectangle = mujoco.MjrRect(0, 0, lens.width, lens.height)
        pixels = np.empty((lens.height, lens.width, 3), np.uint8)
        mujoco.mjr_render(rectangle, self._scene, self._gl)
        mujoco.mjr_readPixels(pixels, None, rectangle, self._gl)
        self._scene.flags[_SKY] = 1
        return pixels[::-1]

    def depths(self, camera: Transform, lens: Lens) -> tuple[Pixels, Depths]:
        """The picture, and (height, width) distances along the optical axis, m; inf: nothing."""
        self._context.make_current()
        self._update(camera, lens)
        self._aim(camera, lens)
        rectangle = mujoco.MjrRect(0, 0, lens.width, lens.height)
        pixels = np.empty((lens.height, lens.width, 3), np.uint8)
        nearness = np.empty((lens.height, lens.width), np.float32)
        # The sky has a depth of its own.
        self._scene.flags[_SKY] = 0
        mujoco.mjr_render(rectangle, self._scene, self._gl)
        self._scene.flags[_SKY] = 1
        mujoco.mjr_readPixels(pixels, nearness, rectangle, self._gl)
        near_m, far_m = lens.near_m, lens.far_m
        share = nearness.astype(np.float64)
        distance = near_m * far_m / (near_m + share * (far_m - near_m))
        nothing = nearness <= 0
        distance[nothing] = np.inf
        background = np.array(self._simulation.world.background[:3])
        pixels[nothing] = np.rint(background * 255).astype(np.uint8)
        return pixels[::-1], distance[::-1].astype(np.float32)

    def segments(self, camera: Transform, lens: Lens) -> npt.NDArray[np.int32]:
        """(height, width) ids of the scene's visuals; -1 where there is none."""
        self._context.make_current()
        self._update(camera, lens)
        self._aim(camera, lens)
        flags = self._scene.flags
        for flag in _SEGMENT:
            flags[getattr(mujoco.mjtRndFlag, flag)] = 1
        rectangle = mujoco.MjrRect(0, 0, lens.width, lens.height)
        pixels = np.empty((lens.height, lens.width, 3), np.uint8)
        mujoco.mjr_render(rectangle, self._scene, self._gl)
        mujoco.mjr_readPixels(pixels, None, rectangle, self._gl)
        for flag in _SEGMENT:
            flags[getattr(mujoco.mjtRndFlag, flag)] = 0
        number = pixels[::-1].astype(np.int32) @ np.array([1, 256, 65536], np.int32)
        geoms = np.full(self._scene.ngeom + 1, -1, np.int32)
        for geom in self._scene.geoms[: self._scene.ngeom]:
            if geom.segid >= 0:
                geoms[geom.segid + 1] = geom.objid
        found: npt.NDArray[np.int32] = geoms[number]
        return found

    def visual_names(self) -> list[str]:
        """The scoped names of the visuals, by the ids of `segments`; parts share their mesh's."""
        names = [self._model.geom(i).name for i in range(self._model.ngeom)]
        return [name.partition("#")[0] for name in names]

    def close(self) -> None:
        self._gl.free()
        self._context.free()

    def _update(self, camera: Transform, lens: Lens) -> None:
        """Bring the scene to the simulation's step, with the visuals that a lens can see."""
        simulation, model, data = self._simulation, self._model, self._data
        if self._step != simulation.step:
            self._step = simulation.step
            data.qpos[:] = simulation.data.qpos
            data.mocap_pos[:] = simulation.data.mocap_pos
            data.mocap_quat[:] = simulation.data.mocap_quat
            mujoco.mj_kinematics(model, data)
            mujoco.mj_comPos(model, data)
            mujoco.mj_camlight(model, data)
        normals = lens.sides[:, :3] @ camera.matrix.T
        depth = (data.geom_xpos - camera.position) @ normals.T - lens.sides[:, 3]
        seen = (depth.min(axis=1) >= -self._reach_m) & (self._flags & lens.mask != 0)
        model.geom_group[:] = np.where(seen, _SHOWN, _HIDDEN)
        category = mujoco.mjtCatBit.mjCAT_ALL
        mujoco.mjv_updateScene(model, data, self._option, None, self._free, category, self._scene)

    def _move_sky_away(self, lens: Lens) -> None:
        """MuJoCo hangs it so near that it would hide the last third of what a lens can see."""
        reach = float(np.linalg.norm(lens.corners, axis=1).max())
        for eye in self._scene.camera:
            eye.frustum_far = lens.far_m * reach / _SKY_SHARE

    def _aim(self, camera: Transform, lens: Lens) -> None:
        axes = camera.matrix
        fx, fy, cx, cy = lens.intrinsics
        near_m = lens.near_m
        left, right = -near_m * cx / fx, near_m * (lens.width - cx) / fx
        bottom, top = -near_m * (lens.height - cy) / fy, near_m * cy / fy
        for eye in self._scene.camera:
            eye.pos = camera.position
            eye.forward = axes[:, 0]
            eye.up = axes[:, 2]
            eye.frustum_center = (left + right) / 2
            eye.frustum_width = (right - left) / 2
            eye.frustum_bottom, eye.frustum_top = bottom, top
            eye.frustum_near, eye.frustum_far = lens.near_m, lens.far_m
            eye.orthographic = 0


def _egl_context(width: int, height: int) -> Any:
    try:
        from mujoco.egl import GLContext

        return GLContext(width, height)
    except (ImportError, AttributeError, OSError, RuntimeError) as error:
        raise EngineError(f"{_NEEDS_EGL} ({type(error).__name__}: {error})") from None

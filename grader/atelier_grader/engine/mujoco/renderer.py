"""Off-screen pictures of a world's visuals, by EGL."""

from __future__ import annotations

from dataclasses import dataclass
from math import tan
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.compile import Builder
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.protocol import EngineError
from atelier_grader.sdf.pose import Transform

Pixels = npt.NDArray[np.uint8]

_NEEDS_EGL = "cameras need EGL: apt-get install libegl1 libgl1-mesa-dri"
_MAX_GEOMS = 20_000
_OFF = ("mjRND_SHADOW", "mjRND_REFLECTION", "mjRND_FOG", "mjRND_HAZE")


@dataclass(frozen=True)
class Lens:
    """A pinhole camera along its own x axis, z up: picture size, field of view, clip planes."""

    width: int
    height: int
    horizontal_fov_rad: float
    near_m: float
    far_m: float


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
        self._free = mujoco.MjvCamera()
        self._gl = mujoco.MjrContext(self._model, mujoco.mjtFontScale.mjFONTSCALE_100)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._gl)
        self._step = -1

    def holds(self, width: int, height: int) -> bool:
        return width <= self.width and height <= self.height

    def picture(self, camera: Transform, lens: Lens) -> Pixels:
        """(height, width, 3), red, green, blue, the first row on top."""
        self._context.make_current()
        self._update()
        self._aim(camera, lens)
        rectangle = mujoco.MjrRect(0, 0, lens.width, lens.height)
        pixels = np.empty((lens.height, lens.width, 3), np.uint8)
        mujoco.mjr_render(rectangle, self._scene, self._gl)
        mujoco.mjr_readPixels(pixels, None, rectangle, self._gl)
        return pixels[::-1]

    def close(self) -> None:
        self._gl.free()
        self._context.free()

    def _update(self) -> None:
        """Bring the scene to the simulation's step."""
        simulation = self._simulation
        if self._step == simulation.step:
            return
        self._data.qpos[:] = simulation.data.qpos
        mujoco.mj_kinematics(self._model, self._data)
        mujoco.mj_comPos(self._model, self._data)
        mujoco.mj_camlight(self._model, self._data)
        category = mujoco.mjtCatBit.mjCAT_ALL
        mujoco.mjv_updateScene(
            self._model, self._data, self._option, None, self._free, category, self._scene
        )
        self._step = simulation.step

    def _aim(self, camera: Transform, lens: Lens) -> None:
        axes = camera.matrix
        half_width = lens.near_m * tan(lens.horizontal_fov_rad / 2)
        half_height = half_width * lens.height / lens.width
        for eye in self._scene.camera:
            eye.pos = camera.position
            eye.forward = axes[:, 0]
            eye.up = axes[:, 2]
            eye.frustum_center = 0.0
            eye.frustum_width = half_width
            eye.frustum_bottom, eye.frustum_top = -half_height, half_height
            eye.frustum_near, eye.frustum_far = lens.near_m, lens.far_m
            eye.orthographic = 0


def _egl_context(width: int, height: int) -> Any:
    try:
        from mujoco.egl import GLContext

        return GLContext(width, height)
    except (ImportError, AttributeError, OSError, RuntimeError) as error:
        raise EngineError(f"{_NEEDS_EGL} ({type(error).__name__}: {error})") from None

"""Floors as pictures: paint in metres, anti-aliased, x to the right and y upwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Colour = tuple[int, int, int]
SHIFT = 4  # OpenCV draws at sixteenths of a pixel


class Floor:
    """A floor of `size_m` (x, y), centred on the world's origin, at `pixel_m` a pixel."""

    def __init__(
        self,
        size_m: tuple[float, float],
        pixel_m: float,
        base: Colour,
        rng: np.random.Generator,
        mottle: float = 6.0,
    ) -> None:
        self._pixel_m = pixel_m
        self._origin = np.array([-size_m[0] / 2, size_m[1] / 2])
        self._shape = (round(size_m[1] / pixel_m), round(size_m[0] / pixel_m))
        self._rng = rng
        self.picture = np.zeros((*self._shape, 3), np.float32) + np.array(base, np.float32)
        self.picture += (
            mottle * self._clouds(1.6)[..., None] + mottle / 2 * self._clouds(0.25)[..., None]
        )

    def _clouds(self, size_m: float) -> npt.NDArray[np.float32]:
        """Smooth noise, about -1 to 1, with features of `size_m`."""
        height, width = (max(2, round(n * self._pixel_m / size_m)) for n in self._shape)
        noise = self._rng.standard_normal((height, width)).astype(np.float32) / 2
        return np.asarray(cv2.resize(noise, self._shape[::-1], interpolation=cv2.INTER_CUBIC))

    def _pixels(self, points: npt.ArrayLike) -> npt.NDArray[np.int32]:
        flipped = (np.asarray(points, float) - self._origin) * [1, -1] / self._pixel_m - 0.5
        return np.round(flipped * (1 << SHIFT)).astype(np.int32)

    def _blend(self, mask: npt.NDArray[np.uint8], colour: Colour, wear: float) -> None:
        alpha = mask.astype(np.float32)[..., None] / 255
        if wear > 0:
            holes = self._clouds(0.03) + 0.5 * self._clouds(0.4)
            alpha *= np.clip(1.0 - wear * np.clip(2 * holes, 0, 1), 0, 1)[..., None]
        self.picture += alpha * (np.array(colour, np.float32) - self.picture)

    def line(
        self, points: npt.ArrayLike, width_m: float, colour: Colour, wear: float = 0.0
    ) -> None:
        """Stroke of `width_m` with square ends along `points`."""
        mask = np.zeros(self._shape, np.uint8)
        path = np.asarray(points, float)
        ahead = np.gradient(path, axis=0)
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) * width_m / 2
        for i in range(len(path) - 1):
            quad = [
                path[i] + side[i],
                path[i + 1] + side[i + 1],
                path[i + 1] - side[i + 1],
                path[i] - side[i],
            ]
            cv2.fillConvexPoly(mask, self._pixels(quad), 255, cv2.LINE_AA, SHIFT)
        self._blend(mask, colour, wear)

    def dashes(
        self,
        start: Sequence[float],
        end: Sequence[float],
        width_m: float,
        dash_m: float,
        colour: Colour,
    ) -> None:
        """Dashed stroke, gaps as long as the dashes."""
        first, last = np.asarray(start, float), np.asarray(end, float)
        length = float(np.linalg.norm(last - first))
        for at in np.arange(0.0, length, 2 * dash_m):
            a, b = (first + (last - first) * min(s, length) / length for s in (at, at + dash_m))
            self.line([a, b], width_m, colour, 0.35)

    def area(
        self, x: tuple[float, float], y: tuple[float, float], colour: Colour, wear: float = 0.0
    ) -> None:
        """Filled rectangle."""
        mask = np.zeros(self._shape, np.uint8)
        corners = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]
        cv2.fillConvexPoly(mask, self._pixels(corners), 255, cv2.LINE_AA, SHIFT)
        self._blend(mask, colour, wear)

    def frame(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        width_m: float,
        colour: Colour,
        wear: float = 0.3,
    ) -> None:
        """Outline of a rectangle, its stroke inside."""
        self.area(x, (y[0], y[0] + width_m), colour, wear)
        self.area(x, (y[1] - width_m, y[1]), colour, wear)
        self.area((x[0], x[0] + width_m), y, colour, wear)
        self.area((x[1] - width_m, x[1]), y, colour, wear)

    def hatch(
        self, x: tuple[float, float], y: tuple[float, float], pitch_m: float, colour: Colour
    ) -> None:
        """Diagonal stripes in a rectangle."""
        mask = np.zeros(self._shape, np.uint8)
        height = y[1] - y[0]
        for at in np.arange(x[0] - height, x[1], pitch_m):
            quad = [
                (at, y[0]),
                (at + pitch_m / 2, y[0]),
                (at + pitch_m / 2 + height, y[1]),
                (at + height, y[1]),
            ]
            cv2.fillConvexPoly(mask, self._pixels(quad), 255, cv2.LINE_AA, SHIFT)
        inside = np.zeros_like(mask)
        corners = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]
        cv2.fillConvexPoly(inside, self._pixels(corners), 255, cv2.LINE_AA, SHIFT)
        self._blend(cv2.min(mask, inside).astype(np.uint8), colour, 0.3)

    def text(
        self, words: str, centre: tuple[float, float], height_m: float, colour: Colour
    ) -> None:
        """Plain capitals, read with y upwards."""
        mask = np.zeros(self._shape, np.uint8)
        font, scale = cv2.FONT_HERSHEY_DUPLEX, height_m / self._pixel_m / 21
        stroke = max(1, round(height_m / self._pixel_m / 7))
        (width, height), _ = cv2.getTextSize(words, font, scale, stroke)
        x, y = self._pixels(centre) >> SHIFT
        at = (int(x) - width // 2, int(y) + height // 2)
        cv2.putText(mask, words, at, font, scale, 255, stroke, cv2.LINE_AA)
        self._blend(mask, colour, 0.2)

    def save(self, path: Path, levels: int = 64) -> None:
        """PNG with `levels` steps a channel: the eye sees no difference, the file is small."""
        step = 256 / levels
        picture = np.clip(np.floor(self.picture / step) * step + step / 2, 0, 255).astype(np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), picture[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])

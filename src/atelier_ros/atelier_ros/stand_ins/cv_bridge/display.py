"""Images that are no pictures, such as depths and labels, made visible."""

from __future__ import annotations

import cv2
import numpy as np

from .encodings import Pixels, cvtColor2, find

GUESSED = {"8UC1": "mono8", "16UC1": "mono16", "8UC3": "bgr8", "8UC4": "bgra8"}
GOLDEN_ANGLE_DEG = 137.508


def cvtColorForDisplay(  # noqa: N802
    source: Pixels,
    encoding_in: str,
    encoding_out: str = "",
    do_dynamic_scaling: bool = False,
    min_image_value: float = 0.0,
    max_image_value: float = 0.0,
    colormap: int = -1,
) -> Pixels:
    """An 8-bit picture: `encoding_out`, or else bgr8.

    Labels (32SC1) get a colour each, 0 is black. One channel may be scaled between two values, or
    between its own extremes, and coloured by one of OpenCV's maps. Raises `RuntimeError`.
    """
    encoding_out = encoding_out or "bgr8"
    if find(encoding_out).depth != "8U" or not find(encoding_out).kind:
        raise RuntimeError(f"expected an 8-bit colour or mono encoding to show, got {encoding_out}")
    if encoding_in == "32SC1" and encoding_out == "bgr8":
        return _label_colours(source)
    if do_dynamic_scaling:
        finite = source[np.isfinite(source)]
        if not finite.size or finite.min() == finite.max():
            channels = find(encoding_out).channels
            shape = source.shape[:2] if channels == 1 else (*source.shape[:2], channels)
            return np.full(shape, 127, np.uint8)
        min_image_value, max_image_value = float(finite.min()), float(finite.max())
    if min_image_value != max_image_value:
        return _scaled(source, encoding_out, min_image_value, max_image_value, colormap)
    return cvtColor2(source, GUESSED.get(encoding_in, encoding_in), encoding_out)


def _scaled(source: Pixels, encoding: str, low: float, high: float, colormap: int) -> Pixels:
    if source.ndim > 2:
        raise RuntimeError("scaling needs an image of one channel")
    unit = np.nan_to_num((source.astype(np.float64) - low) / (high - low), posinf=1.0, neginf=0.0)
    gray = np.rint(np.clip(unit, 0.0, 1.0) * 255.0).astype(np.uint8)
    if colormap < 0:
        return cvtColor2(gray, "mono8", encoding)
    coloured = cv2.applyColorMap(gray, colormap)
    coloured[np.isnan(source)] = 0
    return cvtColor2(coloured, "bgr8", encoding)


def _label_colours(labels: Pixels) -> Pixels:
    values, indices = np.unique(labels, return_inverse=True)
    hues = np.mod(values * GOLDEN_ANGLE_DEG, 360.0).astype(np.float32)
    full = np.ones_like(hues)
    colours = cv2.cvtColor(np.stack([hues, full, full], 1)[None], cv2.COLOR_HSV2BGR)[0]
    colours[values == 0] = 0.0
    table = np.rint(colours * 255.0).astype(np.uint8)
    result: Pixels = table[indices.reshape(labels.shape)]
    return result

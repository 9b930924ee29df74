"""The encodings of sensor_msgs/Image, and how one becomes another."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[Any]

DEPTHS = {
    "8U": np.uint8,
    "8S": np.int8,
    "16U": np.uint16,
    "16S": np.int16,
    "32S": np.int32,
    "32F": np.float32,
    "64F": np.float64,
}
"""In the order of OpenCV's numbers for them."""

GENERIC = re.compile(r"(8U|8S|16U|16S|32S|32F|64F)(?:C([0-9]+))?")


@dataclass(frozen=True)
class Encoding:
    """`kind` is what the channels mean, such as `rgb`; empty if nothing is known of it."""

    name: str
    depth: str
    channels: int
    kind: str = ""

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(DEPTHS[self.depth])

    @property
    def cv_type(self) -> int:
        return list(DEPTHS).index(self.depth) + ((self.channels - 1) << 3)

    @property
    def cv_name(self) -> str:
        return f"{self.depth}C{self.channels}"


NAMED = {
    f"{kind}{bits}": Encoding(f"{kind}{bits}", f"{bits}U", channels, kind)
    for kind, channels in {
        "mono": 1, "rgb": 3, "bgr": 3, "rgba": 4, "bgra": 4,
        "bayer_rggb": 1, "bayer_bggr": 1, "bayer_gbrg": 1, "bayer_grbg": 1,
    }.items()
    for bits in (8, 16)
} | {
    name: Encoding(name, "8U", 2, kind)
    for name, kind in {
        "yuv422": "uyvy", "uyvy": "uyvy", "yuv422_yuy2": "yuy2", "yuyv": "yuy2",
    }.items()
}  # fmt: skip

BAYER = {"bayer_rggb": "BG", "bayer_bggr": "RG", "bayer_gbrg": "GR", "bayer_grbg": "GB"}
"""OpenCV names a pattern by its second row's second and third pixel."""


def find(name: str) -> Encoding:
    """Raises `ValueError`."""
    if name in NAMED:
        return NAMED[name]
    generic = GENERIC.fullmatch(name)
    if generic is None or generic[2] == "0":
        near = difflib.get_close_matches(name, NAMED, 1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise ValueError(f"Unrecognized image encoding [{name}]{hint}")
    return Encoding(name, generic[1], int(generic[2] or 1))


def getCvType(encoding: str) -> int:  # noqa: N802
    """OpenCV's number of the pixel type. Raises `RuntimeError`."""
    try:
        return find(encoding).cv_type
    except ValueError as error:
        raise RuntimeError(str(error)) from None


def cvtColor2(image: Pixels, encoding_in: str, encoding_out: str) -> Pixels:  # noqa: N802
    """A new image in another encoding; 8 and 16 bits are scaled. Raises `RuntimeError`."""
    try:
        return _convert(image, find(encoding_in), find(encoding_out))
    except (ValueError, cv2.error) as error:
        raise RuntimeError(str(error)) from None


def _convert(image: Pixels, old: Encoding, new: Encoding) -> Pixels:
    if old.name == new.name:
        return np.array(image)
    if not old.kind and new.kind:
        raise ValueError(
            f"[{old.name}] is not a color format. but [{new.name}] is. "
            "The conversion does not make sense"
        )
    if not (old.kind and new.kind) and old.channels != new.channels:
        raise ValueError(f"[{old.name}] and [{new.name}] do not have the same number of channels")
    if old.kind and new.kind and old.kind != new.kind:
        code = _code(old, new)
        if code is None:
            raise ValueError(f"Unsupported conversion from [{old.name}] to [{new.name}]")
        image = np.asarray(cv2.cvtColor(image, code))
    return _rescaled(image, old, new)


def _code(old: Encoding, new: Encoding) -> int | None:
    """OpenCV's number of a conversion between two kinds; None if it has none."""
    to = "GRAY" if new.kind == "mono" else new.kind.upper()
    if old.kind in BAYER:
        name = f"COLOR_Bayer{BAYER[old.kind]}2{to}" if new.channels != 4 else ""
    elif old.kind in ("uyvy", "yuy2"):
        name = f"COLOR_YUV2{to}_{old.kind.upper()}"
    else:
        name = f"COLOR_{'GRAY' if old.kind == 'mono' else old.kind.upper()}2{to}"
    return getattr(cv2, name, None)


def _rescaled(image: Pixels, old: Encoding, new: Encoding) -> Pixels:
    """In the depth of `new`: saturated and rounded as OpenCV does."""
    if image.dtype == new.dtype:
        return image
    scale = {("8U", "16U"): 257.0, ("16U", "8U"): 1.0 / 257.0}.get((old.depth, new.depth), 1.0)
    scaled = image.astype(np.float64) * scale
    if new.dtype.kind != "f":
        limits = np.iinfo(new.dtype)
        scaled = np.clip(np.rint(np.nan_to_num(scaled)), limits.min, limits.max)
    result: Pixels = scaled.astype(new.dtype)
    return result

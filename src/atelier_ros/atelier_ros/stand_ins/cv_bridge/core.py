"""`CvBridge`: messages to numpy arrays and back."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import sensor_msgs.msg
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from .encodings import DEPTHS, Encoding, cvtColor2, find, getCvType

Pixels = npt.NDArray[Any]

DECODED = {1: "mono", 3: "bgr", 4: "bgra"}
"""What OpenCV's decoder makes, by its number of channels."""


class CvBridgeError(TypeError):
    """An image cannot become what was asked for."""


class CvBridge:
    """Converts `sensor_msgs/Image` and `CompressedImage` to arrays (height, width[, channels])."""

    def __init__(self) -> None:
        numbers = enumerate(DEPTHS.items())
        self.cvdepth_to_numpy_depth = {i: np.dtype(kind).name for i, (_, kind) in numbers}
        self.numpy_type_to_cvtype = {np.dtype(kind).name: cv for cv, kind in DEPTHS.items()}
        self.numpy_type_to_cvtype |= {cv: name for name, cv in self.numpy_type_to_cvtype.items()}
        names = [f"{depth}C{channels}" for depth in DEPTHS for channels in range(1, 5)]
        self.cvtype_to_name = {getCvType(name): name for name in names}

    def imgmsg_to_cv2(self, img_msg: Image, desired_encoding: str = "passthrough") -> Pixels:
        """The image as an array; one channel gives two dimensions. Raises `CvBridgeError`."""
        encoding = self._encoding(img_msg.encoding)
        dtype = encoding.dtype.newbyteorder(">" if img_msg.is_bigendian else "<")
        channels = encoding.channels
        needed = img_msg.width * dtype.itemsize * channels
        size = img_msg.step * img_msg.height
        if img_msg.step < needed or len(img_msg.data) < size:
            raise CvBridgeError(
                f"the image is wrongly formed: {img_msg.width}x{img_msg.height} {encoding.name} "
                f"with step {img_msg.step} needs a step of {needed} or more and {size} bytes, got "
                f"{len(img_msg.data)}"
            )
        data = bytearray(img_msg.data) if isinstance(img_msg.data, list) else img_msg.data
        image: Pixels = np.ndarray(
            (img_msg.height, img_msg.width, channels),
            dtype,
            data,
            strides=(img_msg.step, dtype.itemsize * channels, dtype.itemsize),
        )
        if channels == 1:
            image = image[..., 0]
        image = np.ascontiguousarray(image).astype(encoding.dtype, copy=False)
        if desired_encoding == "passthrough":
            return image
        return self._convert(image, encoding.name, desired_encoding)

    def cv2_to_imgmsg(
        self, cvim: Pixels, encoding: str = "passthrough", header: Header | None = None
    ) -> Image:
        """A message of the array as it is: `encoding` names it, and does not convert it.

        Raises `CvBridgeError`, and `TypeError` for what is no numpy array.
        """
        require_array(cvim)
        channels = 1 if cvim.ndim < 3 else cvim.shape[2]
        if cvim.dtype.name not in self.numpy_type_to_cvtype:
            raise CvBridgeError(f"there is no image type of {cvim.dtype.name} numbers")
        kind = self.dtype_with_channels_to_cvtype2(cvim.dtype, channels)
        if encoding != "passthrough" and self._encoding(encoding).cv_name != kind:
            raise CvBridgeError(
                f"encoding specified as {encoding}, but image has incompatible type {kind}"
            )
        message = Image(height=cvim.shape[0], width=cvim.shape[1])
        if header is not None:
            message.header = header
        message.encoding = kind if encoding == "passthrough" else encoding
        message.is_bigendian = cvim.dtype.byteorder == ">"
        message.data.frombytes(cvim.tobytes())
        message.step = cvim.dtype.itemsize * channels * cvim.shape[1]
        return message

    def compressed_imgmsg_to_cv2(
        self, cmprs_img_msg: CompressedImage, desired_encoding: str = "passthrough"
    ) -> Pixels:
        """The decoded image: BGR, BGRA or gray, or as asked for. Raises `CvBridgeError`."""
        data = np.asarray(cmprs_img_msg.data, np.uint8)
        image: Pixels | None = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if len(data) else None
        if image is None:
            raise CvBridgeError(
                f"OpenCV cannot decode {len(data)} bytes as {cmprs_img_msg.format!r}"
            )
        if desired_encoding == "passthrough":
            return image
        kind = DECODED[1 if image.ndim < 3 else image.shape[2]]
        return self._convert(image, f"{kind}{8 * image.dtype.itemsize}", desired_encoding)

    def cv2_to_compressed_imgmsg(self, cvim: Pixels, dst_format: str = "jpg") -> CompressedImage:
        """A message with the array encoded: `jpg`, `png`, `bmp`, `tiff` and so on.

        Raises `CvBridgeError`, and `TypeError` for what is no numpy array.
        """
        require_array(cvim)
        message = sensor_msgs.msg.CompressedImage(format=dst_format)
        try:
            message.data.frombytes(cv2.imencode(f".{dst_format}", cvim)[1].tobytes())
        except cv2.error as error:
            raise CvBridgeError(str(error)) from None
        return message

    def dtype_with_channels_to_cvtype2(self, dtype: np.dtype[Any], n_channels: int) -> str:
        return f"{self.numpy_type_to_cvtype[dtype.name]}C{n_channels}"

    def cvtype2_to_dtype_with_channels(self, cvtype: int) -> tuple[str, int]:
        return self.cvdepth_to_numpy_depth[cvtype & 7], (cvtype >> 3) + 1

    def encoding_to_cvtype2(self, encoding: str) -> int:
        """Raises `CvBridgeError`."""
        return self._encoding(encoding).cv_type

    def encoding_to_dtype_with_channels(self, encoding: str) -> tuple[str, int]:
        """Raises `CvBridgeError`."""
        return self.cvtype2_to_dtype_with_channels(self.encoding_to_cvtype2(encoding))

    @staticmethod
    def _encoding(name: str) -> Encoding:
        try:
            return find(name)
        except ValueError as error:
            raise CvBridgeError(str(error)) from None

    @staticmethod
    def _convert(image: Pixels, old: str, new: str) -> Pixels:
        try:
            return cvtColor2(image, old, new)
        except RuntimeError as error:
            raise CvBridgeError(str(error)) from None


def require_array(image: object) -> None:
    if not isinstance(image, np.ndarray | np.generic):
        raise TypeError(f"Your input type is not a numpy array: {type(image).__name__}")

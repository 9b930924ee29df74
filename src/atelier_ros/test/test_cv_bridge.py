"""Images through cv_bridge: encodings, depths, byte order, padding, compression, errors."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from cv_bridge import CvBridge, CvBridgeError, cvtColorForDisplay, getCvType
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

BRIDGE = CvBridge()


@pytest.fixture
def colours() -> npt.NDArray[np.uint8]:
    """(40, 30, 3), smooth, blue to the right and red below."""
    image = np.zeros((40, 30, 3), np.uint8)
    image[..., 0] = np.linspace(0, 255, 30)[None, :]
    image[..., 2] = np.linspace(0, 255, 40)[:, None]
    return image


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "uint16", "int16", "int32", "float32", "float64"]
)
@pytest.mark.parametrize("channels", [None, 1, 2, 3, 4, 5])
def test_there_and_back(dtype: str, channels: int | None) -> None:
    shape = (7, 5) if channels is None else (7, 5, channels)
    image = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    message = BRIDGE.cv2_to_imgmsg(image, header=Header(frame_id="camera"))
    assert message.header.frame_id == "camera"
    assert message.step == image[0].nbytes
    back = BRIDGE.imgmsg_to_cv2(message)
    assert back.dtype == image.dtype
    assert back.shape == ((7, 5) if channels == 1 else shape)
    assert (back == image.reshape(back.shape)).all()


def test_rows_may_be_padded_and_bytes_the_other_way_round() -> None:
    rows = np.arange(12, dtype=">u2").reshape(3, 4)
    padded = np.zeros((3, 6), ">u2")
    padded[:, :4] = rows
    message = Image(height=3, width=4, encoding="mono16", step=12, is_bigendian=True)
    message.data.frombytes(padded.tobytes())
    image = BRIDGE.imgmsg_to_cv2(message)
    assert image.dtype == np.dtype("uint16")
    assert image.tolist() == rows.tolist()
    assert BRIDGE.cv2_to_imgmsg(rows).is_bigendian


def test_colours_change_places(colours: npt.NDArray[np.uint8]) -> None:
    message = BRIDGE.cv2_to_imgmsg(colours, "bgr8")
    assert (BRIDGE.imgmsg_to_cv2(message, "bgr8") == colours).all()
    assert (BRIDGE.imgmsg_to_cv2(message, "rgb8") == colours[..., ::-1]).all()
    assert BRIDGE.imgmsg_to_cv2(message, "rgba8").shape == (40, 30, 4)
    gray = BRIDGE.imgmsg_to_cv2(message, "mono8")
    assert (gray == cv2.cvtColor(colours, cv2.COLOR_BGR2GRAY)).all()
    deep = BRIDGE.imgmsg_to_cv2(message, "mono16")
    assert deep.dtype == np.uint16
    assert abs(deep.astype(int) - 257 * gray.astype(int)).max() == 0
    back = BRIDGE.imgmsg_to_cv2(BRIDGE.cv2_to_imgmsg(deep, "mono16"), "bgr8")
    assert (back[..., 1] == gray).all()


@pytest.mark.parametrize(
    ("encoding", "red"),
    [
        ("bayer_rggb8", (0, 0)),
        ("bayer_bggr8", (1, 1)),
        ("bayer_gbrg8", (1, 0)),
        ("bayer_grbg8", (0, 1)),
    ],
)
def test_a_bayer_pattern_gives_its_colour(encoding: str, red: tuple[int, int]) -> None:
    mosaic = np.zeros((8, 8), np.uint8)
    mosaic[red[0] :: 2, red[1] :: 2] = 200
    image = BRIDGE.imgmsg_to_cv2(BRIDGE.cv2_to_imgmsg(mosaic, encoding), "rgb8")
    middle = image[2:6, 2:6]
    assert middle[..., 0].min() > 0
    assert middle[..., 1:].max() == 0


@pytest.mark.parametrize("encoding", ["yuv422", "yuv422_yuy2"])
def test_yuv_gives_gray_and_colour(encoding: str) -> None:
    pair = np.zeros((2, 4, 2), np.uint8)
    luma = 1 if encoding == "yuv422" else 0
    pair[..., luma], pair[..., 1 - luma] = 126, 128
    message = BRIDGE.cv2_to_imgmsg(pair, encoding)
    assert (BRIDGE.imgmsg_to_cv2(message, "mono8") == 126).all()
    assert abs(BRIDGE.imgmsg_to_cv2(message, "bgr8").astype(int) - 128).max() <= 1


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "tiff"])
def test_compressed_there_and_back(kind: str, colours: npt.NDArray[np.uint8]) -> None:
    message = BRIDGE.cv2_to_compressed_imgmsg(colours, kind)
    assert message.format == kind
    back = BRIDGE.compressed_imgmsg_to_cv2(message)
    assert abs(back.astype(int) - colours).max() <= (40 if kind == "jpg" else 0)
    assert BRIDGE.compressed_imgmsg_to_cv2(message, "mono8").shape == (40, 30)
    gray = BRIDGE.cv2_to_compressed_imgmsg(colours[..., 0], "png")
    assert BRIDGE.compressed_imgmsg_to_cv2(gray, "bgr8").shape == (40, 30, 3)


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda image: BRIDGE.cv2_to_imgmsg(image, "mono8"), "encoding specified as mono8, but image has incompatible type 8UC3"),
        (lambda image: BRIDGE.cv2_to_imgmsg(image, "rbg8"), r"Unrecognized image encoding \[rbg8\] \(did you mean 'rgb8'\?\)"),
        (lambda image: BRIDGE.imgmsg_to_cv2(BRIDGE.cv2_to_imgmsg(image), "mono16"), "8UC3.*is not a color format"),
        (lambda image: BRIDGE.imgmsg_to_cv2(BRIDGE.cv2_to_imgmsg(image, "bgr8"), "bayer_rggb8"), "Unsupported conversion from"),
        (lambda image: BRIDGE.imgmsg_to_cv2(BRIDGE.cv2_to_imgmsg(image, "bgr8"), "16UC1"), "same number of channels"),
        (lambda _: BRIDGE.compressed_imgmsg_to_cv2(CompressedImage(format="png")), "cannot decode 0 bytes as 'png'"),
        (lambda _: BRIDGE.imgmsg_to_cv2(Image(height=2, width=2, step=6, encoding="rgb8")), "needs a step of 6 or more and 12 bytes, got 0"),
        (lambda image: BRIDGE.cv2_to_imgmsg(image.astype(bool)), "no image type of bool numbers"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(act: Any, text: str, colours: npt.NDArray[np.uint8]) -> None:
    with pytest.raises(CvBridgeError, match=text):
        act(colours)


def test_what_is_no_array_and_what_is_no_encoding() -> None:
    with pytest.raises(TypeError, match="not a numpy array: int"):
        BRIDGE.cv2_to_imgmsg(1, "rgb8")  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="Unrecognized image encoding"):
        getCvType("8UC0")
    assert getCvType("32FC4") == cv2.CV_32FC4
    assert BRIDGE.encoding_to_dtype_with_channels("bgra16") == ("uint16", 4)


def test_labels_and_depths_can_be_shown() -> None:
    labels = np.arange(12, dtype=np.int32).reshape(3, 4)
    shown = cvtColorForDisplay(labels, "32SC1", "bgr8")
    assert shown.shape == (3, 4, 3)
    assert shown[0, 0].tolist() == [0, 0, 0]
    assert len({tuple(pixel) for pixel in shown.reshape(-1, 3).tolist()}) == 12
    depth = np.array([[1.0, 2.0], [3.0, np.inf]], np.float32)
    assert cvtColorForDisplay(depth, "32FC1", "mono8", do_dynamic_scaling=True).tolist() == [
        [0, 128],
        [255, 255],
    ]

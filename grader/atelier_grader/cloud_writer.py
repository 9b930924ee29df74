"""Point clouds as CDR bytes."""

from __future__ import annotations

import struct

import numpy as np

from atelier_grader.messages import NS, encode, header, new

_STAMP = struct.Struct("<iI")
_STAMP_AT = 4
_KINDS = {"f4": 7, "u2": 4}


class PointCloudWriter:
    """sensor_msgs/msg/PointCloud2 of `height` rows of `width` points, without padding.

    `fields` are names and numpy kinds (`f4`, `u2`), in order.
    """

    def __init__(
        self, frame_id: str, width: int, height: int, fields: tuple[tuple[str, str], ...]
    ) -> None:
        self.dtype = np.dtype([(name, f"<{kind}") for name, kind in fields])
        size = self.dtype.itemsize
        sizes = [np.dtype(kind).itemsize for _, kind in fields]
        offsets = np.cumsum([0, *sizes]).tolist()[:-1]
        message = new(
            "sensor_msgs/msg/PointCloud2",
            header=header(0, frame_id),
            width=width,
            height=height,
            fields=[
                new("sensor_msgs/msg/PointField", name=name, offset=offset, count=1,
                    datatype=_KINDS[kind])
                for (name, kind), offset in zip(fields, offsets, strict=True)
            ],
            point_step=size,
            row_step=size * width,
            data=np.zeros(size * width * height, np.uint8),
        )  # fmt: skip
        whole = encode(message)
        self._head = bytearray(whole[: len(whole) - 1 - size * width * height])
        self._points = np.zeros(width * height, self.dtype)

    def write(self, now_ns: int, dense: bool, **columns: object) -> bytes:
        """`columns` by field name, each of width * height values; dense: all are finite."""
        _STAMP.pack_into(self._head, _STAMP_AT, now_ns // NS, now_ns % NS)
        for name, values in columns.items():
            self._points[name] = np.asarray(values).ravel()
        return b"".join((self._head, self._points.tobytes(), b"\x01" if dense else b"\x00"))

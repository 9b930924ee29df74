"""Points along a camera's optical axes."""

from __future__ import annotations

import numpy as np

from atelier_grader.messages import STORE, encode

_CLOUD = "sensor_msgs/msg/PointCloud2"


def as_optical(cdr: bytes) -> bytes:
    """A PointCloud2 with x forward, z up, as one with x to the right, y down, z forward."""
    message = STORE.deserialize_cdr(cdr, _CLOUD)
    offsets = {field.name: field.offset for field in message.fields}
    data = message.data.reshape(-1, message.point_step).copy()
    values = {
        name: data[:, offsets[name] : offsets[name] + 4].copy().view("<f4").ravel()
        for name in ("x", "y", "z")
    }
    for name, turned in (("x", -values["y"]), ("y", -values["z"]), ("z", values["x"])):
        data[:, offsets[name] : offsets[name] + 4] = turned[:, None].view(np.uint8)
    message.data = data.ravel()
    return encode(message)

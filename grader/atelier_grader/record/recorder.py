"""One run as an MCAP file: what crossed the bridge, and where things truly were.

Opens in Foxglove and `ros2 bag`. Messages are the CDR bytes that crossed; the file of a run is
the same, byte for byte, each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from mcap.writer import CompressionType, IndexType, Writer
from typing_extensions import Self

from atelier_grader.engine.protocol import WorldState
from atelier_grader.messages import STORE
from atelier_grader.mission.schema import Mission
from atelier_grader.record.pose import POSE_TYPE, pose_stamped

IMAGE_TYPES = ("sensor_msgs/msg/Image", "sensor_msgs/msg/PointCloud2")
IMAGE_PERIOD_NS = 2_000_000_000
"""Uncompressed images and clouds are kept once in two simulated seconds."""

TRUTH_PERIOD_NS = 40_000_000
"""The truth is kept at 25 Hz."""

CHUNK_BYTES = 1 << 20


def followed_models(mission: Mission) -> tuple[str, ...]:
    """The models whose truth is worth keeping: the robot, and the loads that checks name."""
    names = [mission.robot]
    for check in mission.checks:
        names += [getattr(check, field, None) or mission.robot for field in ("load", "entity")]
    return tuple(dict.fromkeys(names))


class Recorder:
    """Writes `path`; whole when closed, and not there before."""

    def __init__(self, path: Path, models: Iterable[str] = ()) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        self._stream = os.fdopen(os.open(self._partial, flags, 0o644), "wb+")
        self._writer = Writer(
            self._stream,
            chunk_size=CHUNK_BYTES,
            compression=CompressionType.ZSTD,
            index_types=IndexType.ALL,
        )
        self._writer.start(profile="ros2", library="atelier")
        self._schemas: dict[str, int] = {}
        self._channels: dict[str, int] = {}
        self._next_ns: dict[str, int] = {}
        self._models = tuple((model, f"/truth/{model}") for model in models)
        self._next_truth_ns = 0

    def message(self, topic: str, type_name: str, time_ns: int, cdr: bytes) -> None:
        """Keep one message of a ROS type (`sensor_msgs/msg/Imu`) at simulated `time_ns`."""
        if type_name in IMAGE_TYPES:
            if time_ns < self._next_ns.get(topic, 0):
                return
            self._next_ns[topic] = time_ns + IMAGE_PERIOD_NS
        channel = self._channels.get(topic)
        if channel is None:
            channel = self._channels[topic] = self._register(topic, type_name)
        self._writer.add_message(channel, time_ns, cdr, time_ns)

    def truth(self, state: WorldState) -> None:
        """Keep the followed models' poses as `/truth/<model>`; call it as often as you like."""
        now_ns = state.now_ns
        if now_ns < self._next_truth_ns:
            return
        self._next_truth_ns = now_ns + TRUTH_PERIOD_NS
        for model, topic in self._models:
            self.message(topic, POSE_TYPE, now_ns, pose_stamped(now_ns, state.pose(model)))

    def _register(self, topic: str, type_name: str) -> int:
        schema = self._schemas.get(type_name)
        if schema is None:
            text, _ = STORE.generate_msgdef(type_name, ros_version=2)
            schema = self._writer.register_schema(type_name, "ros2msg", text.encode())
            self._schemas[type_name] = schema
        channel: int = self._writer.register_channel(topic, "cdr", schema)
        return channel

    def close(self) -> None:
        """Finish the file and put it in its place. A second call does nothing."""
        if self._stream.closed:
            return
        try:
            self._writer.finish()
            self._stream.close()
            self._partial.replace(self._path)
        finally:
            try:
                self._stream.close()  # fails once more on a full disk
            finally:
                self._partial.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

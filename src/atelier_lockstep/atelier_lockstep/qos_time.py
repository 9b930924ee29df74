"""Durations in a quality of service, on simulated time: deadline, lifespan, lease.

The middleware measures them on the machine's clock. It is given durations so long that none ever
runs out, in the same order, so that what matches stays the same; what they mean is done here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import Any

from rclpy.duration import Duration
from rclpy.impl.implementation_singleton import rclpy_implementation as rcl

from .channel import real_wall_ns

STRETCH = 10**6
LONGEST_NS = 2 * 10**18
UNLIMITED_NS = 10**17
DURATIONS = "lifespan", "deadline", "liveliness_lease_duration"


def stretched(profile: Any) -> Any:
    """A profile whose durations never run out on the machine's clock."""
    values = profile.to_dict()
    if not any(limited(values[name].nanoseconds) for name in DURATIONS):
        return profile
    long = {name: handle(stretch(values[name].nanoseconds)) for name in DURATIONS}
    return rcl.rmw_qos_profile_t(
        values["history"],
        values["depth"],
        values["reliability"],
        values["durability"],
        long["lifespan"],
        long["deadline"],
        values["liveliness"],
        long["liveliness_lease_duration"],
        values["avoid_ros_namespace_conventions"],
    )


def limited(duration_ns: int) -> bool:
    """Whether it is a duration at all: 0 stands for none, and so does whatever is very long."""
    return 0 < duration_ns < UNLIMITED_NS


def stretch(duration_ns: int) -> int:
    return min(duration_ns * STRETCH, LONGEST_NS) if limited(duration_ns) else duration_ns


def unstretched(info: dict[str, Any]) -> dict[str, Any]:
    """What the middleware tells of an endpoint, with the durations as the program gave them."""
    profile = info["qos_profile"]
    for name in DURATIONS:
        duration_ns = profile[name].nanoseconds
        if STRETCH <= duration_ns <= LONGEST_NS and duration_ns % STRETCH == 0:
            profile[name] = Duration(nanoseconds=duration_ns // STRETCH)
    return info


def handle(duration_ns: int) -> Any:
    return Duration(nanoseconds=duration_ns).get_c_duration()


class Moments:
    """When, on the machine's clock, each moment of simulated time began.

    The middleware stamps messages with the former; all that is sent in between was sent then.
    """

    def __init__(self) -> None:
        self._real_ns = array("q", [0])
        self._simulated_ns = array("q", [0])

    def add(self, now_ns: int) -> None:
        """Simulated time is now `now_ns`."""
        self._real_ns.append(real_wall_ns())
        self._simulated_ns.append(now_ns)

    def simulated_ns(self, stamp_ns: int) -> int:
        """The simulated time of a stamp of the machine's clock."""
        return self._simulated_ns[bisect_right(self._real_ns, stamp_ns) - 1]

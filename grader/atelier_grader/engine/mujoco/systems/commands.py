"""Commands in whichever ROS type the bridge gives them."""

from __future__ import annotations

from typing import Any


def twist_of(message: Any) -> Any:
    """geometry_msgs/msg/Twist of a Twist or a TwistStamped."""
    return getattr(message, "twist", message)

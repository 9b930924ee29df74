"""What becomes of a command with something else than a float in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from geometry_msgs.msg import Twist
from rclpy.serialization import serialize_message
from std_msgs.msg import Float64MultiArray

from atelier_grader.messages import decode
from atelier_grader.misread import misread


@pytest.mark.parametrize("value", [1, 5, True, np.float32(1.5), np.float32(-0.3)])
def test_what_rclpy_misreads_is_named(value: Any) -> None:
    command = Twist()
    command.angular.z = value
    assert misread(decode("geometry_msgs/msg/Twist", serialize_message(command))) == "angular.z"
    array = Float64MultiArray(data=[value])
    assert misread(decode("std_msgs/msg/Float64MultiArray", serialize_message(array))) is None


@pytest.mark.parametrize("value", [0.0, 1.0, -1e-300, 1e-310, np.float64(0.2), 0])
def test_numbers_are_numbers(value: Any) -> None:
    command = Twist()
    command.linear.x = value
    assert misread(decode("geometry_msgs/msg/Twist", serialize_message(command))) is None

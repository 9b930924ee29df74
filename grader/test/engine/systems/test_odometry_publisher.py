"""OdometryPublisher: true pose and velocity of a frame at an offset."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
import pytest

PLUGINS = """<plugin filename="gz-sim-odometry-publisher-system"
  name="gz::sim::systems::OdometryPublisher">{}</plugin>
  <plugin filename="gz-sim-velocity-control-system"
  name="gz::sim::systems::VelocityControl"><initial_linear>1 0 0</initial_linear>
  <initial_angular>0 0 0.5</initial_angular></plugin>"""
ODOMETRY = "nav_msgs/msg/Odometry"


def run(lab: Any, parameters: str, pose: str = "0 0 1 0 0 0") -> tuple[Any, list[Any]]:
    box = lab.box("drone", pose, joint=PLUGINS.format(parameters))
    engine = lab.engine(box.replace("</link>", "<gravity>false</gravity></link>"))
    lab.listen(engine)
    return engine, lab.run(engine, pi)


def test_planar(lab: Any) -> None:
    """A quarter of a circle of 2 m."""
    _, samples = run(lab, "")
    message = lab.last(samples, "/model/drone/odometry", ODOMETRY)
    place, turn, twist = message.pose.pose.position, message.pose.pose.orientation, message.twist
    assert [place.x, place.y, place.z] == pytest.approx([2, 2, 0], abs=0.02)
    assert 2 * np.arctan2(turn.z, turn.w) == pytest.approx(pi / 2, abs=0.01)
    assert twist.twist.linear.x == pytest.approx(1.0, abs=2e-3)
    assert twist.twist.linear.y == pytest.approx(0.0, abs=2e-3)
    assert twist.twist.angular.z == pytest.approx(0.5, rel=1e-6)
    assert (message.header.frame_id, message.child_frame_id) == (
        "drone/odom", "drone/base_footprint"
    )  # fmt: skip
    assert not message.pose.covariance.any()


def test_offsets_and_space(lab: Any) -> None:
    """A frame 0.2 m to the left, turned by a quarter: slower by 0.5 * 0.2 m/s, along its -y."""
    parameters = """<dimensions>3</dimensions><xyz_offset>0 0.2 0.1</xyz_offset>
      <rpy_offset>0 0 1.5707963267948966</rpy_offset>"""
    engine, samples = run(lab, parameters)
    message = lab.last(samples, "/model/drone/odometry", ODOMETRY)
    place, twist = message.pose.pose.position, message.twist.twist
    centre = engine.simulation.pose("drone").position
    wanted = centre + np.array([-0.2, 0.0, 0.1])
    assert [place.x, place.y, place.z] == pytest.approx(wanted, abs=0.01)
    assert [twist.linear.x, twist.linear.y] == pytest.approx([0, -0.9], abs=3e-3)


def test_covariance_and_transform(lab: Any) -> None:
    _, samples = run(lab, "<gaussian_noise>0.1</gaussian_noise><tf_topic>tf</tf_topic>")
    topic = "/model/drone/odometry_with_covariance"
    message = lab.last(samples, topic, ODOMETRY)
    assert np.diag(message.twist.covariance.reshape(6, 6)) == pytest.approx([0.01] * 6)
    assert np.count_nonzero(message.pose.covariance) == 6
    transform = lab.last(samples, "/tf", "tf2_msgs/msg/TFMessage").transforms[0]
    assert transform.transform.translation.x == message.pose.pose.position.x
    assert transform.child_frame_id == "drone/base_footprint"
    plain = lab.last(samples, "/model/drone/odometry", ODOMETRY)
    assert plain.twist.twist.linear.x == message.twist.twist.linear.x != 1.0

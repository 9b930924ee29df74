"""Mechanisms with one joint, and numbers to command them with."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_grader.messages import new


class Bench:
    """A drum of 0.02 kg m2 on a hinge, or a slider of 2 kg on a rail; both level."""

    @staticmethod
    def drum(plugin: str, axis: str = "") -> str:
        return Bench._machine("revolute", plugin, axis)

    @staticmethod
    def slider(plugin: str, axis: str = "") -> str:
        return Bench._machine("prismatic", plugin, axis)

    @staticmethod
    def _machine(kind: str, plugin: str, axis: str) -> str:
        return f"""<model name="machine"><link name="frame"/><link name="part"><inertial>
          <mass>2</mass><inertia><ixx>0.02</ixx><iyy>0.02</iyy><izz>0.02</izz></inertia>
          </inertial></link>
          <joint name="base" type="fixed"><parent>world</parent><child>frame</child></joint>
          <joint name="axle" type="{kind}"><parent>frame</parent><child>part</child>
            <axis><xyz>{"0 0 1" if kind == "revolute" else "1 0 0"}</xyz>{axis}</axis></joint>
          {plugin}</model>"""

    @staticmethod
    def plugin(short: str, name: str, parameters: str = "<joint_name>axle</joint_name>") -> str:
        return f"""<plugin filename="gz-sim-{short}-system" name="gz::sim::systems::{name}">
          {parameters}</plugin>"""

    @staticmethod
    def number(value: float) -> Any:
        return new("std_msgs/msg/Float64", data=value)


@pytest.fixture
def bench() -> type[Bench]:
    return Bench

"""Worlds of many moving bodies: another solver's bookkeeping, the same physics."""

from __future__ import annotations

import mujoco
import pytest

from atelier_grader import sdf
from atelier_grader.engine.mujoco.engine import MujocoEngine

CRATE = """<model name="b{i}"><pose>{x} {y} 0.3 0 0 0</pose><link name="l"><inertial auto="true"/>
<collision name="c"><geometry><box><size>.2 .2 .2</size></box></geometry></collision></link></model>"""
FLOOR = """<model name="g"><static>true</static><link name="l"><collision name="c"><geometry><plane/>
</geometry></collision></link></model>"""


def crates(count: int) -> MujocoEngine:
    models = "".join(CRATE.format(i=i, x=i % 5, y=i // 5) for i in range(count))
    return MujocoEngine(sdf.parse(f'<sdf><world name="w">{FLOOR}{models}</world></sdf>'))


def test_many_bodies_use_sparse_matrices_and_fall_like_few() -> None:
    few, many = crates(2), crates(40)
    assert few.simulation.model.opt.jacobian == mujoco.mjtJacobian.mjJAC_DENSE
    assert many.simulation.model.opt.jacobian == mujoco.mjtJacobian.mjJAC_SPARSE
    for engine in (few, many):
        engine.advance(100_000_000)
    fallen_m = 0.3 - many.simulation.pose("b39").position[2]
    assert fallen_m == pytest.approx(9.8 * 0.1 * 0.101 / 2, rel=1e-6)
    for engine in (few, many):
        while engine.now_ns < 1_000_000_000:
            engine.advance(1_000_000_000)
    rest = few.simulation.pose("b1").position[2]
    assert rest == pytest.approx(0.1, abs=1e-3)
    assert many.simulation.pose("b39").position[2] == pytest.approx(rest, abs=1e-6)


def test_many_bodies_are_the_same_again() -> None:
    one, two = crates(30), crates(30)
    one.advance(500_000_000)
    while two.now_ns < 500_000_000:
        two.advance(two.now_ns + 5_000_000)
    assert one.now_ns == two.now_ns == 500_000_000
    assert one.state_bytes() == two.state_bytes()

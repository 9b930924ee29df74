"""Links of one model pass through each other, few or many; other models' do not."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_grader.engine.mujoco.self_contacts import MANY_LINKS

LINK = """<link name="l{i}"><pose>{x} 0 0 0 0 0</pose><collision name="c"><geometry><box>
  <size>0.2 0.2 0.2</size></box></geometry></collision></link>"""
JOINT = """<joint name="j{i}" type="revolute"><parent>l0</parent><child>l{i}</child>
  <axis><xyz>0 0 1</xyz></axis></joint>"""


def comb(name: str, z: float, count: int, self_collide: bool = False) -> str:
    """Boxes of 0.2 m in a row, each 0.1 m from the last, all hinged on the first."""
    links = "".join(LINK.format(i=i, x=0.1 * i) for i in range(count))
    joints = "".join(JOINT.format(i=i) for i in range(1, count))
    return f"""<model name="{name}"><pose>0 0 {z} 0 0 0</pose>
      <self_collide>{self_collide}</self_collide>{links}{joints}</model>"""


def pairs(engine: Any) -> set[tuple[str, ...]]:
    """The models of each contact after one step."""
    engine.advance(engine.step_ns)
    model, data = engine.simulation.model, engine.simulation.data
    geoms = [data.contact[i].geom.tolist() for i in range(data.ncon)]
    return {tuple(sorted(model.geom(g).name.split("::")[0] for g in pair)) for pair in geoms}


@pytest.mark.parametrize("count", [3, MANY_LINKS + 2])
def test_touching_the_floor_and_each_other_but_not_themselves(lab: Any, count: int) -> None:
    engine = lab.engine(
        lab.floor(), comb("low", 0.099, count), comb("high", 0.298, count),
        lab.box("crate", "0 0.199 0.1 0 0 0"),
    )  # fmt: skip
    assert pairs(engine) == {
        ("floor", "low"), ("high", "low"), ("crate", "low"), ("crate", "floor"), ("crate", "high")
    }  # fmt: skip


@pytest.mark.parametrize("count", [3, MANY_LINKS + 2])
def test_self_collide(lab: Any, count: int) -> None:
    assert pairs(lab.engine(comb("one", 5, count, self_collide=True))) == {("one", "one")}


def test_a_model_of_very_many_links_is_built_without_a_pair_for_each_two(lab: Any) -> None:
    engine = lab.engine(comb("one", 5, 400))
    assert engine.simulation.model.nexclude == 0
    assert pairs(engine) == set()

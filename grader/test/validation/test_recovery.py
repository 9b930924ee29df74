"""Every fault of a world at once, and no fault that only follows from another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from atelier_grader.validation.recovery import gather

Faults = Callable[[str], list[str]]

LINK = """<link name="{name}">
<inertial><mass>{mass}</mass></inertial>
<collision name="c"><geometry>
<box><size>{size}</size></box>
</geometry></collision></link>
"""


def link(name: str, mass: str = "1", size: str = "1 1 1") -> str:
    return LINK.format(name=name, mass=mass, size=size)


def joint(parent: str, child: str, name: str = "j", inner: str = "<xyz>0 0 1</xyz>") -> str:
    return f"""<joint name="{name}" type="revolute"><parent>{parent}</parent>
<child>{child}</child><axis>{inner}</axis></joint>
"""


def plugin(joint_name: str) -> str:
    return f"""<plugin filename="gz-sim-apply-joint-force-system"
 name="gz::sim::systems::ApplyJointForce"><joint_name>{joint_name}</joint_name></plugin>
"""


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    def of(body: str) -> list[str]:
        path = tmp_path / "w.sdf"
        path.write_text(f'<sdf version="1.9"><world name="w">\n{body}</world></sdf>')
        return [str(fault).removeprefix(f"{tmp_path}/") for fault in gather(path, []).faults]

    return of


def test_a_world_without_faults(faults: Faults) -> None:
    body = f'<model name="m">{link("a")}{link("b")}{joint("a", "b")}{plugin("j")}</model>'
    assert faults(body) == []


def test_faults_of_every_kind_at_once(faults: Faults) -> None:
    body = f"""<include><uri>model://gone</uri></include>
<model name="m">{link("a", mass="heavy")}{link("b", size="1 x 1")}{joint("a", "bb")}
{joint("a", "b", "k", "<xyz>0 0 0</xyz>")}</model>
<model name="n">{link("z")}{plugin("wheel")}</model>
"""
    found = faults(body)
    assert [each.partition("; ")[0] for each in found] == [
        "w.sdf:2: 'model://gone' is not found",
        "w.sdf:4: inertial: <mass> expected a finite number, got 'heavy'",
        "w.sdf:11: box: <size> expected 3 finite numbers, got '1 x 1'",
        "w.sdf:14: model 'm': there is no frame 'bb'",
        "w.sdf:17: axis: <xyz> expected a direction, got zero",
        "w.sdf:24: plugin 'gz::sim::systems::ApplyJointForce': there is no joint 'wheel'",
    ]


def test_what_follows_from_a_fault_is_not_told(faults: Faults) -> None:
    """Without joint k, the plugin finds none; without the include, nothing of it is there."""
    body = f"""<include><uri>model://gone</uri><name>arm</name></include>
<model name="m">{link("a")}{link("b")}{joint("a", "b", "k", "<xyz>0 0 0</xyz>")}{plugin("k")}</model>
<joint name="weld" type="fixed"><parent>m</parent><child>arm</child></joint>
"""
    assert [each.split(":")[1] for each in faults(body)] == ["2", "14"]


def test_a_model_included_often_has_its_fault_once(faults: Faults, tmp_path: Path) -> None:
    text = f'<sdf version="1.9"><model name="part">{link("a", mass="-1")}</model></sdf>'
    (tmp_path / "part.sdf").write_text(text)
    include = "<include><uri>part.sdf</uri><name>p{}</name></include>"
    found = faults("".join(include.format(i) for i in range(5)))
    assert found == ["part.sdf:2: inertial: <mass> expected more than 0 kg, got -1"]


def test_many_faults_end(faults: Faults) -> None:
    body = "".join(f'<model name="m{i}">{link("a", mass="x")}</model>' for i in range(100))
    assert len(faults(body)) == 40


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<sdf><world>", "w.sdf:1: not well-formed XML"),
        ("", "w.sdf:1: not well-formed XML: no element found"),
        ("<robot name='r'/>", "w.sdf:1: expected <sdf>, got <robot>"),
        ("<sdf version='1.9'/>", "w.sdf:1: expected a <world>, has none"),
    ],
)
def test_what_cannot_be_read_at_all(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "w.sdf").write_text(text)
    found = gather(tmp_path / "w.sdf", [])
    assert found.engine is None
    assert [str(fault).removeprefix(f"{tmp_path}/")[: len(said)] for fault in found.faults] == [
        said
    ]

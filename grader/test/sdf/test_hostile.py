"""Broken and hostile worlds: an error with file and line, never a traceback, never a hang."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atelier_grader import sdf
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.protocol import EngineError
from atelier_grader.sdf.include import MAX_ELEMENTS
from atelier_grader.sdf.tree import MAX_BYTES, parse_text


def world(body: str) -> str:
    return f'<sdf version="1.9">\n<world name="w">\n{body}</world></sdf>'


def link(body: str) -> str:
    return world(f'<model name="m"><link name="l">\n{body}</link></model>')


def shape(geometry: str) -> str:
    return link(f'<collision name="c"><geometry>\n{geometry}</geometry></collision>')


ARM = '<model name="m"><link name="a"/><link name="b"/>\n{}</model>'
JOINT = (
    '<joint name="j" type="{type}"><parent>{parent}</parent><child>{child}</child>{rest}</joint>'
)


def joint(parent: str = "a", child: str = "b", kind: str = "fixed", rest: str = "") -> str:
    return world(ARM.format(JOINT.format(type=kind, parent=parent, child=child, rest=rest)))


CASES = {
    "an empty file": ("", r":1: not well-formed XML"),
    "no XML": ("hello", r":1: not well-formed XML"),
    "binary": ("\x00\x01", r":1: not well-formed XML"),
    "an external entity": (
        '<!DOCTYPE s SYSTEM "file:///etc/passwd"><sdf/>', r":1: refused: a <!DOCTYPE>"),
    "an unknown entity": ("<sdf>&x;</sdf>", r":1: not well-formed XML: undefined entity"),
    "another root": ("<robot/>", r":1: expected <sdf>, got <robot>"),
    "no world": ("<sdf/>", r":1: expected a <world>, has none"),
    "a model only": ('<sdf><model name="m"/></sdf>', r"this file holds a model 'm': <include> it"),
    "two worlds": ('<sdf><world name="a"/>\n<world name="b"/></sdf>', r":2: sdf: a second <world>"),
    "a NaN pose": (link("<pose>0 0 nan 0 0 0</pose>"), r":4: pose: expected 6 finite numbers"),
    "an infinite pose": (link("<pose>0 0 inf 0 0 0</pose>"), r":4: pose: expected 6 finite num"),
    "a short pose": (link("<pose>0 0 1</pose>"), r":4: pose: expected 6 finite numbers, got '0 0 1'"),
    "a NaN size": (shape("<box><size>1 1 nan</size></box>"), r":5: box: <size> expected 3 finite"),
    "a negative size": (shape("<box><size>1 -1 1</size></box>"), r":5: box: <size> expected lengths"),
    "a negative radius": (shape("<sphere><radius>-1</radius></sphere>"), r":5: sphere: <radius>"),
    "an empty mesh": (shape("<mesh/>"), r":5: mesh: needs a <uri>, has none"),
    "a missing mesh": (
        shape("<mesh><uri>no.stl</uri></mesh>"), r":5: 'no.stl' is not found; looked in"),
    "a missing texture": (
        link('<visual name="v"><geometry><box/></geometry><material><pbr><metal>\n'
             "<albedo_map>no.png</albedo_map></metal></pbr></material></visual>"),
        r":4: 'no.png' is not found; looked in"),
    "a missing include": (
        world("<include><uri>model://no</uri></include>"), r":3: 'model://no' is not found"),
    "no mass": (link("<inertial><mass>0</mass></inertial>"), r":4: inertial: <mass> expected more"),
    "a negative mass": (link("<inertial><mass>-1</mass></inertial>"), r"than 0 kg, got -1"),
    "an infinite mass": (link("<inertial><mass>inf</mass></inertial>"), r"expected a finite number"),
    "an impossible inertia": (
        link("<inertial><inertia><izz>3</izz></inertia></inertial>"), r"no moment may exceed the sum"),
    "two models of a name": (
        world('<model name="m"><link name="l"/></model>\n<model name="m"><link name="l"/></model>'),
        r":4: world 'w': a second 'm'; names must differ"),
    "two links of a name": (
        world('<model name="m"><link name="l"/>\n<link name="l"/></model>'), r":4: model 'm': a second"),
    "two collisions of a name": (
        link('<collision name="c"><geometry/></collision>\n<collision name="c"><geometry/></collision>'),
        r":5: a second collision 'c'; names must differ"),
    "a reserved name": (world('<model name="m"><link name="__l__"/></model>'), r"'__l__' is reserved"),
    "a model without links": (world('<model name="m"/>'), r":3: model 'm': needs a <link>, has none"),
    "a joint with itself": (joint("a", "a"), r":4: joint 'j': joins 'a' with itself"),
    "an unknown parent": (joint("c"), r":4: model 'm': there is no frame 'c'"),
    "an unknown child": (joint(child="bb"), r":4: model 'm': there is no frame 'bb'"),
    "an unknown frame": (
        link('<pose relative_to="x"/>'), r":4: model 'm': there is no frame 'x'; valid: __model__, l"),
    "a frame on itself": (
        world(ARM.format('<frame name="f" attached_to="f"/>')), r"frames form a cycle"),
    "a zero axis": (
        joint(kind="revolute", rest="<axis><xyz>0 0 0</xyz></axis>"), r":4: .*expected a direction"),
    "no step": (
        world("<physics><max_step_size>0</max_step_size></physics>"), r"<max_step_size> expected 1e-06 to 1 s, got 0"),
    "a NaN gravity": (world("<gravity>0 0 nan</gravity>"), r":3: .*<gravity> expected 3 finite"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_broken_worlds(case: str, tmp_path: Path) -> None:
    text, message = CASES[case]
    path = tmp_path / "bad.sdf"
    path.write_text(text)
    with pytest.raises(sdf.SdfError, match=message) as caught:
        MujocoEngine(sdf.load(path))
    assert str(caught.value).startswith(f"{path}:")
    assert caught.value.place.line > 0


def test_xml_that_gazebo_reads_is_read() -> None:
    text = """
<?xml version="1.0"?><sdf version="1.9"><!-- a -- b --><world name="w"><gz:thing/>
<![CDATA[ <!-- kept ]]>
<!--
--- three lines
--><rocket/></world></sdf>"""
    listed = [(each.element, each.place.line) for each in sdf.parse(text).unsupported]
    assert listed == [("world/gz:thing", 2), ("world/rocket", 6)]


def test_files_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(sdf.SdfError, match="cannot be read: Is a directory"):
        sdf.load(tmp_path)
    big = tmp_path / "big.sdf"
    with big.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(sdf.SdfError, match="the file is over the limit"):
        sdf.load(big)


def test_many_elements_are_read_in_time_and_too_many_are_refused() -> None:
    began_s = time.process_time()
    frames = "".join(
        f'<frame name="f{i + 1}" attached_to="f{i}"><pose>1 0 0 0 0 0</pose></frame>'
        for i in range(20_000)
    )
    model = f'<model name="m"><link name="l"/><frame name="f0"/>{frames}</model>'
    (found,) = sdf.parse(world(model)).models
    assert found.frames[-1].pose.position.tolist() == [20_000, 0, 0]
    assert found.frames[-1].link == "l"
    assert len(parse_text(world("<a/>" * 100_000))[0]) == 100_000
    with pytest.raises(sdf.SdfError, match=f"has more than {MAX_ELEMENTS} elements"):
        sdf.parse(world("<a/>" * MAX_ELEMENTS))
    assert time.process_time() - began_s < 30


def test_includes_do_not_multiply_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file includes the next one ten times: 10^8 models would be the result."""
    for level in range(9):
        parts = "".join(
            f"<include><uri>{level + 1}.sdf</uri><name>i{i}</name></include>" for i in range(10)
        )
        body = f'<sdf><model name="m"><link name="l"/>{parts if level < 8 else ""}</model></sdf>'
        (tmp_path / f"{level}.sdf").write_text(body)
    monkeypatch.setattr("atelier_grader.sdf.include.MAX_ELEMENTS", 5000)
    with pytest.raises(sdf.SdfError, match="more than 5000 elements, includes counted"):
        sdf.parse(world("<include><uri>0.sdf</uri></include>"), tmp_path)


def test_a_long_chain_of_links_from_its_end_on() -> None:
    """The parents come last in the file."""
    count = 1500
    links = "".join(f'<link name="l{i}"/>' for i in range(count))
    joints = "".join(
        f'<joint name="j{i}" type="fixed"><parent>l{i + 1}</parent><child>l{i}</child></joint>\n'
        for i in range(count - 1)
    )
    with pytest.raises(sdf.SdfError, match=r"joint 'm::j\d+': more than 400 joints in a row"):
        MujocoEngine(sdf.parse(world(f'<model name="m">{links}{joints}</model>')))


VALID = """<sdf version="1.9"><world name="w"><gravity>0 0 -9.8</gravity>
<physics><max_step_size>0.002</max_step_size></physics>
<light name="s" type="directional"><direction>0 0 -1</direction></light>
<frame name="f" attached_to="m::a"><pose>1 0 0 0 0 0</pose></frame>
<model name="m" canonical_link="a"><pose relative_to="world">0 0 1 0 0 0</pose>
<link name="a"><inertial><mass>2</mass><inertia><ixx>1</ixx><iyy>1</iyy><izz>1</izz></inertia></inertial>
<collision name="c"><geometry><box><size>1 1 1</size></box></geometry><surface><friction><ode>
<mu>0.5</mu></ode></friction></surface></collision>
<sensor name="i" type="imu"><update_rate>10</update_rate></sensor></link>
<link name="b"><pose relative_to="a">0 0 1 0 0 0</pose><visual name="v"><geometry><sphere><radius>1
</radius></sphere></geometry><material><diffuse>1 0 0 1</diffuse></material></visual></link>
<joint name="j" type="revolute"><parent>a</parent><child>b</child><axis><xyz>0 0 1</xyz><limit>
<lower>-1</lower><upper>1</upper></limit></axis></joint>
<plugin filename="gz-sim-joint-state-publisher-system" name="gz::sim::systems::JointStatePublisher"/>
</model></world></sdf>"""
WORDS = (
    "", "nan", "inf", "-1", "0", "1e308", "1e-300", "a", "__model__", "world", "m", "a::b", "::", "true",
    "revolute", "universal", "screw", "ball", "<link/>", "<pose/>", "<model name='a'/>", "</model>", "é",
    "<include/>", "<include merge='true'><uri>x</uri></include>", "<axis/>", "0 0 0", "1 2 3 4 5 6 7",
)  # fmt: skip


@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(VALID)), st.integers(0, 40), st.sampled_from(WORDS) | st.text()
        ),
        min_size=1,
        max_size=3,
    )
)
def test_mutations_of_a_valid_world_only_raise_sdf_errors(
    edits: list[tuple[int, int, str]],
) -> None:
    text = VALID
    for start, length, word in edits:
        text = text[:start] + word + text[start + length :]
    with suppress(sdf.SdfError):
        MujocoEngine(sdf.parse(text))


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.data())
def test_mutations_of_its_words_only_raise_sdf_errors(data: st.DataObject) -> None:
    """Text and attributes are exchanged, elements dropped and doubled: it stays XML."""
    root = parse_text(VALID)
    nodes = list(root.iter())
    for _ in range(data.draw(st.integers(1, 3))):
        node = nodes[data.draw(st.integers(1, len(nodes) - 1))]
        action = data.draw(st.sampled_from(("text", "attribute", "drop", "double", "tag")))
        word = data.draw(st.sampled_from(WORDS))
        if action == "text":
            node.text = word
        elif action == "attribute" and node.attrib:
            node.set(data.draw(st.sampled_from(sorted(node.attrib))), word)
        elif action == "drop" and len(node):
            del node[data.draw(st.integers(0, len(node) - 1))]
        elif action == "double" and len(node):
            node.append(node[data.draw(st.integers(0, len(node) - 1))])
        elif action == "tag":
            node.tag = data.draw(st.sampled_from([str(other.tag) for other in nodes]))
    with suppress(sdf.SdfError, EngineError):
        MujocoEngine(sdf.build_world(root)).advance(10_000_000)

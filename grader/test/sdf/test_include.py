"""Files into one tree."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from atelier_grader import sdf
from atelier_grader.sdf.tree import MAX_DEPTH, parse_text
from atelier_grader.sdf.uri import gazebo_paths

MODEL = '<sdf version="1.9"><model name="{name}"><link name="link">{body}</link></model></sdf>'


def world(body: str) -> str:
    return f'<sdf version="1.9"><world name="w">{body}</world></sdf>'


def include(uri: str, extra: str = "") -> str:
    return f"<include><uri>{uri}</uri>{extra}</include>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    crate = tmp_path / "models" / "crate"
    crate.mkdir(parents=True)
    (crate / "model.config").write_text(
        '<model><sdf version="1.6">old.sdf</sdf><sdf version="1.9">model.sdf</sdf></model>'
    )
    mesh = '<visual name="v"><geometry><mesh><uri>lid.stl</uri></mesh></geometry></visual>'
    (crate / "model.sdf").write_text(MODEL.format(name="crate", body=mesh))
    (crate / "lid.stl").write_text("solid\nendsolid\n")
    (tmp_path / "beside.sdf").write_text(MODEL.format(name="beside", body=""))
    return tmp_path


def test_names_poses_static_and_own_files(folder: Path) -> None:
    extra = "<name>a</name><pose>1 0 0 0 0 0</pose><static>true</static>"
    text = world(include("model://crate", extra) + include("beside.sdf"))
    found = sdf.parse(text, folder, [folder / "models"])
    first, second = found.models
    assert (first.name, first.static, first.pose.position.tolist()) == ("a", True, [1, 0, 0])
    assert (second.name, second.static) == ("beside", False)
    assert first.place.file.endswith("models/crate/model.sdf")
    mesh = first.links[0].visuals[0].geometry
    assert getattr(mesh, "path", None) == folder / "models" / "crate" / "lid.stl"


def test_trees_can_be_edited_and_copied(folder: Path) -> None:
    (folder / "w.sdf").write_text(world(include("beside.sdf")))
    tree = sdf.read_tree(folder / "w.sdf")
    edited = copy.deepcopy(tree)
    model = edited.find("world/model")
    assert isinstance(model, sdf.Node)
    model.set("name", "moved")
    assert sdf.build_world(edited).models[0].name == "moved"
    assert sdf.build_world(tree).models[0].name == "beside"
    assert model.place.line == 1


def test_what_is_not_found_says_where_it_was_looked_for(folder: Path) -> None:
    with pytest.raises(sdf.SdfError, match=r"<text>:1: 'model://crat' is not found; looked in "):
        sdf.parse(world(include("model://crat")), folder, [folder / "models"])
    (folder / "models/crate").mkdir(parents=True, exist_ok=True)
    (folder / "models/crate/model.config").touch()
    with pytest.raises(sdf.SdfError, match=r"looked in .*; did you mean 'crate'\?"):
        sdf.parse(world(include("model://crat")), folder, [folder / "models"])
    with pytest.raises(sdf.SdfError, match="'ftp://x/y': only relative paths, file:// and model"):
        sdf.parse(world(include("ftp://x/y")), folder)
    with pytest.raises(sdf.SdfError, match=r"nowhere.sdf: cannot be read: No such file"):
        sdf.load(folder / "nowhere.sdf")


def test_cycles_are_refused(folder: Path) -> None:
    loop = '<sdf version="1.9"><model name="m"><link name="l"/>{}</model></sdf>'
    (folder / "one.sdf").write_text(loop.format(include("two.sdf")))
    (folder / "two.sdf").write_text(loop.format(include("one.sdf")))
    with pytest.raises(sdf.SdfError, match=r"two.sdf:1: includes form a cycle: .*one.sdf"):
        sdf.parse(world(include("one.sdf")), folder)


BOMB = """<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<sdf version="1.9"><world name="&b;"/></sdf>"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, r"<text>:1: refused: a <!DOCTYPE>: no DTD, no entities"),
        ("<sdf><world>", r"<text>:1: not well-formed XML: no element found"),
        ("<a>" * (MAX_DEPTH + 1), rf"elements are nested more than {MAX_DEPTH} deep"),
        ("", r"not well-formed XML"),
        ("<urdf/>", r"expected <sdf>, got <urdf>"),
        ("<sdf/>", r"expected a <world>, has none"),
        ("<sdf><world/></sdf>", r"world: needs an attribute 'name', has none"),
    ],
)
def test_broken_files(text: str, message: str) -> None:
    with pytest.raises(sdf.SdfError, match=message):
        sdf.parse(text)


def test_lines_are_kept() -> None:
    root = parse_text("<sdf>\n\n<world\n name='w'>\n<model/></world></sdf>", "x.sdf")
    places = [node.place.line for node in root.iter() if isinstance(node, sdf.Node)]
    assert places == [1, 3, 5]


def test_folders_of_gazebos_own_variables() -> None:
    environment = {"GAZEBO_MODEL_PATH": "/c:/d", "SDF_PATH": "/b", "GZ_SIM_RESOURCE_PATH": ":/a"}
    assert gazebo_paths(environment) == [Path(p) for p in ("/a", "/b", "/c", "/d")]


def test_a_model_names_its_own_files_by_its_own_name(folder: Path) -> None:
    mesh = '<visual name="v"><geometry><mesh><uri>model://crate/lid.stl</uri></mesh></geometry></visual>'
    (folder / "models" / "crate" / "model.sdf").write_text(MODEL.format(name="crate", body=mesh))
    found = sdf.parse(world(include("models/crate")), folder)
    geometry = found.models[0].links[0].visuals[0].geometry
    assert getattr(geometry, "path", Path()).resolve() == folder / "models" / "crate" / "lid.stl"

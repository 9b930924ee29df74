"""Every kind of variation: what it changes, that equal streams draw alike, and its errors."""

from __future__ import annotations

import copy
from typing import Any
from xml.etree.ElementTree import tostring

import numpy as np
import pytest
from pydantic import ValidationError

from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.variations.base import VARIATIONS, Variation
from atelier_grader.sdf.tree import Node, parse_text

WORLD = """
<sdf version="1.9"><world name="w">
  <light name="sun" type="directional"><diffuse>0.5 0.4 0.3 1</diffuse></light>
  <model name="cart"><pose>1 2 0.5 0 0 1.5707963267948966</pose>
    <link name="base">
      <inertial><mass>3</mass><inertia><ixx>1</ixx><iyy>2</iyy><izz>3</izz></inertia></inertial>
      <collision name="c"><geometry><box><size>1 1 1</size></box></geometry></collision>
      <sensor name="lidar" type="gpu_lidar"><lidar><noise><stddev>0.01</stddev></noise></lidar>
      </sensor>
    </link>
    <link name="arm"><inertial><mass>1</mass></inertial></link>
  </model>
  <model name="box"><pose>1 3 0.9 0 0 0</pose><link name="l"><visual name="v"><material><pbr><metal>
    <albedo_map>a.png</albedo_map></metal></pbr></material></visual></link></model>
  <model name="plain"><link name="l"/></model>
</world></sdf>"""

TITLE = {"en": "t", "fr": "t"}

SLOTS = [
    {"x_m": 5.0, "y_m": 0.0},
    {"x_m": 0.0, "y_m": 5.0, "yaw_rad": 1.0},
    {"x_m": 9.0, "y_m": 9.0},
]

EXAMPLES: dict[str, dict[str, Any]] = {
    "place": {"models": ["cart", "box"], "slots": SLOTS, "jitter_m": 0.1, "jitter_rad": 0.1},
    "jitter_pose": {"models": ["cart", "box"], "ahead_m": 0.2, "aside_m": 0.1, "yaw_rad": 0.3},
    "sensor_noise": {"model": "cart", "sensor": "lidar", "factor": [0.5, 2.0]},
    "friction": {"models": ["cart"], "mu": [0.2, 0.9]},
    "mass": {"model": "cart", "mass_kg": [5.0, 9.0]},
    "texture": {"model": "box", "files": ["b.png", "c.png", "d.png", "e.png"]},
    "light": {"light": "sun", "brightness": [0.5, 1.5], "warmth": [-0.2, 0.2]},
    "remove": {"models": ["box", "plain", "cart"], "at_least": 1, "at_most": 2},
}


def world() -> Node:
    found = parse_text(WORLD).find("world")
    assert isinstance(found, Node)
    return found


def vary(kind: str, seed: int = 1, **changes: Any) -> tuple[Node, Any]:
    tree = world()
    drawn = example(kind, **changes).apply(tree, np.random.default_rng(seed))
    return tree, drawn


def example(kind: str, **changes: Any) -> Variation:
    return VARIATIONS.parse({"id": "v", "kind": kind, "title": TITLE, **EXAMPLES[kind], **changes})


def numbers(tree: Node, path: str) -> list[float]:
    return [float(word) for word in (tree.findtext(path) or "").split()]


def model_pose(tree: Node, name: str) -> list[float]:
    return numbers(tree, f"model[@name='{name}']/pose")


def test_every_registered_kind_has_an_example() -> None:
    assert sorted(EXAMPLES) == list(VARIATIONS)


@pytest.mark.parametrize("kind", list(VARIATIONS))
def test_equal_streams_draw_alike_and_others_differ(kind: str) -> None:
    same, again, other = (vary(kind, seed) for seed in (3, 3, 5))
    assert tostring(same[0]) == tostring(again[0])
    assert same[1] == again[1]
    assert tostring(same[0]) != tostring(world())
    seen = {tostring(vary(kind, seed)[0]) for seed in range(12)}
    assert len(seen) > 2, "twelve seeds hardly differ"
    assert other[1] is not None


@pytest.mark.parametrize("kind", list(VARIATIONS))
def test_what_does_not_exist_is_named_with_the_nearest_name(kind: str) -> None:
    declared = EXAMPLES[kind]
    wrong: dict[str, Any] = {}
    if "models" in declared:
        wrong["models"] = ["crat"] * len(declared["models"])
    elif "model" in declared:
        wrong["model"] = "crat"
    else:
        wrong["light"] = "sum"
    near = "'sun'" if "light" in wrong else "'cart'"
    with pytest.raises(MissionError, match=f"world 'w': expected a .* nearest valid name: {near}"):
        vary(kind, 0, **wrong)


def test_place_uses_each_slot_once_and_keeps_the_height() -> None:
    for seed in range(30):
        tree, drawn = vary("place", seed)
        chosen = [drawn[name]["slot"] for name in ("cart", "box")]
        assert len(set(chosen)) == 2
        for name, z in (("cart", 0.5), ("box", 0.9)):
            slot = SLOTS[drawn[name]["slot"]]
            x, y, height, roll, pitch, yaw = model_pose(tree, name)
            assert abs(x - slot["x_m"]) <= 0.1
            assert abs(y - slot["y_m"]) <= 0.1
            assert abs(yaw - slot.get("yaw_rad", 0.0)) <= 0.1
            assert (height, roll, pitch) == (z, 0.0, 0.0)


def test_place_needs_a_slot_for_each_model() -> None:
    with pytest.raises(ValidationError, match="a slot or more for each of 2 models, got 1"):
        example("place", slots=SLOTS[:1])


def test_jitter_moves_the_models_as_one_body_along_the_first_ones_axes() -> None:
    for seed in range(20):
        tree, drawn = vary("jitter_pose", seed)
        cart, box = np.array(model_pose(tree, "cart")), np.array(model_pose(tree, "box"))
        turn = drawn["yaw_rad"]
        # The cart heads along +y: ahead is +y, aside is -x.
        assert cart[:2] == pytest.approx([1 - drawn["aside_m"], 2 + drawn["ahead_m"]])
        assert cart[5] == pytest.approx(np.pi / 2 + turn)
        # The box lay 1 m along +y from the cart, and turns with it.
        assert box[:2] - cart[:2] == pytest.approx([-np.sin(turn), np.cos(turn)])
        assert box[5] == pytest.approx(turn)
        assert abs(drawn["ahead_m"]) <= 0.2
        assert abs(drawn["aside_m"]) <= 0.1
        assert abs(turn) <= 0.3


def test_noise_scales_every_deviation() -> None:
    tree, drawn = vary("sensor_noise")
    assert 0.5 <= drawn["factor"] < 2.0
    assert numbers(tree, ".//stddev") == pytest.approx([0.01 * drawn["factor"]])


def test_noise_needs_a_sensor_that_declares_some() -> None:
    with pytest.raises(MissionError, match="model 'cart': expected a sensor, got 'lidr'; nearest"):
        vary("sensor_noise", sensor="lidr")
    tree = world()
    for parent in tree.iter("lidar"):
        parent.clear()
    with pytest.raises(MissionError, match="sensor 'lidar' of model 'cart' declares no noise"):
        example("sensor_noise").apply(tree, np.random.default_rng(0))


def test_friction_is_made_where_the_file_has_none() -> None:
    tree, drawn = vary("friction")
    ode = ".//collision/surface/friction/ode/"
    assert numbers(tree, ode + "mu") == numbers(tree, ode + "mu2") == [drawn["mu"]]
    made = tree.find(".//surface")
    assert isinstance(made, Node), "the typed reader needs its own nodes"


def test_mass_is_the_total_and_inertia_scales_with_it() -> None:
    tree, drawn = vary("mass")
    masses = [float(each.text or "") for each in tree.iter("mass")]
    assert sum(masses) == pytest.approx(drawn["mass_kg"])
    assert masses[0] / masses[1] == pytest.approx(3.0)
    assert numbers(tree, ".//iyy") == pytest.approx([2 * drawn["mass_kg"] / 4])
    with pytest.raises(MissionError, match="model 'plain' declares no <mass> to scale"):
        vary("mass", model="plain")


def test_texture_is_one_of_the_files() -> None:
    seen = {vary("texture", seed)[0].findtext(".//albedo_map") for seed in range(40)}
    assert seen == {"b.png", "c.png", "d.png", "e.png"}
    with pytest.raises(MissionError, match="model 'plain' has no <albedo_map> to change"):
        vary("texture", model="plain")


def test_light_stays_within_what_a_colour_may_be() -> None:
    for seed in range(20):
        tree, drawn = vary("light", seed, brightness=[0.1, 4.0])
        red, green, blue, alpha = numbers(tree, "light/diffuse")
        assert min(red, green, blue) >= 0
        assert max(red, green, blue) <= 1
        assert alpha == 1
        assert green == pytest.approx(min(1.0, 0.4 * drawn["brightness"]))


def test_remove_takes_between_the_bounds() -> None:
    counts = set()
    for seed in range(20):
        tree, drawn = vary("remove", seed)
        left = [each.get("name") for each in tree.findall("model")]
        assert not set(left) & set(drawn["removed"])
        assert len(left) + len(drawn["removed"]) == 3
        counts.add(len(drawn["removed"]))
    assert counts == {1, 2}
    with pytest.raises(ValidationError, match="at_least <= at_most <= 3 models, got 2 and 9"):
        example("remove", at_least=2, at_most=9)


def test_a_range_is_ordered() -> None:
    with pytest.raises(ValidationError, match=r"\[lowest, highest\], got \[2, 1\]"):
        example("friction", mu=[2.0, 1.0])


def test_a_copy_is_varied_alone() -> None:
    tree = world()
    before = tostring(tree)
    example("place").apply(copy.deepcopy(tree), np.random.default_rng(0))
    assert tostring(tree) == before

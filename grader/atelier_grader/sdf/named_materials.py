"""The colours of Gazebo classic's material scripts, which Gazebo knows by name to this day."""

from __future__ import annotations

from atelier_grader.sdf.reader import Element

Rgb = tuple[float, float, float]

_DIFFUSE: dict[str, Rgb] = {
    "Grey": (0.7, 0.7, 0.7),
    "DarkGrey": (0.175, 0.175, 0.175),
    "White": (1.0, 1.0, 1.0),
    "FlatBlack": (0.1, 0.1, 0.1),
    "Black": (0.0, 0.0, 0.0),
    "Red": (1.0, 0.0, 0.0),
    "RedBright": (0.87, 0.26, 0.07),
    "Green": (0.0, 1.0, 0.0),
    "Blue": (0.0, 0.0, 1.0),
    "SkyBlue": (0.0, 0.0, 1.0),
    "Yellow": (1.0, 1.0, 0.0),
    "ZincYellow": (0.9725, 0.9529, 0.2078),
    "DarkYellow": (0.7, 0.7, 0.0),
    "Purple": (1.0, 0.0, 1.0),
    "Turquoise": (0.0, 1.0, 1.0),
    "Orange": (1.0, 0.5088, 0.0468),
    "Indigo": (0.33, 0.0, 0.5),
    "Gold": (0.8, 0.6487, 0.1208),
    "LightOn": (0.0, 1.0, 0.0),
    "LightOff": (1.0, 0.0, 0.0),
    "PioneerBody": (1.0, 0.0, 0.0),
    "WoodPallet": (1.0, 1.0, 1.0),
    "Wood": (1.0, 1.0, 1.0),
    "Bricks": (1.0, 1.0, 1.0),
    "Road": (0.8, 0.8, 0.8),
}
_PICTURES = frozenset(("PioneerBody", "WoodPallet", "Wood", "Bricks", "Road"))
_SPELT = {"Gray": "Grey", "DarkGray": "DarkGrey"}


def named_diffuse(material: Element) -> Rgb | None:
    """The colour of the <script> in a <material>; None without one, or where it is not known."""
    script = material.child("script")
    if script is None:
        return None
    script.texts("uri")
    full = script.text("name", "")
    group, _, name = full.partition("/")
    name = _SPELT.get(name, name)
    base = name.removesuffix("Glow")
    if group != "Gazebo" or base not in _DIFFUSE:
        script.unsupported(True, f"'{full}' is an Ogre 1 material; give <diffuse> or <pbr> as well")
        return None
    if name in _PICTURES:
        script.unsupported(True, f"'{full}' has its colour here, not its picture, as in Gazebo")
    return _DIFFUSE[base]

"""The labels that Label plugins give to visuals."""

from __future__ import annotations

from atelier_grader.sdf.error import SdfError
from atelier_grader.sdf.model import Model
from atelier_grader.sdf.plugin import Plugin
from atelier_grader.sdf.world import World

BACKGROUND = 255


def labels_of(world: World) -> dict[str, int]:
    """Labels in [0, 255] by scoped visual; a visual's own goes before its model's.

    Raises `SdfError` on a label that is not such a number.
    """
    found: dict[str, int] = {}
    for model in world.models:
        _walk(model, model.name, found)
    return found


def _walk(model: Model, name: str, found: dict[str, int]) -> None:
    whole = _label(model.plugins)
    for link in model.links:
        for visual in link.visuals:
            own = _label(visual.plugins)
            label = whole if own is None else own
            if label is not None:
                found[f"{name}::{link.name}::{visual.name}"] = label
    for nested in model.models:
        _walk(nested, f"{name}::{nested.name}", found)


def _label(plugins: tuple[Plugin, ...]) -> int | None:
    for plugin in plugins:
        if plugin.name.endswith("::Label") or "label-system" in plugin.filename:
            text = (plugin.node.findtext("label") or "").strip()
            if not text.isdigit() or int(text) > BACKGROUND:
                raise SdfError(plugin.place, f"<label> expected 0 to {BACKGROUND}, got '{text}'")
            return int(text)
    return None

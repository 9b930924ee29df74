"""The frame graph of one model or world: poses given `relative_to` any named frame."""

from __future__ import annotations

from dataclasses import dataclass

from atelier_grader.sdf.error import Place, SdfError, nearest
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.reader import Element

ROOT = "__model__"


@dataclass(frozen=True)
class RawPose:
    """A pose as written; `relative_to` is empty where the element's default applies."""

    transform: Transform
    relative_to: str
    place: Place


def read_pose(element: Element, tag: str = "pose") -> RawPose:
    """The <pose> child: metres and radians (degrees on request); identity where there is none.

    SDFormat 1.9 adds `degrees="true"` and `rotation_format="quat_xyzw"`; before 1.7 `relative_to`
    was called `frame`.
    """
    pose = element.child(tag)
    if pose is None:
        return RawPose(Transform.identity(), "", element.place)
    relative_to = pose.node.get("relative_to", "") or pose.node.get("frame", "")
    return RawPose(_transform(pose), relative_to, pose.place)


def _transform(pose: Element) -> Transform:
    text = (pose.node.text or "").strip()
    if not text:
        return Transform.identity()
    if pose.node.get("rotation_format", "euler_rpy") == "quat_xyzw":
        values = pose.value(7)
        w_first = values[[6, 3, 4, 5]]
        norm = float((w_first @ w_first) ** 0.5)
        if norm < 1e-9:
            raise pose.error("expected a unit quaternion, got zero")
        return Transform(values[:3], w_first / norm)
    values = pose.value(6)
    if pose.node.get("degrees", "false").lower() in ("true", "1"):
        values[3:] *= 3.141592653589793 / 180
    return Transform.from_xyz_rpy(values)


def pose_within(element: Element, base: str, scope: Scope) -> Transform:
    """The pose, in frame `base`, of an element inside it. Raises `SdfError`.

    One relative to its own model's name, which is no frame there, keeps its numbers as in Gazebo.
    """
    raw = read_pose(element)
    if raw.relative_to in scope or f"model '{raw.relative_to}'" != scope.name:
        return scope.resolve(raw, base)
    note = f"no frame '{raw.relative_to}' inside of it: a pose in '{base}', as in Gazebo"
    element.required("pose").unsupported(True, note)
    return raw.transform


@dataclass(frozen=True)
class _Frame:
    raw: RawPose
    default: str
    attached_to: str


class Scope:
    """The frames of one model (or world) by name; `a::b` reaches into nested models.

    `canonical` is the link that carries the model's own frame.
    """

    def __init__(self, name: str, root: str = ROOT) -> None:
        self.name = name
        self.root = root
        self.canonical = ""
        self._frames: dict[str, _Frame] = {}
        self._nested: dict[str, Scope] = {}
        self._links: dict[str, str] = {}
        self._known: dict[str, Transform] = {root: Transform.identity()}

    def add(self, name: str, raw: RawPose, default: str, attached_to: str = "") -> None:
        """Declare a frame; `default` is what its pose is relative to when it does not say."""
        if name in self._frames:
            raise SdfError(raw.place, f"{self.name}: a second '{name}'; names must differ")
        if name == "world" or (name.startswith("__") and name.endswith("__")):
            raise SdfError(raw.place, f"{self.name}: the name '{name}' is reserved")
        self._frames[name] = _Frame(raw, default, attached_to)

    def nest(self, name: str, scope: Scope) -> None:
        """Declare the frames of a nested model; its own pose is added with `add`."""
        self._nested[name] = scope

    def pose(self, name: str, place: Place) -> Transform:
        """Pose of the frame `name` in this scope's root. Raises `SdfError` on unknown or cyclic."""
        waiting: dict[str, Transform] = {}
        while name not in self._known:
            head, _, rest = name.partition("::")
            if rest and head in self._nested:
                inner, base = self._nested[head].pose(rest, place), head
            else:
                frame = self._frame(name, place)
                inner, base = frame.raw.transform, frame.raw.relative_to or frame.default
                place = frame.raw.place
            if name in waiting:
                cycle = " -> ".join([*waiting][:10])
                raise SdfError(place, f"{self.name}: frames form a cycle: {cycle}")
            waiting[name] = inner
            name = base
        known = self._known[name]
        for name, inner in reversed(waiting.items()):
            known = self._known[name] = known @ inner
        return known

    def resolve(self, raw: RawPose, base: str) -> Transform:
        """A pose of an element inside frame `base`, expressed in `base`."""
        if not raw.relative_to or raw.relative_to == base:
            return raw.transform
        relative = self.pose(raw.relative_to, raw.place)
        return self.pose(base, raw.place).inverse() @ relative @ raw.transform

    def link_of(self, name: str, place: Place) -> str:
        """The link (or nested `a::link`) that a frame is fixed to; a link is its own.

        In the scope of a world, `world` is what nothing else carries.
        """
        seen: dict[str, None] = {}
        while True:
            if name in self._links:
                found = self._links[name]
                break
            if name == self.root:
                if not self.canonical:
                    found = name
                    break
                name = self.canonical
            head, _, rest = name.partition("::")
            if rest and head in self._nested:
                found = f"{head}::{self._nested[head].link_of(rest, place)}"
                break
            frame = self._frame(name, place)
            if not frame.attached_to:
                found = name
                break
            if name in seen:
                cycle = " -> ".join([*seen][:10])
                raise SdfError(place, f"{self.name}: frames form a cycle: {cycle}")
            seen[name] = None
            name = frame.attached_to
        self._links.update(dict.fromkeys(seen, found))
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._frames

    def names(self) -> list[str]:
        return list(self._frames)

    def _frame(self, name: str, place: Place) -> _Frame:
        if name not in self._frames:
            hint = nearest(name, [*self._frames, self.root])
            raise SdfError(place, f"{self.name}: there is no frame '{name}'{hint}")
        return self._frames[name]

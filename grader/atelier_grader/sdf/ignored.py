"""Elements that the embedded engine has no use for and that change neither motion nor data."""

from __future__ import annotations

_SOLVER = "Gazebo's own solver setting; the embedded engine has its contact treatments"
_LOOK = "visual only; no camera of the embedded engine shows it"
_AS_GAZEBO = "as in Gazebo, which does not apply it either"
_OTHER_ENGINE = "of a physics engine that is not Gazebo's default"
_ORDER = "systems run in the order of the file"
_PACE = "the embedded engine runs in lock-step, not at a wall-clock rate"

HARMLESS: dict[tuple[str, str], str] = {
    ("world", "gui"): "the graphical client's layout",
    ("world", "scene"): _LOOK,
    ("world", "spherical_coordinates"): "no sensor of this world reads it",
    ("world", "atmosphere"): "no sensor of this world reads it",
    ("world", "magnetic_field"): "no sensor of this world reads it",
    ("world", "audio"): "no sound",
    ("physics", "real_time_factor"): _PACE,
    ("physics", "real_time_update_rate"): _PACE,
    ("physics", "max_contacts"): _SOLVER,
    ("physics", "ode"): _SOLVER,
    ("physics", "bullet"): _SOLVER,
    ("physics", "dart"): _SOLVER,
    ("physics", "simbody"): _SOLVER,
    ("scene", "grid"): _LOOK,
    ("scene", "shadows"): "no shadows, for speed",
    ("scene", "sky"): _LOOK,
    ("scene", "origin_visual"): _LOOK,
    ("scene", "fog"): _LOOK,
    ("light", "cast_shadows"): "no shadows, for speed",
    ("light", "visualize"): _LOOK,
    ("light", "specular"): _LOOK,
    ("attenuation", "range"): "a light has no end; told where it would be seen",
    ("spot", "falloff"): "a spot fades halfway between its inner and its outer angle",
    ("visual", "cast_shadows"): "no shadows, for speed",
    ("visual", "meta"): _LOOK,
    ("material", "lighting"): _LOOK,
    ("material", "double_sided"): _LOOK,
    ("material", "render_order"): _LOOK,
    ("material", "shader"): _LOOK,
    ("material", "shininess"): _LOOK,
    ("metal", "roughness"): _LOOK,
    ("metal", "metalness"): _LOOK,
    ("metal", "normal_map"): _LOOK,
    ("metal", "roughness_map"): _LOOK,
    ("metal", "metalness_map"): _LOOK,
    ("metal", "environment_map"): _LOOK,
    ("metal", "ambient_occlusion_map"): _LOOK,
    ("metal", "emissive_map"): _LOOK,
    ("metal", "light_map"): _LOOK,
    ("model", "allow_auto_disable"): _SOLVER,
    ("model", "enable_wind"): "the world has no wind",
    ("link", "enable_wind"): "the world has no wind",
    ("link", "velocity_decay"): _AS_GAZEBO,
    ("link", "self_collide"): _AS_GAZEBO,
    ("joint", "physics"): _SOLVER,
    ("collision", "max_contacts"): _SOLVER,
    ("friction", "bullet"): _OTHER_ENGINE,
    ("contact", "bullet"): _OTHER_ENGINE,
    ("ode", "kp"): _SOLVER,
    ("ode", "kd"): _SOLVER,
    ("ode", "soft_cfm"): _SOLVER,
    ("ode", "soft_erp"): _SOLVER,
    ("ode", "max_vel"): _SOLVER,
    ("ode", "min_depth"): _SOLVER,
    ("collision", "laser_retro"): "no sensor of this world reads it",
    ("sensor", "visualize"): _LOOK,
    ("sensor", "always_on"): "a sensor works whenever somebody listens",
    ("sensor", "enable_metrics"): "the embedded engine has its own figures",
    ("lidar", "visualize"): _LOOK,
    ("ray", "visualize"): _LOOK,
    ("camera", "save"): "the grader records",
    ("camera", "visualize"): _LOOK,
    ("camera", "anti_aliasing"): "no multisampling, for speed",
    ("plugin", "gz:system_priority"): _ORDER,
    ("plugin", "gz::system_priority"): _ORDER,
    ("ros", "qos"): "the robot's own quality of service is that of the mission's topics",
    ("range", "resolution"): "ranges are exact; Gazebo does not round them either",
}
"""(parent tag, tag) to the reason why nothing is lost."""

_GAZEBOS = ("gz", "ignition", "experimental", "sdf")


def custom(tag: str) -> str | None:
    """Why an element with a prefix of somebody's own, as `team:tag`, is harmless."""
    prefix, colon, _ = tag.partition(":")
    own = bool(colon) and prefix not in _GAZEBOS
    return "a custom element, which no part of Gazebo reads" if own else None


ATTRIBUTES = frozenset(
    (
        *("name", "type", "version", "filename", "xmlns"),
        *("relative_to", "attached_to", "expressed_in", "frame", "rotation_format", "degrees"),
        *("canonical_link", "placement_frame", "merge", "default", "auto", "axis", "joint"),
        *("fullscreen", "enabled", "id", "uv_set", "world_name", "tension"),
    )
)
"""Attributes of SDFormat 1.5 to 1.11 that are read, or of elements that are harmless."""

"""The types of check, one a file; importing this package registers them all."""

from atelier_grader.referee.checks import (
    carry,
    deliver,
    finish_time,
    keep_upright,
    no_collision,
    path_length,
    progress,
    reach,
    speed_limit,
    stay_in_area,
    track_error,
)

__all__ = [
    "carry",
    "deliver",
    "finish_time",
    "keep_upright",
    "no_collision",
    "path_length",
    "progress",
    "reach",
    "speed_limit",
    "stay_in_area",
    "track_error",
]

"""The robot drives along a path exactly."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Point
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.evidence import testimony
from atelier_grader.referee.judge import Context, Judge, Outcome
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.path import Path
from atelier_grader.referee.polyline import Polyline
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text, decimal

WINDOW_M = 0.5
LOST_M = 0.25


@CHECKS.register
class TrackError(Check):
    """Distance of a point of the robot from a path, averaged over the way that it drives.

    The point lies `ahead_m` along the robot's x axis from its origin. Averages weigh each metre
    alike, so that standing changes nothing.
    """

    constraint: ClassVar[bool] = True
    type: Literal["track_error"] = "track_error"
    path: Polyline
    measure: Literal["mean", "rms", "max"] = "rms"
    error_m: Tolerance
    ahead_m: float = 0.0

    def judge(self, context: Context) -> Judge:
        return _TrackJudge(self, Path(self.path.read(context.folder)))

    def rule(self) -> Text:
        return RULE.format(measure=MEASURES[self.measure], points=self.error_m.rule("m"))


class _TrackJudge(Judge):
    def __init__(self, check: TrackError, path: Path) -> None:
        self._check = check
        self._path = path
        self._along_m = 0.0
        self._last: Point | None = None
        self._driven_m = 0.0
        self._sum = 0.0
        self._sum_of_squares = 0.0
        self._worst_m = 0.0
        self._when_s = 0.0
        self._where: tuple[float, float, float] | None = None

    def observe(self, moment: Moment) -> None:
        robot = moment.robot
        x, y = robot.x_m, robot.y_m
        if self._check.ahead_m:
            yaw = robot.yaw_rad
            x += self._check.ahead_m * math.cos(yaw)
            y += self._check.ahead_m * math.sin(yaw)
        error = self._error_m(x, y)
        if self._last is not None:
            step = math.hypot(x - self._last[0], y - self._last[1])
            self._driven_m += step
            self._sum += step * error
            self._sum_of_squares += step * error * error
        self._last = x, y
        if error > self._worst_m:
            self._worst_m = error
            self._when_s = moment.now_s
            self._where = robot.position

    def _error_m(self, x: float, y: float) -> float:
        """Distance to the near part of the path: where it crosses itself, not to the other arm."""
        foot = self._path.nearest(x, y, self._along_m - WINDOW_M, self._along_m + WINDOW_M)
        if foot.distance_m > LOST_M:
            foot = self._path.nearest(x, y, 0.0, self._path.length_m)
        self._along_m = foot.along_m
        return foot.distance_m

    def _value_m(self) -> float:
        if self._check.measure == "max" or not self._driven_m:
            return self._worst_m
        if self._check.measure == "mean":
            return self._sum / self._driven_m
        return math.sqrt(self._sum_of_squares / self._driven_m)

    def outcome(self, now_ns: int) -> Outcome:
        value = self._value_m()
        score = self._check.error_m.score(value)
        if score == 1.0 or self._where is None:
            return Outcome(score == 1.0, score)
        actual = MEASURED.format(
            measure=MEASURES[self._check.measure],
            value=decimal(value, 3),
            worst=decimal(self._worst_m, 3),
        )
        evidence = testimony(self._when_s, self._where, self._check.rule(), actual)
        return Outcome(False, score, (evidence,))

    def metrics(self) -> dict[str, float]:
        return {"track_error_m": self._value_m(), "max_track_error_m": self._worst_m}


MEASURES = {
    "mean": Text(en="mean error", fr="erreur moyenne", ar="متوسط الخطأ"),
    "rms": Text(
        en="RMS error", fr="erreur quadratique moyenne", ar="الجذر التربيعي لمتوسط مربع الخطأ"
    ),
    "max": Text(en="largest error", fr="erreur maximale", ar="أكبر خطأ"),
}
RULE = Text(
    en="stay on the path; {measure}: {points}",
    fr="rester sur le parcours ; {measure} : {points}",
    ar="البقاء على المسار؛ {measure}: {points}",
)
MEASURED = Text(
    en="{measure} {value} m; farthest off here, {worst} m",
    fr="{measure} {value} m ; au plus loin ici, {worst} m",
    ar="{measure} {value} م؛ أبعد نقطة هنا: {worst} م",
)

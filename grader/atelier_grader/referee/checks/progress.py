"""The robot covers a path."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from atelier_grader.mission.declaration import Length
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.evidence import testimony
from atelier_grader.referee.judge import Context, Judge, Outcome
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.path import Path
from atelier_grader.referee.polyline import Polyline
from atelier_grader.text import Text, decimal

LOOK_AHEAD_M = 0.1


@CHECKS.register
class Progress(Check):
    """The part of a path that the robot covers in order, within `corridor_m` to either side.

    It counts from where the robot starts. Who leaves the corridor goes on where it left. The
    score is the part; the check passes at `pass_share`.
    """

    type: Literal["progress"] = "progress"
    path: Polyline
    corridor_m: Length
    pass_share: float = Field(default=0.99, gt=0, le=1)

    def judge(self, context: Context) -> Judge:
        return _ProgressJudge(self, Path(self.path.read(context.folder)))

    def rule(self) -> Text:
        return RULE.format(corridor=decimal(self.corridor_m))


class _ProgressJudge(Judge):
    def __init__(self, check: Progress, path: Path) -> None:
        self._check = check
        self._path = path
        self._along_m = 0.0
        self._start_m: float | None = None
        self._when_s = 0.0
        self._where = (*path.at(0.0), 0.0)
        self._look_m = max(LOOK_AHEAD_M, check.corridor_m)

    @property
    def _share(self) -> float:
        start_m = self._start_m or 0.0
        return (self._along_m - start_m) / (self._path.length_m - start_m)

    def observe(self, moment: Moment) -> None:
        robot = moment.robot
        ahead = self._along_m + self._look_m
        foot = self._path.nearest(robot.x_m, robot.y_m, self._along_m, ahead)
        if foot.distance_m <= self._check.corridor_m and foot.along_m > self._along_m:
            self._along_m = foot.along_m
            self._when_s = moment.now_s
            self._where = robot.position
        if self._start_m is None:
            self._start_m = self._along_m
        self.decided = self._share >= self._check.pass_share

    def outcome(self, now_ns: int) -> Outcome:
        if self.decided:
            return Outcome(True, 1.0)
        actual = COVERED.format(
            part=decimal(100 * self._share, 1),
            along=decimal(self._along_m),
            length=decimal(self._path.length_m),
        )
        evidence = testimony(self._when_s, self._where, self._check.rule(), actual)
        return Outcome(False, min(1.0, self._share), (evidence,))

    def metrics(self) -> dict[str, float]:
        return {"progress_m": self._along_m, "progress_share": self._share}


RULE = Text(
    en="follow the whole path, within {corridor} m to either side",
    fr="suivre tout le parcours, à {corridor} m près de chaque côté",
    ar="اتباع المسار كله ضمن {corridor} م من كل جانب",
)
COVERED = Text(
    en="{part} % covered; left the path {along} m along, of {length} m",
    fr="{part} % parcourus ; a quitté le parcours à {along} m, sur {length} m",
    ar="قُطع {part} ٪؛ غادر المسار بعد {along} م من أصل {length} م",
)

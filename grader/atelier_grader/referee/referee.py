"""Follows one run from the truth alone, and scores it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from atelier_grader.engine.protocol import WorldState
from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.schema import Mission
from atelier_grader.referee.check import Check
from atelier_grader.referee.judge import Context, Judge, Outcome
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.result import CheckResult, RefereeReport
from atelier_grader.text import COMMA, Text, join

PERIOD_NS = 50_000_000
"""How often the referee should see the world. Touches in between are not missed: the engine keeps
the contacts of every step."""

TRACE_PERIOD_NS = 200_000_000


class Referee:
    """One referee a run. Give it the state at time 0 first, then one each `PERIOD_NS`."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._moment: Moment | None = None
        self._judges: dict[str, Judge] = {}
        self._passed_ns: dict[str, int] = {}
        self._pending: list[tuple[Check, Judge]] = []
        self._constraints: list[Judge] = []
        self._driven_m = 0.0
        self._last = (0.0, 0.0)
        self._trace: list[tuple[float, float, float]] = []
        self._next_trace_ns = 0

    def observe(self, state: WorldState) -> bool:
        """Judge one moment; True once all objectives are decided, so that the run may end.

        Raises `MissionError` at the first moment if a check names what the world has not.
        """
        moment = self._moment
        if moment is None:
            moment = self._moment = self._begin(state)
        else:
            moment.move_to(state)
        self._follow(moment)
        for check, judge in self._pending:
            if all(name in self._passed_ns for name in check.requires):
                judge.observe(moment)
                if judge.decided:
                    self._passed_ns[check.id] = moment.now_ns
        self._pending = [each for each in self._pending if not each[1].decided]
        for judge in self._constraints:
            judge.observe(moment)
        return not self._pending

    @property
    def passed_ns(self) -> Mapping[str, int]:
        """When each objective has passed that has, by the id of its check."""
        return self._passed_ns

    def _begin(self, state: WorldState) -> Moment:
        check_id = "robot"
        try:
            moment = Moment(self._mission.robot, state)
            context = Context(moment, self._mission.folder, self._passed_ns)
            for check in self._mission.checks:
                check_id = f"check {check.id!r}"
                self._judges[check.id] = check.judge(context)
        except KeyError as error:
            raise MissionError(
                f"mission {self._mission.id!r}: {check_id}: {error.args[0]}"
            ) from None
        for check in self._mission.checks:
            judge = self._judges[check.id]
            if check.constraint:
                self._constraints.append(judge)
            else:
                self._pending.append((check, judge))
        self._last = moment.robot.x_m, moment.robot.y_m
        return moment

    def _follow(self, moment: Moment) -> None:
        x, y = moment.robot.x_m, moment.robot.y_m
        self._driven_m += math.hypot(x - self._last[0], y - self._last[1])
        self._last = x, y
        if moment.now_ns >= self._next_trace_ns:
            self._next_trace_ns = moment.now_ns + TRACE_PERIOD_NS
            self._trace.append((round(moment.now_s, 3), round(x, 3), round(y, 3)))

    def finish(self, now_ns: int) -> RefereeReport:
        """Score the run that ended at `now_ns`; complete also if it ended before it began."""
        results: dict[str, CheckResult] = {}
        for check in self._mission.checks:
            results[check.id] = self._result(check, now_ns, results)
        time_s = now_ns * 1e-9
        metrics = {
            "path_length_m": self._driven_m,
            "mean_speed_mps": self._driven_m / time_s if time_s else 0.0,
        }
        for judge in self._judges.values():
            metrics.update(judge.metrics())
        score = math.fsum(result.points for result in results.values())
        return RefereeReport(
            checks=tuple(results.values()),
            score=min(100.0, max(0.0, round(score, 6))),
            metrics={name: round(value, 6) for name, value in metrics.items()},
            trace=tuple(self._trace),
        )

    def _result(self, check: Check, now_ns: int, earlier: dict[str, CheckResult]) -> CheckResult:
        judge = self._judges.get(check.id)
        outcome = judge.outcome(now_ns) if judge else Outcome(False, 0.0)
        needed = [earlier[name] for _, name in check.needs()]
        missing = [each.title for each in needed if each.status != "passed"]
        cause: Text | None = None
        if judge is None:
            cause = NOT_STARTED
        elif missing:
            cause = NEEDS.format(titles=join(map(_quoted, missing), COMMA))
        failed = cause is None and outcome.score < 1
        return CheckResult(
            id=check.id,
            title=check.title,
            weight=check.weight,
            score=outcome.score if cause is None else 0.0,
            status="not_judged" if cause else "passed" if outcome.passed else "failed",
            cause=cause,
            evidence=outcome.evidence if check.visible else (),
            hint=check.hint if check.visible and failed else None,
        )


def _quoted(text: Text) -> Text:
    return QUOTED.format(text=text)


QUOTED = Text(en="“{text}”", fr="« {text} »", ar="«{text}»")
NOT_STARTED = Text(en="the run did not start", fr="l'essai n'a pas commencé", ar="لم تبدأ المحاولة")
NEEDS = Text(
    en="counts only once {titles} is achieved",
    fr="ne compte qu'une fois atteint : {titles}",
    ar="لا يُحتسب إلا بعد تحقيق {titles}",
)

"""The robot touches nothing that it should not."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import ClassVar, Literal

from atelier_grader.engine.protocol import Contact
from atelier_grader.mission.declaration import Many
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.evidence import Evidence, witness
from atelier_grader.referee.judge import Context, Judge, Outcome
from atelier_grader.referee.moment import Moment, Placement
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text, decimal, join

GAP_NS = 500_000_000
MAX_EVIDENCE = 5


@CHECKS.register
class NoCollision(Check):
    """The robot touches nothing but what `ignore` names, as patterns of models (`ground*`).

    Touching one model again within 0.5 s is one episode. The lower of the two scores counts.
    """

    constraint: ClassVar[bool] = True
    type: Literal["no_collision"] = "no_collision"
    ignore: Many[str] = ()
    episodes: Tolerance = Tolerance(full=0, zero=1)
    max_force_n: Tolerance | None = None

    def judge(self, context: Context) -> Judge:
        return _NoCollisionJudge(self, context.start.robot_name)

    def rule(self) -> Text:
        rules = [NO_CONTACT, EPISODES.format(points=self.episodes.rule(""))]
        if self.max_force_n is not None:
            rules.append(FORCE.format(points=self.max_force_n.rule("N")))
        return join(rules)


class _NoCollisionJudge(Judge):
    def __init__(self, check: NoCollision, robot: str) -> None:
        self._check = check
        self._robot = robot + "::"
        self._models: dict[tuple[str, str], str | None] = {}
        self._last_touch_ns: dict[str, int] = {}
        self._episodes = 0
        self._force_n = 0.0
        self._evidence: list[Evidence] = []

    def observe(self, moment: Moment) -> None:
        for contact in moment.contacts():
            pair = contact.first, contact.second
            model = self._models.get(pair, "")
            if model == "":
                model = self._models[pair] = self._model_that_counts(*pair)
            if model is not None:
                self._touch(moment, contact, model)

    def _model_that_counts(self, first: str, second: str) -> str | None:
        """The model that the robot touched, unless it is ignored; None between other models."""
        if first.startswith(self._robot) == second.startswith(self._robot):
            return None
        other = second if first.startswith(self._robot) else first
        model = other.partition("::")[0]
        ignored = any(
            fnmatchcase(model, pattern) or fnmatchcase(other, pattern)
            for pattern in self._check.ignore
        )
        return None if ignored else model

    def _touch(self, moment: Moment, contact: Contact, model: str) -> None:
        last = self._last_touch_ns.get(model)
        self._last_touch_ns[model] = moment.now_ns
        self._force_n = max(self._force_n, contact.force_n)
        if last is not None and moment.now_ns - last <= GAP_NS:
            return
        self._episodes += 1
        if len(self._evidence) < MAX_EVIDENCE:
            own = contact.first if contact.first.startswith(self._robot) else contact.second
            part = own.removeprefix(self._robot).partition("::")[0]
            actual = HIT.format(model=model, part=part, force=decimal(contact.force_n, 0))
            place = Placement(contact.position.tolist())
            self._evidence.append(witness(moment, NO_CONTACT, actual, place))

    def outcome(self, now_ns: int) -> Outcome:
        score = self._check.episodes.score(self._episodes)
        if self._check.max_force_n is not None:
            score = min(score, self._check.max_force_n.score(self._force_n))
        return Outcome(score == 1.0, score, tuple(self._evidence))

    def metrics(self) -> dict[str, float]:
        return {"collisions": float(self._episodes), "max_collision_force_n": self._force_n}


NO_CONTACT = Text(en="touch nothing", fr="ne rien toucher", ar="عدم لمس أي شيء")
EPISODES = Text(
    en="number of collisions: {points}",
    fr="nombre de collisions : {points}",
    ar="عدد الاصطدامات: {points}",
)
FORCE = Text(
    en="hardest collision: {points}", fr="choc le plus fort : {points}", ar="أقوى اصطدام: {points}"
)
HIT = Text(
    en="{part} hit {model} with {force} N",
    fr="{part} a heurté {model} avec {force} N",
    ar="اصطدم {part} بـ {model} بقوة {force} ن",
)

"""What no submission may be."""

from __future__ import annotations

from atelier_grader.report.plain import plain
from atelier_grader.text import Text


class Refusal(ValueError):
    """The submission breaks a rule of the intake: `text` says which, and where."""

    def __init__(self, rule: Text, **values: object) -> None:
        self.text = filled(rule, **values)
        super().__init__(self.text.en)


def filled(rule: Text, **values: object) -> Text:
    """A rule with what broke it; of that no word is ours, so it is made plain."""
    shown = {
        name: value if isinstance(value, Text) else plain(str(value), limit=1000)
        for name, value in values.items()
    }
    return rule.format(**shown)

"""The result as one HTML file that needs nothing else."""

from __future__ import annotations

from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from atelier_grader.referee.evidence import Evidence
from atelier_grader.report import format as shown
from atelier_grader.report import phrases
from atelier_grader.report.bidi import isolated
from atelier_grader.report.result import Result
from atelier_grader.report.track_map import track_map
from atelier_grader.text import Language, Text


def html_page(result: Result, language: Language) -> bytes:
    """A page in one language, without scripts or outside resources."""
    environment = Environment(
        loader=PackageLoader("atelier_grader.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def shown_as(text: str) -> str:
        return isolated(text) if language == "ar" else text

    def say(text: Text) -> str:
        return shown_as(text.to(language))

    def labelled(label: Text, value: object) -> str:
        return shown_as(shown.labelled(label, value, language))

    def place(evidence: Evidence) -> str:
        return shown_as(shown.place(evidence, language))

    page = environment.get_template("report.html.j2").render(
        result=result,
        lang=language,
        direction="rtl" if language == "ar" else "ltr",
        say=say,
        words=phrases,
        number=partial(shown.number, language=language),
        points=partial(shown.points, language=language),
        place=place,
        mark=shown.mark,
        status=partial(shown.status, language=language),
        labelled=labelled,
        summary=[say(text) for text in shown.summary(result)],
        maps={seed.seed: track_map(seed) for seed in result.seeds},
    )
    return page.encode()

"""The result on a terminal: tables for people, plain lines for logs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from atelier_grader.referee.result import CheckResult
from atelier_grader.report import phrases
from atelier_grader.report.format import (
    labelled,
    mark,
    number,
    place,
    points,
    status,
    summary,
    walls,
)
from atelier_grader.report.plain import MARGIN, quoted
from atelier_grader.report.result import Reason, Result, SeedResult
from atelier_grader.text import COMMA, Language, decimal, verbatim

COLOURS = {"passed": "green", "failed": "yellow", "rejected": "red", "not_graded": "magenta"}
MARK_COLOURS = {"✓": "green", "◐": "yellow", "✗": "red", "–": "dim"}


def show(result: Result, console: Console, language: Language) -> None:
    """Print the verdict, the reasons, and the checks of the seed with the lowest score."""
    if not console.is_terminal:
        for line in plain_lines(result, language):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        return
    console.print(_headline(result, language))
    for reason in result.reasons:
        console.print(_reason(reason, language))
    if len(result.seeds) > 1:
        console.print(_matrix(result, language))
    if result.seeds:
        console.print(_checks(min(result.seeds, key=lambda seed: seed.score), language))


def _headline(result: Result, language: Language) -> Panel:
    colour = COLOURS[result.verdict]
    verdict = phrases.VERDICTS[result.verdict].to(language)
    line = Styled()
    line.append(f" {verdict.upper()} ", f"bold reverse {colour}")
    if result.verdict != "not_graded":
        score = f"{number(result.score, language)} / {number(result.max_score, language)}"
        line.append(f"  {phrases.SCORE.to(language)} {score}", "bold")
    if result.pass_mark is not None:
        mark_text = f"{phrases.PASS_MARK.to(language)} {number(result.pass_mark, language)}"
        line.append(f"  ({mark_text})", "dim")
    body = [line, Styled(phrases.VERDICT_MEANINGS[result.verdict].to(language), "dim")]
    body += [Styled(text.to(language)) for text in (*summary(result), *walls(result))]
    title = result.mission.title.to(language) if result.mission.title else result.mission.id
    return Panel(
        Group(*body),
        title=f"[bold]{escape(title)}[/] · {escape(result.submission.name)}",
        title_align="left",
        border_style=colour,
    )


def _reason(reason: Reason, language: Language) -> Padding:
    colour = {"submission": "red", "ours": "magenta", "notice": "cyan"}[reason.fault]
    line = Styled()
    line.append(f"{labelled(phrases.FAULTS[reason.fault], '', language)} ", f"bold {colour}")
    line.append(reason.message.to(language))
    parts = [line, Styled(f"→ {reason.advice.to(language)}", "italic")]
    if reason.detail:
        parts.append(Styled(reason.detail.rstrip(), "dim"))
    return Padding(Group(*parts), (0, 1, 1, 1))


def _matrix(result: Result, language: Language) -> Table:
    """Points of each check (rows) in each seed (columns)."""
    table = Table(title_justify="left", header_style="bold")
    table.add_column(phrases.CHECK.to(language))
    for seed in result.seeds:
        table.add_column(f"{phrases.SEED.to(language)} {seed.seed}", justify="right")
    first = result.seeds[0]
    for i, check in enumerate(first.checks):
        cells = [seed.checks[i] for seed in result.seeds]
        shown = [Styled(points(cell, language), MARK_COLOURS[mark(cell)]) for cell in cells]
        table.add_row(escape(check.title.to(language)), *shown)
    table.add_section()
    totals = [number(seed.score, language) for seed in result.seeds]
    table.add_row(phrases.SCORE.to(language), *totals, style="bold")
    return table


def _checks(seed: SeedResult, language: Language) -> Table:
    end = phrases.END_REASONS[seed.end_reason]
    run = phrases.RUN.format(time=decimal(seed.sim_time_s, 1), end=end).to(language)
    table = Table(
        title=f"{phrases.SEED.to(language)} {seed.seed} · {run}",
        title_justify="left",
        header_style="bold",
        expand=True,
    )
    table.add_column("")
    table.add_column(phrases.CHECK.to(language), ratio=2)
    table.add_column(phrases.POINTS.to(language), justify="right", no_wrap=True)
    table.add_column(phrases.DETAILS.to(language), ratio=3)
    for check in seed.checks:
        sign = mark(check)
        details = Styled("\n".join(_details(check, language)))
        title = escape(check.title.to(language))
        colour = MARK_COLOURS[sign]
        table.add_row(Styled(sign, colour), title, Styled(points(check, language), colour), details)
    table.add_section()
    total = f"{number(seed.score, language)} / 100"
    table.add_row("", phrases.SCORE.to(language), total, "", style="bold")
    return table


def _details(check: CheckResult, language: Language) -> Iterator[str]:
    if check.cause is not None:
        yield check.cause.to(language)
    for evidence in check.evidence:
        yield _listed(language, evidence.actual.to(language), place(evidence, language))
    if check.score < 1 and check.evidence:
        yield labelled(phrases.EXPECTED, check.evidence[0].expected, language)
    if check.hint is not None:
        yield labelled(phrases.HINT, check.hint, language)


def plain_lines(result: Result, language: Language) -> Iterator[str]:
    """One fact a line, without colours, for logs and `--quiet`."""
    for seed in result.seeds:
        for check in seed.checks:
            facts = [
                _listed(language, status(check, language), points(check, language)),
                check.title.to(language),
                *_details(check, language),
            ]
            name = verbatim(f"{phrases.SEED.to(language)} {seed.seed} {check.id}")
            yield labelled(name, " | ".join(facts), language)
    for reason in result.reasons:
        yield from reason_lines(reason, language)
    yield from (text.to(language) for text in (*summary(result), *walls(result)))
    verdict = phrases.VERDICTS[result.verdict].to(language)
    score = f"{number(result.score, language)} / {number(result.max_score, language)}"
    below = (
        f" ({phrases.PASS_MARK.to(language)} {number(result.pass_mark, language)})"
        if result.pass_mark is not None
        else ""
    )
    yield labelled(phrases.SCORE, _listed(language, f"{score}{below}", verdict), language)


def _listed(language: Language, *facts: str) -> str:
    return COMMA.to(language).join(facts)


def reason_lines(reason: Reason, language: Language) -> Iterator[str]:
    """What is said, what to do, and the program's own words behind a margin."""
    fault = verbatim(f"{phrases.FAULTS[reason.fault].to(language)} [{reason.code}]")
    for said, margin in (
        (labelled(fault, reason.message, language), ""),
        (labelled(phrases.ADVICE, reason.advice, language), "  "),
    ):
        first, *more = quoted(said)
        yield margin + first.removeprefix(MARGIN)
        yield from more
    yield from quoted(reason.detail)

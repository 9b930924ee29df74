"""The page that a student reads about a mission, made from its declarations alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from atelier_grader.mission import words
from atelier_grader.mission.schema import Mission
from atelier_grader.mission.topics import TopicInfo
from atelier_grader.text import COMMA, Language, Text, decimal, join


def description(mission: Mission, topics: Sequence[TopicInfo], language: Language) -> str:
    """Markdown: the task, the topics, the rubric, what varies, and the limits."""
    parts = [
        [f"# {mission.title.to(language)}", "", mission.summary.to(language).strip(), ""],
        _facts(mission, language),
        _section(words.TOPICS, _topics(topics, language), language),
        _section(words.WHAT_COUNTS, _checks(mission, language), language),
    ]
    if mission.variations:
        lines = (f"- {each.title.to(language)}" for each in mission.variations)
        parts.append(_section(words.VARIES, lines, language))
    parts.append(_section(words.LIMITS, _limits(mission, language), language))
    parts.append([words.HOW_TO.format(id=mission.id).to(language)])
    return "\n".join(line for part in parts for line in part)


def _section(title: Text, lines: Iterable[str], language: Language) -> Iterator[str]:
    yield f"## {title.to(language)}"
    yield ""
    yield from lines
    yield ""


def _facts(mission: Mission, language: Language) -> Iterator[str]:
    sector, level = words.SECTORS[mission.sector], words.LEVELS[mission.level]
    yield f"`{mission.id}` v{mission.version} · {sector.to(language)} · {level.to(language)}"
    yield ""
    yield words.SKILLS.format(skills=join(mission.skills, COMMA)).to(language)
    yield ""


def _table(
    headings: Sequence[Text], rows: Iterable[Sequence[str]], language: Language
) -> Iterator[str]:
    yield _row(heading.to(language) for heading in headings)
    yield _row("---" for _ in headings)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _topics(topics: Sequence[TopicInfo], language: Language) -> Iterator[str]:
    rows = [
        (
            f"`{topic.name}`",
            f"`{topic.type}`",
            (words.SUBSCRIBE if topic.to_controller else words.PUBLISH).to(language),
            f"{decimal(topic.rate_hz).to(language)} Hz" if topic.rate_hz else "",
            topic.description.to(language),
        )
        for topic in topics
    ]
    headings = words.TOPIC, words.TYPE, words.DIRECTION, words.RATE, words.MEANING
    return _table(headings, rows, language)


def _checks(mission: Mission, language: Language) -> Iterator[str]:
    titles = {check.id: check.title.to(language) for check in mission.checks}
    rows = []
    for check in mission.checks:
        needed = dict.fromkeys(titles[name] for _, name in check.needs())
        hidden = "" if check.visible else f" {words.HIDDEN.to(language)}"
        rows.append(
            (
                decimal(check.weight).to(language),
                titles[check.id] + hidden,
                check.rule().to(language),
                ", ".join(needed),
            )
        )
    headings = words.POINTS, words.CHECK, words.RULE, words.AFTER
    return _table(headings, rows, language)


def _limits(mission: Mission, language: Language) -> Iterator[str]:
    limits = mission.limits
    said = [
        words.TIME_LIMIT.format(time=decimal(mission.time_limit_s)),
        words.PASS_MARK.format(points=decimal(mission.pass_mark)),
        words.START_LIMIT.format(
            start=decimal(limits.start_up_s), tick=decimal(limits.tick_wall_s)
        ),
    ]
    if mission.compute_budget is not None:
        cpu = decimal(mission.compute_budget.cpu_s_per_sim_s, 3)
        said.append(words.CPU_LIMIT.format(cpu=cpu))
    said.append(words.PUBLIC_SEEDS.format(seeds=", ".join(map(str, mission.public_seeds))))
    return (f"- {text.to(language)}" for text in said)

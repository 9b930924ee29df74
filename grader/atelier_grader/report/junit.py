"""The result as JUnit XML, which CI systems show: one suite a seed, one case a check."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from atelier_grader.referee.result import CheckResult
from atelier_grader.report.format import labelled, place, points
from atelier_grader.report.phrases import EXPECTED, HINT
from atelier_grader.report.result import Result
from atelier_grader.text import Language


def junit_xml(result: Result, language: Language) -> bytes:
    """A check that lost points is a failure, one not judged is skipped, a reason is an error."""
    root = Element("testsuites", name=f"atelier {result.mission.id}")
    for seed in result.seeds:
        suite = SubElement(
            root,
            "testsuite",
            name=f"{result.mission.id}, seed {seed.seed}",
            tests=str(len(seed.checks)),
            failures=str(sum(check.status == "failed" for check in seed.checks)),
            skipped=str(sum(check.status == "not_judged" for check in seed.checks)),
            errors="0",
            time=f"{seed.sim_time_s:.3f}",
        )
        properties = SubElement(suite, "properties")
        SubElement(properties, "property", name="mode", value=result.environment.mode)
        for check in seed.checks:
            _case(suite, result.mission.id, check, language)
    faults = [reason for reason in result.reasons if reason.fault != "notice"]
    if faults or not result.seeds:
        suite = SubElement(
            root, "testsuite", name=f"{result.mission.id}, grading", tests="1",
            errors=str(min(1, len(faults))), failures="0", skipped="0",
        )  # fmt: skip
        case = SubElement(suite, "testcase", classname=result.mission.id, name=result.verdict)
        for reason in faults:
            error = SubElement(case, "error", type=reason.code, message=reason.message.to(language))
            error.text = f"{reason.advice.to(language)}\n\n{reason.detail}"
    indent(root)
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body + b"\n"


def _case(suite: Element, mission: str, check: CheckResult, language: Language) -> None:
    case = SubElement(
        suite, "testcase", classname=f"{mission}.{check.id}", name=check.title.to(language)
    )
    if check.status == "not_judged":
        SubElement(case, "skipped", message=check.cause.to(language) if check.cause else "")
    elif check.status == "failed":
        failure = SubElement(case, "failure", message=points(check, language))
        lines = [f"{e.actual.to(language)}, {place(e, language)}" for e in check.evidence]
        if check.evidence:
            lines.append(labelled(EXPECTED, check.evidence[0].expected, language))
        if check.hint is not None:
            lines.append(labelled(HINT, check.hint, language))
        failure.text = "\n".join(lines)

"""A validation for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.text import Language
from atelier_grader.validation.finding import Finding

SCHEMA = 1


def as_json(
    path: Path, engine: MujocoEngine | None, findings: Sequence[Finding], language: Language
) -> str:
    """One object: what was validated, whether it is clean, its topics, and the findings in order.

    A finding has `file`, `line` (null where it is about the whole file), `message` and `problem`.
    """
    publishers = () if engine is None else engine.publishers
    subscribers = () if engine is None else engine.subscribers
    document = {
        "schema": SCHEMA,
        "validated": str(path),
        "loaded": engine is not None,
        "clean": not any(each.problem for each in findings),
        "publishers": [_endpoint(each) for each in publishers],
        "subscribers": [_endpoint(each) for each in subscribers],
        "findings": [_finding(each, language) for each in findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _endpoint(endpoint: Endpoint) -> dict[str, Any]:
    return {"topic": endpoint.topic, "type": endpoint.gz_type, "rate_hz": endpoint.rate_hz}


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    file, line = finding.file_and_line
    return {
        "file": file,
        "line": line,
        "message": finding.text.to(language),
        "problem": finding.problem,
    }

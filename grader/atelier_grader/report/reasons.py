"""Why a grading ended as it did: one code each, and what to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from atelier_grader.mission.errors import did_you_mean
from atelier_grader.report.plain import plain
from atelier_grader.report.reason_advice import ADVICE
from atelier_grader.report.reason_texts import MESSAGES
from atelier_grader.report.result import Reason
from atelier_grader.text import Text, decimal

Fault = Literal["submission", "ours", "notice"]

FAULTS: dict[str, Fault] = {
    "submission_not_found": "submission",
    "no_program": "submission",
    "several_programs": "submission",
    "unknown_executable": "submission",
    "bad_submission": "submission",
    "bad_archive": "submission",
    "syntax_error": "submission",
    "import_error": "submission",
    "crashed": "submission",
    "nobody_there": "submission",
    "exited": "submission",
    "returned_before_start": "submission",
    "start_up_timeout": "submission",
    "stuck": "submission",
    "deadlock": "submission",
    "endless_callbacks": "submission",
    "blocked": "submission",
    "nodes_in_children": "submission",
    "killed_by_signal": "submission",
    "protocol_error": "submission",
    "cpu_budget": "submission",
    "out_of_memory": "submission",
    "too_many_processes": "submission",
    "too_many_files": "submission",
    "too_many_open_files": "submission",
    "file_too_large": "submission",
    "disk_full": "submission",
    "cpu_limit": "submission",
    "wall_limit": "submission",
    "output_limit": "submission",
    "message_rate": "submission",
    "message_size": "submission",
    "message_volume": "submission",
    "impossible_motion": "submission",
    "returned_early": "notice",
    "never_spun": "notice",
    "never_commanded": "notice",
    "unknown_topic": "notice",
    "unknown_service": "notice",
    "incompatible_qos": "notice",
    "stuck_thread": "notice",
    "refused_message": "notice",
    "not_a_float": "notice",
    "failed_at_end": "notice",
    "launch_left_out": "notice",
    "paced_instead": "notice",
    "engine_failure": "ours",
    "mission_invalid": "ours",
    "mission_unknown": "ours",
    "egl_missing": "ours",
    "gazebo_missing": "ours",
    "launch_missing": "ours",
    "compiler_missing": "ours",
    "discovery_failed": "ours",
    "internal_error": "ours",
    "machine_full": "ours",
    "sandbox_unavailable": "ours",
    "interrupted": "ours",
    "unfinished": "ours",
}
"""Who is at fault: a submission's reasons reject it, ours leave it not graded, notices inform."""


@dataclass(frozen=True)
class UnknownReasonError(Exception):
    """No such reason code; the message names the nearest."""

    code: str

    def __str__(self) -> str:
        return f"no reason code {self.code!r}{did_you_mean(self.code, FAULTS)}"


def fault_of(code: str) -> Fault:
    """Raises `UnknownReasonError`."""
    if code not in FAULTS:
        raise UnknownReasonError(code)
    return FAULTS[code]


def reason(code: str, detail: str = "", seed: int | None = None, **values: object) -> Reason:
    """A reason with its message filled in; `detail` is the program's own words, a traceback.

    Raises `UnknownReasonError`, and `KeyError` where the message needs a value not given.
    """
    fault = fault_of(code)
    shown = {name: _shown(value) for name, value in values.items()}
    return Reason(
        code=code,
        fault=fault,
        message=MESSAGES[code].format(**shown),
        advice=ADVICE[code].format(**shown),
        detail=plain(detail),
        seed=seed,
    )


def _shown(value: object) -> object:
    if isinstance(value, float):
        return decimal(value)
    return value if isinstance(value, Text) else plain(str(value), limit=1000)

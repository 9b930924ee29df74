"""Names and numbers stand apart; the sentence keeps its own punctuation."""

from __future__ import annotations

import pytest

from atelier_grader.report.bidi import LRI, PDI, isolated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أو ملف .py، أو أرشيف .zip.", "أو ملف [.py]، أو أرشيف [.zip]."),
        ("في (-6.1, 3) م", "في [(-6.1, 3)] م"),
        ("(حد النجاح 60)", "(حد النجاح [60])"),
        ("مجلد حزمة ROS 2 بلغة Python", "مجلد حزمة [ROS 2] بلغة [Python]"),
        ("لا توجد مهمة 'x'؛", "لا توجد مهمة ['x']؛"),
        ("(demo من هنا)", "([demo] من هنا)"),
        ("حد النجاح: 60", "حد النجاح: [60]"),
        ("الدائرة = البداية", "الدائرة = البداية"),
        ("-0.5", "[-0.5]"),
        ("", ""),
    ],
)
def test_what_is_not_arabic_is_set_apart(text: str, expected: str) -> None:
    assert isolated(text).replace(LRI, "[").replace(PDI, "]") == expected

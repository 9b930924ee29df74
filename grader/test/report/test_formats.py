"""What every format that a result can be written as must keep."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from defusedxml import ElementTree

from atelier_grader.mission.schema import Mission
from atelier_grader.report.bidi import LRI, PDI
from atelier_grader.report.format import summary
from atelier_grader.report.formats import FORMATS, parse_formats, write_formats
from atelier_grader.report.html import html_page
from atelier_grader.report.junit import junit_xml
from atelier_grader.report.result import Result, read_result
from atelier_grader.report.track_map import track_map
from atelier_grader.report.write import write_result, write_whole
from atelier_grader.text import LANGUAGES, Language

KINDS: dict[str, tuple[tuple[float, ...], str | None]] = {
    "one seed": ((0.5,), None),
    "several seeds": ((0.5, 0.9, 0.0), None),
    "a crash": ((0.5,), "crashed"),
    "no run at all": ((), "engine_failure"),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_takes_every_result(
    mission: Mission,
    make_result: Callable[..., Result],
    name: str,
    kind: str,
    language: Language,
) -> None:
    speeds, fault = KINDS[kind]
    export = FORMATS[name][1]
    data = export(make_result(mission, *speeds, fault=fault), language)
    assert data == export(make_result(mission, *speeds, fault=fault), language)
    assert data.decode()


def test_names_are_parsed_and_json_is_always_there() -> None:
    assert parse_formats("html, junit") == ("json", "html", "junit")
    assert parse_formats("") == ("json",)
    with pytest.raises(ValueError, match="no format 'htm'; nearest valid name: 'html'"):
        parse_formats("htm")


def test_junit(mission: Mission, make_result: Callable[..., Result]) -> None:
    root = ElementTree.fromstring(junit_xml(make_result(mission, 0.5, 0.0, fault="crashed"), "en"))
    first, second, grading = root.findall("testsuite")
    assert (first.get("tests"), first.get("failures"), first.get("skipped")) == ("3", "1", "0")
    failure = first.find(".//testcase[@classname='demo_delivery.clean']/failure")
    assert failure is not None
    assert "base_link hit rack_2" in (failure.text or "")
    assert second.get("skipped") == "2"
    error = grading.find("testcase/error")
    assert error is not None
    assert error.get("type") == "crashed"
    assert "ValueError: <b>" in (error.text or "")


class Page(HTMLParser):
    """Collects what a page loads, and checks that its tags are closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_needs_nothing_else(
    mission: Mission, make_result: Callable[..., Result], language: Language
) -> None:
    text = html_page(make_result(mission, 0.5, 0.0, fault="crashed"), language).decode()
    page = Page(text)
    assert page.open == []
    tags = {tag for tag, _, _ in page.attributes}
    assert not tags & {"script", "link", "img", "iframe"}
    assert all(
        value.startswith("#") for _, name, value in page.attributes if name in ("href", "src")
    )
    assert "url(" not in text
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text


def test_html_escapes_what_strangers_write(
    mission: Mission, make_result: Callable[..., Result]
) -> None:
    text = html_page(make_result(mission, 0.5, fault="crashed"), "en").decode()
    assert "my_robot &lt;1&gt;" in text
    assert "ValueError: &lt;b&gt;" in text
    assert "<b>�" not in text


def test_html_maps_the_evidence(mission: Mission, make_result: Callable[..., Result]) -> None:
    text = html_page(make_result(mission, 0.5), "en").decode()
    assert text.count('class="marker"') == 3  # two hits at one place share a marker
    assert ">3, 4</text>" in text


def test_html_maps_are_wide(mission: Mission, make_result: Callable[..., Result]) -> None:
    """Of a robot that hardly moved too."""
    for seed in make_result(mission, 0.0, 0.9).seeds:
        drawn = track_map(seed)
        assert drawn is not None
        assert drawn.width / drawn.height >= 1.5


def test_html_keeps_numbers_in_arabic_together(
    mission: Mission, make_result: Callable[..., Result]
) -> None:
    text = html_page(make_result(mission, 0.5, 0.9), "ar").decode()
    assert re.search(rf"{LRI}\(-?[\d.]+, -?[\d.]+\){PDI} م", text)
    assert re.search(rf"حد النجاح: {LRI}\d+{PDI}", text)


def test_seeds_of_one_score_are_told_as_such(
    mission: Mission, make_result: Callable[..., Result]
) -> None:
    told = [
        [text.en for text in summary(make_result(mission, *speeds))]
        for speeds in ((0.0, 0.0), (0.5, 0.5))
    ]
    assert "2 seeds, the same score on each" in told[0]
    assert any(line.startswith("median of 2 seeds, from ") for line in told[1])


def test_writes_whole_files(
    tmp_path: Path, mission: Mission, make_result: Callable[..., Result]
) -> None:
    result = make_result(mission, 0.5)
    paths = write_formats(result, tmp_path / "new" / "folder", tuple(FORMATS), "en")
    assert sorted(path.name for path in paths.values()) == sorted(
        path.name for path in (tmp_path / "new" / "folder").iterdir()
    )
    assert read_result(paths["json"].read_text(encoding="utf-8")) == result
    assert write_result(tmp_path, result).read_bytes() == paths["json"].read_bytes()


def test_a_link_in_the_way_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "result.json").symlink_to(tmp_path / "precious")
    write_whole(tmp_path / "result.json", b"new")
    assert (tmp_path / "precious").read_text() == "mine"
    assert (tmp_path / "result.json").read_bytes() == b"new"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "result.json", b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "result.json", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
    assert (tmp_path / "result.json").read_bytes() == b"old"

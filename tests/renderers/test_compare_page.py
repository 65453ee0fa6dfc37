from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from rpa_finder.renderers.compare_page import headline, render_compare_page
from tests.drawing_scans import routine, scan_of
from tests.renderers.rescans import empty_comparison, full_rescan, rescan_of
from tests.renderers.small import small_scan


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_says_what_changed_and_what_was_saved():
    text = re.sub(r"\s+", " ", read(render_compare_page(full_rescan())).text)
    assert "1 of 5 routines surely changed." in text
    assert "measured; " not in headline(replace(full_rescan(), benefits=()))
    assert "What was really saved" in text
    assert "+ appeared" in text
    assert "× vanished" in text
    assert "Name is now Full name" in text


def test_both_sides_have_each_screen_at_the_same_place():
    page = render_compare_page(full_rescan())
    before, after = re.findall(r'<figure id="\w+">.*?</figure>', page, flags=re.DOTALL)
    boxes = [re.findall(r'<rect class="box" (x="[\d.]+" y="[\d.]+")', side) for side in (before, after)]
    assert boxes[0] == boxes[1]
    assert len(boxes[0]) > 5
    # What a side does not have is faint there, and only there.
    assert len(re.findall(r"^#before \[data-screen=\"\d+\"\] \{ opacity", page, flags=re.MULTILINE)) == 1
    assert len(re.findall(r"^#after \[data-screen=\"\d+\"\] \{ opacity", page, flags=re.MULTILINE)) == 1


def test_asks_for_nothing_and_runs_nothing():
    reader = read(render_compare_page(full_rescan()))
    assert {tag for tag, _ in reader.tags} & {"script", "link", "img", "iframe", "object"} == set()
    assert [a for _, attributes in reader.tags for a in attributes if a.startswith("on") or a in ("src", "style")] == []
    assert "default-src 'none'" in str([a for tag, a in reader.tags if tag == "meta"])


def test_names_of_a_log_are_text():
    evil = replace(routine("R01", 100), name="<script>alert(1)</script>")
    page = render_compare_page(rescan_of(scan_of(evil), scan_of(evil)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_an_empty_comparison_and_an_odd_scan_have_a_page_as_well():
    empty = replace(full_rescan(), comparison=empty_comparison(), benefits=(), drift=())
    assert "None of 0" in render_compare_page(empty)
    assert "</html>" in render_compare_page(rescan_of(small_scan(), small_scan("=Sum\n;")))


def test_the_same_comparison_has_the_same_page():
    assert render_compare_page(full_rescan()) == render_compare_page(full_rescan())

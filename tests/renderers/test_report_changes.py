from __future__ import annotations

import re
from dataclasses import replace

from rpa_finder.renderers.report import render_report
from rpa_finder.renderers.report_changes import MOST_ROWS, between, view_changes
from tests.drawing_scans import routine, scan_of
from tests.renderers.rescans import empty_comparison, full_rescan, rescan_of


def section(page: str) -> str:
    (found,) = re.findall(r'<section id="changes".*?</section>', page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", found))


def test_the_report_says_what_changed_and_what_was_saved():
    rescan = full_rescan()
    page = render_report(rescan.scan, rescan)
    text = section(page)
    assert "1 of 5 routines surely changed." in text
    assert "gone: no longer seen" in text
    assert "What was really saved" in text
    assert f"{rescan.benefits[0].claimed_hours:,.0f}" in text
    assert 'href="#changes"' in page


def test_a_report_of_one_scan_has_no_such_section():
    rescan = full_rescan()
    page = render_report(rescan.scan)
    assert "changes-title" not in page
    assert "#changes" not in page


def test_only_what_surely_changed_has_a_row_and_the_rest_is_counted():
    before = scan_of(routine("R01", 1000), *(routine(f"R1{i}", 900, steps=f"{i}xyz") for i in range(4)))
    after = scan_of(routine("R01", 200), *(routine(f"R1{i}", 901, steps=f"{i}xyz") for i in range(4)))
    view = view_changes(rescan_of(before, after))
    assert [c.verdict for c in view.changes] == ["reduced"]
    assert view.others.startswith("4 no sign of a change, but too little seen")
    assert view.control.startswith("Control: 4\N{NO-BREAK SPACE}untouched routines, done 1 times as often")
    alone = view_changes(rescan_of(scan_of(routine("R01", 90)), scan_of(routine("R01", 80))))
    assert "no control" in alone.control


def test_a_long_list_of_changes_is_cut_and_says_so():
    first = routine("R00", 100)
    many = [
        replace(first, id=f"R{i}", key=f"k{i}", steps=tuple(replace(s, field=f"{i}-{s.field}") for s in first.steps))
        for i in range(MOST_ROWS + 3)
    ]
    view = view_changes(rescan_of(scan_of(), scan_of(*many)))
    assert (len(view.changes), view.left_out) == (MOST_ROWS, 3)


def test_names_of_a_log_are_text_and_nothing_at_all_is_a_section_too():
    evil = [replace(routine("R01", n), name="<script>alert(1)</script>") for n in (1000, 100)]
    before, after = (replace(scan_of(r), proposals=()) for r in evil)
    page = render_report(after, rescan_of(before, after))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    empty = replace(full_rescan(), comparison=empty_comparison(), benefits=(), drift=())
    assert "None of 0 routines" in section(render_report(empty.scan, empty))
    assert between(None) == ""

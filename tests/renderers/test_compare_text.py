from __future__ import annotations

from dataclasses import replace

from rpa_finder.renderers.compare_text import render_changes
from tests.drawing_scans import routine, scan_of
from tests.renderers.rescans import empty_comparison, full_rescan, rescan_of


def test_changes_are_counted_and_told_one_by_one():
    text = render_changes(full_rescan())
    assert text.startswith("5 routines compared: 1 gone, 4 stable.\n")
    assert "gone     R01 > -" in text
    assert "claimed 600 h a year; verified" in text
    assert "nothing claimed; The baseline does not hold its routine" in text.replace("\n  ", " ")
    assert "Renamed: Claim search: Name is now Full name" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_control_is_named():
    counts = (1000, 900, 1100)
    before, after = (
        scan_of(*(routine(f"R{i}", round(n * f), steps=f"{i}abc") for i, n in enumerate(counts))) for f in (1, 0.9)
    )
    assert "3 untouched routines as control: done 0.90 times as often" in render_changes(rescan_of(before, after))


def test_no_routines_at_all_is_said():
    rescan = replace(full_rescan(), comparison=empty_comparison(), benefits=())
    assert render_changes(rescan).startswith("0 routines compared: nothing to compare.")


def test_control_characters_never_reach_the_terminal():
    evil = replace(routine("R01", 100), name="\x1b[2Jred")
    assert "\x1b" not in render_changes(rescan_of(scan_of(evil), scan_of(evil)))

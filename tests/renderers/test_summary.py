from __future__ import annotations

from dataclasses import replace

from rpa_finder.model import KINDS, Note, Portfolio
from rpa_finder.renderers.summary import render_summary
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def test_says_what_was_read_found_and_where_it_lies():
    text = render_summary(benefits_scan(), "out/march")
    for said in (
        "2 files, 50,510 rows: 49,560 events kept",
        "24 agents, 10 days (2 Mar 2026 to 13 Mar 2026)",
        "from 72 s count as idle (learnt from the log)",
        "3 copy-transfer",
        "P01 Fill Claim intake from CRM and terminal                 590 h (440–740 h)",
        "1,110 h (830–1,400 h) realised a year",
        "No hours are given for 2 routines (R04, R05).",
        "Files in out/march",
    ):
        assert said in text


def test_never_longer_than_forty_lines_of_eighty_columns():
    scan = benefits_scan()
    routines = tuple(
        replace(scan.routines[0], id=f"R{i:02d}", kind=KINDS[i % len(KINDS)], saving=None) for i in range(1, 60)
    )
    proposals = tuple(replace(scan.proposals[0], id=f"P{i:02d}", title="W" * 200) for i in range(1, 60))
    notes = tuple(Note("n", "word " * 100) for _ in range(30))
    text = render_summary(replace(scan, routines=routines, proposals=proposals, notes=notes, label="L" * 300), "out")
    lines = text.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert "Files in out" in text


def test_an_empty_scan_says_what_cannot_be_concluded():
    nothing = Portfolio(None, None, None, None, None, 0)
    text = render_summary(replace(small_scan(), routines=(), proposals=(), portfolio=nothing))
    assert "Proposals none" in text
    assert "withheld: too little was seen" in text


def test_control_characters_never_reach_the_terminal():
    evil = small_scan("\x1b[2Jred\x07")
    assert "\x1b" not in render_summary(evil)

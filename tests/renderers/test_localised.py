"""Sentences of a scan: their figures are written as the reader does, names and programs' files are not touched."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rpa_finder import renderers
from rpa_finder.locales import written_as
from rpa_finder.model import Note
from rpa_finder.renderers.compare_text import render_changes
from rpa_finder.renderers.comparing import render_rescan
from rpa_finder.renderers.localised import configured, in_locale
from rpa_finder.renderers.summary import render_summary, render_summary_json
from tests.renderers.rescans import full_rescan
from tests.renderers.story import benefits_scan


def at_home(name, scan=None):
    scan = scan or benefits_scan()
    return replace(scan, config={**scan.config, "locale": name})


def told(scan, text):
    """Give a text as it stands among a scan's notes."""
    return in_locale(replace(scan, notes=(Note("n", text),))).notes[0].text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("en-GB", "1,234,567 rows; 12,400.5 h; 0.25 of 3; version 1.2.3, A1.5, 5, 6 and 7; 1000 at 2026-03-02."),
        ("de-DE", "1.234.567 rows; 12.400,5 h; 0,25 of 3; version 1.2.3, A1.5, 5, 6 and 7; 1000 at 2026-03-02."),
    ],
)
def test_figures_change_their_marks_and_nothing_else_does(name, expected):
    text = "1,234,567 rows; 12,400.5 h; 0.25 of 3; version 1.2.3, A1.5, 5, 6 and 7; 1000 at 2026-03-02."
    with written_as(name):
        assert told(benefits_scan(), text) == expected


def test_a_figure_in_the_name_of_a_screen_stays():
    scan = benefits_scan()
    named = replace(scan.graph.screens[0], name="Tariff 2.5 - Desk")
    scan = replace(scan, graph=replace(scan.graph, screens=(named, *scan.graph.screens[1:])))
    with written_as("de-DE"):
        assert told(scan, "Tariff 2.5 - Desk takes 2.5 s.") == "Tariff 2.5 - Desk takes 2,5 s."


@pytest.mark.parametrize(
    ("name", "reason"), [("en-GB", "1,234 executions, 3.4 h"), ("de-DE", "1.234 executions, 3,4 h")]
)
def test_the_reasons_of_a_verdict_are_in_the_locale_on_the_page_and_in_none_in_scan_json(name, reason):
    scan = at_home(name)
    first = replace(scan.proposals[0], reasons=("1,234 executions, 3.4 h",))
    files = dict(renderers.render(replace(scan, proposals=(first, *scan.proposals[1:])), ("html", "proposals")))
    assert reason in files["report.html"].decode()
    assert b"1,234 executions, 3.4 h" in files["scan.json"]
    pages = [content.decode() for path, content in files.items() if path.endswith("proposal.md")]
    assert any(reason in page for page in pages)


def test_programs_read_the_same_bytes_whatever_the_locale():
    english, german = (dict(renderers.render(at_home(name), ("backlog", "graphml"))) for name in ("en-GB", "de-DE"))
    english["scan.json"] = english["scan.json"].replace(b'"locale": "en-GB"', b'"locale": "de-DE"')
    assert english == german
    assert render_summary_json(at_home("en-GB"), "out") == render_summary_json(at_home("de-DE"), "out")


@pytest.mark.parametrize(
    ("name", "rows", "date"), [("en-GB", "50,510 rows", "2 Mar 2026"), ("de-DE", "50.510 rows", "02.03.2026")]
)
def test_the_terminal_is_in_the_locale(name, rows, date):
    text = render_summary(at_home(name), "out")
    assert rows in text
    assert date in text


@pytest.mark.parametrize(("name", "date", "factor"), [("en-GB", "2 Mar 2026", "."), ("de-DE", "02.03.2026", ",")])
def test_a_comparison_is_in_the_locale_of_the_later_scan(name, date, factor):
    rescan = full_rescan()
    why = "It is done 0.50 times as often: 1,234 executions."
    routines = tuple(replace(c, why=why) for c in rescan.comparison.routines)
    rescan = replace(
        rescan,
        scan=at_home(name, rescan.scan),
        comparison=replace(rescan.comparison, routines=routines),
        screen_changes=(0.25, 1.0, 2.5),
    )
    files = {path: content.decode() for path, content in render_rescan(rescan) if not path.endswith("xlsx")}
    said = render_changes(rescan)
    swapped = why if name == "en-GB" else "It is done 0,50 times as often: 1.234 executions."
    assert date in said
    assert f"changes 1{factor}00 times a year" in said
    assert swapped in re.sub(r"\s+", " ", said)
    assert date in files["compare.html"].replace("\u00a0", " ")
    assert swapped in files["compare.html"]
    assert why in files["compare.json"]


def test_a_locale_that_is_not_known_is_the_default():
    assert configured(at_home("xx-XX")) == "en-GB"
    assert configured(at_home("de-DE")) == "de-DE"

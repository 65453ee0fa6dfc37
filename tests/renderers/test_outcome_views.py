"""Outcomes on the page: figures as readers write them, and words where there is no figure."""

from dataclasses import replace

from rpa_finder.locales import written_as
from rpa_finder.model import OutcomeChange
from rpa_finder.renderers.outcome_views import view_outcomes
from rpa_finder.renderers.report import render_report
from rpa_finder.renderers.scan_json import as_stored, render_scan_json
from tests.renderers.planned import planned_scan

CHANGES = (
    OutcomeChange("Handle time", "seconds", 1264.5, 28.25, 23.5, 37.0),
    OutcomeChange("Volume", "executions a day", 11.0, 11.0, 11.0, 11.0),
    OutcomeChange("Rework", "share", 0.18, None, 0.0, 0.18, "how much would go is not in the log"),
    OutcomeChange("Repeats", "share", None, None, None, None, "no case"),
    OutcomeChange("Look-ups", "share", 0.3, None, None, None, "one person's"),
)


def shown(changes=CHANGES):
    scan = planned_scan()
    first, *others = scan.proposals
    rest = tuple(replace(p, outcome_changes=()) for p in others)
    return view_outcomes(replace(scan, proposals=(replace(first, outcome_changes=changes), *rest)))


def test_figures_stand_with_their_range_and_words_where_there_is_none():
    table = shown()
    assert table.heads[:3] == ("Handle time, each execution", "Volume, executions a day", "Rework")
    assert table.seen == ("1,264.5\u00a0s", "11.0", "18.0\u00a0%", "not told", "30.0\u00a0%")
    (row,) = table.rows
    assert [(c.figure, c.between, c.said) for c in row.cells] == [
        ("28.2\u00a0s", "23.5\u00a0s\u201337.0\u00a0s", ""),
        ("", "", "does not move"),
        ("", "0.0\u00a0%\u201318.0\u00a0%", ""),
        ("", "", "not told"),
        ("", "", "withheld"),
    ]


def test_marks_are_those_of_the_locale():
    with written_as("de-DE"):
        assert shown().seen[0] == "1.264,5\u00a0s"


def test_scans_of_earlier_versions_get_no_table():
    assert shown(()) is None
    scan = planned_scan()
    old = replace(scan, proposals=tuple(replace(p, outcome_changes=()) for p in scan.proposals))
    assert 'id="outcome-table"' not in render_report(old)


def test_page_and_scan_hold_every_proposal_with_what_it_moves():
    scan = as_stored(planned_scan())
    page = render_report(scan)
    assert page.count("does not move") > len(scan.proposals)
    assert 'id="outcome-table"' in page
    assert render_scan_json(scan).count('"outcome_changes": [\n') == len(scan.proposals)

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.renderers.proposal_pages import render_proposal_pages
from rpa_finder.renderers.routine_views import view_routine
from rpa_finder.renderers.tables import COLUMNS, cell_text, plain_text, render_table, render_tables
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_table_has_its_columns_in_every_row():
    for name, text in render_tables(benefits_scan()):
        rows = read(text)
        assert tuple(rows[0]) == COLUMNS[name]
        assert {len(row) for row in rows} == {len(COLUMNS[name])}
        assert text.endswith("\n")
        assert "\r" not in text


def test_the_pace_of_one_person_stands_in_no_output_for_people():
    scan = benefits_scan()
    first = scan.routines[0]
    hidden = replace(
        first.saving,
        **dict.fromkeys(("hours_per_year", "gross_hours", "net_hours", "money", "time")),
        **dict.fromkeys(("seconds_per_execution", "seconds_median"), 0.0),
        waterfall=(),
        withheld="only 1 agent of 24 did it",
    )
    proposals = tuple(replace(p, marginal_hours=None) if p.routine_id == first.id else p for p in scan.proposals)
    alone = replace(scan, routines=(replace(first, saving=hidden), *scan.routines[1:]), proposals=proposals)
    head, *rows = read(dict(render_tables(alone))["proposals.csv"])
    row = next(dict(zip(head, r, strict=True)) for r in rows if r[head.index("routine_id")] == first.id)
    named = ("seconds_per_execution", "hours_per_year_p50", "marginal_hours_p50", "npv_p50", "build_cost")
    assert {row[name] for name in named} == {""}
    page = next(text for path, text in render_proposal_pages(alone) if path.endswith("proposal.md"))
    assert "| Hands-on time each | withheld |" in page
    assert "only 1 agent of 24 did it" in page
    facts = {name: figure for name, figure, _ in view_routine(alone.routines[0], None, alone, {}, {}).facts}
    assert facts["Hands-on time each"] == "withheld"


def test_executions_and_their_events_stand_in_full():
    tables = dict(render_tables(small_scan()))
    assert tables["executions.csv"].splitlines()[1:] == [
        "R01,R01-E1,agent-1,Customer,2026-03-02T09:00:01.000Z,2026-03-02T09:00:09.000Z,5.5004,8,2,V1,2026-03-02",
        "R01,R01-E2,agent-2,,2026-03-02T09:00:11.000Z,2026-03-02T09:00:12.000Z,0.9996,1,1,V1,2026-03-02",
    ]
    assert tables["execution_events.csv"].splitlines()[1:] == [
        "R01,R01-E1,1,Customer 1.csv,1",
        "R01,R01-E1,2,Customer 1.csv,2",
        "R01,R01-E2,0,two.csv,1",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe(start: str):
    for name, text in render_tables(small_scan(start + "cmd|' /C calc'!A0")):
        risky = [cell for row in read(text) for cell in row if cell.startswith(start) and not is_number(cell)]
        assert not risky, name


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_negative_figures_stay_numbers():
    row = dict(zip(*read(dict(render_tables(small_scan()))["proposals.csv"]), strict=True))
    assert row["hours_per_year_p10"] == "-1"
    assert row["build_cost"] == ""


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_its_cell(text: str):
    rows = read(cell_text(text) + ",end\n")
    assert [plain_text(rows[0][0]), rows[0][1]] == [text, "end"]
    assert len(rows) == 1


def test_a_missing_figure_is_an_empty_cell():
    assert render_table(("a", "b"), [(None, 1.0), ('x "y"', 0.25)]) == 'a,b\n,1\n"x ""y""",0.25\n'


def test_a_transfer_has_its_other_sources_in_one_cell():
    (row,) = csv.DictReader(io.StringIO(dict(render_tables(small_scan("CRM")))["data_transfers.csv"]))
    assert (row["expected_by_chance"], row["alternatives"]) == ("0.25", "CRM: Number (1)")

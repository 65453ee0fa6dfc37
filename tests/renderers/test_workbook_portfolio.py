"""The sheet Portfolio: every block says its figures, or why there are none."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from rpa_finder.model import BestSet, GainShare, Outcome, Range, Scan, StaffedInterval, Staffing
from rpa_finder.renderers.business_case import make_plan
from rpa_finder.renderers.workbook import render_workbook
from tests.renderers.story import benefits_scan


def cells(scan: Scan) -> dict[object, list[object]]:
    """Give the rows of the sheet by their first cell."""
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(scan)))["Portfolio"]
    return {row[0]: list(row[1:]) for row in sheet.iter_rows(values_only=True) if row[0]}


def with_parts() -> Scan:
    scan = benefits_scan()
    interval = StaffedInterval(100.0, 21, 19, 30, 28, 16.0, 4.0, 0.83, 0.95)
    portfolio = replace(
        scan.portfolio,
        attended_robots=3,
        ties=(("P01", "P02"),),
        best_set=BestSet(("P01", "P03"), 900.0, 12_345.0, 30_000.0, 2, True),
        staffing=Staffing(300.0, 270.0, (interval,), 2, 2, 1.43),
        gain_share=GainShare(Range(1, 2, 3), Range(4, 5, 6), Range(7, 8, 9), Range(10, 11, 12)),
        outcomes=(
            Outcome("Rework", 0.125, "share", "5 of 40."),
            Outcome("Repeat work on a case", None, "share", "No cases."),
        ),
    )
    return replace(scan, portfolio=portfolio)


def test_every_block_holds_the_figures_of_the_scan():
    rows = cells(with_parts())
    assert rows["Attended, to serve the busiest hour at once"][0] == 3
    assert rows["Proposals (every set was tried)"][0] == "P01, P03"
    assert rows["Net present value, expected"][0] == 12_345
    assert "P01, P02: the log can't tell which is worth more." in rows
    assert rows[100][:5] == [21, 19, 30, 28, 16]
    assert rows["Client keeps"][:3] == [7, 8, 9]
    assert rows["Rework"][0] == 0.125
    assert rows["Repeat work on a case"][0] == "withheld"


def test_the_case_is_put_in_other_ways_too():
    plan = make_plan(benefits_scan())
    rows = cells(benefits_scan())
    build = plan.build / 1.3
    annuity = sum(1.1**-year for year in (1, 2, 3))
    assert rows["Benefit, 3 years at 10 %, less 15 % for risk"][0] == pytest.approx(plan.benefit * 0.85 * annuity)
    assert rows["Costs, the same, 10 % more for risk"][0] == pytest.approx((build + plan.run * annuity) * 1.1)
    assert rows["Build cost by three points (PERT), mean"][0] == pytest.approx(build * 1.15)


def test_what_is_missing_is_said():
    text = " ".join(str(name) for name in cells(benefits_scan()))
    assert "no contacts per interval were given" in text
    assert "Nothing is agreed" in text
    assert "No proposal has hours to add up" in text


def test_terms_that_were_given_are_not_denied_where_nothing_would_be_built():
    scan = benefits_scan()
    given = scan.config | {"staffing": {"contacts_per_interval": [40.0]}, "gain_share": {"share": 0.3}}
    text = " ".join(str(name) for name in cells(replace(scan, config=given)))
    assert "Hours are capacity, not heads: nothing would be built" in text
    assert "Nothing to share: nothing would be built" in text
    assert "were given ([staffing])" not in text
    assert "Nothing is agreed" not in text

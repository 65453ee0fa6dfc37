from __future__ import annotations

import io
import re
from dataclasses import replace

import openpyxl
import pytest

from rpa_finder import finance
from rpa_finder.config import Assumptions
from rpa_finder.renderers import words
from rpa_finder.renderers.business_case import (
    assumption_sources,
    kept_share,
    make_plan,
    plan_benefit,
    scan_assumptions,
)
from rpa_finder.renderers.report import render_report
from rpa_finder.renderers.workbook import render_workbook
from tests.renderers.story import benefits_scan


def test_share_that_a_bot_takes_over():
    assert kept_share(185, 0.12, 20, 45) * 2331 == pytest.approx(1761.48)
    assert kept_share(15, 0.05, 20, 45) < 0


def test_plan_adds_up_what_its_proposals_give():
    plan = make_plan(benefits_scan())
    assert plan.hours == pytest.approx(sum(r.counted for r in plan.rows) * plan.together)
    assert plan.benefit == pytest.approx(plan.hours * plan.assumptions.cost_per_hour)
    assert [p.id for p, _ in plan.withheld] == ["P04"]


def test_worth_of_the_plan_is_that_of_the_finance_module():
    plan = make_plan(benefits_scan())
    a = plan.assumptions
    schedule = finance.Schedule(a.horizon_months, a.lead_months, a.attrition_per_year, a.discount_rate)
    flow = finance.cash_flow(plan.benefit, plan.build, plan.run, schedule)
    assert plan.npv == pytest.approx(finance.net_present_value(plan.benefit, plan.build, plan.run, schedule))
    assert plan.payback == pytest.approx(finance.payback_months(flow))


def test_benefit_at_the_scans_own_assumptions_is_the_plans():
    plan = make_plan(benefits_scan())
    assert plan_benefit(plan, plan.assumptions.exception_floor, 1) == pytest.approx(plan.benefit)
    assert plan_benefit(plan, plan.assumptions.exception_floor * 2, 1) < plan.benefit


def test_absent_assumptions_are_the_defaults():
    assert scan_assumptions(replace(benefits_scan(), config={})) == Assumptions()
    given = replace(benefits_scan(), config={"assumptions": {"realisation": 0.3, "of_a_later_version": 1}})
    assert scan_assumptions(given) == Assumptions(realisation=0.3)


def test_python_workbook_and_page_give_the_same_figures():
    scan = benefits_scan()
    summary = openpyxl.load_workbook(io.BytesIO(render_workbook(scan)), data_only=True)["Summary"]
    rows: dict[object, tuple[object, ...]] = {}
    for row in summary.iter_rows(values_only=True):
        # The figures as scanned stand above those by formula.
        rows.setdefault(row[0], row[1:4])
    page = " ".join(re.sub("<[^>]+>", " ", render_report(scan)).split())
    p = scan.portfolio
    for name, found in (
        ("Gross hours a year", p.gross_hours),
        ("Net hours a year", p.net_hours),
        ("Realised hours a year", p.hours_per_year),
        ("Net present value, EUR", p.npv),
    ):
        assert rows[name] == pytest.approx((found.p10, found.p50, found.p90))
    for range_ in (p.gross_hours, p.net_hours, p.hours_per_year):
        assert words.hours_figure(range_.p50) in page
        assert words.format_range(range_) in page.replace(" ", words.NO_BREAK) or words.format_range(range_) in page
    assert words.format_money(p.npv.p50, "EUR") in page
    assert words.format_money_range(p.npv, "EUR") in page
    for routine in scan.routines:
        if routine.saving and routine.saving.hours_per_year:
            assert words.hours_figure(routine.saving.hours_per_year.p50) in page


def test_maintenance_by_changes_that_were_seen_is_measured():
    scan = benefits_scan()
    own = {**scan.config, "screen_changes": [0.4, 1.2, 2.0]}
    measured = {**own, "assumptions": {**scan.config["assumptions"], "maintenance_share": 0.3}}
    source = assumption_sources(replace(scan, config=measured))["maintenance_share"]
    assert source.startswith("measured: a screen changes 1.2 times a year (8 in 10: 0.4 to 2)")
    assert assumption_sources(replace(scan, config=own))["maintenance_share"].startswith("Practitioners")


def test_what_differs_from_the_profile_is_the_users():
    scan = benefits_scan()
    given = {
        **scan.config,
        "profile": "nz-public",
        "assumptions": {**scan.config["assumptions"], "discount_rate": 0.02},
    }
    sources = assumption_sources(replace(scan, config=given))
    assert sources["discount_rate"].startswith("The Treasury")
    # The story's euros are not the profile's dollars.
    assert sources["currency"] == "user"
    assert sources["maintenance_share"].startswith("Practitioners")
    assert assumption_sources(replace(scan, config={}))["realisation"].startswith("Productivity recapture")

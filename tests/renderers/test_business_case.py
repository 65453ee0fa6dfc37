from __future__ import annotations

from dataclasses import replace

import pytest

from rpa_finder import finance
from rpa_finder.config import Assumptions
from rpa_finder.renderers.business_case import kept_share, make_plan, plan_benefit, scan_assumptions
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

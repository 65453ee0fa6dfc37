"""Worth: the worked example priced through the product's own pipeline of draws."""

from __future__ import annotations

import numpy as np
import pytest

from rpa_finder import finance
from rpa_finder.config import Assumptions
from rpa_finder.worth import Robots, licences, price

GIVEN = Assumptions(
    worked_days_per_year=252, cost_per_hour=28.0, realisation=0.75, licence_per_year=8000, infrastructure_per_year=1200
)
"""Of the worked example (oracle A of the research)."""
BUILD = finance.build_cost(30, 520, 0.50)


def priced(net=1927.80, given=GIVEN, factor=1.0):
    one = np.ones(5)
    return price(one * net * 0.75, one * net, BUILD, one * factor, Robots(1, 0), given)


def test_certain_draws_give_the_figures_of_the_worked_example():
    money = priced().money
    assert money.build_cost == pytest.approx(23_400)
    assert money.run_cost_per_year == pytest.approx(13_880)
    assert money.benefit_per_year.p50 == pytest.approx(40_483.80)
    assert money.npv.p10 == pytest.approx(15_174.3931, abs=5e-5)
    assert money.npv.p90 == pytest.approx(15_174.3931, abs=5e-5)
    assert money.payback_months == pytest.approx(14.554717, abs=5e-7)
    assert money.discounted_payback_months == pytest.approx(14.834568, abs=5e-7)
    assert money.return_per_year == pytest.approx(0.780517, abs=5e-7)
    assert money.benefit_cost_ratio == pytest.approx(1.31756010, abs=5e-9)
    assert money.break_even_realisation == pytest.approx(0.5692339942, abs=5e-11)
    assert money.probability_of_loss == 0


def test_the_horizon_turns_the_sign():
    horizons = {h.months: h for h in priced().money.horizons}
    assert sorted(horizons) == [12, 24, 36]
    assert horizons[12].npv.p50 == pytest.approx(-5_196.7187, abs=5e-5)
    assert horizons[12].probability_of_loss == 1
    assert horizons[24].npv.p50 == pytest.approx(15_174.3931, abs=5e-5)
    assert horizons[36].npv.p50 > horizons[24].npv.p50


def test_the_horizon_in_force_is_shown_too():
    months = [h.months for h in priced(given=Assumptions(horizon_months=30)).money.horizons]
    assert months == [12, 24, 30, 36]


def test_a_bot_that_makes_work_never_pays_back():
    money = priced(net=-100.0).money
    assert money.payback_months is money.return_per_year is money.break_even_realisation is None
    assert money.npv.p90 < 0
    assert money.probability_of_loss == 1


def test_an_overrun_costs_its_upkeep_as_well():
    run = finance.present_value_factors(finance.Schedule(24, 2, 0.1, 0.035))
    dearer = priced().npv[0] - priced(factor=1.5).npv[0]
    assert dearer == pytest.approx(0.5 * BUILD * (run.build + 0.2 * run.run))


def test_worth_is_benefit_less_costs_in_every_draw():
    found = priced()
    factor = finance.present_value_factors(finance.Schedule(24, 2, 0.1, 0.035)).benefit
    np.testing.assert_allclose(found.npv, found.benefits * factor - found.costs)


def test_only_an_unattended_robot_needs_a_machine_of_its_own():
    assert licences(Robots(2, 3), GIVEN) == (2 * 8000 + 3 * 1300, 2 * 1200)

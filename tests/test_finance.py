"""The money functions against figures worked out independently."""

from __future__ import annotations

import math

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder import finance
from rpa_finder.finance import Schedule

SCHEDULE = Schedule(horizon_months=24, lead_months=2, attrition_per_year=0.10, discount_rate=0.035)
SCOPE, EXCEPTIONS, RESIDUAL, HANDBACK, RATE = 0.90, 0.12, 20.0, 45.0, 28.0
BUILD = finance.build_cost(30, 520, 0.50)
RUN = finance.run_cost(8000, 1200, 0.20, BUILD)


def net_hours(seconds=185.0, exceptions=EXCEPTIONS, residual=RESIDUAL):
    volume = finance.volume_per_year(4620, 22, 1.05, 252)
    observed = finance.observed_hours(volume, seconds)
    removable = finance.removable_hours(observed * SCOPE, volume * SCOPE, exceptions, residual, HANDBACK)
    return removable + finance.quality_hours(volume * SCOPE, exceptions, 0.03, 0.005, 600)


BENEFIT = net_hours() * 0.75 * RATE


def test_hours_of_the_worked_example():
    volume = finance.volume_per_year(4620, 22, 1.05, 252)
    assert volume == pytest.approx(50_400)
    assert finance.observed_hours(volume, 185) == pytest.approx(2590.00)
    removable = finance.removable_hours(2331.0, volume * SCOPE, EXCEPTIONS, RESIDUAL, HANDBACK)
    assert removable == pytest.approx(1761.48)
    assert finance.quality_hours(volume * SCOPE, EXCEPTIONS, 0.03, 0.005, 600) == pytest.approx(166.32)
    assert net_hours() == pytest.approx(1927.80)
    assert pytest.approx(40_483.80) == BENEFIT


def test_costs_of_the_worked_example():
    assert pytest.approx(23_400) == BUILD
    assert pytest.approx(13_880) == RUN
    assert finance.monthly_rate(0.035) == pytest.approx(0.002870898719076642, rel=1e-12)


def test_cash_flow_of_the_worked_example():
    flow = finance.cash_flow(BENEFIT, BUILD, RUN, SCHEDULE)
    expected = [-11700, -11700, 530.1583, 1518.6604, 2158.2589, 2129.2811]
    np.testing.assert_allclose(flow[:6], expected, atol=5e-5)
    assert flow.sum() == pytest.approx(16_586.5574, abs=5e-5)
    assert flow[:12].sum() == pytest.approx(-4_882.46, abs=5e-3)


def test_present_values_of_the_worked_example():
    factors = finance.present_value_factors(SCHEDULE)
    assert factors.benefit == pytest.approx(1.5551581537, abs=5e-11)
    assert factors.build == pytest.approx(0.9957100771, abs=5e-11)
    assert factors.run == pytest.approx(1.7640275749, abs=5e-11)
    assert BENEFIT * factors.benefit == pytest.approx(62_958.7117, abs=5e-5)
    assert BUILD * factors.build + RUN * factors.run == pytest.approx(47_784.3185, abs=5e-5)
    assert finance.net_present_value(BENEFIT, BUILD, RUN, SCHEDULE) == pytest.approx(15_174.3931, abs=5e-5)
    assert finance.benefit_cost_ratio(BENEFIT, BUILD, RUN, SCHEDULE) == pytest.approx(1.31756010, abs=5e-9)


def test_rates_and_payback_of_the_worked_example():
    flow = finance.cash_flow(BENEFIT, BUILD, RUN, SCHEDULE)
    assert finance.internal_rate_of_return(flow) == pytest.approx(0.780517, abs=5e-7)
    assert finance.payback_months(flow) == pytest.approx(14.554717, abs=5e-7)
    discounted = flow * finance.discount_factors(24, 0.035)
    assert finance.payback_months(discounted) == pytest.approx(14.834568, abs=5e-7)
    assert finance.break_even_realisation(BENEFIT / 0.75, BUILD, RUN, SCHEDULE) == pytest.approx(
        0.5692339942, abs=5e-11
    )


def test_a_shorter_horizon_turns_the_example_into_a_loss():
    short = Schedule(12, 2, 0.10, 0.035)
    assert finance.net_present_value(BENEFIT, BUILD, RUN, short) == pytest.approx(-5_196.7187, abs=5e-5)


@pytest.mark.parametrize(
    ("change", "low", "high"),
    [
        ("seconds", 1776.12, 28572.67),
        ("rate", 2582.65, 27766.14),
        ("build", 21485.45, 8863.34),
        ("licence", 17996.84, 12351.95),
        ("exceptions", 17396.47, 12952.32),
        ("maintenance", 16825.52, 13523.26),
        ("residual", 16622.85, 13725.93),
        ("attrition", 16388.42, 13964.95),
    ],
)
def test_one_assumption_a_fifth_lower_or_higher(change, low, high):
    def npv(factor):
        def f(name):
            return factor if change == name else 1.0

        hours = net_hours(185 * f("seconds"), EXCEPTIONS * f("exceptions"), RESIDUAL * f("residual"))
        build = BUILD * f("build")
        run = finance.run_cost(8000 * f("licence"), 1200, 0.20 * f("maintenance"), build)
        schedule = Schedule(24, 2, 0.10 * f("attrition"), 0.035)
        return finance.net_present_value(hours * 0.75 * RATE * f("rate"), build, run, schedule)

    assert npv(0.8) == pytest.approx(low, abs=5e-3)
    assert npv(1.2) == pytest.approx(high, abs=5e-3)


def test_draws_of_the_worked_example_give_its_mean_spread_and_risk():
    rng = np.random.default_rng(1)
    n = 200_000
    hours = net_hours(rng.triangular(150, 185, 215, n), rng.triangular(0.05, 0.12, 0.30, n))
    benefit = hours * rng.triangular(0.4, 0.75, 0.95, n) * RATE
    build = BUILD * rng.triangular(0.9, 1.0, 2.0, n)
    npv = finance.net_present_value(benefit, build, finance.run_cost(8000, 1200, 0.20, build), SCHEDULE)
    assert npv.mean() == pytest.approx(-2_197.7644, abs=90)
    assert npv.std() == pytest.approx(13_461, rel=0.01)
    np.testing.assert_allclose(np.quantile(npv, [0.1, 0.5, 0.9]), [-19_814, -2_124, 15_095], atol=200)
    assert (npv < 0).mean() == pytest.approx(0.560, abs=0.005)


def test_robots_for_a_load():
    assert finance.robots_needed(60 * 60 / 3600, 1, 0.85) == 2
    assert finance.robots_needed(756, 252 * 20, 0.85) == 1
    assert finance.robots_needed(0, 20, 0.85) == 0
    assert finance.robots_needed(0.85 * 20 * 3, 20, 0.85) == 3


def test_handing_everything_back_costs_the_hand_backs():
    assert finance.removable_hours(2331.0, 45_360.0, 1.0, RESIDUAL, HANDBACK) == pytest.approx(-45_360 * 45 / 3600)


def test_a_residual_longer_than_the_task_makes_work():
    assert finance.removable_hours(100.0, 3600.0, 0.0, 120.0, 0.0) == pytest.approx(-20.0)


def test_no_benefit_never_pays_back():
    flow = finance.cash_flow(0.0, BUILD, RUN, SCHEDULE)
    assert finance.payback_months(flow) is None
    assert finance.internal_rate_of_return(flow) is None
    assert finance.break_even_realisation(0.0, BUILD, RUN, SCHEDULE) is None


def test_too_small_a_benefit_would_have_to_be_realised_more_than_once():
    share = finance.break_even_realisation(20_000.0, BUILD, RUN, SCHEDULE)
    assert share is not None
    assert share > 1


def test_no_cost_has_no_ratio_and_pays_back_at_once():
    assert finance.benefit_cost_ratio(1000.0, 0.0, 0.0, SCHEDULE) is None
    assert finance.payback_months(finance.cash_flow(1000.0, 0.0, 0.0, SCHEDULE)) == 2.0
    assert finance.internal_rate_of_return(finance.cash_flow(1000.0, 0.0, 0.0, SCHEDULE)) is None


def test_a_loss_has_a_negative_rate_of_return():
    flow = np.array([-100.0, *[4.0] * 20])
    rate = finance.internal_rate_of_return(flow)
    assert rate is not None
    assert rate < 0
    assert (flow * (1 + rate) ** (-np.arange(1, 22) / 12)).sum() == pytest.approx(0, abs=1e-6)


def test_a_build_longer_than_the_horizon_is_charged_in_full():
    flow = finance.cash_flow(9000.0, 600.0, 100.0, Schedule(3, 6, 0.1, 0.0))
    np.testing.assert_allclose(flow, [-200, -200, -200])


def test_without_a_lead_the_build_is_paid_in_the_first_month():
    flow = finance.cash_flow(1200.0, 600.0, 120.0, Schedule(4, 0, 0.0, 0.0))
    np.testing.assert_allclose(flow, [50 - 600 - 10, 80 - 10, 90, 90])


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
    st.builds(Schedule, st.integers(1, 60), st.integers(0, 24), st.floats(0, 1), st.floats(0, 1)),
)
def test_discounted_flow_is_the_net_present_value_for_every_draw(benefits, build, run, schedule):
    flow = finance.cash_flow(np.array(benefits), build, run, schedule)
    discount = finance.discount_factors(schedule.horizon_months, schedule.discount_rate)
    expected = [math.fsum(row * discount) for row in flow]
    npv = finance.net_present_value(np.array(benefits), build, run, schedule)
    np.testing.assert_allclose(npv, expected, rtol=1e-9, atol=1e-6)


def test_a_january_of_the_worked_example_is_scaled_by_its_season():
    # Oracle C of the research.
    days = [21, 20, 23, 21, 22, 21, 22, 22, 22, 21, 20, 21]
    index = [1.2, 0.9, 1, 1, 0.95, 0.9, 0.85, 0.85, 1.05, 1.1, 1.1, 1.1]
    assert sum(d * i for d, i in zip(days, index, strict=True)) / sum(days) == pytest.approx(0.998828, abs=5e-7)
    january = finance.seasonal_index([1] * 21, index, days)
    assert finance.volume_per_year(5040, 21, january, 256) == pytest.approx(51_140.0, abs=0.05)
    assert finance.volume_per_year(5040, 21, 1.0, 256) == pytest.approx(61_440)


def test_the_money_functions_agree_with_numpy_financial():
    flow = finance.cash_flow(BENEFIT, BUILD, RUN, SCHEDULE)
    rate = finance.monthly_rate(0.035)
    worth = finance.net_present_value(BENEFIT, BUILD, RUN, SCHEDULE)
    assert numpy_financial.npv(rate, [0.0, *flow]) == pytest.approx(worth, rel=1e-12)
    monthly = numpy_financial.irr(flow)
    assert monthly == pytest.approx(0.0492496918, abs=5e-11)
    assert finance.internal_rate_of_return(flow) == pytest.approx((1 + monthly) ** 12 - 1, rel=1e-9)


def test_three_points_of_the_worked_example():
    assert finance.three_points(10, 16, 40) == (19, 5)


def test_year_end_view_of_the_worked_example():
    # Forrester's TEI: benefits a year less 15 %, costs more by 10 %, at year's ends and 10 %.
    worth = finance.year_end_value(BENEFIT, BUILD, RUN, finance.YearEnds(3, 0.10, 0.15, 0.10))
    assert worth == pytest.approx((85_575.6358, 63_709.2562), abs=5e-5)
    assert worth[0] - worth[1] == pytest.approx(21_866.3796, abs=5e-5)
    assert worth[0] / worth[1] - 1 == pytest.approx(0.34322139, abs=5e-9)

"""Estimates: what is drawn, and from what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rpa_finder import estimates
from rpa_finder.config import Assumptions
from rpa_finder.model import Range
from rpa_finder.verdicts import BOTS, Evidence
from tests.drawing_routines import STEPS, draw_routine

EVIDENCE = Evidence("copy-transfer", 400, 9, 2, 3, 0.9, 1.0, 12, 0.0)


def test_triangular_draws_have_its_mean_and_bounds():
    drawn = estimates.triangular(np.random.default_rng(1), 50_000, 0.9, 1.0, 2.0)
    assert drawn.mean() == pytest.approx(1.3, abs=0.005)
    assert 0.9 <= drawn.min() < drawn.max() <= 2.0
    assert (estimates.triangular(np.random.default_rng(1), 9, 0.5, 0.5, 0.5) == 0.5).all()


@pytest.mark.parametrize(
    ("exceptions", "floor", "expected"),
    [
        # Wilson of 12 in 400: 1.7 % to 5.2 %.
        (12, 0.0, (0.017243, 0.03, 0.051699)),
        (12, 0.02, (0.02, 0.03, 0.051699)),
        (12, 0.10, (0.10, 0.10, 0.10)),
        (None, 0.05, (0.05, 0.05, 0.05)),
    ],
)
def test_exceptions_are_never_below_the_floor(exceptions, floor, expected):
    evidence = replace(EVIDENCE, exceptions=exceptions)
    assert estimates.weigh_exceptions(evidence, floor) == pytest.approx(expected, abs=5e-7)


def test_realisation_is_drawn_round_the_likely_share_and_is_no_more_than_all():
    drawn = estimates.triangular(np.random.default_rng(2), 20_000, *estimates.realisation_ends(0.8))
    assert 0.4 <= drawn.min() < 0.45
    assert 0.95 < drawn.max() <= 1.0


def test_a_chance_follows_its_cause_in_its_share_of_the_draws_and_else_keeps_its_own():
    chance, cause = np.array([0.1, 0.2499, 0.25, 0.4, 0.925]), np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    assert estimates.follow(chance, cause, 0.25).tolist() == pytest.approx([0.9, 0.8, 0.0, 0.2, 0.9])
    assert estimates.follow(chance, cause, 0.0).tolist() == chance.tolist()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.95])
def test_a_chance_that_follows_is_as_even_as_before_and_correlated_by_the_share(share):
    chance, cause = np.random.default_rng(4).random((2, 40_000))
    found = estimates.follow(chance, cause, share)
    assert np.histogram(found, 20, (0, 1))[0] == pytest.approx(2000, rel=0.1)
    # Of even numbers, correlation is rank correlation.
    assert np.corrcoef(found, cause)[0, 1] == pytest.approx(share, abs=0.02)
    assert np.corrcoef(estimates.follow(chance, 1 - cause, share), cause)[0, 1] == pytest.approx(-share, abs=0.02)


def test_draws_depend_on_seed_and_name_alone():
    draws = [estimates.seeded(seed, name).random() for seed, name in [(1, "a"), (1, "a"), (1, "b"), (2, "a")]]
    assert draws[0] == draws[1]
    assert len(set(draws)) == 3


def test_a_range_has_the_deciles_and_the_median():
    assert estimates.to_range(np.arange(101.0)) == Range(10.0, 50.0, 90.0)


DAYS = tuple(f"2026-03-{d:02d}" for d in range(1, 21))


def test_only_a_bot_alone_leaves_no_seconds_with_people():
    given = replace(Assumptions(), human_residual_seconds=7.0)
    seconds = {name: estimates.make_basis(EVIDENCE, name, DAYS, given).residual_seconds for name in BOTS}
    assert seconds == {"unattended bot": 0.0, "integrate by API": 0.0, "attended bot": 7.0}


def test_days_to_build_grow_with_usual_steps_and_applications():
    given = replace(Assumptions(), build_days_base=4.0, build_days_per_step=0.5, build_days_per_app=3.0)
    rare = replace(STEPS[0], share=0.01)
    routine = draw_routine(steps=(*STEPS, rare))
    assert estimates.estimate_build_days(routine, EVIDENCE, "attended bot", given) == 4.0 + 3 * 0.5 + 2 * 3.0


def test_self_service_takes_off_those_who_use_it_and_charges_nothing():
    given = replace(Assumptions(), self_service_share=0.4)
    basis = estimates.make_basis(replace(EVIDENCE, kind="lookup"), "self-service", DAYS, given)
    assert basis.exceptions == pytest.approx((0.4, 0.6, 0.8))
    assert basis.residual_seconds == basis.handback_seconds == 0


@pytest.mark.parametrize("verdict", ["eliminate", "fix upstream", "leave to people", "not worth automating"])
def test_nothing_is_built_where_no_bot_is(verdict):
    assert estimates.estimate_build_days(draw_routine(), EVIDENCE, verdict, Assumptions()) == 0.0


def test_hours_of_certain_figures_are_worked_out_by_hand():
    given = replace(Assumptions(), worked_days_per_year=200, handback_seconds=30.0, cashable_share=0.25)
    given = replace(given, error_share_before=0.06, error_share_after=0.01, rework_seconds=120.0)
    basis = estimates.Basis(20, 1.0, (0.1, 0.1, 0.1), 0.25, 6.0, 30.0, given)
    one = np.ones(1)
    hours = estimates.work_out_hours(600 * one, 36_000 * one, 0.5 * one, 0.1 * one, basis)
    # 20 of 200 days: 6000 executions and 100 h a year, 75 h of them traceable, a tenth handed back.
    assert hours.gross.tolist() == pytest.approx([100.0])
    assert hours.in_scope.tolist() == pytest.approx([75.0])
    # 5400 executions cost 6 s each beside the bot, 600 handed back cost 30 s each.
    assert hours.removable.tolist() == pytest.approx([67.5 - 5400 * 6 / 3600 - 600 * 30 / 3600])
    # Of 5400 executions 5 % less are wrong, each would cost 120 s.
    assert hours.quality.tolist() == pytest.approx([5400 * 0.05 * 120 / 3600])
    assert hours.net.tolist() == pytest.approx([hours.removable[0] + hours.quality[0]])
    assert hours.realised.tolist() == pytest.approx([hours.net[0] / 2])
    assert hours.cashable.tolist() == pytest.approx([hours.net[0] / 8])


def test_days_that_no_execution_names_are_worked_all_the_same():
    routine = draw_routine([("a", "2026-03-02", 9.0), ("b", "2026-03-01", 9.0), ("a", "2026-03-02", 9.0)])
    assert estimates.name_worked_days([routine], 4) == ("2026-03-01", "2026-03-02", "", "")
    assert estimates.name_worked_days([routine], 1) == ("2026-03-01", "2026-03-02")
    assert estimates.name_worked_days([], 0) == ("",)


def test_a_years_volumes_by_month_take_the_place_of_the_seasonal_index():
    busy = replace(Assumptions(), monthly_index=(1.0, 1.0, 2.0, *[1.0] * 9))
    assert estimates.window_index(DAYS, busy) == pytest.approx(2 / (13 / 12))
    assert estimates.window_index(DAYS, replace(busy, monthly_index=(), seasonal_index=1.3)) == 1.3
    assert estimates.window_index(("", ""), busy) == 1.0

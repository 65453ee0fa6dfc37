"""Estimates: what is drawn, and from what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rpa_finder import estimates
from rpa_finder.config import Assumptions
from rpa_finder.model import Range
from rpa_finder.verdicts import BOTS, Evidence
from tests.drawing_routines import STEPS, draw_executions, draw_routine, draw_team

EVIDENCE = Evidence("copy-transfer", 400, 9, 2, 3, 0.9, 1.0, 12, 0.0)


def test_the_longest_are_cut_to_the_95th_percentile():
    sample = [60, 62, 65, 70, 71, 75, 80, 90, 120, 3600]
    cut = sample[-2] + (sample[-1] - sample[-2]) * 0.55
    assert estimates.winsorise(sample).mean() == pytest.approx((sum(sample[:-1]) + cut) / 10)


def test_wilson_interval_of_twelve_in_four_hundred():
    assert estimates.wilson_interval(12, 400) == pytest.approx((0.017243, 0.051699), abs=5e-7)
    assert estimates.wilson_interval(0, 0) == (0.0, 1.0)


def test_triangular_draws_have_its_mean_and_bounds():
    drawn = estimates.triangular(np.random.default_rng(1), 50_000, 0.9, 1.0, 2.0)
    assert drawn.mean() == pytest.approx(1.3, abs=0.005)
    assert 0.9 <= drawn.min() < drawn.max() <= 2.0
    assert (estimates.triangular(np.random.default_rng(1), 9, 0.5, 0.5, 0.5) == 0.5).all()


def test_bootstrap_spread_is_near_the_linearised_standard_error():
    rng = np.random.default_rng(3)
    pace = rng.lognormal(4, 0.4, 40)
    team = [(f"a{a}", f"2026-03-{d:02d}", pace[a]) for a in range(40) for d in range(1, 21) for _ in range(2)]
    counts, seconds = estimates.resample(estimates.tabulate_cells([draw_executions(team)], 20), 4000, rng)
    drawn = (seconds / counts)[0]
    cut = np.minimum(pace, np.quantile(np.repeat(pace, 40), 0.95))
    expected = np.sqrt(40 / 39 * ((cut - cut.mean()) ** 2).sum()) / 40
    assert drawn.std() == pytest.approx(expected, rel=0.15)


def test_resampling_agrees_with_a_slow_twin():
    table = estimates.tabulate_cells([draw_executions(draw_team(8, 20, 2))], 25)
    counts, seconds = estimates.resample(table, 5, np.random.default_rng(7))
    rng = np.random.default_rng(7)
    agents, days = rng.integers(0, 8, (5, 8)), rng.integers(0, 25, (5, 25))
    for draw in range(5):
        pairs = [(a, d) for a in agents[draw] for d in days[draw]]
        assert counts[0, draw] == sum(table.counts[0, a, d] for a, d in pairs)
        assert seconds[0, draw] == pytest.approx(sum(table.seconds[0, a, d] for a, d in pairs))


def test_few_agents_or_days_widen_a_range():
    assert estimates.widening_factor(8, 20) == 1
    factors = [estimates.widening_factor(agents, 20) for agents in (7, 4, 2)]
    assert factors == sorted(factors)
    assert factors[-1] == pytest.approx(3.0777 / 1.28155 * 2**0.5, rel=1e-4)
    assert estimates.widening_factor(1, 20) == estimates.widening_factor(2, 20)


def test_cells_hold_counts_and_seconds_by_agent_and_day_whatever_the_names():
    first = [("ann", "2026-03-02", 60.0), ("ann", "2026-03-02", 60.0), ("bob", "2026-03-03", 60.0)]
    renamed = [("zoe" if agent == "ann" else "adam", day, seconds) for agent, day, seconds in first]
    cells, others = (estimates.tabulate_cells([draw_executions(c)], 3) for c in (first, renamed))
    # Three days were worked, two of them with the routine.
    assert cells.counts.tolist() == [[[0, 1, 0], [2, 0, 0]]]
    assert cells.seconds.tolist() == [[[0, 60, 0], [120, 0, 0]]]
    assert others.counts.tolist() == cells.counts.tolist()


def test_days_without_the_routine_are_drawn_too():
    cells = estimates.tabulate_cells([draw_executions(draw_team(10, 20, 1))], 40)
    counts, _ = estimates.resample(cells, 2000, np.random.default_rng(5))
    assert counts.mean() == pytest.approx(200, rel=0.02)
    assert counts.std() > 20


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


def test_only_a_bot_alone_leaves_no_seconds_with_people():
    given = replace(Assumptions(), human_residual_seconds=7.0)
    seconds = {name: estimates.make_basis(EVIDENCE, name, 20, given).residual_seconds for name in BOTS}
    assert seconds == {"unattended bot": 0.0, "attended bot": 7.0}


def test_days_to_build_grow_with_usual_steps_and_applications():
    given = replace(Assumptions(), build_days_base=4.0, build_days_per_step=0.5, build_days_per_app=3.0)
    rare = replace(STEPS[0], share=0.01)
    routine = draw_routine(steps=(*STEPS, rare))
    assert estimates.estimate_build_days(routine, EVIDENCE, given) == 4.0 + 3 * 0.5 + 2 * 3.0


def test_realised_hours_of_certain_figures_are_worked_out_by_hand():
    given = replace(Assumptions(), seasonal_index=1.0, worked_days_per_year=200, handback_seconds=30.0)
    basis = estimates.Basis(20, (0.1, 0.1, 0.1), 0.25, 6.0, given)
    one = np.ones(1)
    hours = estimates.draw_hours(600 * one, 36_000 * one, 0.5 * one, basis, np.random.default_rng(1))
    # 20 of 200 days: 6000 executions and 100 h a year, 75 h of them traceable, a tenth handed back.
    assert hours.gross.tolist() == pytest.approx([100.0])
    assert hours.in_scope.tolist() == pytest.approx([67.5])
    # 5400 executions cost 6 s each beside the bot, 600 handed back cost 30 s each.
    assert hours.net.tolist() == pytest.approx([67.5 - 5400 * 6 / 3600 - 600 * 30 / 3600])
    assert hours.realised.tolist() == pytest.approx([hours.net[0] / 2])


def test_realisation_is_drawn_round_the_likely_share_and_is_no_more_than_all():
    drawn = estimates.draw_realisation(np.random.default_rng(2), 20_000, 0.8)
    assert 0.4 <= drawn.min() < 0.45
    assert 0.95 < drawn.max() <= 1.0


def test_draws_depend_on_seed_and_name_alone():
    draws = [estimates.seeded(seed, name).random() for seed, name in [(1, "a"), (1, "a"), (1, "b"), (2, "a")]]
    assert draws[0] == draws[1]
    assert len(set(draws)) == 3


def test_a_range_has_the_deciles_and_the_median():
    assert estimates.to_range(np.arange(101.0)) == Range(10.0, 50.0, 90.0)

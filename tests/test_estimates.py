"""Estimates: what is drawn, and from what."""

from __future__ import annotations

import numpy as np
import pytest

from rpa_finder import estimates
from tests.drawing_routines import draw_executions, draw_team


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

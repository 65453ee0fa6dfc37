"""Intervals: what is drawn of executions and seconds, and how wide."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coverage import LEAST, MOST, World, cover
from rpa_finder import intervals
from tests.drawing_routines import draw_executions, draw_team


def test_the_longest_are_cut_to_the_95th_percentile():
    sample = [60, 62, 65, 70, 71, 75, 80, 90, 120, 3600]
    cut = sample[-2] + (sample[-1] - sample[-2]) * 0.55
    assert intervals.winsorise(sample).mean() == pytest.approx((sum(sample[:-1]) + cut) / 10)


def test_the_worked_sample_with_its_longest_tenth_cut():
    # Oracle B of the research: the mean of 429.3 counts a lunch, the median of 73 leaves out what is long.
    sample = [60, 62, 65, 70, 71, 75, 80, 90, 120, 3600]
    cut = intervals.winsorise(sample, 0.90)
    assert cut.max() == pytest.approx(468.0)
    assert cut.mean() == pytest.approx(116.1)
    assert (np.mean(sample), np.median(sample)) == pytest.approx((429.3, 73))


def test_wilson_interval_of_twelve_in_four_hundred():
    assert intervals.wilson_interval(12, 400) == pytest.approx((0.017243, 0.051699), abs=5e-7)
    assert intervals.wilson_interval(0, 0) == (0.0, 1.0)


def test_ratio_and_standard_error_of_the_worked_example():
    # Oracle E of the research: seconds and executions of four agents.
    ratio, error = intervals.ratio_error([3600, 5400, 2000, 4000], [20, 24, 10, 25])
    assert ratio == pytest.approx(189.873418, abs=5e-7)
    assert error == pytest.approx(16.778558, abs=5e-7)


def test_spread_of_the_draws_is_near_the_linearised_standard_error():
    rng = np.random.default_rng(3)
    pace = rng.lognormal(4, 0.4, 40)
    team = [(f"a{a}", f"2026-03-{d:02d}", pace[a]) for a in range(40) for d in range(1, 21) for _ in range(2)]
    counts, seconds = intervals.resample(intervals.tabulate([draw_executions(team)], 20), 4000, rng)
    cut = intervals.winsorise([pace[int(agent[1:])] for agent, _, _ in team])[::40]
    expected, error = intervals.ratio_error(cut * 40, np.full(40, 40))
    assert (seconds / counts)[0].std() == pytest.approx(error * intervals.CALIBRATION, rel=0.15)
    assert np.median(seconds / counts) == pytest.approx(expected, rel=0.02)


def test_deviations_agree_with_a_slow_twin():
    cells = [(f"a{a}", f"2026-03-{d:02d}", 60.0 + 7 * a + 3 * d) for a in range(9) for d in range(1, 21)]
    margins = intervals.tabulate([draw_executions(cells)], 22)
    _, seconds = intervals.resample(margins, 41, np.random.default_rng(7))
    rng = np.random.default_rng(7)
    by_agent = np.ceil(rng.standard_exponential((41, 9)) * 1024)
    by_day = np.ceil(rng.standard_exponential((41, 22)) * 1024)
    logs = np.zeros((2, 41))
    for k, (weights, parts) in enumerate(((by_agent, margins.agent_seconds[0]), (by_day, margins.day_seconds[0]))):
        size = len(parts)
        for draw in range(41):
            mean = sum(w * part for w, part in zip(weights[draw], parts, strict=True)) / weights[draw].sum()
            logs[k, draw] = np.log(mean * size / parts.sum())
        logs[k] = (logs[k].mean() - logs[k]) * np.sqrt((size + 1) / (size - 1))
    wide = intervals.CALIBRATION * margins.shrink[0] * intervals._student(margins.freedom[0])
    deviation = wide * logs.sum(axis=0)
    low, high = sorted(deviation)[0], sorted(deviation)[-1]
    # Of 41 draws the outermost two on either side are drawn in.
    ends = sorted(deviation)[2], sorted(deviation)[-3]
    assert low < ends[0] < ends[1] < high
    expected = margins.day_seconds[0].sum() * np.exp(np.clip(deviation, *ends))
    np.testing.assert_allclose(seconds[0], expected, rtol=1e-12)


def test_chance_inside_the_cells_counts_once():
    rng = np.random.default_rng(1)
    table = rng.normal(100, 20, (40, 50))
    cells = [(f"a{a}", f"d{d:02d}", table[a, d]) for a in range(40) for d in range(50)]
    margins = intervals.tabulate([draw_executions(cells)], 50)
    # Nothing but chance: agents and days each hold all of it, so that together they hold it twice.
    assert margins.shrink[0] == pytest.approx(np.sqrt(0.5), abs=0.06)
    # It is known by the cells, not by 40 agents or 50 days.
    assert margins.freedom[0] > 60
    with_agents = [(a, d, s * (1 + int(a[1:]) % 3)) for a, d, s in cells]
    differing = intervals.tabulate([draw_executions(with_agents)], 50)
    assert differing.shrink[0] > 0.97
    # Real differences between agents are known by the agents.
    assert differing.freedom[0] == pytest.approx(39, abs=3)


def test_what_clusters_differ_by_is_believed_as_far_as_chance_does_not_explain_it():
    # Nine clusters: chance alone gives an excess of sqrt(2 / 8) = half the variance inside.
    assert intervals._real(1.3, 1.0, 9) == 0
    assert intervals._real(1.5, 1.0, 9) == pytest.approx(0.5)
    assert intervals._real(6.0, 1.0, 9) == pytest.approx(1 - 0.125 / 25)
    assert intervals._real(0.5, 1.0, 9) == 0
    assert intervals._real(1.0, 0.0, 9) == 1


def test_few_agents_that_look_alike_are_still_few():
    alike = [(f"a{a}", f"d{d:02d}", 60.0 + (a + 3 * d) % 5) for a in range(4) for d in range(30)]
    assert intervals.tabulate([draw_executions(alike)], 30).freedom[0] <= 3


def test_few_agents_days_or_executions_widen_a_range():
    assert intervals.widening_factor(8, 20, 30) == 1
    factors = [intervals.widening_factor(agents, 20, 30) for agents in (7, 4, 2)]
    assert factors == sorted(factors)
    assert factors[-1] == pytest.approx(3.0777 / 1.28155 * 2**0.5, rel=1e-4)
    assert intervals.widening_factor(1, 20, 30) == intervals.widening_factor(2, 20, 30)
    assert intervals.widening_factor(8, 20, 12) > 1
    assert intervals.widening_factor(8, 9, 30) > 1


def test_twenty_nine_executions_are_drawn_wider_than_they_spread(monkeypatch):
    margins = intervals.tabulate([draw_executions([(f"a{i % 8}", f"d{i % 20}", 60.0 + i) for i in range(29)])], 20)

    def width():
        low, high = np.quantile(intervals.resample(margins, 400, np.random.default_rng(1))[1][0], [0.1, 0.9])
        return np.log(high / low)

    widened = width()
    monkeypatch.setattr(intervals, "EXECUTIONS_WANTED", 29)
    assert widened / width() == pytest.approx(intervals._student(28) * (29 / 28) ** 0.5, rel=1e-6)


@pytest.mark.parametrize(("clusters", "quantile"), [(2, 3.0777), (5, 1.5332), (6, 1.4759), (20, 1.3277), (200, 1.2858)])
def test_factor_of_students_t(clusters, quantile):
    assert intervals._student(clusters - 1) * 1.2815515655 == pytest.approx(quantile, rel=2e-3)


def test_margins_hold_counts_and_seconds_whatever_the_names():
    first = [("ann", "2026-03-02", 60.0), ("ann", "2026-03-02", 60.0), ("bob", "2026-03-03", 60.0)]
    renamed = [("zoe" if agent == "ann" else "adam", day, seconds) for agent, day, seconds in first]
    margins, others = (intervals.tabulate([draw_executions(c)], 3) for c in (first, renamed))
    assert margins.agent_counts.tolist() == [[1, 2]]
    assert margins.agent_seconds.tolist() == [[60, 120]]
    # Three days were worked, two of them with the routine.
    assert margins.day_counts.tolist() == [[2, 1, 0]]
    assert margins.agents == (2,)
    for name in ("agent_counts", "agent_seconds", "day_counts", "day_seconds", "shrink", "freedom"):
        assert (getattr(margins, name) == getattr(others, name)).all()


def test_days_without_the_routine_are_drawn_too():
    team = draw_executions(draw_team(10, 20, 1))
    spreads = [
        intervals.resample(intervals.tabulate([team], days), 2000, np.random.default_rng(5))[0].std()
        for days in (20, 40)
    ]
    assert spreads[1] > spreads[0] + 20


def test_routines_are_drawn_together():
    team = draw_team(10, 20, 1)
    margins = intervals.tabulate([draw_executions(team), draw_executions(team, start=9999)], 20)
    counts, seconds = intervals.resample(margins, 50, np.random.default_rng(1))
    np.testing.assert_allclose(counts[0], counts[1])
    np.testing.assert_allclose(seconds[0], seconds[1])


def test_a_range_holds_the_truth_about_eight_times_in_ten():
    # A small sample of what benchmarks/coverage.py measures: 60 logs, hence the wider bounds.
    share, _, _ = cover(World(10, 20, daily=1.0), 60)
    assert LEAST - 0.1 <= share <= MOST + 0.1

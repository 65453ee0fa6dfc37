"""Selection: the best set, against every set."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder import selection
from rpa_finder.selection import Candidate, Terms, choose

FREE = Terms(math.inf, math.inf, 100.0, 100.0, 10.0, 2.0)


def draw(worths, costs, days=None, hours=None):
    nothing = [(0.0, 0.0)] * len(worths)
    return [
        Candidate(w, c, np.array(d, dtype=float), np.array(h, dtype=float))
        for w, c, d, h in zip(worths, costs, days or nothing, hours or nothing, strict=True)
    ]


def slow_worth(chosen, candidates, terms):
    """Add up one set by hand; None where it breaks a limit."""
    cost = sum(candidates[i].build_cost for i in chosen)
    robots = [
        math.ceil(max(sum(getattr(candidates[i], name)[k] for i in chosen) for k in (0, 1)) / each - 1e-9)
        for name, each in (("by_day", terms.day_seconds), ("by_hour", terms.hour_seconds))
    ]
    if cost > terms.budget * (1 + 1e-9) or sum(robots) > terms.robots_most:
        return None
    paid = robots[0] * terms.unattended_cost + robots[1] * terms.attended_cost
    return sum(candidates[i].worth for i in chosen) - paid


def brute_force(candidates, terms):
    sets = [s for k in range(1, len(candidates) + 1) for s in combinations(range(len(candidates)), k)]
    return max([0.0, *(w for s in sets if (w := slow_worth(s, candidates, terms)) is not None)])


def test_a_shared_robot_makes_two_worth_what_none_is_alone():
    candidates = draw([6, 6], [1, 1], [(30, 0), (40, 0)])
    assert choose(candidates, FREE).chosen == (0, 1)
    assert choose(candidates, FREE).worth == pytest.approx(2)
    assert choose(candidates[:1], FREE).chosen == ()


def test_a_second_robot_must_pay_for_itself():
    assert choose(draw([20, 6], [1, 1], [(80, 0), (80, 0)]), FREE).chosen == (0,)
    # On another day the first robot has time.
    assert choose(draw([20, 6], [1, 1], [(80, 0), (0, 80)]), FREE).chosen == (0, 1)


def test_the_budget_and_the_robots_limit_the_set():
    candidates = draw([10, 7, 6], [10, 6, 5])
    assert choose(candidates, replace(FREE, budget=11)).chosen == (1, 2)
    busy = draw([30, 40], [1, 1], [(90, 0), (90, 0)])
    assert choose(busy, replace(FREE, robots_most=1)).chosen == (1,)
    assert choose(busy, replace(FREE, robots_most=0)).chosen == ()


def test_nothing_to_choose_from_is_nothing():
    assert choose([], FREE).chosen == ()


drawn = st.lists(st.tuples(st.floats(-50, 100), st.floats(1, 50), *[st.floats(0, 150)] * 4), min_size=1, max_size=7)
terms = st.builds(
    Terms, st.floats(10, 200), st.integers(0, 6), st.just(100.0), st.just(100.0), st.floats(0, 60), st.floats(0, 20)
)


@settings(max_examples=150, deadline=None)
@given(drawn, terms)
def test_on_small_sets_it_is_the_best_of_all(rows, limits):
    candidates = [
        Candidate(w, c, np.array(d), np.array(h)) for w, c, *(d, h) in ((r[0], r[1], r[2:4], r[4:]) for r in rows)
    ]
    found = choose(candidates, limits)
    assert found.exact
    assert found.worth == pytest.approx(brute_force(candidates, limits))
    assert found.worth == pytest.approx(slow_worth(found.chosen, candidates, limits) if found.chosen else 0)


@settings(max_examples=100, deadline=None)
@given(drawn, terms)
def test_the_greedy_set_keeps_the_limits_and_is_worth_at_least_the_best_single_one(rows, limits):
    candidates = [Candidate(r[0], r[1], np.array(r[2:4]), np.array(r[4:])) for r in rows]
    found = selection._add_greedily(candidates, limits)
    best = brute_force(candidates, limits)
    worth = slow_worth(found.chosen, candidates, limits) if found.chosen else 0.0
    assert worth is not None
    assert found.worth == pytest.approx(worth)
    singles = [slow_worth((i,), candidates, limits) or 0.0 for i in range(len(candidates))]
    assert max([0.0, *singles]) - 1e-9 <= found.worth <= best + 1e-9


def test_the_greedy_set_is_near_the_best_on_drawn_portfolios():
    rng = np.random.default_rng(5)
    shares = []
    for _ in range(60):
        candidates = [
            Candidate(
                float(rng.normal(20, 20)), float(rng.uniform(5, 40)), rng.uniform(0, 60, 2), rng.uniform(0, 60, 2)
            )
            for _ in range(10)
        ]
        limits = Terms(float(rng.uniform(60, 200)), 5, 100.0, 100.0, 12.0, 3.0)
        best = choose(candidates, limits).worth
        shares.append(selection._add_greedily(candidates, limits).worth / best if best > 0 else 1.0)
    assert np.mean(shares) > 0.95


def naive_greedy(robots, candidates, terms, key):
    """Look at every candidate again before each one that is added."""
    chosen, left = [], set(range(len(candidates)))
    while True:
        fitting = []
        for i in sorted(left):
            trial = [*chosen, i]
            busiest = [
                max(sum(float(getattr(candidates[j], name)[k]) for j in trial) for k in (0, 1))
                for name in ("by_day", "by_hour")
            ]
            needed = [
                math.ceil(b / e - 1e-9) for b, e in zip(busiest, (terms.day_seconds, terms.hour_seconds), strict=True)
            ]
            cost = sum(candidates[j].build_cost for j in trial)
            within = cost <= terms.budget * (1 + 1e-9) and needed[0] <= robots[0] and needed[1] <= robots[1]
            if within and candidates[i].worth > 0:
                fitting.append(i)
        if not fitting:
            return tuple(sorted(chosen))
        best = min(fitting, key=lambda i: (key(candidates[i]), i))
        chosen.append(best)
        left.remove(best)


@pytest.mark.parametrize("seed", range(20))
def test_one_look_at_each_candidate_finds_what_looking_again_at_all_does(seed):
    rng = np.random.default_rng(seed)
    candidates = [
        Candidate(float(rng.normal(20, 20)), float(rng.uniform(5, 40)), rng.uniform(0, 60, 2), rng.uniform(0, 60, 2))
        for _ in range(20)
    ]
    limits = Terms(float(rng.uniform(60, 300)), 5, 100.0, 100.0, 12.0, 3.0)
    for key in (lambda c: -c.worth, lambda c: -c.worth / c.build_cost):
        order = sorted(range(20), key=lambda i, key=key: key(candidates[i]))
        for robots in ((0, 0), (1, 1), (2, 3), (4, 4)):
            found = selection._grow(order, robots, candidates, limits)
            assert found.chosen == naive_greedy(robots, candidates, limits, key)


@pytest.mark.parametrize("seed", range(4))
def test_beyond_the_exact_sets_it_stays_below_and_near_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    candidates = [
        Candidate(float(rng.normal(20, 20)), float(rng.uniform(5, 40)), rng.uniform(0, 60, 2), rng.uniform(0, 60, 2))
        for _ in range(selection.EXACT_MOST + 2)
    ]
    limits = Terms(float(rng.uniform(60, 200)), 5, 100.0, 100.0, 12.0, 3.0)
    found, best = choose(candidates, limits), selection._try_all(candidates, limits)
    assert not found.exact
    assert 0.85 * best.worth <= found.worth <= best.worth + 1e-9

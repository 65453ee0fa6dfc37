"""Which proposals to take: the set that brings most within a budget and a number of robots.

In: candidates whose hours are their own, so that their worth adds up. Robots are
whole and shared, so that their cost does not: it depends on the busiest day and
hour of the set. Up to 12 candidates every set is tried. Beyond, for each number
of robots, candidates are added greedily as long as those robots carry them; the
best of all these sets is taken. With the robots paid, what a candidate adds does
not depend on the others, and what does not fit never fits later: one look at each
gives what looking again at all would (lazy greedy, whose bounds never go stale).
With robots unpaid, lazy bounds would be false: a shared robot makes later gains grow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from rpa_finder.finance import Array

EXACT_MOST = 12
_ROBOTS_TRIED = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one proposal brings and takes."""

    worth: float
    """Present value of the benefit less build and maintenance, robots left out."""
    build_cost: float
    by_day: Array
    """Seconds of unattended work on each day."""
    by_hour: Array
    """Seconds of attended work in each hour."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What limits a set, and what robots can do and cost."""

    budget: float
    """Most that the builds may cost; infinite for none."""
    robots_most: float
    """Most robots of both kinds together."""
    day_seconds: float
    """Work of one unattended robot in a day."""
    hour_seconds: float
    """Work of one attended robot in an hour."""
    unattended_cost: float
    """Present value of one robot."""
    attended_cost: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of candidates, by index."""

    chosen: tuple[int, ...]
    worth: float
    """Robots taken off."""
    robots: tuple[int, int]
    """Unattended and attended."""
    exact: bool


def choose(candidates: Sequence[Candidate], terms: Terms) -> Choice:
    """Give the set with the greatest worth; the empty set if none is worth more than nothing."""
    if not candidates:
        return Choice((), 0.0, (0, 0), True)
    if len(candidates) <= EXACT_MOST:
        return _try_all(candidates, terms)
    return _add_greedily(candidates, terms)


def _try_all(candidates: Sequence[Candidate], terms: Terms) -> Choice:
    n = len(candidates)
    sets = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(float)
    unattended = _robots((sets @ np.array([c.by_day for c in candidates])).max(axis=1), terms.day_seconds)
    attended = _robots((sets @ np.array([c.by_hour for c in candidates])).max(axis=1), terms.hour_seconds)
    worth = sets @ np.array([c.worth for c in candidates])
    worth = worth - unattended * terms.unattended_cost - attended * terms.attended_cost
    too_dear = sets @ np.array([c.build_cost for c in candidates]) > terms.budget * (1 + 1e-9)
    worth = np.where(too_dear | (unattended + attended > terms.robots_most), -np.inf, worth)
    # The first of equals has the fewest candidates of low rank.
    best = int(np.argmax(worth))
    return _choice(tuple(np.flatnonzero(sets[best]).tolist()), candidates, terms, exact=True)


def _add_greedily(candidates: Sequence[Candidate], terms: Terms) -> Choice:
    by_worth = sorted(range(len(candidates)), key=lambda i: (-candidates[i].worth, i))
    by_return = sorted(by_worth, key=lambda i: -candidates[i].worth / max(candidates[i].build_cost, 1.0))
    found = [Choice((), 0.0, (0, 0), exact=False)]
    for order in (by_worth, by_return):
        whole = _choice(tuple(order), candidates, terms, exact=False)
        unattended, attended = (range(min(most, _ROBOTS_TRIED) + 1) for most in whole.robots)
        pairs = (pair for pair in product(unattended, attended) if sum(pair) <= terms.robots_most)
        found += [_grow(order, pair, candidates, terms) for pair in pairs]
    return max(found, key=lambda choice: choice.worth)


def _grow(order: Sequence[int], robots: tuple[int, int], candidates: Sequence[Candidate], terms: Terms) -> Choice:
    """Add what has a worth of its own and fits the robots and the budget, in this order."""
    chosen: list[int] = []
    spent, by_day, by_hour = 0.0, np.zeros_like(candidates[0].by_day), np.zeros_like(candidates[0].by_hour)
    for i in order:
        candidate = candidates[i]
        days, hours = by_day + candidate.by_day, by_hour + candidate.by_hour
        fits = _robots(days.max(), terms.day_seconds) <= robots[0]
        fits &= _robots(hours.max(), terms.hour_seconds) <= robots[1]
        if candidate.worth > 0 and fits and spent + candidate.build_cost <= terms.budget * (1 + 1e-9):
            chosen.append(i)
            spent, by_day, by_hour = spent + candidate.build_cost, days, hours
    return _choice(tuple(chosen), candidates, terms, exact=False)


def _choice(chosen: tuple[int, ...], candidates: Sequence[Candidate], terms: Terms, *, exact: bool) -> Choice:
    if not chosen:
        return Choice((), 0.0, (0, 0), exact)
    unattended = _robots(np.sum([candidates[i].by_day for i in chosen], axis=0).max(), terms.day_seconds)
    attended = _robots(np.sum([candidates[i].by_hour for i in chosen], axis=0).max(), terms.hour_seconds)
    worth = math.fsum(candidates[i].worth for i in chosen)
    worth -= int(unattended) * terms.unattended_cost + int(attended) * terms.attended_cost
    return Choice(tuple(sorted(chosen)), worth, (int(unattended), int(attended)), exact)


def _robots(busiest: Array | float, each: float) -> Array:
    return np.ceil(np.asarray(busiest) / each - 1e-9)

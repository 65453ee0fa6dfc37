"""How much more to record until a saving is known well enough.

In: who worked where on which day, one number per event. Out: SampleSize.

Routines are not known before a scan, so the five most used places (screens or
applications) stand in for them. Let y be the events of a place on one agent's
day, m its mean, s_w^2 its variance over the days of an agent (pooled), s_b^2
that of the agents' means beyond what s_w^2 explains (one-way random effects,
method of moments; Searle, Casella and McCulloch, Variance Components, 1992,
ch. 3). The mean of A agents with D days each has the variance
s_b^2 / A + s_w^2 / (A D), and a 90 % interval of m has the half-width
h = 1.645 sqrt(s_b^2 / A + s_w^2 / (A D)) / m. More agents divide both parts,
more days only the second. The normal quantile flatters groups of fewer than
ten agents.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

GOAL = 0.20
"""Half-width aimed at, as a share of the saving."""
_QUANTILE = 1.645
_PLACES = 5

_Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How well a saving would be known now, and what would make it GOAL."""

    half_width: float
    """Share of the saving, 90 % interval."""
    agents: int
    """Agents needed in all, at as many days each."""
    days: int | None
    """Days needed of each agent, at as many agents; None if days alone never suffice."""


def needed_sample(agents: _Array, days: _Array, places: _Array) -> SampleSize | None:
    """Give the sample size for the place in the middle of the five most used ones.

    agents, days and places: one integer per event, places -1 where there is
    none. None if fewer than two agents worked, since nothing then tells how
    agents differ.
    """
    worked, who_when = np.unique(np.stack([agents, days], axis=1), axis=0, return_inverse=True)
    known = places >= 0
    if len(np.unique(worked[:, 0])) < 2 or not known.any():
        return None
    used = np.bincount(places[known])
    most = np.argsort(-used, kind="stable")[: min(_PLACES, int((used > 0).sum()))]
    sizes = [_for_place(worked[:, 0], np.bincount(who_when[places == place], minlength=len(worked))) for place in most]
    return sorted(sizes, key=lambda size: size.half_width)[len(sizes) // 2]


def _for_place(agent: _Array, events: _Array) -> SampleSize:
    _, who, days_of = np.unique(agent, return_inverse=True, return_counts=True)
    n = len(days_of)
    days = len(events) / n
    means = np.bincount(who, weights=events) / days_of
    mean = float(means.mean())
    within = float(((events - means[who]) ** 2).sum()) / (len(events) - n) if len(events) > n else 0.0
    between = max(0.0, float(means.var(ddof=1)) - within / days)
    wanted = (GOAL * mean / _QUANTILE) ** 2
    half_width = _QUANTILE * math.sqrt(between / n + within / (n * days)) / mean
    left = wanted - between / n
    more_days = max(math.ceil(days), math.ceil(within / (n * left))) if left > 0 else None
    return SampleSize(half_width, max(n, math.ceil((between + within / days) / wanted)), more_days)

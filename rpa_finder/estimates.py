"""Draws: what the hours of a routine could be, given whom and when the log saw.

savings uses this for one routine, portfolio for all of them together.
The range comes from a bootstrap over two kinds of clusters at once: agents and
days are drawn with replacement, and a cell (what an agent did on a day) counts
as often as its agent times as its day was drawn (Owen 2007, "pigeonhole
bootstrap", which errs on the wide side). Only agents who did the routine are
drawn: who does it is taken as given. Days include those without it.
Seconds are kept as multiples of 2**-14 s, so that every sum is exact and does
not depend on the order of rows, agents or threads.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder import finance
from rpa_finder.config import Assumptions
from rpa_finder.finance import Array
from rpa_finder.model import Execution, Range, Routine
from rpa_finder.verdicts import UNATTENDED, Evidence, usual_steps

AGENTS_WANTED = 8
DAYS_WANTED = 20
"""With fewer, the bootstrap is too narrow: see widening_factor."""
BUILD_FACTORS = (0.9, 1.0, 2.0)
"""Least, likely and most of the uplifted build cost; builds overrun more than they underrun."""
_QUANTUM = 2.0**-14
_WINSOR = 0.95
_Z_90 = 1.2815515655446004
_T_90 = (
    *(3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149, 1.3968, 1.3830),
    *(1.3722, 1.3634, 1.3562, 1.3502, 1.3450, 1.3406, 1.3368, 1.3334, 1.3304),
)
"""90 % quantiles of Student's t for 1, 2, ... degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What each agent did on each day, for one or more routines."""

    counts: Array
    """Executions: routine x agent x day."""
    seconds: Array
    """Winsorised active seconds, same shape."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What turns executions and seconds in the window into hours a year."""

    worked_days: int
    exceptions: tuple[float, float, float]
    """Least, likely and most share of items handed back."""
    typed_share: float
    residual_seconds: float
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours a year, one figure per draw."""

    gross: Array
    in_scope: Array
    net: Array
    realised: Array


def tabulate_cells(routines: Sequence[Sequence[Execution]], worked_days: int) -> Cells:
    """Count executions and add up their winsorised seconds by agent and day.

    The agents' order depends on what they did, never on their names.
    """
    agents = {name: i for i, name in enumerate(sorted({e.agent for group in routines for e in group}))}
    days = {day: i for i, day in enumerate(sorted({e.day for group in routines for e in group}))}
    width = max(worked_days, len(days))
    shape = (len(routines), len(agents), width)
    counts, seconds = np.zeros(shape), np.zeros(shape)
    for i, group in enumerate(routines):
        cell = np.array([agents[e.agent] * width + days[e.day] for e in group], dtype=np.int64)
        spent = np.round(winsorise([e.active_seconds for e in group]) / _QUANTUM)
        counts[i] = np.bincount(cell, minlength=shape[1] * width).reshape(shape[1:])
        seconds[i] = np.bincount(cell, spent, minlength=shape[1] * width).reshape(shape[1:]) * _QUANTUM
    # Big-endian bytes of numbers from 0 up sort as the numbers do.
    rows = np.concatenate([counts, seconds]).transpose(1, 0, 2).astype(">f8")
    order = sorted(range(len(agents)), key=lambda agent: rows[agent].tobytes())
    return Cells(counts[:, order], seconds[:, order])


def winsorise(seconds: Sequence[float]) -> Array:
    """Cut the longest 5 % down to the 95th percentile (linear between values)."""
    values = np.asarray(seconds, dtype=float)
    return np.asarray(np.minimum(values, np.quantile(values, _WINSOR)))


def resample(cells: Cells, draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw agents and days with replacement; give executions and seconds, routine x draw.

    Too few agents or days widen the draws by widening_factor, on the log scale
    around what was observed.
    """
    _, agents, days = cells.counts.shape
    by_agent, by_day = _draw_weights(agents, draws, rng), _draw_weights(days, draws, rng)
    power = widening_factor(agents, days)

    def totals(table: Array) -> Array:
        drawn = np.array([((by_agent @ one) * by_day).sum(axis=1) for one in table])
        observed = table.sum(axis=(1, 2))[:, None]
        if power == 1:
            return drawn
        ratio = np.divide(drawn, observed, out=np.zeros_like(drawn), where=observed > 0)
        return np.asarray(observed * ratio**power)

    return totals(cells.counts), totals(cells.seconds)


def widening_factor(agents: int, days: int) -> float:
    """Give the factor by which few clusters widen a range on the log scale.

    Student's t over the normal quantile, times sqrt(G/(G-1)), for the scarcer of
    agents (fewer than 8) and days (fewer than 20); one is treated as two.
    """
    return max(_cluster_factor(agents, AGENTS_WANTED), _cluster_factor(days, DAYS_WANTED))


def weigh_exceptions(evidence: Evidence, floor: float) -> tuple[float, float, float]:
    """Give least, likely and most exception share: Wilson interval, never below the floor."""
    low, high = wilson_interval(evidence.exceptions or 0, evidence.executions)
    likely = max(evidence.exception_share, floor)
    return min(max(low, floor), likely), likely, max(high, likely)


def wilson_interval(hits: int, n: int) -> tuple[float, float]:
    """Give the 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    z2 = 1.959963984540054**2
    centre, spread = hits + z2 / 2, math.sqrt(z2 * (hits * (n - hits) / n + z2 / 4))
    return max(0.0, (centre - spread) / (n + z2)), min(1.0, (centre + spread) / (n + z2))


def make_basis(evidence: Evidence, verdict: str, worked_days: int, assumptions: Assumptions) -> Basis:
    """Collect what an estimate needs; only an unattended bot leaves no seconds with people."""
    return Basis(
        worked_days,
        weigh_exceptions(evidence, assumptions.exception_floor),
        evidence.typed_share,
        0.0 if verdict == UNATTENDED else assumptions.human_residual_seconds,
        assumptions,
    )


def make_schedule(assumptions: Assumptions) -> finance.Schedule:
    """Collect when costs and benefits fall."""
    given = assumptions
    return finance.Schedule(given.horizon_months, given.lead_months, given.attrition_per_year, given.discount_rate)


def estimate_build_days(routine: Routine, evidence: Evidence, assumptions: Assumptions) -> float:
    """Give the days to build for a routine, before optimism bias: base, usual steps and applications add up."""
    given = assumptions
    steps = given.build_days_per_step * len(usual_steps(routine))
    return given.build_days_base + steps + given.build_days_per_app * evidence.applications


def draw_hours(executions: Array, seconds: Array, realisation: Array, basis: Basis, rng: np.random.Generator) -> Hours:
    """Turn draws of executions and seconds into draws of hours a year (business model: see finance).

    In scope are the items not handed back, less the typing that no transfer
    explains: that stays with people whatever the bot does.
    """
    given = basis.assumptions
    exceptions = triangular(rng, len(executions), *basis.exceptions)

    def yearly(amount: Array) -> Any:
        return finance.volume_per_year(amount, basis.worked_days, given.seasonal_index, given.worked_days_per_year)

    volume, gross = yearly(executions), finance.observed_hours(yearly(seconds), 1.0)
    traceable = gross * (1 - basis.typed_share)
    net = finance.removable_hours(traceable, volume, exceptions, basis.residual_seconds, given.handback_seconds)
    return Hours(np.asarray(gross), np.asarray(traceable * (1 - exceptions)), np.asarray(net), net * realisation)


def draw_realisation(rng: np.random.Generator, draws: int, likely: float) -> Array:
    """Draw the realised share: from half the likely one to 1.4 times it, at most 1."""
    return triangular(rng, draws, 0.5 * likely, likely, min(1.0, 1.4 * likely))


def triangular(rng: np.random.Generator, draws: int, low: float, mode: float, high: float) -> Array:
    """Draw from a triangular distribution, which may be a point."""
    uniform = rng.random(draws)
    if high <= low:
        return np.full(draws, low)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < split, rising, falling)


def seeded(seed: int, name: str) -> np.random.Generator:
    """Give a generator that depends on the seed and a name only."""
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])


def to_range(draws: Array) -> Range:
    """Give the 10th, 50th and 90th percentile."""
    p10, p50, p90 = (float(q) for q in np.quantile(draws, [0.1, 0.5, 0.9]))
    return Range(p10, p50, p90)


def _cluster_factor(clusters: int, wanted: int) -> float:
    if clusters >= wanted:
        return 1.0
    seen = max(clusters, 2)
    return _T_90[seen - 2] / _Z_90 * math.sqrt(seen / (seen - 1))


def _draw_weights(size: int, draws: int, rng: np.random.Generator) -> Array:
    chosen = rng.integers(0, size, (draws, size)) + np.arange(draws)[:, None] * size
    return np.bincount(chosen.ravel(), minlength=draws * size).reshape(draws, size).astype(float)

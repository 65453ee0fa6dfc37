"""Intervals: how far a figure could be off, given whom and when the log saw.

In: the executions of routines. Out: draws of their number and their seconds.
Agents and days are two ways in which executions hang together, so each is
drawn for itself (Bayesian bootstrap: weights from an exponential distribution,
Rubin 1981). The two deviations are turned round and added on the log scale. What they both hold,
the chance inside a cell (one agent on one day), is taken off once, by the
two-way analysis of variance; what agents or days differ by is believed as far as
it exceeds what that chance alone would give. Student's t widens by how well the
variance is known. The
outermost 5 % of the draws on either side are drawn in to the 5th and 95th percentile.
Only agents who did the routine are drawn: who does it is taken as given. Days
include those without it.
Seconds are multiples of 2**-14 and weights of 2**-10, so that every sum is exact
and does not depend on the order of rows, agents or threads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder.model import Execution

Array = np.ndarray[Any, np.dtype[np.float64]]

AGENTS_WANTED = 8
DAYS_WANTED = 20
EXECUTIONS_WANTED = 30
"""With fewer, a range is widened, and says so."""
WINSOR = 0.95
CALIBRATION = 1.03
"""Widens every range: skew and the cut make it 3 % too narrow in logs of known truth (benchmarks/coverage.py)."""
_QUANTUM = 2.0**-14
_WEIGHT_QUANTUM = 2.0**-10
_TAILS = (0.05, 0.95)
_Z_90 = 1.2815515655446004
_T_90 = (3.0777, 1.8856, 1.6377, 1.5332)
"""90 % quantiles of Student's t for 1 to 4 degrees of freedom; beyond, a series is exact to 0.2 %."""


@dataclass(frozen=True, slots=True)
class Margins:
    """What each agent and each day holds of one or more routines."""

    agent_counts: Array
    """Executions: routine x agent."""
    agent_seconds: Array
    """Winsorised active seconds, same shape."""
    day_counts: Array
    """Executions: routine x day, days without the routine included."""
    day_seconds: Array
    agents: tuple[int, ...]
    """Agents who do each routine."""
    shrink: Array
    """Per routine: standard deviation over what agents and days added up give, as both hold the cells' chance."""
    freedom: Array
    """Per routine: degrees of freedom of that standard deviation."""


def tabulate(routines: Sequence[Sequence[Execution]], worked_days: int) -> Margins:
    """Count executions and add up their winsorised seconds by agent and by day.

    The agents' order depends on what they did, never on their names.
    """
    agents = {name: i for i, name in enumerate(sorted({e.agent for group in routines for e in group}))}
    days = {day: i for i, day in enumerate(sorted({e.day for group in routines for e in group}))}
    width = max(worked_days, len(days))
    by_agent, by_day = np.zeros((2, len(routines), len(agents))), np.zeros((2, len(routines), width))
    doing, shrink, freedom = [], np.ones(len(routines)), np.ones(len(routines))
    for i, group in enumerate(routines):
        who = np.array([agents[e.agent] for e in group], dtype=np.int64)
        when = np.array([days[e.day] for e in group], dtype=np.int64)
        spent = np.round(winsorise([e.active_seconds for e in group]) / _QUANTUM) * _QUANTUM
        for j, weights in enumerate((np.ones(len(group)), spent)):
            by_agent[j, i] = np.bincount(who, weights, minlength=len(agents))
            by_day[j, i] = np.bincount(when, weights, minlength=width)
        _, cell = np.unique(who * width + when, return_inverse=True)
        doing.append(int((by_agent[0, i] > 0).sum()))
        own = by_agent[1, i][by_agent[0, i] > 0]
        shrink[i], freedom[i] = _two_ways(own, by_day[1, i], float((np.bincount(cell, spent) ** 2).sum()))
    # Big-endian bytes of numbers from 0 up sort as the numbers do; agents that are alike may change places.
    rows = by_agent.reshape(-1, len(agents)).T.astype(">f8")
    order = sorted(range(len(agents)), key=lambda agent: rows[agent].tobytes())
    by_agent = by_agent[:, :, order]
    return Margins(by_agent[0], by_agent[1], by_day[0], by_day[1], tuple(doing), shrink, freedom)


def resample(margins: Margins, draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw agents and days; give executions and seconds, routine x draw.

    All routines get the same draws, so that what agents and days do to several of them at once is kept.
    """
    routines, days = margins.day_counts.shape
    by_agent = _draw_weights(margins.agent_counts.shape[1], draws, rng)
    by_day = _draw_weights(days, draws, rng)
    day_power = _power(days)
    counts, seconds = np.zeros((routines, draws)), np.zeros((routines, draws))
    for i in range(routines):
        doing = margins.agent_counts[i] > 0
        agents, executions = margins.agents[i], float(margins.day_counts[i].sum())
        wide = CALIBRATION * margins.shrink[i] * _student(margins.freedom[i])
        few = wide * _cluster_factor(int(executions), EXECUTIONS_WANTED)
        alone = _cluster_factor(1, AGENTS_WANTED) if agents == 1 else 1.0
        for out, own, daily in (
            (counts, margins.agent_counts, margins.day_counts),
            (seconds, margins.agent_seconds, margins.day_seconds),
        ):
            total = daily[i].sum()
            deviation = _power(agents) * _log_ratio(by_agent[:, doing], own[i][doing], total)
            deviation += alone * day_power * _log_ratio(by_day, daily[i], total)
            # Beyond, so few clusters say nothing, and a mean would rest on it alone.
            low, high = np.sort(few * deviation)[[round(tail * (draws - 1)) for tail in _TAILS]]
            out[i] = total * np.exp(np.clip(few * deviation, low, high))
    return counts, seconds


def widening_factor(agents: int, days: int, executions: int) -> float:
    """Give the factor by which too few agents, days or executions widen a range on the log scale; 1 = enough."""
    wanted = ((agents, AGENTS_WANTED), (days, DAYS_WANTED), (executions, EXECUTIONS_WANTED))
    return max(_cluster_factor(seen, least) for seen, least in wanted)


def winsorise(seconds: Sequence[float] | Array, share: float = WINSOR) -> Array:
    """Cut the longest down to the percentile of this share (linear between values)."""
    values = np.asarray(seconds, dtype=float)
    return np.asarray(np.minimum(values, np.quantile(values, share))) if len(values) else values


def wilson_interval(hits: int, n: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927)."""
    if n == 0:
        return 0.0, 1.0
    z2 = 1.959963984540054**2
    centre, spread = hits + z2 / 2, math.sqrt(z2 * (hits * (n - hits) / n + z2 / 4))
    return max(0.0, (centre - spread) / (n + z2)), min(1.0, (centre + spread) / (n + z2))


def ratio_error(totals: Sequence[float] | Array, counts: Sequence[float] | Array) -> tuple[float, float]:
    """Give the ratio of two sums over clusters, such as seconds an execution, and its linearised standard error."""
    total, count = np.asarray(totals, dtype=float), np.asarray(counts, dtype=float)
    clusters, ratio = len(total), float(total.sum() / count.sum())
    spread = float(((total - ratio * count) ** 2).sum()) * clusters / (clusters - 1)
    return ratio, math.sqrt(spread) / float(count.sum())


def _log_ratio(weights: Array, parts: Array, total: float) -> Array:
    """Give the log of the drawn total over the observed one, 0 where there is nothing to draw."""
    if total <= 0:
        return np.zeros(len(weights))
    drawn = (weights @ parts) / weights.sum(axis=1) * len(parts) / total
    logs = np.log(np.maximum(drawn, 1e-9))
    # Turned round: where this log saw too much, the truth is less. Centred: a mean of logs is not the log of a mean.
    return np.asarray(logs.mean() - logs)


def _power(clusters: int) -> float:
    """Give what makes the draws as wide as an unbiased standard deviation asks for."""
    return math.sqrt((clusters + 1) / (clusters - 1)) if clusters > 1 else 1.0


def _student(freedom: float) -> float:
    """Give the 90 % quantile of Student's t over that of the normal distribution (Abramowitz & Stegun 26.7.5)."""
    if freedom <= len(_T_90):
        return float(np.interp(freedom, range(1, len(_T_90) + 1), _T_90)) / _Z_90
    z2 = _Z_90**2
    return 1 + (z2 + 1) / (4 * freedom) + (5 * z2**2 + 16 * z2 + 3) / (96 * freedom**2)


def _cluster_factor(clusters: int, wanted: int) -> float:
    if clusters >= wanted:
        return 1.0
    seen = max(clusters, 2)
    return _student(seen - 1) * math.sqrt(seen / (seen - 1))


def _two_ways(by_agent: Array, by_day: Array, squares: float) -> tuple[float, float]:
    """Divide the standard deviation of a total by the root of its agents' and its days' variance added up.

    Two-way random effects: the chance inside the cells is in both variances, and counts once. Also gives the degrees of
    freedom of that standard deviation (Satterthwaite 1946).
    """
    agents, days, total = len(by_agent), len(by_day), float(by_day.sum())
    if agents < 2 or days < 2 or total <= 0:
        return 1.0, float(max(agents, days, 2) - 1)
    over_agents, over_days = float((by_agent**2).sum()), float((by_day**2).sum())
    left = squares - over_agents / days - over_days / agents + total**2 / (agents * days)
    inside = (agents - 1) * (days - 1)
    cells = agents * days * max(left, 0.0) / inside
    of_agents = agents * (over_agents - total**2 / agents) / (agents - 1)
    of_days = days * (over_days - total**2 / days) / (days - 1)
    if of_agents + of_days <= 0:
        return 1.0, float(inside)
    real = _real(of_agents, cells, agents), _real(of_days, cells, days)
    parts = (
        (real[0] * of_agents, agents - 1),
        (real[1] * of_days, days - 1),
        ((1 - real[0] - real[1]) * cells, inside),
    )
    variance = sum(part for part, _ in parts)
    freedom = variance**2 / sum(part**2 / known_by for part, known_by in parts) if variance > 0 else float(inside)
    # So few agents that look alike may do so by chance.
    least = float(inside if agents >= AGENTS_WANTED else agents - 1)
    return math.sqrt(min(1.0, variance / (of_agents + of_days))), max(1.0, min(freedom, least))


def _real(between: float, inside: float, clusters: int) -> float:
    """Give the share to be believed of what a variance between clusters exceeds the chance inside the cells by.

    Such an excess comes by chance too: it is drawn in by the error it has if there is nothing else (after James & Stein
    1961; half of that error's square held best between worlds where agents differ little and where they do not).
    """
    excess, error2 = between - inside, 2 * inside**2 / (clusters - 1)
    return max(0.0, 1 - error2 / (2 * excess**2)) if excess > 0 else 0.0


def _draw_weights(size: int, draws: int, rng: np.random.Generator) -> Array:
    return np.ceil(rng.standard_exponential((draws, size)) / _WEIGHT_QUANTUM) * _WEIGHT_QUANTUM

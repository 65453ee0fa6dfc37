"""How far a figure of two scans could be off: agents and days as clusters, in both scans.

In: for each scan a table of agents x days with what each cell adds to the
figure (its influence). Out: the figure's standard error and degrees of freedom.
An agent who works in both scans is one cluster: habits that stay cancel out. A
name that means two people (pseudonyms are given out anew where the staff
changed) does no harm, since the variance of a difference of two people is the sum of theirs.
Two-way clusters: Cameron, Gelbach and Miller 2011 (agents + days - cells).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rpa_finder.model import Execution, Scan

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Grid:
    """Who worked when in one scan: the cells that executions are counted in."""

    agents: dict[str, int]
    """Name -> row."""
    days: dict[str, int]
    """Day -> column."""
    exposure: Array
    """Agents x days: what rates are counted against; sums to the scan's agent-days or cases."""

    @cached_property
    def total(self) -> float:
        """The whole exposure."""
        return float(self.exposure.sum())

    def counts(self, executions: Sequence[Execution], weights: Sequence[float] | Array | None = None) -> Array:
        """Count executions by agent and day, each as one or by its weight."""
        width = len(self.days)
        cell = np.fromiter(
            (self.agents[e.agent] * width + self.days[e.day] for e in executions), np.int64, len(executions)
        )
        flat = np.bincount(cell, None if weights is None else np.asarray(weights), self.exposure.size)
        return np.asarray(flat, dtype=np.float64).reshape(self.exposure.shape)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a figure could be off."""

    error: float
    """Standard error."""
    freedom: float
    """Degrees of freedom of Student's t."""

    def reach(self, confidence: float) -> float:
        """Half the width of an interval that holds the truth in that share of cases."""
        from scipy.special import stdtrit  # noqa: PLC0415  (a quarter of a second that only comparisons need)

        return float(stdtrit(self.freedom, (1 + confidence) / 2)) * self.error

    def above(self, distance: float) -> float:
        """Chance of a figure so far above its true value."""
        from scipy.special import stdtr  # noqa: PLC0415

        if self.error == 0:
            return 0.5 if distance == 0 else float(distance < 0)
        return float(stdtr(self.freedom, -distance / self.error))


def make_grid(scan: Scan, volume: float | None = None) -> Grid:
    """Lay out the agents and days of a scan, from its executions and its totals.

    Agent-days on which no routine was done are known by their number only: they
    are spread evenly over agents and days that no execution names, and the
    empty cells of those it does. volume, if given, replaces the total by so many cases.
    """
    cells = sorted({(e.agent, e.day) for r in scan.routines for e in r.executions})
    totals = scan.totals
    agents = {name: i for i, name in enumerate(dict.fromkeys(agent for agent, _ in cells))}
    days = {day: i for i, day in enumerate(sorted({day for _, day in cells}))}
    for names, wanted in ((agents, totals.agents), (days, totals.days)):
        # A line feed can't stand in a name.
        names |= {f"\n{i}": i for i in range(len(names), max(1, wanted))}
    exposure = np.zeros((len(agents), len(days)))
    for agent, day in cells:
        exposure[agents[agent], days[day]] = 1.0
    total = float(max(1, totals.agent_days))
    empty = exposure == 0
    if empty.any():
        exposure[empty] = max(0.0, total - len(cells)) / int(empty.sum())
    scale = total if volume is None else volume
    return Grid(agents, days, exposure * (scale / exposure.sum()))


def spread(before: tuple[Grid, Array], after: tuple[Grid, Array], least: float = 0.0) -> Spread:
    """Give the standard error of a figure from the influence of every cell of both scans; its square is at least least.

    Agents in both scans are added up before they are squared.
    """
    grids, tables = (before[0], after[0]), (before[1], after[1])
    by_agent = [t.sum(axis=1) * _bessel(t.shape[0]) for t in tables]
    names = sorted(grids[0].agents.keys() | grids[1].agents.keys())
    both = {name for name in names if all(name in g.agents for g in grids)}
    joined = math.fsum(
        float(sum(b[g.agents[n]] for g, b in zip(grids, by_agent, strict=True))) ** 2 for n in names if n in both
    )
    alone = [
        math.fsum(float(b[i]) ** 2 for name, i in g.agents.items() if name not in both)
        for g, b in zip(grids, by_agent, strict=True)
    ]
    parts = [(joined, len(both) - 1)]
    parts += [(v, len(g.agents) - 1) for v, g in zip(alone, grids, strict=True)]
    by_agents = math.fsum(v for v, _ in parts)
    for table in tables:
        days = table.sum(axis=0) * _bessel(table.shape[1])
        parts.append((float((days**2).sum()), table.shape[1] - 1))
    cells = sum(float((t**2).sum()) for t in tables)
    summed = math.fsum(v for v, _ in parts)
    # Either way of clustering alone is a floor: both together can't hold less.
    variance = max(summed - cells, by_agents, summed - by_agents, cells, least)
    doubt = math.fsum(v**2 / max(1, free) for v, free in parts)
    freedom = summed**2 / doubt if doubt > 0 else 1e6
    return Spread(math.sqrt(variance), max(1.0, freedom))


def together(one: Spread, other: Spread) -> Spread:
    """Give the spread of a sum of two figures that rest on other people; freedom by Welch and Satterthwaite."""
    squares = one.error**2, other.error**2
    doubt = squares[0] ** 2 / one.freedom + squares[1] ** 2 / other.freedom
    return Spread(math.sqrt(sum(squares)), sum(squares) ** 2 / doubt if doubt > 0 else 1e6)


def influence(grid: Grid, table: Array) -> Array:
    """Give what every cell adds to the logarithm of the rate."""
    n = float(table.sum())
    return (table - n / grid.total * grid.exposure) / n


def _bessel(n: int) -> float:
    return math.sqrt(n / (n - 1)) if n > 1 else 1.0

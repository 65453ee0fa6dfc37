"""Do the ranges hold what they promise? Draws logs whose truth is known, and counts.

    python benchmarks/coverage.py [--trials 1000]

A log is drawn from a team (agents differ in how often and how fast they work), days (some are
busy) and chance. The truth is what a long log of endlessly many such agents and days would
give, per agent and day, with the same cut at the 95th percentile. A range from P10 to P90 should hold it in 75
to 85 of 100 draws; with too few agents, days or executions it is widened and may hold it more often.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np

from rpa_finder import intervals
from rpa_finder.model import Execution

LEAST, MOST = 0.75, 0.85
SEED = 3
"""Ranges were calibrated on seed 1; seed 2 judged earlier versions, and so is spent."""


@dataclass(frozen=True, slots=True)
class World:
    """How work comes about; spreads are on the log scale."""

    agents: int
    days: int
    daily: float = 3.0
    """Mean executions an agent and day."""
    rate_spread: float = 0.35
    pace_spread: float = 0.25
    day_spread: float = 0.25
    seconds_spread: float = 0.5


WORLDS = (
    World(8, 20),
    World(12, 22),
    World(15, 60, rate_spread=0.5),
    World(30, 22, day_spread=0.4),
    World(40, 60),
    World(12, 30, daily=0.2),
    World(12, 22, daily=0.5, rate_spread=0.2, pace_spread=0.1, day_spread=0.1),
    World(9, 20, rate_spread=0.1, pace_spread=0.05, day_spread=0.1),
    World(10, 20, rate_spread=0.0, pace_spread=0.0, day_spread=0.0),
    World(25, 40, rate_spread=0.0, pace_spread=0.0, day_spread=0.0),
)
FEW = (World(3, 20), World(5, 20), World(12, 8), World(4, 6), World(3, 10, daily=0.5))


def draw_log(world: World, rng: np.random.Generator) -> tuple[Execution, ...]:
    """Draw the executions of one log."""
    rate = np.exp(rng.normal(0, world.rate_spread, world.agents))
    pace = np.exp(rng.normal(0, world.pace_spread, world.agents))
    busy = np.exp(rng.normal(0, world.day_spread, world.days))
    counts = rng.poisson(world.daily * np.outer(rate, busy))
    found = []
    for agent, day in np.argwhere(counts):
        for seconds in 60 * pace[agent] * np.exp(rng.normal(0, world.seconds_spread, counts[agent, day])):
            n = len(found)
            found.append(Execution(f"E{n}", f"a{agent}", "", f"d{day:03d}", "", "", seconds, seconds, (0,), (n,), (1,)))
    return tuple(found)


def true_seconds(world: World) -> tuple[float, float]:
    """Give the seconds of a log to be expected: with the cut at the 95th percentile, and without."""
    rng = np.random.default_rng(99)
    n = 2_000_000
    # An agent's executions weigh by the agent's rate.
    rate, pace = (np.exp(rng.normal(0, s, n)) for s in (world.rate_spread, world.pace_spread))
    seconds = 60 * pace * np.exp(rng.normal(0, world.seconds_spread, n))
    order = np.argsort(seconds)
    cut = seconds[order][np.searchsorted(np.cumsum(rate[order]), intervals.WINSOR * rate.sum())]
    executions = world.agents * world.days * world.daily * np.exp((world.rate_spread**2 + world.day_spread**2) / 2)
    return tuple(executions * float((rate * s).sum() / rate.sum()) for s in (np.minimum(seconds, cut), seconds))


def cover(world: World, trials: int, draws: int = 400) -> tuple[float, float, float]:
    """Give the share of the trials whose range holds the truth, whose range lies above it, and that hold the uncut."""
    cut, uncut = true_seconds(world)
    held = np.zeros(3)
    for trial in range(trials):
        rng = np.random.default_rng([SEED, trial, world.agents, world.days])
        margins = intervals.tabulate([draw_log(world, rng)], world.days)
        low, high = np.quantile(intervals.resample(margins, draws, rng)[1][0], [0.1, 0.9])
        held += (low <= cut <= high, low > cut, low <= uncut <= high)
    share, above, whole = held / trials
    return float(share), float(above), float(whole)


def main() -> int:
    """Print the coverage in every world; give 1 if one is outside its bounds."""
    parser = argparse.ArgumentParser(description="Measure how often a range holds the truth.")
    parser.add_argument("--trials", type=int, default=1000)
    trials = parser.parse_args().trials
    print("agents days daily  spreads: rate pace day seconds   holds  range above  holds uncut")
    missed = False
    for world in (*WORLDS, *FEW):
        share, above, whole = cover(world, trials)
        fine = LEAST <= share <= MOST or (world in FEW and share > MOST)
        missed |= not fine
        spreads = f"{world.rate_spread:4} {world.pace_spread:4} {world.day_spread:4} {world.seconds_spread:4}"
        print(
            f"{world.agents:6} {world.days:4} {world.daily:5}           {spreads:>20}   {share:7.3f} {above:12.3f} "
            f"{whole:12.3f}{'' if fine else '  MISSED'}"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())

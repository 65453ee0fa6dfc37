"""How many robots the work needs, by the busiest day and the busiest hour seen.

A robot is reckoned at the pace of a person: how fast it will be is not in the log.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from rpa_finder import finance
from rpa_finder.config import Assumptions
from rpa_finder.model import Execution, Routine


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds of work by local day and by clock hour."""

    by_day: dict[str, float]
    by_hour: dict[str, float]


def measure_load(routines: Sequence[Routine]) -> Load:
    """Add up the active seconds of routines by day, and by the hour in which each execution starts."""
    by_day: dict[str, float] = {}
    by_hour: dict[str, float] = {}
    for execution in chain.from_iterable(r.executions for r in routines):
        for cells, key in ((by_day, execution.day), (by_hour, execution.start[:13])):
            cells[key] = cells.get(key, 0.0) + execution.active_seconds
    return Load(by_day, by_hour)


def add_loads(loads: Iterable[Load]) -> Load:
    """Add up loads of routines that share robots."""
    total = Load({}, {})
    for load in loads:
        for cells, added in ((total.by_day, load.by_day), (total.by_hour, load.by_hour)):
            for key, seconds in added.items():
                cells[key] = cells.get(key, 0.0) + seconds
    return total


def day_robots(load: Load, given: Assumptions) -> int:
    """Count the whole robots that work off the busiest day within it; one at least for any work."""
    if not load.by_day:
        return 0
    busiest = max(load.by_day.values()) / 3600
    return max(1, finance.robots_needed(busiest, given.robot_hours_per_day, given.robot_utilisation))


def hour_robots(load: Load, given: Assumptions) -> int:
    """Count the whole robots that work off the busiest hour within it; one at least for any work."""
    if not load.by_hour:
        return 0
    return max(1, finance.robots_needed(max(load.by_hour.values()) / 3600, 1.0, given.robot_utilisation))


def utilisation(hours_per_year: float, robots: int, given: Assumptions) -> float:
    """Give the share of what robots can do in a year that so many hours of work take; 0 without robots."""
    capacity = robots * given.worked_days_per_year * given.robot_hours_per_day * given.robot_utilisation
    return hours_per_year / capacity if capacity > 0 else 0.0


def elapsed_hours(executions: Sequence[Execution]) -> tuple[float, float]:
    """Give the hours from start to end of executions: an agent's side by side counted once, and all added up."""
    timed = [e for e in executions if e.start]
    elapsed = np.array([e.elapsed_seconds for e in timed])
    start = np.array([e.start.removesuffix("Z") for e in timed], dtype="datetime64[ms]").astype(np.int64) / 1000
    agents = {name: i for i, name in enumerate(sorted({e.agent for e in timed}))}
    who = np.array([agents[e.agent] for e in timed], dtype=np.int64)
    once = math.fsum(finance.covered(start[who == i], start[who == i] + elapsed[who == i]) for i in range(len(agents)))
    return once / 3600, math.fsum(e.elapsed_seconds for e in executions) / 3600

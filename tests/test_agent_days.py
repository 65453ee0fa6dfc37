from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rpa_finder.agent_days import Grid, Spread, influence, make_grid, spread, together
from tests.drawing_scans import routine, scan_of

NOTHING = Grid({}, {}, np.zeros((0, 0)))
NONE = np.zeros((0, 0))


def grid_of(agents: int, days: int, first: int = 0) -> Grid:
    names = {f"a{first + i}": i for i in range(agents)}
    return Grid(names, {f"d{i}": i for i in range(days)}, np.ones((agents, days)))


def test_bursts_by_day_are_variance_over_mean():
    # A worked example of the research: variance over mean of these daily counts is 3.569.
    daily = np.array([[210, 190, 240, 205, 180, 215, 260, 170, 220, 230]], dtype=np.float64)
    grid = grid_of(1, 10)
    error = spread((grid, influence(grid, daily)), (NOTHING, NONE)).error
    assert error**2 * daily.sum() == pytest.approx(3.569, abs=0.0005)


@settings(deadline=None)
@given(
    hnp.arrays(np.float64, (4, 5), elements=st.floats(-1, 1)), hnp.arrays(np.float64, (3, 5), elements=st.floats(-1, 1))
)
def test_two_way_variance_as_by_the_definition(left: np.ndarray, right: np.ndarray):
    # Agents a2 and a3 are in both scans.
    before, after = grid_of(4, 5), grid_of(3, 5, first=2)
    agents: dict[str, float] = {}
    for grid, table in ((before, left), (after, right)):
        n = len(grid.agents)
        for name, i in grid.agents.items():
            agents[name] = agents.get(name, 0.0) + table[i].sum() * math.sqrt(n / (n - 1))
    by_agent = sum(v**2 for v in agents.values())
    by_day = sum((table.sum(axis=0) ** 2).sum() * 5 / 4 for table in (left, right))
    cells = sum((table**2).sum() for table in (left, right))
    slow = max(by_agent + by_day - cells, by_agent, by_day, cells)
    assert spread((before, left), (after, right)).error == pytest.approx(math.sqrt(slow))


def test_habits_that_stay_cancel_out():
    habits = np.array([[3.0], [1.0], [1.0], [-5.0]]) / 100
    same, others = grid_of(4, 1), grid_of(4, 1, first=10)
    assert spread((same, -habits), (same, habits)).error == pytest.approx(math.sqrt(2 * float((habits**2).sum())))
    alike = spread((same, np.repeat(-habits, 3, axis=1)), (same, np.repeat(habits, 3, axis=1))).error
    apart = spread((same, np.repeat(-habits, 3, axis=1)), (others, np.repeat(habits, 3, axis=1))).error
    assert alike < apart


def test_few_clusters_reach_further():
    assert Spread(1.0, 1e9).reach(0.95) == pytest.approx(1.959964, abs=1e-5)
    assert Spread(1.0, 4).reach(0.95) == pytest.approx(2.776445, abs=1e-5)
    assert Spread(1.0, 4).above(2.776445) == pytest.approx(0.025, abs=1e-6)
    assert (Spread(0.0, 1).above(0.1), Spread(0.0, 1).above(0.0)) == (0.0, 0.5)


def test_exposure_adds_up_to_the_agent_days_or_to_the_volume():
    scan = scan_of(routine("R01", 100))
    grid = make_grid(scan)
    assert (grid.total, grid.exposure.shape) == (pytest.approx(200), (10, 20))
    assert make_grid(scan, 5000.0).total == pytest.approx(5000)
    assert make_grid(replace(scan, routines=())).total == pytest.approx(200)


def test_agents_without_a_routine_have_days_as_well():
    scan = scan_of(routine("R01", 100))
    alone = [replace(r, executions=tuple(replace(e, agent="a0") for e in r.executions)) for r in scan.routines]
    grid = make_grid(replace(scan, routines=tuple(alone)))
    assert grid.exposure[grid.agents["a0"]].sum() == pytest.approx(20)
    assert grid.total == pytest.approx(200)


def test_counts_by_agent_and_day():
    scan = scan_of(routine("R01", 100))
    grid = make_grid(scan)
    executions = scan.routines[0].executions
    counts = grid.counts(executions)
    first = executions[0]
    assert counts.sum() == 100
    assert counts[grid.agents[first.agent], grid.days[first.day]] == 1
    assert grid.counts(executions, [2.0] * 100).sum() == 200


def test_errors_of_other_people_add_up_as_squares():
    sum_ = together(Spread(3.0, 10.0), Spread(4.0, 20.0))
    assert sum_.error == pytest.approx(5.0)
    assert sum_.freedom == pytest.approx(625 / (81 / 10 + 256 / 20))
    assert together(Spread(0.0, 1.0), Spread(0.0, 1.0)).error == 0

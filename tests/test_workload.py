"""Workload: robots by the busiest day and hour, and time side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder import finance, workload
from rpa_finder.config import Assumptions
from tests.drawing_routines import draw_routine

BUSY = [("a", "2026-03-01", 3600.0)] * 18 + [("b", "2026-03-02", 3600.0)]


def test_the_busiest_day_decides_where_work_can_wait():
    load = workload.measure_load([draw_routine(BUSY)])
    assert workload.day_robots(load, Assumptions()) == 2
    assert workload.day_robots(load, Assumptions(robot_utilisation=0.9)) == 1
    assert workload.day_robots(workload.measure_load([]), Assumptions()) == 0


def test_the_busiest_hour_decides_where_somebody_waits():
    routine = draw_routine([("a", "2026-03-01", 60.0)] * 60)
    hours = [f"2026-03-01T{9 + i // 40:02d}:00:00.000Z" for i in range(60)]
    executions = tuple(replace(e, start=start) for e, start in zip(routine.executions, hours, strict=True))
    load = workload.measure_load([replace(routine, executions=executions)])
    assert sorted(load.by_hour.values()) == [1200.0, 2400.0]
    assert workload.hour_robots(load, Assumptions()) == 1
    # The worked example: 60 items of 60 s in an hour, at 85 %.
    assert workload.hour_robots(workload.measure_load([routine]), Assumptions()) == 2
    assert workload.hour_robots(workload.measure_load([]), Assumptions()) == 0


def test_utilisation_of_the_worked_example():
    assert workload.utilisation(756, 1, Assumptions()) == pytest.approx(0.17647, abs=5e-6)
    assert workload.utilisation(756, 0, Assumptions()) == 0


def covered(spans):
    starts, ends = (np.array([span[i] for span in spans], dtype=float) for i in (0, 1))
    return finance.covered(starts, ends)


def test_work_side_by_side_counts_once():
    # Oracle D of the research: A [0,100] [200,260], B [80,150] [200,230].
    a, b = [(0, 100), (200, 260)], [(80, 150), (200, 230)]
    assert covered(a) == 160
    assert covered(b) == 100
    assert covered(a + b) == 210
    assert covered([]) == 0


def test_elapsed_hours_are_per_agent():
    routine = draw_routine([("a", "2026-03-01", 1800.0), ("a", "2026-03-01", 1800.0), ("b", "2026-03-01", 1800.0)])
    assert workload.elapsed_hours(routine.executions) == pytest.approx((1.0, 1.5))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=12))
def test_what_is_covered_agrees_with_counting_seconds(drawn):
    spans = [(start, start + length) for start, length in drawn]
    assert covered(spans) == len({second for start, end in spans for second in range(start, end)})

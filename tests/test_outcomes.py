"""Outcomes: what is counted, what can't be, and that every verdict says what it moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rpa_finder import verdicts
from rpa_finder.model import Recurrence
from rpa_finder.outcomes import add_up, foresee, measure_outcomes, say_moves
from tests.drawing_routines import draw_routine

ALL_VERDICTS = (
    *verdicts.BUILT,
    verdicts.UPSTREAM,
    verdicts.ELIMINATE,
    verdicts.LEAVE,
    verdicts.NOT_WORTH,
)


def measure(*routines, days=20):
    return {o.name: o for o in measure_outcomes(routines, days)}


def test_time_and_volume_are_over_all_routines():
    found = measure(
        draw_routine([("a", "2026-03-01", 10.0)] * 3), draw_routine([("a", "2026-03-01", 50.0)], number=2), days=2
    )
    assert found["Handle time"].value == pytest.approx(20.0)
    assert found["Volume"].value == 2.0


def test_rework_and_look_ups_are_shares_of_the_executions():
    day = [("a", "2026-03-01", 10.0)]
    found = measure(
        draw_routine(day * 6), draw_routine(day * 3, "lookup", number=2), draw_routine(day, "rework", number=3)
    )
    assert found["Rework"].value == pytest.approx(0.1)
    assert found["Look-ups that change nothing"].value == pytest.approx(0.3)


def test_a_repeat_is_an_execution_that_comes_back_to_a_case_that_the_log_tells():
    day = [("a", "2026-03-01", 10.0)]
    found = measure(
        replace(draw_routine(day * 20), recurrence=Recurrence(10, 2, 1, 1)),
        replace(draw_routine(day * 9, number=2), recurrence=Recurrence(6, 0, 0, 0)),
        # Handed to and fro and filled again is one execution.
        replace(draw_routine(day * 4, number=3), recurrence=Recurrence(4, 4, 4, 0)),
        draw_routine(day * 5, number=4),
    )["Repeat work on a case"]
    assert found.value == pytest.approx((4 + 0 + 4) / 20)
    assert found.why.startswith("8 of 20 executions")


def test_where_no_case_or_record_is_told_repeats_are_not_known():
    assert measure(draw_routine())["Repeat work on a case"].value is None
    blind = replace(draw_routine(), recurrence=Recurrence(0, 0, 0, 0))
    assert measure(blind)["Repeat work on a case"].value is None


def test_nothing_found_is_nothing_measured():
    assert {o.value for o in measure_outcomes((), 5)} == {None}


@pytest.mark.parametrize("verdict", ALL_VERDICTS)
def test_every_verdict_says_what_it_moves(verdict):
    routine = draw_routine()
    assert say_moves(foresee(routine, verdict, add_up([routine]), 20, (1, 1, 1), (1, 1, 1)), verdict)

"""Outcomes: what is counted, what can't be, and that every verdict says what it moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rpa_finder import verdicts
from rpa_finder.outcomes import REPEAT_DAYS, measure_outcomes, moves_of
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


def with_cases(cells, kind="lookup"):
    routine = draw_routine([("a", day, 10.0) for day, _ in cells], kind)
    return replace(
        routine,
        executions=tuple(replace(e, case=case) for e, (_, case) in zip(routine.executions, cells, strict=True)),
    )


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


def test_a_repeat_counts_within_the_window_and_only_where_it_could_be_seen():
    cells = [("2026-03-01", "A"), ("2026-03-04", "A"), ("2026-03-01", "B"), ("2026-03-12", "B"), ("2026-03-15", "C")]
    found = measure(with_cases(cells))["Repeat work on a case"]
    # A's two and B's first can be judged, the last two come too late; only A's first was repeated in time.
    assert found.value == pytest.approx(1 / 3)
    assert f"within {REPEAT_DAYS} days" in found.why


def test_without_cases_or_in_a_short_log_repeats_are_not_known():
    assert measure(draw_routine())["Repeat work on a case"].value is None
    assert measure(with_cases([("2026-03-01", "A"), ("2026-03-02", "A")]))["Repeat work on a case"].value is None


def test_nothing_found_is_nothing_measured():
    assert {o.value for o in measure_outcomes((), 5)} == {None}


@pytest.mark.parametrize("verdict", ALL_VERDICTS)
def test_every_verdict_says_what_it_moves(verdict):
    assert moves_of(verdict)

from __future__ import annotations

from collections import Counter

from hypothesis import given

from rpa_finder.model import Step
from rpa_finder.renderers.golden_cases import (
    COLUMNS,
    LACKING,
    MORE,
    ODD_CASES,
    USUAL,
    USUAL_CASES,
    choose_cases,
    list_cases,
)
from tests.renderers.flows import SCANS, routine_of, scan_with

STEPS = [Step(f"Screen {c}", "input", "Field", 1.0, 1.0) for c in "abc"]


def test_the_usual_way_comes_first_and_then_every_way_to_leave_it():
    ways = [(1, 2, 3)] * 8 + [(1, 3)] * 5 + [(1, 2, 0, 3)] * 2
    chosen = choose_cases(routine_of(scan_with(STEPS, ways)))
    assert [purpose for purpose, _ in chosen] == [USUAL] * USUAL_CASES + [LACKING] * ODD_CASES + [MORE] * 2
    assert {e.steps for purpose, e in chosen if purpose == LACKING} == {(1, 3)}


def test_the_nearest_to_the_variant_is_taken():
    ways = [(1, 2, 3, 1, 2, 3), *[(1, 2, 3)] * 3]
    chosen = choose_cases(routine_of(scan_with(STEPS, ways)))
    assert {e.steps for _, e in chosen} == {(1, 2, 3)}


@given(SCANS)
def test_cases_are_whole_executions_with_their_rows(scan):
    routine = routine_of(scan)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in list_cases(routine, scan)]
    executions = {e.id: e for e in routine.executions}
    seen = Counter(row["execution_id"] for row in rows)
    for id_ in seen:
        mine = [row for row in rows if row["execution_id"] == id_]
        assert [row["source_row"] for row in mine] == list(executions[id_].rows)
        assert [row["step"] or 0 for row in mine] == list(executions[id_].steps)
        assert len({row["case"] for row in mine}) == 1
    for row in rows:
        if row["step"]:
            step = routine.steps[row["step"] - 1]
            assert (row["screen"], row["action"], row["field"]) == (step.screen, step.action, step.field)

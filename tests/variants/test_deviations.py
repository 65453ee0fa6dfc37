from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.model import OTHER_WAY, DecisionPoint, Deviation, Option, Routine, Step
from rpa_finder.variants import group_variants
from rpa_finder.variants.deviations import DEVIATIONS, LOOP_SHARE, MAY_SHARE, MUST_SHARE, count_deviations, is_explained
from tests.variants.test_grouping import WAYS, draw

USUAL = (1, 2, 3, 4, 5)


def count(*ways: tuple[tuple[int, ...], int], **changes: object) -> Routine:
    return group_variants(replace(draw(*ways), **changes))


def typed(*fields: int) -> tuple[Step, ...]:
    return tuple(Step("Form", "input" if n in fields else "click", f"Field {n}", 1.0, 1.0) for n in range(1, 11))


def found(routine: Routine) -> dict[str, int]:
    return {d.kind: d.executions for d in routine.deviations}


def test_executions_that_do_what_their_variant_does_are_for_a_bot():
    routine = count((USUAL, 30))
    assert (routine.deviations, routine.bot_executions, routine.bot_share) == ((), 30, 1.0)


def test_each_execution_counts_once_under_what_is_worst():
    routine = count((USUAL, 40), ((1, 2, 4, 5), 1), ((1, 2, 3, 0, 4, 5), 2), ((0, 1, 2, 3, 4), 1), ((9, 10, 0, 0), 1))
    assert found(routine) == {"other-way": 1, "missing-steps": 2, "foreign-steps": 2}
    assert routine.bot_executions == 40


def test_filling_a_field_again_is_a_correction_but_a_loop_is_none():
    ways = ((USUAL, 40), ((1, 2, 3, 2, 3, 4, 5), 3))
    assert found(count(*ways, steps=typed(2))) == {"corrections": 3}
    assert found(count(*ways, steps=typed(1))) == {}
    looped = ((USUAL, 25), ((1, 2, 2, 3, 4, 5), 15))
    assert found(count(*looped, steps=typed(2))) == {}


def decision(step: int, *, basis: str, explained: int = 40) -> DecisionPoint:
    return DecisionPoint(step, 40, (Option(3, 20), Option(4, 20)), "something", basis, explained)


@pytest.mark.parametrize(
    ("basis", "explained", "right"),
    [("form", 40, True), ("form", 36, True), ("form", 35, False), ("", 40, False), ("agent", 40, False)],
)
def test_a_decision_is_explained_by_what_nearly_always_tells_it_and_is_no_habit(basis, explained, right):
    assert is_explained(decision(2, basis=basis, explained=explained)) is right


CHOICE = ((1, 2, 3, 5, 6), 20), ((1, 2, 4, 5, 6), 20)
"""After step 2 either 3 or 4."""


@pytest.mark.parametrize(
    ("entered", "basis", "fit"),
    [
        # Nothing is entered: which way a bot goes is no matter.
        ((), "", 40),
        # The same is entered either way.
        ((5,), "", 40),
        ((3,), "", 0),
        ((3,), "agent", 0),
        ((3,), "form", 40),
        ((3, 4), "", 0),
    ],
)
def test_a_choice_of_what_is_entered_has_to_be_explained(entered, basis, fit):
    routine = count(*CHOICE, steps=typed(*entered), decisions=(decision(2, basis=basis),))
    assert (routine.bot_executions, routine.hidden_executions) == (fit, 40 - fit)


def test_a_choice_holds_for_the_variants_that_come_to_its_field():
    ways = (*CHOICE, ((1, 7, 8, 9, 6), 20))
    hidden = (decision(2, basis=""),)
    assert count(*ways, steps=typed(3), decisions=hidden).bot_executions == 20
    # A decision at a field holds for each step at it.
    at_field = tuple(replace(s, field="Field 2") if n == 7 else s for n, s in enumerate(typed(3), 1))
    assert count(*ways, steps=at_field, decisions=hidden).bot_executions == 0


def test_an_option_seldom_taken_tells_nothing():
    ways = ((1, 2, 3, 5, 6), 38), ((1, 2, 4, 5, 6), 2)
    assert count(*ways, steps=typed(3), decisions=(decision(2, basis=""),)).hidden_executions == 0


def test_judgement_is_never_for_a_bot():
    assert count((USUAL, 30), kind="judgement").bot_share == 0.0


def test_a_routine_without_executions_has_no_share():
    assert group_variants(draw()).bot_share is None


def naive(routine: Routine) -> dict[str, int]:
    """Judge each execution against the others of its variant, step by step."""
    told: dict[str, int] = {}
    for e in routine.executions:
        mine = [f for f in routine.executions if f.variant == e.variant]
        kinds = set()
        if e.variant == OTHER_WAY:
            kinds.add("other-way")
        else:
            for step in range(1, 11):
                times = sorted(f.steps.count(step) for f in mine)
                share = sum(t > 0 for t in times) / len(mine)
                middle = (times[len(mine) // 2] + times[(len(mine) - 1) // 2]) / 2
                more = [t > max(middle, 1) for t in times]
                if share >= MUST_SHARE and step not in e.steps:
                    kinds.add("missing-steps")
                if share < MAY_SHARE and step in e.steps:
                    kinds.add("foreign-steps")
                if sum(more) / len(mine) < LOOP_SHARE and e.steps.count(step) > max(middle, 1):
                    kinds.add("corrections" if routine.steps[step - 1].action == "input" else "fine")
            if 0 in e.steps:
                kinds.add("foreign-steps")
        first = next((k for k in DEVIATIONS if k in kinds), None)
        if first:
            told[first] = told.get(first, 0) + 1
    return told


@settings(max_examples=100, deadline=None)
@given(WAYS, st.integers(0, 1000))
def test_deviations_are_those_of_a_slow_twin_and_leave_the_share_within_bounds(ways, seed):
    routine = count(*ways, steps=typed(2, 3, 5, 8))
    assert found(routine) == naive(routine)
    assert routine.deviations == tuple(Deviation(k, found(routine)[k]) for k in DEVIATIONS if k in found(routine))
    assert sum(d.executions for d in routine.deviations) + routine.bot_executions == len(routine.executions)
    assert 0.0 <= routine.bot_share <= 1.0
    executions = list(routine.executions)
    Random(seed).shuffle(executions)
    again = count_deviations(replace(routine, executions=tuple(executions)))
    assert (again.deviations, again.bot_executions) == (routine.deviations, routine.bot_executions)

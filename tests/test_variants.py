from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.model import Execution, Routine, Step
from rpa_finder.variants import LEAST_EXECUTIONS, NEAR, OTHER, _distances, _matrix, group_variants

STEPS = tuple(Step(f"Screen {n}", "click", f"Field {n}", 1.0, 5.0) for n in range(1, 11))


def draw(*ways: tuple[tuple[int, ...], int], seconds: float = 10.0) -> Routine:
    """Give a routine whose executions do their steps in these ways, so often each."""
    done = [steps for steps, times in ways for _ in range(times)]
    executions = tuple(
        Execution(
            *(f"E{n:03d}", "A01", "", "2026-03-02", "2026-03-02T09:00:00.000Z", "2026-03-02T09:01:00.000Z"),
            *(seconds + n, 60.0, (0,) * len(steps), tuple(range(100 * n, 100 * n + len(steps))), steps),
        )
        for n, steps in enumerate(done)
    )
    return Routine("R01", "key", "Work", "navigation", 0.9, "screens", STEPS, executions)


def sizes(routine: Routine) -> list[tuple[str, int]]:
    return [(v.id, v.executions) for v in routine.variants]


def test_ways_with_other_steps_are_variants_of_their_own_the_most_usual_first():
    routine = group_variants(draw(((1, 2, 3), 4), ((1, 2, 3, 4), 6)))
    assert sizes(routine) == [("V1", 6), ("V2", 4)]
    assert [v.steps for v in routine.variants] == [(1, 2, 3, 4), (1, 2, 3)]
    assert [e.variant for e in routine.executions] == ["V2"] * 4 + ["V1"] * 6


def test_the_same_steps_in_another_order_or_done_again_are_one_variant():
    routine = group_variants(draw(((1, 2, 3), 5), ((2, 1, 3), 4), ((1, 2, 3, 2), 3)))
    assert sizes(routine) == [("V1", 12)]
    assert routine.variants[0].steps == (1, 2, 3)


def test_a_rare_way_joins_the_usual_way_it_is_near_to():
    nine, ten = (1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    routine = group_variants(draw((nine, 8), ((1, 2), 8), (ten, 1)))
    assert routine.executions[-1].variant == routine.executions[0].variant
    assert sizes(routine) == [("V1", 9), ("V2", 8)]


def test_a_rare_way_that_is_like_no_other_is_named_so_and_comes_last():
    routine = group_variants(draw(((1, 2, 3), 6), ((7, 8, 9), 2)))
    assert sizes(routine) == [("V1", 6), (OTHER, 2)]
    assert routine.executions[-1].variant == OTHER


def test_steps_of_its_own_do_not_make_an_execution_another_variant():
    routine = group_variants(draw(((1, 2, 3), 6), ((1, 0, 2, 0, 0, 3), 3)))
    assert sizes(routine) == [("V1", 9)]
    assert 0 not in routine.variants[0].steps


def test_a_variant_shows_its_most_usual_order_without_immediate_repetitions():
    routine = group_variants(draw(((1, 1, 2, 2, 3), 5), ((3, 2, 1, 2, 1), 4)))
    assert routine.variants[0].steps == (1, 2, 3)


def test_the_time_of_a_variant_is_the_mean_of_its_executions():
    routine = group_variants(draw(((1, 2, 3), 3), ((4, 5), 4), seconds=10.0))
    assert {v.steps: v.mean_active_seconds for v in routine.variants} == {(1, 2, 3): 11.0, (4, 5): 14.5}


def test_all_ways_are_rare_and_the_first_one_stands_for_them():
    routine = group_variants(draw(((1, 2, 3, 4), 1), ((1, 2, 3, 4, 5), 1), ((8, 9), 1)))
    assert sizes(routine) == [("V1", 2), (OTHER, 1)]


def test_a_routine_with_one_execution_has_one_variant():
    assert sizes(group_variants(draw(((1, 2), 1)))) == [("V1", 1)]


@pytest.mark.parametrize("steps", [(), (0, 0)], ids=["no events", "no common step"])
def test_executions_without_a_common_step_are_no_error(steps: tuple[int, ...]):
    assert sizes(group_variants(draw((steps, 3), ((1, 2), 4)))) == [("V1", 4), ("V2", 3)]


def test_nothing_but_the_variants_changes():
    before = draw(((1, 2, 3), 5), ((4, 5, 6), 4))
    after = group_variants(before)
    bare = tuple(replace(e, variant="") for e in after.executions)
    assert replace(after, variants=(), executions=bare) == before


def test_grouping_again_changes_nothing():
    once = group_variants(draw(((1, 2, 3), 5), ((4, 5, 6), 4), ((1, 2, 9), 1)))
    assert group_variants(once) == once


WAYS = st.lists(
    st.tuples(st.lists(st.integers(0, 10), max_size=8).map(tuple), st.integers(1, 6)), min_size=1, max_size=7
)


@settings(max_examples=80, deadline=None)
@given(WAYS)
def test_counts_add_up_and_every_execution_has_a_variant_that_is_listed(ways: list[tuple[tuple[int, ...], int]]):
    routine = group_variants(draw(*ways))
    ids = [v.id for v in routine.variants]
    assert len(ids) == len(set(ids))
    assert {e.variant for e in routine.executions} == set(ids)
    for variant in routine.variants:
        mine = [e for e in routine.executions if e.variant == variant.id]
        assert variant.executions == len(mine)
        assert variant.mean_active_seconds == pytest.approx(sum(e.active_seconds for e in mine) / len(mine))
        assert set(variant.steps) <= {s for e in mine for s in e.steps}
    named = [v for v in routine.variants if v.id != OTHER]
    assert [v.id for v in named] == [f"V{n}" for n in range(1, len(named) + 1)]
    assert [v.executions for v in named] == sorted((v.executions for v in named), reverse=True)


@settings(max_examples=80, deadline=None)
@given(WAYS, st.integers(0, 1000))
def test_the_order_of_executions_does_not_matter(ways: list[tuple[tuple[int, ...], int]], seed: int):
    routine = draw(*ways)
    executions = list(routine.executions)
    Random(seed).shuffle(executions)
    together, apart = group_variants(routine), group_variants(replace(routine, executions=tuple(executions)))
    assert {e.id: e.variant for e in together.executions} == {e.id: e.variant for e in apart.executions}
    assert [(v.id, v.executions, v.steps) for v in together.variants] == [
        (v.id, v.executions, v.steps) for v in apart.variants
    ]


def naive_distance(one: set[int], other: set[int]) -> float:
    """Give the share of the steps of both that only one holds."""
    return len(one ^ other) / len(one | other) if one | other else 1.0


BAGS = st.lists(
    st.dictionaries(st.integers(1, 10), st.integers(1, 3), max_size=6).map(lambda bag: tuple(sorted(bag.items()))),
    min_size=1,
    max_size=6,
)


@settings(max_examples=100, deadline=None)
@given(BAGS, BAGS)
def test_distances_are_those_counted_step_by_step(a: list, b: list):
    found = _distances(_matrix(a, 10), _matrix(b, 10))
    wanted = [[naive_distance({s for s, _ in x}, {s for s, _ in y}) for y in b] for x in a]
    assert np.allclose(found, wanted)


@settings(max_examples=80, deadline=None)
@given(WAYS)
def test_variants_are_those_of_a_slow_twin(ways: list[tuple[tuple[int, ...], int]]):
    routine = group_variants(draw(*ways))
    bags = [frozenset((s, min(e.steps.count(s), 3)) for s in e.steps if s) for e in routine.executions]
    counts = {bag: bags.count(bag) for bag in bags}
    least = max(LEAST_EXECUTIONS, 0.01 * len(bags))
    usual = [bag for bag in counts if counts[bag] >= least]
    steps_of = {e.variant: set() for e in routine.executions}
    for e, bag in zip(routine.executions, bags, strict=True):
        if bag in usual:
            steps_of[e.variant].add(frozenset(s for s, _ in bag))
    # Usual ways share a variant if, and only if, they hold the same steps.
    if usual:
        assert all(len(ways_) <= 1 for ways_ in steps_of.values())
        named = [ways_ for ways_ in steps_of.values() if ways_]
        assert len({frozenset(ways_) for ways_ in named}) == len(named)
    # Rare ways are "other" exactly where no usual way is near.
    for e, bag in zip(routine.executions, bags, strict=True):
        if usual and bag not in usual:
            steps = {s for s, _ in bag}
            away = {variant: naive_distance(steps, set(next(iter(w)))) for variant, w in steps_of.items() if w}
            assert (e.variant == OTHER) == (min(away.values()) > NEAR + 1e-12)
            if e.variant != OTHER:
                assert away[e.variant] == pytest.approx(min(away.values()))

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.model import OTHER_WAY, Execution, Routine, Step
from rpa_finder.variants.deviations import count_deviations
from rpa_finder.variants.grouping import (
    FAR,
    LEAST_EXECUTIONS,
    _distances,
    _settle,
    _yes_no_bits,
    consensus,
    count_steps,
)
from rpa_finder.variants.grouping import name_variants as group_variants

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
    assert sizes(routine) == [("V1", 6), (OTHER_WAY, 2)]
    assert routine.executions[-1].variant == OTHER_WAY


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


def test_what_is_like_none_of_its_own_variant_goes_to_another_that_it_is_like():
    routine = group_variants(draw(((), 1), ((1,), 1), ((1, 2, 3), 1), ((1, 1, 2, 2, 3, 3), 3)))
    assert routine.executions[2].variant == routine.executions[3].variant


def test_two_of_a_hundred_are_no_way_of_their_own_but_deviate():
    routine = count_deviations(group_variants(draw(((1, 2, 3), 98), ((7, 8, 9), 2))))
    assert sizes(routine) == [("V1", 100)]
    assert {d.kind: d.executions for d in routine.deviations}["missing-steps"] == 2


def test_executions_that_hardly_repeat_are_one_variant_and_what_is_like_none_of_them_is_other():
    routine = group_variants(draw(((1, 2, 3, 4), 1), ((1, 2, 3, 4, 5), 1), ((1, 2, 3), 1), ((8, 9), 1)))
    assert sizes(routine) == [("V1", 3), (OTHER_WAY, 1)]


def test_the_fewer_steps_differ_the_more_executions_must_show_it():
    nine, ten = (1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    assert sizes(group_variants(draw((nine, 20), (ten, 4)))) == [("V1", 24)]
    assert sizes(group_variants(draw((nine, 20), (ten, 12)))) == [("V1", 20), ("V2", 12)]


def test_three_free_choices_are_left_to_decision_points_not_told_as_eight_variants():
    ways = [tuple(s for s in range(1, 11) if s not in left) for left in _subsets((4, 6, 8))]
    assert sizes(group_variants(draw(*((way, 20) for way in ways)))) == [("V1", 160)]


def test_steps_that_come_and_go_together_are_a_variant_even_if_rare():
    plain, checked = (1, 2, 3, 8, 9), (1, 2, 3, 4, 5, 6, 8, 9)
    assert sizes(group_variants(draw((plain, 200), (checked, 9)))) == [("V1", 200), ("V2", 9)]


def test_a_loop_done_twice_in_many_executions_is_a_variant():
    once, twice = (1, 2, 3, 4, 5, 6), (1, 2, 3, 1, 2, 3, 4, 5, 6)
    routine = group_variants(draw((once, 60), (twice, 20)))
    assert [(v.executions, v.steps) for v in routine.variants] == [(60, once), (20, twice)]


def _subsets(of: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [tuple(x for i, x in enumerate(of) if code >> i & 1) for code in range(1 << len(of))]


def _noisy(way: tuple[int, ...], noise: float, rng: Random) -> tuple[int, ...]:
    """Lose a step or put in a stray one, half and half, at each step with this probability."""
    steps = []
    for step in way:
        if rng.random() < noise:
            if rng.random() < 0.5:
                continue
            steps.append(rng.choice(way))
        steps.append(step)
    return tuple(steps)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.2, 0.4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_noise_does_not_hide_the_ways_that_were_drawn_nor_add_others(noise: float, seed: int):
    rng = Random(seed)
    ways = [(1, 2, 3, 4, 5, 6, 10), (1, 2, 7, 8, 9, 6, 10), (1, 2, 3, 1, 2, 3, 4, 5, 6, 10)]
    drawn = [(way, _noisy(way, noise, rng)) for way, n in zip(ways, (150, 100, 60), strict=True) for _ in range(n)]
    routine = group_variants(draw(*((done, 1) for _, done in drawn)))
    big = [v for v in routine.variants if v.id != OTHER_WAY]
    if noise < 0.4:
        assert sorted(sorted(v.steps) for v in big) == sorted(map(sorted, ways))
    else:
        # A loop that loses two of its five steps is hardly seen; the two that hold other steps are.
        assert {frozenset(v.steps) for v in big} == {frozenset(way) for way in ways}
    told = Counter((way, e.variant) for (way, _), e in zip(drawn, routine.executions, strict=True))
    right = sum(max(n for (w, _), n in told.items() if w == way) for way in ways[:2])
    assert right >= (1 - noise / 2) * 250


def test_a_variant_holds_the_steps_that_most_of_its_executions_hold():
    ways = [(1, 3, 4, 5), (1, 2, 4, 5), (1, 2, 3, 5), (1, 2, 3, 4), (2, 3, 4, 5)]
    (variant,) = group_variants(draw(*((w, 1) for w in ways))).variants
    assert variant.steps == (1, 2, 3, 4, 5)


def test_a_routine_with_one_execution_has_one_variant():
    assert sizes(group_variants(draw(((1, 2), 1)))) == [("V1", 1)]


@pytest.mark.parametrize("steps", [(), (0, 0)], ids=["no events", "no common step"])
def test_executions_without_a_common_step_are_no_error(steps: tuple[int, ...]):
    assert sizes(group_variants(draw((steps, 3), ((1, 2), 4)))) == [("V1", 4), ("V2", 3)]


def test_what_stays_of_a_variant_whose_executions_are_put_aside_is_put_aside_too():
    held = [(1, 2, 3), (5, 7, 8), (5, 8, 9), (5, 9, 10), (5, 6)]
    bags = np.array([[int(s in way) for s in range(1, 11)] for way in held])
    weight = np.array([60.0, 1, 1, 1, 1])
    assert _settle(bags, weight, np.array([0, 1, 1, 1, 1]), 3).tolist() == [0, -1, -1, -1, -1]


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
    named = [v for v in routine.variants if v.id != OTHER_WAY]
    assert [v.id for v in named] == [f"V{n}" for n in range(1, len(named) + 1)]
    assert [v.executions for v in named] == sorted((v.executions for v in named), reverse=True)
    # What is rare is no variant, unless everything is.
    assert named[0].executions < LEAST_EXECUTIONS or named[-1].executions >= LEAST_EXECUTIONS


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
    return len(one ^ other) / len(one | other) if one | other else 0.0


SETS = st.lists(st.sets(st.integers(0, 9), max_size=6), min_size=1, max_size=6)


@settings(max_examples=100, deadline=None)
@given(SETS, SETS)
def test_distances_are_those_counted_step_by_step(a: list[set[int]], b: list[set[int]]):
    one, other = ([[s in x for s in range(10)] for x in y] for y in (a, b))
    assert np.allclose(_distances(np.array(one), np.array(other)), [[naive_distance(x, y) for y in b] for x in a])


@settings(max_examples=60, deadline=None)
@given(WAYS)
def test_steps_are_counted_as_one_by_one(ways: list[tuple[tuple[int, ...], int]]):
    executions = draw(*ways).executions
    found = count_steps(executions, 10)
    assert found.tolist() == [[e.steps.count(s) for s in range(11)] for e in executions]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), max_size=30))
def test_answers_cost_what_they_cost_one_by_one(answers: list[bool]):
    bits, seen = 0.0, [0.5, 0.5]
    for answer in answers:
        bits -= np.log2(seen[answer] / sum(seen))
        seen[answer] += 1
    assert _yes_no_bits(np.array([float(sum(answers))]), np.array([float(len(answers))]))[0] == pytest.approx(bits)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.integers(1, 5)), min_size=1))
def test_what_most_hold_is_counted_one_by_one(drawn: list[tuple[list[int], int]]):
    found = consensus(np.array([bag for bag, _ in drawn]), np.array([float(n) for _, n in drawn]))
    for step in range(4):
        counts = sorted(bag[step] for bag, n in drawn for _ in range(n))
        assert sum(c >= found[step] for c in counts) * 2 > len(counts) or found[step] == 0
        assert sum(c > found[step] for c in counts) * 2 <= len(counts)


@settings(max_examples=80, deadline=None)
@given(WAYS)
def test_executions_with_the_same_steps_are_together_and_only_strange_ones_are_other(
    ways: list[tuple[tuple[int, ...], int]],
):
    routine = group_variants(draw(*ways))
    bags = [tuple(min(e.steps.count(s), 3) for s in range(1, 11)) for e in routine.executions]
    variant_of = dict(zip(bags, (e.variant for e in routine.executions), strict=True))
    assert [variant_of[bag] for bag in bags] == [e.variant for e in routine.executions]
    for e in routine.executions:
        if e.variant == OTHER_WAY:
            here = {s for s in e.steps if s}
            others = [
                [f for f in routine.executions if f.variant == v.id] for v in routine.variants if v.id != OTHER_WAY
            ]
            usual = [{s for s in range(1, 11) if sum(s in f.steps for f in mine) * 2 > len(mine)} for mine in others]
            assert min(naive_distance(here, held) for held in usual) > FAR / 2

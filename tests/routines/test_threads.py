from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from rpa_finder.routines import threads
from rpa_finder.routines.threads import untangle
from tests.routines.streams import draw_stream, streams

CLAIM, LOOK_UP = "abcdef", "uvwxyz"


def _interleaved(n, seed, stickiness=0.5, texts=(CLAIM, LOOK_UP)):
    """Give the letters of n executions of each routine, whose turn it is drawn, and the routine of each letter."""
    draw = random.Random(seed)
    left = [list(text * n) for text in texts]
    letters, owner, turn = [], [], 0
    while any(left):
        if not left[turn] or draw.random() > stickiness:
            turn = draw.choice([i for i, rest in enumerate(left) if rest])
        letters.append(left[turn].pop(0))
        owner.append(turn)
    return letters, owner


def _positions(letters) -> list[list[int]]:
    return sorted(strand.position.tolist() for strand in untangle(draw_stream(" ".join(letters))))


def _of(owner, number) -> list[int]:
    return [i for i, o in enumerate(owner) if o == number]


def _slow_cores(stream) -> set[frozenset[int]]:
    """Give the sets of labels that alternate, directly or by way of others: pair by pair, one after another."""
    label = stream.label.tolist()
    often = [x for x in range(stream.n_labels) if label.count(x) >= threads.LEAST_COUNT]

    def alternates(a, b):
        at = [i for i, x in enumerate(label) if x == a]
        once = [label[i:j].count(b) == 1 for i, j in pairwise(at)]
        return sum(once) / len(once) >= threads.ALTERNATION

    near = {a: {b for b in often if a != b and alternates(a, b) and alternates(b, a)} for a in often}
    cores = set()
    for a in often:
        core, fresh = {a}, {a}
        while fresh:
            fresh = set().union(*(near[x] for x in fresh)) - core
            core |= fresh
        cores.add(frozenset(core))
    return {core for core in cores if len(core) > 1}


@settings(deadline=None, max_examples=60)
@given(streams(most=60, letters="abcdef"))
def test_cores_are_the_steps_that_alternate(stream):
    found = threads._cores(stream)
    assert {frozenset(core) for core in found} == _slow_cores(stream)
    size = [sum((stream.label == x).sum() for x in core) for core in found]
    assert size == sorted(size, reverse=True)


def test_each_routine_done_in_turns_has_a_core_of_its_own():
    letters, _ = _interleaved(40, 1)
    stream = draw_stream(" ".join(letters))
    assert {frozenset(c) for c in threads._cores(stream)} == {frozenset(range(6)), frozenset(range(6, 12))}
    assert _slow_cores(stream) == {frozenset(range(6)), frozenset(range(6, 12))}


@pytest.mark.parametrize("seed", range(4))
def test_two_routines_interleaved_at_random_are_separated_event_by_event(seed):
    letters, owner = _interleaved(60, seed)
    assert _positions(letters) == sorted([_of(owner, 0), _of(owner, 1)])


def test_three_routines_interleaved_at_random_are_separated():
    letters, owner = _interleaved(60, 5, texts=(CLAIM, LOOK_UP, "klmno"))
    assert _positions(letters) == sorted(_of(owner, i) for i in range(3))


def test_a_step_that_both_routines_hold_goes_to_the_strand_that_expects_it():
    letters, owner = _interleaved(80, 6, texts=("abcsef", "uvwsyz"))
    shared = [i for i, x in enumerate(letters) if x == "s"]
    found = _positions(letters)
    assert len(found) == 2
    strand = {i: number for number, positions in enumerate(found) for i in positions}
    # Strands are told by their first event, as owners are.
    names = {owner[min(positions)]: number for number, positions in enumerate(found)}
    right = sum(strand[i] == names[owner[i]] for i in shared)
    assert right >= 0.9 * len(shared)
    assert all(strand[i] == names[owner[i]] for i in range(len(letters)) if letters[i] != "s")


def _whole(letters):
    return [list(range(len(letters)))]


def test_one_routine_after_another_is_one_strand():
    letters = list(CLAIM * 60 + LOOK_UP * 60)
    assert _positions(letters) == _whole(letters)


def test_whole_executions_that_alternate_are_one_strand():
    letters = list((CLAIM + LOOK_UP) * 60)
    assert _positions(letters) == _whole(letters)


@pytest.mark.parametrize("seed", range(3))
def test_whole_executions_in_random_order_are_one_strand(seed):
    draw = random.Random(seed)
    letters = list("".join(draw.choice((CLAIM, LOOK_UP)) for _ in range(120)))
    assert _positions(letters) == _whole(letters)


@pytest.mark.parametrize("seed", range(3))
def test_random_work_is_one_strand(seed):
    draw = random.Random(seed)
    letters = [draw.choice("abcdefghijkl") for _ in range(600)]
    assert _positions(letters) == _whole(letters)


@pytest.mark.parametrize("seed", range(3))
def test_a_few_stray_steps_do_not_mix_the_strands(seed):
    letters, owner = _interleaved(60, seed)
    draw = random.Random(seed)
    for _ in range(20):
        at = draw.randrange(len(letters))
        letters.insert(at, draw.choice("kl"))
        owner.insert(at, -1)
    found = _positions(letters)
    assert len(found) == 2
    known = [[i for i in positions if owner[i] >= 0] for positions in found]
    assert sorted(known) == sorted([_of(owner, 0), _of(owner, 1)])


@settings(deadline=None, max_examples=40)
@given(streams(most=80, letters="abcd"))
def test_every_event_is_in_one_strand_in_its_old_order(stream):
    strands = untangle(stream)
    assert sorted(np.concatenate([s.position for s in strands]).tolist()) == stream.position.tolist()
    assert all(np.all(np.diff(s.position) > 0) for s in strands)


def test_the_same_stream_gives_the_same_strands():
    letters, _ = _interleaved(60, 8, texts=("abcsef", "uvwsyz"))
    assert _positions(letters) == _positions(letters)


def test_strands_keep_the_time_between_their_own_steps():
    letters, _ = _interleaved(60, 1)
    stream = draw_stream(" ".join(letters))
    clock = np.cumsum(stream.gap)
    for strand in untangle(stream):
        assert strand.start.tolist() == [True] + [False] * (len(strand) - 1)
        assert strand.gap[1:].tolist() == np.diff(clock[strand.position]).tolist()


@pytest.mark.parametrize("text", ["", "a", "a b", "a a a a a a", "a b a b a b a b a b"])
def test_streams_too_plain_for_strands_stay_whole(text):
    stream = draw_stream(text)
    assert untangle(stream) == (stream,)

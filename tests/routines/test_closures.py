from __future__ import annotations

import numpy as np
import pytest

from rpa_finder.routines.closures import closures
from rpa_finder.routines.cuts import make_problem
from tests.routines.streams import draw_evidence, draw_stream

CLAIM, LOOK_UP = "a b c d e f", "u v w x y"


@pytest.fixture(scope="module")
def alternating():
    """Give the problem of two routines in random order in one session, and the true cut."""
    texts = [(CLAIM, LOOK_UP)[i] for i in np.random.default_rng(2).integers(0, 2, 60)]
    stream = draw_stream(" ".join(texts))
    return make_problem(stream, draw_evidence(stream)), np.isin(stream.label, (0, 6))


def test_fragments_that_depend_on_each_other_are_joined(alternating):
    problem, truth = alternating
    halves = truth | (problem.stream.label == 3)
    joined = list(closures(problem.sample, halves))
    assert any(np.array_equal(cut, truth) for cut, _ in joined)
    assert all(gain > 10 for _, gain in joined)


def test_independent_neighbours_are_not_joined(alternating):
    problem, truth = alternating
    assert not list(closures(problem.sample, truth))


def test_all_of_one_then_all_of_another_is_not_joined():
    stream = draw_stream(" ".join([CLAIM] * 20 + [LOOK_UP] * 20))
    problem = make_problem(stream, draw_evidence(stream))
    cut = np.isin(stream.label, (0, 6))
    assert not list(closures(problem.sample, cut))


def test_steps_done_once_or_several_times_inside_are_joined():
    """A head, then one kind of line or two of them a few times: only the head starts an execution."""
    rng = np.random.default_rng(4)
    texts = ["a b c " + "u v w " * rng.integers(1, 4) + "x y z " * rng.integers(1, 4) for _ in range(50)]
    stream = draw_stream(" ".join(texts))
    problem = make_problem(stream, draw_evidence(stream))
    names = sorted(set("abcuvwxyz"))
    fine = np.isin(stream.label, [names.index(x) for x in "aux"])
    truth = stream.label == names.index("a")
    joined = [cut for cut, _ in closures(problem.sample, fine)]
    assert any(np.array_equal(cut, truth) for cut in joined)


def _in_turn(*, carries: bool, fed: bool = False):
    """Give two tasks strictly in turn, one event of each on a screen of its own, and the cut between them."""
    stream = draw_stream(" ".join(["a b c d e u v w x y"] * 40), screens="PPQQQRRSSS")
    first = np.arange(0, len(stream), 5)
    origin = np.full(len(stream), -1)
    if carries:
        origin[first + 3] = first + 1
    if fed:
        origin[first[1::2] + 2] = first[1::2] - 1
    return make_problem(stream, draw_evidence(stream, origin=origin)), np.isin(stream.label, (0, 5))


def test_two_copies_with_nothing_in_common_stay_two_however_strictly_in_turn():
    assert not list(closures(*_arguments(_in_turn(carries=True))))


@pytest.mark.parametrize("told", [{"carries": False}, {"carries": True, "fed": True}])
def test_what_copies_nothing_or_feeds_the_next_is_joined(told):
    problem, cut = _in_turn(**told)
    joined = [found for found, _ in closures(problem.sample, cut)]
    assert any(np.array_equal(found, np.isin(problem.stream.label, (0,))) for found in joined)


def _arguments(drawn):
    problem, cut = drawn
    return problem.sample, cut

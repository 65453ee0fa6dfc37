from __future__ import annotations

import numpy as np
import pytest

from rpa_finder.routines.cuts import (
    best_cut,
    learn_from,
    make_problem,
    redecode,
    step,
    turns,
)
from rpa_finder.routines.description import describe
from tests.routines.streams import draw_evidence, draw_stream

CLAIM, LOOK_UP = "a b c d e f", "u v w x y"


def _alternating(n=60, seed=2):
    """Give the problem of two routines in random order in one session, and the true cut."""
    turns = np.random.default_rng(seed).integers(0, 2, n)
    texts = [(CLAIM, LOOK_UP)[i] for i in turns]
    stream = draw_stream(" ".join(texts))
    cut = np.zeros(len(stream), dtype=np.bool_)
    cut[np.cumsum([0, *(len(t.split()) for t in texts[:-1])])] = True
    return make_problem(stream, draw_evidence(stream)), cut


@pytest.fixture(scope="module")
def alternating():
    return _alternating()


def test_two_routines_in_one_recording_are_cut_apart(alternating):
    problem, truth = alternating
    assert np.array_equal(best_cut(problem, [])[0], truth)


def test_no_proposal_is_described_in_fewer_bits_than_the_best_cut(alternating):
    problem, truth = alternating
    shifted = np.roll(truth, 2) | problem.stream.start
    best = best_cut(problem, [shifted, problem.stream.start])[0]
    assert describe(problem.sample, best) <= min(
        describe(problem.sample, cut) for cut in (shifted, truth, problem.stream.start)
    )


def test_sessions_are_never_joined():
    stream = draw_stream(" / ".join(["a b c", "a b c d e f"] * 15))
    problem = make_problem(stream, draw_evidence(stream))
    assert all(cut[stream.start].all() for cut in best_cut(problem, []))


def test_a_cut_in_which_nothing_repeats_is_not_refined():
    stream = draw_stream("a b c d e f")
    problem = make_problem(stream, draw_evidence(stream))
    assert step(problem, stream.start) is None


def test_cuts_stay_in_what_no_routine_explains(alternating):
    problem, truth = alternating
    only_claims = np.where(problem.stream.label[np.flatnonzero(truth)] == 0, 0, -1)
    loose = truth.copy()
    look_up = np.flatnonzero(truth)[np.flatnonzero(only_claims < 0)[3]]
    loose[look_up + 2] = True
    again = redecode(problem, learn_from(problem, truth, only_claims), loose)
    assert np.array_equal(again, loose)


def test_a_cut_a_few_steps_off_is_turned_to_the_true_one():
    stream = draw_stream(" ".join([CLAIM] * 30))
    problem = make_problem(stream, draw_evidence(stream))
    truth = stream.label == 0
    shifted = np.roll(truth, 2) | stream.start
    turned = list(turns(problem.sample, shifted))
    assert any(np.array_equal(cut, truth) for cut in turned)
    assert all(cut[stream.start].all() for cut in turned)


def test_of_two_routines_each_is_turned_by_itself(alternating):
    problem, truth = alternating
    look_up = truth & (problem.stream.label == 6)
    shifted = (truth & ~look_up) | np.roll(look_up, 2)
    assert any(np.array_equal(cut, truth) for cut in turns(problem.sample, shifted))

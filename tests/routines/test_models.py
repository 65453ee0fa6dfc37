from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from rpa_finder.routines.models import LONGER, learn_models, pause_costs
from tests.routines.streams import draw_stream

LOOP, LINE = "a b b b c", "p q r s"


def _learn(text, routine):
    stream = draw_stream(text)
    first = np.flatnonzero(stream.start)
    length = np.diff(np.append(first, len(stream)))
    models = learn_models(stream, np.cumsum(stream.start) - 1, first, length, np.array(routine))
    return stream, models


@pytest.fixture(scope="module")
def learnt():
    """Give the models of a routine with a loop and of one in a line, ten executions each."""
    return _learn(" / ".join([LOOP, LINE] * 10), [0, 1] * 10)


def _cost(models, letters, k, names="abcpqrs") -> float:
    label = [names.index(x) for x in letters.split()]
    cost = models.begin[label[0], k]
    for i, (before, now) in enumerate(pairwise(label), 1):
        cost += models.more[now, min(label[: i + 1].count(now), 4), k] + models.follow[models.pair[before, now], k]
    return float(cost)


def _background(models, letters, names="abcpqrs") -> float:
    return float(sum(models.background[names.index(x)] for x in letters.split()))


def test_what_a_routine_is_usually_like_is_cheap(learnt):
    _, models = learnt
    assert models.n_routines == 2
    assert _cost(models, LOOP, 0) < 8 < _cost(models, LOOP, 1)
    assert _cost(models, LINE, 1) < 8 < _cost(models, LINE, 0)
    for text, k in ((LOOP, 0), (LINE, 1)):
        assert _cost(models, text, k) < _background(models, text)


def test_another_order_start_or_a_missing_step_is_dearer(learnt):
    _, models = learnt
    usual = _cost(models, LINE, 1)
    for other in ("p r q s", "s r q p", "q r s", "p q r", "p q r s s"):
        assert _cost(models, other, 1) > usual + 0.5


def test_repeats_are_learnt(learnt):
    _, models = learnt
    a, b = 0, 1
    # b comes three times: the second and third cost next to nothing, a second a and a fourth b do not.
    assert models.more[b, 2, 0] < 0.3
    assert models.more[b, 3, 0] < 0.3
    assert models.more[b, 4, 0] > 3
    assert models.more[a, 2, 0] > 3


def test_giants_teach_nothing():
    giant = f"{LINE} {LINE} {LINE}"
    _, alone = _learn(" / ".join([LINE] * 12), [0] * 12)
    _, beside = _learn(" / ".join([LINE] * 12 + [giant]), [0] * 13)
    assert beside.longest == alone.longest
    p, s = 0, 3
    assert beside.pair[s, p] == len(beside.follow) - 1
    assert np.allclose(beside.more, alone.more, atol=0.1)


def test_an_execution_may_be_somewhat_longer_than_those_seen():
    _, models = _learn(" / ".join([LINE] * 10), [0] * 10)
    assert models.longest == int(4 * LONGER) + 2


def test_background_is_dearer_for_rarer_steps():
    stream, models = _learn("a a a a a a b / a a a", [0, -1])
    assert models.background[0] < models.background[1]
    share = (9.5 / 11.0, 1.5 / 11.0)
    assert models.background.tolist() == pytest.approx([1.0 - np.log(s) for s in share])
    assert stream.n_labels == 2


def test_a_start_after_a_long_pause_is_cheap_where_cuts_follow_pauses():
    stream = draw_stream(" , ".join([LINE] * 20))
    costs = pause_costs(stream, np.flatnonzero(stream.label == 0))
    p, slow, quick = 0, stream.pause[4], stream.pause[1]
    assert costs[p, slow] < 0 < costs[p, quick]


def test_a_pause_usual_before_a_step_says_less_there():
    # Before r it is always slow, though nothing starts there.
    stream = draw_stream(" , ".join(["p q , r s"] * 20))
    costs = pause_costs(stream, np.flatnonzero(stream.label == 0))
    q, r, slow = 1, 2, stream.pause[2]
    assert costs[r, slow] > costs[q, slow]

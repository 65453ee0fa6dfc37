from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines import decoding
from rpa_finder.routines.decoding import decode
from rpa_finder.routines.models import learn_models
from tests import naive
from tests.routines.streams import conflicts_in, draw_evidence, draw_stream, streams


def learn(stream, cut, routine, longest=None):
    cut = cut | stream.start
    first = np.flatnonzero(cut)
    length = np.diff(np.append(first, len(stream)))
    models = learn_models(stream, np.cumsum(cut) - 1, first, length, np.array(routine, dtype=np.int64))
    return models if longest is None else replace(models, longest=longest)


@st.composite
def problems(draw):
    stream = draw(streams())
    n = len(stream)
    cut = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))) | stream.start
    pieces = int(cut.sum())
    routine = draw(st.lists(st.integers(-1, 1), min_size=pieces, max_size=pieces))
    routine[0] = 0
    found = draw_evidence(stream, draw(conflicts_in(n)), draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)))
    models = learn(stream, cut, routine, draw(st.integers(1, 8)))
    # Cheap starts and dear background, so that executions are worth telling in so short a stream.
    return stream, found, replace(models, begin=models.begin / 2, background=models.background * 2)


@settings(deadline=None, max_examples=70)
@given(problems())
def test_no_telling_of_the_stream_is_cheaper(problem):
    stream, found, models = problem
    decoder = naive.Decoder(stream, found, models)
    decoded = decode(stream, found, models)
    assert decoder.cost_of(decoded) == pytest.approx(decoder.least(), rel=1e-4, abs=1e-3)


@settings(deadline=None, max_examples=25)
@given(problems())
def test_executions_stay_within_sessions_and_the_longest_length(problem):
    stream, found, models = problem
    decoded = decode(stream, found, models)
    assert decoded.cut[stream.start].all()
    bounds = np.append(np.flatnonzero(decoded.cut), len(stream))
    for a, b in pairwise(bounds):
        assert len(set(decoded.routine[a:b].tolist())) == 1
        assert decoded.routine[a] < 0 or b - a <= models.longest


def test_two_lanes_of_sessions_are_decoded_like_one(monkeypatch):
    # Sessions of different lengths, more than are needed for a second lane.
    text = " / ".join(("a b c " * (1 + i % 3) + ("d " if i % 4 == 0 else "")) for i in range(120))
    stream = draw_stream(text)
    cut = stream.label == 0
    models = learn(stream, cut, [0] * int((cut | stream.start).sum()))
    found = draw_evidence(stream)
    two = decode(stream, found, models)
    monkeypatch.setattr(decoding, "LANES", 1)
    one = decode(stream, found, models)
    assert np.array_equal(two.cut, one.cut)
    assert np.array_equal(two.routine, one.routine)
    decoder = naive.Decoder(stream, found, models)
    assert decoder.cost_of(two) == pytest.approx(decoder.least(), rel=1e-4)


def test_a_conflict_cuts_what_would_be_one_execution():
    stream = draw_stream(" / ".join(["a b c d"] * 12))
    models = learn(stream, stream.start, [0] * 12)
    whole = decode(stream, draw_evidence(stream), models)
    assert np.flatnonzero(whole.cut).tolist() == list(range(0, 48, 4))
    cut = decode(stream, draw_evidence(stream, [(0, 3, 60.0)]), models)
    assert cut.cut[1:4].any()
    assert not cut.cut[5:8].any()


def test_what_no_routine_explains_is_background():
    stream = draw_stream(" / ".join(["a b c d"] * 12 + ["x y a x y"] * 2))
    models = learn(stream, stream.start, [0] * 12 + [-1] * 2)
    decoded = decode(stream, draw_evidence(stream), models)
    assert decoded.routine.tolist() == [0] * 48 + [-1] * 10


def test_one_event_is_decoded():
    stream = draw_stream("a")
    decoded = decode(stream, draw_evidence(stream), learn(stream, stream.start, [0]))
    assert decoded.cut.tolist() == [True]

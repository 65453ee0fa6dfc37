from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines import boundaries
from rpa_finder.routines.boundaries import cut_by_evidence
from tests import naive
from tests.routines.streams import conflicts_in, draw_evidence, draw_stream, streams


@st.composite
def covers(draw):
    stream = draw(streams(most=20))
    n = len(stream)
    cost = draw(st.lists(st.sampled_from((-1.0, 0.5, 1.0, 2.0, 5.0, 7.0)), min_size=n, max_size=n))
    return stream, draw(conflicts_in(n, 8)), np.array(cost)


@settings(deadline=None, max_examples=300)
@given(covers())
def test_conflicts_are_cut_innermost_first_where_it_is_cheapest(drawn):
    stream, conflicts, cost = drawn
    cut = boundaries._cover(stream, draw_evidence(stream, conflicts), cost)
    assert cut.tolist() == naive.cover(stream.start.tolist(), conflicts, cost.tolist())


@settings(deadline=None)
@given(conflicts_in(12, 10), st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_innermost_and_cheapest_do_as_loops_do(conflicts, cost):
    left = np.array([a for a, _, _ in conflicts] * 2, dtype=np.int64)
    right = np.array([b for _, b, _ in conflicts] * 2, dtype=np.int64)
    assert boundaries._innermost(left, right).tolist() == naive.innermost(left, right)
    assert boundaries._cheapest(np.array(cost, dtype=float), left, right).tolist() == naive.cheapest(cost, left, right)


@settings(deadline=None, max_examples=50)
@given(streams(), st.data())
def test_a_conflict_dearer_than_any_cut_is_always_cut(stream, data):
    conflicts = [(a, b, 1000.0) for a, b, _ in data.draw(conflicts_in(len(stream)))]
    cut = cut_by_evidence(stream, draw_evidence(stream, conflicts), strength=1.0, cohesion=0.1)
    assert cut[stream.start].all()
    assert all(cut[a + 1 : b + 1].any() for a, b, _ in conflicts)


def test_control_flow_says_where_identity_says_that_a_boundary_lies():
    # Between one number (event 2 of each round) and the next lies exactly one boundary, after 'd'.
    stream = draw_stream("a b c d " * 20)
    conflicts = [(4 * i + 2, 4 * i + 6, 6.0) for i in range(19)]
    stream.gap[np.flatnonzero(stream.label == 0)[1:]] = 30.0
    cut = cut_by_evidence(stream, draw_evidence(stream, conflicts), strength=1.0, cohesion=0.1)
    assert np.flatnonzero(cut).tolist() == list(range(0, 80, 4))


def test_a_value_carried_over_keeps_the_step_from_being_cut_off():
    stream = draw_stream("a b , c d " * 10)
    linked = draw_evidence(stream, span=[4.0 if i == 22 else 0.0 for i in range(40)])
    cut = cut_by_evidence(stream, linked, strength=1.0, cohesion=0.5)
    assert np.flatnonzero(cut)[1:].tolist() == [i for i in range(2, 40, 4) if i != 22]


def test_a_long_pause_is_a_likelier_boundary():
    quick = draw_stream("a b c d " * 10)
    slow = draw_stream("a b , c d " * 10)
    assert not cut_by_evidence(quick, draw_evidence(quick), strength=1.0, cohesion=0.1)[1:].any()
    cut = cut_by_evidence(slow, draw_evidence(slow), strength=1.0, cohesion=0.5)
    assert np.flatnonzero(cut)[1:].tolist() == list(range(2, 40, 4))


def test_one_event_is_one_piece():
    stream = draw_stream("a")
    assert cut_by_evidence(stream, draw_evidence(stream), strength=1.0, cohesion=0.1).tolist() == [True]

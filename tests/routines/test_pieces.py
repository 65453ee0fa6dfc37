from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.routines.pieces import make_pieces, pieces_of_cut


def test_pieces_give_their_events_in_order():
    pieces = make_pieces(np.array([1, -1, 0, 1, 0, 1]), 3)
    assert [pieces.events(i).tolist() for i in range(3)] == [[2, 4], [0, 3, 5], []]


@given(st.lists(st.integers(-1, 4), max_size=30))
def test_each_piece_holds_the_events_that_say_so(of):
    pieces = make_pieces(np.array(of, dtype=np.int64), 5)
    assert [pieces.events(k).tolist() for k in range(5)] == [[i for i, p in enumerate(of) if p == k] for k in range(5)]


@given(st.lists(st.booleans(), max_size=30))
def test_a_cut_gives_the_stretches_between_cuts(cuts):
    cut = np.array([True, *cuts])
    pieces = pieces_of_cut(cut)
    bounds = [*np.flatnonzero(cut).tolist(), len(cut)]
    assert pieces.count == len(bounds) - 1
    assert [pieces.events(k).tolist() for k in range(pieces.count)] == [list(range(a, b)) for a, b in pairwise(bounds)]


def test_no_events_are_no_pieces():
    assert pieces_of_cut(np.zeros(0, dtype=np.bool_)).count == 0

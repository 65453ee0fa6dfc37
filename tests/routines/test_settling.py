from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines.pieces import make_pieces, pieces_of_cut
from rpa_finder.routines.settling import REACH, settle
from tests.routines.streams import draw_evidence, draw_stream

CLAIM, LOOK_UP = "a b c d e f", "u v w x y"


def _cut_of(texts):
    cut = np.zeros(sum(len(t.split()) for t in texts), dtype=np.bool_)
    cut[np.cumsum([0, *(len(t.split()) for t in texts[:-1])])] = True
    return cut


def _turns(n=60, seed=3):
    kinds = np.random.default_rng(seed).integers(0, 2, n)
    return [(CLAIM, LOOK_UP)[k] for k in kinds], kinds.astype(np.int64)


def test_a_boundary_that_lies_a_little_off_moves_to_where_both_sides_usually_end_and_start():
    texts, kinds = _turns()
    stream, truth = draw_stream(" ".join(texts)), _cut_of(texts)
    damaged = truth.copy()
    for at in np.flatnonzero(truth)[5::9]:
        damaged[at], damaged[at + 2] = False, True
    settled = settle(stream, draw_evidence(stream), pieces_of_cut(damaged), kinds)
    assert np.array_equal(settled.of, pieces_of_cut(truth).of)
    assert settled.count == len(kinds)


def test_right_boundaries_stay():
    texts, kinds = _turns()
    stream, pieces = draw_stream(" ".join(texts)), pieces_of_cut(_cut_of(texts))
    assert np.array_equal(settle(stream, draw_evidence(stream), pieces, kinds).of, pieces.of)


def test_without_routines_nothing_moves():
    texts, kinds = _turns(10)
    stream, pieces = draw_stream(" ".join(texts)), pieces_of_cut(_cut_of(texts))
    assert np.array_equal(settle(stream, draw_evidence(stream), pieces, np.full_like(kinds, -1)).of, pieces.of)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text("abcd", min_size=1, max_size=6), st.integers(-1, 1)), min_size=2, max_size=20))
def test_no_piece_is_emptied_no_boundary_moves_far_and_sessions_stay(drawn):
    texts = [" ".join(text) for text, _ in drawn]
    stream = draw_stream(" / ".join([" ".join(texts[: len(texts) // 2]), " ".join(texts[len(texts) // 2 :])]))
    pieces = pieces_of_cut(_cut_of(texts))
    routine = np.array([k for _, k in drawn], dtype=np.int64)
    settled = settle(stream, draw_evidence(stream), make_pieces(pieces.of, pieces.count), routine)
    before, after = (np.flatnonzero(np.diff(p.of)) + 1 for p in (pieces, settled))
    assert len(np.unique(settled.of)) == pieces.count
    assert np.all(np.abs(before - after) <= 3 * REACH)
    at = np.flatnonzero(stream.start)
    assert np.array_equal(settled.of[at], pieces.of[at])

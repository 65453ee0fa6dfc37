from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines.executions import shape_executions
from rpa_finder.routines.pieces import pieces_of_cut
from tests.routines.streams import draw_evidence, draw_stream, streams


def _shape(texts, routine, *, identity=None, span=None):
    """Give the executions as texts and their routines; a text is a piece."""
    stream = draw_stream(" ".join(" ".join(t) for t in texts))
    cut = np.zeros(len(stream), dtype=np.bool_)
    cut[np.cumsum([0, *map(len, texts[:-1])])] = True
    found = shape_executions(
        stream, draw_evidence(stream, span=span, identity=identity), pieces_of_cut(cut), np.array(routine)
    )
    letters = "".join(texts)
    return [
        ("".join(letters[i] for i in np.flatnonzero(found.execution == x)), int(found.routine[x]))
        for x in range(len(found.routine))
    ]


def test_pieces_of_routines_are_executions_and_the_rest_is_none():
    assert _shape(["abc", "xx", "abc", "pq"], [0, -1, 0, 1]) == [("abc", 0), ("abc", 0), ("pq", 1)]


def _identities(texts, ids):
    return [i for text, i in zip(texts, ids, strict=True) for _ in text]


def _interrupted(first, second, routine):
    """Give the executions of a log where one of seven was interrupted, its parts grouped as told."""
    texts = [*["abcdef"] * 6, first, "pqr", second, *["pqr"] * 3]
    ids = [1, 2, 3, 4, 5, 6, 7, -1, 7, -1, -1, -1]
    groups = [0] * 6 + [routine, 1, -1] + [1] * 3
    return _shape(texts, groups, identity=_identities(texts, ids))


def test_a_piece_is_joined_to_the_one_before_the_interruption_that_shows_the_same_id():
    assert _interrupted("abcd", "ef", 0) == [("abcdef", 0)] * 7 + [("pqr", 1)] * 4


def test_two_halves_that_only_together_are_the_routine_are_joined():
    assert _interrupted("abc", "def", -1) == [("abcdef", 0)] * 7 + [("pqr", 1)] * 4


def test_without_a_shared_id_nothing_is_resumed():
    texts = [*["abcdef"] * 6, "abcd", "pqr", "ef", *["pqr"] * 3]
    ids = [1, 2, 3, 4, 5, 6, 7, -1, 8, -1, -1, -1]
    found = _shape(texts, [0] * 7 + [1, -1] + [1] * 3, identity=_identities(texts, ids))
    assert found == [("abcdef", 0)] * 6 + [("abcd", 0)] + [("pqr", 1)] * 4


def test_the_same_record_worked_on_twice_is_two_executions():
    texts = [*["abcdef"] * 6, "pqr", "abcdef", *["pqr"] * 3]
    ids = [1, 2, 3, 4, 5, 6, -1, 6, -1, -1, -1]
    found = _shape(texts, [0] * 6 + [1, 0] + [1] * 3, identity=_identities(texts, ids))
    assert sorted(found) == [("abcdef", 0)] * 7 + [("pqr", 1)] * 4


def test_a_routine_cut_at_the_same_place_every_time_is_stitched_where_a_value_is_carried_over():
    texts = ["abc", "def"] * 6
    span = [1.0 if i % 6 == 3 else 0.0 for i in range(36)]
    assert _shape(texts, [0, 1] * 6, span=span) == [("abcdef", 0)] * 6
    assert _shape(texts, [0, 1] * 6) == [("abc", 0), ("def", 1)] * 6


def test_leading_and_trailing_steps_that_belong_elsewhere_are_dropped():
    texts = ["xabc", *["abc"] * 19, "abcx", *["x"] * 9, "axbc"]
    routine = [0] * 21 + [-1] * 9 + [0]
    assert _shape(texts, routine) == [("abc", 0)] * 21 + [("axbc", 0)]


def test_a_log_without_routines_has_no_executions():
    assert _shape(["abc", "abd"], [-1, -1]) == []


@settings(deadline=None, max_examples=80)
@given(streams(most=25), st.data())
def test_executions_are_whole_and_share_no_event(stream, data):
    n = len(stream)
    cut = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n))) | stream.start
    pieces = pieces_of_cut(cut)
    routine = np.array(data.draw(st.lists(st.integers(-1, 2), min_size=pieces.count, max_size=pieces.count)))
    identity = data.draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n))
    span = data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    found = shape_executions(stream, draw_evidence(stream, span=span, identity=identity), pieces, routine)
    used = found.execution[found.execution >= 0]
    # Every number is used, in order of first events.
    _, firsts = np.unique(used, return_index=True)
    assert len(firsts) == len(found.routine)
    assert np.all(np.diff(firsts) > 0)
    assert (found.routine >= 0).all()

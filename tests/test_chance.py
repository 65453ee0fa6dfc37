from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.chance import LEAST_ROWS, SHIFTS, chance_links, shifted
from rpa_finder.tracing import MAX_ROWS, Rows, Values
from tests import naive
from tests.test_tracing import drawn_rows, make_rows


def _work(keys: list[int]) -> Rows:
    """One agent reads a value on one screen, then enters it on another, again and again."""
    n = len(keys)
    return make_rows([0] * (2 * n), [0, 1] * n, [0, 1] * n, [k for key in keys for k in (key, key)])


def _shares(rows: Rows) -> list[float]:
    index, entries = Values(rows, np.flatnonzero(rows.screen == 0)), np.flatnonzero(rows.screen == 1)
    return chance_links(rows, entries, index.trace(entries, entries), index.trace).tolist()


def test_values_of_their_own_are_no_chance():
    assert _shares(_work(list(range(200)))) == [0.0] * 200


def test_a_value_that_is_everywhere_is_chance():
    assert min(_shares(_work([i % 3 for i in range(1200)]))) >= 0.9


def test_too_few_rows_tell_nothing():
    n = LEAST_ROWS // 2
    assert _shares(_work([0] * (n - 1))) == [0.0] * (n - 1)
    assert min(_shares(_work([0] * n))) > 0.0


def test_entries_are_moved_out_of_sight_of_where_they_were():
    for n in (LEAST_ROWS, 500, 3000):
        rows = make_rows([0] * n, [0] * n, [0] * n, [0] * n)
        entries = np.arange(0, n, 7)
        window = min(MAX_ROWS, n // 4)
        moves = shifted(rows, entries)
        assert len(moves) == SHIFTS
        for at, (weight, windows) in moves:
            apart = np.abs(at - entries)
            assert np.minimum(apart, n - apart).min() >= 2 * window
            assert set(windows.tolist()) == {window}
            assert set(weight.tolist()) == {min(MAX_ROWS, n) / window / SHIFTS}


@settings(deadline=None, max_examples=60)
@given(drawn_rows(most=120), st.data())
def test_chance_is_what_loops_over_shifts_count(rows: Rows, data):
    every = st.sets(st.integers(0, len(rows.agent) - 1), min_size=1)
    seen, entries = (np.array(sorted(data.draw(every)), dtype=np.int64) for _ in range(2))
    seen, entries = seen[rows.key[seen] >= 0], entries[rows.key[entries] >= 0]
    index = Values(rows, seen)
    found = index.trace(entries, entries)
    shares = chance_links(rows, entries, found, index.trace)
    wanted = naive.chance_shares(rows, seen.tolist(), entries.tolist(), found.tolist())
    np.testing.assert_allclose(shares, wanted)

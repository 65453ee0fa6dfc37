from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.routines.shown import CONFLICT_BITS, SHARED_MOST, Shown, are_strangers, show, take_shown
from tests.routines.streams import draw_evidence, draw_stream

NONE = np.empty(0, dtype=np.int64)


def _shown(screen, identity=None, named=(), origin=(), conflicts=()) -> Shown:
    """Give what events show; origin: (event, event whose value it enters); conflicts: (left, right)."""
    n = len(screen)
    of = np.full(n, -1)
    for event, source in origin:
        of[event] = source
    left, right = (np.array([c[i] for c in conflicts], dtype=np.int64) for i in (0, 1))
    return Shown(
        np.array(["-ABCDEF".index(x) - 1 for x in screen]),
        np.full(n, -1) if identity is None else np.array(identity),
        np.isin(np.arange(n), named),
        of,
        left,
        right,
        np.ones(len(left)),
    )


def _strangers(shown: Shown, of) -> bool:
    return bool(are_strangers(shown, np.array(of), np.array([0]), np.array([1]))[0])


TWO = [0, 0, 0, 1, 1, 1]


def test_two_copies_on_other_screens_are_strangers():
    assert _strangers(_shown("AABCCD", origin=[(2, 0), (5, 3)]), TWO)


def test_what_copies_nothing_is_no_task_of_its_own():
    assert not _strangers(_shown("AABCCD", origin=[(2, 0)]), TWO)


def test_what_is_entered_where_it_was_read_copies_nothing():
    assert not _strangers(_shown("AABCCD", origin=[(2, 0), (4, 3)]), TWO)


def test_a_value_taken_from_the_first_task_binds_the_second():
    assert not _strangers(_shown("AABCCDD", origin=[(2, 0), (5, 3), (6, 1)]), [*TWO, 1])


def test_screens_in_common_bind_unless_they_show_other_records():
    shown = {"screen": "AABAAB", "origin": [(2, 0), (5, 3)]}
    assert not _strangers(_shown(**shown), TWO)
    assert _strangers(_shown(**shown, conflicts=[(1, 4)]), TWO)


def test_a_record_on_two_screens_is_carried_and_named_again_binds():
    record = {"screen": "AABCCD", "named": (0, 2, 3, 5)}
    assert _strangers(_shown(**record, identity=[7, -1, 7, 8, -1, 8]), TWO)
    assert not _strangers(_shown(**record, identity=[7, -1, 7, 7, -1, 7]), TWO)


def _naive(shown: Shown, of, first: int, second: int) -> bool:
    events = range(len(of))
    inside = [{e for e in events if of[e] == piece} for piece in (first, second)]

    def carries(piece: set[int]) -> bool:
        copied = any(shown.origin[e] in piece and shown.screen[e] != shown.screen[shown.origin[e]] for e in piece)
        return copied or any(
            shown.named[a]
            and shown.named[b]
            and shown.identity[a] == shown.identity[b]
            and shown.screen[a] != shown.screen[b]
            and min(shown.screen[a], shown.screen[b]) >= 0
            for a in piece
            for b in piece
        )

    def named_before(e: int) -> int:
        """Give the event that named the same record last, in whatever piece."""
        same = (x for x in range(e) if of[x] >= 0 and shown.named[x] and shown.identity[x] == shown.identity[e])
        return max(same, default=-1)

    fed = any(shown.origin[e] in inside[0] for e in inside[1])
    fed |= any(shown.named[e] and named_before(e) in inside[0] for e in inside[1])
    screens = {int(s) for s in shown.screen}
    counts = [{s: sum(shown.screen[e] == s for e in piece) for s in screens} for piece in inside]
    shared = sum(min(counts[0][s], counts[1][s]) for s in screens)
    elsewhere = shared <= SHARED_MOST * min(map(len, inside))
    other = any(of[a] == first and of[b] == second for a, b in zip(shown.left, shown.right, strict=True))
    return carries(inside[0]) and carries(inside[1]) and (elsewhere or other) and not fed


@settings(deadline=None, max_examples=150)
@given(st.integers(4, 12), st.integers(0, 2**32 - 1))
def test_strangers_are_those_of_the_slow_twin(n, seed):
    rng = np.random.default_rng(seed)
    of = np.sort(rng.integers(0, 3, n))
    identity = rng.integers(0, 3, n)
    origin = np.where(rng.random(n) < 0.6, rng.integers(0, n, n), -1)
    origin = np.where(origin < np.arange(n), origin, -1)
    left = rng.integers(0, n, 2)
    shown = Shown(
        rng.integers(-1, 4, n), identity, rng.random(n) < 0.3, origin, left, np.minimum(left + 2, n - 1), np.ones(2)
    )
    pairs = [(a, b) for a, b in ((0, 1), (1, 2)) if {a, b} <= set(of.tolist())]
    for a, b in pairs:
        assert bool(are_strangers(shown, of, np.array([a]), np.array([b]))[0]) == _naive(shown, of, a, b)


def test_what_a_stream_shows_and_a_part_of_it():
    stream = draw_stream("a b c d")
    shown = show(stream, draw_evidence(stream, conflicts=[(0, 2, 4.0), (1, 3, 6.0)], origin=[-1, -1, -1, 2]))
    assert shown.bits.tolist() == [4.0 * CONFLICT_BITS, 6.0 * CONFLICT_BITS]
    part = take_shown(shown, np.array([1, 2, 3]))
    assert (part.left.tolist(), part.right.tolist()) == ([0], [2])
    assert part.origin.tolist() == [-1, -1, 1]
    assert take_shown(shown, np.array([1, 3])).left.tolist() == []
    assert take_shown(shown, np.array([1, 3])).origin.tolist() == [-1, -1]

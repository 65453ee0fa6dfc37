"""What events show beside their step, and which neighbours have nothing in common.

In: a stream and its evidence. Out: Shown, and for pairs of pieces whether they
are two tasks that only come one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.stream import Bools, Floats, Ints, Stream

CONFLICT_BITS = 1.0
"""Bits for each nat of a conflict's weight."""
SHARED_MOST = 0.1
"""Share of the shorter task's steps that may be on screens of the other."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Screens, and the records and values that tell what the work is about."""

    screen: Ints
    """Per event, -1 = none."""
    identity: Ints
    """Per event: the id or rare value it shows, -1 = none."""
    named: Bools
    """Per event: what it shows is the id of the record that it is about."""
    origin: Ints
    """Per event: the event whose value it enters, -1 = none."""
    left: Ints
    right: Ints
    """Per conflict: one of the events left+1 .. right starts other work."""
    bits: Floats
    """Per conflict: what it costs to tell both events as one execution."""


def show(stream: Stream, evidence: Evidence) -> Shown:
    """Give what the events of a stream show."""
    screen = np.array([place for place, _, _ in stream.labels], dtype=np.int64)[stream.label]
    bits = CONFLICT_BITS * evidence.weight
    return Shown(screen, evidence.identity, evidence.named, evidence.origin, evidence.left, evidence.right, bits)


def take_shown(shown: Shown, chosen: Ints) -> Shown:
    """Give a part of it: the conflicts of which every event is chosen."""
    place = np.full(len(shown.screen), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    left, right = place[shown.left], place[shown.right]
    whole = (left >= 0) & (right >= 0) & (right - left == shown.right - shown.left)
    origin = np.where(shown.origin[chosen] >= 0, place[shown.origin[chosen]], -1)
    seen = (shown.screen[chosen], shown.identity[chosen], shown.named[chosen], origin)
    return Shown(*seen, left[whole], right[whole], shown.bits[whole])


def are_strangers(shown: Shown, of: Ints, first: Ints, second: Ints) -> Bools:
    """Say for pairs of pieces whether they are two tasks with nothing in common, done one after the other.

    of: piece of each event, -1 = none; first, second: pieces of each pair. Each
    enters values that it has read on another screen, or shows a record on two,
    nothing goes from the first to the second, and they are done on other screens
    or about other records.
    """
    n = int(max(of.max(initial=-1), first.max(initial=-1), second.max(initial=-1))) + 1
    carries = _carries(shown, of, n)
    inside = np.flatnonzero(of >= 0)
    # Counts of one cell are added up; most pieces show few of all screens.
    cells = (np.ones(len(inside)), (of[inside], shown.screen[inside] + 1))
    seen = sparse.csr_matrix(cells, shape=(n, int(shown.screen.max(initial=0)) + 2))
    size = np.bincount(of[inside], minlength=n)
    shared = np.asarray(seen[first].minimum(seen[second]).sum(axis=1)).ravel()
    elsewhere = shared <= SHARED_MOST * np.minimum(size[first], size[second])
    pair = first * n + second
    other = np.isin(pair, of[shown.left] * n + of[shown.right])
    apart = carries[first] & carries[second] & (elsewhere | other)
    return np.asarray(apart & ~np.isin(pair, _fed(shown, of, n)))


def _carries(shown: Shown, of: Ints, n: int) -> Bools:
    """Say of each piece whether it takes a value from one screen to another or shows one record on two."""
    at, origin = _entries(shown, of)
    carries = np.zeros(n, dtype=np.bool_)
    carries[of[at[(of[at] == of[origin]) & (shown.screen[at] != shown.screen[origin])]]] = True
    known = shown.named & (shown.screen >= 0) & (of >= 0)
    places = np.unique(np.stack([of[known], shown.identity[known], shown.screen[known]]), axis=1)[:2]
    things, screens = np.unique(places, axis=1, return_counts=True)
    carries[things[0, screens > 1]] = True
    return carries


def _fed(shown: Shown, of: Ints, n: int) -> Ints:
    """Give pairs of pieces, first * n + second: the second enters a value of the first or names its record."""
    at, origin = _entries(shown, of)
    named = np.flatnonzero(shown.named & (of >= 0))
    order = named[np.lexsort((named, shown.identity[named]))]
    same = shown.identity[order[1:]] == shown.identity[order[:-1]]
    a, b = np.append(origin, order[:-1][same]), np.append(at, order[1:][same])
    return np.unique((of[a] * n + of[b])[of[a] != of[b]])


def _entries(shown: Shown, of: Ints) -> tuple[Ints, Ints]:
    """Give the events of pieces that enter what another event of a piece showed, and those."""
    at = np.flatnonzero((shown.origin >= 0) & (of >= 0))
    at = at[of[shown.origin[at]] >= 0]
    return at, shown.origin[at]

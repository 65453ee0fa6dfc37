"""Settle where one piece ends and the next begins, now that it is known what they are.

In: pieces and their routines. Out: the same pieces with boundaries moved by a
few events. Odds learnt on the whole log say roughly where a boundary lies;
how the routine on either side usually ends and starts says it exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.pieces import Pieces, make_pieces
from rpa_finder.routines.stream import Bools, Floats, Ints, Stream

REACH = 3
"""Events that a boundary may move."""
ROUNDS = 3
KAPPA = 2.0
LEAST_GAIN = 2.0
"""Nats by which another place must be better."""


def settle(stream: Stream, evidence: Evidence, pieces: Pieces, routine: Ints) -> Pieces:
    """Move boundaries between neighbouring pieces of a session; routine: per piece, -1 = none.

    Pieces are stretches without gaps; none is emptied.
    """
    of = pieces.of.copy()
    for _ in range(ROUNDS):
        moved = _settled(stream, evidence, of, routine)
        if np.array_equal(moved, of):
            break
        of = moved
    return make_pieces(of, pieces.count)


def _settled(stream: Stream, evidence: Evidence, of: Ints, routine: Ints) -> Ints:
    cut = np.append(True, of[1:] != of[:-1])
    at = np.flatnonzero(cut & ~stream.start)
    if not len(at) or routine.max(initial=-1) < 0:
        return of
    kind = np.where(routine < 0, int(routine.max()) + 1, routine)
    starts, ends, inside = _learn(stream, cut, kind[of])
    left, right = kind[of[at - 1]], kind[of[at]]
    size = np.diff(np.append(np.flatnonzero(cut), len(of)))
    number = np.cumsum(cut) - 1
    pause = _pause_odds(stream, cut)
    place = stream.label
    best, shift = np.full(len(at), LEAST_GAIN), np.zeros(len(at), dtype=np.int64)
    here = ends[left, place[at - 1]] + starts[right, place[at]] + pause[at] - evidence.span[at]
    for direction in (-1, 1):
        carried = np.zeros(len(at))
        room = size[number[at] - 1] if direction < 0 else size[number[at]]
        for step in range(1, REACH + 1):
            to = np.clip(at + direction * step, 1, len(of) - 1)
            moved = to if direction < 0 else to - 1
            gone, come = (left, right) if direction < 0 else (right, left)
            carried = carried + inside[come, place[moved]] - inside[gone, place[moved]]
            there = ends[left, place[to - 1]] + starts[right, place[to]] + pause[to] - evidence.span[to]
            gain = np.where(room > step, there - here + carried, -np.inf)
            better = gain > best
            best, shift = np.where(better, gain, best), np.where(better, direction * step, shift)
    return _moved(of, at, shift)


def _learn(stream: Stream, cut: Bools, kind: Ints) -> tuple[Any, Any, Any]:
    """Give the log probability of each label at the start, at the end and within pieces, kinds x labels."""
    k, n_labels = int(kind.max()) + 1, stream.n_labels
    usual = np.bincount(stream.label, minlength=n_labels) + 0.5
    usual = usual / usual.sum()
    last = np.append(cut[1:], True)

    def shares(chosen: Bools) -> Any:
        cell = kind[chosen] * n_labels + stream.label[chosen]
        counts: Any = np.bincount(cell, minlength=k * n_labels).reshape(k, n_labels) + KAPPA * usual
        return np.log(counts / counts.sum(axis=1, keepdims=True))

    return shares(cut), shares(last), shares(np.ones(len(cut), dtype=np.bool_))


def _pause_odds(stream: Stream, cut: Bools) -> Floats:
    edge, inner = cut & ~stream.start, ~cut
    at_edge: Any = np.bincount(stream.pause[edge], minlength=stream.pauses) + 1.0
    inside: Any = np.bincount(stream.pause[inner], minlength=stream.pauses) + 1.0
    odds = np.log(at_edge / at_edge.sum()) - np.log(inside / inside.sum())
    return np.asarray(odds[stream.pause])


def _moved(of: Ints, at: Ints, shift: Ints) -> Ints:
    """Move the boundaries; of two that would cross, the first moves."""
    of = of.copy()
    done = 0
    for place, by in zip(at[shift != 0].tolist(), shift[shift != 0].tolist(), strict=True):
        low, high = min(place, place + by), max(place, place + by)
        if low <= done:
            continue
        of[low:high] = of[place] if by < 0 else of[place - 1]
        done = high
    return of

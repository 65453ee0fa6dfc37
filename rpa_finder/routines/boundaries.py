"""Cuts from identity evidence and learnt odds.

Identity says that a boundary exists, control flow says where. The odds of a
boundary before each event are learnt from the cut they lead to (hard EM over
a bigram model: what ends, what starts, what follows what, how long the
pause), starting from how firmly the two steps belong together.
"""

from __future__ import annotations

import numpy as np

from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.stream import Bools, Floats, Ints, Stream

ITERATIONS = 4
CLIP = 5.0
KAPPA = 5.0
COVER_ROUNDS = 8


def cut_by_evidence(stream: Stream, evidence: Evidence, *, strength: float, cohesion: float) -> Bools:
    """Cut the stream; strength and cohesion set how sharp the first cut is.

    cohesion is the larger of P(next | step) and P(step | next) at which a
    boundary is as likely as not.
    """
    cost = strength * np.log(_cohesion(stream) / cohesion) - _pause_bonus(stream) + evidence.span
    cut = _cover(stream, evidence, cost)
    for _ in range(ITERATIONS):
        cost = -_odds(stream, cut) + evidence.span
        cut = _cover(stream, evidence, cost)
    return cut


def _cohesion(stream: Stream) -> Floats:
    """Give max(P(v | u), P(u | v)) of each event and the one before."""
    u, v = np.append(stream.label[:1], stream.label[:-1]), stream.label
    inside = ~stream.start
    pair = u * stream.n_labels + v
    _, dense, counts = np.unique(pair[inside], return_inverse=True, return_counts=True)
    both = np.zeros(len(stream))
    both[inside] = counts[dense]
    out = np.bincount(u[inside], minlength=stream.n_labels)
    into = np.bincount(v[inside], minlength=stream.n_labels)
    return np.asarray(np.maximum(both / np.maximum(out[u], 1), both / np.maximum(into[v], 1)) + 1e-6)


def _pause_bonus(stream: Stream) -> Floats:
    usual = float(np.median(stream.gap[~stream.start])) if (~stream.start).any() else 1.0
    return np.clip(np.log(np.maximum(stream.gap, 1e-3) / max(4.0 * usual, 1e-3)), 0.0, 3.0)


def _odds(stream: Stream, cut: Bools) -> Floats:
    """Give the log odds of a boundary before each event, learnt from a cut."""
    n_labels = stream.n_labels
    u, v = np.append(stream.label[:1], stream.label[:-1]), stream.label
    inner, edge = ~cut & ~stream.start, cut & ~stream.start
    unigram = (np.bincount(v, minlength=n_labels) + 0.5) / (len(v) + 0.5 * n_labels)
    starts = np.bincount(v[cut], minlength=n_labels) + KAPPA * unigram
    starts = starts / starts.sum()
    last = np.append(cut[1:], True)
    ends = np.bincount(v[last], minlength=n_labels) + KAPPA * unigram
    ends = ends / ends.sum()
    pair = u * n_labels + v
    names, dense = np.unique(pair, return_inverse=True)
    moves = np.bincount(dense[inner], minlength=len(names))
    out = np.bincount(u[inner], minlength=n_labels)
    follow = (moves[dense] + KAPPA * unigram[v]) / (out[u] + KAPPA)
    share = (edge.sum() + 1.0) / ((~stream.start).sum() + 2.0)
    at_edge = np.bincount(stream.pause[edge], minlength=stream.pauses) + 1.0
    inside = np.bincount(stream.pause[inner], minlength=stream.pauses) + 1.0
    pause = np.log(at_edge / at_edge.sum()) - np.log(inside / inside.sum())
    odds = np.log(share * ends[u] * starts[v]) - np.log((1 - share) * unigram[u] * follow) + pause[stream.pause]
    return np.asarray(np.clip(odds, -CLIP, CLIP))


def _cover(stream: Stream, evidence: Evidence, cost: Floats) -> Bools:
    """Cut wherever that is likelier than not, and each conflict left at its likeliest gap.

    A conflict inside which another one lies whole waits for that one's cut.
    """
    cut = stream.start | (cost < 0)
    left, right, weight = evidence.left, evidence.right, evidence.weight
    for _ in range(COVER_ROUNDS):
        until = np.cumsum(cut)
        open_ = until[right] == until[left]
        left, right, weight = left[open_], right[open_], weight[open_]
        if not len(left):
            break
        tight = _innermost(left, right)
        at = _cheapest(cost, left[tight], right[tight])
        paid = cost[at] < weight[tight]
        if not paid.any():
            break
        cut[at[paid]] = True
    return cut


def _innermost(left: Ints, right: Ints) -> Bools:
    """Say which intervals hold no other one."""
    order = np.lexsort((right, -left))
    least = np.minimum.accumulate(np.append(np.iinfo(np.int64).max, right[order]))[:-1]
    inner = np.zeros(len(left), dtype=np.bool_)
    inner[order] = right[order] < least
    return inner


def _cheapest(cost: Floats, left: Ints, right: Ints) -> Ints:
    """Give the event in left+1 .. right before which a boundary costs least, the earliest of equals."""
    size = right - left
    at = np.repeat(left + 1, size) + (np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size))
    of = np.repeat(np.arange(len(left)), size)
    order = np.lexsort((at, cost[at], of))
    return np.asarray(at[order][np.searchsorted(of[order], np.arange(len(left)))], dtype=np.int64)

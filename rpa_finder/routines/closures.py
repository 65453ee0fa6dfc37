"""Closed units: segments that depend on their neighbours are parts of a larger one.

In: a sample and a cut. Out: coarser cuts, each with what it gains.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rpa_finder.routines.description import (
    Sample,
    Segments,
    cluster_segments,
    content_bits,
    feature_bits,
    make_segments,
)
from rpa_finder.routines.shown import are_strangers
from rpa_finder.routines.stream import Bools, Ints

CLOSURE_KINDS = 12
CLOSURE_INSIDE = 6
"""Kinds of segment that may stand inside of a larger unit."""
LEAST_PIECES = 4
"""Fewer segments of one kind say nothing of it."""
JOINED_GROUPS = 5
JOINED_SHARE = 0.2
START_SHARE = 0.1
CLOSURE_GAIN = 10.0
UNIT_SIMILARITIES = (0.5, 0.8)
STRANGERS_SHARE = 0.5
"""What joins so many tasks that have nothing in common is no unit."""


def closures(sample: Sample, cut: Bools) -> Iterator[tuple[Bools, float]]:
    """Give coarser cuts that join segments which depend on their neighbours, with the gain in bits.

    An execution is the largest unit whose neighbours are independent of it. Two
    tasks with nothing in common stay two, however strictly they are done in turn.
    """
    segments = make_segments(sample, cut)
    kind = _kinds(sample, segments)
    n_kinds = int(kind.max()) + 1
    if n_kinds < 2 or len(kind) < 10:
        return
    flat = np.zeros(n_kinds)
    inner = Sample(kind, n_kinds, (), sample.forced[segments.first], flat, flat, np.zeros(len(kind)))
    alone = _unit_bits(inner, np.ones(len(kind), dtype=np.bool_))
    parted = _strangers(sample, segments)
    seen: set[bytes] = set()

    def gain_of(groups: Bools) -> float:
        key = groups.tobytes()
        if key in seen or groups.all():
            return 0.0
        seen.add(key)
        gain = alone - _unit_bits(inner, groups)
        if gain <= CLOSURE_GAIN or parted[~groups].mean() > STRANGERS_SHARE:
            return 0.0
        return gain if _joins_spread(kind, groups) else 0.0

    found = []
    for ends in (False, True):
        inside: tuple[int, ...] = ()
        for _ in range(CLOSURE_INSIDE):
            options = [(*inside, k) for k in range(n_kinds) if k not in inside]
            tried = [(gain_of(_groups(kind, chosen, ends) | inner.forced), chosen) for chosen in options]
            gain, inside = max(tried, key=lambda option: option[0], default=(0.0, ()))
            if gain <= 0:
                break
            found.append((gain, _groups(kind, inside, ends) | inner.forced))
    for gain, groups in found:
        joined = np.zeros(len(sample.label), dtype=np.bool_)
        joined[segments.first[groups]] = True
        whole = gain + _feature_gain(sample, segments, joined)
        if whole > CLOSURE_GAIN:
            yield joined, whole


def _strangers(sample: Sample, segments: Segments) -> Bools:
    """Say of each segment whether it and the one before are two tasks with nothing in common."""
    apart = np.zeros(len(segments.first), dtype=np.bool_)
    if sample.shown is not None:
        second = np.arange(1, len(apart))
        apart[1:] = are_strangers(sample.shown, segments.of, second - 1, second)
    return apart


def _groups(kind: Ints, inside: tuple[int, ...], ends: bool) -> Bools:
    """Start a group at each segment whose kind is not one that stands inside, or comes after one that is not."""
    outside = ~np.isin(kind, inside)
    return np.append(True, outside[:-1]) if ends else outside


def _kinds(sample: Sample, segments: Segments) -> Ints:
    """Tell segments apart by their group and, where that is usual in it, by the label they start with."""
    cluster = cluster_segments(segments, 0.5, CLOSURE_KINDS)
    pair = cluster * sample.n_labels + sample.label[segments.first]
    names, of, counts = np.unique(pair, return_inverse=True, return_counts=True)
    size = np.bincount(cluster)
    usual = counts >= np.maximum(START_SHARE * size[names // sample.n_labels], LEAST_PIECES)
    told = np.where(usual[of], pair, -1 - cluster)
    _, kind, counts = np.unique(told, return_inverse=True, return_counts=True)
    rank = np.argsort(np.argsort(-counts, kind="stable"))
    return np.asarray(np.minimum(rank[kind], CLOSURE_KINDS - 1), dtype=np.int64)


def _unit_bits(inner: Sample, groups: Bools) -> float:
    segments = make_segments(inner, groups)
    codes = (cluster_segments(segments, similarity) for similarity in UNIT_SIMILARITIES)
    return min(content_bits(inner, segments, code, by_reference=False) for code in codes) + len(segments.first)


def _joins_spread(kind: Ints, groups: Bools) -> bool:
    """Say whether nearly all joined pairs of kinds are joined in many groups each, not all in one block."""
    inside = np.flatnonzero(~groups)
    of = np.cumsum(groups)[inside]
    pair = kind[inside - 1] * (int(kind.max()) + 1) + kind[inside]
    spread = 0
    for p in np.unique(pair):
        _, counts = np.unique(of[pair == p], return_counts=True)
        if len(counts) >= JOINED_GROUPS and counts.max() <= JOINED_SHARE * counts.sum():
            spread += int(counts.sum())
    return spread >= (1.0 - JOINED_SHARE) * len(inside)


def _feature_gain(sample: Sample, segments: Segments, joined: Bools) -> float:
    coarse = make_segments(sample, joined)
    return feature_bits(sample, segments) - feature_bits(sample, coarse)

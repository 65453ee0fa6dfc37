"""Where executions start and end: candidate cuts, refined, and the shortest description wins.

Cheap, precise hypotheses propose cuts ("an execution starts at this kind of
step", "ends after that one", or cuts brought in from other evidence); Markov
chains refine them; units whose neighbours depend on them are joined
(closure). One measure, description.describe, decides between all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from rpa_finder.routines.chains import decode, learn_chains
from rpa_finder.routines.description import (
    SIMILARITIES,
    Sample,
    Segments,
    cluster_segments,
    content_bits,
    describe,
    feature_bits,
    make_segments,
)
from rpa_finder.routines.stream import Bools, Ints

RULE_LABELS = 60
RULES_LEAST_SHARE = 0.002
MOST_RULES = 8
RULE_GAIN = 20.0
KEPT_RULES = 8
REFINED = 6
ROUNDS = 6
PINS = 30
CLOSURE_LEVELS = 3
CLOSURE_GAIN = 10.0
CLOSURE_WEIGHT = 6.0
"""A cut that could still be joined with gain is no closed unit: its gain counts so many times against it."""


def best_cut(sample: Sample, proposals: Iterable[Bools] = ()) -> tuple[Bools, float]:
    """Give the cut of the sample with the shortest description, and its score in bits."""
    pool = _Pool(sample)
    for cut in proposals:
        pool.add(cut)
    for cut in _rule_cuts(sample, pool):
        pool.add(cut)
    for cut in pool.best(REFINED):
        for refined in _refine(sample, cut):
            pool.add(refined)
    for _ in range(CLOSURE_LEVELS):
        size = len(pool)
        for cut in pool.best(4):
            for joined, _gain in closures(sample, cut):
                pool.add(joined)
        if len(pool) == size:
            break
    for cut in pool.best(4):
        for refined in _refine(sample, cut):
            pool.add(refined)
    final = [(pool.score(cut) + CLOSURE_WEIGHT * _open_gain(sample, cut), i) for i, cut in enumerate(pool.best(8))]
    score, i = min(final)
    return pool.best(8)[i], score


class _Pool:
    """Cuts seen so far with their scores; equal cuts are measured once."""

    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._scores: dict[bytes, float] = {}
        self._cuts: dict[bytes, Bools] = {}

    def __len__(self) -> int:
        return len(self._scores)

    def score(self, cut: Bools) -> float:
        cut = cut | self._sample.forced
        key = np.packbits(cut).tobytes()
        if key not in self._scores:
            self._scores[key] = describe(self._sample, cut)
            self._cuts[key] = cut
        return self._scores[key]

    add = score

    def best(self, n: int) -> list[Bools]:
        ranked = sorted(self._scores.items(), key=lambda item: (item[1], item[0]))
        return [self._cuts[key] for key, _ in ranked[:n]]


def _rule_cuts(sample: Sample, pool: _Pool) -> list[Bools]:
    """Cut before or after a label; then the greedy union of such rules."""
    counts = np.bincount(sample.label, minlength=sample.n_labels)
    least = max(5.0, RULES_LEAST_SHARE * len(sample.label))
    common = [int(i) for i in np.lexsort((np.arange(len(counts)), -counts))[:RULE_LABELS] if counts[i] >= least]
    rules = []
    for label in common:
        at = sample.label == label
        rules += [at, np.append(False, at[:-1])]
    scored = sorted(range(len(rules)), key=lambda i: (pool.score(rules[i]), i))
    if not scored:
        return []
    union = rules[scored[0]]
    best = pool.score(union)
    for _ in range(MOST_RULES - 1):
        tried = [(pool.score(union | rules[i]), i) for i in scored[:30]]
        score, i = min(tried)
        if best - score < RULE_GAIN:
            break
        union, best = union | rules[i], score
    return [union]


def _refine(sample: Sample, cut: Bools) -> Iterator[Bools]:
    """Learn chains from the cut and cut again, while the description gets shorter."""
    for similarity, limit in ((0.7, 10), (0.5, 4), (0.5, 1)):
        now = cut
        for turn in range(ROUNDS):
            segments = make_segments(sample, now)
            chains = learn_chains(sample, now | sample.forced, cluster_segments(segments, similarity, limit))
            again, _ = decode(_pinned(sample, now, turn), chains)
            if np.array_equal(again, now):
                break
            now = again
            yield now


def _pinned(sample: Sample, cut: Bools, turn: int) -> Sample:
    """Hold some cuts fixed, others each turn, so that the stretches between can be decoded side by side."""
    at = np.flatnonzero(cut)
    every = max(1, len(at) // PINS)
    forced = sample.forced.copy()
    forced[at[(turn * every // ROUNDS) :: every]] = True
    return replace(sample, forced=forced)


def closures(sample: Sample, cut: Bools) -> Iterator[tuple[Bools, float]]:
    """Give coarser cuts that join segments which depend on their neighbours, with the gain in bits.

    An execution is the largest unit whose neighbours are independent of it.
    """
    segments = make_segments(sample, cut)
    kind = cluster_segments(segments, 0.5)
    n_kinds = int(kind.max()) + 1
    if n_kinds < 2 or len(kind) < 10:
        return
    inner = Sample(kind, n_kinds, (), sample.forced[segments.first])
    alone = _unit_bits(inner, np.ones(len(kind), dtype=np.bool_))
    most = 4 if n_kinds <= 5 else 2
    seen: set[bytes] = set()
    for chosen in _subsets(n_kinds, most):
        at = np.isin(kind, chosen)
        for groups in (at, np.append(True, at[:-1])):
            groups = groups | inner.forced
            key = groups.tobytes()
            if key in seen or groups.all():
                continue
            seen.add(key)
            gain = alone - _unit_bits(inner, groups)
            if gain <= CLOSURE_GAIN or not _joins_spread(kind, groups):
                continue
            joined = np.zeros(len(sample.label), dtype=np.bool_)
            joined[segments.first[groups]] = True
            gain += _feature_gain(sample, segments, joined)
            if gain > CLOSURE_GAIN:
                yield joined, gain


def _subsets(n: int, most: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, min(most, n - 1) + 1):
        yield from combinations(range(n), size)


def _unit_bits(inner: Sample, groups: Bools) -> float:
    segments = make_segments(inner, groups)
    codes = (cluster_segments(segments, similarity) for similarity in SIMILARITIES)
    return min(content_bits(inner, segments, code, by_reference=False) for code in codes) + len(segments.first)


def _joins_spread(kind: Ints, groups: Bools) -> bool:
    """Say whether each joined pair of kinds is joined in many groups, not all in one block."""
    inside = np.flatnonzero(~groups)
    of = np.cumsum(groups)[inside]
    pair = kind[inside - 1] * (int(kind.max()) + 1) + kind[inside]
    for p in np.unique(pair):
        member = of[pair == p]
        _, counts = np.unique(member, return_counts=True)
        if len(counts) < 5 or counts.max() > 0.2 * len(member):
            return False
    return True


def _feature_gain(sample: Sample, segments: Segments, joined: Bools) -> float:
    coarse = make_segments(sample, joined)
    return feature_bits(sample, segments) - feature_bits(sample, coarse)


def _open_gain(sample: Sample, cut: Bools) -> float:
    return max((gain for _, gain in closures(sample, cut)), default=0.0)

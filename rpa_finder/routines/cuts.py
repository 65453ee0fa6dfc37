"""Where executions start and end: candidate cuts, refined, and the shortest description wins.

Cheap, precise hypotheses propose cuts ("an execution starts at this kind of
step", "ends after that one", or cuts brought in from other evidence); Markov
chains refine them; units whose neighbours depend on them are joined
(closure). One measure, description.describe, decides between all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from rpa_finder.routines.clusters import find_routines, pieces_of_cut
from rpa_finder.routines.decoding import decode
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
from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.models import Models, learn_models
from rpa_finder.routines.stream import Bools, Ints, Stream

RULE_LABELS = 40
RULES_LEAST_SHARE = 0.005
MOST_RULES = 8
RULE_EVENTS = 2000
RULE_BLOCKS = 5
UNION_RULES = 12
RULE_GAIN = 10.0
KEPT_RULES = 8
REFINED = 3
LAST_REFINED = 2
ROUNDS = 3
PINS = 40
LEAST_PIECES = 4
CLOSURE_LEVELS = 3
CLOSURE_KINDS = 12
CLOSURE_CUTS = 3
CLOSURE_GAIN = 10.0
CLOSURE_WEIGHT = 6.0
"""A cut that could still be joined with gain is no closed unit: its gain counts so many times against it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A stream to cut, and what cuts of it are measured on."""

    stream: Stream
    evidence: Evidence
    sample: Sample


def make_problem(stream: Stream, evidence: Evidence) -> Problem:
    """Make the features of gaps part of what is described: pauses, and links alive."""
    span = np.searchsorted((0.5, 1.5, 2.5), evidence.span).astype(np.int64)
    features = ((stream.pause, stream.pauses), (span, 4))
    return Problem(stream, evidence, Sample(stream.label, stream.n_labels, features, stream.start))


def best_cut(problem: Problem, proposals: Iterable[Bools]) -> Bools:
    """Give the cut with the shortest description."""
    sample = problem.sample
    pool = _Pool(sample)
    given = list(proposals)
    for cut in given:
        pool.add(cut)
    for cut in _rule_cuts(sample):
        pool.add(cut)
    for cut in [*given, *pool.best(REFINED)]:
        for refined in refine(problem, cut):
            pool.add(refined)
    for _ in range(CLOSURE_LEVELS):
        size = len(pool)
        for cut in pool.best(CLOSURE_CUTS):
            for joined, _gain in closures(sample, cut):
                pool.add(joined)
        if len(pool) == size:
            break
    for cut in pool.best(LAST_REFINED):
        for refined in refine(problem, cut):
            pool.add(refined)
    final = pool.best(CLOSURE_CUTS)
    scores = [pool.score(cut) + CLOSURE_WEIGHT * _open_gain(sample, cut) for cut in final]
    return final[int(np.argmin(scores))]


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


def _rule_cuts(sample: Sample) -> list[Bools]:
    """Give the best cuts of the kind "before this label" or "after that one", and their greedy union.

    Ranked on a part of the sample: a rule that cuts well does so everywhere.
    """
    part = spread_blocks(len(sample.label), RULE_EVENTS, RULE_BLOCKS)
    small = _part(sample, part)
    counts = np.bincount(small.label, minlength=sample.n_labels)
    least = max(5.0, RULES_LEAST_SHARE * len(small.label))
    common = [int(i) for i in np.lexsort((np.arange(len(counts)), -counts))[:RULE_LABELS] if counts[i] >= least]
    rules = [(label, after) for label in common for after in (False, True)]
    pool = _Pool(small)
    cuts = {rule: _cut_by(small, rule) for rule in rules}
    ranked = sorted(rules, key=lambda rule: (pool.score(cuts[rule]), rule))
    if not ranked:
        return []
    union, chosen = cuts[ranked[0]], [ranked[0]]
    for _ in range(MOST_RULES - 1):
        score, rule = min((pool.score(union | cuts[rule]), rule) for rule in ranked[:UNION_RULES])
        if pool.score(union) - score < RULE_GAIN:
            break
        union = union | cuts[rule]
        chosen.append(rule)
    whole = [_cut_by(sample, rule) for rule in ranked[:KEPT_RULES]]
    return [*whole, np.logical_or.reduce([_cut_by(sample, rule) for rule in chosen])]


def _cut_by(sample: Sample, rule: tuple[int, bool]) -> Bools:
    label, after = rule
    at = sample.label == label
    return np.append(False, at[:-1]) if after else at


def spread_blocks(n: int, size: int, blocks: int) -> Ints:
    """Choose all of n events, or about `size` of them in blocks spread over all."""
    if n <= size:
        return np.arange(n)
    starts = np.linspace(0, n - size // blocks, blocks).astype(np.int64)
    return np.unique((starts[:, None] + np.arange(size // blocks)[None, :]).ravel())


def _part(sample: Sample, chosen: Ints) -> Sample:
    forced = sample.forced[chosen].copy()
    forced[0] = True
    forced[1:] |= np.diff(chosen) > 1
    return Sample(
        sample.label[chosen], sample.n_labels, tuple((bins[chosen], cells) for bins, cells in sample.features), forced
    )


def refine(problem: Problem, cut: Bools) -> Iterator[Bools]:
    """Learn what executions look like from the cut, and cut again by it, a few times."""
    for grouping in _GROUPINGS:
        now = cut | problem.stream.start
        for turn in range(ROUNDS):
            again = step(problem, now, grouping, turn)
            if again is None or np.array_equal(again, now):
                break
            now = again
            yield now


def step(problem: Problem, cut: Bools, grouping: Callable[[Problem, Bools], Ints], turn: int = 0) -> Bools | None:
    """Group the pieces of a cut, learn the groups, and decode; None if nothing is grouped.

    Within what no group explains, the cuts stay.
    """
    routine = grouping(problem, cut)
    if routine.max(initial=-1) < 0:
        return None
    pinned = replace(problem, stream=_pinned(problem.stream, cut, turn))
    return redecode(pinned, learn_from(problem, cut, routine), cut)


def learn_from(problem: Problem, cut: Bools, routine: Ints) -> Models:
    """Learn what executions of each routine look like; routine: per piece of the cut, -1 = none."""
    first = np.flatnonzero(cut)
    length = np.diff(np.append(first, len(cut)))
    return learn_models(problem.stream, np.cumsum(cut) - 1, first, length, routine)


def redecode(problem: Problem, models: Models, cut: Bools) -> Bools:
    """Cut again by the models; within what none of them explains, the cuts stay."""
    decoded = decode(problem.stream, problem.evidence, models)
    return decoded.cut | (cut & (decoded.routine < 0))


def _pinned(stream: Stream, cut: Bools, turn: int) -> Stream:
    """Hold some cuts, others each turn, so that the stretches between are decoded side by side."""
    at = np.flatnonzero(cut)
    every = max(2, len(at) // PINS)
    start = stream.start.copy()
    start[at[(turn * every) // ROUNDS :: every]] = True
    return replace(stream, start=start)


def by_routines(problem: Problem, cut: Bools) -> Ints:
    """Group pieces as routines are found: strictly, the rest is background."""
    return find_routines(problem.stream, pieces_of_cut(cut), LEAST_PIECES)


def _by_clusters(similarity: float, limit: int) -> Callable[[Problem, Bools], Ints]:
    """Group all pieces, leaving none out: noisy executions are like each other only loosely."""

    def group(problem: Problem, cut: Bools) -> Ints:
        return cluster_segments(make_segments(problem.sample, cut), similarity, limit)

    return group


_GROUPINGS = (by_routines, _by_clusters(0.7, 10), _by_clusters(0.5, 4), _by_clusters(0.5, 1))


def closures(sample: Sample, cut: Bools) -> Iterator[tuple[Bools, float]]:
    """Give coarser cuts that join segments which depend on their neighbours, with the gain in bits.

    An execution is the largest unit whose neighbours are independent of it.
    """
    segments = make_segments(sample, cut)
    kind = cluster_segments(segments, 0.5, CLOSURE_KINDS)
    n_kinds = int(kind.max()) + 1
    if n_kinds < 2 or len(kind) < 10:
        return
    inner = Sample(kind, n_kinds, (), sample.forced[segments.first])
    alone = _unit_bits(inner, np.ones(len(kind), dtype=np.bool_))
    most = 4 if n_kinds <= 5 else 2
    seen: set[bytes] = set()
    for chosen in _subsets(n_kinds, most):
        at = np.isin(kind, chosen)
        for starts in (at, np.append(True, at[:-1])):
            groups = starts | inner.forced
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

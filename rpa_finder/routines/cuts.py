"""Where executions start and end: candidate cuts, refined, and the shortest description wins.

Cheap, precise hypotheses propose cuts ("an execution starts at this kind of
step", "ends after that one", or cuts brought in from other evidence); Markov
chains refine them; units whose neighbours depend on them are joined
(closure). One measure, description.describe, decides between all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from rpa_finder.routines.closures import LEAST_PIECES, closures
from rpa_finder.routines.clusters import find_routines, group_pieces
from rpa_finder.routines.decoding import decode
from rpa_finder.routines.description import (
    SIMILARITIES,
    Sample,
    cluster_segments,
    describe,
    describe_at,
    make_segments,
)
from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.models import Models, learn_models
from rpa_finder.routines.phases import end_as_runs_do, in_phase, join_dependent
from rpa_finder.routines.pieces import pieces_of_cut
from rpa_finder.routines.shortest import shorten
from rpa_finder.routines.shown import show, take_shown
from rpa_finder.routines.stream import Bools, Floats, Ints, Stream, spread_blocks

RULE_LABELS = 40
RULES_LEAST_SHARE = 0.005
MOST_RULES = 8
STARTS_SHORTENED = 9
WORTHWHILE = 0.98
"""Unless a cut takes so much less than no cut at all, the work is random and no search helps."""
FIRST_GROUPINGS = ((0.5, 1), (0.5, 4))
"""(similarity, limit) of the groups that a cut is shortened under: all segments as one kind, or a few."""
LEAST_GAIN = 1.0
NEAR, RIVALS = 1.02, 3
"""Where a cycle begins, a sample can hardly tell: cuts so near to the best are tried on the whole log."""
RIVALS_AMONG, ALIKE, MOST_UNLIKE = 60, 0.8, 8
TURN_SHARE, MOST_TURNED = 0.5, 6
"""A cycle may begin beside steps that so many segments hold; so many of the cuts that this gives are looked into."""
TURNED_ALIKE, TURNED_KINDS = 0.5, 4
"""Kinds of segment that are turned: how alike their segments are, and how many at most."""
RULE_EVENTS = 2000
RULE_BLOCKS = 5
UNION_RULES = 24
RULE_GAIN = 10.0
KEPT_RULES = 8
REFINED = 4
LAST_REFINED = 2
ROUNDS = 3
PINS = 40
OPENING = {"open": 1.0, "navigate": 0.5, "focus": 0.5}
CLOSING = {"submit": 1.0, "save": 1.0, "close": 1.0, "print": 0.5}
LINK_BITS = 2.0
FIRST_EVENTS = (1.0, 0.75, 0.5)
"""A recording starts with an execution, give or take a stray event."""
CLOSURE_LEVELS = 3
CLOSURE_CUTS = 3
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
    edge, closing = _edges(stream)
    link = np.where(stream.start, 0.0, LINK_BITS * np.minimum(evidence.span, 1.0))
    sample = Sample(stream.label, stream.n_labels, features, stream.start, edge, closing, link, show(stream, evidence))
    return Problem(stream, evidence, sample)


def _edges(stream: Stream) -> tuple[Floats, Floats]:
    """Give how well each label starts and ends an execution, by its verb and by how the log starts."""
    edge = np.array([OPENING.get(action, 0.0) for _, action, _ in stream.labels])
    closing = np.array([CLOSING.get(action, 0.0) for _, action, _ in stream.labels])
    for label, bonus in reversed(list(zip(stream.label.tolist(), FIRST_EVENTS, strict=False))):
        edge[label] += bonus
    return edge, closing


def best_cut(problem: Problem, proposals: Iterable[Bools]) -> list[Bools]:
    """Give the cut with the shortest description, and rivals: quite other cuts that are told in hardly more."""
    sample = problem.sample
    pool = _Pool(sample)
    given = list(proposals)
    for cut in [*given, *_rule_cuts(sample)]:
        pool.add(cut)
    _shorten_all(pool, pool.best(STARTS_SHORTENED), FIRST_GROUPINGS, 1)
    if pool.score(pool.best(1)[0]) > WORTHWHILE * pool.score(sample.forced):
        return pool.best(1)
    _shorten_all(pool, pool.best(REFINED), FIRST_GROUPINGS, ROUNDS)
    for _ in range(CLOSURE_LEVELS):
        size = len(pool)
        for cut in pool.best(CLOSURE_CUTS):
            for joined, _gain in closures(sample, cut):
                pool.add(joined)
        if len(pool) == size:
            break
    for cut in pool.best(LAST_REFINED):
        # How alike its segments are hardly changes by turning them.
        alike = min(SIMILARITIES, key=lambda similarity: describe_at(sample, cut, similarity))
        turned = sorted((describe_at(sample, other, alike), i, other) for i, other in enumerate(turns(sample, cut)))
        for _, _, other in turned[:MOST_TURNED]:
            pool.add(other)
    _shorten_all(pool, pool.best(REFINED), FIRST_GROUPINGS, ROUNDS)
    weight, _, first = min((_weigh(sample, cut), i, cut) for i, cut in enumerate(pool.best(CLOSURE_CUTS)))
    others = _unlike([first, *pool.best(RIVALS_AMONG)])[1:]
    weighed = sorted((_weigh(sample, cut), i, cut) for i, cut in enumerate(others))
    return [first, *(cut for heavy, _, cut in weighed[:RIVALS] if heavy <= NEAR * weight)]


def _weigh(sample: Sample, cut: Bools) -> float:
    """Give the score of a cut that is to be the last: its description, and what joining units of it would gain."""
    return describe(sample, cut) + CLOSURE_WEIGHT * max((gain for _, gain in closures(sample, cut)), default=0.0)


def _unlike(cuts: Iterable[Bools]) -> list[Bools]:
    """Give the cuts that have hardly all places in common with one before, at most a few."""
    kept: list[Bools] = []
    for cut in cuts:
        if all((cut & other).sum() < ALIKE * (cut | other).sum() for other in kept):
            kept.append(cut)
    return kept[:MOST_UNLIKE]


def _shorten_all(pool: _Pool, cuts: Iterable[Bools], groupings: Iterable[tuple[float, int]], rounds: int) -> None:
    """Shorten each cut under each grouping while that helps."""
    for cut in cuts:
        for similarity, limit in groupings:
            now, before = cut, pool.score(cut)
            for _ in range(rounds):
                now = shorten(pool.sample, now, similarity, limit)
                score = pool.score(now)
                if score >= before - LEAST_GAIN:
                    break
                before = score


def turns(sample: Sample, cut: Bools) -> Iterator[Bools]:
    """Give the cuts whose segments of one kind begin a few steps earlier or later, each at the nearest usual label."""
    segments = make_segments(sample, cut)
    cluster = cluster_segments(segments, TURNED_ALIKE, TURNED_KINDS)
    for k in range(int(cluster.max()) + 1):
        member = cluster == k
        if member.sum() < LEAST_PIECES:
            continue
        share = (segments.bag[member] > 0).mean(axis=0)
        reach = int(np.median(segments.length[member])) // 2
        member[0] = False
        bound = segments.first[member]
        others = sample.forced.copy()
        others[segments.first[~member]] = True
        for label in np.flatnonzero(share >= TURN_SHARE).tolist():
            at = np.flatnonzero(sample.label == label)
            for shift in (0, 1):
                places = at + shift
                places = places[places < len(cut)]
                if not len(places):
                    continue
                right = np.minimum(np.searchsorted(places, bound), len(places) - 1)
                left = np.maximum(right - 1, 0)
                nearer = np.where(np.abs(places[left] - bound) <= np.abs(places[right] - bound), left, right)
                turned = others.copy()
                turned[np.where(np.abs(places[nearer] - bound) <= reach, places[nearer], bound)] = True
                yield turned


class _Pool:
    """Cuts seen so far with their scores; equal cuts are measured once."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self._scores: dict[bytes, float] = {}
        self._cuts: dict[bytes, Bools] = {}

    def __len__(self) -> int:
        return len(self._scores)

    def score(self, cut: Bools) -> float:
        cut = cut | self.sample.forced
        key = np.packbits(cut).tobytes()
        if key not in self._scores:
            self._scores[key] = describe(self.sample, cut)
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


def _part(sample: Sample, chosen: Ints) -> Sample:
    forced = sample.forced[chosen].copy()
    forced[0] = True
    forced[1:] |= np.diff(chosen) > 1
    return Sample(
        sample.label[chosen],
        sample.n_labels,
        tuple((bins[chosen], cells) for bins, cells in sample.features),
        forced,
        sample.edge,
        sample.closing,
        np.where(forced, 0.0, sample.link[chosen]),
        None if sample.shown is None else take_shown(sample.shown, chosen),
    )


def extend_cut(part: Problem, cut: Bools, whole: Problem) -> Bools:
    """Carry a cut of a part over to the whole stream: learn from the part, then from the whole."""
    similarity, limit = FIRST_GROUPINGS[-1]
    first = shorten(part.sample, cut, similarity, limit, whole.sample)
    again = shorten(whole.sample, first, similarity, limit)
    return min((first, again), key=lambda c: describe(whole.sample, c))


def step(problem: Problem, cut: Bools) -> Bools | None:
    """Group the pieces of a cut, learn the groups, and decode; None if nothing is grouped.

    Within what no group explains, the cuts stay.
    """
    cut = _mended(problem.stream, cut)
    routine = find_routines(problem.stream, pieces_of_cut(cut), LEAST_PIECES)
    if routine.max(initial=-1) < 0:
        return None
    pinned = replace(problem, stream=_pinned(problem.stream, cut))
    return redecode(pinned, learn_from(problem, cut, routine), cut)


def _mended(stream: Stream, cut: Bools) -> Bools:
    """Join what never stands alone, begin cycles where they begin, end runs as they end: by what pieces hold alone."""
    group = None
    for mend in (join_dependent, in_phase, end_as_runs_do):
        group = group_pieces(stream, pieces_of_cut(cut), LEAST_PIECES) if group is None else group
        again = mend(stream, cut, group)
        if not np.array_equal(again, cut):
            cut, group = again, None
    return cut


def learn_from(problem: Problem, cut: Bools, routine: Ints) -> Models:
    """Learn what executions of each routine look like; routine: per piece of the cut, -1 = none."""
    first = np.flatnonzero(cut)
    length = np.diff(np.append(first, len(cut)))
    return learn_models(problem.stream, np.cumsum(cut) - 1, first, length, routine)


def redecode(problem: Problem, models: Models, cut: Bools) -> Bools:
    """Cut again by the models; within what none of them explains, the cuts stay."""
    decoded = decode(problem.stream, problem.evidence, models)
    return decoded.cut | (cut & (decoded.routine < 0))


def _pinned(stream: Stream, cut: Bools) -> Stream:
    """Hold some of the cuts, so that the stretches between are decoded side by side."""
    at = np.flatnonzero(cut)
    start = stream.start.copy()
    start[at[:: max(2, len(at) // PINS)]] = True
    return replace(stream, start=start)

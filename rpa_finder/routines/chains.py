"""Routines as Markov chains with a start and an end, and the best way to cut a stream into them.

A stream is executions of K routines, one after another, with background in
between (a hidden Markov model with a background state). `learn_chains` reads
the model off a cut; `decode` finds the likeliest cut under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder.routines.description import FEATURE_WEIGHT, LABEL_WEIGHT, Sample
from rpa_finder.routines.stream import Bools, Floats, Ints

BACKGROUND_PENALTY = 3.0
"""Natural log units that an event outside all routines costs beyond its frequency."""
_FLOOR = 0.02


@dataclass(frozen=True, slots=True)
class Chains:
    """K chains over A labels, as natural logarithms."""

    start: Any
    """K x A: weight of the chain times probability of its first label."""
    move: Any
    """K x A x A: probability of the next label, not ending included."""
    end: Any
    """K x A: probability of ending after a label."""
    background: Floats
    """A."""
    at_cut: tuple[Floats, ...]
    """Per feature: log probability of each bin at a cut."""
    inside: tuple[Any, ...]
    """Per feature: log probability of each bin inside, labels x bins."""


def learn_chains(sample: Sample, cut: Bools, cluster: Ints) -> Chains:
    """Read K chains off a cut: cluster gives the chain of each segment, -1 = background."""
    n_labels, label = sample.n_labels, sample.label
    first = np.flatnonzero(cut)
    last = np.append(first[1:], len(cut)) - 1
    of = np.cumsum(cut) - 1
    k = max(int(cluster.max()) + 1, 1)
    group = cluster[of]
    unigram = np.bincount(label, minlength=n_labels) + 0.5
    unigram = unigram / unigram.sum()
    own = cluster >= 0
    begins = np.zeros((k, n_labels))
    np.add.at(begins, (cluster[own], label[first[own]]), 1.0)
    ends = np.zeros((k, n_labels))
    np.add.at(ends, (cluster[own], label[last[own]]), 1.0)
    moves = np.zeros((k, n_labels, n_labels))
    inner = np.flatnonzero(~cut & (group >= 0))
    np.add.at(moves, (group[inner], label[inner - 1], label[inner]), 1.0)
    seen = np.zeros((k, n_labels))
    held = np.flatnonzero(group >= 0)
    np.add.at(seen, (group[held], label[held]), 1.0)
    usual = (seen + 2.0 * unigram) / (seen.sum(axis=1, keepdims=True) + 2.0)
    weight = (begins.sum(axis=1) + 0.5) / (begins.sum() + 0.5 * k)
    start = (begins + 0.5 * usual) / (begins.sum(axis=1, keepdims=True) + 0.5)
    move = (moves + usual[:, None, :]) / (moves.sum(axis=2, keepdims=True) + 1.0)
    end = (ends + 0.2) / (seen + 1.0)
    end = np.clip(end, 1e-3, 1 - _FLOOR)
    at_cut, inside = _features(sample, cut)
    return Chains(
        start=np.log(weight[:, None] * start),
        move=np.log(move) + np.log1p(-end)[:, :, None],
        end=np.log(end),
        background=np.log(unigram) - BACKGROUND_PENALTY,
        at_cut=at_cut,
        inside=inside,
    )


def _features(sample: Sample, cut: Bools) -> tuple[tuple[Floats, ...], tuple[Any, ...]]:
    gaps = np.flatnonzero(~sample.forced)
    is_cut, label = cut[gaps], sample.label[gaps]
    at_cut, inside = [], []
    for bins, cells in sample.features:
        at = bins[gaps]
        cuts = np.bincount(at[is_cut], minlength=cells) + 0.5
        rest = np.bincount(at[~is_cut], minlength=cells) + 0.5
        rest = rest / rest.sum()
        by_label = np.bincount(label[~is_cut] * cells + at[~is_cut], minlength=sample.n_labels * cells)
        by_label = by_label.reshape(sample.n_labels, cells) + 2.0 * rest
        by_label = by_label / by_label.sum(axis=1, keepdims=True)
        at_cut.append(FEATURE_WEIGHT * np.log(cuts / cuts.sum()))
        inside.append(FEATURE_WEIGHT * (LABEL_WEIGHT * np.log(by_label) + (1 - LABEL_WEIGHT) * np.log(rest)))
    return tuple(at_cut), tuple(inside)


def decode(sample: Sample, chains: Chains) -> tuple[Bools, Ints]:
    """Give the likeliest cut (bool per event) and the chain of each event (-1 = background).

    Viterbi over chains; sessions side by side, so that the loop is as long as
    the longest session.
    """
    first = np.flatnonzero(sample.forced)
    length = np.diff(np.append(first, len(sample.label)))
    order = np.argsort(-length, kind="stable")
    first, length = first[order], length[order]
    begin, stay, end, background = _scores(sample, chains)
    k = begin.shape[1]
    n = len(sample.label)
    from_start = np.zeros((n, k), dtype=np.bool_)
    before = np.full(n, -1, dtype=np.int64)
    value = begin[first]
    idle = background[first]
    from_start[first] = True
    for step in range(1, int(length[0])):
        live = int(np.searchsorted(-length, -step, "left"))
        at = first[:live] + step
        ended = value[:live] + end[at - 1]
        best = ended.argmax(axis=1)
        base = ended[np.arange(live), best]
        resting = idle[:live] >= base
        base = np.where(resting, idle[:live], base)
        before[at] = np.where(resting, -1, best)
        started = base[:, None] + begin[at]
        stayed = value[:live] + stay[at]
        from_start[at] = started > stayed
        value[:live] = np.maximum(started, stayed)
        idle[:live] = base + background[at]
    ended = value + end[first + length - 1]
    state = np.where(idle >= ended.max(axis=1), -1, ended.argmax(axis=1))
    return _trace(first, length, from_start, before, state)


def _trace(first: Ints, length: Ints, from_start: Any, before: Ints, state: Ints) -> tuple[Bools, Ints]:
    """Walk back from the last states; state is the chain (-1 = background) at each session's end."""
    chain = np.full(len(before), -1, dtype=np.int64)
    cut = np.zeros(len(before), dtype=np.bool_)
    for step in range(int(length[0]) - 1, -1, -1):
        live = int(np.searchsorted(-length, -step, "left"))
        at, now = first[:live] + step, state[:live]
        chain[at] = now
        begins = (now < 0) | from_start[at, np.maximum(now, 0)]
        cut[at] = begins & ~((now < 0) & (before[at] < 0))
        state[:live] = np.where(begins, before[at], now)
    cut[first] = True
    return cut, chain


def _scores(sample: Sample, chains: Chains) -> tuple[Any, Any, Any, Floats]:
    label = sample.label
    previous = np.append(label[:1], label[:-1])
    cut_score = np.zeros(len(label))
    inside_score = np.zeros(len(label))
    for (bins, _), at_cut, inside in zip(sample.features, chains.at_cut, chains.inside, strict=True):
        cut_score += at_cut[bins]
        inside_score += inside[label, bins]
    begin = chains.start[:, label].T + cut_score[:, None]
    stay = chains.move[:, previous, label].T + inside_score[:, None]
    return begin, stay, chains.end[:, label].T, chains.background[label] + cut_score

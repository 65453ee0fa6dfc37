"""Untangle work that is done in turns: several strands of routines in one stream.

In: the stream of one or a few agents. Out: the strands, if that tells the
stream in clearly fewer bits. Steps that always alternate
belong to one routine; such cores are joined while joining shortens the
description, and each other step goes to the strand that expects it (a mixture
of interleaved Markov chains: Batu, Guha and Kannan, COLT 2004).
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from rpa_finder.routines.description import joint_bits
from rpa_finder.routines.stream import Ints, Stream, take_strand

ALTERNATION = 0.8
"""Share of the times between two of one step in which the other comes exactly once."""
LEAST_COUNT = 5
MOST_CORES = 40
LEAST_GAIN = 0.05
"""Strands must shorten the description by this share: done one after another, routines need none."""
TURNS = 0.1
"""Share of the events at least that change the strand."""
LEAST_SHARE = 0.02
ROUNDS = 4
BEAM = 24
KAPPA = 1.0


def untangle(stream: Stream) -> tuple[Stream, ...]:
    """Give the strands of a stream, or the stream alone where one strand tells it as well."""
    cores = _strands(stream, _cores(stream))
    if len(cores) < 2:
        return (stream,)
    owner = _owner_of_labels(stream, cores)
    strand = _first_guess(owner[stream.label])
    for _ in range(ROUNDS):
        again = _decode(stream, owner, strand, len(cores))
        if np.array_equal(again, strand):
            break
        strand = again
    return tuple(take_strand(stream, np.flatnonzero(strand == number)) for number in range(len(cores)))


def _cores(stream: Stream) -> list[list[int]]:
    """Give sets of labels that alternate with each other: the sure steps of one routine each."""
    label, n_labels = stream.label, stream.n_labels
    frequency = np.bincount(label, minlength=n_labels)
    often = np.flatnonzero(frequency >= LEAST_COUNT)
    seen = np.zeros((len(label) + 1, len(often)), dtype=np.int32)
    seen[1:] = np.cumsum(label[:, None] == often[None, :], axis=0)
    once = np.zeros((len(often), len(often)))
    for i, a in enumerate(often):
        at = np.flatnonzero(label == a)
        once[i] = (seen[at[1:]] - seen[at[:-1] + 1] == 1).mean(axis=0)
    close = (once >= ALTERNATION) & (once.T >= ALTERNATION)
    group = np.arange(len(often))
    for i, j in np.argwhere(np.triu(close, 1)).tolist():
        group[group == group[j]] = group[i]
    cores = [often[group == g].tolist() for g in np.unique(group)]
    cores = [core for core in cores if len(core) >= 2]
    return sorted(cores, key=lambda core: (-int(frequency[core].sum()), core))[:MOST_CORES]


def _strands(stream: Stream, cores: list[list[int]]) -> list[list[int]]:
    """Join cores, each time the two that shorten the description most; none if one strand does as well."""
    if len(cores) < 2:
        return []
    alone = _bits(stream, [[label for core in cores for label in core]])
    now = _bits(stream, cores)
    while len(cores) > 1:
        options = []
        for i, j in combinations(range(len(cores)), 2):
            rest = [core for k, core in enumerate(cores) if k not in (i, j)]
            options.append((_bits(stream, [*rest, cores[i] + cores[j]]), i, j))
        bits, i, j = min(options)
        if bits >= now:
            break
        now, cores = bits, [*(core for k, core in enumerate(cores) if k not in (i, j)), cores[i] + cores[j]]
    strand = _owner_of_labels(stream, cores)[stream.label]
    strand = strand[strand >= 0]
    turns = float((np.diff(strand) != 0).mean()) if len(strand) > 1 else 0.0
    return cores if now < (1.0 - LEAST_GAIN) * alone and turns >= TURNS else []


def _owner_of_labels(stream: Stream, cores: list[list[int]]) -> Ints:
    owner = np.full(stream.n_labels, -1, dtype=np.int64)
    for number, labels in enumerate(cores):
        owner[labels] = number
    return owner


def _bits(stream: Stream, cores: list[list[int]]) -> float:
    """Give the bits of the cores' labels: whose turn it is, and each strand by itself, as Markov chains."""
    strand = _owner_of_labels(stream, cores)[stream.label]
    used = np.flatnonzero(strand >= 0)
    strand, label = strand[used], stream.label[used]
    bits = _chain_bits(strand, len(cores))
    for number in range(len(cores)):
        mine = label[strand == number]
        _, dense = np.unique(mine, return_inverse=True)
        bits += _chain_bits(dense, int(dense.max(initial=0)) + 1)
    return bits


def _chain_bits(symbol: Ints, cells: int) -> float:
    return joint_bits(np.append(cells, symbol[:-1]), symbol, cells)


def _first_guess(owner: Ints) -> Ints:
    """Put each event without an owner into the strand of the event before it."""
    known = np.flatnonzero(owner >= 0)
    place = np.maximum(np.searchsorted(known, np.arange(len(owner)), "right") - 1, 0)
    return np.asarray(owner[known[place]], dtype=np.int64)


def _decode(stream: Stream, owner: Ints, strand: Ints, k: int) -> Ints:
    """Give each event's strand, the likeliest overall by what each strand does next.

    A beam over (last label of each strand, strand of the last event).
    """
    follow, turn = _learn(stream, strand, k)
    options = [
        [int(owner[label])] if owner[label] >= 0 else np.flatnonzero(allowed).tolist()
        for label, allowed in enumerate(_allowed(stream, strand, k))
    ]
    n_labels = stream.n_labels
    fresh = (n_labels,) * k
    beam: dict[tuple[tuple[int, ...], int], tuple[float, Any]] = {(fresh, k): (0.0, None)}
    for label, starts in zip(stream.label.tolist(), stream.start.tolist(), strict=True):
        if starts:
            cost, path = min(beam.values(), key=lambda value: value[0])
            beam = {(fresh, k): (cost, path)}
        wider: dict[tuple[tuple[int, ...], int], tuple[float, Any]] = {}
        for (last, before), (cost, path) in beam.items():
            for number in options[label]:
                bits = cost + turn[before][number] + follow[number][last[number]][label]
                state = ((*last[:number], label, *last[number + 1 :]), number)
                if state not in wider or bits < wider[state][0]:
                    wider[state] = (bits, (number, path))
        kept = sorted(wider.items(), key=lambda item: (item[1][0], item[0]))[:BEAM]
        beam = dict(kept)
    path = min(beam.values(), key=lambda value: value[0])[1]
    found = []
    while path is not None:
        found.append(path[0])
        path = path[1]
    return np.array(found[::-1], dtype=np.int64)


def _learn(stream: Stream, strand: Ints, k: int) -> tuple[Any, Any]:
    """Give the bits of (strand, last label there, label) and of (strand before, strand), as nested lists."""
    n_labels = stream.n_labels
    follow = np.zeros((k, n_labels + 1, n_labels))
    for number in range(k):
        mine = stream.label[strand == number]
        if len(mine):
            np.add.at(follow[number], (np.append(n_labels, mine[:-1]), mine), 1.0)
    usual = follow.sum(axis=1) + 0.1 / n_labels
    usual /= usual.sum(axis=1, keepdims=True)
    follow = (follow + KAPPA * usual[:, None, :]) / (follow.sum(axis=2, keepdims=True) + KAPPA)
    turn = np.full((k + 1, k), 1.0)
    np.add.at(turn, (np.append(k, strand[:-1]), strand), 1.0)
    turn /= turn.sum(axis=1, keepdims=True)
    return (-np.log2(follow)).tolist(), (-np.log2(turn)).tolist()


def _allowed(stream: Stream, strand: Ints, k: int) -> Any:
    """Say which strands each label may belong to, labels x k."""
    count = np.zeros((stream.n_labels, k))
    np.add.at(count, (stream.label, strand), 1.0)
    most = count.max(axis=1, keepdims=True)
    return count >= np.maximum(LEAST_SHARE * most, np.minimum(most, 1.0))

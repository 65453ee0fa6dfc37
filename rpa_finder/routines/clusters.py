"""Which pieces of work are the same routine.

In: pieces as sets of step types. Out: a routine number per piece, -1 = none.
Density-ordered leaders on weighted Jaccard (nothing that chains); then groups
that random work would give as well are refused (`firmness`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from rpa_finder.routines.firmness import CORE_SHARE, describe_groups, firm_groups, join_framed
from rpa_finder.routines.pieces import Pieces
from rpa_finder.routines.stream import Floats, Ints, Stream

SIMILARITY = 0.65
MERGE_OVERLAP = 0.6
MOST_SIGNATURES = 3000
MOST_GROUPS = 200
BLOCK_PIECES = 50_000
"""Pieces compared with all groups at a time, so that memory stays bounded."""
SMALL_SIZE, MERGE_HELD, FOREIGN_CLAIM = 0.4, 0.8, 0.5
"""A routine is another one with something hanging on if it is so small beside it, holds so many of its usual steps,
and of each other step that it usually holds not even so much belongs to it."""
_WEIGHTS = {
    "copy": 1.0,
    "cut": 1.0,
    "paste": 1.0,
    "input": 1.0,
    "select": 1.0,
    "navigate": 0.5,
    "focus": 0.5,
    "open": 0.5,
    "close": 0.5,
    "scroll": 0.0,
    "idle": 0.0,
}
_OTHER_WEIGHT = 0.7


def label_weights(stream: Stream) -> Floats:
    """Give how much each label says about the work: writing most, scrolling nothing."""
    return np.array([_WEIGHTS.get(action, _OTHER_WEIGHT) for _, action, _ in stream.labels])


def find_routines(stream: Stream, pieces: Pieces, min_executions: int) -> Ints:
    """Give the routine of each piece, -1 = none; routines numbered by size, largest first."""
    present = presence(stream, pieces)
    weight = weights(stream, present)
    cluster = group_in_frames(stream, pieces, present, weight, min_executions)
    return renumber(firm_groups(stream, pieces, present, weight, cluster, min_executions))


def firm_share(stream: Stream, pieces: Pieces, least: int) -> float:
    """Give the share of the events that lie in pieces of firm groups, each group's by its firmness, 0 to 1."""
    present = presence(stream, pieces)
    weight = weights(stream, present)
    cluster = group_in_frames(stream, pieces, present, weight, least)
    size = np.diff(pieces.bounds)
    firm = [g for g in describe_groups(stream, pieces, present, weight, cluster, least) if g.is_firm]
    return float(sum(g.firmness * size[g.member].sum() for g in firm)) / max(len(stream), 1)


def group_in_frames(stream: Stream, pieces: Pieces, present: Any, weight: Floats, least: int) -> Ints:
    """Give the group of each piece, -1 = none, the largest first: by what it holds, else by what is around it."""
    cluster = renumber(group(present, weight, least))
    return renumber(join_framed(stream, pieces, present, weight, cluster, least))


def group_pieces(stream: Stream, pieces: Pieces, least: int) -> Ints:
    """Give the group of each piece, firm or not, -1 = none."""
    present = presence(stream, pieces)
    return renumber(group(present, weights(stream, present), least))


def group(present: Any, weight: Floats, min_executions: int) -> Ints:
    """Give the group of each piece, -1 = none, by what it holds alone: what is no routine has to be refused yet."""
    cluster = _leaders(present, weight, min_executions)
    for _ in range(2):
        cluster = _reassign(present, weight, cluster)
    cluster = _merge(present, weight, cluster)
    return _reassign(present, weight, cluster)


def extend_routines(stream: Stream, pieces: Pieces, known: Ints, min_executions: int) -> Ints:
    """Find rarer routines among the pieces that belong to no known one (-1), and test them all."""
    present = presence(stream, pieces)
    weight = weights(stream, present)
    rest = np.flatnonzero(known < 0)
    fresh = _leaders(present[rest], weight, min_executions)
    fresh = _merge(present[rest], weight, fresh)
    cluster = known.copy()
    cluster[rest] = np.where(fresh >= 0, fresh + int(known.max(initial=-1)) + 1, -1)
    cluster = renumber(join_framed(stream, pieces, present, weight, renumber(cluster), min_executions))
    return renumber(firm_groups(stream, pieces, present, weight, cluster, min_executions))


def absorb(stream: Stream, pieces: Pieces, routine: Ints) -> Ints:
    """Count executions that something else hangs on as of their routine: all its usual steps, and others' besides.

    routine: per piece, -1 = none, numbered by size. What is too much is trimmed when executions are shaped.
    """
    if routine.max(initial=-1) < 0:
        return routine
    present = presence(stream, pieces)
    share = _profiles(present, routine)
    size = np.bincount(routine[routine >= 0])
    usual = (share >= CORE_SHARE) & (label_weights(stream) > 0)
    own = share * size[:, None] / np.maximum(np.asarray(present.sum(axis=0)).ravel(), 1.0)
    into = np.arange(len(size))
    for small in range(len(size)):
        large = np.flatnonzero(size[:small] * SMALL_SIZE >= size[small])
        held = (usual[large] & usual[small]).sum(axis=1)
        foreign = (~usual[small] | usual[large] | (own[small] < FOREIGN_CLAIM)).all(axis=1)
        of = large[(held >= MERGE_HELD * np.maximum(usual[large].sum(axis=1), 1)) & foreign]
        into[small] = into[of[0]] if len(of) else small
    return renumber(np.where(routine >= 0, into[routine], -1))


def weights(stream: Stream, present: Any) -> Floats:
    """Give how much each label tells pieces apart: by its action, and the rarer the more."""
    frequency = np.asarray(present.sum(axis=0)).ravel()
    return np.asarray(label_weights(stream) * np.log1p(present.shape[0] / np.maximum(frequency, 1)))


def fit_together(
    stream: Stream, pieces: Pieces, routine: Ints, earlier: Ints, later: Ints
) -> tuple[Floats, Floats, Ints]:
    """Give how much better two pieces fit one routine together than the better of them alone, how well, and which."""
    present = presence(stream, pieces)
    weight = weights(stream, present)
    profile = _profiles(present, routine)
    used, place = np.unique(np.concatenate([earlier, later]), return_inverse=True)
    alone = _similarity(present[used], weight, profile).max(axis=1)[place]
    together = _similarity(present[earlier].maximum(present[later]), weight, profile)
    n = len(earlier)
    fit = together.max(axis=1)
    gain = fit - np.maximum(alone[:n], alone[n:])
    return np.asarray(gain), np.asarray(fit), together.argmax(axis=1).astype(np.int64)


def presence(stream: Stream, pieces: Pieces) -> Any:
    """Give the matrix pieces x labels, 1 where the piece holds the label."""
    inside = pieces.of >= 0
    ones = np.ones(int(inside.sum()), dtype=np.float64)
    shape = (pieces.count, stream.n_labels)
    matrix = sparse.csr_matrix((ones, (pieces.of[inside], stream.label[inside])), shape=shape)
    matrix.data[:] = 1.0
    return matrix


def _leaders(present: Any, weight: Floats, least: int) -> Ints:
    """Give the cluster of each piece around leaders, the densest first."""
    signature, firsts, counts = _signatures(present)
    chosen = np.lexsort((firsts, -counts))[:MOST_SIGNATURES]
    rows = present[firsts[chosen]] @ sparse.diags(weight)
    plain = present[firsts[chosen]]
    size = np.asarray(rows.sum(axis=1)).ravel()
    both = (rows @ plain.T).toarray()
    similar = both >= SIMILARITY * (size[:, None] + size[None, :] - both)
    similar &= size[:, None] > 0
    # Whole numbers, added up exactly: pieces are fewer than 2^24.
    likeness = similar.astype(np.float32)
    unassigned = counts[chosen].astype(np.float32)
    cluster_of = np.full(len(chosen), -1, dtype=np.int64)
    k = 0
    density = likeness @ unassigned
    while True:
        leader = int(density.argmax()) if len(density) else 0
        if not len(density) or k == MOST_GROUPS or density[leader] < max(least - 1, 2):
            break
        member = similar[leader] & (cluster_of < 0)
        cluster_of[member] = k
        density -= likeness @ np.where(member, unassigned, np.float32(0.0))
        unassigned[member] = 0.0
        density[cluster_of >= 0] = 0.0
        k += 1
    by_signature = np.full(len(firsts), -1, dtype=np.int64)
    by_signature[chosen] = cluster_of
    return by_signature[signature]


def _signatures(present: Any) -> tuple[Ints, Ints, Ints]:
    """Give the signature of each piece, the first piece of each, and how many have it."""
    rng = np.random.default_rng(11)
    mix = rng.integers(1, 2**50, present.shape[1]).astype(np.uint64)
    sums = np.zeros(present.shape[0], dtype=np.uint64)
    piece = np.repeat(np.arange(present.shape[0]), np.diff(present.indptr))
    with np.errstate(over="ignore"):
        np.add.at(sums, piece, mix[present.indices] * mix[present.indices])
    _, firsts, signature, counts = np.unique(sums, return_index=True, return_inverse=True, return_counts=True)
    return signature.astype(np.int64), firsts.astype(np.int64), counts.astype(np.int64)


def _profiles(present: Any, cluster: Ints) -> Any:
    """Give the share of each cluster's pieces that hold each label, clusters x labels."""
    k = int(cluster.max(initial=-1)) + 1
    member = np.flatnonzero(cluster >= 0)
    ones = np.ones(len(member))
    choose = sparse.csr_matrix((ones, (cluster[member], member)), shape=(k, present.shape[0]))
    return (choose @ present).toarray() / np.maximum(np.bincount(cluster[member], minlength=k), 1)[:, None]


def _similarity(present: Any, weight: Floats, profile: Any) -> Any:
    """Give the weighted Jaccard of each piece to each profile: sum of minima over sum of maxima."""
    both = present @ (profile * weight).T
    size = present @ weight
    whole = (profile * weight).sum(axis=1)
    return both / np.maximum(size[:, None] + whole[None, :] - both, 1e-9)


def _reassign(present: Any, weight: Floats, cluster: Ints) -> Ints:
    """Move every piece to the profile it fits best, if it fits as its members do."""
    if cluster.max(initial=-1) < 0:
        return cluster
    profile = _profiles(present, cluster)
    best, most, mine = np.empty_like(cluster), np.empty(len(cluster)), np.empty(len(cluster))
    for start in range(0, len(cluster), BLOCK_PIECES):
        block = slice(start, start + BLOCK_PIECES)
        fit = _similarity(present[block], weight, profile)
        rows = np.arange(len(fit))
        best[block] = fit.argmax(axis=1)
        most[block], mine[block] = fit[rows, best[block]], fit[rows, cluster[block]]
    own = _medians(mine, cluster, len(profile))
    return np.where(most >= SIMILARITY * own[best], best, -1).astype(np.int64)


def _medians(values: Floats, cluster: Ints, clusters: int) -> Floats:
    """Give the median of the members of each cluster, infinite for a cluster without any; values: per piece."""
    member = np.flatnonzero(cluster >= 0)
    order = np.lexsort((values[member], cluster[member]))
    size = np.bincount(cluster[member], minlength=clusters)
    first = np.cumsum(size) - size
    ranked = np.append(values[member][order], np.inf)
    low, high = (ranked[np.minimum(first + half, len(order))] for half in (np.maximum(size - 1, 0) // 2, size // 2))
    return np.where(size > 0, (low + high) / 2.0, np.inf)


def _merge(present: Any, weight: Floats, cluster: Ints) -> Ints:
    """Join clusters whose profiles overlap, the most alike first."""
    cluster = renumber(cluster)
    k = int(cluster.max(initial=-1)) + 1
    if k < 2:
        return cluster
    profile = _profiles(present, cluster) * weight
    size = np.bincount(cluster[cluster >= 0], minlength=k).astype(np.float64)
    overlap = np.stack([_overlap(profile[i], profile) for i in range(k)])
    np.fill_diagonal(overlap, 0.0)
    into = np.arange(k)
    while True:
        a, b = sorted(np.unravel_index(int(overlap.argmax()), overlap.shape))
        if overlap[a, b] < MERGE_OVERLAP:
            return np.where(cluster >= 0, into[cluster], -1)
        profile[a] = (size[a] * profile[a] + size[b] * profile[b]) / (size[a] + size[b])
        size[a] += size[b]
        into[into == b] = a
        overlap[a] = _overlap(profile[a], profile)
        overlap[a, [a, *np.flatnonzero(into != np.arange(k))]] = 0.0
        overlap[:, a] = overlap[a]
        overlap[b], overlap[:, b] = 0.0, 0.0


def _overlap(one: Floats, all_: Any) -> Floats:
    """Give the sum of minima over the sum of maxima of a profile with each of the others."""
    both = np.minimum(one, all_).sum(axis=1)
    return np.asarray(both / np.maximum(one.sum() + all_.sum(axis=1) - both, 1e-9))


def renumber(cluster: Ints) -> Ints:
    """Number clusters from 0, the largest first."""
    names, counts = np.unique(cluster[cluster >= 0], return_counts=True)
    number = np.full(int(cluster.max(initial=-1)) + 2, -1, dtype=np.int64)
    number[names[np.lexsort((names, -counts))]] = np.arange(len(names))
    return number[cluster]

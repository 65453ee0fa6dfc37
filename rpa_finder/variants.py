"""Near-equal executions become one variant: the ways in which a routine is done.

In: a Routine with executions. Out: the same with variants, the most usual
first. Executions are compared by the steps they hold; rare ways join the
usual way they are nearest to, if they are near.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from rpa_finder.model import Execution, Routine, Variant

LEAST_EXECUTIONS = 3
LEAST_SHARE = 0.01
NEAR = 0.25
"""Two ways at most so far apart (share of steps that only one holds) are one variant."""
MOST_WAYS = 400
OTHER = "other"

Bag = tuple[tuple[int, int], ...]


def group_variants(routine: Routine) -> Routine:
    """Name the variants V1, V2, ... of a routine; executions like no other are "other"."""
    bags = [_bag(e) for e in routine.executions]
    counts = Counter(bags)
    least = max(LEAST_EXECUTIONS, LEAST_SHARE * len(bags))
    ways = sorted(counts, key=lambda b: (-counts[b], b))
    usual = [w for w in ways if counts[w] >= least][:MOST_WAYS] or ways[:1]
    of = dict(zip(usual, _merged(usual, len(routine.steps)), strict=True))
    rest = [w for w in ways if w not in of]
    of.update(zip(rest, _nearest(rest, usual, [of[w] for w in usual], len(routine.steps)), strict=True))
    return _named(routine, [of[b] for b in bags])


def _bag(execution: Execution) -> Bag:
    """Give the steps of an execution with how often each was done; loops count to 3."""
    counts = Counter(execution.steps)
    return tuple([(s, n if n < 3 else 3) for s, n in sorted(counts.items()) if s])


def _matrix(ways: Sequence[Bag], steps: int) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    matrix = np.zeros((len(ways), steps + 1), dtype=np.bool_)
    for i, way in enumerate(ways):
        for step, _ in way:
            matrix[i, step] = True
    return matrix


def _distances(
    a: np.ndarray[tuple[int, int], np.dtype[np.bool_]], b: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Give the Jaccard distance between the rows of a and of b."""
    both = a.astype(np.float64) @ b.astype(np.float64).T
    either = a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] - both
    return np.asarray(1.0 - both / np.maximum(either, 1.0))


def _merged(usual: Sequence[Bag], steps: int) -> list[int]:
    """Join usual ways that hold nearly the same steps (complete linkage: all near all).

    Groups are numbered in the order of the ways, so that no number depends on the order of executions.
    """
    if len(usual) == 1:
        return [0]
    matrix = _matrix(usual, steps)
    distances = np.round(_distances(matrix, matrix), 9)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="complete", distance_threshold=MERGED_BELOW
    )
    labels = [int(c) for c in model.fit_predict(distances)]
    number = {c: n for n, c in enumerate(dict.fromkeys(labels))}
    return [number[c] for c in labels]


MERGED_BELOW = 1e-6
"""Usual ways stay apart unless they hold the same steps: what differs is a decision, not noise."""


def _nearest(rest: Sequence[Bag], usual: Sequence[Bag], cluster: Sequence[int], steps: int) -> list[int]:
    """Give each rare way the cluster of the nearest usual one, -1 if none is near."""
    if not rest:
        return []
    distances = _distances(_matrix(rest, steps), _matrix(usual, steps))
    best = distances.argmin(axis=1)
    return [cluster[b] if distances[i, b] <= NEAR else -1 for i, b in enumerate(best)]


def _named(routine: Routine, cluster: Sequence[int]) -> Routine:
    counts = Counter(cluster)
    order = sorted((c for c in counts if c >= 0), key=lambda c: (-counts[c], c))
    names = {c: f"V{i}" for i, c in enumerate(order, 1)} | {-1: OTHER}
    executions = tuple(replace(e, variant=names[c]) for e, c in zip(routine.executions, cluster, strict=True))
    variants = tuple(_variant(name, [e for e in executions if e.variant == name]) for name in names.values())
    return replace(routine, executions=executions, variants=tuple(v for v in variants if v.executions))


def _variant(name: str, executions: Sequence[Execution]) -> Variant:
    ways = Counter(_folded(e.steps) for e in executions)
    usual = min(ways, key=lambda w: (-ways[w], w)) if ways else ()
    seconds = sum(e.active_seconds for e in executions) / max(len(executions), 1)
    return Variant(name, len(executions), usual, seconds)


def _folded(steps: tuple[int, ...]) -> tuple[int, ...]:
    """Drop steps of their own and immediate repetitions."""
    return tuple(s for i, s in enumerate(steps) if s and (i == 0 or steps[i - 1] != s))

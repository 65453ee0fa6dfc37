"""What belongs together stays apart from the rest, what noise makes is merged: executions become variants.

In: a Routine with executions. Out: the same with variants, the most usual
first. Executions are told by how often they hold each step. They are split in
two wherever that shortens their description: steps that come and go together
are a way of their own, steps that are lost or doubled one by one are noise. A
step that is taken or left on its own makes two ways where that is seen often
enough; more than two such choices at once are left to the decision points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from scipy.special import gammaln

from rpa_finder.model import OTHER_WAY, Execution, Routine, Variant

LEAST_EXECUTIONS = 3
LEAST_SHARE = 0.004
"""A variant has at least so many executions, and such a share of them."""
MOST_COUNT = 3
"""Loops count to three."""
MOST_WAYS = 400
"""Variants are learnt on so many different bags of steps, the most frequent; all others are told by them."""
MOST_VARIANTS = 24
SPLIT_TRIALS = 8
REFINED = 3
MOST_CHOICES = 2
ABOVE_NOISE = 3.0
"""A step is chosen, not lost, where it varies so many times more than all but the most choices do."""
NEGLIGIBLE = 0.02
"""Fewer than would make a variant, and such a share of all, are no way of their own even if like no other."""
FAR = 0.5
"""An execution whose steps differ from its variant's by more than this share is like no other."""

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


def name_variants(routine: Routine) -> Routine:
    """Name the variants V1, V2, ... of a routine that has executions; those like no other are "other"."""
    bags = np.minimum(count_steps(routine.executions, len(routine.steps))[:, 1:], MOST_COUNT)
    ways, of, counts = np.unique(bags, axis=0, return_inverse=True, return_counts=True)
    of = of.ravel()
    order = np.argsort(-counts, kind="stable")
    cluster = np.empty(len(ways), dtype=np.int64)
    cluster[order] = _cluster(ways[order], counts[order].astype(np.float64))
    return _named(routine, bags, cluster[of])


def count_steps(executions: Sequence[Execution], steps: int) -> Ints:
    """Count how often each execution does each step: executions x (steps + 1), column 0 for steps of its own."""
    of = np.repeat(np.arange(len(executions)), [len(e.steps) for e in executions])
    step = np.fromiter(chain.from_iterable(e.steps for e in executions), dtype=np.int64, count=len(of))
    width = steps + 1
    return np.bincount(of * width + step, minlength=len(executions) * width).reshape(-1, width)


def _cluster(bags: Ints, weight: Floats) -> Ints:
    """Give the variant of each bag, -1 = like no other; bags: different ones, the most frequent first."""
    if not bags.shape[1]:
        return np.zeros(len(bags), dtype=np.int64)
    total = float(weight.sum())
    least = max(LEAST_EXECUTIONS, LEAST_SHARE * total)
    levels = _levels(bags)
    learnt = levels.take(np.arange(min(len(bags), MOST_WAYS)))
    cluster = _splits(bags[:MOST_WAYS], learnt, weight[:MOST_WAYS])
    cluster = _assign(levels, _profiles(learnt, weight[:MOST_WAYS], cluster))
    cluster = _choices(bags, weight, cluster, least)
    return _settle(bags, weight, cluster, least)


@dataclass(frozen=True, slots=True)
class _Levels:
    """Counts as yes or no: is the step there, is it there again, a third time."""

    held: Floats
    """Bags x questions: 1 = yes."""
    asked: Floats
    """Bags x questions: 1 where the question arises: a second time only after a first."""

    def take(self, chosen: Ints) -> _Levels:
        return _Levels(self.held[chosen], self.asked[chosen])


def _levels(bags: Ints) -> _Levels:
    held = np.concatenate([bags >= n for n in range(1, MOST_COUNT + 1)], axis=1)
    asked = np.concatenate([bags >= n for n in range(MOST_COUNT)], axis=1)
    open_ = held.any(axis=0) & ~(held == asked).all(axis=0)
    return _Levels(held[:, open_].astype(np.float64), asked[:, open_].astype(np.float64))


def _splits(bags: Ints, levels: _Levels, weight: Floats) -> Ints:
    """Split in two as long as the description gets shorter, the largest part first."""
    cluster = np.zeros(len(weight), dtype=np.int64)
    waiting, found = [0], 1
    while waiting and found < MOST_VARIANTS:
        part = waiting.pop(0)
        at = np.flatnonzero(cluster == part)
        second = _best_split(bags[at], levels.take(at), weight[at])
        if second.any():
            cluster[at[second]] = found
            waiting += [part, found]
            found += 1
    return cluster


def _best_split(bags: Ints, levels: _Levels, weight: Floats) -> Bools:
    """Give the bags that are split off, none where no split is shorter to describe than the whole."""
    whole = _bits(levels, weight)
    best: Bools = np.zeros(len(weight), dtype=np.bool_)
    gain = 0.0
    for question in _telling(levels, weight):
        second = levels.held[:, question] > 0
        for _ in range(REFINED):
            again = _assign(levels, _profiles(levels, weight, second.astype(np.int64))) > 0
            if not again.any() or again.all():
                break
            second = again
        parts = [_bits(levels.take(np.flatnonzero(s)), weight[s]) for s in (second, ~second)]
        sizes = np.array([weight[second].sum()]), np.array([weight.sum()])
        won = whole - sum(parts) - float(_yes_no_bits(*sizes).sum())
        if won > gain + 1e-6 and _is_shown(bags, weight, second):
            best, gain = second, won
    return best


def _is_shown(bags: Ints, weight: Floats, second: Bools) -> bool:
    """Say whether enough executions go each way: the fewer of the steps differ, the more of them must show it."""
    one, two = consensus(bags[second], weight[second]), consensus(bags[~second], weight[~second])
    apart = float(np.abs(one - two).sum())
    fewer = min(weight[second].sum(), weight[~second].sum())
    return bool(fewer * apart >= max(one.sum(), two.sum()))


def _bits(levels: _Levels, weight: Floats) -> float:
    """Give the bits of bags, each question answered with odds learnt as the answers come."""
    return float(_yes_no_bits(weight @ levels.held, weight @ levels.asked).sum())


def _yes_no_bits(yes: Floats, asked: Floats) -> Floats:
    """Give the bits of so many yes among the answers (Krichevsky-Trofimov: half a yes and half a no before the first).

    Source: Krichevsky and Trofimov, The performance of universal encoding, 1981.
    """
    nats = gammaln(asked + 1.0) + 2 * gammaln(0.5) - gammaln(yes + 0.5) - gammaln(asked - yes + 0.5)
    return np.asarray(nats / np.log(2.0))


def _telling(levels: _Levels, weight: Floats) -> list[int]:
    """Give the questions whose answers go with those of most others: where a split may pay."""
    share = weight @ levels.held / weight.sum()
    apart = (levels.held - share) * np.sqrt(weight)[:, None]
    spread = np.maximum(share * (1 - share) * weight.sum(), 1e-12)
    together = (apart.T @ apart) ** 2 / np.outer(spread, spread)
    score = np.round(together.sum(axis=0), 6)
    varied = np.flatnonzero(share * (1 - share) > 0)
    return [int(q) for q in varied[np.argsort(-score[varied], kind="stable")][:SPLIT_TRIALS]]


def _profiles(levels: _Levels, weight: Floats, cluster: Ints) -> tuple[Floats, Floats]:
    """Give log odds of yes and of no by cluster, its size included in the last column of yes."""
    member = (cluster[None, :] == np.arange(int(cluster.max()) + 1)[:, None]) * weight
    yes, asked = member @ levels.held, member @ levels.asked
    odds = (yes + 0.5) / (asked + 1.0)
    size = np.log(np.maximum(member.sum(axis=1), 1e-9) / weight.sum())
    return np.column_stack([np.log(odds), size]), np.log(1.0 - odds)


def _assign(levels: _Levels, profiles: tuple[Floats, Floats]) -> Ints:
    """Give the likeliest cluster of each bag."""
    yes, no = profiles
    fit = levels.held @ yes[:, :-1].T + (levels.asked - levels.held) @ no.T + yes[:, -1]
    return np.asarray(np.round(fit, 9).argmax(axis=1), dtype=np.int64)


def _choices(bags: Ints, weight: Floats, cluster: Ints, least: float) -> Ints:
    """Split each variant by a step that is taken or left on its own."""
    cluster = cluster.copy()
    for part in np.unique(cluster).tolist():
        at = np.flatnonzero(cluster == part)
        size = weight[at].sum()
        share = weight[at] @ (bags[at] > 0) / size
        varies = np.minimum(share, 1.0 - share)
        noise = float(np.sort(varies)[-MOST_CHOICES - 1]) if len(varies) > MOST_CHOICES else 0.0
        # One step of so many tells them apart: as for splits.
        enough = max(least, float((share >= 0.5).sum()))
        chosen = np.flatnonzero((varies * size >= enough) & (varies > ABOVE_NOISE * noise))
        if len(chosen):
            code = (bags[at][:, chosen] > 0) @ (1 << np.arange(len(chosen)))
            taken = np.bincount(code, weights=weight[at])
            usual = int(taken.argmax())
            split = np.where(taken[code] >= enough, code, usual)
            cluster[at] = np.where(split == usual, part, int(cluster.max()) + 1 + split)
    return cluster


def _settle(bags: Ints, weight: Floats, cluster: Ints, least: float) -> Ints:
    """Dissolve variants that are too small, and put aside what is like none; numbered by their most frequent bag."""
    names, cluster = np.unique(cluster, return_inverse=True)
    size = np.bincount(cluster, weights=weight)
    kept = np.flatnonzero(size >= min(least, size.max()))
    usual = np.stack([consensus(bags[cluster == k], weight[cluster == k]) for k in range(len(names))])
    away = _distances(bags > 0, usual[kept] > 0)
    rows = np.arange(len(bags))
    nearest, own = away.argmin(axis=1), np.searchsorted(kept, cluster)
    settled = np.isin(cluster, kept)
    settled[settled] = away[rows[settled], own[settled]] <= FAR
    nearest[settled] = own[settled]
    near = away[rows, nearest] <= FAR
    left = np.bincount(nearest[near], weights=weight[near], minlength=len(kept))
    stay = np.flatnonzero(left >= min(least, left.max()))
    again = stay[away[:, stay].argmin(axis=1)]
    nearest = np.where(np.isin(nearest, stay), nearest, again)
    result = np.where(away[rows, nearest] <= FAR, nearest, -1)
    strange = weight[result < 0].sum()
    if result.max() < 0 or (strange < least and strange <= NEGLIGIBLE * weight.sum()):
        # Too few to stand for anything: what they lack is counted as deviations.
        result = nearest
    order = {c: n for n, c in enumerate(dict.fromkeys(result[result >= 0].tolist()))} | {-1: -1}
    return np.array([order[c] for c in result.tolist()], dtype=np.int64)


def consensus(bags: Ints, weight: Floats) -> Ints:
    """Give how often most executions hold each step: the weighted median of each column of bags."""
    half = weight.sum() / 2
    return np.asarray(sum((weight @ (bags >= n) > half).astype(np.int64) for n in range(1, MOST_COUNT + 1)))


def _distances(a: Any, b: Any) -> Floats:
    """Give the share of the steps of both that only one holds, between the rows of a and of b."""
    both = a.astype(np.float64) @ b.astype(np.float64).T
    either = a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] - both
    return np.asarray(np.round(np.where(either > 0, 1.0 - both / np.maximum(either, 1.0), 0.0), 9))


def _named(routine: Routine, bags: Ints, cluster: Ints) -> Routine:
    counts = Counter(cluster.tolist())
    order = sorted((c for c in counts if c >= 0), key=lambda c: (-counts[c], c))
    names = {c: f"V{i}" for i, c in enumerate(order, 1)} | {-1: OTHER_WAY}
    executions = tuple(_told(e, names[c]) for e, c in zip(routine.executions, cluster.tolist(), strict=True))
    variants = []
    for c, name in names.items():
        at = np.flatnonzero(cluster == c)
        if len(at):
            variants.append(_variant(name, [executions[i] for i in at], bags[at]))
    return replace(routine, executions=executions, variants=tuple(variants))


def _told(e: Execution, variant: str) -> Execution:
    # Field by field: dataclasses.replace takes five times as long, and there may be 100,000.
    return Execution(
        *(e.id, e.agent, e.case, e.day, e.start, e.end, e.active_seconds, e.elapsed_seconds),
        *(e.sources, e.rows, e.steps, variant),
    )


def _variant(name: str, executions: Sequence[Execution], bags: Ints) -> Variant:
    """Describe a variant by the steps that most of its executions hold, in their usual order."""
    agreed = consensus(bags, np.ones(len(executions)))
    alike = [e for e, same in zip(executions, (bags == agreed).all(axis=1).tolist(), strict=True) if same]
    ways = Counter(_folded(e.steps) for e in alike)
    usual = min(ways, key=lambda w: (-ways[w], w)) if ways else _by_place(executions, agreed)
    seconds = sum(e.active_seconds for e in executions) / len(executions)
    return Variant(name, len(executions), usual, seconds)


def _by_place(executions: Sequence[Execution], agreed: Ints) -> tuple[int, ...]:
    """Put the agreed steps in order of where in an execution they usually are, where no execution holds just these."""
    places: dict[tuple[int, int], list[float]] = {}
    for e in executions:
        seen: Counter[int] = Counter()
        for i, step in enumerate(e.steps):
            if step and seen[step] < agreed[step - 1]:
                seen[step] += 1
                places.setdefault((step, seen[step]), []).append((i + 0.5) / len(e.steps))
    return _folded(tuple(s for s, _ in sorted(places, key=lambda p: (sum(places[p]) / len(places[p]), p))))


def _folded(steps: tuple[int, ...]) -> tuple[int, ...]:
    """Drop steps of their own and immediate repetitions."""
    return tuple(s for i, s in enumerate(steps) if s and (i == 0 or steps[i - 1] != s))

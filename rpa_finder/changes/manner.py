"""Is a routine done in another way than before?

In: the executions of one routine in both scans, by its steps' names in the
baseline. Out: steps that came or went, the change of the mix of variants, and
of the time of an execution. Agents have habits, so chance is judged by dealing
agents (not executions) at random to the two scans.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from rpa_finder.changes.rates import LEAST, MOST, RANGE
from rpa_finder.clusters import Array, Grid, Spread, spread
from rpa_finder.model import Range, Routine
from rpa_finder.renames import Naming, StepName

DRIFT_IN_MIX = 0.05
"""Jensen-Shannon divergence of the variants, in bits, from which the work is done otherwise."""
USUAL, RARE = 0.5, 0.1
"""A step came or went if it is in this share of the executions of one scan, and in less than that of the other."""
_SHUFFLES = (199, 19_999)
"""Deals at random: few first, many where the few say that it matters."""
_MOST_VARIANTS = 12
_FEW_PAIRS = 400
_AGENTS_WANTED = 2


@dataclass(frozen=True, slots=True)
class Shift:
    """A difference and the chance of one as large if nothing had changed."""

    size: float
    p: float


@dataclass(frozen=True, slots=True)
class TimeShift:
    """How much longer an execution takes."""

    ratio: float
    spread: Spread
    """Of the ratio's logarithm."""
    seconds: float
    """Hodges-Lehmann."""

    @property
    def range(self) -> Range:
        """P10 to P90."""
        reach = math.exp(min(700.0, self.spread.reach(RANGE)))
        return Range(self.ratio / reach, self.ratio, self.ratio * reach)

    @property
    def p(self) -> float:
        """Chance of a ratio so far beyond 10 % either way if the true one were just within."""
        beyond = max(math.log(self.ratio / MOST), math.log(LEAST / self.ratio))
        return min(1.0, 2 * self.spread.above(beyond))


def divergence(left: Mapping[object, float], right: Mapping[object, float]) -> float:
    """Give the Jensen-Shannon divergence of two mixes, in bits: 0 = the same, 1 = nothing in common."""
    names = sorted(left.keys() | right.keys(), key=repr)
    table = np.array([[side.get(name, 0) for name in names] for side in (left, right)], dtype=np.float64)
    return float(_divergences(table[:1], table[1:])[0])


def compare_steps(before: Routine, after: Routine, naming: Naming) -> tuple[tuple[str, ...], Shift]:
    """Name the steps that came, went or were renamed, with the largest change of a step's share.

    Its p comes from dealing agents at random, or the days of agents where there are fewer than 8.
    """
    by_day = len({e.agent for r in (before, after) for e in r.executions}) < 8
    groups = [_holding(before, naming.before, by_day), _holding(after, naming.after, by_day)]
    names = sorted({name for group in groups for holds, _ in group for name in holds})
    renamed = _renamed(before, after, naming)
    if not names:
        return tuple(renamed), Shift(0.0, 1.0)
    tables = [np.array([[holds[n] for n in names] for holds, _ in group], dtype=np.float64) for group in groups]
    sizes = [np.array([n for _, n in group], dtype=np.float64) for group in groups]
    shares = [t.sum(axis=0) / max(1.0, s.sum()) for t, s in zip(tables, sizes, strict=True)]
    said = [
        f"{'came' if b > a else 'went'}: {_in_words(names[i])}"
        for i, (a, b) in enumerate(zip(*shares, strict=True))
        if min(a, b) <= RARE and max(a, b) >= USUAL
    ]

    def furthest(left: Array, right: Array) -> Array:
        # The last column counts executions; the others how many of them hold a step.
        a, b = (side[:, :-1] / np.maximum(side[:, -1:], 1.0) for side in (left, right))
        return np.asarray(np.abs(a - b).max(axis=1))

    full = [np.column_stack([t, s]) for t, s in zip(tables, sizes, strict=True)]
    size = float(np.abs(shares[0] - shares[1]).max())
    p = _permuted(full[0], full[1], furthest) if said else 1.0
    return (*renamed, *said), Shift(size, p)


def compare_mixes(before: Routine, after: Routine, naming: Naming) -> Shift:
    """Compare how often each variant is used; variants are the same if most of their steps are."""
    names = _variant_names(before, after, naming)
    mixes = [_mixes(r, table) for r, table in zip((before, after), names, strict=True)]
    known = [name for name, _ in _total(mixes[0] + mixes[1]).most_common(_MOST_VARIANTS - 1)]
    tables = [np.array([[*(m[n] for n in known), sum(m.values())] for m in side], dtype=np.float64) for side in mixes]
    for table in tables:
        table[:, -1] -= table[:, :-1].sum(axis=1)
    size = float(_divergences(*(t.sum(axis=0, keepdims=True) for t in tables))[0])
    return Shift(size, _permuted(tables[0], tables[1], _divergences) if size >= DRIFT_IN_MIX else 1.0)


def compare_times(before: tuple[Grid, Routine], after: tuple[Grid, Routine]) -> TimeShift | None:
    """Compare the active seconds of an execution; None where they would be one person's, or nothing took time."""
    if min(before[1].agents, after[1].agents) < _AGENTS_WANTED:
        return None
    seconds = [np.array([e.active_seconds for e in r.executions]) for _, r in (before, after)]
    if min(float(s.max()) for s in seconds) <= 0:
        return None
    logs = [np.log(np.maximum(s, 0.1)) for s in seconds]
    means = [float(x.mean()) for x in logs]
    tables = [
        g.counts(r.executions, (x - m) / len(x)) for (g, r), x, m in zip((before, after), logs, means, strict=True)
    ]
    error = spread((before[0], -tables[0]), (after[0], tables[1]))
    return TimeShift(math.exp(means[1] - means[0]), error, hodges_lehmann(*seconds))


def hodges_lehmann(before: Array, after: Array) -> float:
    """Give the median of all differences of one after and one before; of many, evenly chosen ones stand for all."""
    left, right = (_evenly(np.sort(side)) for side in (before, after))
    return float(np.median(right[:, None] - left[None, :]))


def _evenly(values: Array) -> Array:
    if len(values) <= _FEW_PAIRS:
        return values
    return np.asarray(values[((np.arange(_FEW_PAIRS) + 0.5) * len(values) / _FEW_PAIRS).astype(int)])


def _permuted(left: Array, right: Array, statistic: Any) -> float:
    """Give the share of random deals of the rows to two sides that differ as much as these (with this one)."""
    pool, size = np.vstack([left, right]), len(left)
    seen = float(statistic(left.sum(axis=0, keepdims=True), right.sum(axis=0, keepdims=True))[0])
    whole = pool.sum(axis=0)
    rng = np.random.default_rng(1)
    p = 1.0
    for deals in _SHUFFLES:
        as_much = 0
        for start in range(0, deals, 2000):
            many = min(2000, deals - start)
            ranks = np.argsort(rng.random((many, len(pool))), axis=1)
            dealt = np.zeros((many, len(pool)))
            np.put_along_axis(dealt, ranks[:, :size], 1.0, axis=1)
            sums = dealt @ pool
            as_much += int((statistic(sums, whole - sums) >= seen - 1e-12).sum())
        p = (as_much + 1) / (deals + 1)
        if p > 0.05:
            break
    return p


def _divergences(left: Array, right: Array) -> Array:
    """Jensen-Shannon divergence of each pair of rows, in bits."""
    p, q = (side / np.maximum(side.sum(axis=1, keepdims=True), 1e-300) for side in (left, right))
    middle = (p + q) / 2
    bits = np.zeros(len(p))
    for x in (p, q):
        part = np.zeros_like(x)
        np.divide(x, middle, out=part, where=x > 0)
        np.log2(part, out=part, where=x > 0)
        bits += (x * part).sum(axis=1) / 2
    return np.maximum(0.0, bits)


def _holding(routine: Routine, names: Mapping[StepName, StepName], by_day: bool) -> list[tuple[Counter[StepName], int]]:
    """Count, for each agent (or agent's day), the executions that hold each step, and all of them."""
    steps = [names.get(s, s) for s in ((s.screen, s.action, s.field) for s in routine.steps)]
    holds: dict[str, Counter[StepName]] = {}
    sizes: Counter[str] = Counter()
    for e in routine.executions:
        who = f"{e.agent}\n{e.day}" if by_day else e.agent
        sizes[who] += 1
        holds.setdefault(who, Counter()).update({steps[i - 1] for i in set(e.steps) if 0 < i <= len(steps)})
    return [(holds[who], sizes[who]) for who in sorted(sizes)]


def _renamed(before: Routine, after: Routine, naming: Naming) -> list[str]:
    """Say which of the routine's steps go by another name now."""
    old, now = ({(s.screen, s.action, s.field) for s in r.steps if s.share >= USUAL} for r in (before, after))
    pairs = {(naming.after.get(name, name), name) for name in now}
    said = {
        (f"{was[0]}: {was[2]}", f"{name[2]}") if was[0] == name[0] else (was[0], name[0])
        for was, name in pairs
        if was != name and was in old and naming.is_rename(was, name)
    }
    return [f"renamed: {was} is now {name}" for was, name in sorted(said)]


def _variant_names(before: Routine, after: Routine, naming: Naming) -> tuple[dict[str, object], dict[str, object]]:
    """Name the variants of both so that the same way of working has the same name."""
    left = {v.id: _way(before, v.steps, naming.before) for v in before.variants}
    right = {v.id: _way(after, v.steps, naming.after) for v in after.variants}
    known = sorted(set(left.values()))
    near = {way: max(known, key=lambda k: (_alike(way, k), k), default=way) for way in set(right.values())}
    named = {id_: near[way] if _alike(way, near[way]) >= 0.8 else way for id_, way in right.items()}
    return dict(left), dict(named)


def _way(routine: Routine, indices: Sequence[int], names: Mapping[StepName, StepName]) -> tuple[StepName, ...]:
    steps = [routine.steps[i - 1] for i in indices if 0 < i <= len(routine.steps)]
    return tuple(names.get(s, s) for s in ((s.screen, s.action, s.field) for s in steps))


def _alike(left: tuple[StepName, ...], right: tuple[StepName, ...]) -> float:
    """Share of two ways' steps that both hold, in the same order for both neighbours."""
    if left == right:
        return 1.0
    pairs = [Counter(pairwise(way)) for way in (left, right)]
    either = sum((pairs[0] | pairs[1]).values())
    return sum((pairs[0] & pairs[1]).values()) / either if either else 0.0


def _mixes(routine: Routine, names: Mapping[str, object]) -> list[Counter[object]]:
    mixes: dict[str, Counter[object]] = {}
    for e in routine.executions:
        mixes.setdefault(e.agent, Counter())[names.get(e.variant, e.variant)] += 1
    return [mixes[agent] for agent in sorted(mixes)]


def _total(mixes: Sequence[Counter[object]]) -> Counter[object]:
    total: Counter[object] = Counter()
    for mix in mixes:
        total.update(mix)
    # Ties in the order of names, so that the cut of the rarest never depends on who is named first.
    return Counter(dict(sorted(total.items(), key=lambda item: repr(item[0]))))


def _in_words(name: StepName) -> str:
    screen, action, field = name
    return f"{screen}, {action} {field}".rstrip()

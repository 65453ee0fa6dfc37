"""Is a routine done in another way than before?

In: the executions of one routine in both scans, by its steps' names in the
baseline. Out: steps that came or went, the change of the mix of variants, and
of the time of an execution. Agents have habits, so chance is judged by dealing
agents (not executions) at random to the two scans.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np

from rpa_finder.agent_days import Array, Grid, Spread, spread
from rpa_finder.changes.rates import LEAST, MOST, RANGE
from rpa_finder.model import Range, Routine
from rpa_finder.renames import Naming, StepName

DRIFT_IN_MIX = 0.05
"""Jensen-Shannon divergence of the variants, in bits, from which the work is done otherwise."""
USUAL, LASTING, RARE = 0.5, 0.8, 0.1
"""A step came or went if it is in most executions of one scan (LASTING), and in hardly any of the other (RARE).

What is done in half of them one scan may draw as part of the routine, and the other as work beside it.
"""
_SHUFFLES = (199, 19_999)
"""Deals at random: few first, many where the few say that it matters."""
_MOST_WAYS = 12
_MOST_LEADERS = 40
_SAME_WAY = 0.6
"""Two paths are one way if they share so much of their steps and neighbours."""
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


def compare_steps(
    before: Routine, after: Routine, naming: Naming, absorbed: Collection[StepName] = ()
) -> tuple[tuple[str, ...], Shift]:
    """Name the steps that came, went or were renamed, with the largest change of a step's share.

    Steps of absorbed routines are known in both scans: they only changed the routine that they are drawn in.
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
        if min(a, b) <= RARE and max(a, b) >= LASTING and names[i] not in absorbed
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
    """Compare how often each way of doing the routine is taken.

    Variants are not compared by their ids, which each scan draws up for itself: the executions of both are put
    into ways together, by those steps that both scans know. Which scan an execution is of has no part in it.
    """
    mixes = _mixes(before, after, naming)
    known = [name for name, _ in _total(mixes[0] + mixes[1]).most_common(_MOST_WAYS - 1)]
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


def _mixes(before: Routine, after: Routine, naming: Naming) -> tuple[list[Counter[int]], list[Counter[int]]]:
    """Count, for each agent of both scans, the executions of each way."""
    names = [
        [naming_of.get(s, s) for s in ((s.screen, s.action, s.field) for s in r.steps)]
        for r, naming_of in ((before, naming.before), (after, naming.after))
    ]
    place = {name: i for i, name in enumerate(sorted(set(names[0]) & set(names[1])))}
    places = [[place.get(name, -1) for name in side] for side in names]
    paths = [[_path(e.steps, known) for e in r.executions] for r, known in zip((before, after), places, strict=True)]
    ways = _ways(Counter(path for side in paths for path in side), len(place))
    found = []
    for routine, side in zip((before, after), paths, strict=True):
        mixes: dict[str, Counter[int]] = {}
        for e, path in zip(routine.executions, side, strict=True):
            mixes.setdefault(e.agent, Counter())[ways[path]] += 1
        found.append([mixes[agent] for agent in sorted(mixes)])
    return found[0], found[1]


def _path(steps: Sequence[int], places: Sequence[int]) -> tuple[int, ...]:
    """Give an execution's steps by their place among those that both scans know, without repetitions in a row."""
    known = (places[i - 1] for i in steps if 0 < i <= len(places))
    return tuple(place for place, _ in groupby(place for place in known if place >= 0))


def _ways(paths: Counter[tuple[int, ...]], known: int) -> dict[tuple[int, ...], int]:
    """Put paths into ways: the most frequent lead, and each joins the first leader that is much like it."""
    leaders: list[int] = []
    found = {}
    for path, _ in sorted(paths.items(), key=lambda item: (-item[1], item[0])):
        # Steps and neighbours, one bit each.
        own = 0
        for place in path:
            own |= 1 << place
        for a, b in pairwise(path):
            own |= 1 << (known + a * known + b)
        near = next((i for i, other in enumerate(leaders) if _alike(own, other)), None)
        if near is None:
            near = len(leaders)
            if near < _MOST_LEADERS:
                leaders.append(own)
        found[path] = near
    return found


def _alike(left: int, right: int) -> bool:
    return (left & right).bit_count() >= _SAME_WAY * (left | right).bit_count()


def _total(mixes: Sequence[Counter[int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for mix in mixes:
        total.update(mix)
    # Ties in the order of ways, so that the cut of the rarest never depends on who is named first.
    return Counter(dict(sorted(total.items())))


def _in_words(name: StepName) -> str:
    screen, action, field = name
    return f"{screen}, {action} {field}".rstrip()

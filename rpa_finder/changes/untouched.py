"""What the untouched routines did: the control for those that were changed.

In: the changes of all routines. Out: the routines whose number per agent-day
moves with the rest, by how much, and every other routine beside them. A few that were automated, or that grew for
reasons of their own, must not set the measure: the median ratio is the middle,
and who surely left it is no control.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median_low

import numpy as np

from rpa_finder.agent_days import Array, Grid, influence, make_grid, spread
from rpa_finder.changes.judging import TOO_FEW
from rpa_finder.changes.rates import RateChange, compare_rates
from rpa_finder.model import Change, Scan, Untouched

EXECUTIONS_WANTED = 100
"""With fewer on either side, the others are no control."""

ROUTINES_WANTED = 3
"""Of fewer, nothing says which one moves with the rest."""


def find_untouched(changes: Sequence[Change], baseline: Scan, scan: Scan) -> Untouched | None:
    """Give the control; None where there is too little of it."""
    chosen = choose_untouched(changes)
    found = pool(chosen, baseline, scan)
    if found is None:
        return None
    (old, left), (new, right) = found
    ratio = compare_rates(*found).range
    rates = float(left.sum()) / old.total / len(chosen), float(right.sum()) / new.total / len(chosen)
    return Untouched(tuple(c.before_id for c in chosen), *rates, ratio)


def set_beside(changes: Sequence[Change], control: Untouched, baseline: Scan, scan: Scan) -> tuple[Change, ...]:
    """Give every change that both scans hold its ratio over that of the untouched routines, itself excepted.

    A day on which everybody had more to do, and an agent who does more of everything, cancel out.
    """
    grids = make_grid(baseline), make_grid(scan)
    held = [{r.id: g.counts(r.executions) for r in s.routines} for s, g in zip((baseline, scan), grids, strict=True)]
    chosen = {c.before_id: (c.before_id, c.after_id) for c in changes if c.before_id in control.routines}
    sums = [np.sum([held[i][ids[i]] for ids in chosen.values()], axis=0) for i in (0, 1)]
    return tuple(_with_beside(change, grids, held, sums, own=change.before_id in chosen) for change in changes)


def _with_beside(
    change: Change, grids: tuple[Grid, Grid], held: Sequence[Mapping[str, Array]], sums: Sequence[Array], *, own: bool
) -> Change:
    if change.rate_ratio is None:
        return change
    mine = held[0][change.before_id], held[1][change.after_id]
    others = sums[0] - own * mine[0], sums[1] - own * mine[1]
    if min(float(t.sum()) for t in others) < EXECUTIONS_WANTED:
        return change
    found = _beside(grids, mine, others).range
    why = change.why
    if change.verdict in ("reduced", "grew"):
        why += f" Beside the untouched routines: {found.p50:.2f} times (8 in 10: {found.p10:.2f} to {found.p90:.2f})."
    return replace(change, beside_untouched=found, why=why)


def _beside(grids: tuple[Grid, Grid], own: tuple[Array, Array], others: tuple[Array, Array]) -> RateChange:
    """Give the ratio of two ratios of rates: own over others, after over before."""
    n, m = ([float(t.sum()) for t in side] for side in (own, others))
    poisson = sum(1 / count for count in (*n, *m))
    before, after = (influence(g, t) - influence(g, other) for g, t, other in zip(grids, own, others, strict=True))
    error = spread((grids[0], -before), (grids[1], after), poisson)
    return RateChange((n[1] / n[0]) / (m[1] / m[0]), error, error.error**2 / poisson)


def choose_untouched(changes: Sequence[Change]) -> list[Change]:
    """Choose the matched routines that move with the middle of all of them."""
    able = [
        (c, c.rate_ratio.p50, c.rate_interval)
        for c in changes
        if c.rate_ratio is not None
        and c.rate_interval is not None
        and min(c.executions_before, c.executions_after) >= TOO_FEW
        and not c.steps_changed
    ]
    if len(able) < ROUTINES_WANTED:
        return []
    middle = median_low(ratio for _, ratio, _ in able)
    return [c for c, _, (low, high) in able if low <= middle <= high]


def pool(chosen: Sequence[Change], baseline: Scan, scan: Scan) -> tuple[tuple[Grid, Array], tuple[Grid, Array]] | None:
    """Add the executions of these routines up, by agent and day; None where there are too few."""
    sides = []
    for held, ids in ((baseline, {c.before_id for c in chosen}), (scan, {c.after_id for c in chosen})):
        grid = make_grid(held)
        executions = [e for r in held.routines if r.id in ids for e in r.executions]
        if len(executions) < EXECUTIONS_WANTED:
            return None
        sides.append((grid, grid.counts(executions)))
    return sides[0], sides[1]

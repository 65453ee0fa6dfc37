"""What the untouched routines did: the control for those that were changed.

In: the changes of all routines. Out: the routines whose number per agent-day
moves with the rest, and by how much. A few that were automated, or that grew for
reasons of their own, must not set the measure: the median ratio is the middle,
and who surely left it is no control.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rpa_finder.changes.judging import TOO_FEW
from rpa_finder.changes.rates import compare_rates
from rpa_finder.clusters import Array, Grid, make_grid
from rpa_finder.model import Change, Routine, Scan, Untouched

EXECUTIONS_WANTED = 100
"""With fewer on either side, the others are no control."""


def find_untouched(
    changes: Sequence[Change], baseline: Scan, scan: Scan, touched: Iterable[str] = ()
) -> Untouched | None:
    """Give the control, without the routines of these ids (in the baseline); None where there is too little."""
    chosen = choose_untouched(changes, set(touched))
    found = pool(chosen, baseline, scan)
    if found is None:
        return None
    (old, left), (new, right) = found
    ratio = compare_rates(*found).range
    rates = float(left.sum()) / old.total / len(chosen), float(right.sum()) / new.total / len(chosen)
    return Untouched(tuple(c.before_id for c in chosen), *rates, ratio)


def choose_untouched(changes: Sequence[Change], touched: set[str]) -> list[Change]:
    """Choose the matched routines that move with the middle of all of them."""
    able = [
        c
        for c in changes
        if c.rate_ratio is not None
        and c.rate_interval is not None
        and min(c.executions_before, c.executions_after) >= TOO_FEW
        and c.before_id not in touched
        and not c.steps_changed
    ]
    if not able:
        return []
    middle = _weighted_median([(c.rate_ratio.p50, 1.0) for c in able if c.rate_ratio])
    near = []
    for c in able:
        low, high = c.rate_interval or (0.0, math.inf)
        if low <= middle <= high:
            near.append(c)
    return near


def pool(chosen: Sequence[Change], baseline: Scan, scan: Scan) -> tuple[tuple[Grid, Array], tuple[Grid, Array]] | None:
    """Add the executions of these routines up, by agent and day; None where there are too few."""
    sides = []
    for held, ids in ((baseline, {c.before_id for c in chosen}), (scan, {c.after_id for c in chosen})):
        grid = make_grid(held)
        executions = [e for r in _by_id(held.routines, ids) for e in r.executions]
        if len(executions) < EXECUTIONS_WANTED:
            return None
        sides.append((grid, grid.counts(executions)))
    return sides[0], sides[1]


def _by_id(routines: Sequence[Routine], ids: set[str]) -> list[Routine]:
    return [r for r in routines if r.id in ids]


def _weighted_median(pairs: Sequence[tuple[float, float]]) -> float:
    half, so_far = sum(w for _, w in pairs) / 2, 0.0
    for value, weight in sorted(pairs):
        so_far += weight
        if so_far >= half:
            return value
    return 1.0

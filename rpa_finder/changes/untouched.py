"""What the untouched routines did: the control for those that were changed.

In: the changes of all routines. Out: the routines whose number per agent-day
moves with the rest, and by how much. A few that were automated, or that grew for
reasons of their own, must not set the measure: the median ratio is the middle,
and who surely left it is no control.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from rpa_finder.agent_days import Array, Grid, make_grid
from rpa_finder.changes.judging import TOO_FEW
from rpa_finder.changes.rates import compare_rates
from rpa_finder.model import Change, Scan, Untouched

EXECUTIONS_WANTED = 100
"""With fewer on either side, the others are no control."""


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
    if not able:
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

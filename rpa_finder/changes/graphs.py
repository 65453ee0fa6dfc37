"""Which screens and moves appeared, vanished, grew or shrank.

In: the screen graphs of two scans. Out: one GraphChange for every screen and
every move, and whether the screens of a routine are still visited. Counts are
Poisson's, wider by the dispersion that visits have: no agent's days are known
here, so that only large changes are called.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rpa_finder.changes.manner import LASTING
from rpa_finder.changes.rates import rate_ratio
from rpa_finder.model import GraphChange, Routine, Scan
from rpa_finder.renames import Naming

LEAST_COUNT = 15
"""With fewer on both sides nothing is said."""
DISPERSION = 6.0
"""Variance over mean of daily counts, on the safe side: 3.6 in a worked example of counts by day."""
_LARGE = math.sqrt(2)
"""A change is called beyond this, either way: nothing less would show in a drawing."""


def compare_graphs(
    baseline: Scan, scan: Scan, naming: Naming
) -> tuple[tuple[GraphChange, ...], tuple[GraphChange, ...]]:
    """Compare screens by their visits, and moves by their number; renamed screens by their name in the baseline."""
    exposures = float(max(1, baseline.totals.agent_days)), float(max(1, scan.totals.agent_days))
    old, new = baseline.graph, scan.graph
    names = naming.screens
    screens = _changes(
        {(s.name, ""): s.visits for s in old.screens},
        {(names.get(s.name, s.name), ""): s.visits for s in new.screens},
        exposures,
    )
    moves = _changes(
        {(t.source, t.target): t.moves for t in old.transitions},
        {(names.get(t.source, t.source), names.get(t.target, t.target)): t.moves for t in new.transitions},
        exposures,
    )
    return screens, moves


def still_visited(routine: Routine, screens: Sequence[GraphChange], naming: Naming, *, later: bool) -> bool:
    """Tell whether a routine's least visited screen is visited as often in the scan without the routine.

    Then the work may go on there without being firm enough for a routine. Had it ceased, as many visits as
    executions would be missing; half of them must be. later says that the later scan holds the routine.
    """
    known = {g.source: g for g in screens}
    lasting = {s.screen for s in routine.steps if s.share >= LASTING}
    names = {naming.screens.get(name, name) if later else name for name in lasting}
    visits = []
    for change in (known[name] for name in names if name in known):
        here, there = change.count_before, change.count_after
        ratio = change.rate_ratio or 0.0
        if later:
            here, there, ratio = there, here, 1 / ratio if ratio else 0.0
        visits.append((here, here * ratio if there else 0.0))
    if not visits:
        return False
    here, expected = min(visits)
    return expected > here - len(routine.executions) / 2


def _changes(
    before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int], exposures: tuple[float, float]
) -> tuple[GraphChange, ...]:
    found = []
    for source, target in sorted(before.keys() | after.keys()):
        counts = before.get((source, target), 0), after.get((source, target), 0)
        status, ratio = _status(counts, exposures)
        found.append(GraphChange(source, target, status, *counts, ratio))
    return tuple(found)


def _status(counts: tuple[int, int], exposures: tuple[float, float]) -> tuple[str, float | None]:
    if min(counts) == 0:
        if max(counts) < LEAST_COUNT:
            return "too-few", None
        return ("appeared" if counts[0] == 0 else "vanished"), None
    low, ratio, high = rate_ratio((counts[0], exposures[0]), (counts[1], exposures[1]), DISPERSION)
    if counts[0] == counts[1] and exposures[0] == exposures[1]:
        return "same", ratio
    if max(counts) < LEAST_COUNT:
        return "too-few", ratio
    if high < 1 and ratio < 1 / _LARGE:
        return "shrank", ratio
    return ("grew" if low > 1 and ratio > _LARGE else "same"), ratio

"""Two scans -> what appeared, shrank, grew, drifted or stayed.

In: a baseline and a later scan of the same work. Out: a Comparison with one
Change a routine, one GraphChange a screen and a move, what was renamed, what
the untouched routines did, and where the time went. Counts are compared per
agent-day (or per case); no change is claimed only because two counts differ,
and none is denied only because too little was seen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rpa_finder.agent_days import Grid, make_grid
from rpa_finder.changes.graphs import compare_graphs, still_visited
from rpa_finder.changes.judging import Evidence, judge_all
from rpa_finder.changes.ledger import lay_out_time
from rpa_finder.changes.manner import compare_mixes, compare_steps, compare_times
from rpa_finder.changes.rates import compare_rates
from rpa_finder.changes.untouched import find_untouched, set_beside
from rpa_finder.matching import Pair, find_absorbed, find_set_aside, likeness, match_routines
from rpa_finder.model import Comparison, Routine, Scan
from rpa_finder.renames import Naming, StepName, find_renames

__all__ = ["compare"]

HALF = 0.5
"""Of two pieces of a routine, done one after the other, only one can be more of it than this."""
A_TENTH = 0.1
"""Fewer executions drawn apart change no verdict."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both scans, and the agents and days of both."""

    baseline: Scan
    scan: Scan
    grids: tuple[Grid, Grid]
    naming: Naming
    absorbed: dict[str, set[StepName]]
    """Id of a routine, "<" (baseline) or ">" before it -> steps that the other scan draws in a routine of their own."""
    split: dict[str, tuple[str, ...]]
    """Id of a routine, marked likewise -> routines of the other scan that are the same work, beside its partner."""


def compare(
    baseline: Scan, scan: Scan, volumes: tuple[float, float] | None = None, expected: Collection[str] = ()
) -> Comparison:
    """Compare a scan with an earlier one, routine by routine: the baseline's first, then new ones.

    Verdicts: new, gone, reduced, grew, drifted, stable, too-few. Rates are
    executions per agent-day, or per case where the volumes (cases worked on
    in the time of either scan) are given; rate_ratio is P10 to P90, the verdict rests on 95 %.
    expected are the keys of routines that were automated, as was decided before: each is a question of its own.
    """
    visited = [{s.name for s in held.graph.screens} for held in (baseline, scan)]
    naming = find_renames(baseline.routines, scan.routines, (visited[0], visited[1]))
    cases = volumes or (None, None)
    grids = make_grid(baseline, cases[0]), make_grid(scan, cases[1])
    pairs = match_routines(baseline.routines, scan.routines, naming)
    matched = {b.id: (b, a, alike) for b, a, alike in pairs}
    taken = {a.id for _, a, _ in pairs}
    gone = [b for b in baseline.routines if b.id not in matched]
    come = [a for a in scan.routines if a.id not in taken]
    part_of = find_absorbed(gone, [a for _, a, _ in pairs], naming)
    came_of = find_absorbed(come, [b for b, _, _ in pairs], naming, alone_is_later=True)
    known = find_set_aside(gone, scan.set_aside, naming)
    knew = find_set_aside(come, baseline.set_aside, naming, alone_is_later=True)
    sides = _Sides(
        *(baseline, scan, grids, naming),
        _absorbed_steps(gone, part_of, ">") | _absorbed_steps(come, came_of, "<"),
        _same_work_apart(gone, scan, part_of, naming) | _same_work_apart(come, baseline, came_of, naming, later=True),
    )
    screens, moves = compare_graphs(baseline, scan, naming)
    evidence = [
        _weigh(matched[b.id], sides)
        if b.id in matched
        else Evidence(
            *(b, None, grids, (baseline, scan)),
            part_of=part_of.get(b.id, ""),
            set_aside=known.get(b.id),
            visited=still_visited(b, screens, naming, later=False),
        )
        for b in baseline.routines
    ]
    evidence += [
        Evidence(
            *(None, a, grids, (baseline, scan)),
            part_of=came_of.get(a.id, ""),
            set_aside=knew.get(a.id),
            visited=still_visited(a, screens, naming, later=True),
        )
        for a in come
    ]
    basis = "agent-day" if volumes is None else "case"
    changes = judge_all(evidence, basis, expected)
    control = find_untouched(changes, baseline, scan)
    if control is not None:
        changes = set_beside(changes, control, baseline, scan)
    totals = baseline.totals, scan.totals
    return Comparison(
        *(baseline.label, scan.label),
        *(totals[0].first, totals[0].last, totals[1].first, totals[1].last),
        *(totals[0].agent_days, totals[1].agent_days),
        basis=basis,
        volumes=volumes,
        routines=changes,
        screens=screens,
        moves=moves,
        renames=naming.renames,
        untouched=control,
        time_went=lay_out_time(changes, baseline, scan),
    )


def _weigh(pair: Pair, sides: _Sides) -> Evidence:
    """Ask every question of a routine that both scans hold."""
    before, after, alike = pair
    scans = sides.baseline, sides.scan
    if _same_work(before, after, sides):
        return Evidence(before, after, sides.grids, scans, alike, same=True)
    (old, new), naming = sides.grids, sides.naming
    if not before.executions or not after.executions:
        return Evidence(before, after, sides.grids, scans, alike)
    split = sides.split.get(">" + after.id, ()), sides.split.get("<" + before.id, ())
    counts = [
        grid.counts([e for r in held.routines if r.id == routine.id or r.id in parts for e in r.executions])
        for grid, held, routine, parts in zip(sides.grids, scans, (before, after), split, strict=True)
    ]
    rates = compare_rates((old, counts[0]), (new, counts[1]))
    absorbed = sides.absorbed.get("<" + before.id, set()) | sides.absorbed.get(">" + after.id, set())
    said, steps = compare_steps(before, after, naming, absorbed)
    if any(split):
        apart = split[0] + split[1]
        return Evidence(before, after, sides.grids, scans, alike, rates=rates, said=said, steps=steps, split=apart)
    return Evidence(
        before,
        after,
        sides.grids,
        scans,
        alike,
        rates=rates,
        said=said,
        steps=steps,
        mix=compare_mixes(before, after, naming),
        time=compare_times((old, before), (new, after)),
    )


def _absorbed_steps(alone: Sequence[Routine], part_of: dict[str, str], side: str) -> dict[str, set[StepName]]:
    found: dict[str, set[StepName]] = {}
    for routine in alone:
        if routine.id in part_of:
            names = {(s.screen, s.action, s.field) for s in routine.steps}
            found.setdefault(side + part_of[routine.id], set()).update(names)
    return found


def _same_work_apart(
    alone: Sequence[Routine], other: Scan, part_of: dict[str, str], naming: Naming, *, later: bool = False
) -> dict[str, tuple[str, ...]]:
    """Find routines that only one scan draws although they are most of a routine of the other, not a piece of it."""
    whole = {r.id: r for r in other.routines}
    found: dict[str, tuple[str, ...]] = {}
    for routine in alone:
        if routine.id in part_of:
            of = whole[part_of[routine.id]]
            alike = likeness(of, routine, naming) if later else likeness(routine, of, naming)
            if alike > HALF and len(routine.executions) >= A_TENTH * len(of.executions):
                side = "<" if later else ">"
                found[side + of.id] = (*found.get(side + of.id, ()), routine.id)
    return found


def _same_work(before: Routine, after: Routine, sides: _Sides) -> bool:
    left, right = (
        (r.key, r.executions, s.totals.agent_days) for r, s in ((before, sides.baseline), (after, sides.scan))
    )
    return left == right

"""How often screens change under the hands of their agents: change points of fields and paths.

In: scans (with the routines of each) and what their comparison found. Out: one
ScreenDrift a screen, with its changes and their rate, an input to what a robot's
maintenance will cost. A step of a routine that was never there and then
usually is (or the reverse) marks a change; steps that change at one time on one
screen are one change, as one release would bring them. Within a scan the routine must have
been done often on both sides of the day, so that a routine which begins is no change of a screen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from rpa_finder.model import Comparison, Execution, Routine, Scan, ScreenDrift, Step

OFTEN = 15
"""Executions wanted on both sides of a change."""
USUAL = 0.5
"""Share of the executions that must hold the step where it is there."""
WEEKS_WANTED = 8
"""A release a quarter would not show in fewer."""
RELEASE_DAYS = 5
"""Changes of one screen so near to each other are one."""
_DAYS_PER_YEAR = 365.25

_Point = tuple[str, int, str]
"""Screen, day (ordinal), what changed."""


def measure_drift(scans: Sequence[Scan], *comparisons: Comparison) -> tuple[ScreenDrift, ...]:
    """Find the changes of every screen within the scans, and between them where they were compared; most first.

    The rate is over the time from the first to the last day of the logs,
    the gap between them included only where a comparison looks across it.
    """
    points = [point for scan in scans for routine in scan.routines for point in _points(routine)]
    for comparison in comparisons:
        points += _across(comparison)
    years = _years(scans, whole=bool(comparisons))
    used: dict[str, set[str]] = defaultdict(set)
    for scan in scans:
        for routine in scan.routines:
            for screen in {s.screen for s in routine.steps if s.share >= USUAL}:
                used[screen].update(e.day for e in routine.executions)
    found = []
    for screen in sorted(used):
        changes = _releases([p for p in points if p[0] == screen])
        low, high = poisson_rate(len(changes), years)
        found.append(ScreenDrift(screen, len(used[screen]), tuple(changes), len(changes) / years, low, high))
    return tuple(sorted(found, key=lambda d: (-len(d.changes), d.screen)))


def screen_changes(scans: Sequence[Scan], *comparisons: Comparison) -> tuple[float, ...]:
    """Give how often one screen changes in a year, all screens of routines taken together: P10, middle, P90.

    Empty where the logs span too few weeks to tell. The middle is Jeffreys' (half a change added), since a
    screen that was not seen to change will; the ends are Garwood's.
    """
    found = measure_drift(scans, *comparisons)
    years = len(found) * _years(scans, whole=bool(comparisons))
    if not found or years / len(found) < WEEKS_WANTED * 7 / _DAYS_PER_YEAR:
        return ()
    count = sum(len(d.changes) for d in found)
    low, high = poisson_rate(count, years)
    return tuple(round(rate, 4) for rate in (low, (count + 0.5) / years, high))


def poisson_rate(count: int, time: float) -> tuple[float, float]:
    """Give P10 and P90 of a rate of which so many events were seen in a time (Garwood 1936, exact)."""
    from scipy.special import gammaincinv  # noqa: PLC0415 - heavy, loaded when used

    low = float(gammaincinv(count, 0.1)) / time if count else 0.0
    return low, float(gammaincinv(count + 1, 0.9)) / time


def _points(routine: Routine) -> Iterator[_Point]:
    """Give each step of a routine that came or went on a day."""
    ordered = sorted(routine.executions, key=lambda e: (e.day, e.start, e.id))
    if len(ordered) < 2 * OFTEN:
        return
    for number, step in enumerate(routine.steps, start=1):
        holds = [number in e.steps for e in ordered]
        for came in (True, False):
            day = _turning_day(ordered, holds, came=came)
            if day:
                yield step.screen, date.fromisoformat(day).toordinal(), _words(step, "came" if came else "went")


def _turning_day(ordered: Sequence[Execution], holds: Sequence[bool], *, came: bool) -> str:
    """Give the day from which a step is there (or no longer), or ""; several agents must bear it out."""
    seen = [i for i, held in enumerate(holds) if held]
    if not seen:
        return ""
    first = seen[0] if came else seen[-1] + 1
    without, having = (range(first), range(first, len(holds))) if came else (range(first, len(holds)), range(first))
    if min(len(without), len(having)) < OFTEN:
        return ""
    if sum(holds[i] for i in having) < USUAL * len(having):
        return ""
    agents = {ordered[i].agent for i in without} & {ordered[i].agent for i in having}
    return ordered[first].day if len(agents) > 1 else ""


def _across(comparison: Comparison) -> Iterator[_Point]:
    """Give what was renamed, came or went between two scans, dated at the first day of the later one."""
    day = date.fromisoformat(comparison.after_first[:10]).toordinal()
    for rename in comparison.renames:
        yield rename.screen, day, f"{rename.field or rename.screen} is now {rename.now}"
    for change in comparison.routines:
        if change.verdict == "drifted" or change.steps_q is not None:
            for said in change.steps_changed:
                kind, _, name = said.partition(": ")
                if kind in ("came", "went"):
                    yield name.split(", ")[0], day, f"{kind}: {name}"


def _releases(points: Sequence[_Point]) -> list[str]:
    """Join changes that lie near each other."""
    joined: list[tuple[int, list[str]]] = []
    for _, day, what in sorted(set(points), key=lambda p: (p[1], p[2])):
        if joined and day - joined[-1][0] <= RELEASE_DAYS:
            joined[-1][1].append(what)
        else:
            joined.append((day, [what]))
    return [f"{date.fromordinal(day).isoformat()}: {'; '.join(whats)}" for day, whats in joined]


def _years(scans: Sequence[Scan], *, whole: bool) -> float:
    spans = [tuple(date.fromisoformat(t[:10]).toordinal() for t in (s.totals.first, s.totals.last)) for s in scans]
    if whole and spans:
        spans = [(min(a for a, _ in spans), max(b for _, b in spans))]
    return max(1, sum(b - a + 1 for a, b in spans)) / _DAYS_PER_YEAR


def _words(step: Step, kind: str) -> str:
    return f"{kind}: {step.screen}, {step.action} {step.field}".rstrip()

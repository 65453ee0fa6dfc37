"""Where did the time go: all active hours of both scans, each counted once.

In: the changes of all routines. Out: hours per 100 agent-days by what became
of the routine, and the work outside of routines, so that both columns add up to
the hours observed.
"""

from __future__ import annotations

from collections.abc import Sequence

from rpa_finder.model import Change, Scan, TimeLine

PER = 100
"""Agent-days: a team's month, or nearly."""
_LINES = (
    ("reduced", "Routines done less"),
    ("gone", "Routines no longer seen"),
    ("grew", "Routines done more"),
    ("new", "New routines"),
    ("drifted", "Routines done in another way"),
    ("stable", "Routines that stayed"),
    ("too-few", "Routines too rarely seen to tell"),
)
OUTSIDE = "Work outside of routines"


def lay_out_time(changes: Sequence[Change], baseline: Scan, scan: Scan) -> tuple[TimeLine, ...]:
    """Give a line for every verdict that there is, and one for the work outside of routines."""
    verdicts = (
        {c.before_id: c.verdict for c in changes if c.before_id},
        {c.after_id: c.verdict for c in changes if c.after_id},
    )
    sides = [_hours(held, of) for held, of in zip((baseline, scan), verdicts, strict=True)]
    named = [(name, sides[0].get(verdict, 0.0), sides[1].get(verdict, 0.0)) for verdict, name in _LINES]
    lines = [TimeLine(name, before, after) for name, before, after in named if before or after]
    return (*lines, TimeLine(OUTSIDE, sides[0][OUTSIDE], sides[1][OUTSIDE]))


def _hours(scan: Scan, verdicts: dict[str, str]) -> dict[str, float]:
    factor = PER / max(1, scan.totals.agent_days) / 3600
    found: dict[str, float] = {}
    for routine in scan.routines:
        verdict = verdicts[routine.id]
        found[verdict] = found.get(verdict, 0.0) + routine.active_seconds_total * factor
    found[OUTSIDE] = scan.totals.active_seconds * factor - sum(found.values())
    return found

"""Outcome beside activity: what the work achieves, and how each proposal would move it.

In: routines, of all kinds. Out: figures for the whole log. A repeat is counted
within so many days, and only where the log goes on that long after (else the
repeat could not have been seen).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from rpa_finder import verdicts
from rpa_finder.model import Execution, Outcome, Routine

REPEAT_DAYS = 7
"""Convention: no source gives a window; state it beside the figure."""
_AGAIN = ("rework", "ping-pong", "repeat-contact")

HANDLE_TIME, VOLUME, REWORK, REPEATS, LOOKUPS = (
    "Handle time",
    "Volume",
    "Rework",
    "Repeat work on a case",
    "Look-ups that change nothing",
)

_MOVES = {
    verdicts.UNATTENDED: (f"{HANDLE_TIME}: falls for people, to the items handed back.", f"{VOLUME}: unchanged."),
    verdicts.API: (f"{HANDLE_TIME}: the carrying falls away.", f"{VOLUME}: unchanged."),
    verdicts.ATTENDED: (f"{HANDLE_TIME}: falls to the agent's own part.", f"{VOLUME}: unchanged."),
    verdicts.MACRO: (f"{HANDLE_TIME}: falls by what repeats.", f"{VOLUME}: unchanged."),
    verdicts.SELF_SERVICE: (
        f"{VOLUME}: falls by those who then look for themselves.",
        f"{LOOKUPS}: falls.",
        f"{HANDLE_TIME}: may rise, as the simple enquiries go first.",
    ),
    verdicts.UPSTREAM: (f"{REWORK}: falls.", f"{REPEATS}: falls.", f"{VOLUME}: falls with it."),
    verdicts.ELIMINATE: (f"{HANDLE_TIME}: falls by the moves spared.",),
    verdicts.LEAVE: ("Time freed elsewhere can go here; no figure of the log moves by itself.",),
    verdicts.NOT_WORTH: ("Nothing moves.",),
}


def measure_outcomes(routines: Sequence[Routine], days: int) -> tuple[Outcome, ...]:
    """Measure handle time, volume, rework, repeat work and look-ups over all routines of a log of so many days."""
    executions = [e for r in routines for e in r.executions]
    total = len(executions)
    if not total:
        names = ((HANDLE_TIME, "seconds"), (VOLUME, "executions a day"), (REWORK, "share"))
        return tuple(Outcome(name, None, unit, "No routine was found.") for name, unit in names)
    again = sum(len(r.executions) for r in routines if r.kind in _AGAIN)
    looked = sum(len(r.executions) for r in routines if r.kind == "lookup")
    return (
        Outcome(
            HANDLE_TIME,
            math.fsum(e.active_seconds for e in executions) / total,
            "seconds",
            f"Mean active time of {total:,} executions of all routines.",
        ),
        Outcome(VOLUME, total / max(days, 1), "executions a day", f"{total:,} executions in {days:,} worked days."),
        Outcome(REWORK, again / total, "share", f"{again:,} executions are rework, ping-pong or repeat contacts."),
        _repeats(routines),
        Outcome(LOOKUPS, looked / total, "share", f"{looked:,} executions read only and write nothing."),
    )


def moves_of(verdict: str) -> tuple[str, ...]:
    """Say which outcomes a proposal with this verdict would move."""
    return _MOVES[verdict]


def _repeats(routines: Sequence[Routine]) -> Outcome:
    """Count the executions after which the same routine comes again for the same case within the window."""
    days = [date.fromisoformat(e.day).toordinal() for r in routines for e in r.executions]
    last = max(days)
    seen = repeated = 0
    for routine in routines:
        by_case: dict[str, list[Execution]] = {}
        for execution in routine.executions:
            if execution.case:
                by_case.setdefault(execution.case, []).append(execution)
        for group in by_case.values():
            on = sorted((date.fromisoformat(e.day).toordinal(), e.start) for e in group)
            for i, (day, _) in enumerate(on):
                if day + REPEAT_DAYS <= last:
                    seen += 1
                    repeated += i + 1 < len(on) and on[i + 1][0] - day <= REPEAT_DAYS
    if not seen:
        why = f"The log names no cases, or is shorter than the {REPEAT_DAYS} days in which a repeat is looked for."
        return Outcome(REPEATS, None, "share", why)
    why = f"{repeated:,} of {seen:,} executions were done again for the same case within {REPEAT_DAYS} days."
    return Outcome(REPEATS, repeated / seen, "share", why + " A repeat is no proof of failure.")

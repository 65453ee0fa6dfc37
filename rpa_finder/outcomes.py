"""Outcome beside activity: what the work achieves, and how each proposal would move it.

In: routines, of all kinds. Out: figures for the whole log. A repeat is an
execution that the log shows to come back to a case or record (see Recurrence).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rpa_finder import verdicts
from rpa_finder.model import Outcome, Routine

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
    """Count the executions that come back to a case or record that was worked on before."""
    told = [r.recurrence for r in routines if r.recurrence is not None]
    known = sum(found.known for found in told)
    if not known:
        return Outcome(REPEATS, None, "share", "The log tells of no execution which case or record it is about.")
    back = sum(min(found.known, found.rework + found.ping_pong + found.repeat_contact) for found in told)
    why = f"{back:,} of {known:,} executions whose case or record the log tells come back to one worked on before. "
    return Outcome(REPEATS, back / known, "share", why + "What was done before the log begins is not seen.")

"""Outcome beside activity: what the work achieves, and how each proposal would move it.

In: routines, of all kinds. Out: figures for the whole log, and for a proposal the
same figures if it alone were realised. A repeat is an execution that the log
shows to come back to a case or record (see Recurrence).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from rpa_finder import verdicts
from rpa_finder.model import Outcome, OutcomeChange, Routine

_AGAIN = ("rework", "ping-pong", "repeat-contact")

HANDLE_TIME, VOLUME, REWORK, REPEATS, LOOKUPS = (
    "Handle time",
    "Volume",
    "Rework",
    "Repeat work on a case",
    "Look-ups that change nothing",
)
_UNITS = {HANDLE_TIME: "seconds", VOLUME: "executions a day", REWORK: "share", REPEATS: "share", LOOKUPS: "share"}
NO_CASES = "The log tells of no execution which case or record it is about."
_UNSAID = "how much would go is not in the log"
_DILUTED = "as many as before, of fewer executions in all"

Ends = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Work:
    """Sums over executions, from which every outcome is worked out; what a proposal leaves need not be whole."""

    executions: float = 0.0
    seconds: float = 0.0
    again: float = 0.0
    """Executions that are rework, ping-pong or repeat contacts."""
    looked: float = 0.0
    """Executions that read only."""
    known: float = 0.0
    """Executions whose case or record the log tells."""
    back: float = 0.0
    """Of these, those that come back to one worked on before."""

    def less(self, other: Work, share: float) -> Work:
        """Take this share of other's executions away, with all that they hold."""
        return Work(*(getattr(self, f.name) - share * getattr(other, f.name) for f in fields(self)))


def add_up(routines: Iterable[Routine]) -> Work:
    """Add up what routines hold."""
    found = list(routines)
    told = [r.recurrence for r in found if r.recurrence is not None]
    return Work(
        executions=sum(len(r.executions) for r in found),
        seconds=math.fsum(e.active_seconds for r in found for e in r.executions),
        again=sum(len(r.executions) for r in found if r.kind in _AGAIN),
        looked=sum(len(r.executions) for r in found if r.kind == "lookup"),
        known=sum(t.known for t in told),
        back=sum(min(t.known, t.rework + t.ping_pong + t.repeat_contact) for t in told),
    )


def measure_outcomes(routines: Sequence[Routine], days: int) -> tuple[Outcome, ...]:
    """Measure handle time, volume, rework, repeat work and look-ups over all routines of a log of so many days."""
    work = add_up(routines)
    total = int(work.executions)
    if not total:
        return tuple(
            Outcome(name, None, _UNITS[name], "No routine was found.") for name in (HANDLE_TIME, VOLUME, REWORK)
        )
    value = _figures(work, days)
    repeats = (
        f"{work.back:,} of {work.known:,} executions whose case or record the log tells come back to one worked on "
        "before. What was done before the log begins is not seen."
    )
    why = {
        HANDLE_TIME: f"Mean active time of {total:,} executions of all routines.",
        VOLUME: f"{total:,} executions in {days:,} worked days.",
        REWORK: f"{work.again:,} executions are rework, ping-pong or repeat contacts.",
        REPEATS: repeats if work.known else NO_CASES,
        LOOKUPS: f"{work.looked:,} executions read only and write nothing.",
    }
    return tuple(Outcome(name, value[name], unit, why[name]) for name, unit in _UNITS.items())


def foresee(
    routine: Routine, verdict: str, everything: Work, days: int, spared: Ends, left: Ends
) -> tuple[OutcomeChange, ...]:
    """Say what a proposal would make of each outcome of the log, if it alone were realised.

    everything is what all routines of a log of so many days hold. spared gives people's seconds per item of the routine
    that a bot takes over, left the share of the items still asked of them after self-service: at the least, likely and
    most exceptions. Handle time is people's hands-on time an item, whoever does the rest.
    """
    before = _figures(everything, days)
    withheld = _withheld(routine, verdict)
    if withheld:
        return tuple(
            OutcomeChange(name, unit, before[name], None, None, None, NO_CASES if before[name] is None else withheld)
            for name, unit in _UNITS.items()
        )
    most, likely, least = _left(add_up([routine]), verdict, everything, spared, left)
    ends = [_figures(work, days) for work in (most, likely or least, least)]
    return tuple(
        _change(name, before[name], [end[name] for end in ends], likely is not None, (everything, most))
        for name in _UNITS
    )


def say_moves(changes: Sequence[OutcomeChange], verdict: str) -> tuple[str, ...]:
    """Say which outcomes a proposal with this verdict would move, from what to what, and which it would not."""
    if verdict == verdicts.NOT_WORTH:
        return ("Nothing moves.",)
    if verdict == verdicts.LEAVE:
        return ("Time freed elsewhere can go here; no figure of the log moves by itself.",)
    said = [_say(change) for change in changes if change.moves]
    still = [c.name for c in changes if not c.moves and c.low is not None]
    said += [f"Does not move: {', '.join(still)}."] if still else []
    for why in dict.fromkeys(c.why for c in changes if c.low is None):
        names = ", ".join(c.name for c in changes if c.low is None and c.why == why)
        said.append(f"Not told: {names}. {why}")
    return tuple(said)


def format_outcome(x: float, unit: str) -> str:
    """Write an outcome's figure with one decimal: 84.2 s; 12.5 %; 41.0."""
    return f"{100 * x:.1f} %" if unit == "share" else f"{x:,.1f} s" if unit == "seconds" else f"{x:,.1f}"


def _figures(work: Work, days: int) -> dict[str, float | None]:
    """Give each outcome; None where there is nothing to divide by."""
    return {
        HANDLE_TIME: _ratio(work.seconds, work.executions),
        VOLUME: work.executions / max(days, 1),
        REWORK: _ratio(work.again, work.executions),
        REPEATS: _ratio(work.back, work.known),
        LOOKUPS: _ratio(work.looked, work.executions),
    }


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 1e-9 else None


def _withheld(routine: Routine, verdict: str) -> str:
    """Say why a routine's part can't be told: it would be one person's, or too little was seen."""
    if verdict in (verdicts.LEAVE, verdicts.NOT_WORTH):
        return ""
    saving = routine.saving
    if saving is not None and saving.gross_hours is not None:
        return ""
    return f"Withheld: {saving.withheld}." if saving is not None and saving.withheld else "Withheld: not estimated."


def _left(own: Work, verdict: str, everything: Work, spared: Ends, left: Ends) -> tuple[Work, Work | None, Work]:
    """Give what is left of all work: at most effect, likely (None where the log can't tell), and at least."""
    if verdict == verdicts.SELF_SERVICE:
        most, likely, least = (everything.less(own, 1 - share) for share in left)
        return most, likely, least
    if verdict in verdicts.BUILT:
        most, likely, least = (
            replace(everything, seconds=everything.seconds - own.executions * each) for each in spared
        )
        return most, likely, least
    if verdict == verdicts.UPSTREAM:
        return everything.less(own, 1.0), None, everything
    if verdict == verdicts.ELIMINATE:
        return replace(everything, seconds=everything.seconds - own.seconds), None, everything
    return everything, everything, everything


def _change(
    name: str, before: float | None, ends: Sequence[float | None], told: bool, works: tuple[Work, Work]
) -> OutcomeChange:
    """Put the figures at most, likely and least effect in order; works: all work before, and after the most effect."""
    unit = _UNITS[name]
    if before is None:
        return OutcomeChange(name, unit, None, None, None, None, NO_CASES)
    # Where all of what it is a share of would go, there is nothing left that could come back or be looked up.
    most, likely, least = (0.0 if end is None else end for end in ends)
    low, high = min(most, likely, least), max(most, likely, least)
    if (low, high) == (before, before):
        return OutcomeChange(name, unit, before, before, before, before)
    part = {REWORK: "again", REPEATS: "back", LOOKUPS: "looked"}.get(name)
    diluted = part is not None and getattr(works[0], part) == getattr(works[1], part)
    why = _DILUTED if diluted else "" if told else _UNSAID
    return OutcomeChange(name, unit, before, likely if told else None, low, high, why)


def _say(change: OutcomeChange) -> str:
    before, low, high = (format_outcome(x or 0.0, change.unit) for x in (change.before, change.low, change.high))
    unit = "" if change.unit == "share" else " an execution" if change.unit == "seconds" else f" {change.unit}"
    why = f"; {change.why}" if change.why else ""
    if change.after is None:
        return f"{change.name}: {before}{unit}, then between {low} and {high}{why}."
    return f"{change.name}: from {before} to {format_outcome(change.after, change.unit)}{unit} ({low} to {high}){why}."

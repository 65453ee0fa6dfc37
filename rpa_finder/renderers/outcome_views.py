"""What the page shows of outcomes: as seen, and what each proposal would make of them.

In: Scan. Out: a table of texts; None where no proposal has figures (scans of earlier versions).
"""

from __future__ import annotations

from dataclasses import dataclass

from rpa_finder import locales
from rpa_finder.model import OutcomeChange, Proposal, Scan
from rpa_finder.outcomes import format_outcome
from rpa_finder.renderers.words import EN_DASH, MINUS

STILL, UNTOLD, WITHHELD = "does not move", "not told", "withheld"


@dataclass(frozen=True, slots=True)
class OutcomeCell:
    """An outcome after a proposal."""

    figure: str
    """Likely; "" where there is a range only, or none."""
    between: str
    said: str
    """In place of figures: does not move, not told, withheld; else ""."""
    why: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A proposal's line."""

    proposal: Proposal
    cells: tuple[OutcomeCell, ...]


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """Outcomes by proposal."""

    heads: tuple[str, ...]
    """Name of each outcome, with its unit where that is no share."""
    seen: tuple[str, ...]
    rows: tuple[OutcomeRow, ...]
    """By rank."""


def view_outcomes(scan: Scan) -> OutcomeTable | None:
    """Give the table of outcomes before and after each proposal."""
    told = [p for p in sorted(scan.proposals, key=lambda p: (p.rank, p.id)) if p.outcome_changes]
    if not told:
        return None
    first = told[0].outcome_changes
    return OutcomeTable(
        heads=tuple(c.name if c.unit == "share" else f"{c.name}, {_UNITS.get(c.unit, c.unit)}" for c in first),
        seen=tuple(UNTOLD if c.before is None else _figure(c.before, c.unit) for c in first),
        rows=tuple(OutcomeRow(p, tuple(map(_cell, p.outcome_changes))) for p in told),
    )


_UNITS = {"seconds": "each execution"}


def _cell(change: OutcomeChange) -> OutcomeCell:
    if change.low is None or change.high is None:
        return OutcomeCell("", "", UNTOLD if change.before is None else WITHHELD, change.why)
    if not change.moves:
        return OutcomeCell("", "", STILL, change.why)
    low, high = (_figure(end, change.unit) for end in (change.low, change.high))
    dash = " to " if MINUS in low + high else EN_DASH
    likely = "" if change.after is None else _figure(change.after, change.unit)
    return OutcomeCell(likely, low if low == high else f"{low}{dash}{high}", "", change.why)


def _figure(x: float, unit: str) -> str:
    """Write a figure as readers at home do, its unit kept beside it."""
    text = format_outcome(abs(x), unit).replace(" ", locales.NO_BREAK)
    figure = locales.current().figure(text)
    return MINUS + figure if x < 0 and any(c in "123456789" for c in figure) else figure

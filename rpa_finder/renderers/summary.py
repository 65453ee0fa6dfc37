"""The findings in a few lines of plain text, to read in a terminal or paste in a mail."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator

from rpa_finder.locales import written_as
from rpa_finder.model import KINDS, Proposal, Range, Routine, Scan
from rpa_finder.renderers.localised import configured, in_locale
from rpa_finder.renderers.scan_json import as_stored, plain
from rpa_finder.renderers.words import (
    NO_BREAK,
    count_noun,
    format_claim,
    format_count,
    format_date,
    format_hours,
    format_money_range,
    format_range,
    format_seconds,
    format_share,
    shorten,
)

WIDTH = 80
MOST_LINES = 40
BEST = 5
"""So many proposals are named."""

_HINT = "Read report.html first, build from proposals/, check business_case.xlsx."


def render_summary(scan: Scan, folder: str = "", whole: bool = True) -> str:
    """Write at most 40 lines of 80 columns: what was read, found, and can't be concluded, and where the files are.

    whole says that every output is there, so that the reader can be told where to begin. Figures are
    in the scan's locale.
    """
    with written_as(configured(scan)):
        return _summary(in_locale(scan), folder, whole)


def _summary(scan: Scan, folder: str, whole: bool) -> str:
    blocks = [_heading(scan), _read(scan), _found(scan), _best(scan), [*_total(scan), *_best_set(scan)]]
    above = [line for block in blocks for line in (*block, "")]
    below = ["", f"Files in {folder}", *[f"  {_HINT}"] * whole] if folder else []
    unsaid = list(_unsaid(scan))[: MOST_LINES - len(above) - len(below)]
    return "\n".join(line.replace(NO_BREAK, " ").rstrip() for line in (*above, *unsaid, *below)) + "\n"


def render_summary_json(scan: Scan, folder: str) -> str:
    """Write the same for a program: folder, label, time, totals, portfolio, proposals and notes as in scan.json."""
    found = as_stored(scan)
    names = ("label", "scanned_at", "totals", "portfolio", "proposals", "notes")
    document = {"folder": folder} | {name: plain(getattr(found, name)) for name in names}
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _heading(scan: Scan) -> Iterator[str]:
    title = shorten(scan.label, 60) or "Scan"
    yield title
    yield "=" * len(title)


def _read(scan: Scan) -> Iterator[str]:
    totals, inputs = scan.totals, scan.inputs
    rejected, twice = sum(i.rows_rejected for i in inputs), sum(i.rows_duplicate for i in inputs)
    read = sum(i.rows_read for i in inputs)
    yield f"Read      {count_noun(len(inputs), 'file')}, {count_noun(read, 'row')}: {_events(totals.events)} kept,"
    yield f"          {format_count(rejected)} rejected, {format_count(twice)} duplicate"
    first, last = format_date(totals.first), format_date(totals.last)
    span = first if first == last else f"{first} to {last}"
    yield f"Observed  {count_noun(totals.agents, 'agent')}, {count_noun(totals.days, 'day')} ({span}),"
    yield f"          {format_hours(totals.active_seconds / 3600)} of hands-on work on {_screens(scan)}"
    how = "learnt from the log" if scan.idle.learnt else "set, not learnt"
    yield f"Pauses    from {format_seconds(scan.idle.seconds)} count as idle ({how})"


def _found(scan: Scan) -> Iterator[str]:
    counts = Counter(r.kind for r in scan.routines)
    yield f"Found     {count_noun(len(scan.routines), 'routine')}"
    for kind in KINDS:
        if counts[kind]:
            hours = sum(r.active_seconds_total for r in scan.routines if r.kind == kind) / 3600
            yield f"          {counts[kind]:>3} {kind:<14} {format_hours(hours):>9} seen"


def _best(scan: Scan) -> Iterator[str]:
    if not scan.proposals:
        yield "Proposals none"
        return
    yield "Proposals (realised hours a year that no better one claims: median, 8 in 10)"
    routines = {r.id: r for r in scan.routines}
    for proposal in scan.proposals[:BEST]:
        yield from _proposal(proposal, routines[proposal.routine_id])
    if len(scan.proposals) > BEST:
        yield f"  and {len(scan.proposals) - BEST} more"


def _proposal(proposal: Proposal, routine: Routine) -> Iterator[str]:
    hours = format_claim(proposal.marginal_hours, routine.saving)
    yield f"  {proposal.id} {shorten(proposal.title, 48):<48} {hours:>24}"
    seen = f"{count_noun(len(routine.executions), 'execution')} by {count_noun(routine.agents, 'agent')}"
    yield f"      {shorten(proposal.verdict, 30)}; {proposal.kind}; {seen}"


def _total(scan: Scan) -> Iterator[str]:
    portfolio = scan.portfolio
    if portfolio.hours_per_year is None:
        yield "Together  withheld: too little was seen"
        return
    yield f"Together  {_hours(portfolio.hours_per_year)} realised a year (median, 8 in 10 outcomes)"
    if portfolio.npv is not None and portfolio.probability_of_loss is not None:
        assumptions = scan.config.get("assumptions")
        currency = str(assumptions.get("currency", "")) if isinstance(assumptions, dict) else ""
        loss = f"{format_share(portfolio.probability_of_loss)} of outcomes lose money"
        yield f"          net present value {format_money_range(portfolio.npv, currency)}; {loss}"


def _best_set(scan: Scan) -> Iterator[str]:
    best, ties = scan.portfolio.best_set, scan.portfolio.ties
    if best is not None:
        names = ", ".join(best.proposals[:8]) + (", ..." if len(best.proposals) > 8 else "")
        yield f"Best set  {names}: {format_hours(best.hours_per_year)} a year" if names else "Best set  none pays"
    if ties:
        group = ", ".join(ties[0][:8]) + (", ..." if len(ties[0]) > 8 or len(ties) > 1 else "")
        yield f"Tied      {group}"


def _unsaid(scan: Scan) -> Iterator[str]:
    withheld = [r.id for r in scan.routines if r.saving is None or r.saving.hours_per_year is None]
    texts = [note.text for note in scan.notes]
    if withheld:
        shown = ", ".join(withheld[:8]) + (", ..." if len(withheld) > 8 else "")
        texts.insert(0, f"No hours are given for {count_noun(len(withheld), 'routine')} ({shown}).")
    yield "Can't be concluded" if texts else "Nothing was withheld."
    for text in texts:
        yield from textwrap.wrap(shorten(text, 2 * WIDTH - 12), WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _events(n: int) -> str:
    return count_noun(n, "event")


def _screens(scan: Scan) -> str:
    return count_noun(scan.totals.screens, "screen")


def _hours(range_: Range | None) -> str:
    return "withheld" if range_ is None else f"{format_hours(range_.p50)} ({format_range(range_)})"

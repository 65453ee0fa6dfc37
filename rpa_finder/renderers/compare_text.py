"""What changed between two scans, as plain text to read in a terminal or put in a mail."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from rpa_finder.locales import current, written_as
from rpa_finder.model import Change, Comparison, VerifiedBenefit
from rpa_finder.renderers.localised import configured, rescan_in_locale
from rpa_finder.renderers.rescan import VERDICTS, Rescan
from rpa_finder.renderers.words import (
    MINUS,
    NO_BREAK,
    count_noun,
    format_date,
    format_hours,
    format_range,
    format_share,
    shorten,
)

WIDTH = 80
_MOST_RENAMES = 10


def render_changes(rescan: Rescan) -> str:
    """Write a count of verdicts, the control, verified benefits, then a line and a reason a routine; 80 columns.

    Figures are in the later scan's locale.
    """
    with written_as(configured(rescan.scan)):
        return _changes(rescan_in_locale(rescan))


def _changes(rescan: Rescan) -> str:
    blocks = [
        list(_head(rescan.comparison)),
        list(_benefits(rescan)),
        [*_renames(rescan.comparison), *_upkeep(rescan)],
        list(_routines(rescan.comparison)),
        ["Hours are gross hours a year, now minus before."],
    ]
    lines = [line for block in blocks if block for line in (*block, "")][:-1]
    return "\n".join(line.replace(NO_BREAK, " ").rstrip() for line in lines) + "\n"


def _head(comparison: Comparison) -> Iterator[str]:
    changes = comparison.routines
    counts = Counter(c.verdict for c in changes)
    said = ", ".join(f"{counts[v]} {v}" for v in VERDICTS if counts[v])
    yield f"{count_noun(len(changes), 'routine')} compared: {said or 'nothing to compare'}."
    days = comparison.agent_days_before, comparison.agent_days_after
    first, last = format_date(comparison.before_first), format_date(comparison.after_last)
    yield f"{first} to {last}: {count_noun(days[0], 'agent-day')} before, {count_noun(days[1], 'agent-day')} now."
    control = comparison.untouched
    if control is None:
        yield "Before and after, no control: nothing tells a change from a change of volume."
    else:
        r = control.ratio
        text = f"{count_noun(len(control.routines), 'untouched routine')} as control:"
        yield f"{text} done {_times(r.p50)} times as often (8 in 10: {_times(r.p10)} to {_times(r.p90)})."


def _benefits(rescan: Rescan) -> Iterator[str]:
    for b in rescan.benefits:
        yield f"Live since {format_date(b.live_since)}: {b.proposal_id} {shorten(b.title, 50)}"
        yield from textwrap.wrap(_benefit_words(b), WIDTH, initial_indent="  ", subsequent_indent="  ")


def _benefit_words(b: VerifiedBenefit) -> str:
    claimed = "nothing claimed" if b.claimed_hours is None else f"claimed {format_hours(b.claimed_hours)} a year"
    if b.verified_hours is None or b.verified_to_date is None:
        return f"{claimed}; {b.why}"
    share = "" if b.verified_share is None else f", {format_share(b.verified_share)} of the claim"
    moved = f" after {format_hours(b.moved_hours)} that moved elsewhere" if b.moved_hours else ""
    return (
        f"{claimed}; verified {format_hours(b.verified_hours.p50)} ({format_range(b.verified_hours)}){moved}{share}. "
        f"{current().figure(f'{b.months_run:.1f}')} months run: {format_hours(b.verified_to_date.p50)} to date. "
        f"{b.control}."
    )


def _renames(comparison: Comparison) -> Iterator[str]:
    for rename in comparison.renames[:_MOST_RENAMES]:
        was = f"{rename.screen}: {rename.field}" if rename.field else rename.screen
        yield f"Renamed: {shorten(was, 40)} is now {shorten(rename.now, 30)}"


def _upkeep(rescan: Rescan) -> Iterator[str]:
    if rescan.screen_changes:
        low, middle, high = rescan.screen_changes
        yield f"A screen changes {_times(middle)} times a year (8 in 10: {_times(low)} to {_times(high)})."


def _routines(comparison: Comparison) -> Iterator[str]:
    for change in sorted(comparison.routines, key=_order):
        ids = f"{change.before_id or '-'} > {change.after_id or '-'}"
        hours = _signed_hours(change.hours_per_year_change)
        yield f"{change.verdict:<8} {ids:<11} {shorten(change.name, 40):<40} {hours:>17}"
        yield from textwrap.wrap(shorten(change.why, 800), WIDTH, initial_indent=" " * 9, subsequent_indent=" " * 9)


def _times(factor: float) -> str:
    return current().figure(f"{factor:.2f}")


def _order(change: Change) -> tuple[int, str, str]:
    return VERDICTS.index(change.verdict), change.before_id, change.after_id


def _signed_hours(hours: float) -> str:
    text = format_hours(hours)
    return text if text.startswith(MINUS) or hours <= 0 else f"+{text}"

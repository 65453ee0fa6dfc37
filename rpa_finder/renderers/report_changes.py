"""The report's section on what changed since an earlier scan: what a reader of the report has to know of a re-scan."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rpa_finder.model import Change, Range, VerifiedBenefit
from rpa_finder.renderers import words
from rpa_finder.renderers.compare_page import headline
from rpa_finder.renderers.rescan import NOTHING_NEW, VERDICT_WORDS, VERDICTS, Rescan, falls_short

MOST_ROWS = 50
"""compare.html has the others."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What the section shows."""

    headline: str
    since: str
    """The earlier scan, by its label or its last day."""
    control: str
    changes: tuple[Change, ...]
    """Those that surely changed, in the order of VERDICTS."""
    left_out: int
    others: str
    """How many did not, in words; "" where there are none."""
    benefits: tuple[VerifiedBenefit, ...]
    short: frozenset[str]
    """Proposals that surely save less than was claimed."""
    words: dict[str, str]


def view_changes(rescan: Rescan) -> ChangesView:
    """Lay out the section for the later scan's report."""
    comparison = rescan.comparison
    moved = [c for c in comparison.routines if c.verdict not in NOTHING_NEW]
    moved.sort(key=lambda c: (VERDICTS.index(c.verdict), c.before_id, c.after_id))
    counts = Counter(c.verdict for c in comparison.routines if c.verdict in NOTHING_NEW)
    return ChangesView(
        headline=headline(rescan),
        since=words.shorten(comparison.before_label, 60) or words.format_date(comparison.before_last),
        control=_control(rescan),
        changes=tuple(moved[:MOST_ROWS]),
        left_out=max(0, len(moved) - MOST_ROWS),
        others="; ".join(f"{counts[v]} {VERDICT_WORDS[v]}" for v in NOTHING_NEW if counts[v]),
        benefits=rescan.benefits,
        short=frozenset(b.proposal_id for b in rescan.benefits if falls_short(b)),
        words=VERDICT_WORDS,
    )


def between(range_: Range | None) -> str:
    """Write the ends of a ratio, or nothing."""
    if range_ is None:
        return ""
    return f"{words.format_number(range_.p10)}{words.EN_DASH}{words.format_number(range_.p90)}"


def _control(rescan: Rescan) -> str:
    untouched = rescan.comparison.untouched
    if untouched is None:
        return "Before and after, no control: nothing here tells a change from a change of volume."
    many = words.count_noun(len(untouched.routines), "untouched routine")
    times = words.format_number(untouched.ratio.p50)
    return f"Control: {many}, done {times} times as often as before ({between(untouched.ratio)})."

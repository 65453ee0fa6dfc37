"""compare.xlsx: the changes and the ledger of verified benefits, to check and to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rpa_finder.model import Range
from rpa_finder.renderers.book import FIRST_ROW, Book, Sheet
from rpa_finder.renderers.rescan import Rescan

Value = str | float | None
Column = tuple[str, str, float]
"""Head, number format ("" for text), width."""

_CHANGES: tuple[Column, ...] = (
    ("Verdict", "", 11),
    ("Before", "", 8),
    ("Now", "", 8),
    ("Routine", "", 40),
    ("Executions before", "count", 12),
    ("Executions now", "count", 12),
    ("Rate before", "factor", 10),
    ("Rate now", "factor", 10),
    ("Rate, times", "two", 10),
    ("P10", "two", 8),
    ("P90", "two", 8),
    ("Adjusted p", "factor", 10),
    ("Beside untouched, times", "two", 12),
    ("Time, times", "two", 10),
    ("Gross hours a year, change", "hours", 13),
    ("Why", "", 90),
)
_LEDGER: tuple[Column, ...] = (
    ("Proposal", "", 10),
    ("Title", "", 40),
    ("Live since", "", 12),
    ("Stopped", "", 12),
    ("Months run", "one", 10),
    ("Claimed hours a year", "hours", 12),
    ("Removed hours a year", "hours", 12),
    ("Moved elsewhere", "hours", 12),
    ("Verified hours a year", "hours", 12),
    ("P10", "hours", 10),
    ("P90", "hours", 10),
    ("Verified of claimed", "share", 11),
    ("Verified to date", "hours", 12),
    ("Cost to date", "money", 12),
    ("Gain share a year", "money", 12),
    ("Control", "", 36),
    ("Decided by", "", 24),
    ("Why", "", 90),
)
_EVIDENCE: tuple[Column, ...] = (
    ("Side", "", 10),
    ("File", "", 50),
    ("SHA-256", "", 68),
    ("Rows used", "count", 12),
    ("Rows rejected", "count", 12),
)


def render_compare_workbook(rescan: Rescan) -> bytes:
    """Give the workbook: changes, the ledger of live proposals, where the time went, and the files it rests on."""
    # The sheets of a business case are not wanted, and a scan without proposals plans none.
    book = Book(replace(rescan.scan, proposals=(), routines=()))
    comparison = rescan.comparison
    _table(book, "Changes", "What changed", f"Rates are per {comparison.basis}.", _CHANGES, _change_rows(rescan))
    ledger = "Claimed against measured; only months actually run are credited. Verified = removed less moved elsewhere."
    sheet = _table(book, "Ledger", "Verified benefits", ledger, _LEDGER, _ledger_rows(rescan))
    for i, b in enumerate(rescan.benefits):
        if b.verified_hours is not None:
            row = FIRST_ROW + i
            sheet.formula(row, 8, f"=G{row + 1}-H{row + 1}", b.verified_hours.p50, "hours")
    time = [(t.name, t.hours_before, t.hours_after) for t in comparison.time_went]
    heads: tuple[Column, ...] = (("Work", "", 40), ("Before", "one", 12), ("Now", "one", 12))
    _table(book, "Time", "Where the time went", "Active hours per 100 agent-days, each in one line.", heads, time)
    files = [
        (side, i.path, i.sha256, i.rows_used, i.rows_rejected)
        for side, scan in (("before", rescan.baseline), ("now", rescan.scan))
        for i in scan.inputs
    ]
    _table(book, "Evidence", "The logs behind it", "Digests of the files that both scans read.", _EVIDENCE, files)
    return book.close()


def _table(
    book: Book, name: str, title: str, explanation: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]
) -> Sheet:
    sheet = book.sheet(name, title, explanation, [width for _, _, width in columns])
    texts = [i for i, (_, number, _) in enumerate(columns) if not number]
    sheet.heads(FIRST_ROW - 1, [head for head, _, _ in columns], freeze=1, texts=texts)
    for i, row in enumerate(rows, start=FIRST_ROW):
        for j, (value, (_, number, _)) in enumerate(zip(row, columns, strict=True)):
            if isinstance(value, str):
                sheet.text(i, j, value)
            elif value is not None:
                sheet.number(i, j, value, number)
    return sheet


def _change_rows(rescan: Rescan) -> list[tuple[Value, ...]]:
    return [
        (
            *(c.verdict, c.before_id, c.after_id, c.name, c.executions_before, c.executions_after),
            *(c.rate_before, c.rate_after, *_ends(c.rate_ratio), c.rate_q),
            *(_middle(c.beside_untouched), c.time_ratio.p50 if c.time_ratio else None, c.hours_per_year_change, c.why),
        )
        for c in rescan.comparison.routines
    ]


def _ledger_rows(rescan: Rescan) -> list[tuple[Value, ...]]:
    return [
        (
            *(b.proposal_id, b.title, b.live_since, b.stopped, b.months_run, b.claimed_hours),
            *(_middle(b.removed_hours), b.moved_hours, *_ends(b.verified_hours), b.verified_share),
            *(_middle(b.verified_to_date), b.cost_to_date, _middle(b.fee), b.control, b.decided_by, b.why),
        )
        for b in rescan.benefits
    ]


def _ends(range_: Range | None) -> tuple[Value, Value, Value]:
    return (None, None, None) if range_ is None else (range_.p50, range_.p10, range_.p90)


def _middle(range_: Range | None) -> Value:
    return None if range_ is None else range_.p50

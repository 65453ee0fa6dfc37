"""The vocabulary of what was read: files, what was wrong with their rows, and contact records, as frozen dataclasses.

Part of `model`, which gives these names on; import them from there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong with one record of the input: data, not an exception."""

    source_file: str
    """The input file, as it was named on the command line."""
    line: int
    """1-based physical line where the record starts (XML and JSON: the record's number)."""
    column: str
    """The column at fault, or "" where the whole record is."""
    reason: str
    """What is wrong, in words that name no value of the log."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something the analyst must know about the log or a finding."""

    slug: str
    """Stable name; docs/messages.md has an entry for each."""
    text: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that a scan read, and where its rows went."""

    path: str
    """As named on the command line."""
    sha256: str
    """Digest of the file's bytes, hexadecimal."""
    format: str
    """Name of the reader."""
    rows_read: int
    """Data records in the file = used + rejected + duplicate."""
    rows_used: int
    """Records that became events."""
    rows_rejected: int
    """Records listed in rejected_rows.csv."""
    rows_duplicate: int
    """Records that repeat one already counted."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One agent's part in one contact with a customer; the second table beside the events."""

    source: str
    """File it was read from."""
    row: int
    """1-based record in it."""
    contact: str
    """Number of the contact; legs of one contact share it."""
    root: str
    """Number of the contact that it belongs to, "" if none is named."""
    previous: str
    agent: str
    """Pseudonym, "" if nobody took it."""
    customer: str
    """Number that stands for the customer in this scan alone."""
    channel: str
    direction: str
    queue: str
    start: str
    """ISO 8601 UTC with milliseconds."""
    end: str
    talk_seconds: float | None
    hold_seconds: float | None
    wrapup_seconds: float | None
    handle_seconds: float | None
    reason: str
    """Wrap-up code or disposition."""

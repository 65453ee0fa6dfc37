"""What a log format is, in the words of the table in docs/log-formats.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """One line of the table of formats."""

    recognised: str
    """By what the format is known."""
    event: str
    """Which rows are one event."""
    carries: str
    lacks: str

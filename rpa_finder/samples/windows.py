"""What a recorder sees that knows nothing but the window in front."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rpa_finder.samples.desks import Row

_LOCKED_AFTER_MS = 300_000
_LAST_WINDOW_MS = 4_000


class Window(NamedTuple):
    """One window in front of an agent."""

    start_ms: int
    agent: int
    screen: str
    title: str
    duration_ms: int
    """Until the next window, pauses included; five minutes at most, then the screen is locked."""
    execution: int
    """The execution that most of the work in it was for; -1: none."""
    work_ms: int
    """Working time from the start of the agent's window before to its own start."""
    own_work_ms: int
    """Working time in the window."""


def watch_windows(rows: Sequence[Row]) -> list[Window]:
    """Turn one agent's events, in order of work, into windows.

    A window goes on while its title does. Two executions that meet in one window
    share it; it counts for the one that had more of the work.
    """
    starts = [i for i, row in enumerate(rows) if i == 0 or _changed(rows[i - 1], row)]
    windows: list[Window] = []
    work_before = 0
    for first, end in pairwise([*starts, len(rows)]):
        row = rows[first]
        inside = rows[first + 1 : end]
        tail = rows[end].work_ms if end < len(rows) else _LAST_WINDOW_MS
        begun = row.time_ms
        until = rows[end].time_ms if end < len(rows) else rows[end - 1].time_ms + tail
        gap = max(until - begun, 1)
        busy = sum(r.work_ms for r in inside) + tail
        lasted = gap if gap - busy < _LOCKED_AFTER_MS else busy + _LOCKED_AFTER_MS
        windows.append(
            Window(begun, row.agent, row.screen, row.title, lasted, _owner(rows[first:end]), work_before, busy)
        )
        work_before = busy
    return windows


def _changed(before: Row, row: Row) -> bool:
    return before.title != row.title or row.screen != before.screen


def _owner(rows: Sequence[Row]) -> int:
    work: Counter[int] = Counter()
    for row in rows:
        work[row.execution] += row.work_ms
    return max(work, key=lambda execution: (work[execution], execution))

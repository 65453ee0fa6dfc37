"""Find the routines of a drawn log, and what they are found from."""

from __future__ import annotations

from dataclasses import dataclass

from rpa_finder.cleaning import clean
from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog, ValueFlow
from rpa_finder.model import Routine
from rpa_finder.routines import discover_routines
from rpa_finder.routines.stream import Stream, make_stream
from rpa_finder.sessions import add_sessions
from rpa_finder.transfers import find_transfers
from rpa_finder.values import ValueKeys, read_values
from tests.drawing import draw_log

CONFIG = ScanConfig(idle_threshold_seconds=180)


@dataclass(frozen=True)
class Ready:
    """A log as routine finding gets it."""

    log: UILog
    stream: Stream
    values: ValueKeys
    flow: ValueFlow


def make_ready(log: UILog) -> Ready:
    """Clean a log and read off it what routine finding needs."""
    log, _ = add_sessions(clean(log).log, CONFIG)
    values = read_values(log)
    return Ready(log, make_stream(log), values, find_transfers(log, values))


def find_in(log: UILog | str) -> tuple[Routine, ...]:
    """Find the routines of a log, or of the text of one."""
    ready = make_ready(draw_log(log) if isinstance(log, str) else log)
    return discover_routines(ready.log, ready.values, ready.flow, CONFIG).routines


def rows_of(routine: Routine) -> list[tuple[int, ...]]:
    """Give the rows of each execution, the executions by their first row."""
    return sorted(e.rows for e in routine.executions)


def all_rows(routines: tuple[Routine, ...]) -> list[list[tuple[int, ...]]]:
    """Give the rows of each execution by routine, in an order that names nothing."""
    return sorted(rows_of(r) for r in routines)

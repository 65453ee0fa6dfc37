"""What a log is, and what it can and cannot show, before it is scanned.

In: files. Out: Inspection, and its text for a terminal. No value of the log is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rpa_finder.errors import InputError
from rpa_finder.events import QUALITY, UILog
from rpa_finder.model import InputFile, Note
from rpa_finder.readers import ReadOptions, check_screen_work, read_log
from rpa_finder.readers.mapping import mapping_name, propose_mapping

LONGEST_PAUSE_SECONDS = 300
"""A longer gap between two events is not counted as active here; a scan learns its own threshold."""

ENOUGH = 0.01
"""Share of events from which on a column is worth something."""

SHOWN_COLUMNS = ("agent", "case", "app", "screen", "url", "element", "value", "end")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was read, and how well each column is filled."""

    inputs: tuple[InputFile, ...]
    notes: tuple[Note, ...]
    events: int
    agents: int
    days: int
    first: str
    """Day of the first event, UTC."""
    last: str
    precision_ms: int
    """Coarsest clock precision that at least a tenth of the events have."""
    zone_assumed: bool
    """True if times had no zone and none was given."""
    filled: tuple[tuple[str, float], ...]
    """Column and share of events that have it."""
    transferable: float
    """Share of copies, pastes and inputs whose value is known."""
    events_per_active_hour: float

    def share(self, column: str) -> float:
        """Give the share of events that have that column."""
        return dict(self.filled)[column]


def inspect_log(paths: Sequence[Path], options: ReadOptions) -> Inspection:
    """Read files as a scan would and say what is in them.

    Raises what readers.read_log raises.
    """
    result = read_log(paths, options)
    check_screen_work(result)
    log = result.log
    table = log.table
    times = table["time"]
    quality = table["quality"].to_numpy()
    return Inspection(
        inputs=result.inputs,
        notes=result.notes,
        events=len(log),
        agents=max(1, len(np.unique(log.codes("agent")))),
        days=int(times.dt.floor("D").nunique()),
        first=times.min().strftime("%Y-%m-%d"),
        last=times.max().strftime("%Y-%m-%d"),
        precision_ms=int(np.quantile(table["precision_ms"], 0.9, method="higher")),
        zone_assumed=bool((quality & QUALITY["zone_assumed"]).any()),
        filled=tuple((name, float(table[name].notna().mean())) for name in SHOWN_COLUMNS),
        transferable=_transferable(log),
        events_per_active_hour=_events_per_active_hour(log),
    )


def render_inspection(found: Inspection) -> str:
    """Write an inspection as text of at most 100 columns."""
    lines = [line for entry in found.inputs for line in _about_file(entry)]
    lines += [
        "",
        f"{found.events} events of {found.agents} agents on {found.days} days, {found.first} to {found.last}",
        f"{found.events_per_active_hour:.0f} events per active hour (pauses up to {LONGEST_PAUSE_SECONDS} s counted)",
        f"clock: {_precision(found.precision_ms)}; zone: {'not given, UTC assumed' if found.zone_assumed else 'known'}",
        "",
        "Share of events that have",
        *(f"  {name:<10}{share:>5.0%}  {'#' * round(share * 40)}" for name, share in found.filled),
        "",
        "This log can show",
        *(f"  + {text}" for text in _can(found)),
    ]
    cannot = list(_cannot(found))
    if cannot:
        lines += ["It cannot show, or not well", *(f"  - {text}" for text in cannot)]
    if found.notes:
        lines += ["To know", *(f"  ! {note.text} [{note.slug}]" for note in found.notes)]
    return "\n".join(lines)


def keep_proposed_mapping(error: InputError) -> None:
    """Write the mapping file that an error of the readers tells the analyst to complete.

    It goes to the working folder, under the name that the error gives. One that
    is there already may have been completed and stays.
    """
    log = Path(error.where)
    target = Path(mapping_name(log))
    if str(target) in error.todo and log.is_file() and not target.exists():
        with suppress(OSError, InputError):
            target.write_text(propose_mapping(log), encoding="utf-8")


def _about_file(entry: InputFile) -> Iterator[str]:
    yield f"{entry.path}: {entry.format}, {entry.rows_read} rows, {entry.rows_rejected} of them rejected"


def _can(found: Inspection) -> Iterator[str]:
    if found.share("screen") + found.share("url") + found.share("app") >= ENOUGH:
        yield "the screen graph: which screens are used, and the moves between them"
    fields = "steps by field and button" if found.share("element") >= ENOUGH else "steps by screen only"
    yield f"routines: {fields}"
    if found.transferable >= ENOUGH:
        yield f"which field feeds which ({found.transferable:.0%} of copies, pastes and inputs have their value)"
    if found.precision_ms <= 1000:
        yield "seconds per step"


def _cannot(found: Inspection) -> Iterator[str]:
    if found.share("agent") < 1 - ENOUGH:
        yield "who did what: rows without an agent count as one agent's"
    if found.agents < 5:
        yield "what holds for a team: fewer than five agents"
    if found.days < 5:
        yield "a usual week: fewer than five days"
    if found.share("element") < ENOUGH:
        yield "what is done inside a screen: no field or button is named"
    if found.transferable < ENOUGH:
        yield "which field feeds which: no values of copies, pastes and inputs"
    if found.share("case") < ENOUGH:
        yield "work on the same case at two times: the log names no case"
    if found.precision_ms > 1000:
        yield "seconds per step: the clock is too coarse; totals per day hold"


def _transferable(log: UILog) -> float:
    table = log.table
    carries = table["action"].isin(["copy", "cut", "paste", "input", "select"])
    return float(table.loc[carries, "value"].notna().mean()) if carries.any() else 0.0


def _events_per_active_hour(log: UILog) -> float:
    agent = log.codes("agent")
    seconds = log.table["time"].astype("int64").to_numpy() / 1e6
    order = np.lexsort((seconds, agent))
    gaps: Any = np.diff(seconds[order])
    counted = (np.diff(agent[order]) == 0) & (gaps <= LONGEST_PAUSE_SECONDS)
    active = float(gaps[counted].sum())
    return len(log) / (active / 3600) if active > 0 else 0.0


def _precision(milliseconds: int) -> str:
    if milliseconds >= 60_000:
        return "minutes"
    return "seconds" if milliseconds >= 1000 else "milliseconds"

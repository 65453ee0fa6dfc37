"""What a log is, and what it can and cannot show, before it is scanned.

In: files. Out: Inspection, and its text for a terminal. No value of the log is shown.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rpa_finder.errors import InputError
from rpa_finder.events import QUALITY, UILog
from rpa_finder.model import InputFile, Issue, Note
from rpa_finder.readers import Reading, ReadOptions, check_screen_work, read_log
from rpa_finder.readers.mapping import Mapping, load_mapping, mapping_name, mapping_text, propose_mapping
from rpa_finder.readers.readings import CERTAIN
from rpa_finder.readers.times import ORDERS
from rpa_finder.sample_size import GOAL, SampleSize, needed_sample

LONGEST_PAUSE_SECONDS = 300
"""A longer gap between two events is not counted as active here; a scan learns its own threshold."""

ENOUGH = 0.01
"""Share of events from which on a column is worth something."""

_WIDTH, _LONGEST_NAME, _REASONS = 100, 40, 8
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
    clipboard: float
    """Share of events that are a copy, a cut or a paste."""
    places: int
    """Different screens, addresses or applications."""
    readings: tuple[Reading, ...]
    rejected: tuple[tuple[str, int, int], ...]
    """Reason, how many rows, first line; commonest first."""
    sample: SampleSize | None
    """How much more to record; None if one agent alone was seen."""

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
    place = _places(log)
    local_day = (times.astype("int64").to_numpy() // 60_000_000 + table["offset_min"].to_numpy()) // 1440
    return Inspection(
        inputs=result.inputs,
        notes=result.notes,
        events=len(log),
        agents=max(1, len(np.unique(log.codes("agent")))),
        days=len(np.unique(local_day)),
        first=times.min().strftime("%Y-%m-%d"),
        last=times.max().strftime("%Y-%m-%d"),
        precision_ms=int(np.quantile(table["precision_ms"], 0.9, method="higher")),
        zone_assumed=bool((quality & QUALITY["zone_assumed"]).any()),
        filled=tuple((name, float(table[name].notna().mean())) for name in SHOWN_COLUMNS),
        transferable=_transferable(log),
        events_per_active_hour=_events_per_active_hour(log),
        clipboard=float(table["action"].isin(["copy", "cut", "paste"]).mean()),
        places=len(np.unique(place[place >= 0])),
        readings=result.readings,
        rejected=_reasons(result.issues),
        sample=needed_sample(log.codes("agent"), local_day, place),
    )


def render_inspection(found: Inspection) -> str:
    """Write an inspection as text of at most 100 columns."""
    lines = list(_about_files(found))
    if found.rejected:
        lines += ["", "Rejected rows", *(f"  {n:>6}  {why} (first: line {line})" for why, n, line in found.rejected)]
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
        *_how_well(found),
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


def keep_settled_mapping(found: Inspection, given: Path | None = None) -> str:
    """Write a mapping file with what was understood, for an analyst to confirm; give its name, "" if none is needed.

    What the mapping that was `given` says of the header and of screen ids stays in it.

    None is needed where nothing was assumed. One that is there already may have
    been completed and stays. Where files with other columns are among those in
    doubt, it holds the settings that they share and no columns.
    """
    doubtful = [reading for reading in found.readings if reading.doubts]
    if not doubtful:
        return ""
    first = doubtful[0]
    alike = all(reading.columns == first.columns for reading in doubtful)
    target = Path(mapping_name(first.path))
    if not target.exists():
        with suppress(OSError):
            said = load_mapping(given) if given else Mapping()
            target.write_text(_settled(doubtful, alike, said), encoding="utf-8")
    return str(target)


def _settled(doubtful: Sequence[Reading], alike: bool, said: Mapping) -> str:
    def shared(name: str) -> str:
        values = {getattr(reading, name) for reading in doubtful}
        return str(values.pop()) if len(values) == 1 else ""

    first = doubtful[0]
    # A recorder's own columns are known; naming them would take its file for any table.
    own = first.confidence == CERTAIN
    zone = shared("zone") or "UTC"
    settings = Mapping(
        {} if own or not alike else {role: name for name, role in first.columns if role},
        "" if zone == "log" else zone,
        shared("date_order"),
        shared("delimiter"),
        shared("encoding") if shared("delimiter") else "",
        said.header,
        said.screen_ids,
    )
    header = [name for name, _ in first.columns] if settings.columns else []
    doubts = dict.fromkeys(doubt for reading in doubtful for doubt in reading.doubts)
    return mapping_text(Path(first.path).name, header, settings, list(doubts))


def _about_files(found: Inspection) -> Iterator[str]:
    readings = {reading.path: reading for reading in found.readings}
    shown: set[tuple[tuple[str, str], ...]] = set()
    for entry in found.inputs:
        yield f"{entry.path}: {entry.format}, {entry.rows_read} rows, {entry.rows_rejected} of them rejected"
        reading = readings.get(entry.path)
        if reading:
            yield from _about_reading(reading, reading.columns not in shown)
            shown.add(reading.columns)


def _about_reading(reading: Reading, with_columns: bool) -> Iterator[str]:
    yield f"  {reading.confidence}: {reading.about}"[:_WIDTH]
    zone = {"log": "in the log", "": "none, UTC assumed"}.get(reading.zone, reading.zone)
    order = f"; dates: {ORDERS[reading.date_order]}" if reading.date_order in ORDERS else ""
    encoding = f"; encoding: {reading.encoding}" if reading.encoding else ""
    yield f"  zone: {zone}{order}{encoding}"
    if with_columns:
        used = [f"{_cut(name)} = {role}" for name, role in reading.columns if role]
        rest = [_cut(name) for name, role in reading.columns if not role]
        yield from _filled("  columns: ", used)
        yield from _filled("  not used: ", rest)
    yield from (f"  ? {doubt}" for doubt in reading.doubts)


def _filled(start: str, words: Sequence[str]) -> list[str]:
    return textwrap.wrap(start + ", ".join(words), _WIDTH, subsequent_indent=" " * len(start)) if words else []


def _cut(name: str) -> str:
    name = "".join(c if c.isprintable() else " " for c in name)
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3] + "..."


def _reasons(issues: Sequence[Issue]) -> tuple[tuple[str, int, int], ...]:
    first: dict[str, int] = {}
    for issue in issues:
        first.setdefault(issue.reason, issue.line)
    return tuple((why, n, first[why]) for why, n in Counter(issue.reason for issue in issues).most_common(_REASONS))


def _how_well(found: Inspection) -> Iterator[str]:
    size = found.sample
    if size is None:
        yield "How well: can't be told from one agent; record several"
        return
    yield f"How well: a saving would be known to about +-{size.half_width:.0%} (90 % interval)"
    if size.half_width > GOAL:
        days = "no number of days" if size.days is None else f"{size.days} days"
        yield f"  for +-{GOAL:.0%}: {size.agents} agents as long as these, or {days} of these agents"


def _places(log: UILog) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Give where each event is, as a number: the application if the log has it, else screen, else address."""
    table = log.table
    column = next((name for name in ("app", "screen", "url") if table[name].notna().mean() >= ENOUGH), "screen")
    return log.codes(column)


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
    if found.places < 2:
        yield "moves between screens: there is one place only"
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
    if found.clipboard < ENOUGH:
        yield "copying by clipboard: no copies and pastes; only values typed again can tell it"
    if found.share("end") < ENOUGH:
        yield "how long the last step before a pause took: events have no end"
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

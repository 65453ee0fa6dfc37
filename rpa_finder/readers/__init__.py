"""Logs as they are exported, read into the one table UILog.

One module per format with NAME, ABOUT, recognise(head) and read(head, mapping).
Adding a format: write such a module, and add it to formats.ALL. A table of a
product whose columns have roles by name is a preset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Counts
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from rpa_finder.contacts import ContactLog, make_contacts
from rpa_finder.errors import InputError, UsageError
from rpa_finder.events import QUALITY, UILog, make_log
from rpa_finder.model import InputFile, Issue, Note
from rpa_finder.readers import generic
from rpa_finder.readers.contact_shapes import ContactTable, ShapedContacts, shape_contacts
from rpa_finder.readers.formats import ALL, FORMATS, Format, best_format, mapped_format
from rpa_finder.readers.joining import join_sources, spell_alike
from rpa_finder.readers.json_texts import looks_like_json
from rpa_finder.readers.mapping import Mapping, load_mapping, mapping_name, propose_mapping
from rpa_finder.readers.no_logs import refuse_known
from rpa_finder.readers.readings import Reading, describe_reading
from rpa_finder.readers.shaping import Shaped, shape_events
from rpa_finder.readers.sources import BINARY, Head, LogFile, list_files, read_head
from rpa_finder.readers.times import inferred_order

__all__ = [
    "FORMATS",
    "ReadOptions",
    "ReadResult",
    "Reading",
    "check_screen_work",
    "detect_format",
    "mapping_name",
    "propose_mapping",
    "read_log",
]

# What a file of a folder may be without stopping a scan of the folder: no log at all.
_NO_LOG = frozenset(
    (
        *("not-a-text-log", "no-columns", "empty-file", "no-timestamp", "unknown-format", "not-xes"),
        *("not-a-log", "not-ocel", "not-known-json"),
    )
)
_LOG_WITH_DOCTYPE = re.compile(r"<!DOCTYPE\s+log\b")
_NOTHING: dict[str, Any] = {name: pd.Series([], dtype="object") for name in ("source", "action_raw")} | {
    "row": pd.Series([], dtype="int64"),
    "time": pd.Series([], dtype="datetime64[us, UTC]"),
}
"""The columns of no events at all."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How logs are read; "" = found out."""

    format: str = ""
    mapping: Path | None = None
    timezone: str = ""
    date_order: str = ""
    order: str = "time"
    max_rejected_share: float = 0.05


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The log, where its rows came from, and what is to be known about it."""

    log: UILog
    inputs: tuple[InputFile, ...]
    issues: tuple[Issue, ...]
    notes: tuple[Note, ...]
    readings: tuple[Reading, ...] = ()
    """How each file was understood, in the order of the inputs."""
    contacts: ContactLog | None = None
    """The second table, None if no file holds contact records."""


def check_screen_work(result: ReadResult) -> None:
    """Raise InputError only-contacts if nothing but contact records was read."""
    if result.contacts is not None and not len(result.log):
        what = f"holds {len(result.contacts)} contact records and no screen work."
        todo = "Scan it together with a log of screen work."
        raise InputError("only-contacts", result.inputs[0].path, what, todo)


def read_log(paths: Sequence[str | Path], options: ReadOptions | None = None) -> ReadResult:
    """Read files, folders and globs into one log.

    Per file, rows_read = rows_used + rows_rejected + rows_duplicate, and every
    rejected row is an Issue; duplicates are rows that another file of the same
    columns holds as well. Two XES events joined into one row count as two used. Raises
    InputError (see docs/messages.md for the slugs) and UsageError.
    """
    options = options or ReadOptions()
    if options.format and options.format not in FORMATS:
        raise UsageError("unknown-format", "--format", f"{options.format!r} is none.", f"Known: {', '.join(FORMATS)}.")
    mapping = load_mapping(options.mapping) if options.mapping else Mapping()
    read: list[_FileRead | _FileInDoubt] = []
    notes: list[tuple[str, Note]] = []
    skipped: list[InputError] = []
    listed = sorted(list_files(paths), key=lambda pair: pair[0].name)
    files = tuple(file for file, _ in listed)
    for file, explicit in listed:
        try:
            read.append(_read_file(file, options, mapping, files))
        except InputError as error:
            if explicit or error.slug not in _NO_LOG:
                raise
            skipped.append(error)
            notes.append((file.name, Note("file-skipped", f"was skipped: {error.what}")))
    if not read:
        raise skipped[0] if len(skipped) == 1 else _no_logs(paths)
    done = _with_common_orders(read, options, mapping, files)
    notes += [(one.entry.path, note) for one in done for note in one.events.notes]
    logs = [one for one in done if isinstance(one.events, Shaped)]
    events = [one.events.columns for one in logs if isinstance(one.events, Shaped)]
    log = make_log(_concatenated(events) if events else _NOTHING, options.order)
    contacts = [one.events.table for one in done if isinstance(one.events, ShapedContacts)]
    duplicates: Counts[str, int] = {}
    if len(logs) > 1 and len(log.categories("source")) > 1:
        headers = list(dict.fromkeys(one.header for one in logs))
        recorders = {one.entry.path: headers.index(one.header) for one in logs}
        joined = join_sources(log, recorders, {one.entry.path: one.events.zone for one in logs})
        log, duplicates = joined.log, joined.duplicates
        notes += joined.notes
    issues = tuple(issue for one in done for issue in one.events.issues)
    inputs, readings = tuple(one.entry for one in done), tuple(one.reading for one in done)
    called = _with_agents_of(log, make_contacts(contacts)) if contacts else None
    return ReadResult(log, _less(inputs, duplicates), issues, _summed_up(notes), readings, called)


def _with_agents_of(log: UILog, contacts: ContactLog) -> ContactLog:
    """Spell the agents of the contacts as the log does."""
    alike = spell_alike(sorted(set(contacts.table["agent"])), log.categories("agent"))
    return ContactLog(contacts.table.assign(agent=contacts.table["agent"].replace(alike)))


def _less(inputs: Sequence[InputFile], duplicates: Counts[str, int]) -> tuple[InputFile, ...]:
    """Move rows that another export holds out of those used."""
    twice = [duplicates.get(entry.path, 0) for entry in inputs]
    return tuple(
        replace(entry, rows_used=entry.rows_used - n, rows_duplicate=entry.rows_duplicate + n)
        for entry, n in zip(inputs, twice, strict=True)
    )


def _no_logs(paths: Sequence[str | Path]) -> InputError:
    where = ", ".join(map(str, paths)) or "."
    return InputError("no-logs-in-folder", where, "holds no file that is a log.", "Name a log file or its folder.")


@dataclass(frozen=True, slots=True)
class _FileRead:
    """One file's events."""

    file: LogFile
    header: tuple[str, ...]
    events: Shaped | ShapedContacts
    entry: InputFile
    reading: Reading


@dataclass(frozen=True, slots=True)
class _FileInDoubt:
    """A file whose events wait for the date order of others."""

    file: LogFile
    header: tuple[str, ...]
    doubt: InputError


def _read_file(
    file: LogFile, options: ReadOptions, mapping: Mapping, files: tuple[LogFile, ...], date_order: str = ""
) -> _FileRead | _FileInDoubt:
    head = replace(read_head(file, mapping.encoding), beside=tuple(other for other in files if other != file))
    module = _format_of(head, options.format, bool(mapping.columns or mapping.header))
    table = module.read(head, mapping)
    header = (module.NAME, *sorted(table.names.values()))
    order = date_order or options.date_order or mapping.date_order
    how = (file.name, options.timezone or mapping.timezone, order, options.max_rejected_share)
    duplicates = 0
    events: Shaped | ShapedContacts
    try:
        with ThreadPoolExecutor(max_workers=1) as helper:
            digest = helper.submit(file.sha256)
            if isinstance(table, ContactTable):
                events, duplicates = shape_contacts(table, *how), table.duplicates
            else:
                events = shape_events(table, *how)
    except InputError as error:
        if error.slug != "date-order-ambiguous":
            raise
        return _FileInDoubt(file, header, error)
    rows, rejected = table.records.rows_read, len(events.issues)
    entry = InputFile(file.name, digest.result(), module.NAME, rows, rows - rejected - duplicates, rejected, duplicates)
    return _FileRead(file, header, events, entry, describe_reading(head, module, table, events, mapping))


def _with_common_orders(
    read: Sequence[_FileRead | _FileInDoubt], options: ReadOptions, mapping: Mapping, files: tuple[LogFile, ...]
) -> list[_FileRead]:
    """Give the files with one date order for all of the same columns.

    Files with a day above 12 decide for the others. Raises InputError
    date-order-ambiguous if none tells it, mixed-date-formats if they contradict.
    """
    done: list[_FileRead] = []
    orders = {header: _common_order(header, read) for header in dict.fromkeys(one.header for one in read)}
    for one in read:
        order, again = orders[one.header], one
        if isinstance(one, _FileInDoubt) and not order:
            raise one.doubt
        if isinstance(one, _FileInDoubt) or (one.events.date_order and one.events.date_order != order):
            again = _read_file(one.file, options, mapping, files, order)
        if isinstance(again, _FileInDoubt):
            raise again.doubt
        if again is not one:
            text = inferred_order(order, "from files with the same columns")
            again.events.notes.append(Note("date-order-inferred", text))
            if isinstance(again.events, Shaped):
                again.events.columns["quality"] |= QUALITY["date_order_inferred"]
        done.append(again)
    return done


def _common_order(header: tuple[str, ...], read: Sequence[_FileRead | _FileInDoubt]) -> str:
    told = [one for one in read if isinstance(one, _FileRead) and one.header == header and one.events.date_order]
    sure = [one for one in told if one.events.date_order_sure]
    orders = dict.fromkeys(one.events.date_order for one in sure or told)
    if len(orders) > 1:
        what = f"has other dates than {told[0].file.name}: one is read day first, one month first."
        raise InputError("mixed-date-formats", told[-1].file.name, what, "Scan them apart, or give --date-order.")
    return next(iter(orders), "")


def detect_format(head: Head) -> str:
    """Give the name of the format that a file is taken for.

    Raises InputError not-a-log, not-xes, not-known-json, doctype.
    """
    return _format_of(head, "", mapped=False).NAME


def _format_of(head: Head, wanted: str, mapped: bool) -> Format:
    if wanted:
        named = next(one for one in ALL if wanted == one.NAME)
        if head.encoding == BINARY and not named.recognise(head):
            what = f"is no text, which {wanted} is."
            raise InputError("not-a-text-log", head.file.name, what, "Leave out --format.")
        return named
    refuse_known(head)
    sure, best = best_format(head)
    if not sure:
        if head.text[:4096].lstrip("\ufeff \r\n\t").startswith("<"):
            if _LOG_WITH_DOCTYPE.search(head.text):
                what = "has a DOCTYPE, which a log has no need of."
                raise InputError("doctype", head.file.name, what, "Remove it, or export the log again.")
            what = "is XML or HTML, but no XES or OCEL log."
            raise InputError("not-xes", head.file.name, what, "Export it as XES or CSV.")
        if looks_like_json(head):
            todo = "Export it as JSON lines, one record a line, or as CSV."
            raise InputError("not-known-json", head.file.name, "is JSON of a kind that is not known.", todo)
        # Reading it as a table tells what is wrong with it.
        return generic
    return mapped_format(head, best) if mapped else best


def _concatenated(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if len(parts) == 1:
        return {name: pd.Series(column) for name, column in parts[0].items()}
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: _joined_column(name, parts) for name in names}


def _joined_column(name: str, parts: Sequence[dict[str, Any]]) -> Any:
    columns = [part.get(name) for part in parts]
    if any(isinstance(column, pd.Categorical) for column in columns):
        empty = pd.Index([], dtype="str")
        full = [
            pd.Categorical.from_codes(np.full(len(part["row"]), -1), empty) if column is None else column
            for column, part in zip(columns, parts, strict=True)
        ]
        return pd.Series(union_categoricals(full, sort_categories=True))
    return pd.concat([pd.Series(column) for column in columns], ignore_index=True)


def _summed_up(notes: Sequence[tuple[str, Note]]) -> tuple[Note, ...]:
    """Say once what holds for several files."""
    files: dict[Note, list[str]] = {}
    for name, note in notes:
        files.setdefault(note, []).append(name)
    return tuple(
        Note(note.slug, f"{names[0] if len(names) == 1 else f'{len(names)} files'}: {note.text}")
        for note, names in files.items()
    )

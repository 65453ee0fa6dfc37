"""Contact records by role to the columns of ContactLog: instants, seconds, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.contacts import SECONDS, TEXTS
from rpa_finder.model import Issue, Note
from rpa_finder.readers.records import Records, Text
from rpa_finder.readers.shaping import check_share, seconds_of, time_issues
from rpa_finder.readers.times import AGREEING, MISSING, SURE, parse_times

_MICRO = 1_000_000


@dataclass(slots=True)
class ContactTable:
    """The contact records of one file by role: a text of ContactLog, time, end, version or a length of time."""

    records: Records
    roles: dict[str, Any]
    """Role to text column (Series or array)."""
    names: Mapping[str, str]
    """Role to the column's own name, for messages and for the unit of lengths."""
    notes: list[Note] = field(default_factory=list)
    duplicates: int = 0
    """Records left out because a later version of them is there."""


@dataclass(slots=True)
class ShapedContacts:
    """One file's contacts as columns of ContactLog, with what could not be used."""

    table: pd.DataFrame
    issues: list[Issue]
    notes: list[Note]
    date_order: str
    """dmy or mdy if the dates tell it."""
    date_order_sure: bool
    """True if they tell it for other files too."""
    zone: str
    """log, a zone or "", as in Instants."""
    date_ground: str
    """What told the order of dates, "" if it was given or there is none to tell."""
    date_order_used: str
    """dmy, mdy or ymd where dates needed an order, told or given."""


def shape_contacts(
    table: ContactTable, source: str, timezone: str, date_order: str, max_rejected_share: float
) -> ShapedContacts:
    """Give the columns of ContactLog; records without a usable start become issues.

    Without a length of its own, handling lasts as long as talk, hold and wrap-up together.
    Raises InputError as parse_times does, and too-many-rejected.
    """
    records = table.records
    stamps = _words(table, "time")
    instants = parse_times(stamps, source, timezone, date_order, max_rejected_share)
    good = instants.micros != MISSING
    found = records.issues + time_issues(records, table.names.get("time", ""), source, stamps, instants, good)
    issues = sorted(found, key=lambda issue: issue.line)
    check_share(issues, records.rows_read, source, max_rejected_share)
    columns: dict[str, Any] = {"source": np.full(len(good), source, dtype=object), "row": records.row}
    columns |= {name: _words(table, name) for name in TEXTS if name != "source"}
    for name in ("channel", "direction"):
        columns[name] = np.array([str(text).lower() for text in columns[name]], dtype=object)
    columns |= {name: seconds_of(table.roles.get(name), table.names.get(name, ""), len(good)) for name in SECONDS}
    parts = np.vstack([columns[name] for name in SECONDS[:3]])
    known = ~np.isnan(parts).all(axis=0)
    handled = np.where(known, np.nansum(parts, axis=0), np.nan)
    columns["handle_seconds"] = np.where(np.isnan(columns["handle_seconds"]), handled, columns["handle_seconds"])
    ends = np.full(len(good), MISSING, dtype=np.int64)
    if "end" in table.roles:
        given = np.asarray(table.roles["end"], dtype=object)
        ends = parse_times(given, source, timezone, instants.date_order or "dmy", 1.0).micros
    elif "duration" in table.roles:
        lasted = seconds_of(table.roles["duration"], table.names.get("duration", ""), len(good))
        ends = np.where(np.isnan(lasted), MISSING, instants.micros + np.nan_to_num(lasted * _MICRO).astype(np.int64))
    columns["start"] = _moments(instants.micros, good)
    columns["end"] = _moments(ends, (ends != MISSING) & good & (ends >= instants.micros))
    columns["offset_min"] = instants.offset_min.astype(np.int16)
    notes = table.notes + records.notes + instants.notes
    if not instants.zone:
        notes.append(Note("zone-assumed", "times have no zone and are read as UTC; --timezone says which."))
    ground = instants.date_ground
    order = instants.date_order if ground not in ("", AGREEING) else ""
    found_table = pd.DataFrame(columns).loc[good].reset_index(drop=True)
    return ShapedContacts(found_table, issues, notes, order, ground in SURE, instants.zone, ground, instants.date_order)


def _words(table: ContactTable, name: str) -> Text:
    if name not in table.roles:
        return np.full(len(table.records.row), "", dtype=object)
    return np.array([str(text).strip() for text in table.roles[name]], dtype=object)


def _moments(micros: Any, known: Any) -> Any:
    stamps = np.where(known, micros, np.datetime64("NaT").astype(np.int64)).astype("datetime64[us]")
    return pd.DatetimeIndex(stamps).tz_localize("UTC")

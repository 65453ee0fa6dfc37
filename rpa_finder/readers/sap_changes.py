"""SAP change documents: CDHDR says who changed what when, CDPOS which fields; read together.

Every position is one event with the time of its header. A header whose
positions are there is no event of its own; any other is one: a save in its transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.model import Issue, Note
from rpa_finder.readers.about import About
from rpa_finder.readers.generic import delimited_layout
from rpa_finder.readers.layouts import Layout, find_layout
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records, RoleTable, Text
from rpa_finder.readers.sources import Head, LogFile, read_head
from rpa_finder.readers.tables import read_table

NAME = "sap-changes"
ABOUT = About(
    "columns of CDHDR (CHANGENR, UDATE, UTIME, TCODE) or CDPOS (CHANGENR, TABNAME, FNAME); scan both together",
    "one per changed field (CDPOS); one per change document whose fields are not there (CDHDR)",
    "agent, object, transaction, table and field, new value",
    "what was looked at or copied; a time zone",
)
_HEADER = frozenset({"objectclas", "objectid", "changenr", "udate", "utime"})
_POSITION = frozenset({"objectclas", "objectid", "changenr", "fname", "tabname"})
_KEY = ("OBJECTCLAS", "OBJECTID", "CHANGENR")
_HEADER_COLUMNS = (*_KEY, "USERNAME", "UDATE", "UTIME", "TCODE")
_POSITION_COLUMNS = (*_KEY, "TABNAME", "FNAME", "VALUE_NEW")
_WORDS = {"field change": "input", "change document": "save"}
Key = tuple[str, ...]


def recognise(head: Head) -> float:
    """Give 0.95 for the columns of one of the two tables."""
    layout = delimited_layout(head)
    return 0.95 if layout and (_is(layout, _HEADER) or _is(layout, _POSITION)) else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read one of the two tables, joined to those of the other kind in the same scan.

    A position without a header is an issue. Raises InputError no-change-headers
    for positions alone, and those of layouts and tables.
    """
    layout = find_layout(head, mapping.delimiter, mapping.encoding)
    records = read_table(head.file, layout, _own(layout, (*_HEADER_COLUMNS, *_POSITION_COLUMNS)))
    if _is(layout, _HEADER):
        return _headers(records, {key for other in _others(head, _POSITION) for key in _keys(other)})
    found: dict[Key, tuple[str, ...]] = {}
    others = list(_others(head, _HEADER))
    if not others:
        todo = "Scan it together with the export of CDHDR."
        raise InputError("no-change-headers", head.file.name, "is CDPOS, which holds no times.", todo)
    for other in others:
        about = zip(*(_text(other, name) for name in _HEADER_COLUMNS[3:]), strict=True)
        found |= dict(zip(_keys(other), about, strict=True))
    return _positions(records, found, head.file.name)


def _headers(records: Records, told: set[Key]) -> RoleTable:
    kept = np.array([key not in told for key in _keys(records)], dtype=bool)
    left = _kept(records, kept)
    about = {name: _text(left, name) for name in _HEADER_COLUMNS}
    table = _table(left, about, np.full(len(left.row), "change document", dtype=object))
    if not kept.all():
        text = f"{np.sum(~kept)} change documents are read with their fields in CDPOS and are no events of their own."
        table.notes.append(Note("documents-joined", text))
    return table


def _positions(records: Records, headers: dict[Key, tuple[str, ...]], where: str) -> RoleTable:
    about = [headers.get(key) for key in _keys(records)]
    kept = np.array([found is not None for found in about], dtype=bool)
    left = _kept(records, kept)
    left.issues = records.issues + [
        Issue(where, int(line), "CHANGENR", "has no header in CDHDR") for line in records.line[~kept]
    ]
    known = [found for found in about if found is not None]
    columns = {name: np.array([f[i] for f in known], dtype=object) for i, name in enumerate(_HEADER_COLUMNS[3:])}
    columns["OBJECTID"] = _text(left, "OBJECTID")
    table = _table(left, columns, np.full(len(left.row), "field change", dtype=object))
    names = zip(_text(left, "TABNAME"), _text(left, "FNAME"), strict=True)
    table.roles["element"] = np.array([f"{tab}-{field}".strip("-") for tab, field in names], dtype=object)
    table.roles["value"] = _text(left, "VALUE_NEW")
    return table


def _table(records: Records, about: dict[str, Text], words: Text) -> RoleTable:
    # Raw exports write 20260302 and 80116 for 08:01:16.
    clock = np.array([t.zfill(6) if t.isdigit() else t for t in about["UTIME"]], dtype=object)
    days = zip(about["UDATE"], clock, strict=True)
    roles = {
        "time": np.array([d + t if (d + t).isdigit() else f"{d} {t}" for d, t in days], dtype=object),
        "agent": about["USERNAME"],
        "screen": about["TCODE"],
        "case": about["OBJECTID"],
        "app": np.full(len(records.row), "SAP", dtype=object),
        "action": words,
    }
    return RoleTable(records, roles, {"time": "UDATE", "agent": "USERNAME"}, actions=_WORDS)


def _others(head: Head, wanted: frozenset[str]) -> Iterator[Records]:
    """Read the tables of a kind among the other files of the scan."""
    for file in head.beside:
        layout = _layout_of(file)
        if layout is not None and _is(layout, wanted):
            yield read_table(file, layout, _own(layout, _HEADER_COLUMNS))


def _layout_of(file: LogFile) -> Layout | None:
    try:
        return delimited_layout(read_head(file))
    except InputError:
        # It will be said when that file's turn comes.
        return None


def _is(layout: Layout, wanted: frozenset[str]) -> bool:
    return {name.strip().lower() for name in layout.header} >= wanted


def _own(layout: Layout, names: tuple[str, ...]) -> list[str]:
    return [name for name in layout.header if name.strip().upper() in names]


def _text(records: Records, name: str) -> Text:
    own = next((n for n in records.columns if n.strip().upper() == name), "")
    return np.array([str(text).strip() for text in records.text(own)], dtype=object)


def _keys(records: Records) -> list[Key]:
    return list(zip(*(_text(records, name) for name in _KEY), strict=True))


def _kept(records: Records, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Records:
    columns = {name: pd.Series(column).loc[kept].reset_index(drop=True) for name, column in records.columns.items()}
    repaired = None if records.repaired is None else records.repaired[kept]
    row, line = records.row[kept], records.line[kept]
    return Records(columns, row, line, records.rows_read, records.issues, repaired, records.notes)

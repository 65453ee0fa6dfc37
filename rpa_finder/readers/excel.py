"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): the first sheet that holds a table; nothing in them is run."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.model import Issue, Note
from rpa_finder.readers.about import About
from rpa_finder.readers.by_columns import table_by_columns
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.layouts import MAX_COLUMNS
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records, RoleTable
from rpa_finder.readers.rows import text_fault
from rpa_finder.readers.sources import Head

NAME = "excel"
ABOUT = About(
    "the content of an .xlsx, .xlsm, .xlsb, .xls or .ods workbook",
    "one per row of its first sheet with a table",
    "what its columns say",
    "what they don't say; leading zeros of cells that Excel took for numbers",
)
_SAMPLE, _HEADER_SHARE = 50, 0.6
_MOST_BYTES = 128 * 1024 * 1024
"""A workbook holds a million rows a sheet, in less."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream in which a workbook with a password lies; the library tells such files from no others."""


def recognise(head: Head) -> float:
    """Give 1 for what begins as workbooks do."""
    return 1.0 if head.data.startswith((_ZIP, _OLE)) else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable | ContactTable:
    """Read the first sheet that has a header and a row below it; a note names the others.

    Raises InputError not-a-text-log, workbook-locked, no-events, no-columns,
    too-many-columns, duplicate-column, no-timestamp.
    """
    name, grid, others = _first_table(head)
    table = table_by_columns(_records(grid, head.file.name), mapping, head.file.name)
    if others:
        text = f"only the sheet {name[:40]!r} is read, not {', '.join(repr(other[:40]) for other in others)}."
        table.notes.append(Note("sheets-left", text))
    return table


def _first_table(head: Head) -> tuple[str, list[list[Any]], list[str]]:
    """Give the name and cells of the first sheet with a table, and the names of other sheets with cells."""
    # Loaded when used: most scans read no workbook.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum  # noqa: PLC0415 - heavy, loaded when used

    try:
        if not head.file.packing and head.file.path.stat().st_size > _MOST_BYTES:
            what = f"is a workbook of more than {_MOST_BYTES // 1024**2} MiB."
            raise InputError("workbook-too-big", head.file.name, what, "Save the sheet as CSV (UTF-8).")
        data = b"".join(head.file.chunks())
        if data.startswith(_OLE) and _LOCKED in data:
            raise PasswordError
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        sheets = {name: book.get_sheet_by_name(name) for name in dict.fromkeys([*shown, *book.sheet_names])}
        filled = [name for name, sheet in sheets.items() if sheet.height > 1 and sheet.width > 1]
        if not filled:
            raise InputError("no-columns", head.file.name, "has no sheet with a table.", "Export the log again.")
        return filled[0], sheets[filled[0]].to_python(skip_empty_area=False), filled[1:]
    except PasswordError as error:
        todo = "Save it without a password."
        raise InputError("workbook-locked", head.file.name, "is locked with a password.", todo) from error
    except (CalamineError, OSError, ValueError) as error:
        what = "is a damaged workbook, or another Office file."
        raise InputError("not-a-text-log", head.file.name, what, "Save the sheet again, or as CSV (UTF-8).") from error


def _records(grid: list[list[Any]], where: str) -> Records:
    """Take rows below the header; those without any cell are no records."""
    top = _header_row(grid)
    header = _header(grid[top], where)
    places = [i for i in range(top + 1, len(grid)) if any(cell != "" for cell in grid[i])]
    if not places:
        raise InputError("no-events", where, "has a header but no rows.", "Export the log again.")
    columns = {name: _texts([grid[i][at] for i in places]) for name, at in header.items()}
    line = np.array(places, dtype=np.int64) + 1
    issues, bad = [], np.zeros(len(line), dtype=bool)
    for name, texts in columns.items():
        for text in set(texts):
            fault = text_fault(text)
            if fault:
                rows = [i for i, other in enumerate(texts) if other == text and not bad[i]]
                issues += [Issue(where, int(line[i]), name, fault) for i in rows]
                bad[rows] = True
    row = np.arange(1, len(line) + 1, dtype=np.int64)
    series = {name: pd.Series(texts, dtype="str")[~bad].reset_index(drop=True) for name, texts in columns.items()}
    return Records(series, row[~bad], line[~bad], len(line), issues)


def _header_row(grid: list[list[Any]]) -> int:
    """Give the first row that is about as wide as the table: titles and dates of a report stand above it."""
    widths = [sum(cell != "" for cell in row) for row in grid[:_SAMPLE]]
    return next(i for i, width in enumerate(widths) if width >= _HEADER_SHARE * max(widths))


def _header(cells: Sequence[Any], where: str) -> dict[str, int]:
    """Give name and place of the columns that have a name."""
    header: dict[str, int] = {}
    for at, text in enumerate(_texts(list(cells))):
        name = text.strip()
        if name in header:
            what = f"has the column {name[:60]!r} twice, at positions {header[name] + 1} and {at + 1}."
            raise InputError("duplicate-column", where, what, "Rename one of them.")
        if name:
            header[name] = at
    if len(header) > MAX_COLUMNS:
        what = f"has {len(header)} columns, more than {MAX_COLUMNS}."
        raise InputError("too-many-columns", where, what, "Export only the columns of the events.")
    return header


def _texts(cells: list[Any]) -> list[str]:
    """Give the cells of a column as text."""
    return [cell if type(cell) is str else _WRITE[type(cell)](cell) for cell in cells]


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _moment(value: datetime) -> str:
    return value.isoformat(sep=" ", timespec="microseconds" if value.microsecond else "seconds")


def _duration(value: timedelta) -> str:
    seconds, rest = divmod(value.days * 86_400 + value.seconds, 60)
    return f"{seconds // 60}:{seconds % 60:02d}:{rest:02d}"


_WRITE: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: lambda value: "true" if value else "false",
    datetime: _moment,
    date: date.isoformat,
    time: lambda value: value.isoformat(),
    timedelta: _duration,
}

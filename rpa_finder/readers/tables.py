"""The records of a delimited text, as text: fast where it is well formed, row by row where not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.model import Issue, Note
from rpa_finder.readers.cells import MAX_FIELD, read_regular, unclosed_quote
from rpa_finder.readers.layouts import Layout
from rpa_finder.readers.records import Records
from rpa_finder.readers.repairs import MAX_KNOWN, looks_split, rejoin
from rpa_finder.readers.sources import (
    ENDLESS_LINE,
    MAX_LINE,
    LogFile,
    endless_line,
    first_line_not_utf8,
    mostly_cp1252,
)

_ASCII_BASED = ("utf-8", "cp1252")
_TWO_WAYS = "holds delimiters inside a text: its fields fit the columns in more than one way"
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def read_table(file: LogFile, layout: Layout, columns: Sequence[str], times: Collection[str] = ()) -> Records:
    """Read the named columns of all records; those in `times`, which hold nothing but stamps, may come as bytes.

    Rows whose text holds unquoted delimiters are put together again where
    that is unambiguous. Rows with too few or many fields, zero bytes,
    undecodable bytes, a field over 64 KiB or a line over 1 MiB become issues.
    Raises InputError no-events, unclosed-quote, line-too-long, truncated-gz.
    """
    records, split, encoding = None, False, layout.encoding
    if encoding in _ASCII_BASED and layout.delimiter.isascii():
        table = read_regular(file, layout, columns, times)
        split = table.split
        if table.columns is not None and not split:
            n = len(table.line)
            records = Records(table.columns, np.arange(1, n + 1, dtype=np.int64), table.line, n)
    if records is None:
        text, encoding = _decode(file, layout)
        records = _read_carefully(text, file.name, replace(layout, encoding=encoding), columns, split)
    if encoding == "cp1252" and layout.guessed:
        where = f"is no UTF-8 (first in line {first_line_not_utf8(file)}) and was read as Windows-1252"
        text = f"{where}; encoding in a --mapping says if it is another one."
        records.notes.append(Note("encoding-assumed", text))
    if layout.titles:
        text = f"{layout.titles} lines of a title before the header are skipped."
        records.notes.append(Note("title-skipped", text))
    if not records.rows_read:
        raise InputError("no-events", file.name, "has a header but no rows.", "Export the log again.")
    return records


def _read_carefully(text: str, where: str, layout: Layout, columns: Sequence[str], split: bool) -> Records:
    """Read row by row.

    Rows with surplus fields are taken for rows with unquoted delimiters; if
    split, so are others that look like it.
    """
    width = len(layout.header)
    places = [layout.header.index(name) for name in columns]
    picked: list[list[str]] = []
    rows: list[int] = []
    lines: list[int] = []
    issues: list[Issue] = []
    known: list[list[str]] = []
    suspects: dict[int, list[str]] = {}
    number = 0
    for number, (line, cells, fault) in enumerate(_records(text, layout, where), 1):
        if len(cells) > width or (split and not fault and looks_split(cells)):
            suspects[len(picked)] = cells
        elif fault:
            issues.append(Issue(where, line, "", fault))
            continue
        elif len(known) < MAX_KNOWN:
            known.append(cells)
        picked.append([cells[place] for place in places])
        rows.append(number)
        lines.append(line)
    flags, lost = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    repairs = rejoin(list(suspects.values()), known, layout.delimiter, width)
    for (i, cells), repair in zip(suspects.items(), repairs, strict=True):
        fault = _fault(repair.cells, width) if repair.cells else _fault(cells, width) or _TWO_WAYS
        if fault:
            issues.append(Issue(where, lines[i], "", fault))
        else:
            picked[i] = [repair.cells[place] for place in places]
        flags[i], lost[i] = repair.repaired, bool(fault)
    kept = np.flatnonzero(~lost)
    series = zip(*(picked[i] for i in kept), strict=True) if len(kept) else ([] for _ in columns)
    found = {name: pd.Series(list(values), dtype="str") for name, values in zip(columns, series, strict=True)}
    row, line_of = np.array(rows, dtype=np.int64)[kept], np.array(lines, dtype=np.int64)[kept]
    return Records(found, row, line_of, number, issues, flags[kept] if flags.any() else None)


def _records(text: str, layout: Layout, where: str) -> Iterator[tuple[int, list[str], str]]:
    """Give (line, fields, fault) of every record that is not blank."""
    raw = list(io.StringIO(text, newline=""))
    if max(map(len, raw), default=0) > ENDLESS_LINE:
        raise endless_line(where)
    csv.field_size_limit(ENDLESS_LINE)
    reader = csv.reader(raw, delimiter=layout.delimiter)
    width = len(layout.header)
    while True:
        start = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
        record, line = raw[start : reader.line_num], layout.body_line + start
        if len(record) > 1 or reader.line_num == len(raw):
            _check_quotes(record, cells, layout, line, where)
        if max(map(len, record)) > MAX_LINE:
            yield line, [], f"a line is longer than {MAX_LINE // 1024} KiB"
        elif not cells and any(part.strip() for part in record):
            yield line, [], f"a field is longer than {ENDLESS_LINE // 1024} KiB"
        elif len(cells) > 1 or (cells and cells[0].strip()) or (cells and width == 1):
            yield line, cells, _fault(cells, width)


def _fault(cells: list[str], width: int) -> str:
    if len(cells) != width:
        return f"has {len(cells)} fields, the header has {width}"
    for cell in cells:
        if len(cell) > MAX_FIELD:
            return f"a field is longer than {MAX_FIELD // 1024} KiB"
        if not cell.isascii() or "\0" in cell:
            bad = _NOT_TEXT.search(cell)
            if bad:
                return "holds a zero byte" if bad[0] == "\0" else "holds bytes that are no text in this encoding"
    return ""


def _check_quotes(record: list[str], cells: list[str], layout: Layout, line: int, where: str) -> None:
    """Refuse a record that swallowed others because of a quote that never closes."""
    width = len(layout.header)
    swallowed = sum(part.count(layout.delimiter) == width - 1 for part in record[1:])
    unclosed = len(cells) != width and swallowed > 1
    if not unclosed and any('"' in part for part in record):
        try:
            list(csv.reader(record, delimiter=layout.delimiter, strict=True))
        except csv.Error as error:
            unclosed = "unexpected end" in str(error)
    if unclosed:
        raise unclosed_quote(where, line)


def _decode(file: LogFile, layout: Layout) -> tuple[str, str]:
    """Give the text of the records, and the encoding that the most lines have."""
    data = b"".join(file.chunks())[layout.body :]
    encoding = layout.encoding
    if encoding == "utf-8" and layout.guessed and mostly_cp1252(data):
        encoding = "cp1252"
    errors = "surrogateescape" if encoding in _ASCII_BASED else "replace"
    return data.decode(encoding, errors=errors).replace("\ufeff", ""), encoding

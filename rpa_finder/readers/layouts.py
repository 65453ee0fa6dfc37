"""How a delimited text is laid out: preamble, delimiter, header, first rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rpa_finder.errors import InputError
from rpa_finder.readers.sources import HEAD_BYTES, Head
from rpa_finder.readers.stamps import has_stamp

MAX_COLUMNS = 1000
_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_DELIMITERS = tuple(_SIGNS)
_SAMPLE = 400
_TEST_ROWS = 50
_MIN_SHARE = 0.6
_MOST_TITLES = 20
_TABLE_SHARE = 0.9
_TABLE_WIDTH = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records of a delimited text start and how they are split."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    body: int
    """Bytes before the first record, a byte order mark included."""
    body_line: int
    """1-based physical line of the first record."""
    rows: tuple[tuple[str, ...], ...]
    """First records that have as many fields as the header."""
    guessed: bool = True
    """True if the encoding was not given: the whole file may show that it is another one."""
    titles: int = 0
    """Lines of a report's title that stand before the header."""

    def sample(self) -> dict[str, list[str]]:
        """Give the first values of every column."""
        return {name: [row[i] for row in self.rows] for i, name in enumerate(self.header)}


def find_layout(head: Head, delimiter: str = "", encoding: str = "", names: tuple[str, ...] = ()) -> Layout:
    """Find delimiter and header in the head of a file; with `names` it has no header, and its columns those.

    The delimiter is the one under which most of the first rows have as many
    fields as the first; of equally good ones the one that gives more columns.
    Raises InputError line-too-long, no-columns, delimiter-ambiguous, too-many-columns, duplicate-column,
    header-does-not-fit.
    """
    guessed, encoding = not encoding, encoding or head.encoding
    text = head.text if encoding == head.encoding else head.data[head.bom :].decode(encoding, errors="replace")
    start, lines, marked = _skip_preamble(text)
    if not head.whole and "\n" not in text[start:] and "\r" not in text[start:]:
        what = f"has a first line of more than {HEAD_BYTES // 1024} KiB."
        raise InputError("line-too-long", head.file.name, what, "Check that it is a log with line breaks.")
    candidates = [delimiter or marked] if delimiter or marked else list(_DELIMITERS)
    best, share, width = _best(text[start:], candidates, head)
    titles = 0
    if (width < 2 or share < _MIN_SHARE) and not names:
        skipped, titles, below = _skip_titles(text[start:], candidates, head)
        start, lines = start + skipped, lines + titles
        best, share, width = below or (best, share, width)
    if width < 2 or share < _MIN_SHARE:
        what = "has no columns: its rows don't split evenly at commas, semicolons, tabs or bars."
        raise InputError("no-columns", head.file.name, what, "Check the export, or give the delimiter in a --mapping.")
    rows, header_length, header_lines = _parse(text[start:], best, head.whole, _SAMPLE)
    if names and width != len(names):
        what = f"has {width} columns, and the mapping's header names {len(names)}."
        raise InputError("header-does-not-fit", head.file.name, what, "Name every column, in order.")
    header = names or _names(rows[0], head.file.name)
    if names:
        header_length = header_lines = 0
    return Layout(
        encoding,
        best,
        header,
        head.bom + len(text[: start + header_length].encode(encoding, errors="replace")),
        lines + header_lines + 1,
        tuple(tuple(row) for row in rows[not names :] if len(row) == len(header)),
        guessed,
        titles,
    )


def _skip_preamble(text: str) -> tuple[int, int, str]:
    """Give (characters, lines, delimiter) of what stands before the header: sep=;, comments, blank lines."""
    start, lines, marked = 0, 0, ""
    for line in io.StringIO(text, newline=""):
        plain = line.strip("\ufeff \r\n")
        if plain[:4].lower() == "sep=" and len(plain) in (4, 5):
            marked = plain[4:] or "\t"
        elif plain and not plain.startswith("#"):
            break
        start, lines = start + len(line), lines + 1
    return start, lines, marked


def _skip_titles(text: str, candidates: list[str], head: Head) -> tuple[int, int, tuple[str, float, int] | None]:
    """Give (characters, lines) of a report's title before a table, and how the table splits; None if there is none.

    A table is three columns or more, as good as all of whose rows are even, and which a line of names begins.
    """
    skipped = 0
    for count, line in enumerate(io.StringIO(text, newline="")):
        if count > _MOST_TITLES:
            break
        if count and line.strip():
            best, share, width = _best(text[skipped:], candidates, head)
            if width >= _TABLE_WIDTH and share >= _TABLE_SHARE:
                rows, _, _ = _parse(text[skipped:], best, head.whole, 1)
                return (0, 0, None) if has_stamp(rows[0]) else (skipped, count, (best, share, width))
        skipped += len(line)
    return 0, 0, None


def _best(text: str, candidates: list[str], head: Head) -> tuple[str, float, int]:
    """Give the delimiter that fits best, its share of even rows and its number of columns."""
    whole = head.whole
    fits = [(*_fit(text, delimiter, whole), delimiter) for delimiter in candidates]
    if max(fits)[0] < _MIN_SHARE:
        # A quote that never closes swallows the rows: without quotes they may be even.
        # Reading them will then name the quote.
        fits = [(*_fit(text, delimiter, whole, csv.QUOTE_NONE), delimiter) for delimiter in candidates]
    share, width, delimiter = max(fits, key=lambda fit: fit[:2])
    equal = [fit[2] for fit in fits if fit[:2] == (share, width)]
    if len(equal) > 1 and share >= _MIN_SHARE and width > 1:
        what = f"splits into {width} columns at {' and at '.join(_SIGNS[sign] for sign in equal)} alike."
        raise InputError("delimiter-ambiguous", head.file.name, what, "Give the delimiter in a --mapping.")
    return delimiter, share, width


def _fit(text: str, delimiter: str, whole: bool, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> tuple[float, int]:
    rows, _, _ = _parse(text, delimiter, whole, _TEST_ROWS, quoting)
    if not rows:
        return 0.0, 0
    width = len(rows[0])
    if width < 2:
        return 0.0, width
    body = rows[1:] or rows
    return round(sum(len(row) == width for row in body) / len(body), 2), width


def _parse(
    text: str, delimiter: str, whole: bool, limit: int, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
) -> tuple[list[list[str]], int, int]:
    """Give the first records, and the length in characters and lines of the very first."""
    lengths: list[int] = []

    def counted() -> Iterator[str]:
        for line in io.StringIO(text.replace("\0", " "), newline=""):
            lengths.append(len(line))
            yield line.replace("\ufeff", "")

    reader = csv.reader(counted(), delimiter=delimiter, quoting=quoting)
    rows: list[list[str]] = []
    header_lines = 0
    try:
        for row in reader:
            if row and (len(row) > 1 or row[0].strip()):
                rows.append(row)
                header_lines = header_lines or reader.line_num
            if len(rows) > limit:
                return rows, sum(lengths[:header_lines]), header_lines
    except csv.Error:
        pass
    # The last record of a cut-off head is no whole one.
    kept = rows if whole or len(rows) < 3 else rows[:-1]
    return kept, sum(lengths[:header_lines]), header_lines


def _names(cells: list[str], where: str) -> tuple[str, ...]:
    if len(cells) > MAX_COLUMNS:
        what = f"has {len(cells)} columns, more than {MAX_COLUMNS}."
        raise InputError("too-many-columns", where, what, "Export only the columns of the events.")
    names = [cell.strip("\ufeff \t\r\n") or f"column {i}" for i, cell in enumerate(cells, 1)]
    first: dict[str, int] = {}
    for i, name in enumerate(names, 1):
        if name in first:
            what = f"has the column {name[:60]!r} twice, at positions {first[name]} and {i}."
            raise InputError("duplicate-column", where, what, "Rename one of them.")
        first[name] = i
    return tuple(names)

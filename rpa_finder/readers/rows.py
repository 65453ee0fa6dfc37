"""Records put together one by one, for formats that are no table: sparse rows in, text columns out."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from rpa_finder.model import Issue
from rpa_finder.readers.records import Records

MAX_FIELD = 64 * 1024
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class RowBuilder:
    """Takes rows in the order of the file; a row that is no text is an issue and takes its number."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.rows_read = 0
        self.issues: list[Issue] = []
        self._columns: dict[str, list[str]] = {}
        self._row: list[int] = []
        self._line: list[int] = []

    def add(self, cells: Mapping[str, str], line: int = 0) -> None:
        """Take the next row: text by column, absent or "" where there is none; line 0 = that of its number."""
        self.rows_read += 1
        line = line or self.rows_read
        for name, text in cells.items():
            fault = text_fault(text)
            if fault:
                self.issues.append(Issue(self.source, line, name, fault))
                return
        for name, text in cells.items():
            if text:
                column = self._columns.setdefault(name, [])
                column.extend([""] * (len(self._row) - len(column)))
                column.append(text)
        self._row.append(self.rows_read)
        self._line.append(line)

    def reject(self, reason: str, line: int = 0, column: str = "") -> None:
        """Take the next row as one that can't be used."""
        self.rows_read += 1
        self.issues.append(Issue(self.source, line or self.rows_read, column, reason))

    def records(self) -> Records:
        """Give the usable rows."""
        for column in self._columns.values():
            column.extend([""] * (len(self._row) - len(column)))
        columns = {name: pd.Series(texts, dtype="str") for name, texts in self._columns.items()}
        row, line = np.array(self._row, dtype=np.int64), np.array(self._line, dtype=np.int64)
        return Records(columns, row, line, self.rows_read, self.issues)


def text_fault(text: str) -> str:
    """Say what makes a text unusable, "" if nothing does."""
    if len(text) > MAX_FIELD:
        return f"a field is longer than {MAX_FIELD // 1024} KiB"
    bad = None if text.isascii() and "\0" not in text else _NOT_TEXT.search(text)
    if bad:
        return "holds a zero byte" if bad[0] == "\0" else "holds bytes that are no text in this encoding"
    return ""

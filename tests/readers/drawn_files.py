"""Draw a log file in a test, and look at what was read from it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers import ReadOptions, ReadResult, read_log
from rpa_finder.readers.sources import Head, list_files, read_head

HEADER = "timestamp,user,application,window title,action,field,value\n"
ROW = "2026-03-02T08:00:{:02d}.250Z,ann,CRM,Customer,input,Account,00123\n"
GOOD = HEADER + "".join(ROW.format(i) for i in range(40))


def write(folder: Path, text: str | bytes, name: str = "log.csv") -> Path:
    path = folder / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") and isinstance(text, str) else data)
    return path


def head_of(folder: Path, text: str | bytes, name: str = "log.csv") -> Head:
    return read_head(list_files([write(folder, text, name)])[0][0])


def read(folder: Path, text: str | bytes, name: str = "log.csv") -> ReadResult:
    return read_log([write(folder, text, name)])


def read_lines(folder: Path, header: str, lines: Iterable[str]) -> ReadResult:
    """Read a table from header and lines without their first columns: time and the agent ann."""
    table = [f"2026-03-16 07:56:{i:02d}Z;ann;{line}" for i, line in enumerate(lines)]
    return read(folder, "\n".join([header, *table]) + "\n")


def refused(path: Path, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read_log([path], ReadOptions(**options))
    assert "\n" not in str(caught.value)
    assert caught.value.todo
    return caught.value


def rows(result: ReadResult, *columns: str) -> list[tuple[str | None, ...]]:
    """Give columns as texts, in the order of the file."""
    table = result.log.table.sort_values(["source", "row"])
    return [tuple(None if pd.isna(v) else str(v) for v in row) for row in table[list(columns)].to_numpy(dtype=object)]


def texts(result: ReadResult, column: str) -> list[str | None]:
    """Give one column as texts, in the order of the log."""
    values = result.log.table[column].astype(object)
    return [None if pd.isna(value) else str(value) for value in values]


def balanced(result: ReadResult) -> bool:
    return all(i.rows_read == i.rows_used + i.rows_rejected + i.rows_duplicate for i in result.inputs) and len(
        result.issues
    ) == sum(i.rows_rejected for i in result.inputs)

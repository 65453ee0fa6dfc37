"""Parquet files: their columns as text. Needs pyarrow, which the extra `parquet` brings."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.model import Issue
from rpa_finder.readers.about import About
from rpa_finder.readers.by_columns import table_by_columns
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.json_texts import text_of
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records, RoleTable
from rpa_finder.readers.rows import text_fault
from rpa_finder.readers.sources import Head

NAME = "parquet"
ABOUT = About(
    "the magic word `PAR1`",
    "one per row; needs `pip install rpa-finder[parquet]`",
    "what its columns say",
    "what they don't say",
)


def recognise(head: Head) -> float:
    """Give 1 for a file that begins as Parquet does."""
    return 1.0 if head.data.startswith(b"PAR1") else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable | ContactTable:
    """Read all rows; raises InputError parquet-extra-missing, not-a-text-log, no-events, no-timestamp."""
    return table_by_columns(_records(head), mapping, head.file.name)


def _records(head: Head) -> Records:
    where = head.file.name
    try:
        # An extra: the core does without its 170 MB.
        import pyarrow as pa  # noqa: PLC0415 - loaded when used
        import pyarrow.parquet as pq  # noqa: PLC0415 - loaded when used
    except ImportError as error:
        todo = "Install it with: pip install 'rpa-finder[parquet]', or export the log as CSV."
        raise InputError("parquet-extra-missing", where, "is Parquet, and pyarrow isn't installed.", todo) from error
    try:
        packed = io.BytesIO(b"".join(head.file.chunks())) if head.file.packing else None
        # A file on the disk is not loaded before its footer is seen to be sound.
        with pa.PythonFile(packed) if packed else pa.OSFile(str(head.file.path)) as file:
            table = pq.ParquetFile(file).read()
        texts = {str(name): _texts(table.column(i)) for i, name in enumerate(table.column_names)}
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError("not-a-text-log", where, "is a damaged Parquet file.", "Export the log again.") from error
    if not table.num_rows:
        raise InputError("no-events", where, "has columns but no rows.", "Export the log again.")
    row = np.arange(1, table.num_rows + 1, dtype=np.int64)
    good = np.ones(len(row), dtype=bool)
    issues = []
    for name, column in texts.items():
        for i, text in enumerate(column):
            fault = text_fault(text) if good[i] else ""
            if fault:
                issues.append(Issue(where, i + 1, name, fault))
                good[i] = False
    series = {name: pd.Series(column, dtype="str")[good].reset_index(drop=True) for name, column in texts.items()}
    return Records(series, row[good], row[good], len(row), issues)


def _texts(column: Any) -> list[str]:
    import pyarrow as pa  # noqa: PLC0415 - loaded when used

    kind = column.type
    if pa.types.is_temporal(kind) and not pa.types.is_duration(kind):
        column = column.cast(pa.string())
    elif pa.types.is_floating(kind):
        return [
            "" if value is None else str(int(value)) if value.is_integer() else repr(value)
            for value in column.to_pylist()
        ]
    return [text_of(value) for value in column.to_pylist()]

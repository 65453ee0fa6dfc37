"""The tables of a scan as Parquet, for whoever analyses them further: typed, and texts as they are.

A Parquet file is no spreadsheet, so that the apostrophe before what looks
like a formula is taken off. Needs pyarrow, the extra "parquet".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from rpa_finder.errors import UsageError
from rpa_finder.model import Scan
from rpa_finder.renderers.tables import COLUMNS, plain_text, render_tables

_WHOLE = frozenset(
    {"events", "step", "source_row", "transfers", "visits", "agents", "line", "row", "rank", "executions"}
)
_REAL = frozenset({"share", "explained", "benefit_cost_ratio", "build_cost", "build_days", "expected_by_chance"})
_REAL_ENDS = ("_seconds", "_p10", "_p50", "_p90", "_per_year", "_months", "seconds_per_execution")


def render_parquet(scan: Scan) -> Iterator[tuple[str, bytes]]:
    """Give name and content of a Parquet file for each table, with the columns of its CSV.

    Counts are 64-bit integers, other figures doubles, all else text; an empty figure is null.
    Raises UsageError extra-missing where that is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, loaded when used
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra, loaded when used
    except ImportError as error:
        todo = "Install it: pip install 'rpa-finder[parquet]'."
        raise UsageError("extra-missing", "--formats parquet", "needs the extra 'parquet'.", todo) from error
    kinds = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    for name, text in render_tables(scan):
        rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
        columns = {
            column: pa.array(values, type=kinds[kind])
            for i, column in enumerate(COLUMNS[name])
            for kind, values in [_typed((name, column), [row[i] for row in rows])]
        }
        written = io.BytesIO()
        pq.write_table(pa.table(columns), written)
        yield f"{name.removesuffix('.csv')}.parquet", written.getvalue()


def _typed(
    place: tuple[str, str], cells: Sequence[str]
) -> tuple[type, list[int | None] | list[float | None] | list[str]]:
    column = place[1]
    if column in _WHOLE or place == ("transitions.csv", "moves"):
        return int, [int(c) if c else None for c in cells]
    if column in _REAL or column.endswith(_REAL_ENDS):
        return float, [float(c) if c else None for c in cells]
    return str, [plain_text(c) for c in cells]

from __future__ import annotations

import csv
import io
import sys
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rpa_finder.errors import UsageError
from rpa_finder.model import Contact
from rpa_finder.renderers.parquet import render_parquet
from rpa_finder.renderers.tables import plain_text, render_tables
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


@pytest.mark.parametrize("scan", [small_scan("=1+1"), benefits_scan()], ids=["small", "story"])
def test_a_file_holds_what_its_table_holds(scan):
    tables = dict(render_tables(scan))
    for name, content in render_parquet(scan):
        frame = pq.read_table(io.BytesIO(content))
        head, *rows = csv.reader(io.StringIO(tables[name.replace(".parquet", ".csv")]))
        assert frame.column_names == head
        assert frame.num_rows == len(rows)
        for column, cells in zip(head, zip(*rows, strict=True), strict=False):
            for cell, value in zip(cells, frame[column].to_pylist(), strict=True):
                if isinstance(value, str):
                    assert value == plain_text(cell)
                else:
                    assert (value is None) if cell == "" else value == float(cell)


def test_figures_are_numbers_and_texts_are_texts():
    frames = {n: pq.read_table(io.BytesIO(c)) for n, c in render_parquet(small_scan("007"))}
    assert frames["executions.parquet"]["case_id"].to_pylist() == ["007", ""]
    assert frames["executions.parquet"].schema.field("active_seconds").type == pa.float64()
    assert frames["transitions.parquet"].schema.field("moves").type == pa.int64()
    assert frames["proposals.parquet"].schema.field("moves").type == pa.string()
    assert frames["proposals.parquet"].schema.field("npv_p50").type == pa.float64()


def test_contacts_are_a_table_where_there_are_any():
    contact = Contact("c.csv", 7, "T1", "", "", "A01", "K1", "voice", "in", "Q", "", "", 60.0, None, 5.5, None, "")
    frames = dict(render_parquet(replace(small_scan(), contacts=(contact,))))
    read = pq.read_table(io.BytesIO(frames["contacts.parquet"]))
    assert read["row"].to_pylist() == [7]
    assert tuple(read.to_pylist()[0].values())[-5:] == (60.0, None, 5.5, None, "")
    assert "contacts.parquet" not in dict(render_parquet(small_scan()))


def test_a_missing_extra_is_one_clear_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"rpa-finder\[parquet\]"):
        list(render_parquet(small_scan()))

"""Parquet files; without pyarrow one line says what to install."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from rpa_finder.readers.parquet import recognise
from tests.readers.drawn_files import GOOD, balanced, head_of, read, refused, rows, write


def test_without_pyarrow_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    error = refused(write(tmp_path, b"PAR1" + b"\0" * 200 + b"PAR1", "log.parquet"))
    assert error.slug == "parquet-extra-missing"
    assert "rpa-finder[parquet]" in error.todo


def test_knows_parquet_by_its_magic_word(tmp_path):
    assert recognise(head_of(tmp_path, b"PAR1abc", "log.bin")) == 1
    assert recognise(head_of(tmp_path, GOOD)) == 0


def test_reads_a_table(tmp_path):
    pa = pytest.importorskip("pyarrow", reason="pyarrow, which reads Parquet, is not installed")
    pq = pytest.importorskip("pyarrow.parquet")
    times = [datetime(2026, 3, 2, 8, 0, i, 250_000, tzinfo=UTC) for i in (1, 2)]
    columns = {"timestamp": times, "user": ["ann", "bob"], "window title": ["CRM", "CRM"], "action": ["input"] * 2}
    pq.write_table(pa.table(columns | {"field": ["No", "No"], "value": ["00123", None]}), tmp_path / "log.parquet")
    result = read(tmp_path, (tmp_path / "log.parquet").read_bytes(), "log.parquet")
    assert rows(result, "row", "time", "agent", "screen", "element", "value") == [
        ("1", "2026-03-02 08:00:01.250000+00:00", "ann", "CRM", "No", "00123"),
        ("2", "2026-03-02 08:00:02.250000+00:00", "bob", "CRM", "No", None),
    ]
    assert balanced(result)
    assert refused(write(tmp_path, b"PAR1" + b"\1" * 99 + b"PAR1", "bad.parquet")).slug == "not-a-text-log"

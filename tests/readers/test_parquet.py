"""Parquet files; without pyarrow one line says what to install."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa_finder.errors import InputError
from rpa_finder.readers import read_log
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
    times = [datetime(2026, 3, 2, 8, 0, i, 250_000, tzinfo=UTC) for i in (1, 2)]
    columns = {"timestamp": times, "user": ["ann", "bob"], "window title": ["CRM", "CRM"], "action": ["input"] * 2}
    pq.write_table(pa.table(columns | {"field": ["No", "No"], "value": ["00123", None]}), tmp_path / "log.parquet")
    result = read(tmp_path, (tmp_path / "log.parquet").read_bytes(), "log.parquet")
    assert rows(result, "row", "time", "agent", "screen", "element", "value") == [
        ("1", "2026-03-02 08:00:01.250000+00:00", "ann", "CRM", "No", "00123"),
        ("2", "2026-03-02 08:00:02.250000+00:00", "bob", "CRM", "No", None),
    ]
    assert balanced(result)


def test_every_kind_of_column_is_read_as_text(tmp_path):
    """Times with a zone and without, days, numbers, true and false, categories and nothing at all."""
    at = datetime(2026, 3, 2, 8, 0, 1, 250_000)
    table = pa.table(
        {
            "timestamp": pa.array([at], pa.timestamp("ms")),
            "user": pa.array(["ann"]).dictionary_encode(),
            "window title": pa.array(["CRM"], pa.large_string()),
            "action": ["input"],
            "field": pa.array([17], pa.int32()),
            "value": pa.array([250.0]),
        }
    )
    for codec in ("snappy", "zstd", "gzip", "none"):
        pq.write_table(table, tmp_path / "log.parquet", compression=codec)
        result = read(tmp_path, (tmp_path / "log.parquet").read_bytes(), "log.parquet")
        assert rows(result, "time", "agent", "screen", "element", "value") == [
            ("2026-03-02 08:00:01.250000+00:00", "ann", "CRM", "17", "250")
        ]


@pytest.fixture(scope="module")
def sound() -> bytes:
    columns = {"timestamp": [datetime(2026, 3, 2, 8, 0, i, tzinfo=UTC) for i in range(50)], "action": ["click"] * 50}
    data = io.BytesIO()
    pq.write_table(pa.table(columns), data)
    return data.getvalue()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_is_refused_or_read_and_never_a_fault(tmp_path, sound, data):
    content = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 4))):
        # Most of what can be damaged stands at the end.
        place = data.draw(st.integers(0, len(content)) | st.integers(max(0, len(content) - 300), len(content)))
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    path = write(tmp_path, b"PAR1" + bytes(content[4:]), "log.parquet")
    slug = ""
    try:
        read_log([path])
    except InputError as error:
        slug = error.slug
    assert slug in ("", "not-a-text-log", "no-timestamp", "no-events", "too-many-rejected")

"""Object-centric logs as SQLite."""

from __future__ import annotations

import sqlite3

import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.ocel_sqlite import read_sqlite
from rpa_finder.readers.sources import list_files, read_head
from tests.readers.drawn_files import refused, write
from tests.readers.ocel_drawing import write_ocel_sqlite
from tests.readers.test_ocel_texts import EVENTS


@pytest.mark.parametrize("wal", [False, True])
def test_reads_events_with_attributes_and_objects(tmp_path, wal):
    path = write_ocel_sqlite(tmp_path / "log.sqlite", EVENTS, {"i1": "Invoice", "o1": "Order"}, wal)
    before = path.read_bytes()
    log = read_sqlite(read_head(list_files([path])[0][0]))
    assert log.events == EVENTS
    assert log.types == {"i1": "Invoice", "o1": "Order"}
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["log.sqlite"]


def test_another_database_and_a_damaged_one_are_refused(tmp_path):
    db = sqlite3.connect(tmp_path / "other.db")
    db.execute("CREATE TABLE t (a)")
    db.commit()
    db.close()
    assert refused(tmp_path / "other.db").slug == "not-ocel"
    whole = (tmp_path / "other.db").read_bytes()
    for name, data in (("cut.db", whole[:150]), ("odd.db", whole[:100] + b"\xff" * (len(whole) - 100))):
        with pytest.raises(InputError) as caught:
            read_sqlite(read_head(list_files([write(tmp_path, data, name)])[0][0]))
        assert caught.value.slug in ("not-a-text-log", "not-ocel")

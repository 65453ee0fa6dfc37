from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from benchmarks.store_kills import old_store
from rpa_finder import store
from rpa_finder.errors import StoreError
from rpa_finder.store_schema import MIGRATIONS, VERSION, bring_up_to_date
from tests.test_store import a_scan


def open_db(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def test_a_store_of_version_1_is_brought_up_to_date_and_keeps_everything(tmp_path: Path):
    path = tmp_path / "history.sqlite"
    old_store(path)
    (scan,) = store.list_scans(path)
    (made,) = store.list_decisions(path)
    assert (scan.label, scan.events) == ("old", 10)
    assert (made.decision, made.note, made.since, made.expected_hours) == ("approved", "why", "2026-02-01", None)
    with pytest.raises(StoreError, match="scan-not-whole"):
        store.read_scan(path, 1)
    assert store.add_scan(path, a_scan()) == 2


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path):
    path = tmp_path / "history.sqlite"
    old_store(path)
    before = path.read_bytes()
    db = open_db(path)
    broken = (MIGRATIONS[0], "ALTER TABLE scans ADD COLUMN half TEXT; ALTER TABLE nothing ADD COLUMN other TEXT;")
    with pytest.raises(sqlite3.OperationalError):
        bring_up_to_date(db, path, broken)
    db.close()
    assert path.read_bytes() == before
    assert store.list_scans(path)[0].label == "old"


def test_two_that_migrate_at_once_do_it_once(tmp_path: Path):
    path = tmp_path / "history.sqlite"
    old_store(path)
    for db in (open_db(path), open_db(path)):
        bring_up_to_date(db, path)
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        db.close()


def test_a_newer_store_is_left_alone(tmp_path: Path):
    db = open_db(tmp_path / "history.sqlite")
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreError, match="store-newer"):
        bring_up_to_date(db, tmp_path / "history.sqlite")
    db.close()

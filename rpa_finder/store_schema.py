"""The tables of the history store, and how an older store becomes one of today.

PRAGMA user_version says how far a store has come. Each migration is one
transaction: a store that was killed in between opens as it was before, or as it is after.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from rpa_finder.errors import StoreError

MIGRATIONS = (
    # 1: scans in summary, decisions.
    """
    CREATE TABLE scans (
        id INTEGER PRIMARY KEY,
        label TEXT NOT NULL,
        scanned_at TEXT NOT NULL,
        tool_version TEXT NOT NULL,
        inputs TEXT NOT NULL,
        events INTEGER NOT NULL,
        agents INTEGER NOT NULL,
        active_seconds REAL NOT NULL,
        proposals TEXT NOT NULL
    );
    CREATE TABLE decisions (
        id INTEGER PRIMARY KEY,
        scan_id INTEGER NOT NULL REFERENCES scans (id),
        proposal_id TEXT NOT NULL,
        routine_key TEXT NOT NULL,
        decision TEXT NOT NULL,
        note TEXT NOT NULL,
        decided_at TEXT NOT NULL
    );
    """,
    # 2: whole scans, to compare without their folders; who decided, what was expected, what it cost; the tokens' key.
    """
    ALTER TABLE scans ADD COLUMN config TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE scans ADD COLUMN findings BLOB;
    ALTER TABLE decisions ADD COLUMN title TEXT NOT NULL DEFAULT '';
    ALTER TABLE decisions ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
    ALTER TABLE decisions ADD COLUMN since TEXT NOT NULL DEFAULT '';
    ALTER TABLE decisions ADD COLUMN expected_hours REAL;
    ALTER TABLE decisions ADD COLUMN cost REAL NOT NULL DEFAULT 0;
    UPDATE decisions SET since = substr(decided_at, 1, 10);
    UPDATE decisions SET decision = 'approved' WHERE decision = 'accept';
    UPDATE decisions SET decision = 'rejected' WHERE decision = 'reject';
    UPDATE decisions SET decision = 'proposed' WHERE decision = 'defer';
    UPDATE decisions SET decision = 'live' WHERE decision = 'automated';
    CREATE TABLE token_key (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL);
    """,
)
VERSION = len(MIGRATIONS)


def bring_up_to_date(db: sqlite3.Connection, path: Path, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Make the tables, or change those of an older version; one transaction for each migration.

    Raises StoreError: store-newer, or store-foreign where the file is a database of another program.
    """
    version = _version(db)
    if version > len(migrations):
        what = f"was written by a newer version of rpa-finder (store version {version})."
        raise StoreError("store-newer", str(path), what, "Use that version.")
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,) and _version(db) == 0:
        raise StoreError("store-foreign", str(path), "is a database of another program.", "Name another file.")
    while version < len(migrations):
        db.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have done it while this one waited for its turn.
            version = _version(db)
            if version < len(migrations):
                for statement in _statements(migrations[version]):
                    db.execute(statement)
                version += 1
                db.execute(f"PRAGMA user_version = {version}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    return [part for part in script.split(";") if part.strip()]

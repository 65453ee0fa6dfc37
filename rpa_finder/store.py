"""The history store: which scans were done, and what was decided on their proposals.

One SQLite file. It holds the summary of each scan and each decision; no event
and no value of a log.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rpa_finder.errors import StoreError, UsageError
from rpa_finder.model import Scan

VERSION = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS scans (
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
CREATE TABLE IF NOT EXISTS decisions (
    id INTEGER PRIMARY KEY,
    scan_id INTEGER NOT NULL REFERENCES scans (id),
    proposal_id TEXT NOT NULL,
    routine_key TEXT NOT NULL,
    decision TEXT NOT NULL,
    note TEXT NOT NULL,
    decided_at TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class KeptProposal:
    """A proposal as the store remembers it."""

    id: str
    routine_key: str
    """Stable across scans."""
    title: str
    verdict: str
    hours_p50: float | None
    """Realised hours a year that no better proposal claims; None where withheld."""


@dataclass(frozen=True, slots=True)
class KeptScan:
    """A scan as the store remembers it."""

    id: int
    label: str
    scanned_at: str
    tool_version: str
    events: int
    agents: int
    active_seconds: float
    proposals: tuple[KeptProposal, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a proposal, and when."""

    scan_id: int
    proposal_id: str
    routine_key: str
    """Carries the decision over to later scans."""
    decision: str
    """accept, reject, defer or automated."""
    note: str
    decided_at: str


def add_scan(path: Path, scan: Scan) -> int:
    """Keep the summary of a scan; give its id. Makes the store if there is none."""
    keys = {routine.id: routine.key for routine in scan.routines}
    proposals = [
        {
            "id": p.id,
            "routine_key": keys[p.routine_id],
            "title": p.title,
            "verdict": p.verdict,
            "hours_p50": p.marginal_hours.p50 if p.marginal_hours else None,
        }
        for p in scan.proposals
    ]
    totals = scan.totals
    values = (
        scan.label,
        scan.scanned_at,
        scan.tool_version,
        json.dumps([entry.sha256 for entry in scan.inputs]),
        totals.events,
        totals.agents,
        totals.active_seconds,
        json.dumps(proposals),
    )
    with _open(path, create=True) as db:
        columns = "label, scanned_at, tool_version, inputs, events, agents, active_seconds, proposals"
        cursor = db.execute(f"INSERT INTO scans ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        return int(cursor.lastrowid or 0)


def list_scans(path: Path) -> tuple[KeptScan, ...]:
    """Give all scans, in the order they were kept (not by clock, which may be set back)."""
    with _open(path) as db:
        columns = "id, label, scanned_at, tool_version, events, agents, active_seconds, proposals"
        return tuple(_kept_scan(row) for row in db.execute(f"SELECT {columns} FROM scans ORDER BY id"))


def get_scan(path: Path, scan_id: int | None = None) -> KeptScan:
    """Give the scan of that id, or the newest. Raises UsageError if there is none."""
    scans = [scan for scan in list_scans(path) if scan_id in (None, scan.id)]
    if not scans:
        what = "holds no scan yet." if scan_id is None else f"holds no scan {scan_id}."
        raise UsageError("scan-unknown", str(path), what, "See: rpa-finder history list.")
    return scans[-1]


def list_decisions(path: Path) -> tuple[Decision, ...]:
    """Give all decisions, oldest first."""
    with _open(path) as db:
        columns = "scan_id, proposal_id, routine_key, decision, note, decided_at"
        return tuple(Decision(*row) for row in db.execute(f"SELECT {columns} FROM decisions ORDER BY id"))


def find_proposal(path: Path, scan: KeptScan, proposal_id: str) -> KeptProposal:
    """Give the proposal of that id in that scan. Raises UsageError if there is none."""
    for proposal in scan.proposals:
        if proposal.id == proposal_id:
            return proposal
    what = f"has no proposal {proposal_id!r} in scan {scan.id}."
    raise UsageError("proposal-unknown", str(path), what, f"See: rpa-finder history show {path}.")


def add_decision(path: Path, made: Decision) -> None:
    """Keep a decision; a later one on the same routine wins, the earlier stays on record."""
    with _open(path) as db:
        columns = "scan_id, proposal_id, routine_key, decision, note, decided_at"
        values = (made.scan_id, made.proposal_id, made.routine_key, made.decision, made.note, made.decided_at)
        db.execute(f"INSERT INTO decisions ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)


def _kept_scan(row: tuple[Any, ...]) -> KeptScan:
    scan_id, label, scanned_at, tool_version, events, agents, active_seconds, proposals = row
    kept = tuple(KeptProposal(**entry) for entry in json.loads(proposals))
    return KeptScan(scan_id, label, scanned_at, tool_version, events, agents, active_seconds, kept)


@contextmanager
def _open(path: Path, create: bool = False) -> Iterator[sqlite3.Connection]:
    if not create and not path.is_file():
        raise StoreError("store-missing", str(path), "is no history store.", "Make one: rpa-finder scan --history.")
    try:
        # autocommit until BEGIN: one transaction for each opening, all or nothing.
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            _check_version(db, path)
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        # Also "file is not a database", "disk is full" and "database is locked" of another scan.
        todo = "Check that it is a history store, that it can be written and that no other scan holds it."
        raise StoreError("store-unusable", str(path), f"can't be used as a history store ({error}).", todo) from error


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        what = f"was written by a newer version of rpa-finder (store version {version})."
        raise StoreError("store-newer", str(path), what, "Use that version.")
    if version == VERSION:
        return
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        raise StoreError("store-foreign", str(path), "is a database of another program.", "Name another file.")
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")

"""The history store: which scans were done, and what was decided on their proposals.

One SQLite file, in write-ahead mode: one transaction for each opening, all or
nothing. It holds each scan as it was found and each decision; no value of a
log, and agents and cases only as tokens, whose key can be forgotten.
"""

from __future__ import annotations

import json
import math
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

from rpa_finder.errors import StoreError, UsageError
from rpa_finder.model import LiveProposal, Scan
from rpa_finder.store_files import pack_scan, unpack_scan
from rpa_finder.store_schema import bring_up_to_date

_KEY_BYTES = 32
_ENDS = ("stopped", "rejected")


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
    """What was decided on a proposal: by whom, when, why, and what was expected of it then."""

    scan_id: int
    proposal_id: str
    routine_key: str
    """Carries the decision over to later scans."""
    decision: str
    """One of comparison.DECISIONS."""
    note: str
    decided_at: str
    title: str = ""
    decided_by: str = ""
    since: str = ""
    """ISO 8601 date from which it holds, such as the day of going live."""
    expected_hours: float | None = None
    """Hours a year, as proposed at the time of the decision."""
    cost: float = 0.0
    """Spent since the decision before."""


_DECISION_COLUMNS = ", ".join(f.name for f in fields(Decision))


def add_scan(path: Path, scan: Scan) -> int:
    """Keep a scan whole, without names of agents and cases; give its id. Makes the store if there is none."""
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
    with _open(path, create=True) as db:
        values = (
            scan.label,
            scan.scanned_at,
            scan.tool_version,
            json.dumps([entry.sha256 for entry in scan.inputs]),
            totals.events,
            totals.agents,
            totals.active_seconds,
            json.dumps(proposals),
            json.dumps(scan.config),
            pack_scan(scan, _token_key(db)),
        )
        columns = "label, scanned_at, tool_version, inputs, events, agents, active_seconds, proposals, config, findings"
        cursor = db.execute(f"INSERT INTO scans ({columns}) VALUES ({_marks(values)})", values)
        return int(cursor.lastrowid or 0)


def read_scan(path: Path, scan_id: int) -> Scan:
    """Give a kept scan whole, with tokens for agents and cases.

    Raises UsageError if there is none of that id; StoreError scan-not-whole if an older version kept it in summary.
    """
    get_scan(path, scan_id)
    with _open(path) as db:
        (packed,) = db.execute("SELECT findings FROM scans WHERE id = ?", (scan_id,)).fetchone()
    if packed is None:
        what = f"holds scan {scan_id} in summary only: an older version kept it."
        raise StoreError("scan-not-whole", str(path), what, "Compare with the folder of that scan.")
    return unpack_scan(packed)


def read_latest(path: Path, most: int) -> tuple[Scan, ...]:
    """Give the latest whole scans of a store, oldest first; none where there is no store yet."""
    if not path.is_file():
        return ()
    with _open(path) as db:
        rows = db.execute("SELECT findings FROM scans WHERE findings IS NOT NULL ORDER BY id DESC LIMIT ?", (most,))
        return tuple(unpack_scan(packed) for (packed,) in rows)[::-1]


def forget_key(path: Path) -> None:
    """Delete the key of the tokens: which token was whom can't be told any more. Later scans get a new key."""
    with _open(path) as db:
        db.execute("PRAGMA secure_delete = ON")
        db.execute("DELETE FROM token_key")


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
        return tuple(Decision(*row) for row in db.execute(f"SELECT {_DECISION_COLUMNS} FROM decisions ORDER BY id"))


def find_proposal(path: Path, scan: KeptScan, proposal_id: str) -> KeptProposal:
    """Give the proposal of that id in that scan. Raises UsageError if there is none."""
    for proposal in scan.proposals:
        if proposal.id == proposal_id:
            return proposal
    what = f"has no proposal {proposal_id!r} in scan {scan.id}."
    raise UsageError("proposal-unknown", str(path), what, f"See: rpa-finder history show {path}.")


def add_decision(path: Path, made: Decision) -> None:
    """Keep a decision; a later one on the same routine wins, the earlier stays on record.

    Raises UsageError for an end that lies before the day on which it went live.
    """
    lives = [m.since for m in list_decisions(path) if m.routine_key == made.routine_key and m.decision == "live"]
    if made.decision in _ENDS and lives and made.since < lives[-1]:
        what = f"{made.decision} since {made.since} lies before {lives[-1]}, when {made.proposal_id} went live."
        raise UsageError("end-before-start", "--since", what, f"Give {lives[-1]} or a later day.")
    with _open(path) as db:
        values = astuple(made)
        db.execute(f"INSERT INTO decisions ({_DECISION_COLUMNS}) VALUES ({_marks(values)})", values)


def list_live(path: Path) -> tuple[LiveProposal, ...]:
    """Give every proposal that went live, with what was claimed when it was approved and what it cost so far.

    The claim is that of the first approval, or of going live; the last time of going live counts.
    """
    history: dict[str, list[Decision]] = {}
    for made in list_decisions(path):
        history.setdefault(made.routine_key, []).append(made)
    found = []
    for key, decisions in history.items():
        lives = [i for i, made in enumerate(decisions) if made.decision == "live"]
        if not lives:
            continue
        live = decisions[lives[-1]]
        stops = [made.since for made in decisions[lives[-1] :] if made.decision in _ENDS]
        claims = [made for made in decisions if made.decision in ("approved", "building", "live")]
        cost = math.fsum(made.cost for made in decisions)
        stopped = stops[0] if stops else ""
        claimed = claims[0].expected_hours
        who = ", ".join(dict.fromkeys(made.decided_by for made in (claims[0], live) if made.decided_by))
        found.append(LiveProposal(live.proposal_id, key, live.title, live.since, stopped, claimed, cost, who))
    return tuple(found)


def export(path: Path) -> str:
    """Give scans and decisions as JSON, for auditors: everything but the findings themselves."""
    scans = [asdict(scan) for scan in list_scans(path)]
    with _open(path) as db:
        inputs = {id_: json.loads(text) for id_, text in db.execute("SELECT id, inputs FROM scans")}
        configs = {id_: json.loads(text) for id_, text in db.execute("SELECT id, config FROM scans")}
    for scan in scans:
        scan |= {"inputs_sha256": inputs[scan["id"]], "config": configs[scan["id"]]}
    document = {"scans": scans, "decisions": [asdict(made) for made in list_decisions(path)]}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


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
            _prepare(db, path)
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        # Also "file is not a database", "disk is full" and "database is locked" of another scan.
        todo = "Check that it is a history store, that it can be written and that no other scan holds it."
        raise StoreError("store-unusable", str(path), f"can't be used as a history store ({error}).", todo) from error


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date, and let others read while one writes."""
    bring_up_to_date(db, path)
    if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        # Another process may hold it just now; it will switch in our stead.
        with suppress(sqlite3.OperationalError):
            db.execute("PRAGMA journal_mode = WAL")


def _token_key(db: sqlite3.Connection) -> bytes:
    """Give the key of the store's tokens; one is made where there is none."""
    row = db.execute("SELECT key FROM token_key").fetchone()
    if row is None:
        db.execute("INSERT INTO token_key (id, key) VALUES (1, ?)", (secrets.token_bytes(_KEY_BYTES),))
        return _token_key(db)
    return bytes(row[0])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rpa_finder.errors import StoreError, UsageError
from rpa_finder.model import (
    IdleThreshold,
    InputFile,
    Portfolio,
    Proposal,
    Range,
    Routine,
    Scan,
    ScreenGraph,
    Totals,
)
from rpa_finder.store import Decision, add_decision, add_scan, find_proposal, get_scan, list_decisions, list_scans

HOURS = Range(10, 20, 30)


def a_scan(label: str = "March", hours: Range | None = HOURS) -> Scan:
    routine = Routine("R01", "k1", "Copy order to billing", "copy-transfer", 0.9, "values", (), ())
    proposal = Proposal(
        "P01", "R01", "copy-transfer", "attended bot", 1, "Copy order to billing", "Build it.", (), (), hours, 8.0
    )
    return Scan(
        label=label,
        scanned_at="2026-03-31T12:00:00+00:00",
        tool_version="0.1.0",
        config={},
        inputs=(InputFile("log.csv", "00ff", "csv", 10, 10, 0, 0),),
        totals=Totals(10, 2, 60.0, 3, 4, 1, 1, 2, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"),
        idle=IdleThreshold(60.0, True, ()),
        graph=ScreenGraph((), ()),
        routines=(routine,),
        proposals=(proposal,),
        portfolio=Portfolio(None, None, None, None, None, 0),
    )


def test_keeps_scans_in_the_order_they_came(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    assert add_scan(store, a_scan("March")) == 1
    assert add_scan(store, a_scan("April", hours=None)) == 2
    march, april = list_scans(store)
    assert (march.label, march.events, march.agents, march.active_seconds) == ("March", 10, 2, 60.0)
    assert march.proposals[0].hours_p50 == 20
    assert april.proposals[0].hours_p50 is None
    assert get_scan(store) == april
    assert get_scan(store, 1) == march


def test_a_decision_is_kept_by_the_key_that_later_scans_share(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, a_scan())
    kept = get_scan(store)
    proposal = find_proposal(store, kept, "P01")
    made = Decision(kept.id, "P01", proposal.routine_key, "approved", "quick win", "2026-04-01T09:00:00+00:00")
    add_decision(store, made)
    assert list_decisions(store) == (made,)
    assert made.routine_key == "k1"


def test_unknown_scan_and_proposal_are_usage_errors(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, a_scan())
    with pytest.raises(UsageError, match="scan-unknown"):
        get_scan(store, 7)
    with pytest.raises(UsageError, match="proposal-unknown"):
        find_proposal(store, get_scan(store), "P99")


def test_reading_makes_no_store(tmp_path: Path):
    with pytest.raises(StoreError, match="store-missing"):
        list_scans(tmp_path / "none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_refuses_what_is_no_store_and_leaves_it_alone(tmp_path: Path):
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to look at " * 40)
    before = text.read_bytes()
    with pytest.raises(StoreError, match="store-unusable"):
        add_scan(text, a_scan())
    assert text.read_bytes() == before


def test_refuses_the_database_of_another_program(tmp_path: Path):
    other = tmp_path / "other.sqlite"
    db = sqlite3.connect(other)
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.close()
    with pytest.raises(StoreError, match="store-foreign"):
        add_scan(other, a_scan())


def test_refuses_a_store_of_a_newer_version(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, a_scan())
    db = sqlite3.connect(store)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="store-newer"):
        list_scans(store)


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path):
    with pytest.raises(StoreError, match="store-unusable"):
        add_scan(tmp_path / "no" / "history.sqlite", a_scan())


def test_a_failing_write_leaves_the_store_as_it_was(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, a_scan())
    orphan = Decision(1, "P01", "k1", None, "", "")  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="store-unusable"):
        add_decision(store, orphan)
    assert list_decisions(store) == ()
    assert len(list_scans(store)) == 1

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.store_kills import kill_once
from rpa_finder.errors import StoreError, UsageError
from rpa_finder.model import (
    IdleThreshold,
    InputFile,
    LiveProposal,
    Portfolio,
    Proposal,
    Range,
    Routine,
    Scan,
    ScreenGraph,
    Totals,
)
from rpa_finder.store import (
    Decision,
    add_decision,
    add_scan,
    export,
    find_proposal,
    forget_key,
    get_scan,
    list_decisions,
    list_live,
    list_scans,
    read_latest,
    read_scan,
)
from tests.renderers.story import benefits_scan

ROOT = Path(__file__).parents[1]
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


def test_the_latest_whole_scans_come_oldest_first(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    assert read_latest(store, 3) == ()
    for label in ("March", "April", "May"):
        add_scan(store, a_scan(label))
    with sqlite3.connect(store) as db:
        db.execute("UPDATE scans SET findings = NULL WHERE label = 'April'")
    assert [scan.label for scan in read_latest(store, 3)] == ["March", "May"]
    assert [scan.label for scan in read_latest(store, 1)] == ["May"]


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


def decided(decision: str, since: str, hours: float | None = None, cost: float = 0.0, key: str = "k1") -> Decision:
    return Decision(1, "P01", key, decision, "", since, "Copy", "Ada", since, hours, cost)


def test_a_whole_scan_comes_back_from_the_store(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, benefits_scan())
    kept = read_scan(store, 1)
    assert [r.key for r in kept.routines] == [r.key for r in benefits_scan().routines]
    with pytest.raises(UsageError, match="scan-unknown"):
        read_scan(store, 2)


def test_live_proposals_carry_claim_cost_and_stop(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, a_scan())
    for made in (
        decided("approved", "2026-04-01", 200.0),
        decided("building", "2026-04-10", 150.0, cost=4000.0),
        decided("live", "2026-05-01", 120.0, cost=1000.0),
        decided("approved", "2026-04-01", 90.0, key="k2"),
    ):
        add_decision(store, made)
    (live,) = list_live(store)
    assert live == LiveProposal("P01", "k1", "Copy", "2026-05-01", "", 200.0, 5000.0, "Ada")
    add_decision(store, decided("stopped", "2026-09-01"))
    assert list_live(store)[0].stopped == "2026-09-01"
    add_decision(store, decided("live", "2026-10-01"))
    assert (list_live(store)[0].live_since, list_live(store)[0].stopped) == ("2026-10-01", "")


def test_export_holds_scans_digests_and_decisions(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, a_scan())
    add_decision(store, decided("approved", "2026-04-01", 20.0))
    document = json.loads(export(store))
    assert document["scans"][0]["inputs_sha256"] == ["00ff"]
    assert document["decisions"][0]["decided_by"] == "Ada"


def test_a_forgotten_key_is_gone_from_the_file_and_the_scans_stay(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, benefits_scan())
    db = sqlite3.connect(store)
    (key,) = db.execute("SELECT key FROM token_key").fetchone()
    db.close()
    forget_key(store)
    assert key not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert read_scan(store, 1).routines
    add_scan(store, benefits_scan())
    first, second = ({e.agent for r in read_scan(store, i).routines for e in r.executions} for i in (1, 2))
    assert not first & second


def test_two_scans_at_once_are_both_kept(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    code = (
        "import sys; from pathlib import Path; from rpa_finder.store import add_scan; "
        "from tests.test_store import a_scan\nfor i in range(5): add_scan(Path(sys.argv[1]), a_scan(sys.argv[2]))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(store), name], cwd=ROOT) for name in ("one", "two")]
    assert [process.wait() for process in running] == [0, 0]
    labels = [scan.label for scan in list_scans(store)]
    assert sorted(labels) == ["one"] * 5 + ["two"] * 5


@pytest.mark.parametrize("migrate", [False, True])
def test_killed_writers_leave_a_store_that_holds_what_they_were_told(tmp_path: Path, migrate: bool):
    for i in range(2):
        folder = tmp_path / str(i)
        folder.mkdir()
        assert kill_once(folder, random.Random(i), migrate=migrate)[0] == ""


def test_a_full_disk_is_one_clear_error_and_loses_nothing(tmp_path: Path):
    store = tmp_path / "history.sqlite"
    add_scan(store, a_scan())
    # No file may grow beyond where the store is now: writing fails as on a full disk.
    code = (
        "import resource, sys; from pathlib import Path; from rpa_finder.store import add_scan; "
        "from tests.renderers.story import benefits_scan\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); add_scan(Path(sys.argv[1]), benefits_scan())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "[store-unusable]" in done.stderr
    assert [scan.label for scan in list_scans(store)] == ["March"]

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa_finder import history
from rpa_finder.errors import StoreError
from rpa_finder.renderers.scan_json import DETERMINISM, as_stored
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan
from tests.renderers.written import files


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_survives_writing_and_reading(tmp_path: Path, text: str):
    scan = small_scan(text)
    history.write_scan(tmp_path / "out", files(scan))
    assert history.read_scan(tmp_path / "out") == as_stored(scan)


def test_a_scan_without_findings_survives_too(tmp_path: Path):
    scan = small_scan()
    bare = replace(scan, routines=tuple(replace(r, saving=None) for r in scan.routines), issues=(), proposals=())
    history.write_scan(tmp_path / "out", files(bare))
    assert history.read_scan(tmp_path / "out") == as_stored(bare)


def test_a_scan_kept_before_decisions_were_told_is_still_read(tmp_path: Path):
    scan = small_scan()
    bare = replace(scan.routines[0], kind_reason="", recurrence=None, decisions=(), deviations=(), bot_executions=None)
    history.write_scan(tmp_path / "out", files(scan))
    path = tmp_path / "out" / "scan.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    for name in (*DETERMINISM, "bot_share"):
        del document["routines"][0][name]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert history.read_scan(tmp_path / "out") == as_stored(replace(scan, routines=(bare,)))


def test_a_scan_from_before_transfers_had_programs_can_still_be_read(tmp_path: Path):
    scan = small_scan("x")
    history.write_scan(tmp_path / "out", files(scan))
    path = tmp_path / "out" / "scan.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    for routine in document["routines"]:
        del routine["fixed_entries"]
        for transfer in routine["transfers"]:
            del transfer["program"], transfer["expected_by_chance"], transfer["alternatives"]
    path.write_text(json.dumps(document), encoding="utf-8")
    (routine,) = history.read_scan(tmp_path / "out").routines
    assert (routine.fixed_entries, [t.alternatives for t in routine.transfers]) == ((), [()])


def test_a_scan_of_a_newer_version_is_said(tmp_path: Path):
    (tmp_path / "scan.json").write_text(json.dumps({"schema_version": 2, "tool_version": "9.0"}))
    with pytest.raises(StoreError, match=r"newer version \(9.0\)") as caught:
        history.read_scan(tmp_path)
    assert caught.value.slug == "scan-too-new"


@pytest.mark.parametrize("name", ["scan.json", "executions.csv", "execution_events.csv", "rejected_rows.csv"])
def test_a_scan_that_is_not_whole_is_said(tmp_path: Path, name: str):
    history.write_scan(tmp_path / "out", files(benefits_scan()))
    path = tmp_path / "out" / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StoreError) as caught:
        history.read_scan(tmp_path / "out")
    assert caught.value.slug == "scan-damaged"


def test_a_scan_of_a_version_that_knew_less_is_read_with_defaults(tmp_path: Path):
    history.write_scan(tmp_path / "out", files(benefits_scan()))
    path = tmp_path / "out" / "scan.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    for name in ("ties", "best_set", "money", "outcomes", "attended_robots"):
        del document["portfolio"][name]
    for proposal in document["proposals"]:
        del proposal["root_cause"], proposal["criteria"]
    for routine in document["routines"]:
        routine["saving"].pop("time", None)
    del document["idle"]["counted"]
    path.write_text(json.dumps(document), encoding="utf-8")
    read = history.read_scan(tmp_path / "out")
    assert read == as_stored(benefits_scan())
    del document["portfolio"]["robots"]
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(StoreError):
        history.read_scan(tmp_path / "out")

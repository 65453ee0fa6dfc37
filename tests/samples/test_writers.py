"""The formats tell the same story, and truth.json says which rows of the file it is in."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rpa_finder.errors import StoreError, UsageError
from rpa_finder.samples import DIALECTS, Story, StorySettings, make_story, write_log
from rpa_finder.samples.truths import as_ranges

DESKTOP = [name for name, d in DIALECTS.items() if d.kind == "desktop"]


@cache
def story_of(kind: str) -> Story:
    return make_story(StorySettings(seed=5, events=5000, agents=6, days=5, kind=kind, errors=0.1))


def written(dialect: str, folder: Path) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Write a log and read it back: its records and its truth."""
    log, truth = write_log(story_of(DIALECTS[dialect].kind), dialect, folder)
    return read_records(log), json.loads(truth.read_text(encoding="utf-8"))


def read_records(log: Path) -> list[dict[str, str]]:
    if log.suffix == ".gz":
        tree = ET.fromstring(gzip.decompress(log.read_bytes()))
        return [{child.get("key", ""): child.get("value", "") for child in event} for event in tree.iter("event")]
    with log.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";" if log.name == "terminal.csv" else ","))


def rows_of(execution: dict[str, Any]) -> list[int]:
    return [row for first, last in execution["rows"] for row in range(first, last + 1)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_truth_names_rows_that_exist_and_no_row_twice(dialect: str, tmp_path: Path) -> None:
    records, truth = written(dialect, tmp_path)
    assert truth["rows"] == len(records)
    assert truth["log"] == DIALECTS[dialect].file_name
    rows = Counter(row for e in truth["executions"] for row in rows_of(e))
    assert max(rows.values()) == 1
    assert min(rows) >= 1
    assert max(rows) <= len(records)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_row_of_an_execution_is_its_agents_or_the_clipboards(dialect: str, tmp_path: Path) -> None:
    records, truth = written(dialect, tmp_path)
    column = next(c for c in ("User", "userID", "user", "org:resource", "Operator") if c in records[0])
    for execution in truth["executions"]:
        users = {records[row - 1][column] for row in rows_of(execution)}
        assert users - {""} == {execution["agent"]}
        assert "" not in users or dialect == "action_logger"


def test_formats_agree_on_executions_and_their_seconds(tmp_path: Path) -> None:
    truths = [written(dialect, tmp_path / dialect)[1] for dialect in DESKTOP]
    said = [[(e["id"], e["routine"], e["agent"], e["active_seconds"]) for e in t["executions"]] for t in truths]
    sizes = [[len(rows_of(e)) for e in t["executions"]] for t in truths]
    carried = [
        [(t["routine"], t["target_field"], t["transform"], t["transfers"]) for t in x["transfers"]] for x in truths
    ]
    routines = [t["routines"] for t in truths]
    for views in (said, sizes, routines, [sorted(c) for c in carried]):
        assert all(view == views[0] for view in views)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_routine_totals_add_up(dialect: str, tmp_path: Path) -> None:
    _, truth = written(dialect, tmp_path)
    for name, routine in truth["routines"].items():
        mine = [e["active_seconds"] for e in truth["executions"] if e["routine"] == name]
        assert routine["executions"] == len(mine)
        assert routine["active_seconds"] == pytest.approx(sum(mine), abs=0.01)


def test_the_clipboards_own_rows_belong_to_nobody(tmp_path: Path) -> None:
    records, truth = written("action_logger", tmp_path)
    clipboard = {i for i, r in enumerate(records, start=1) if r["targetApp"] == "OS-Clipboard"}
    assert clipboard
    assert {records[i - 1]["userID"] for i in clipboard} == {""}
    sheet_copies = {row for e in truth["executions"] for row in rows_of(e)} & clipboard
    copies = sum(
        r.action == "copy" and r.screen in ("arrears", "landlords") and r.execution >= 0
        for r in story_of("desktop").events
    )
    assert len(sheet_copies) == copies


def test_late_rows_stand_behind_later_ones_and_some_rows_stand_twice(tmp_path: Path) -> None:
    records, _ = written("desktop", tmp_path)
    times = [r["Timestamp"] for r in records]
    assert times != sorted(times)
    twice = sum(n - 1 for n in Counter(tuple(r.values()) for r in records).values())
    assert twice == len(story_of("desktop").twice)


def test_screens_of_transfers_are_templates_without_ids(tmp_path: Path) -> None:
    for dialect in (*DESKTOP, "terminal"):
        _, truth = written(dialect, tmp_path / dialect)
        names = {t[side] for t in truth["transfers"] for side in ("source_screen", "target_screen")}
        assert names
        assert not any("{" in name for name in names)
        assert dialect == "terminal" or any("#" in name for name in names)


def test_ranges_hold_the_same_numbers() -> None:
    assert as_ranges([9, 1, 2, 3, 7]) == [[1, 3], [7, 7], [9, 9]]


def test_a_format_that_cannot_tell_the_story_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sample-format"):
        write_log(story_of("terminal"), "xes", tmp_path)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StoreError, match="cannot-write"):
        write_log(story_of("terminal"), "terminal", tmp_path / "taken")


def test_bytes_are_the_same_whatever_the_hash_seed_and_time_zone(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from rpa_finder.samples import *;"
        "s = make_story(StorySettings(seed=2, events=800, agents=3, days=2));"
        "[write_log(s, d, Path(sys.argv[1]) / d) for d in ('desktop', 'xes', 'action_logger')]"
    )
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / seed)], check=True, env=environment)
    files = sorted(p.relative_to(tmp_path / "1") for p in (tmp_path / "1").rglob("*.*"))
    assert files
    assert all((tmp_path / "1" / f).read_bytes() == (tmp_path / "2" / f).read_bytes() for f in files)

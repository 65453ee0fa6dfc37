"""The sample logs, scanned and held against the truth that lies beside them."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks.scoring import (
    execution_scores,
    found_executions,
    matched,
    routine_scores,
    transfer_scores,
    true_executions,
)
from rpa_finder.errors import EXIT_DONE
from tests.conftest import RunCommand
from tests.sample_scans import PROCESS_LOGS, ROOT, SAME_STORY, SAMPLES, log_of, scan_of, truth_of

MOST_BYTES = 2_000_000
"""Of any file in reports/: it is looked at on a web page."""


@pytest.mark.parametrize("sample", SAME_STORY)
def test_transfers_are_found_field_by_field(sample: str):
    scores = transfer_scores(scan_of(sample), truth_of(sample))
    assert scores["transfers_true"] >= 30
    assert scores["transfers_f1"] >= 0.85, (scores["transfers_missed"], scores["transfers_extra"])


@pytest.mark.parametrize("sample", SAME_STORY)
def test_executions_of_every_routine_are_found(sample: str):
    scores = execution_scores(scan_of(sample), truth_of(sample))
    assert scores["mean_f1_0.5"] >= 0.9, scores["each_0.5"]
    assert min(scores["each_0.5"].values()) >= 0.75, scores["each_0.5"]
    assert scores["spurious"] <= 0.05


@pytest.mark.parametrize("sample", SAME_STORY)
def test_every_routine_is_of_the_right_kind(sample: str):
    scores = routine_scores(scan_of(sample), truth_of(sample))
    assert scores["kinds_right"] == 1.0, scores["kinds"]


@pytest.mark.parametrize("sample", SAME_STORY)
def test_measured_time_is_the_time_worked(sample: str):
    scores = routine_scores(scan_of(sample), truth_of(sample))
    assert abs(scores["seconds_total_error"]) <= 0.1, scores["seconds_error"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_judgement_is_never_proposed_as_copying(sample: str):
    scan, truth = scan_of(sample), truth_of(sample)
    judgement = {name for name, facts in truth["routines"].items() if facts["kind"] == "judgement"}
    assert judgement
    true = true_executions(truth)
    owner = {row: name for name, rows in true for row in rows}
    sold = {p.routine_id for p in scan.proposals if p.kind == "copy-transfer"}
    assert sold == {r.id for r in scan.routines if r.kind == "copy-transfer"}
    for routine in scan.routines:
        rows = [owner.get(row) for e in routine.executions for row in e.rows]
        if sum(name in judgement for name in rows) > len(rows) / 2:
            assert routine.kind != "copy-transfer", routine.name


@cache
def routines_by_true_execution(sample: str) -> dict[str, tuple[str, str]]:
    """Give routine id and kind of what was found for each true execution, by its id."""
    scan, truth = scan_of(sample), truth_of(sample)
    found = found_executions(scan)
    kind = {routine.id: routine.kind for routine in scan.routines}
    pairs = matched(found, true_executions(truth), 0.5)
    return {truth["executions"][j]["id"]: (found[i][0], kind[found[i][0]]) for i, j in pairs}


@pytest.mark.parametrize(("one", "other"), list(combinations(SAME_STORY, 2)), ids="-".join)
def test_the_same_story_in_two_formats_gives_the_same_executions_and_kinds(one: str, other: str):
    names = {e["id"] for e in truth_of(one)["executions"]}
    assert names == {e["id"] for e in truth_of(other)["executions"]}
    a, b = routines_by_true_execution(one), routines_by_true_execution(other)
    kinds = [(a.get(name, ("", "missed"))[1], b.get(name, ("", "missed"))[1]) for name in sorted(names)]
    assert sum(x == y for x, y in kinds) >= 0.95 * len(names)


@pytest.mark.parametrize(("one", "other"), list(combinations(SAME_STORY, 2)), ids="-".join)
def test_the_same_story_in_two_formats_is_grouped_into_the_same_routines(one: str, other: str):
    a, b = routines_by_true_execution(one), routines_by_true_execution(other)
    pairs = list(combinations(sorted(a.keys() & b.keys()), 2))
    same = sum((a[x][0] == a[y][0]) == (b[x][0] == b[y][0]) for x, y in pairs)
    assert same >= 0.95 * len(pairs)
    assert len(set(a.values())) == len(set(b.values()))


@pytest.mark.parametrize("sample", ["terminal", "titles"])
def test_logs_that_show_less_give_less_and_nothing_made_up(sample: str):
    scores = execution_scores(scan_of(sample), truth_of(sample))
    assert scores["spurious"] <= 0.1
    assert scores["f1_0.5"] >= 0.6
    if sample == "titles":
        assert {r.kind for r in scan_of(sample).routines} == {"navigation"}
        assert scan_of(sample).routines[0].transfers == ()


# The committed reports


def files_in(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def epoch_of_the_samples() -> str:
    """Give the time that "make samples" writes into the reports."""
    found = re.search(r"SOURCE_DATE_EPOCH=(\d+).* scan .*--out reports/desktop$", makefile(), re.MULTILINE)
    assert found
    return found.group(1)


def makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def test_reports_are_what_the_samples_give(command: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch_of_the_samples())
    done = command("scan", log_of("desktop").relative_to(ROOT), "--out", tmp_path / "desktop")
    assert (done.returncode, done.stderr) == (EXIT_DONE, "")
    again, kept = files_in(tmp_path / "desktop"), files_in(ROOT / "reports" / "desktop")
    assert sorted(again) == sorted(kept)
    assert [name for name in kept if again[name] != kept[name]] == [], 'run "make samples" and look at what changed'


def test_every_folder_of_reports_belongs_to_a_sample():
    folders = [p.name for p in sorted((ROOT / "reports").iterdir()) if p.is_dir()]
    assert folders
    assert set(folders) <= {p.name for p in PROCESS_LOGS.iterdir()}
    assert [f for f in folders if f"reports/{f}" not in makefile()] == []


def test_reports_are_small():
    sizes = {str(p): p.stat().st_size for p in (ROOT / "reports").rglob("*") if p.is_file()}
    assert [name for name, size in sizes.items() if size > MOST_BYTES] == []

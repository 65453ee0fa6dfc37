"""The table: aligned, complete, and not ended by a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import accuracy
from benchmarks.accuracy import COLUMNS, OURS, OURS_WORST, Row, head, line_of, mean_of, measure, worst_of
from benchmarks.logs import Group, Log
from benchmarks.noise import write_recording
from rpa_finder.samples import SEEDS_LOOK, SEEDS_SCORE
from tests.benchmarks.drawn import draw


def log_of(routines: str) -> Log:
    return Log(routines, lambda folder: write_recording(draw(routines), folder).parent)


def broken(_: Path) -> Path:
    raise ValueError("no such\nluck")


def test_a_group_gives_its_methods_then_the_worst():
    group = Group("drawn", (log_of("AB" * 40), log_of("BA" * 30)), ablate=True)
    rows = list(measure(group, each=False))
    assert [row.method for row in rows] == [
        OURS,
        OURS_WORST,
        "silences, best",
        "completion step",
        "ours, no values",
        "ours, no time",
        "ours, no ids",
    ]
    assert {row.name for row in rows} == {"drawn"}
    assert {row.said for row in rows} == {""}
    assert rows[0].figures["true"] == 70
    assert rows[3].figures["f1_80"] == 1.0
    assert rows[0].figures["jc_found"] is not None


def test_each_log_has_a_row_if_asked_for():
    group = Group("drawn", (log_of("AB" * 30), log_of("BA" * 30)), beside=False)
    assert [row.name for row in measure(group, each=True)] == [
        "drawn, " + "AB" * 30,
        "drawn, " + "BA" * 30,
        "drawn",
        "drawn",
    ]


def test_a_log_that_cant_be_written_is_a_row_and_the_rest_goes_on():
    rows = list(measure(Group("drawn", (Log("bad", broken), log_of("AB" * 30)), beside=False), each=False))
    assert rows[0].said == "bad crashed: ValueError no such luck"
    assert rows[1].figures["true"] == 60


def test_a_scan_that_crashes_is_a_row_beside_the_baselines(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(accuracy, "scan", fail)
    rows = list(measure(Group("drawn", (log_of("AB" * 30),)), each=False))
    assert [(row.method, bool(row.said)) for row in rows] == [
        (OURS, True),
        ("silences, best", False),
        ("completion step", False),
    ]
    assert "RuntimeError boom" in line_of(rows[0], targets=False)


def test_means_and_worsts_by_column():
    one = {"f1_50": 0.8, "spurious": 0.1, "secs": 0.05, "found": 10.0, "edges": None, "time": 2.0}
    other = {"f1_50": 0.6, "spurious": 0.3, "secs": -0.15, "found": 20.0, "edges": None, "time": 4.0}
    mean, worst = mean_of([one, other]), worst_of([one, other])
    assert (mean["f1_50"], mean["secs"], mean["found"]) == (pytest.approx(0.7), pytest.approx(0.1), 15)
    assert (worst["f1_50"], worst["spurious"], worst["secs"], worst["time"]) == (0.6, 0.3, -0.15, 4.0)
    assert mean["edges"] is worst["edges"] is worst["found"] is None


@pytest.mark.parametrize("targets", [True, False])
def test_lines_are_a_table(targets: bool):
    figures = dict.fromkeys(COLUMNS, 0.5)
    lines = [*head(targets), line_of(Row("desktop default", OURS, figures), targets)]
    columns = len(COLUMNS) + 2 + targets
    assert {line.count("|") for line in lines} == {columns + 1}
    ends = [[i for i, c in enumerate(line) if c == "|"][: len(COLUMNS) + 3] for line in lines]
    assert ends[0] == ends[1] == ends[2]


def test_only_our_own_rows_are_held_against_targets():
    bad = dict.fromkeys(COLUMNS, 0.0)
    assert "mean_50>=0.95" in line_of(Row("desktop default", OURS, bad), targets=True)
    assert "mean_50>=0.95" in line_of(Row("desktop default", OURS_WORST, bad), targets=True)
    assert ">=" not in line_of(Row("desktop default", "ours, no time", bad), targets=True)
    assert ">=" not in line_of(Row("desktop default", OURS, bad), targets=False)


@pytest.mark.parametrize(("flags", "seeds"), [([], SEEDS_SCORE[:3]), (["--look", "--quick"], SEEDS_LOOK[:1])])
def test_developers_look_at_other_seeds_than_those_that_score(
    flags: list[str], seeds: range, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    asked = []
    monkeypatch.setattr(accuracy, "groups", lambda given, quick: asked.append((list(given), quick)) or [])
    accuracy.main(flags)
    assert asked == [(list(seeds), "--quick" in flags)]
    assert capsys.readouterr().out.startswith("| log")


def test_only_picks_by_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    chosen = [Group("one", (log_of("AB" * 20),), beside=False), Group("two", (Log("bad", broken),), beside=False)]
    monkeypatch.setattr(accuracy, "groups", lambda given, quick: chosen)
    accuracy.main(["--only", "tw"])
    out = capsys.readouterr().out
    assert "| two" in out
    assert "| one" not in out

"""The scores count what they say they count, and agree with the public logs' own script."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from benchmarks import scoring
from benchmarks.noise import Recording, read_recording, with_noise, write_recording
from rpa_finder.config import ScanConfig
from rpa_finder.model import Scan
from rpa_finder.pipeline import scan_logs
from rpa_finder.readers import ReadOptions
from tests.benchmarks.drawn import draw
from tests.drawing_scans import routine, scan_of
from tests.renderers.small import small_scan

SHARED = Path(__file__).parents[3] / "shared"
needs_shared = pytest.mark.skipif(not (SHARED / "bench").is_dir(), reason="the public logs' script is not here")


def scan_with(*found: tuple[str, str, list[tuple[str, list[int]]]]) -> Scan:
    """Draw a scan: id and kind of each routine, variant and rows of each execution."""
    routines = []
    for id_, kind, executions in found:
        base = routine(id_, len(executions))
        drawn = tuple(
            replace(e, variant=variant, rows=tuple(rows), sources=(0,) * len(rows), steps=(1,) * len(rows))
            for e, (variant, rows) in zip(base.executions, executions, strict=True)
        )
        routines.append(replace(base, kind=kind, executions=drawn))
    return replace(scan_of(*routines), proposals=())


def truth_of(kinds: dict[str, str], *executions: tuple[str, int, int]) -> dict[str, Any]:
    return {
        "routines": {name: {"kind": kind, "shown_as": kind} for name, kind in kinds.items()},
        "executions": [{"id": str(i), "routine": r, "rows": [[a, b]]} for i, (r, a, b) in enumerate(executions)],
    }


def test_f1_counts_matches_by_overlap_and_each_routine_alone():
    truth = truth_of({"A": "lookup", "B": "lookup"}, ("A", 1, 10), ("A", 11, 20), ("B", 21, 30))
    found = scan_with(
        ("R1", "lookup", [("V1", list(range(1, 11))), ("V1", list(range(11, 18)))]),
        ("R2", "lookup", [("V1", [40, 41])]),
    )
    scores = scoring.execution_scores(found, truth)
    assert (scores["found"], scores["true"], scores["habits"]) == (3, 3, 1)
    assert scores["f1_0.5"] == pytest.approx(2 * 2 / 6)
    assert scores["f1_0.8"] == pytest.approx(2 * 1 / 6)
    assert scores["each_0.5"] == {"A": 1.0, "B": 0.0}
    assert scores["mean_f1_0.8"] == pytest.approx(0.25)
    assert scores["spurious"] == pytest.approx(1 / 3)


def test_a_routine_is_a_habit_if_most_of_its_executions_touch_no_true_one():
    truth = truth_of({"A": "lookup"}, ("A", 1, 10))
    half = scan_with(("R1", "lookup", [("V1", [1, 2]), ("V1", [50])]))
    most = scan_with(("R1", "lookup", [("V1", [1, 2]), ("V1", [50]), ("V1", [60])]))
    assert scoring.execution_scores(half, truth)["habits"] == 0
    assert scoring.execution_scores(most, truth)["habits"] == 1


def test_nothing_found_scores_nothing():
    scores = scoring.execution_scores(scan_with(), truth_of({"A": "lookup"}, ("A", 1, 10)))
    assert (scores["f1_0.5"], scores["spurious"], scores["habits"]) == (0, 0, 0)


def test_judgement_that_is_sold_and_look_ups_that_are_named():
    kinds = {"J": "judgement", "L": "lookup", "C": "copy-transfer"}
    truth = truth_of(kinds, ("J", 1, 4), ("J", 5, 8), ("J", 9, 12), ("L", 13, 16), ("L", 17, 20), ("C", 21, 24))
    found = scan_with(
        ("R1", "copy-transfer", [("V1", [1, 2, 3, 21])]),
        ("R2", "judgement", [("V1", [4, 5, 6, 7])]),
        ("R3", "lookup", [("V1", [13, 14]), ("V1", [22])]),
        ("R4", "data-entry", [("V1", [17, 18])]),
    )
    scores = scoring.kind_scores(found, truth)
    assert scores == {"judgement_sold": pytest.approx(1 / 3), "lookups_named": pytest.approx(1 / 2)}
    proposal = replace(small_scan().proposals[0], routine_id="R2", kind="copy-transfer")
    assert scoring.kind_scores(replace(found, proposals=(proposal,)), truth)["judgement_sold"] == pytest.approx(2 / 3)


def test_kinds_that_a_truth_does_not_hold_have_no_score():
    truth = truth_of({"A": "data-entry"}, ("A", 1, 2))
    assert scoring.kind_scores(scan_with(), truth) == {"judgement_sold": None, "lookups_named": None}
    bare = {"routines": {"A": {}}, "executions": truth["executions"]}
    assert scoring.kind_scores(scan_with(), bare) == {"judgement_sold": None, "lookups_named": None}


def test_the_worst_error_of_a_routines_seconds_keeps_its_sign():
    truth = truth_of({"A": "lookup", "B": "lookup"}, ("A", 1, 4), ("B", 5, 8))
    truth["routines"]["A"]["active_seconds"] = truth["routines"]["B"]["active_seconds"] = 100.0
    found = scan_with(("R1", "lookup", [("V1", [1, 2]), ("V1", [5])]))
    executions = tuple(
        replace(e, active_seconds=s) for e, s in zip(found.routines[0].executions, (110.0, 60.0), strict=True)
    )
    found = replace(found, routines=(replace(found.routines[0], executions=executions),))
    scores = scoring.routine_scores(found, truth)
    assert scores["seconds_worst_error"] == pytest.approx(-0.4)
    assert scores["seconds_total_error"] == pytest.approx(-0.15)


pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


@given(pairs)
def test_adjusted_rand_agrees_with_scikit_learn(groups: list[tuple[int, int]]):
    ours, theirs = zip(*groups, strict=True)
    assert scoring.adjusted_rand(groups) == pytest.approx(adjusted_rand_score(theirs, ours))


def test_adjusted_rand_needs_two_things():
    assert scoring.adjusted_rand([]) is None
    assert scoring.adjusted_rand([(1, 1)]) is None


@given(pairs)
def test_adjusted_rand_counts_pairs(groups: list[tuple[int, int]]):
    """The definition, pair by pair."""
    every = list(combinations(groups, 2))
    both = sum(a == c and b == d for (a, b), (c, d) in every)
    ours, theirs = sum(a == c for (a, _), (c, _) in every), sum(b == d for (_, b), (_, d) in every)
    expected, most = ours * theirs / len(every), (ours + theirs) / 2
    if most != expected:
        assert scoring.adjusted_rand(groups) == pytest.approx((both - expected) / (most - expected))


def test_jaccard_compares_each_variants_most_usual_steps():
    recording = draw("AAB")
    labels = scoring.step_labels(recording.header, recording.rows)
    assert labels[0] == "open|Web"
    found = scan_with(
        ("R1", "lookup", [("V1", [1, 2, 3, 4]), ("V1", [5, 6, 7, 8])]),
        ("R2", "lookup", [("V1", [9, 10])]),
    )
    scores = scoring.variant_scores(found, recording.truth, labels)
    assert scores["variant_ari"] == 1.0
    assert scores["jc_found"] == pytest.approx((1 + 2 / 3) / 2)
    assert scores["jc_true"] == pytest.approx((1 + 2 / 3) / 2)
    assert set(scoring.variant_scores(found, recording.truth)) == {"variant_ari"}


def test_a_step_done_twice_counts_twice():
    truth = truth_of({"A": "lookup"}, ("A", 1, 3)) | {"routines": {"A": {"steps": ["x", "x", "y"]}}}
    found = scan_with(("R1", "lookup", [("V1", [1, 2])]))
    scores = scoring.variant_scores(found, truth, ["x", "y", "x"])
    assert scores["jc_found"] == scores["jc_true"] == pytest.approx(2 / 3)


def test_a_true_routine_that_nothing_resembles_has_no_jaccard():
    recording = draw("AB")
    labels = scoring.step_labels(recording.header, recording.rows)
    scores = scoring.variant_scores(scan_with(("R1", "lookup", [("V1", [1, 2, 3, 4])])), recording.truth, labels)
    assert (scores["jc_found"], scores["jc_true"]) == (1.0, 0.5)
    assert scoring.variant_scores(scan_with(), recording.truth, labels)["jc_true"] == 0


# The public logs' own script


def judged(folder: Path, scan: Scan, out: Path) -> dict[str, Any]:
    """Write what the script reads of a scan, and give what it says."""
    out.mkdir()
    with (
        (out / "executions.csv").open("w", newline="", encoding="utf-8") as executions,
        (out / "execution_events.csv").open("w", newline="", encoding="utf-8") as events,
    ):
        one, other = csv.writer(executions), csv.writer(events)
        one.writerow(["routine_id", "execution_id", "variant"])
        other.writerow(["routine_id", "execution_id", "source_row"])
        for found in scan.routines:
            for e in found.executions:
                one.writerow([found.id, e.id, e.variant])
                other.writerows([found.id, e.id, row] for row in e.rows)
    line = [sys.executable, str(SHARED / "bench" / "score_public.py"), str(folder), str(out)]
    return json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)


def ours(scan: Scan, recording: Recording) -> dict[str, Any]:
    labels = scoring.step_labels(recording.header, recording.rows)
    scores = scoring.execution_scores(scan, recording.truth)
    scores |= scoring.variant_scores(scan, recording.truth, labels)
    return scores | {"f1_50": scores["f1_0.5"], "f1_80": scores["f1_0.8"]}


def assert_agree(scan: Scan, recording: Recording, folder: Path, tmp_path: Path) -> None:
    theirs, mine = judged(folder, scan, tmp_path / "out"), ours(scan, recording)
    names = {"found", "true", "f1_50", "f1_80", "spurious", "variant_ari", "jc_found", "jc_true"} & set(theirs)
    assert names >= {"f1_50", "variant_ari"}
    for name in names:
        assert mine[name] == pytest.approx(theirs[name], abs=6e-5), name


@needs_shared
def test_agrees_with_the_script_on_a_drawn_log(tmp_path: Path):
    recording = draw("ABABAAB")
    write_recording(recording, tmp_path / "log")
    found = scan_with(
        ("R1", "lookup", [("V1", [1, 2, 3, 4]), ("V2", [8, 9, 10]), ("V2", [15, 16, 17])]),
        ("R2", "lookup", [("V1", [5, 6]), ("V1", [12, 13, 14]), ("V1", [11])]),
    )
    assert_agree(found, recording, tmp_path / "log", tmp_path)


@needs_shared
@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_agrees_with_the_script_on_a_scan_of_a_public_log(noise: float, tmp_path: Path):
    recording = with_noise(read_recording(SHARED / "data" / "cpn_log4"), noise, Random(1))
    log = write_recording(recording, tmp_path / "log")
    scan = scan_logs([log], ScanConfig(), ReadOptions(), "2026-01-01T00:00:00Z")
    assert scan.routines
    assert_agree(scan, recording, log.parent, tmp_path)

"""Roles of every format, on published logs where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa_finder.readers import ReadResult, read_log
from tests.readers.drawn_files import rows

SHARED = Path(__file__).parents[3] / "shared"


def shared(*parts: str) -> ReadResult:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    return read_log([path])


def test_reads_the_published_student_record():
    result = shared("data", "student_record", "log.csv")
    assert (result.inputs[0].rows_read, result.inputs[0].rows_rejected) == (2409, 0)
    counts = result.log.table["action"].value_counts()
    # Words of the file: 357 + 7 copy, 504 paste, 542 editField, 354 getCell, 50 + 49 + 40 + 506 clicks.
    assert [counts[a] for a in ("copy", "paste", "input", "select", "click")] == [364, 504, 542, 354, 645]


def test_reads_the_published_simulated_logs():
    result = shared("data", "cpn_log6", "log.csv")
    assert rows(result, "app", "action", "element", "value")[2:4] == [
        ("Web", "key", "enter", None),
        ("Web", "click", "update", None),
    ]
    assert rows(result, "app", "action", "element", "value")[26] == ("Excel", "paste", "A5", "addB190")


def test_reads_the_published_window_log():
    result = shared("samples", "tockler_awt")
    assert set(rows(result, "action_raw")) == {("focus",)}
    assert rows(result, "session", "app", "end")[1] == ("1", "Tockler", "2024-06-05 08:22:39+00:00")


def test_reads_the_shape_of_task_mining_exports():
    result = shared("samples", "celonis")
    assert rows(result, "action", "element", "value")[2:] == [
        ("copy", None, "C-884213"),
        ("focus", None, None),
        ("paste", "claim_ref", None),
        ("input", "claim_ref", "C-884213"),
    ]
    result = shared("samples", "qpr_taskrecorder")
    assert rows(result, "action", "element", "value")[1] == ("copy", "B2", "959933")

"""Logs of other shapes: small, drawn by seed, with a truth that fits."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from benchmarks.noise import Recording
from benchmarks.other_shapes import SHAPES
from benchmarks.shape_steps import case_steps
from tests.benchmarks.drawn import rows_of


def values(recording: Recording, column: str) -> list[str]:
    at = recording.header.index(column)
    return [row[at] for row in recording.rows]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_small_and_holds_each_routine_often(shape: str):
    made = SHAPES[shape](1)
    assert 2000 <= len(made.rows) <= 6000
    assert made.truth["rows"] == len(made.rows)
    assert min(facts["executions"] for facts in made.truth["routines"].values()) >= 30
    assert {len(row) for row in made.rows} == {len(made.header)}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_row_is_of_two_executions_and_some_are_of_none(shape: str):
    truth = SHAPES[shape](1).truth
    owned = [r for e in truth["executions"] for a, b in e["rows"] for r in range(a, b + 1)]
    assert len(owned) == len(set(owned))
    assert 0.6 * truth["rows"] < len(owned) < truth["rows"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_seed_tells_one_log(shape: str):
    assert SHAPES[shape](3) == SHAPES[shape](3)
    assert SHAPES[shape](3).rows != SHAPES[shape](4).rows


@pytest.mark.parametrize(("shape", "column"), [("case", "Resource"), ("green", "Operator")])
def test_an_execution_is_one_persons(shape: str, column: str):
    made = SHAPES[shape](1)
    at = made.header.index(column)
    assert len(set(values(made, column))) >= 5
    assert {len({row[at] for row in rows}) for rows in rows_of(made).values()} == {1}


@pytest.mark.parametrize(("shape", "column"), [("web", "ts"), ("clipboard", "timeStamp"), ("form", "Time")])
def test_rows_are_in_order_of_time(shape: str, column: str):
    times = values(SHAPES[shape](1), column)
    assert times == sorted(times)


def test_the_web_log_is_anonymous_and_its_fields_are_paths():
    made = SHAPES["web"](1)
    assert not any("user" in name.lower() for name in made.header)
    paths = [path for path in values(made, "xpath") if path]
    assert len(paths) > 500
    assert all(path.startswith("/") for path in paths)


def test_clipboard_rows_are_nobodys_and_some_are_of_no_execution():
    made = SHAPES["clipboard"](1)
    user, app = made.header.index("userID"), made.header.index("targetApp")
    boards = {number for number, row in enumerate(made.rows, start=1) if row[app] == "OS-Clipboard"}
    owned = {r for e in made.truth["executions"] for a, b in e["rows"] for r in range(a, b + 1)}
    assert {bool(row[user]) for row in made.rows if row[app] == "OS-Clipboard"} == {False}
    assert {bool(row[user]) for row in made.rows if row[app] != "OS-Clipboard"} == {True}
    assert boards & owned
    spans = [(e["rows"][0][0], e["rows"][-1][1]) for e in made.truth["executions"]]
    assert any(first < row < last for row in boards - owned for first, last in spans)
    contents = {made.rows[row - 1][made.header.index("content")] for row in boards & owned}
    assert not any(" " in text for text in contents), "names of people are copied outside executions"


def test_cases_come_back():
    made = SHAPES["case"](1)
    case = made.header.index("Case ID")
    routine = {e["id"]: e["routine"] for e in made.truth["executions"]}
    seen: dict[str, set[str]] = defaultdict(set)
    for name, rows in rows_of(made).items():
        seen[rows[0][case]].add(routine[name])
    again = [found for found in seen.values() if "permit_again" in found]
    assert len(again) > 20
    assert sum("permit" in found for found in again) > 0.9 * len(again)


def test_persons_do_not_share_their_memory():
    one, other = case_steps(), case_steps()
    made = {one["permit"](Random(seed))[0].cells["Case ID"] for seed in range(20)}
    again = {one["permit_again"](Random(seed))[0].cells["Case ID"] for seed in range(20)}
    assert again <= made
    assert other["permit_again"](Random(99))[0].cells["Case ID"] not in made


def test_terminal_fields_are_typed_and_there_is_no_clipboard():
    made = SHAPES["green"](1)
    assert set(values(made, "Aid")) <= {"TAB", "ENTER", "BACKTAB", "CLEAR", "PF3", "PF5", "PF7", "PF8", "PF12"}
    field, typed = made.header.index("Field"), made.header.index("Input")
    assert {bool(row[field]) == bool(row[typed]) for row in made.rows} == {True}


def test_the_form_recording_takes_turns():
    made = SHAPES["form"](1)
    assert len(set(values(made, "User"))) == 1
    starts = sorted((e["rows"][0][0], e["routine"]) for e in made.truth["executions"])
    assert [name for _, name in starts] == ["enrol", "confirm"] * (len(starts) // 2) + ["enrol"] * (len(starts) % 2)

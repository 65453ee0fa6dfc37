"""From text by role to instants, actions and values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rpa_finder.errors import InputError
from rpa_finder.events import QUALITY
from rpa_finder.readers.records import Records, RoleTable
from rpa_finder.readers.shaping import Shaped, seconds_of, shape_events
from tests.readers.drawn_files import read, read_lines, rows


def test_joins_a_date_and_a_time_of_day(tmp_path):
    result = read(tmp_path, "Date,Time,User,Action\n13.02.2026,08:01:11,ann,copy\n14.02.2026,08:01:12,ann,paste\n")
    assert [t[0] for t in rows(result, "time")] == ["2026-02-13 08:01:11+00:00", "2026-02-14 08:01:12+00:00"]


@pytest.mark.parametrize(("name", "text"), [("Dauer (s)", "1,5"), ("duration ms", "1500"), ("Duration", "0:00:01.5")])
def test_a_duration_gives_the_end(tmp_path, name, text):
    result = read(tmp_path, f"timestamp;action;{name}\n2026-03-02T08:00:00Z;copy;{text}\n")
    assert rows(result, "end") == [("2026-03-02 08:00:01.500000+00:00",)]


def test_leaving_a_field_with_a_value_is_an_input(tmp_path):
    lines = ("FOCUS_ENTER;A;old", "FOCUS_LEAVE;A;new", "FOCUS_LEAVE;B;", "COPY;B;x")
    result = read_lines(tmp_path, "Time;User;Event;Element;Value", lines)
    assert rows(result, "action", "value") == [("focus", None), ("input", "new"), ("other", None), ("copy", "x")]


def test_a_label_that_repeats_the_element_is_no_label(tmp_path):
    result = read_lines(tmp_path, "Time;User;Action;Field;Field label", ("copy;a1;Account", "copy;Name;Name"))
    assert rows(result, "element", "element_label") == [("a1", "Account"), ("Name", None)]


def test_ends_that_cannot_be_used_are_counted(tmp_path):
    lines = ("A;2026-03-16 08:00:00Z", "B;soon", "C;2026-03-15 08:00:00Z", "D;", "E;2026-03-16 08:00:00Z") * 2
    lines += ("F;2026-03-16 08:00:00Z",) * 5
    result = read_lines(tmp_path, "Start;User;Window title;End", lines)
    note = next(note for note in result.notes if note.slug == "ends-unreadable")
    assert "the end of 4 rows" in note.text
    assert result.log.table["end"].notna().sum() == 9


def shape(rejected_share: float = 1.0, rows_read: int = 0, **roles: list[str]) -> Shaped:
    """Shape records drawn by role; the first stands on line 2."""
    columns = {role: pd.Series(texts, dtype="str") for role, texts in roles.items()}
    n = len(roles["time"])
    records = Records(columns, np.arange(1, n + 1), np.arange(2, n + 2), rows_read or n)
    return shape_events(RoleTable(records, columns, {"time": "when"}), "log.csv", "", "", rejected_share)


def seconds(*given: int) -> list[str]:
    return [f"2026-03-02T08:00:{second:02d}Z" for second in given]


def test_rows_without_a_usable_time_are_issues_with_line_and_column():
    shaped = shape(time=["2026-03-02T08:00:01Z", "soon", "", "2026-03-02T08:00:02Z"], agent=["a", "b", "c", "a"])
    assert [(i.line, i.column, i.reason) for i in shaped.issues] == [
        (3, "when", "is no time"),
        (4, "when", "has no time"),
    ]
    assert list(shaped.columns["row"]) == [1, 4]
    assert list(shaped.columns["agent"]) == ["a", "a"]
    assert [str(t) for t in shaped.columns["time"]] == ["2026-03-02 08:00:01+00:00", "2026-03-02 08:00:02+00:00"]


def test_too_many_rejected_rows_are_refused_with_the_first_of_them():
    times = [*seconds(*range(19)), "soon"]
    assert len(shape(0.05, time=times).issues) == 1
    with pytest.raises(InputError) as caught:
        shape(0.04, time=times)
    assert caught.value.slug == "too-many-rejected"
    assert "1 of 20 rows" in caught.value.what
    assert "line 21, column 'when'" in caught.value.what


def test_a_row_earlier_than_one_before_it_of_the_same_agent_is_out_of_order():
    shaped = shape(time=seconds(5, 4, 6, 5), agent=["a", "b", "a", "a"])
    assert list(shaped.columns["quality"]) == [0, 0, 0, QUALITY["out_of_order"]]


def test_whole_minutes_and_missing_zones_are_noted_and_marked():
    shaped = shape(time=["2026-03-02 08:00", "2026-03-02 08:01"])
    assert sorted(note.slug for note in shaped.notes) == ["coarse-clock", "zone-assumed"]
    assert list(shaped.columns["quality"]) == [QUALITY["zone_assumed"] | QUALITY["coarse_clock"]] * 2
    assert list(shaped.columns["precision_ms"]) == [60_000] * 2


def test_chords_are_copies_and_pastes_and_other_keys_stay_keys():
    shaped = shape(time=seconds(1, 2, 3), action=["hotkey"] * 3, key=["c", "v", "F5"], modifiers=["Ctrl", "Ctrl", ""])
    assert list(shaped.columns["action"]) == ["copy", "paste", "key"]
    assert list(shaped.columns["action_raw"]) == ["hotkey"] * 3
    assert [None if pd.isna(e) else e for e in shaped.columns["element"]] == [None, None, "F5"]


def test_only_actions_that_carry_a_value_keep_it_and_the_clipboard_comes_first():
    shaped = shape(
        time=seconds(1, 2, 3, 4),
        action=["click", "input", "paste", "copy"],
        value=["old", "new", "before", "cell"],
        clipboard=["x", "y", "pasted", ""],
    )
    assert [None if pd.isna(text) else text for text in shaped.columns["value"]] == [None, "new", "pasted", "cell"]


def test_lengths_are_seconds_whatever_their_unit_and_form():
    found = seconds_of(pd.Series(["90", "1:30", "0:01:30", "x", ""]), "Talk", 5)
    assert found.tolist()[:3] == [90.0, 90.0, 90.0]
    assert np.isnan(found[3:]).all()
    assert seconds_of(pd.Series(["1500"]), "talk_ms (ms)", 1).tolist() == [1.5]
    assert np.isnan(seconds_of(None, "", 2)).tolist() == [True, True]


def test_a_table_without_times_is_refused():
    records = Records({}, np.array([1]), np.array([1]), 1)
    with pytest.raises(InputError) as caught:
        shape_events(RoleTable(records, {"date": ["2026-03-02"]}, {}), "log", "", "", 1.0)
    assert caught.value.slug == "no-timestamp"

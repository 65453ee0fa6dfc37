"""Terminal traces and other logs that name keys and fields but no action."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rpa_finder.readers import ReadResult, read_log
from rpa_finder.readers.keyed import is_key, looks_like_keys

ROWS = (
    "T1;MNU000;MAIN MENU;;PF3;",
    "T1;MNU000;MAIN MENU;Option;Enter;ACC210",
    "T1;ACC210;ACCOUNT;Account no;Tab;00123",
    "T1;ACC210;ACCOUNT;Account no;BackTab;",
    "T1;ACC210;ACCOUNT;Name;PF5;ANN",
    "T1;ACC210;ACCOUNT;Account no;Tab;",
    "T1;ACC210;ACCOUNT;Account no;Tab;00124",
)


def rows(result: ReadResult, *columns: str) -> list[tuple[str | None, ...]]:
    table = result.log.table.sort_values(["source", "row"])
    return [tuple(None if pd.isna(v) else str(v) for v in row) for row in table[list(columns)].to_numpy(dtype=object)]


def read(folder: Path, header: str, lines: tuple[str, ...] = ROWS) -> ReadResult:
    path = folder / "log.csv"
    text = [f"2026-03-16 07:56:{i:02d}Z;ann;{line}" for i, line in enumerate(lines)]
    path.write_text("\n".join([header, *text]) + "\n")
    return read_log([path])


@pytest.mark.parametrize(
    "header",
    [
        "Logged at;Operator;LU;Screen ID;Screen title;Field;Key;Data",
        "Time;User ID;Terminal;Screen;Panel title;Field name;AID;Input",
        "Timestamp;OpID;TermID;Map;Heading;Field;PFKey;Keyed data",
        "Timestamp;User;LUName;Panel;Title;Field;Sent with;Contents",
        "Timestamp;User;Station;Panel;Title;Field;Sent with;What",
    ],
)
def test_reads_a_terminal_trace_under_many_headers(tmp_path, header):
    result = read(tmp_path, header)
    assert rows(result, "agent", "host", "screen", "element", "action", "action_raw", "value") == [
        ("ann", "T1", "MNU000 MAIN MENU", "PF3", "key", "PF3", None),
        ("ann", "T1", "MNU000 MAIN MENU", "Option", "input", "Enter", "ACC210"),
        ("ann", "T1", "ACC210 ACCOUNT", "Account no", "input", "Tab", "00123"),
        ("ann", "T1", "ACC210 ACCOUNT", "Account no", "key", "BackTab", None),
        ("ann", "T1", "ACC210 ACCOUNT", "Name", "input", "PF5", "ANN"),
        ("ann", "T1", "ACC210 ACCOUNT", "Account no", "input", "Tab", None),
        ("ann", "T1", "ACC210 ACCOUNT", "Account no", "input", "Tab", "00124"),
    ]


def test_a_table_of_fields_without_keys_and_actions_is_typed_input(tmp_path):
    result = read(tmp_path, "Time;User;Screen;Field;Data", ("Claim;Number;007", "Claim;;"))
    assert rows(result, "action", "element", "value") == [("input", "Number", "007"), ("focus", None, None)]


def test_a_chord_in_a_trace_keeps_its_meaning(tmp_path):
    result = read(tmp_path, "Time;User;Screen;Field;Key", ("Claim;Number;Ctrl+V", "Claim;;Enter", "Claim;;PF3"))
    assert [action for (action,) in rows(result, "action")] == ["paste", "key", "key"]


def test_a_key_of_a_database_is_no_key_of_a_keyboard():
    assert is_key("Ctrl+Shift+F5")
    assert not is_key("ORD-123")
    assert looks_like_keys(["Enter", "[pf3]", "PA1", "Erase EOF"])
    assert not looks_like_keys(["ORD-1", "ORD-2", "Enter"])


def test_leaving_a_field_with_a_value_is_an_input(tmp_path):
    lines = ("FOCUS_ENTER;A;old", "FOCUS_LEAVE;A;new", "FOCUS_LEAVE;B;", "COPY;B;x")
    result = read(tmp_path, "Time;User;Event;Element;Value", lines)
    assert rows(result, "action", "value") == [("focus", None), ("input", "new"), ("other", None), ("copy", "x")]


def test_a_label_that_repeats_the_element_is_no_label(tmp_path):
    result = read(tmp_path, "Time;User;Action;Field;Field label", ("copy;a1;Account", "copy;Name;Name"))
    assert rows(result, "element", "element_label") == [("a1", "Account"), ("Name", None)]


def test_ends_that_cannot_be_used_are_counted(tmp_path):
    lines = ("A;2026-03-16 08:00:00Z", "B;soon", "C;2026-03-15 08:00:00Z", "D;", "E;2026-03-16 08:00:00Z") * 2
    lines += ("F;2026-03-16 08:00:00Z",) * 5
    result = read(tmp_path, "Start;User;Window title;End", lines)
    note = next(note for note in result.notes if note.slug == "ends-unreadable")
    assert "the end of 4 rows" in note.text
    assert result.log.table["end"].notna().sum() == 9

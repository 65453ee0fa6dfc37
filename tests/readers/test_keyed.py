"""Terminal traces and other logs that name keys and fields but no action."""

from __future__ import annotations

import pytest

from rpa_finder.readers.keyed import is_key, looks_like_keys
from tests.readers.drawn_files import read_lines, rows

ROWS = (
    "T1;MNU000;MAIN MENU;;PF3;",
    "T1;MNU000;MAIN MENU;Option;Enter;ACC210",
    "T1;ACC210;ACCOUNT;Account no;Tab;00123",
    "T1;ACC210;ACCOUNT;Account no;BackTab;",
    "T1;ACC210;ACCOUNT;Name;PF5;ANN",
    "T1;ACC210;ACCOUNT;Account no;Tab;",
    "T1;ACC210;ACCOUNT;Account no;Tab;00124",
)


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
    result = read_lines(tmp_path, header, ROWS)
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
    result = read_lines(tmp_path, "Time;User;Screen;Field;Data", ("Claim;Number;007", "Claim;;"))
    assert rows(result, "action", "element", "value") == [("input", "Number", "007"), ("focus", None, None)]


def test_a_chord_in_a_trace_keeps_its_meaning(tmp_path):
    result = read_lines(tmp_path, "Time;User;Screen;Field;Key", ("Claim;Number;Ctrl+V", "Claim;;Enter", "Claim;;PF3"))
    assert [action for (action,) in rows(result, "action")] == ["paste", "key", "key"]


def test_a_key_of_a_database_is_no_key_of_a_keyboard():
    assert is_key("Ctrl+Shift+F5")
    assert not is_key("ORD-123")
    assert looks_like_keys(["Enter", "[pf3]", "PA1", "Erase EOF"])
    assert not looks_like_keys(["ORD-1", "ORD-2", "Enter"])

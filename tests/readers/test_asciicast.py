"""Terminal recordings: keys with the screens they were pressed on."""

from __future__ import annotations

import json

from tests.readers.drawn_files import balanced, read, refused, rows, write

HEADER = {"version": 2, "width": 80, "height": 24, "timestamp": 1772438471, "env": {"TERM": "vt220"}}


def cast(*entries: object) -> str:
    return "\n".join(json.dumps(line) for line in [HEADER, *entries]) + "\n"


FORM = "\x1b[2J\x1b[1;2HCLM0310\x1b[1;30HCLAIM INQUIRY\x1b[5;2HClaim:"


def test_echoed_text_is_a_value_and_a_password_is_not(tmp_path):
    text = cast(
        [0.5, "o", FORM],
        *([1 + i / 10, "i", sign] for i, sign in enumerate("C-8")),
        [1.35, "o", "C-8"],
        [1.5, "i", "\r"],
        [1.6, "o", "\x1b[2J\x1b[1;2HSGN010\x1b[2;2HPIN:"],
        [2.0, "i", "12x\x7f34\r"],
        [2.5, "o", "\x1b[2J\x1b[1;2HCLM0320"],
        [3.0, "i", "\x1bOR"],
        [3.5, "i", "left open"],
    )
    result = read(tmp_path, text, "work.cast")
    assert result.inputs[0].format == "asciicast"
    assert rows(result, "time", "screen", "action", "element", "value") == [
        ("2026-03-02 08:01:12+00:00", "CLM0310 CLAIM INQUIRY", "input", None, "C-8"),
        ("2026-03-02 08:01:12.500000+00:00", "CLM0310 CLAIM INQUIRY", "key", "Enter", None),
        ("2026-03-02 08:01:13+00:00", "SGN010", "input", None, None),
        ("2026-03-02 08:01:13+00:00", "SGN010", "key", "Enter", None),
        ("2026-03-02 08:01:14+00:00", "CLM0320", "key", "PF3", None),
        ("2026-03-02 08:01:14.500000+00:00", "CLM0320", "input", None, None),
    ]
    assert "1234" not in result.log.table.to_csv()
    assert balanced(result)


def test_a_line_that_is_no_entry_is_an_issue_with_its_line(tmp_path):
    keys = [[1 + i, "i", "\r"] for i in range(40)]
    result = read(tmp_path, cast(*keys[:1], "nonsense", *keys[1:]), "work.cast")
    assert [(i.line, i.reason) for i in result.issues] == [(3, "is no entry of a terminal recording")]
    assert balanced(result)


def test_a_recording_without_input_is_refused(tmp_path):
    error = refused(write(tmp_path, cast([0.5, "o", FORM]), "work.cast"))
    assert (error.slug, "--stdin" in error.todo) == ("no-events", True)

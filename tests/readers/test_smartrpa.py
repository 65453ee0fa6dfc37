"""Recordings of SmartRPA, raw and combined."""

from __future__ import annotations

import pandas as pd

from rpa_finder.readers.smartrpa import matches, recognise
from tests.readers.drawn_files import head_of, read, rows

SMARTRPA = """\
timestamp,user,category,application,event_type,event_src_path,event_dest_path,clipboard_content,workbook,\
current_worksheet,cell_content,cell_range,hotkey,id,title,browser_url,tag_category,tag_type,tag_name,tag_value,xpath
2024-06-05T08:22:20.100,ann,Browser,Chrome,typed,,,,,,,,,,,https://x.example/a?b=1,,,,,
2024-06-05T08:22:23.346,ann,Clipboard,Excel,copy,,,A-1,Book1,Data,,$A$2,,,,,,,,,
2024-06-05T08:22:24.346,ann,Browser,Chrome,changeField,,,,,,,,,,,https://x.example/a,INPUT,text,name,A-1,//i
2024-06-05T08:22:25.346,ann,Browser,Chrome,clickButton,,,,,,,,,b7,,https://x.example/a,INPUT,submit,,Log in,//i
2024-06-05T08:22:26.346,ann,OperatingSystem,Task Switching,hotkey,,,,,,,,ALT+TAB,,Switch,,,,,,
"""


def test_reads_a_smartrpa_recording(tmp_path):
    result = read(tmp_path, SMARTRPA)
    assert result.inputs[0].format == "smartrpa"
    assert rows(result, "app", "screen", "action", "element", "value") == [
        ("Chrome", "https://x.example/a", "navigate", None, None),
        ("Excel", "Book1 › Data", "copy", "A2", "A-1"),
        ("Chrome", "https://x.example/a", "input", "name", "A-1"),
        ("Chrome", "https://x.example/a", "click", "Log in", None),
        ("Task Switching", "Switch", "key", "ALT+TAB", None),
    ]
    assert [note.slug for note in result.notes] == ["zone-assumed"]


def test_reads_a_combined_smartrpa_log_the_same(tmp_path):
    names = {"timestamp": "time:timestamp", "user": "org:resource", "event_type": "concept:name"}
    text = SMARTRPA.replace(",", ";")
    for old, new in names.items():
        text = text.replace(f"{old};", f"{new};", 1)
    single, combined = read(tmp_path, SMARTRPA), read(tmp_path, text)
    pd.testing.assert_frame_equal(single.log.table, combined.log.table)


BROWSER = (
    "timestamp,user,application,event_type,title,browser_url,tag_category,tag_type,tag_name,tag_value,"
    "event_src_path,event_dest_path,clipboard_content,xpath\n"
)


def browser_log(*lines: str) -> str:
    return BROWSER + "".join(f"2024-06-05T08:22:{i:02d}Z,ann,Chrome,{line},,,,\n" for i, line in enumerate(lines))


def test_an_event_without_a_title_has_the_title_of_its_address(tmp_path):
    lines = (
        "reload,,https://x.example/a,,,,",
        "changeField,Orders,https://x.example/a,,,,",
        "changeField,,https://x.example/a,,,,",
        "changeField,Order 7,https://x.example/a,,,,",
        "changeField,,https://x.example/a,,,,",
        "changeField,,https://x.example/b?id=5,,,,",
    )
    assert rows(read(tmp_path, browser_log(*lines)), "screen") == [
        ("Orders",),
        ("Orders",),
        ("Orders",),
        ("Order 7",),
        ("Order 7",),
        ("https://x.example/b",),
    ]


def test_what_is_written_on_a_button_is_its_name_and_no_value(tmp_path):
    lines = ("clickButton,Form,,INPUT,submit,,Send", "changeField,Form,,INPUT,text,town,Bath")
    assert rows(read(tmp_path, browser_log(*lines)), "action", "element", "value") == [
        ("click", "Send", None),
        ("input", "town", "Bath"),
    ]


def test_knows_raw_and_combined_columns_and_no_others(tmp_path):
    raw = BROWSER.strip().split(",")
    combined = ["time:timestamp" if name == "timestamp" else name for name in raw]
    assert matches(raw)
    assert matches(combined)
    assert not matches(raw[1:])
    assert not matches(raw[:-1])
    assert recognise(head_of(tmp_path, browser_log("reload,,,,,,"))) == 0.95
    assert recognise(head_of(tmp_path, "timestamp,user\n1,2\n")) == 0.0

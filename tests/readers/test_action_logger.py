"""Recordings of the Action Logger."""

from __future__ import annotations

import pytest

from rpa_finder.readers.action_logger import matches, recognise
from tests.readers.drawn_files import head_of, read, rows

ACTION_LOGGER = """\
"caseID","timeStamp","userID","targetApp","eventType","url","content","target.workbookName","target.sheetName",\
"target.id","target.class","target.name","target.value","target.innerText"
"7","1582590981065","ann","Excel","getCell","","","book.xlsx","Data","A2","","","John Doe",""
"7","1582590981105","","OS-Clipboard","copy","","John\\tDoe","","","","","","",""
"7","1582590984282","ann","Chrome","paste","https://x.example/form?id=5","John Doe","","","first_3","c","q3","old",""
"7","1582590986177","ann","Chrome","editField","https://x.example/form?id=5","","","","first_3","c","q3","John",""
"7","1582590987177","ann","Chrome","clickTextField","https://x.example/form?id=5","","","","last_3","c","","Doe",""
"7","1582590988177","ann","Chrome","clickButton","https://x.example/form?id=5","","","","","c","","go","\\n  Next \\n"
"7","1582590989177","ann","Chrome","createNewTab","","","","","218","","","",""
"""


def test_reads_an_action_log(tmp_path):
    result = read(tmp_path, ACTION_LOGGER)
    assert result.inputs[0].format == "action-logger"
    assert rows(result, "agent", "app", "screen", "action", "element", "value", "case") == [
        ("ann", "Excel", "book.xlsx › Data", "select", "A2", "John Doe", "7"),
        (None, "OS-Clipboard", None, "copy", None, "John\tDoe", "7"),
        ("ann", "Chrome", "https://x.example/form", "paste", "q3", "John Doe", "7"),
        ("ann", "Chrome", "https://x.example/form", "input", "q3", "John", "7"),
        ("ann", "Chrome", "https://x.example/form", "click", "last_3", None, "7"),
        ("ann", "Chrome", "https://x.example/form", "click", "Next", None, "7"),
        ("ann", "Chrome", None, "open", None, None, "7"),
    ]
    assert rows(result, "url")[2] == ("https://x.example/form?id=5",)
    assert rows(result, "time")[0] == ("2020-02-25 00:36:21.065000+00:00",)


@pytest.mark.parametrize(
    ("header", "sure"),
    [
        ("TIMESTAMP,Target.ID,eventtype,targetapp", 0.95),
        ("timestamp,user,eventType,targetApp", 0.0),
        ("timestamp,target.id,target.name,targetApp", 0.0),
    ],
)
def test_knows_its_columns_in_any_order_and_case(tmp_path, header, sure):
    assert recognise(head_of(tmp_path, f"{header}\n1582590981065,a,b,c\n")) == sure
    assert matches(header.split(",")) == (sure > 0)


def test_a_path_on_the_clipboard_keeps_its_backslashes(tmp_path):
    lines = ("copy,C:\\new\\table", "copy,first\\nsecond\\tthird", "copy,plain")
    text = "".join(f"158259098106{i},OS-Clipboard,{line},\n" for i, line in enumerate(lines))
    result = read(tmp_path, "timestamp,targetApp,eventType,content,target.id\n" + text)
    assert rows(result, "value") == [("C:\\new\\table",), ("first\nsecond\tthird",), ("plain",)]


def test_a_tab_has_no_element_and_a_sent_form_has_its_name(tmp_path):
    lines = ("openWindow,218,", "formSubmit,9,order", "clickButton,go,")
    text = "".join(f"158259098106{i},Chrome,{line}\n" for i, line in enumerate(lines))
    result = read(tmp_path, "timestamp,targetApp,eventType,target.id,target.name\n" + text)
    assert rows(result, "action", "element") == [("open", None), ("submit", "order"), ("click", "go")]

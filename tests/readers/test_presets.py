"""Each product's table by the names of its columns; tables drawn by hand."""

from __future__ import annotations

import json

import pytest

from rpa_finder.readers.presets import PRESETS
from tests.readers.drawn_files import GOOD, balanced, head_of, read, rows

TABLES = {
    "celonis": (
        "What,When,Who,Program,Title,Element,Text\n"
        "Active window changed,2026-03-02T08:01:11Z,u7,CRM,Case,,\n"
        "Element changed,2026-03-02T08:01:12Z,u7,CRM,Case,claim,C-1\n"
        "User comment,2026-03-02T08:01:13Z,u7,CRM,Case,,\n"
    ),
    "uipath-process-mining": (
        "Case_ID\tActivity\tEvent_start\tEvent_end\tUser\tAutomated\n"
        "C-1\tOpen claim\t2026-03-02 08:01:11.120\t2026-03-02 08:01:14\tu7\tfalse\n"
        "C-1\tPost claim\t2026-03-02 08:01:15\t2026-03-02 08:01:16\tu7\tTrue\n"
        "C-1\tClose claim\t\t2026-03-02 08:01:20\tu7\t0\n"
    ),
    "power-automate": (
        "Case ID,Activity Name,Start Timestamp,End Timestamp,Resource\n"
        "C-1,Open claim,2026-03-02T08:01:11Z,2026-03-02T08:01:14Z,u7\n"
    ),
    "qpr-taskrecorder": (
        "TimeStamp,UserName,SessionId,EventType,MouseX,MouseY,KeyCode,Key,ModifierKeys,ProcessName,ClassName,"
        "ControlType,Name,Value,LabelName\n"
        "2026-03-02T09:15:02.4000000,guid,a1,WM_KEYDOWN,,,67,C,Control,EXCEL.EXE,EXCEL7,DataItem,B2,959933,\n"
        "2026-03-02T09:15:03.4000000,guid,a1,FOCUS_LEAVE,,,,,,crm.exe,Edit,Edit,txtNo,959933,Number\n"
    ),
    "abbyy-timeline": (
        "Datetime,OrderID,Workflow Step,Employee,Location\n2026-03-02 10:50:00+00,O-7,Check order,Ann,North\n"
    ),
    "tockler": (
        "App;Type;Title;Begin;End\nCRM;AppTrackItem;Case;2026-03-02 08:22:21;2026-03-02 08:22:36\n"
        "CRM;AppTrackItem;NO_TITLE;2026-03-02 08:22:36;2026-03-02 08:22:37\n"
    ),
    "servicenow-task-mining": json.dumps(
        [
            {
                "userId": "ann",
                "hostName": "h1",
                "applicationName": "Excel",
                "screenName": "Issues.xlsx",
                "url": "",
                "startDateTime": "2026-03-02T05:04:48.000+0100",
                "duration": 75.5,
                "mouseClickCount": 2,
            }
        ]
    ),
    "servicenow-audit": (
        "sys_id,documentkey,tablename,fieldname,oldvalue,newvalue,reason,sys_created_on,sys_created_by\n"
        "a1,d1,incident,state,1,2,,2026-03-02 09:33:20,abel\na2,d1,incident,note,x,,,2026-03-02 09:33:21,abel\n"
    ),
    "salesforce-history": (
        '"Id","IsDeleted","CaseId","CreatedById","CreatedDate","Field","OldValue","NewValue"\n'
        '"017","false","5001","0051","2026-03-02T08:01:16.000Z","Status","New","Working"\n'
    ),
}
COLUMNS = ("agent", "case", "app", "screen", "action", "element", "value")
EXPECTED = {
    "celonis": [
        ("u7", None, "CRM", "Case", "focus", None, None),
        ("u7", None, "CRM", "Case", "input", "claim", "C-1"),
        ("u7", None, "CRM", "Case", "system", None, None),
    ],
    "uipath-process-mining": [
        ("u7", "C-1", None, None, "open", "Open claim", None),
        ("u7", "C-1", None, None, "close", "Close claim", None),
    ],
    "power-automate": [("u7", "C-1", None, None, "open", "Open claim", None)],
    "qpr-taskrecorder": [
        ("guid", None, "EXCEL.EXE", None, "copy", "B2", "959933"),
        ("guid", None, "crm.exe", None, "input", "txtNo", "959933"),
    ],
    "abbyy-timeline": [("Ann", "O-7", None, None, "other", "Check order", None)],
    "tockler": [(None, None, "CRM", "Case", "focus", None, None), (None, None, "CRM", None, "focus", None, None)],
    "servicenow-task-mining": [("ann", None, "Excel", "Issues.xlsx", "focus", None, None)],
    "servicenow-audit": [
        ("abel", "d1", "ServiceNow", "incident", "input", "state", "2"),
        ("abel", "d1", "ServiceNow", "incident", "input", "note", None),
    ],
    "salesforce-history": [("0051", "5001", "Salesforce", "Case", "input", "Status", "Working")],
}


def drawn(name: str) -> str:
    # Celonis lets its user name the columns: these are some of the names that the generic reader knows.
    text = TABLES[name]
    renamed = "event type,timestamp,user,application,window title,field,value"
    return text.replace("What,When,Who,Program,Title,Element,Text", renamed)


def test_every_preset_is_drawn_here():
    assert [preset.NAME for preset in PRESETS] == list(TABLES) == list(EXPECTED)


@pytest.mark.parametrize("name", TABLES)
def test_a_product_s_table_is_known_and_read(tmp_path, name):
    result = read(tmp_path, drawn(name), "export.txt")
    assert result.inputs[0].format == name
    assert rows(result, *COLUMNS) == EXPECTED[name]
    assert balanced(result)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.NAME)
def test_a_preset_knows_its_own_table_and_no_other(tmp_path, preset):
    known = [name for name in TABLES if preset.recognise(head_of(tmp_path, drawn(name), f"{name}.txt"))]
    assert known == [preset.NAME]
    assert preset.recognise(head_of(tmp_path, GOOD)) == 0
    assert preset.recognise(head_of(tmp_path, '{"a": {"b": 1}}')) == 0


def test_a_robot_s_rows_are_no_events_and_are_counted(tmp_path):
    result = read(tmp_path, drawn("uipath-process-mining"), "log.tsv")
    assert rows(result, "row", "time", "end") == [
        ("1", "2026-03-02 08:01:11.120000+00:00", "2026-03-02 08:01:14+00:00"),
        ("3", "2026-03-02 08:01:20+00:00", "2026-03-02 08:01:20+00:00"),
    ]
    assert [n.text.split(": ")[1] for n in result.notes if n.slug == "rows-automated"] == [
        "1 rows were done by a robot and are no events."
    ]
    assert (result.inputs[0].rows_read, result.inputs[0].rows_used) == (3, 3)


def test_intervals_keep_their_ends_and_offsets(tmp_path):
    result = read(tmp_path, drawn("servicenow-task-mining"), "log.json")
    assert rows(result, "time", "end", "offset_min", "host") == [
        ("2026-03-02 04:04:48+00:00", "2026-03-02 04:06:03.500000+00:00", "60", "h1")
    ]


def test_a_history_of_an_object_of_one_s_own_is_a_record(tmp_path):
    text = drawn("salesforce-history").replace("CaseId", "ParentId")
    assert rows(read(tmp_path, text), "case", "screen") == [("5001", "Record")]


def test_a_column_that_is_missing_is_no_fault(tmp_path):
    text = "Case_ID,Activity,Event_end\nC-1,Open,2026-03-02 08:00:00\n"
    assert rows(read(tmp_path, text), "agent", "case", "time") == [(None, "C-1", "2026-03-02 08:00:00+00:00")]

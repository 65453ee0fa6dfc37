"""Roles of every format, on small drawn files and on published ones where they are at hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers import ReadResult, read_log

SHARED = Path(__file__).parents[3] / "shared"


def read(folder: Path, text: str, name: str = "log.csv") -> ReadResult:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return read_log([path])


def rows(result: ReadResult, *columns: str) -> list[tuple[str | None, ...]]:
    table = result.log.table.sort_values(["source", "row"])
    return [tuple(None if pd.isna(v) else str(v) for v in row) for row in table[list(columns)].to_numpy(dtype=object)]


def shared(*parts: str) -> ReadResult:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    return read_log([path])


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


XES = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<global scope="event"><string key="concept:name" value="__INVALID__"/></global>
<string key="concept:name" value="the log"/>
<trace><string key="concept:name" value="C-1"/>
<event><string key="concept:name" value="copy"/><date key="time:timestamp" value="2026-03-02T08:00:00.000+11:00"/>
<string key="org:resource" value="ann"/><string key="lifecycle:transition" value="start"/>
<string key="Label" value="Area"/><string key="Value" value="Melbourne &amp; 123"/></event>
<event><string key="concept:name" value="paste"/><date key="time:timestamp" value="2026-03-02T08:00:01.000+11:00"/>
<string key="org:resource" value="ann"/><string key="lifecycle:transition" value="complete"/>
<string key="Value" value="007"/></event>
<event><string key="concept:name" value="copy"/><date key="time:timestamp" value="2026-03-02T08:00:05.500+11:00"/>
<string key="org:resource" value="ann"/><string key="lifecycle:transition" value="complete"/></event>
</trace></log>
"""


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_reads_xes_and_joins_start_and_complete(tmp_path, name):
    result = read(tmp_path, XES, name)
    assert rows(result, "row", "agent", "case", "action", "element", "value", "end") == [
        ("1", "ann", "C-1", "copy", "Area", "Melbourne & 123", "2026-03-01 21:00:05.500000+00:00"),
        ("2", "ann", "C-1", "paste", None, "007", None),
    ]
    assert list(result.log.table["offset_min"]) == [660, 660]
    assert (result.inputs[0].rows_read, result.inputs[0].rows_used) == (3, 3)


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("doctype", '<!DOCTYPE log [<!ENTITY a "b">]>' + XES.split("?>\n")[1]),
        ("bad-xml", XES[:-30]),
        ("bad-xml", '<log xes.version="1.0">' + "<list>" * 100),
        ("no-events", '<log xes.version="1.0"><trace/></log>'),
        ("not-xes", "<log><object-types/></log>"),
        ("no-timestamp", XES.replace("time:timestamp", "tms")),
    ],
)
def test_refuses_bad_xes(tmp_path, slug, text):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, "log.xes")
    assert caught.value.slug == slug


@pytest.mark.parametrize(
    "header",
    [
        "Zeitstempel;Benutzer;Anwendung;Maske;Aktion;Feld;Wert",
        "Fecha y hora;Usuario;Aplicación;Pantalla;Acción;Campo;Valor",
        "Data/hora;Usuário;Aplicativo;Tela;Ação;Campo;Valor",
        "Horodatage;Utilisateur;Logiciel;Écran;Activité;Champ;Valeur",
        "EventTimestamp;UserName;ApplicationName;ScreenName;EventType;ElementName;Text",
        "START_TIME;USER_ID;APP;WINDOW TITLE;ACTION_TYPE;FIELD_NAME;NEW_VALUE",
        "Start Timestamp (UTC);Agent Name;Process Name;Window;Event;Control;Value",
    ],
)
def test_knows_headers_in_several_languages(tmp_path, header):
    result = read(tmp_path, header + "\n2026-03-02 08:00:01;ann;CRM;Customer;paste;Account;007\n")
    assert rows(result, "agent", "app", "screen", "action", "element", "value") == [
        ("ann", "CRM", "Customer", "paste", "Account", "007")
    ]


def test_joins_a_date_and_a_time_of_day(tmp_path):
    result = read(tmp_path, "Date,Time,User,Action\n13.02.2026,08:01:11,ann,copy\n14.02.2026,08:01:12,ann,paste\n")
    assert [t[0] for t in rows(result, "time")] == ["2026-02-13 08:01:11+00:00", "2026-02-14 08:01:12+00:00"]


@pytest.mark.parametrize(("name", "text"), [("Dauer (s)", "1,5"), ("duration ms", "1500"), ("Duration", "0:00:01.5")])
def test_a_duration_gives_the_end(tmp_path, name, text):
    result = read(tmp_path, f"timestamp;action;{name}\n2026-03-02T08:00:00Z;copy;{text}\n")
    assert rows(result, "end") == [("2026-03-02 08:00:01.500000+00:00",)]


def test_joins_screen_id_and_title_and_workbook_and_sheet(tmp_path):
    text = "timestamp,screen id,window title,action\n2026-03-02T08:00:00Z,CLM0310,Claim,copy\n"
    assert rows(read(tmp_path, text), "screen") == [("CLM0310 Claim",)]
    text = "timestamp,FileName,Sheet,Column,Row,action\n2026-03-02T08:00:00Z,data.xls,S1,B,10,copy\n"
    assert rows(read(tmp_path, text), "screen", "element") == [("data.xls › S1", "B10")]


def test_a_constant_lifecycle_is_neither_agent_nor_action(tmp_path):
    lines = "".join(f"{a},2026-03-02T08:00:0{i}Z,complete,Web\n" for i, a in enumerate(["copy", "paste"] * 4))
    result = read(tmp_path, "eventType,timeStamp,lifecycle:transition,source\n" + lines)
    assert set(rows(result, "agent", "action", "app")) == {(None, "copy", "Web"), (None, "paste", "Web")}


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

"""Object-centric logs as a table of events: objects are columns by their type."""

from __future__ import annotations

import json

import pytest

from rpa_finder.readers.ocel import recognise
from rpa_finder.readers.ocel_texts import ObjectEvent
from tests.readers.drawn_files import balanced, head_of, read, refused, rows, write
from tests.readers.ocel_drawing import write_ocel_sqlite
from tests.readers.test_ocel_texts import FIRST, SECOND, XML


def ui_event(name: str, at: str, value: str, *objects: str) -> dict[str, object]:
    return {
        "id": at,
        "type": name,
        "time": f"2026-03-02T08:00:{at}+01:00",
        "attributes": [{"name": "value", "value": value}],
        "relationships": [{"objectId": thing, "qualifier": ""} for thing in objects],
    }


UI_LOG = {
    "objectTypes": [],
    "eventTypes": [],
    "objects": [
        {"id": thing, "type": kind}
        for thing, kind in (("ann", "User"), ("CRM", "Application"), ("Order", "Window title"), ("No", "Field"))
    ]
    + [{"id": thing, "type": "Case ID"} for thing in ("c1", "c2")],
    "events": [
        ui_event("copy", "01", "4711", "ann", "CRM", "Order", "No", "c1"),
        ui_event("paste", "02", "4711", "ann", "CRM", "Order", "No", "c2", "c1"),
    ],
}


def test_objects_of_known_types_are_who_where_and_what(tmp_path):
    result = read(tmp_path, json.dumps(UI_LOG), "log.json")
    assert result.inputs[0].format == "ocel"
    assert rows(result, "row", "agent", "app", "screen", "element", "case", "action", "value", "offset_min") == [
        ("1", "ann", "CRM", "Order", "No", "c1", "copy", "4711", "60"),
        ("2", "ann", "CRM", "Order", "No", "c2", "paste", "4711", "60"),
    ]
    assert [n.slug for n in result.notes] == ["objects-left"]
    assert balanced(result)


def test_an_entry_that_is_no_event_is_an_issue(tmp_path):
    log = UI_LOG | {"events": [*UI_LOG["events"], *(ui_event("copy", f"{i:02d}", "x", "ann") for i in range(3, 40)), 7]}
    result = read(tmp_path, json.dumps(log), "log.json")
    assert [(i.line, i.reason) for i in result.issues] == [(40, "is no event")]
    assert balanced(result)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (json.dumps(SECOND | {"events": []}), "no-events"),
        (json.dumps(SECOND)[:-9], "bad-json"),
        (XML[:-20], "bad-xml"),
        ("<!DOCTYPE log>" + XML.split("?>")[1], "doctype"),
        (json.dumps({"objectTypes": 1, "eventTypes": 2}), "no-events"),
    ],
)
def test_refuses_what_is_damaged_or_empty(tmp_path, text, slug):
    assert refused(write(tmp_path, text, "log.json")).slug == slug


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (json.dumps(SECOND), 0.95),
        (json.dumps(FIRST), 0.95),
        (XML, 1.0),
        ("<log><trace/></log>", 0.0),
        ('{"a": 1}', 0.0),
        ("a,b\n1,2\n", 0.0),
    ],
)
def test_knows_an_object_centric_log(tmp_path, text, sure):
    assert recognise(head_of(tmp_path, text, "log.json")) == sure


def test_a_database_gives_a_log_too(tmp_path):
    event = ObjectEvent("copy", "2026-03-02T08:00:00Z", {"value": "4711"}, ["ann"])
    path = write_ocel_sqlite(tmp_path / "log.db", [event], {"ann": "User"})
    assert recognise(head_of(tmp_path, path.read_bytes(), "same.db")) == 1
    result = read(tmp_path, path.read_bytes(), "again.db")
    assert rows(result, "agent", "action", "value") == [("ann", "copy", "4711")]

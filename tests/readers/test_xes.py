"""XES logs: events, pairs of start and complete, and what is refused."""

from __future__ import annotations

import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.xes import recognise
from tests.readers.drawn_files import head_of, read, refused, rows, write

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
        ("no-timestamp", XES.replace("time:timestamp", "tms")),
    ],
)
def test_refuses_bad_xes(tmp_path, slug, text):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, "log.xes")
    assert caught.value.slug == slug


def test_an_object_centric_log_is_not_read_as_xes(tmp_path):
    path = write(tmp_path, "<log><object-types/></log>", "log.xml")
    assert refused(path, format="xes").slug == "not-xes"


def event(name: str, step: str, time: str) -> str:
    return (
        f'<event><string key="concept:name" value="{name}"/><string key="lifecycle:transition" value="{step}"/>'
        f'<date key="time:timestamp" value="2026-03-02T{time}+01:00"/></event>'
    )


def test_each_complete_ends_the_earliest_open_start_of_its_activity(tmp_path):
    steps = (
        ("copy", "start", "08:00:00"),
        ("copy", "start", "08:00:02"),
        ("paste", "start", "08:00:03"),
        ("copy", "complete", "08:00:04"),
        ("copy", "complete", "08:00:09"),
        ("copy", "complete", "08:00:10"),
    )
    text = '<log xes.version="1.0"><trace>' + "".join(event(*step) for step in steps) + "</trace></log>"
    assert rows(read(tmp_path, text, "log.xes"), "row", "action", "end") == [
        ("1", "copy", "2026-03-02 07:00:04+00:00"),
        ("2", "copy", "2026-03-02 07:00:09+00:00"),
        ("3", "paste", None),
        ("6", "copy", None),
    ]


def test_attributes_within_attributes_and_defaults_are_no_data_of_the_trace(tmp_path):
    names = '<string key="concept:name" value="C-1"><string key="concept:name" value="inner"/></string>'
    text = f'<log xes.version="1.0"><trace>{names}{event("copy", "complete", "08:00:00")}</trace></log>'
    assert rows(read(tmp_path, text, "log.xes"), "case", "offset_min") == [("C-1", "60")]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (XES, 1.0),
        ("<?xml version='1.0'?>\n<log><trace/></log>", 1.0),
        ("<log><event/></log>", 0.5),
        ("<config><a/></config>", 0.0),
        ("timestamp,action\n1,<log\n", 0.0),
    ],
)
def test_knows_an_xes_log_by_its_root(tmp_path, text, sure):
    assert recognise(head_of(tmp_path, text, "log.xes")) == sure

"""ActivityWatch exports: windows, absences, tabs."""

from __future__ import annotations

import json

import pytest

from tests.readers.drawn_files import balanced, read, refused, rows, write


def event(time: str, seconds: object, **data: object) -> dict[str, object]:
    return {"timestamp": f"2026-03-02T{time}+00:00", "duration": seconds, "data": data}


def bucket(kind: str, *events: object, host: str = "WS01") -> dict[str, object]:
    return {"id": kind, "type": kind, "hostname": host, "events": list(events)}


def export(*buckets: dict[str, object]) -> str:
    return json.dumps({"buckets": {f"b{i}": one for i, one in enumerate(buckets)}}, indent=1)


WINDOWS = bucket(
    "currentwindow",
    event("08:00:30", 5, app="excel.exe", title="Book1"),
    event("08:00:10", 20.5, app="chrome.exe", title="Case 12 - Google Chrome"),
    event("08:00:00", 10, app="chrome.exe", title="Start - Google Chrome"),
)
ABSENCES = bucket(
    "afkstatus", event("08:00:00", 40, status="not-afk"), event("08:00:40", 600, status="afk"), host="WS01"
)
TABS = bucket(
    "web.tab.current",
    event("08:00:09", 2, url="https://crm/other", title="Case 1"),
    event("08:00:12", 15, url="https://crm/case/12", title="Case 12"),
    event("08:00:28", 1, url="https://crm/case/12b", title="Case 12"),
    event("08:00:40", 1, url="https://crm/late", title="Case 12"),
    host="unknown",
)


def test_reads_windows_with_their_tabs_and_absences(tmp_path):
    result = read(tmp_path, export(ABSENCES, WINDOWS, TABS), "aw.json")
    assert result.inputs[0].format == "activitywatch"
    assert rows(result, "row", "time", "end") == [
        ("1", "2026-03-02 08:00:30+00:00", "2026-03-02 08:00:35+00:00"),
        ("2", "2026-03-02 08:00:10+00:00", "2026-03-02 08:00:30.500000+00:00"),
        ("3", "2026-03-02 08:00:00+00:00", "2026-03-02 08:00:10+00:00"),
        ("4", "2026-03-02 08:00:40+00:00", "2026-03-02 08:10:40+00:00"),
    ]
    assert rows(result, "host", "app", "screen", "url", "action") == [
        ("WS01", "excel.exe", "Book1", None, "focus"),
        ("WS01", "chrome.exe", "Case 12 - Google Chrome", "https://crm/case/12", "focus"),
        ("WS01", "chrome.exe", "Start - Google Chrome", None, "focus"),
        # Away from the window that was left open.
        ("WS01", "excel.exe", "Book1", None, "idle"),
    ]
    assert balanced(result)


def test_an_export_that_begins_with_many_tabs_is_known(tmp_path):
    tabs = bucket("web.tab.current", *(event("08:00:12", 15, url="https://crm/case", title="Case") for _ in range(900)))
    text = export(tabs, WINDOWS)
    assert text.index("currentwindow") > 65_536
    assert read(tmp_path, text, "aw.json").inputs[0].format == "activitywatch"


def test_an_absence_before_any_window_of_its_machine_has_none(tmp_path):
    early = bucket("afkstatus", event("07:00:00", 60, status="afk"))
    other = bucket("afkstatus", event("09:00:00", 60, status="afk"), host="WS02")
    found = rows(read(tmp_path, export(WINDOWS, early, other), "aw.json"), "action", "app")
    assert found[3:] == [("idle", None), ("idle", None)]


def test_bad_events_are_issues(tmp_path):
    good = [event(f"08:{i:02d}:00", 5, app="a", title="t") for i in range(50)]
    odd = [7, {"data": {"app": "a"}, "timestamp": "never", "duration": "x"}]
    result = read(tmp_path, export(bucket("currentwindow", *good, *odd)), "aw.json")
    assert [(i.line, i.reason) for i in result.issues] == [(51, "is no event"), (52, "is no time")]
    assert balanced(result)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (export(bucket("afkstatus")), "no-events"),
        (export(WINDOWS)[:-9], "bad-json"),
        ('{"buckets": {}}', "not-known-json"),
    ],
)
def test_refuses_what_holds_no_windows(tmp_path, text, slug):
    assert refused(write(tmp_path, text, "aw.json")).slug == slug

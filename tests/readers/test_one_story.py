"""One story gives the same events, and hence the same routines, from whatever format it is told in."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.config import ScanConfig
from rpa_finder.pipeline import scan_logs
from rpa_finder.readers import ReadOptions, read_log
from tests.readers.story_files import WRITERS, Told, as_csv

STEPS = (
    ("Orders", "Order list", "click", "Open", ""),
    ("Orders", "Order", "copy", "Order number", "{n}"),
    ("Billing", "Invoice", "paste", "Reference", "{n}"),
    ("Billing", "Invoice", "input", "Amount", "{n}.50"),
    ("Billing", "Invoice", "save", "Save", ""),
)


def work(executions: int = 40) -> list[Told]:
    """Five agents who copy a number and type an amount, one order after the other."""
    story = []
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    for i in range(executions):
        for app, screen, action, element, value in STEPS:
            at += timedelta(seconds=4 + (i % 3))
            number = str(48_210 + 37 * i)
            cells = (f"agent{i % 5}", app, screen, action, element, value.format(n=number), f"case {i}")
            story.append(Told(at.isoformat(timespec="milliseconds"), *cells))
        at += timedelta(seconds=40)
    return story


def events_of(path: Path) -> pd.DataFrame:
    result = read_log([path])
    assert not result.issues
    (entry,) = result.inputs
    assert (entry.rows_read, entry.rows_used) == (len(result.log), len(result.log))
    table = result.log.table.drop(columns=["source"]).sort_values("row", ignore_index=True)
    return table.astype({name: "object" for name in table.columns if table[name].dtype == "category"})


@pytest.mark.parametrize("name", WRITERS)
def test_one_story_is_the_same_log_in_every_format(tmp_path, name):
    expected = events_of(as_csv(tmp_path, work()))
    assert expected.notna().all()[["agent", "app", "screen", "action", "element", "case"]].all()
    pd.testing.assert_frame_equal(events_of(WRITERS[name](tmp_path, work())), expected)


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "csv"])
def test_one_story_gives_the_same_routines_in_every_format(tmp_path, name):
    def found(path: Path):
        return scan_logs([path], ScanConfig(), ReadOptions(), "2026-03-16T09:00:00Z")

    expected = found(as_csv(tmp_path, work()))
    assert [r.kind for r in expected.routines] == ["copy-transfer"]
    told = found(WRITERS[name](tmp_path, work()))
    assert (told.routines, told.graph, told.totals) == (expected.routines, expected.graph, expected.totals)
    assert told.proposals == expected.proposals


def product_files(folder: Path, story: list[Told]) -> list[Path]:
    """The same clicks, copies, pastes and inputs as the Action Logger and SmartRPA write them."""
    words = {"click": "clickButton", "copy": "copy", "paste": "paste"}
    logger, smart = [], []
    for told in story:
        stamp, clip = told.time.removesuffix("+00:00"), told.value if told.action in ("copy", "paste") else ""
        event = {"timeStamp": stamp + "Z", "userID": told.agent, "targetApp": told.app, "content": clip}
        event |= {"target.name": told.element, "url": f"https://x.example/{told.screen}"}
        typed = told.value if told.action == "input" else ""
        logger.append(event | {"eventType": words.get(told.action, "editField"), "target.value": typed})
        event = {"timestamp": stamp, "user": told.agent, "application": told.app, "clipboard_content": clip}
        event |= {"tag_name": told.element, "browser_url": f"https://x.example/{told.screen}", "tag_value": typed}
        smart.append(event | {"event_type": words.get(told.action, "changeField"), "category": "Browser"})
    for name, rows, more in (("logger", logger, ()), ("smart", smart, ("event_src_path", "event_dest_path", "xpath"))):
        pd.DataFrame(rows).assign(**dict.fromkeys(more, "")).to_csv(folder / f"{name}.csv", index=False)
    return [folder / "logger.csv", folder / "smart.csv"]


def test_one_story_is_the_same_to_the_products_that_can_tell_most_of_it(tmp_path):
    """Neither names cases, and both know screens by their addresses."""
    story = [told for told in work() if told.action != "save"]
    columns = ["time", "agent", "app", "action", "element", "value"]
    expected = events_of(as_csv(tmp_path, story))[columns]
    for path, name in zip(product_files(tmp_path, story), ("action-logger", "smartrpa"), strict=True):
        assert read_log([path]).inputs[0].format == name
        found = events_of(path)
        pd.testing.assert_frame_equal(found[columns], expected)
        assert set(found["screen"]) == {"https://x.example/" + told.screen for told in story}


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=12
)
STAMPS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
EVENTS = st.builds(
    Told,
    STAMPS.map(lambda at: at.isoformat(timespec="microseconds")),
    WORDS.map("agent {}".format),
    WORDS.map("app {}".format),
    WORDS.map("w {}".format),
    st.sampled_from(["copy", "paste", "input", "click"]),
    WORDS.map("f {}".format),
    WORDS.map("v {}".format),
    WORDS.map("c {}".format),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=12), st.sampled_from(list(WRITERS)))
def test_any_well_formed_story_comes_back_as_it_was(story, name):
    with tempfile.TemporaryDirectory() as folder:
        table = read_log([WRITERS[name](Path(folder), story)]).log.table.sort_values("row")
    for column in ("agent", "app", "screen", "action", "element", "case"):
        assert table[column].astype(object).tolist() == [getattr(event, column).strip() for event in story], column
    assert table["time"].tolist() == [pd.Timestamp(event.time) for event in story]
    valued = [event.value if event.action != "click" else None for event in story]
    assert [None if pd.isna(value) else value for value in table["value"]] == valued


WINDOWS = [("08:00:00", 12, "CRM", "Case 12"), ("08:00:12", 5, "Excel", "Book1"), ("08:00:17", 60, "CRM", "Case 13")]


def window_files(folder: Path) -> list[Path]:
    """One story of windows as Tockler, ActivityWatch, ServiceNow and a plain table write it."""

    def moment(clock: str, seconds: int = 0) -> datetime:
        return datetime.fromisoformat(f"2026-03-02T{clock}+00:00") + timedelta(seconds=seconds)

    def written(name: str, text: str) -> Path:
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    tockler = ["App;Type;Title;Begin;End"]
    plain = ["start,duration (s),application,window title"]
    events, records = [], []
    for clock, seconds, app, title in WINDOWS:
        start, end = moment(clock), moment(clock, seconds)
        tockler.append(f"{app};AppTrackItem;{title};{start:%Y-%m-%d %H:%M:%S};{end:%Y-%m-%d %H:%M:%S}")
        plain.append(f"{start.isoformat()},{seconds},{app},{title}")
        events.append({"timestamp": start.isoformat(), "duration": seconds, "data": {"app": app, "title": title}})
        given = {"applicationName": app, "screenName": title, "userId": "", "duration": seconds}
        records.append(given | {"startDateTime": f"{start:%Y-%m-%dT%H:%M:%S}.000+0000"})
    buckets = {"b": {"type": "currentwindow", "hostname": "unknown", "events": events}}
    return [
        written("plain.csv", "\n".join(plain)),
        written("tockler.csv", "\n".join(tockler)),
        written("aw.json", json.dumps({"buckets": buckets})),
        written("servicenow.json", json.dumps(records)),
    ]


def test_one_story_of_windows_is_the_same_in_every_format(tmp_path):
    columns = ["time", "end", "app", "screen", "action"]
    plain, *others = (events_of(path)[columns] for path in window_files(tmp_path))
    assert plain.notna().all().all()
    for other in others:
        pd.testing.assert_frame_equal(other, plain)


def test_a_terminal_s_trace_and_its_log_as_a_table_tell_the_same(tmp_path):
    trace = """20260302.080000.000 Trace started
 Model 3278-2, 24 rows x 80 cols
< BIND PLU-name 'CICSPROD' Rows-Cols Default 24x80
< EraseWrite(restore) SetBufferAddress(1,1) StartField(protected) 'CTX210' SetBufferAddress(1,30) ...
... StartField(protected) 'ACCOUNT ENQUIRY' SetBufferAddress(4,1) StartField(protected) 'ACCOUNT:' ...
...  StartField(4,14)() SetBufferAddress(4,30) StartField(protected)
20260302.080004.250 lock
> Enter(4,15) SetBufferAddress(4,15) '0048213'
20260302.080009.000 lock
> PF3(4,15)
"""
    table = """time,application,screen id,screen title,field,value,aid
2026-03-02T08:00:04.250,CICSPROD,CTX210,ACCOUNT ENQUIRY,"ACCOUNT (4,15)",0048213,
2026-03-02T08:00:04.250,CICSPROD,CTX210,ACCOUNT ENQUIRY,,,Enter
2026-03-02T08:00:09.000,CICSPROD,CTX210,ACCOUNT ENQUIRY,,,PF3
"""
    for name, text in (("session.trc", trace), ("session.csv", table)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    columns = ["time", "app", "screen", "action", "element", "value"]
    traced, listed = (events_of(tmp_path / name)[columns] for name in ("session.trc", "session.csv"))
    assert listed["action"].tolist() == ["input", "key", "key"]
    pd.testing.assert_frame_equal(traced, listed)

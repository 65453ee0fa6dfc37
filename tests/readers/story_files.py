"""One story of screen work, written in every format that can tell all of it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from rpa_finder.readers.ocel_texts import ObjectEvent
from tests.readers.ocel_drawing import write_ocel_sqlite


@dataclass(frozen=True, slots=True)
class Told:
    """One event; "" where there is nothing."""

    time: str
    """ISO 8601 with offset."""
    agent: str
    app: str
    screen: str
    action: str
    """A word that every format may use."""
    element: str
    value: str
    case: str


NAMES = ("timestamp", "user", "application", "window title", "action", "field", "value", "case id")
Story = Sequence[Told]
Write = Callable[[Path, Story], Path]


def cells(event: Told) -> list[str]:
    return [getattr(event, field.name) for field in fields(Told)]


def as_csv(folder: Path, story: Story, delimiter: str = ",", name: str = "story.csv") -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerows([NAMES, *map(cells, story)])
    return _written(folder / name, text.getvalue())


def as_tsv(folder: Path, story: Story) -> Path:
    return as_csv(folder, story, "\t", "story.tsv")


def as_utf_16(folder: Path, story: Story) -> Path:
    text = as_csv(folder, story, "\t", "plain.csv").read_text(encoding="utf-8")
    (folder / "story.txt").write_bytes(text.encode("utf-16"))
    return folder / "story.txt"


def as_gz(folder: Path, story: Story) -> Path:
    (folder / "story.csv.gz").write_bytes(gzip.compress(as_csv(folder, story, ";", "plain.csv").read_bytes()))
    return folder / "story.csv.gz"


def as_zip(folder: Path, story: Story) -> Path:
    with zipfile.ZipFile(folder / "story.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(as_xes(folder, story), "story.xes")
    return folder / "story.zip"


def as_json_lines(folder: Path, story: Story) -> Path:
    lines = (json.dumps(dict(zip(NAMES, cells(event), strict=True)), ensure_ascii=False) for event in story)
    return _written(folder / "story.jsonl", "\n".join(lines) + "\n")


def as_json_list(folder: Path, story: Story) -> Path:
    records = [dict(zip(NAMES, cells(event), strict=True)) for event in story]
    return _written(folder / "story.json", json.dumps(records, indent=1))


def as_xes(folder: Path, story: Story) -> Path:
    lines = ['<log xes.version="1.0"><trace>']
    for event in story:
        given = dict(zip(NAMES, cells(event), strict=True))
        given |= {"concept:name": given.pop("action"), "org:resource": given.pop("user")}
        stamp = given.pop("timestamp")
        strings = "".join(f'<string key="{k}" value={quoteattr(v, _LINES)}/>' for k, v in given.items() if v)
        lines.append(f'<event><date key="time:timestamp" value="{stamp}"/>{strings}</event>')
    return _written(folder / "story.xes", "\n".join([*lines, "</trace></log>"]))


def as_excel(folder: Path, story: Story) -> Path:
    with xlsxwriter.Workbook(folder / "story.xlsx") as book:
        sheet = book.add_worksheet()
        for i, line in enumerate([NAMES, *map(cells, story)]):
            for j, text in enumerate(line):
                sheet.write_string(i, j, text)
    return folder / "story.xlsx"


def as_parquet(folder: Path, story: Story) -> Path:
    columns = zip(*map(cells, story), strict=True)
    pq.write_table(
        pa.table({name: list(texts) for name, texts in zip(NAMES, columns, strict=True)}), folder / "s.parquet"
    )
    return folder / "s.parquet"


def as_ocel_json(folder: Path, story: Story) -> Path:
    events, types = _object_events(story)
    document = {
        "objectTypes": [],
        "eventTypes": [],
        "objects": [{"id": thing, "type": kind} for thing, kind in types.items()],
        "events": [
            {
                "id": f"e{i}",
                "type": event.activity,
                "time": event.time,
                "attributes": [{"name": k, "value": v} for k, v in event.attributes.items()],
                "relationships": [{"objectId": thing, "qualifier": ""} for thing in event.objects],
            }
            for i, event in enumerate(events, 1)
        ],
    }
    return _written(folder / "story.jsonocel", json.dumps(document))


def as_ocel_xml(folder: Path, story: Story) -> Path:
    events, types = _object_events(story)
    things = "".join(f"<object id={quoteattr(i, _LINES)} type={quoteattr(t)}/>" for i, t in types.items())
    lines = [f"<log><object-types/><event-types/><objects>{things}</objects><events>"]
    for i, event in enumerate(events, 1):
        given = "".join(
            f"<attribute name={quoteattr(k)}>{quoteattr(v, _LINES)[1:-1].replace('&quot;', chr(34))}</attribute>"
            for k, v in event.attributes.items()
        )
        related = "".join(f'<relationship object-id={quoteattr(o, _LINES)} qualifier=""/>' for o in event.objects)
        kind = quoteattr(event.activity)
        lines.append(f'<event id="e{i}" type={kind} time="{event.time}"><attributes>{given}</attributes>')
        lines.append(f"<objects>{related}</objects></event>")
    return _written(folder / "story.xmlocel", "\n".join([*lines, "</events></log>"]))


def as_ocel_sqlite(folder: Path, story: Story) -> Path:
    return write_ocel_sqlite(folder / "story.sqlite", *_object_events(story))


WRITERS: dict[str, Write] = {
    "csv": as_csv,
    "tsv": as_tsv,
    "utf-16": as_utf_16,
    "csv in gz": as_gz,
    "xes in zip": as_zip,
    "json lines": as_json_lines,
    "json list": as_json_list,
    "xes": as_xes,
    "excel": as_excel,
    "parquet": as_parquet,
    "ocel json": as_ocel_json,
    "ocel xml": as_ocel_xml,
    "ocel sqlite": as_ocel_sqlite,
}
_LINES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _object_events(story: Story) -> tuple[list[ObjectEvent], dict[str, str]]:
    """Make agents, applications and cases objects, and leave the rest attributes."""
    kinds = (("agent", "user"), ("app", "application"), ("case", "case id"))
    types: dict[str, str] = {}
    events = []
    for event in story:
        objects = []
        for name, kind in kinds:
            text = getattr(event, name)
            if text:
                thing = text if types.get(text, kind) == kind else f"{text}:{kind}"
                types[thing] = kind
                objects.append(thing)
        attributes = {"window title": event.screen, "field": event.element, "value": event.value}
        events.append(ObjectEvent(event.action, event.time, {k: v for k, v in attributes.items() if v}, objects))
    return events, types


def _written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path

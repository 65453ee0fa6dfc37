"""Object-centric event logs (OCEL 2.0 as JSON, XML and SQLite; 1.0 as JSON).

An event's attributes are its columns, and so are its objects: the column
is the object's type, the text its id.
"""

from __future__ import annotations

from rpa_finder.errors import InputError
from rpa_finder.model import Note
from rpa_finder.readers.about import About
from rpa_finder.readers.by_columns import table_by_columns
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.json_texts import looks_like_json
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.ocel_sqlite import read_sqlite
from rpa_finder.readers.ocel_texts import ObjectLog, read_json, read_xml
from rpa_finder.readers.records import Records, RoleTable
from rpa_finder.readers.rows import RowBuilder
from rpa_finder.readers.sources import Head

NAME = "ocel"
ABOUT = About(
    "JSON with objectTypes or ocel:events, XML with object-types, or SQLite with the OCEL tables",
    "one per event",
    "time, activity, attributes, and one object of each type",
    "often screens, fields and values; further objects of one type",
)
_SQLITE = b"SQLite format 3\x00"
_TIME, _ACTIVITY = "time:timestamp", "concept:name"
_NO_EVENT = "is no event"


def recognise(head: Head) -> float:
    """Give 1 for SQLite, 0.95 for JSON or XML with the words of OCEL."""
    if head.data.startswith(_SQLITE):
        return 1.0
    if looks_like_json(head):
        return 0.95 if _is_json(head.text) else 0.0
    start = head.text[:4096].lstrip("\ufeff \r\n\t")
    return 1.0 if start.startswith("<") and "<log" in start and "<object-types" in head.text else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable | ContactTable:
    """Read all events; raises InputError bad-json, bad-xml, doctype, not-ocel, no-events, no-timestamp."""
    if head.data.startswith(_SQLITE):
        log = read_sqlite(head)
    else:
        log = read_json(head) if looks_like_json(head) else read_xml(head)
    if not log.events:
        raise InputError("no-events", head.file.name, "holds no event.", "Export the log again.")
    records, more = _records(log, head.file.name)
    table = table_by_columns(records, mapping, head.file.name)
    if more:
        text = f"{more} events have several objects of one type; the first of each is read."
        table.notes.append(Note("objects-left", text))
    return table


def _records(log: ObjectLog, where: str) -> tuple[Records, int]:
    """Give the events as records, and how many of them have more objects than columns."""
    rows = RowBuilder(where)
    more = 0
    for event in log.events:
        if event is None:
            rows.reject(_NO_EVENT)
            continue
        cells = {_TIME: event.time, _ACTIVITY: event.activity} | event.attributes
        kinds = [log.types.get(thing, "") for thing in event.objects]
        more += len(set(kinds)) < len(kinds)
        for kind, thing in zip(kinds, event.objects, strict=True):
            cells.setdefault(kind or "object", thing)
        rows.add(cells)
    return rows.records(), more


def _is_json(text: str) -> bool:
    second = '"objectTypes"' in text and '"eventTypes"' in text
    return second or '"ocel:events"' in text or all(key in text for key in ('"relationships"', '"objectId"', '"time"'))

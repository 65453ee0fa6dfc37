"""Object-centric event logs as JSON (OCEL 2.0 and 1.0) and XML (OCEL 2.0): events one by one, and types of objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rpa_finder.errors import InputError
from rpa_finder.readers.json_texts import load_document, text_of
from rpa_finder.readers.sources import Head
from rpa_finder.readers.strict_xml import parse_xml


@dataclass(slots=True)
class ObjectEvent:
    """One event; "" where the file says nothing."""

    activity: str = ""
    time: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    objects: list[str] = field(default_factory=list)
    """Ids of the objects it is about, in the order of the file."""


@dataclass(slots=True)
class ObjectLog:
    """A whole log."""

    events: list[ObjectEvent | None] = field(default_factory=list)
    """None for an entry that is no event."""
    types: dict[str, str] = field(default_factory=dict)
    """Id of an object to its type."""


def read_json(head: Head) -> ObjectLog:
    """Read JSON of either version; raises InputError bad-json."""
    document = load_document(head)
    if not isinstance(document, dict):
        raise InputError("bad-json", head.file.name, "is no object-centric log.", "Export the log again.")
    if "ocel:events" in document:
        return _first_version(document)
    log = ObjectLog()
    for thing in _items(document.get("objects")):
        if isinstance(thing, dict):
            log.types[text_of(thing.get("id"))] = text_of(thing.get("type"))
    for event in _items(document.get("events")):
        log.events.append(_event(event) if isinstance(event, dict) else None)
    return log


def _event(event: dict[str, Any]) -> ObjectEvent:
    attributes = [a for a in _items(event.get("attributes")) if isinstance(a, dict)]
    related = [r for r in _items(event.get("relationships")) if isinstance(r, dict)]
    return ObjectEvent(
        text_of(event.get("type")),
        text_of(event.get("time")),
        {text_of(a.get("name")): text_of(a.get("value")) for a in attributes},
        [text_of(r.get("objectId")) for r in related],
    )


def _first_version(document: dict[str, Any]) -> ObjectLog:
    things, events = document.get("ocel:objects"), document["ocel:events"]
    log = ObjectLog()
    for name, thing in things.items() if isinstance(things, dict) else ():
        log.types[name] = text_of(thing.get("ocel:type")) if isinstance(thing, dict) else ""
    for event in events.values() if isinstance(events, dict) else ():
        if not isinstance(event, dict):
            log.events.append(None)
            continue
        values = event.get("ocel:vmap")
        log.events.append(
            ObjectEvent(
                text_of(event.get("ocel:activity")),
                text_of(event.get("ocel:timestamp")),
                {k: text_of(v) for k, v in values.items()} if isinstance(values, dict) else {},
                [text_of(o) for o in _items(event.get("ocel:omap"))],
            )
        )
    return log


def _items(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def read_xml(head: Head) -> ObjectLog:
    """Read XML of version 2; raises InputError doctype, bad-xml."""
    reader = _XmlReader()
    parse_xml(head.file.chunks(), head.file.name, reader.start, reader.end, reader.text)
    return reader.log


class _XmlReader:
    """Takes the tags of an OCEL 2.0 file."""

    def __init__(self) -> None:
        self.log = ObjectLog()
        self.event: ObjectEvent | None = None
        self.attribute = ""
        self.value: list[str] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "event":
            self.event = ObjectEvent(given.get("type", ""), given.get("time", ""))
        elif self.event is not None and "object-id" in given:
            self.event.objects.append(given["object-id"])
        elif self.event is not None and tag == "attribute":
            self.attribute, self.value = given.get("name", ""), []
        elif tag == "object" and "id" in given:
            self.log.types[given["id"]] = given.get("type", "")

    def end(self, tag: str) -> None:
        if self.event is None:
            return
        if tag == "attribute" and self.attribute:
            self.event.attributes[self.attribute] = "".join(self.value).strip()
            self.attribute = ""
        elif tag == "event":
            self.log.events.append(self.event)
            self.event = None

    def text(self, piece: str) -> None:
        if self.attribute:
            self.value.append(piece)

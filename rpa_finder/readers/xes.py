"""XES event logs, plain or packed; the attributes of an event are its columns."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.readers.about import About
from rpa_finder.readers.by_columns import table_by_columns
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records, RoleTable
from rpa_finder.readers.sources import Head
from rpa_finder.readers.strict_xml import parse_xml

NAME = "xes"
ABOUT = About(
    "XML with the root `log` of XES",
    "one per event; start and complete of one activity become one",
    "case, agent, activity, offsets, and whatever attributes the exporter wrote",
    "often screens, fields and values",
)
_ATTRIBUTES = frozenset(("string", "date", "int", "float", "boolean", "id"))
_TRACE = "case:concept:name"


def recognise(head: Head) -> float:
    """Give 1 for an XML whose root is an XES log, 0.5 for any other XML with a log as its root."""
    text = head.text[:4096].lstrip()
    if not text.startswith("<") or "<log" not in text:
        return 0.0
    return 1.0 if "xes." in text or "<trace" in head.text else 0.5


def read(head: Head, mapping: Mapping) -> RoleTable | ContactTable:
    """Read all events; those of the known recorders by their own roles.

    `start` and `complete` of one activity in a trace become one row with an
    end. Raises InputError doctype, bad-xml, not-xes, no-events, no-timestamp.
    """
    columns, count = _Parser(head).parse()
    if not count:
        raise InputError("no-events", head.file.name, "holds no event.", "Export the log again.")
    row = np.arange(1, count + 1, dtype=np.int64)
    ends, kept = _pairs(columns, count)
    series = {name: pd.Series(values, dtype="str")[kept] for name, values in columns.items()}
    records = Records(series, row[kept], row[kept], count)
    table = table_by_columns(records, mapping, head.file.name)
    if ends is not None:
        table.roles["end"] = ends[kept]
    return table


class _Parser:
    """Event attributes as columns, one text per event, without building a tree."""

    def __init__(self, head: Head) -> None:
        self.file = head.file
        self.columns: dict[str, list[str]] = {}
        self.count = 0
        self.depth = 0
        self.trace = ""
        self.in_trace = 0
        """Depth of the trace element that is open, 0 if none."""
        self.event: dict[str, str] | None = None
        self.skipped = 0
        """Depth of the global element that is open: its attributes are defaults, not data."""
        self.texts: dict[str, str] = {}

    def parse(self) -> tuple[dict[str, list[str]], int]:
        parse_xml(self.file.chunks(), self.file.name, self._start, self._end)
        for values in self.columns.values():
            values.extend([""] * (self.count - len(values)))
        return self.columns, self.count

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1 and name != "log":
            raise InputError("not-xes", self.file.name, "is XML, but no XES log.", "Export it as XES or CSV.")
        if self.skipped:
            return
        if name in _ATTRIBUTES:
            self._attribute(given.get("key", ""), given.get("value", ""))
        elif name == "event":
            self.event = {}
        elif name == "trace":
            self.trace, self.in_trace = "", self.depth
        elif name == "global":
            self.skipped = self.depth
        elif name in ("object-types", "event-types"):
            raise InputError("not-xes", self.file.name, "is an OCEL log, not XES.", "Read it with --format ocel.")

    def _attribute(self, key: str, value: str) -> None:
        if self.event is not None:
            if value and value != "__INVALID__":
                self.event.setdefault(key, self.texts.setdefault(value, value))
        elif self.in_trace and self.depth == self.in_trace + 1 and key == "concept:name":
            self.trace = value

    def _end(self, name: str) -> None:
        if self.depth == self.skipped:
            self.skipped = 0
        elif name == "event" and self.event is not None:
            if self.trace:
                self.event.setdefault(_TRACE, self.trace)
            for key, value in self.event.items():
                values = self.columns.setdefault(key, [])
                if len(values) < self.count:
                    values.extend([""] * (self.count - len(values)))
                values.append(value)
            self.count += 1
            self.event = None
        elif name == "trace":
            self.in_trace = 0
        self.depth -= 1


def _pairs(columns: dict[str, list[str]], count: int) -> tuple[Any, Any]:
    """Join each complete to the earliest open start of its activity: (end texts or None, mask of kept events)."""
    kept = np.ones(count, dtype=bool)
    steps = [word.lower() for word in columns.get("lifecycle:transition", [])]
    if "start" not in steps or "complete" not in steps:
        return None, kept
    blank = [""] * count
    keys = ("concept:name", _TRACE, "org:resource", "concept:instance")
    who = list(zip(*(columns.get(key, blank) for key in keys), strict=True))
    times = columns.get("time:timestamp", blank)
    ends = np.full(count, "", dtype=object)
    open_starts: dict[tuple[str, ...], deque[int]] = {}
    for i, step in enumerate(steps):
        if step == "start":
            open_starts.setdefault(who[i], deque()).append(i)
        elif step == "complete" and open_starts.get(who[i]):
            start = open_starts[who[i]].popleft()
            ends[start], kept[i] = times[i], False
            for values in columns.values():
                values[start] = values[start] or values[i]
    return ends, kept

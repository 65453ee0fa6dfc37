"""XES event logs, plain or packed; the attributes of an event are its columns."""

from __future__ import annotations

from collections import deque
from typing import Any
from xml.parsers import expat

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.readers import action_logger, generic, smartrpa
from rpa_finder.readers.headers import assign_roles
from rpa_finder.readers.mapping import Mapping, check_columns
from rpa_finder.readers.records import Records, RoleTable
from rpa_finder.readers.sources import Head

NAME = "xes"
_MAX_DEPTH = 64
_ATTRIBUTES = frozenset(("string", "date", "int", "float", "boolean", "id"))
_TRACE = "case:concept:name"
_SAMPLE = 400


def recognise(head: Head) -> float:
    """Give 1 for an XML whose root is an XES log, 0.5 for any other XML with a log as its root."""
    text = head.text[:4096].lstrip()
    if not text.startswith("<") or "<log" not in text:
        return 0.0
    return 1.0 if "xes." in text or "<trace" in head.text else 0.5


def read(head: Head, mapping: Mapping) -> RoleTable:
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
    table = _by_role(records, mapping, head.file.name)
    if ends is not None:
        table.roles["end"] = ends[kept]
    return table


def _by_role(records: Records, mapping: Mapping, where: str) -> RoleTable:
    if mapping.columns:
        check_columns(mapping, tuple(records.columns), where)
        return generic.role_table(records, mapping.columns)
    if smartrpa.matches(records.columns):
        return smartrpa.role_table(records)
    if action_logger.matches(records.columns):
        return action_logger.role_table(records)
    sample = {name: [str(v) for v in values.iloc[:_SAMPLE]] for name, values in records.columns.items()}
    names = assign_roles(tuple(records.columns), sample)
    generic.require_time(names, tuple(records.columns), sample, where)
    return generic.role_table(records, names)


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
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            for piece in self.file.chunks():
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            what = f"is no well-formed XML (line {error.lineno})."
            raise InputError("bad-xml", self.file.name, what, "Export the log again.") from error
        for values in self.columns.values():
            values.extend([""] * (self.count - len(values)))
        return self.columns, self.count

    def _start(self, tag: str, given: dict[str, str]) -> None:
        self.depth += 1
        name = tag.rpartition(":")[2]
        if self.depth > _MAX_DEPTH:
            raise InputError("bad-xml", self.file.name, "is nested too deeply for a log.", "Export the log again.")
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
            raise InputError("not-xes", self.file.name, "is an OCEL log, not XES.", "Export it as XES or CSV.")

    def _attribute(self, key: str, value: str) -> None:
        if self.event is not None:
            if value and value != "__INVALID__":
                self.event.setdefault(key, self.texts.setdefault(value, value))
        elif self.in_trace and self.depth == self.in_trace + 1 and key == "concept:name":
            self.trace = value

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
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

    def _doctype(self, *_: Any) -> None:
        what = "has a DOCTYPE, which a log has no need of."
        raise InputError("doctype", self.file.name, what, "Remove it, or export the log again.")


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

"""Traces of the x3270 family (x3270, c3270, wc3270, s3270): screens rebuilt, keys and typed fields as events.

A trace shows what the host writes and, at every key that sends, all modified
fields with their places. What was typed is what differs from what stood there. Hidden
fields are never read, and on a screen whose fields the trace does not show no
value is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from rpa_finder.errors import InputError
from rpa_finder.readers.about import About
from rpa_finder.readers.data_stream import read_orders, write_orders
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import RoleTable, joined
from rpa_finder.readers.rows import RowBuilder
from rpa_finder.readers.screen_buffer import ScreenBuffer
from rpa_finder.readers.screen_ids import MAX_SIDE, IdRule, note_without_ids, screen_name
from rpa_finder.readers.sources import Head

NAME = "x3270"
ABOUT = About(
    "a first line `Trace started` and the marks of a 3270 data stream",
    "one per typed field and one per key that sends",
    "machine (LU), host application, screen id and title, field with row and column, typed text, keys",
    "agents, what was copied or looked at, keys that don't send, hidden fields, a time zone",
)
_ROLES = ("time", "host", "app", "screen", "action", "element", "value", "key")
_TYPED = "typed"
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)\.(\d\d)(\d\d)(\d\d)\.(\d{3}) ")
_LATER = re.compile(r"[<>] \+(\d+(?:\.\d+)?)s")
_KEY = re.compile(r"> (Enter|PF\d{1,2}|PA[123]|Clear|SysReq|Attn|Select|No|Structured)\b(?:\((\d+),(\d+)\))?(.*)", re.S)
_COMMAND = re.compile(r"< (EraseWriteAlternate|EraseWrite|EraseAllUnprotected|Write|WriteStructuredField)\b(.*)", re.S)
_BIND = re.compile(r"< BIND .*?PLU-name '([^']*)'", re.S)
_SIZES = re.compile(r"Default\s+(\d+)x(\d+)(?:\s+Alternate\s+(\d+)x(\d+))?")
_MODEL = re.compile(r" Model \S+?, (\d+) rows x (\d+) cols")
_LU = re.compile(r"DEVICE-TYPE IS \S+ CONNECT (\S+)")
_MARKS = re.compile(r"327\d|EraseWrite|StartField")
_HEX = re.compile(r"[<>] 0x[0-9a-f]+")
_OLD_START = "%a %b %d %H:%M:%S %Y"


def recognise(head: Head) -> float:
    """Give 1 for text that begins as a trace does and speaks of a 3270."""
    return 1.0 if "Trace started" in head.text[:400] and _MARKS.search(head.text[:8192]) else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read all keys and typed fields; raises InputError no-events."""
    rows = RowBuilder(head.file.name)
    trace = _Trace(head, mapping.screen_ids)
    for event in trace.events():
        rows.add(event)
    if not rows.rows_read:
        what = "is a trace in which no key was sent."
        raise InputError("no-events", head.file.name, what, "Trace a session with work in it.")
    records = rows.records()
    roles = {role: records.text(role) for role in _ROLES}
    roles["screen"] = joined(records.text("screen"), " ", records.text("screen_title"))
    words = {str(word): "key" for word in records.text("key") if word}
    notes = note_without_ids(records.text("screen"), records.text("screen_title"))
    return RoleTable(records, roles, {role: role for role in _ROLES}, words | {_TYPED: "input"}, notes=notes)


class _Trace:
    """A trace read line by line: a clock, a screen, and who is connected to what."""

    def __init__(self, head: Head, screen_ids: tuple[IdRule, ...]) -> None:
        self.head, self.screen_ids = head, screen_ids
        self.screen = ScreenBuffer()
        self.usual, self.alternate = (24, 80), (24, 80)
        self.app, self.lu = "3270", ""
        self.stamp = ""
        self.clock: datetime | None = None
        """Of old traces, which tell the time since the last line alone."""
        self.waiting: list[dict[str, str]] = []
        """Events of old traces whose time the next line tells."""

    def events(self) -> Iterator[dict[str, str]]:
        for entry in self._entries():
            if not self.clock:
                yield from self._timed()
            self._tell_time(entry)
            if self.clock and _LATER.match(entry):
                yield from self._timed()
            if entry.startswith("< "):
                self._host(entry)
            elif entry.startswith("> "):
                self.waiting += self._user(entry)
            else:
                self._note(entry)
        yield from self._timed()

    def _entries(self) -> Iterator[str]:
        """Give the lines; those that are broken at the margin are put together."""
        text = self.head.file.text().decode(self.head.encoding, errors="replace")
        entry, broken = "", False
        for line in text.replace("\r\n", "\n").split("\n"):
            if broken and line.startswith("... "):
                entry += line[4:]
            else:
                if entry and not _HEX.match(entry):
                    yield entry
                entry = line
            broken = entry.endswith(" ...")
            entry = entry.removesuffix(" ...") if broken else entry
        yield entry

    def _tell_time(self, entry: str) -> None:
        found = _STAMP.match(entry)
        if found:
            year, month, day, hour, minute, second, milli = found.groups()
            self.stamp = f"{year}-{month}-{day}T{hour}:{minute}:{second}.{milli}"
        elif "Trace started " in entry and not self.stamp:
            try:
                self.clock = datetime.strptime(entry.partition("started ")[2].strip(), _OLD_START)
            except ValueError:
                self.clock = None
        later = _LATER.match(entry)
        if later and self.clock:
            self.clock += timedelta(seconds=min(float(later[1]), 86_400.0))

    def _timed(self) -> Iterator[dict[str, str]]:
        time = self.clock.isoformat(timespec="milliseconds") if self.clock else self.stamp
        for event in self.waiting:
            yield event | {"time": time}
        self.waiting = []

    def _note(self, entry: str) -> None:
        model, lu = _MODEL.match(entry), _LU.search(entry)
        if model:
            self.alternate = (int(model[1]), int(model[2]))
        if lu:
            self.lu = lu[1]

    def _host(self, entry: str) -> None:
        bind, sizes, command = _BIND.match(entry), _SIZES.search(entry), _COMMAND.match(entry)
        if bind:
            self.app = bind[1].strip() or self.app
            numbers = [int(n) for n in sizes.groups() if n] if sizes else []
            if numbers and min(numbers) > 0 and max(numbers) <= MAX_SIDE:
                self.usual, self.alternate = (numbers[0], numbers[1]), (numbers[-2], numbers[-1])
        elif entry.startswith("< UNBIND"):
            self.screen.clear()
            self.screen.known = False
        elif command and command[1] != "WriteStructuredField":
            self._write(command[1], command[2])
        elif command:
            # An outbound structured field wraps an ordinary write.
            inner = re.search(r"(EraseWriteAlternate|EraseWrite|Write)\b(.*)", command[2], re.S)
            if inner:
                self._write(inner[1], inner[2])

    def _write(self, command: str, rest: str) -> None:
        screen = self.screen
        if command in ("EraseWrite", "EraseWriteAlternate"):
            screen.resize(*(self.usual if command == "EraseWrite" else self.alternate))
            screen.known = True
        elif command == "EraseAllUnprotected":
            screen.address = 0
            screen.erase_unprotected()
            screen.reset_modified()
        flags = re.match(r"\(([^()]*)\)", rest)
        if flags:
            rest = rest[flags.end() :]
            if "resetMDT" in flags[1]:
                screen.reset_modified()
        write_orders(screen, rest)

    def _user(self, entry: str) -> list[dict[str, str]]:
        found = _KEY.match(entry)
        if not found or found[1] in ("No", "Structured"):
            return []
        code, title = screen_name(self.screen, self.screen_ids) if self.screen.known else ("", "")
        place = {"host": self.lu, "app": self.app, "screen": code, "screen_title": title}
        events = [place | typed for typed in self._typed(found[4])]
        events.append(place | {"action": found[1], "key": found[1]})
        if found[1] == "Clear":
            self.screen.clear()
        return events

    def _typed(self, sent: str) -> Iterator[dict[str, str]]:
        """Give what the agent put into fields; of a hidden field only that something was put there."""
        at: int | None = None
        asked: int | None = None
        for order in read_orders(sent):
            if order.word == "SetBufferAddress" and order.point:
                if asked is not None:
                    yield from self._entered(asked, "")
                at = asked = self.screen.place(*order.point)
            elif not order.word:
                yield from self._entered(at, order.text)
                asked = None
        if asked is not None:
            yield from self._entered(asked, "")

    def _entered(self, at: int | None, text: str) -> Iterator[dict[str, str]]:
        screen = self.screen
        field = None if at is None else screen.field_at(at)
        if at is None or field is None:
            # No fields on this screen: what was typed begins where the cursor was set free.
            if text.strip():
                yield {"action": _TYPED, "element": "(command)", "value": text.strip() if screen.known else ""}
            return
        start = screen.start_of(at)
        before = screen.content(start) if start is not None else ""
        if field.hidden:
            if text:
                yield {"action": _TYPED, "element": self._name(at)}
            return
        same = text.replace("\0", " ").strip() == before.replace("\0", " ").strip()
        if not same or (not field.modified and text.strip()):
            # Forms show where to type by a line of underscores.
            value = text.strip().rstrip("_") if set(before.strip()) == {"_"} else text.strip()
            yield {"action": _TYPED, "element": self._name(at), "value": value if screen.known else ""}
        field.modified = True
        screen.address = at
        screen.write(text.ljust(len(before))[: len(before)])

    def _name(self, at: int) -> str:
        """Give the text that stands before a field, with the field's row and column."""
        row, column = self.screen.position(at)
        labels = [f for f in self.screen.shown() if f.protected and f.row == row and f.column < column]
        label = labels[-1].text.strip(" .:=>-_") if labels else ""
        return f"{label} ({row},{column})".strip()

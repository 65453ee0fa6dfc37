"""Terminal recordings of asciinema (asciicast 2): screens rebuilt from the output, keys from the input.

What is typed is a value only if the terminal shows it: passwords are not echoed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rpa_finder.errors import InputError
from rpa_finder.readers.about import About
from rpa_finder.readers.json_texts import looks_like_json
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import RoleTable, joined
from rpa_finder.readers.rows import RowBuilder
from rpa_finder.readers.screen_ids import IdRule, note_without_ids, screen_name
from rpa_finder.readers.sources import Head
from rpa_finder.readers.vt_screen import VtScreen

NAME = "asciicast"
ABOUT = About(
    "a first line of JSON with version 2, width and height",
    "one per text typed and one per key that ends it",
    "screen id and title, typed text that the terminal shows, keys, UTC",
    "agents, fields, recordings without input (`asciinema rec --stdin`)",
)
_ROLES = ("time", "app", "screen", "action", "value", "key")
_TYPED = "typed"
_KEYS = {"\r": "Enter", "\n": "Enter", "\t": "Tab", "\x1b": "Esc", "\x03": "Ctrl+C-Break", "\x7f": "Backspace"}
_SEQUENCES = {
    **{f"\x1bO{letter}": f"PF{n}" for n, letter in enumerate("PQRS", 1)},
    **{f"\x1b[{code}~": f"PF{n}" for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)},
    **{f"\x1b[{letter}": name for letter, name in zip("ABCD", ("Up", "Down", "Right", "Left"), strict=True)},
}
_INPUT = re.compile(r"\x1bO.|\x1b\[[0-9;]*[~A-Za-z]|[^\x00-\x1f\x7f]+|[\x00-\x1f\x7f]")
_MAX_YEARS_SECONDS = 4e9
_NO_ENTRY = "is no entry of a terminal recording"


def recognise(head: Head) -> float:
    """Give 1 for a first line that is the header of a recording."""
    return 1.0 if looks_like_json(head) and _header(head.text.split("\n", 1)[0]) else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read typed texts and keys; raises InputError no-events where the input was not recorded."""
    lines = head.file.text().decode("utf-8", "replace").split("\n")
    header = _header(lines[0])
    if header is None:
        what = "does not begin with the header of a terminal recording."
        raise InputError("no-events", head.file.name, what, "Record it again, in version 2.")
    recording = _Recording(header, mapping.screen_ids)
    rows = RowBuilder(head.file.name)
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        entry = _entry(line)
        if entry is None:
            rows.reject(_NO_ENTRY, number)
            continue
        for event in recording.take(*entry, number):
            rows.add(event, int(event.pop("line")))
    for event in recording.rest():
        rows.add(event, int(event.pop("line")))
    if not rows.rows_read:
        todo = "Record it with its input (asciinema rec --stdin)."
        raise InputError("no-events", head.file.name, "holds the output of a terminal and no input.", todo)
    records = rows.records()
    roles = {role: records.text(role) for role in _ROLES}
    roles["screen"] = joined(records.text("screen"), " ", records.text("screen_title"))
    words = {str(word): "key" for word in records.text("key") if word}
    notes = note_without_ids(records.text("screen"), records.text("screen_title"))
    return RoleTable(records, roles, {role: role for role in _ROLES}, words | {_TYPED: "input"}, notes=notes)


class _Recording:
    """The screen, and what was typed and not yet seen on it."""

    def __init__(self, header: dict[str, Any], screen_ids: tuple[IdRule, ...]) -> None:
        self.screen_ids = screen_ids
        self.screen = VtScreen(header["height"], header["width"])
        self.start = float(header.get("timestamp") or 0)
        self.app = str(header.get("title") or header.get("command") or "Terminal")
        self.typed: dict[str, str] | None = None
        self.shown = ""
        self.waiting: list[dict[str, str]] = []

    def take(self, seconds: float, kind: str, data: str, line: int) -> Iterator[dict[str, str]]:
        """Take one entry; give the events that are now complete."""
        if kind == "o":
            self.shown += self.screen.write(data)
            if self.waiting and self.waiting[-1]["action"] != _TYPED:
                # Whether a text is echoed shows in the output behind its last key at the latest.
                yield from self.rest()
        elif kind == "i":
            if self.waiting and self.waiting[-1]["action"] != _TYPED:
                yield from self.rest()
            for part in _INPUT.findall(data):
                self._key(seconds, part, line)

    def rest(self) -> Iterator[dict[str, str]]:
        """Give what still waits for an echo."""
        for event in self.waiting:
            if event["action"] == _TYPED and event["value"] not in self.shown:
                event["value"] = ""
            yield event
        self.waiting, self.typed, self.shown = [], None, ""

    def _key(self, seconds: float, part: str, line: int) -> None:
        name = _KEYS.get(part) or _SEQUENCES.get(part) or ("" if part.isprintable() else "Key")
        if not name and self.typed is not None:
            self.typed["value"] += part
            return
        if name == "Backspace" and self.typed is not None:
            self.typed["value"] = self.typed["value"][:-1]
            return
        code, title = screen_name(self.screen.buffer, self.screen_ids)
        event = {"line": str(line), "time": self._time(seconds), "app": self.app, "screen": code, "screen_title": title}
        if name:
            self.waiting.append(event | {"action": name, "key": name})
            self.typed = None
        else:
            self.typed = event | {"action": _TYPED, "value": part}
            self.shown = ""
            self.waiting.append(self.typed)

    def _time(self, seconds: float) -> str:
        moment = min(max(self.start + seconds, 0.0), _MAX_YEARS_SECONDS)
        return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


def _header(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.get("version") != 2:
        return None
    sizes = (value.get("width"), value.get("height"), value.get("timestamp", 0) or 0)
    return value if all(isinstance(n, int | float) and not isinstance(n, bool) for n in sizes) else None


def _entry(line: str) -> tuple[float, str, str] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list) or len(value) != 3:
        return None
    seconds, kind, data = value
    good = isinstance(seconds, int | float) and isinstance(kind, str) and isinstance(data, str)
    return (float(seconds), kind, data) if good else None

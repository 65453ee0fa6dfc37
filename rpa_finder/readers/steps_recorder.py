"""Steps Recorder (PSR) recordings: a MIME file with one XML part that lists what was clicked and typed where."""

from __future__ import annotations

import email
import re
from datetime import datetime, timedelta
from email import policy
from email.utils import parsedate_to_datetime

from rpa_finder.errors import InputError
from rpa_finder.readers.about import About
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import RoleTable
from rpa_finder.readers.rows import RowBuilder
from rpa_finder.readers.sources import Head
from rpa_finder.readers.strict_xml import parse_xml

NAME = "steps-recorder"
ABOUT = About(
    "MIME text with a UserActionData part (.mht)",
    "one per recorded action",
    "application, window title, element clicked, offsets; the day is that of the file's own date",
    "agents, typed text, clipboard",
)
_ROLES = ("time", "app", "screen", "action", "element")
_QUOTED = re.compile(r'"([^"]*)"')
_KIND = re.compile(r"\s*\([\w ]+\)$")
_LAST_YEAR = 9000
_CLOCK = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?: ?([AaPp])[Mm])?")


def recognise(head: Head) -> float:
    """Give 1 for a MIME text that holds the recorder's list."""
    mime = re.search(r"^(?:MIME-Version|Content-Type):", head.text[:4096], re.MULTILINE | re.IGNORECASE)
    return 1.0 if mime and ("<UserActionData" in head.text or "Steps Recorder" in head.text[:4096]) else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read the recorded actions; raises InputError bad-xml, no-events, doctype."""
    message = email.message_from_bytes(b"".join(head.file.chunks()), policy=policy.compat32)
    text = next((t for t in map(_payload, message.walk()) if "<UserActionData" in t), "")
    start, end = text.find("<UserActionData"), text.find("</UserActionData>")
    if start < 0 or end < 0:
        raise InputError("no-events", head.file.name, "holds no list of actions.", "Record it again.")
    actions = _actions(text[start : end + len("</UserActionData>")], head.file.name)
    day = _day(str(message.get("Date", "")))
    rows = RowBuilder(head.file.name)
    before = timedelta()
    for given in actions:
        clock = _clock(given.get("Time", ""))
        if clock is None or day is None:
            rows.reject("has no time" if clock is None else "has no day: the file has no date", column="Time")
            continue
        # The list has times of day alone: an earlier one is of the next day.
        day += timedelta(days=1) if clock < before else timedelta()
        before = clock
        quoted = _QUOTED.findall(given.get("Description", ""))
        rows.add(
            {
                "time": (day + clock).isoformat(),
                "app": given.get("FileDescription") or given.get("FileName", ""),
                "screen": quoted[-1] if quoted else "",
                "element": _KIND.sub("", quoted[0]) if len(quoted) > 1 else "",
                "action": given.get("Action", ""),
            }
        )
    if not rows.rows_read:
        raise InputError("no-events", head.file.name, "holds no action.", "Record it again.")
    records = rows.records()
    roles = {role: records.text(role) for role in _ROLES}
    return RoleTable(records, roles, {role: role for role in _ROLES}, actions={"Keyboard Input": "key"})


def _payload(part: email.message.Message) -> str:
    data = part.get_payload(decode=True)
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace") if isinstance(data, bytes) else ""
    except LookupError:
        # An encoding that nobody knows.
        return ""


def _actions(text: str, where: str) -> list[dict[str, str]]:
    """Give the attributes of every action, and the texts of its Action and Description."""
    actions: list[dict[str, str]] = []
    inside = ""

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal inside
        inside = tag if tag in ("Action", "Description") else ""
        if tag == "EachAction":
            actions.append(dict(given))

    def end(tag: str) -> None:
        nonlocal inside
        inside = ""

    def words(piece: str) -> None:
        if inside and actions:
            actions[-1][inside] = actions[-1].get(inside, "") + piece

    parse_xml([text.encode("utf-8", "replace")], where, start, end, words)
    return actions


def _day(date: str) -> datetime | None:
    try:
        day = parsedate_to_datetime(date).replace(hour=0, minute=0, second=0)
    except (ValueError, TypeError, IndexError):
        return None
    return day if day.year < _LAST_YEAR else None


def _clock(text: str) -> timedelta | None:
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, seconds = (int(found[i]) for i in (1, 2, 3))
    if found[4]:
        hours = hours % 12 + 12 * (found[4].lower() == "p")
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return clock if hours < 24 and minutes < 60 and seconds < 60 else None

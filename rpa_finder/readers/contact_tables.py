"""Call and contact tables of call-centre products: one row per contact, columns known by their names."""

from __future__ import annotations

from collections.abc import Mapping as Roles
from collections.abc import Sequence

import numpy as np

from rpa_finder.model import Note
from rpa_finder.readers.about import About
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.generic import delimited_layout
from rpa_finder.readers.headers import normalise
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records
from rpa_finder.readers.sources import Head
from rpa_finder.readers.tables import read_table

NAME = "contact-table"
ABOUT = About(
    "three columns or more such as CALL ID, ANI, DISPOSITION, SKILL, TALK TIME, and none of screens or fields",
    "none: one per contact, into the table of contacts",
    "agent, customer's number (as a token), queue, direction, lengths, disposition",
    "what was done on screens",
)
SYNONYMS: Roles[str, tuple[str, ...]] = {
    "contact": ("call id", "contact id", "conversation id", "interaction id", "call guid", "ucid"),
    "root": ("master contact id", "initial contact id", "original contact id", "session id"),
    "previous": ("previous contact id", "parent contact id"),
    "time": (
        *("timestamp", "contact start", "contact start date", "call start", "start time", "start date", "call time"),
        *("start", "conversation start", "inicio conversacion", "date time", "datetime", "date"),
    ),
    "end": ("contact end", "contact end date", "call end", "end time", "end date", "end", "conversation end"),
    "duration": ("duration", "call duration", "total time", "contact duration"),
    "agent": ("agent", "agent id", "agent name", "agent username", "users", "user", "operador"),
    "customer": ("ani", "from addr", "from address", "caller id", "caller number", "customer number", "phone number"),
    "dialled": ("dnis", "to addr", "to address", "dialed number", "called number"),
    "channel": ("channel", "media type", "media type name"),
    "direction": ("call type", "direction", "initial direction", "initiation method", "contact direction"),
    "queue": ("skill", "skill name", "queue", "queue name", "first queue", "campaign", "campaign name"),
    "talk_seconds": ("talk time", "talk", "total talk", "agent talk time"),
    "hold_seconds": ("hold time", "hold", "total hold", "customer hold time"),
    "wrapup_seconds": ("after call work time", "after call work", "acw", "acw time", "total acw", "wrap up time"),
    "handle_seconds": ("handle time", "handle", "total handle"),
    "reason": ("disposition", "wrap up", "wrap up code", "wrapup code", "contact reason", "call reason"),
    "partial": ("full export completed",),
}
_TELLING = ("contact", "customer", "dialled", "direction", "queue", "talk_seconds", "hold_seconds")
_ALSO_TELLING = ("wrapup_seconds", "handle_seconds", "reason")
_LEAST = 3
# Columns of screen work: a log that has one is none of calls alone.
_SCREEN_WORK = frozenset(
    (
        *("application", "app", "target app", "window", "window title", "screen", "screen id", "screen name", "url"),
        *("title", "element", "field", "field name", "event type", "action", "activity", "key", "value"),
        *("concept name", "activity name", "event name", "event"),
    )
)


def recognise(head: Head) -> float:
    """Give 0.8 for the columns of a table of calls and none of screen work."""
    layout = delimited_layout(head)
    return 0.8 if layout and matches(layout.header) else 0.0


def matches(header: Sequence[str]) -> bool:
    """Tell whether columns are those of a table of calls."""
    roles = _roles(header)
    telling = sum(role in roles for role in (*_TELLING, *_ALSO_TELLING))
    return "time" in roles and telling >= _LEAST and not any(normalise(name) in _SCREEN_WORK for name in header)


def read(head: Head, mapping: Mapping) -> ContactTable:
    """Read the columns that have a role; raises InputError as layouts and tables do."""
    layout = find_layout(head, mapping.delimiter, mapping.encoding)
    return contact_table(read_table(head.file, layout, list(_roles(layout.header).values())))


def contact_table(records: Records) -> ContactTable:
    """Give records by role; who is called is the customer of an outbound call."""
    names = _roles(tuple(records.columns))
    roles = {role: records.text(name) for role, name in names.items() if role not in ("dialled", "partial")}
    if "dialled" in names and "direction" in names:
        out = np.array([str(word).lower().startswith("out") for word in roles["direction"]], dtype=bool)
        caller = records.text(names.get("customer", ""))
        roles["customer"] = np.where(out, records.text(names["dialled"]), caller)
    table = ContactTable(records, roles, names)
    partial = np.char.lower(records.text(names.get("partial", "")).astype(str))
    if np.isin(partial, ["no", "false"]).any():
        table.notes.append(Note("partial-export", "says of itself that it is not complete."))
    return table


def _roles(header: Sequence[str]) -> dict[str, str]:
    plain: dict[str, str] = {}
    for name in header:
        plain.setdefault(normalise(name), name)
    found = {role: next((plain[s] for s in names if s in plain), "") for role, names in SYNONYMS.items()}
    return {role: name for role, name in found.items() if name}

"""Amazon Connect contact records: one JSON record per contact, delivered at least once."""

from __future__ import annotations

import numpy as np

from rpa_finder.readers.about import About
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.json_texts import first_records, read_records
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import Records
from rpa_finder.readers.sources import Head

NAME = "amazon-connect"
ABOUT = About(
    "JSON records with ContactId, InitiationMethod and InitiationTimestamp",
    "none: one per contact (its last version), into the table of contacts",
    "agent, customer's number (as a token), queue, talk, hold and wrap-up, contact reason if it is an attribute",
    "what was done on screens",
)
_REQUIRED = frozenset({"ContactId", "InitiationMethod", "InitiationTimestamp"})
_NAMES = {
    "contact": "ContactId",
    "root": "InitialContactId",
    "previous": "PreviousContactId",
    "time": "InitiationTimestamp",
    "end": "DisconnectTimestamp",
    "version": "LastUpdateTimestamp",
    "agent": "Agent.Username",
    "customer": "CustomerEndpoint.Address",
    "channel": "Channel",
    "direction": "InitiationMethod",
    "queue": "Queue.Name",
    "talk_seconds": "Agent.AgentInteractionDuration",
    "hold_seconds": "Agent.CustomerHoldDuration",
    "wrapup_seconds": "Agent.AfterContactWorkDuration",
}


def recognise(head: Head) -> float:
    """Give 0.95 for records with the names of Amazon Connect."""
    return 0.95 if any(record.keys() >= _REQUIRED for record in first_records(head)[:1]) else 0.0


def read(head: Head, mapping: Mapping) -> ContactTable:
    """Read all records, and of each contact the version updated last; the others are duplicates.

    Raises InputError as json_texts.read_records does.
    """
    records = read_records(head)
    names = {role: name for role, name in _NAMES.items() if name in records.columns}
    reason = next((n for n in sorted(records.columns) if n.startswith("Attributes.") and "reason" in n.lower()), "")
    names |= {"reason": reason} if reason else {}
    kept = _last_versions(records)
    left = Records(
        {name: records.columns[name][kept] for name in names.values()},
        records.row[kept],
        records.line[kept],
        records.rows_read,
        records.issues,
    )
    roles = {role: left.text(name) for role, name in names.items()}
    return ContactTable(left, roles, names, duplicates=int(np.sum(~kept)))


def _last_versions(records: Records) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which records are the last of their contact; stamps of one shape sort as text."""
    contact, version = records.text("ContactId"), records.text("LastUpdateTimestamp")
    last: dict[str, int] = {}
    for i, name in enumerate(contact):
        if name and (name not in last or version[i] > version[last[name]]):
            last[name] = i
    return np.array([not name or last[name] == i for i, name in enumerate(contact)], dtype=bool)

"""Genesys Cloud conversation details: nested JSON; each agent's part in a conversation is one contact record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rpa_finder.errors import InputError
from rpa_finder.readers.about import About
from rpa_finder.readers.contact_shapes import ContactTable
from rpa_finder.readers.json_texts import load_values, looks_like_json, text_of
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.rows import RowBuilder
from rpa_finder.readers.sources import Head

NAME = "genesys"
ABOUT = About(
    "JSON with conversationId, participants and segmentType",
    "none: one per agent in a conversation, or per conversation that no agent took, into the table of contacts",
    "agent, customer's number (as a token), queue id, talk, hold and wrap-up, wrap-up code",
    "what was done on screens; names behind the ids; wrap-up notes are not read",
)
_LENGTHS = {"interact": "talk_seconds", "hold": "hold_seconds", "wrapup": "wrapup_seconds"}
_COLUMNS = ("contact", "time", "end", "agent", "customer", "channel", "direction", "queue", "reason")
_NO_RECORD = "is no conversation"
Json = dict[str, Any]


def recognise(head: Head) -> float:
    """Give 0.95 for JSON that names conversations and their participants."""
    keys = ('"conversationId"', '"participants"')
    return 0.95 if looks_like_json(head) and all(key in head.text for key in keys) else 0.0


def read(head: Head, mapping: Mapping) -> ContactTable:
    """Read all conversations; raises InputError bad-json, no-events."""
    rows = RowBuilder(head.file.name)
    for value in load_values(head):
        found = value.get("conversations") if isinstance(value, dict) and "conversations" in value else [value]
        for conversation in found if isinstance(found, list) else [None]:
            if isinstance(conversation, dict) and "conversationId" in conversation:
                for leg in _legs(conversation):
                    rows.add(leg)
            else:
                rows.reject(_NO_RECORD)
    if not rows.rows_read:
        raise InputError("no-events", head.file.name, "holds no conversation.", "Export the log again.")
    records = rows.records()
    names = {name: name for name in (*_COLUMNS, *_LENGTHS.values())}
    return ContactTable(records, {name: records.text(name) for name in names}, names)


def _legs(conversation: Json) -> Iterator[dict[str, str]]:
    people = _dicts(conversation, "participants")
    common = {"contact": conversation.get("conversationId"), "direction": conversation.get("originatingDirection")}
    outside = [s for p in people if p.get("purpose") in ("customer", "external") for s in _dicts(p, "sessions")]
    number = "dnis" if common["direction"] == "outbound" else "ani"
    common["customer"] = next((s[number] for s in outside if s.get(number)), "")
    agents = [p for p in people if p.get("purpose") in ("agent", "user") and p.get("userId")]
    for person in agents:
        sessions = _dicts(person, "sessions")
        segments = [s for session in sessions for s in _dicts(session, "segments")]
        starts = sorted(text_of(s["segmentStart"]) for s in segments if s.get("segmentStart"))
        ends = sorted(text_of(s["segmentEnd"]) for s in segments if s.get("segmentEnd"))
        leg = common | {
            "agent": person["userId"],
            "time": starts[0] if starts else conversation.get("conversationStart"),
            "end": ends[-1] if ends else conversation.get("conversationEnd"),
            "channel": next((s["mediaType"] for s in sessions if s.get("mediaType")), ""),
            "queue": next((s["queueId"] for s in segments if s.get("queueId")), ""),
            "reason": next((s["wrapUpCode"] for s in reversed(segments) if s.get("wrapUpCode")), ""),
        }
        yield {name: text_of(value) for name, value in (leg | _lengths(segments)).items()}
    if not agents:
        channel = next((s["mediaType"] for s in outside if s.get("mediaType")), "")
        start, end = conversation.get("conversationStart"), conversation.get("conversationEnd")
        leg = common | {"time": start, "end": end, "channel": channel}
        yield {name: text_of(value) for name, value in leg.items()}


def _lengths(segments: list[Json]) -> Json:
    """Add up the seconds of talk, hold and wrap-up; 0 where a kind does not occur."""
    sums = dict.fromkeys(_LENGTHS.values(), 0.0)
    for segment in segments:
        name = _LENGTHS.get(text_of(segment.get("segmentType")))
        try:
            start, end = (datetime.fromisoformat(text_of(segment.get(k))) for k in ("segmentStart", "segmentEnd"))
            sums[name or ""] += max((end - start).total_seconds(), 0.0)
        except (ValueError, TypeError, KeyError):
            # Still open, or of a kind that is no work of the agent's.
            continue
    return {name: f"{seconds:.3f}" for name, seconds in sums.items()}


def _dicts(record: Json, key: str) -> list[Json]:
    value = record.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

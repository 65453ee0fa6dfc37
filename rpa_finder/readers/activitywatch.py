"""ActivityWatch exports: buckets of windows, of absence and of browser tabs, in one JSON document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rpa_finder.errors import InputError
from rpa_finder.readers.about import About
from rpa_finder.readers.json_texts import load_document, looks_like_json, text_of
from rpa_finder.readers.mapping import Mapping
from rpa_finder.readers.records import RoleTable
from rpa_finder.readers.rows import RowBuilder
from rpa_finder.readers.sources import Head

NAME = "activitywatch"
ABOUT = About(
    "JSON with buckets of the types currentwindow, afkstatus or web.tab.current",
    "one per stretch of time in one window, bucket after bucket; then one per absence, in the window left open",
    "machine, application, window title, URL of browser tabs, start and duration",
    "agents, fields, values, clipboard",
)
_ROLES = ("time", "end", "host", "app", "screen", "url", "action")
_NO_EVENT = "is no event"
_WINDOWS, _ABSENCE, _TABS = "currentwindow", "afkstatus", "web.tab.current"


@dataclass(frozen=True, slots=True)
class _Tab:
    start: datetime
    end: datetime
    title: str
    url: str


def recognise(head: Head) -> float:
    """Give 0.95 for JSON with buckets of windows, of absence or of tabs."""
    words = (f'"{_WINDOWS}"', f'"{_ABSENCE}"', f'"{_TABS}"')
    known = looks_like_json(head) and '"buckets"' in head.text and any(word in head.text for word in words)
    return 0.95 if known else 0.0


def read(head: Head, mapping: Mapping) -> RoleTable:
    """Read windows and absences; a window has the URL of the tab whose title it shows at that time.

    Raises InputError bad-json, no-events.
    """
    document = load_document(head)
    buckets = document.get("buckets") if isinstance(document, dict) else None
    found = [b for b in buckets.values() if isinstance(b, dict)] if isinstance(buckets, dict) else []
    tabs = sorted(_tabs(found), key=lambda tab: (tab.start, tab.end, tab.url))
    starts = [tab.start for tab in tabs]
    longest = max((tab.end - tab.start for tab in tabs), default=timedelta())
    windows = sorted(_windows(found), key=lambda window: (window[0], window[1]))
    rows = RowBuilder(head.file.name)
    for kind in (_WINDOWS, _ABSENCE):
        for host, event in _events(found, kind):
            if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
                rows.reject(_NO_EVENT)
                continue
            data = event["data"]
            cells = {"time": text_of(event.get("timestamp")), "host": host}
            start, end = _span(event)
            cells["end"] = end.isoformat() if end else ""
            if kind == _ABSENCE:
                # Being there is no event: the windows tell it.
                if data.get("status") == "afk":
                    rows.add(cells | _window_at(windows, host, start) | {"action": "afk"})
                continue
            title = text_of(data.get("title"))
            cells |= {"app": text_of(data.get("app")), "screen": title, "action": "window"}
            if start and end:
                first = bisect_left(starts, start - longest)
                cells["url"] = _url(tabs, first, start, end, title)
            rows.add(cells)
    if not rows.rows_read:
        raise InputError("no-events", head.file.name, "holds no window and no absence.", "Export the log again.")
    records = rows.records()
    roles = {role: records.text(role) for role in _ROLES}
    return RoleTable(records, roles, {role: role for role in _ROLES}, actions={"afk": "idle", "window": "focus"})


def _events(buckets: list[dict[str, Any]], kind: str) -> Iterator[tuple[str, Any]]:
    """Give machine and event of every bucket of a kind, in the order of the file."""
    for bucket in buckets:
        events = bucket.get("events")
        if bucket.get("type") == kind and isinstance(events, list):
            host = text_of(bucket.get("hostname"))
            yield from (("" if host == "unknown" else host, event) for event in events)


def _tabs(buckets: list[dict[str, Any]]) -> Iterator[_Tab]:
    for _, event in _events(buckets, _TABS):
        data = event.get("data") if isinstance(event, dict) else None
        if isinstance(data, dict):
            start, end = _span(event)
            if start and end:
                yield _Tab(start, end, text_of(data.get("title")), text_of(data.get("url")))


def _windows(buckets: list[dict[str, Any]]) -> Iterator[tuple[str, datetime, str, str]]:
    for host, event in _events(buckets, _WINDOWS):
        data = event.get("data") if isinstance(event, dict) else None
        start = _span(event)[0] if isinstance(data, dict) else None
        if isinstance(data, dict) and start:
            yield host, start, text_of(data.get("app")), text_of(data.get("title"))


def _window_at(windows: list[tuple[str, datetime, str, str]], host: str, start: datetime | None) -> dict[str, str]:
    """Give application and title of the window that was left open, as the screen of an absence."""
    if start is None:
        return {}
    place = bisect_left(windows, (host, start)) - 1
    if place < 0 or windows[place][0] != host:
        return {}
    return {"app": windows[place][2], "screen": windows[place][3]}


def _span(event: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    try:
        start = datetime.fromisoformat(text_of(event.get("timestamp")))
        # Exports are in UTC; a stamp without a zone could not be compared with the others.
        start = start if start.tzinfo else start.replace(tzinfo=UTC)
        return start, start + timedelta(seconds=float(text_of(event.get("duration")) or 0))
    except (ValueError, OverflowError):
        return None, None


def _url(tabs: list[_Tab], first: int, start: datetime, end: datetime, title: str) -> str:
    """Give the URL of the tab that is open longest while the window shows its title."""
    best, longest = "", timedelta(-1)
    for tab in tabs[first:]:
        if tab.start > end:
            break
        together = min(end, tab.end) - max(start, tab.start)
        if tab.title and tab.title in title and together >= timedelta() and together > longest:
            best, longest = tab.url, together
    return best

"""Object-centric event logs as SQLite (OCEL 2.0): one table of events per type, joined to the objects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from rpa_finder.errors import InputError
from rpa_finder.readers.json_texts import text_of
from rpa_finder.readers.ocel_texts import ObjectEvent, ObjectLog
from rpa_finder.readers.sources import Head

_NEEDED = frozenset({"event", "object", "event_object", "event_map_type"})
_OWN_COLUMNS = frozenset({"ocel_id", "ocel_time"})
_LEGACY, _WAL = 1, 2


def read_sqlite(head: Head) -> ObjectLog:
    """Read a database so that nothing in it or beside it is written.

    Raises InputError not-ocel for another database, not-a-text-log for a damaged one.
    """
    try:
        db = _connect(head)
        try:
            db.text_factory = lambda raw: raw.decode("utf-8", "replace")
            db.execute("PRAGMA trusted_schema = OFF")
            return _read(db, head.file.name)
        finally:
            db.close()
    except (sqlite3.Error, OverflowError) as error:
        raise InputError("not-a-text-log", head.file.name, "is a damaged SQLite file.", "Export it again.") from error


def _connect(head: Head) -> sqlite3.Connection:
    if not head.file.packing:
        # Immutable: no lock and no write-ahead log beside it is looked at, and nothing is loaded but what is read.
        return sqlite3.connect(f"{head.file.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    data = bytearray(b"".join(head.file.chunks()))
    # A database in memory has no write-ahead log beside it.
    data[18:20] = bytes(_LEGACY if mode == _WAL else mode for mode in data[18:20])
    db = sqlite3.connect(":memory:")
    db.deserialize(bytes(data))
    return db


def _read(db: sqlite3.Connection, where: str) -> ObjectLog:
    tables = {str(n) for n, sql in _rows(db, "SELECT name, sql FROM sqlite_master WHERE type = 'table'") if _plain(sql)}
    if not tables >= _NEEDED:
        raise InputError("not-ocel", where, "is an SQLite database, but no OCEL log.", "Export the log as CSV or OCEL.")
    kinds = {
        str(kind): f"event_{name}" for kind, name in _rows(db, "SELECT ocel_type, ocel_type_map FROM event_map_type")
    }
    details: dict[str, tuple[str, dict[str, str]]] = {}
    for table in sorted(set(kinds.values()) & tables):
        names = [str(row[1]) for row in _rows(db, f"PRAGMA table_info({_quoted(table)})")]
        for row in _rows(db, f"SELECT * FROM {_quoted(table)}"):
            cells = {name: text_of(value) for name, value in zip(names, row, strict=True)}
            attributes = {name: text for name, text in cells.items() if name not in _OWN_COLUMNS}
            details[cells.get("ocel_id", "")] = (cells.get("ocel_time", ""), attributes)
    objects: dict[str, list[str]] = {}
    for event, thing in _rows(db, "SELECT ocel_event_id, ocel_object_id FROM event_object ORDER BY rowid"):
        objects.setdefault(text_of(event), []).append(text_of(thing))
    log = ObjectLog(types={text_of(i): text_of(t) for i, t in _rows(db, "SELECT ocel_id, ocel_type FROM object")})
    for id_, kind in _rows(db, "SELECT ocel_id, ocel_type FROM event ORDER BY rowid"):
        time, attributes = details.get(text_of(id_), ("", {}))
        log.events.append(ObjectEvent(text_of(kind), time, attributes, objects.get(text_of(id_), [])))
    return log


def _rows(db: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    yield from db.execute(query)


def _plain(sql: Any) -> bool:
    return isinstance(sql, str) and not sql.lstrip().upper().startswith("CREATE VIRTUAL")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

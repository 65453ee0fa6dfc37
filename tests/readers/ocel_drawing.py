"""An OCEL 2.0 database drawn in a test."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from rpa_finder.readers.ocel_texts import ObjectEvent


def write_ocel_sqlite(path: Path, events: Sequence[ObjectEvent], types: dict[str, str], wal: bool = False) -> Path:
    db = sqlite3.connect(path)
    if wal:
        db.execute("PRAGMA journal_mode = WAL")
    db.executescript(
        "CREATE TABLE event (ocel_id TEXT, ocel_type TEXT); CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);"
        "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);"
        "CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);"
        "CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);"
        "CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);"
    )
    db.executemany("INSERT INTO object VALUES (?, ?)", types.items())
    for n, kind in enumerate(dict.fromkeys(event.activity for event in events)):
        own = [(i, event) for i, event in enumerate(events, 1) if event.activity == kind]
        names = list(dict.fromkeys(name for _, event in own for name in event.attributes))
        table = f"event_Type{n}"
        db.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind, table.removeprefix("event_")))
        columns = ", ".join(["ocel_id TEXT", "ocel_time TEXT", *(f'"{name}" TEXT' for name in names)])
        db.execute(f'CREATE TABLE "{table}" ({columns})')
        for i, event in own:
            cells = [f"e{i}", event.time, *(event.attributes.get(name) for name in names)]
            db.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(cells))})', cells)
    for i, event in enumerate(events, 1):
        db.execute("INSERT INTO event VALUES (?, ?)", (f"e{i}", event.activity))
        db.executemany("INSERT INTO event_object VALUES (?, ?, '')", [(f"e{i}", thing) for thing in event.objects])
    db.commit()
    db.close()
    return path

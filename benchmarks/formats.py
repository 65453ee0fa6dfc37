"""Measure processor seconds of reading one log in several formats, against the goals of docs/measuring.md.

    python -m benchmarks.formats

Writes logs to a temporary folder and reads each in this process, after a small
one of its kind, so that imports do not count. Ends with exit code 1 if a goal is missed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

from rpa_finder.readers import read_log

HEADER = ("timestamp", "user", "application", "window title", "action", "field", "value", "case id")
Row = tuple[str, ...]


def main() -> int:
    """Write, read and compare."""
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        for label, rows, write, goal in CASES:
            folder = Path(name)
            read_log([write(folder, 100)])
            path = write(folder, rows)
            began = time.process_time()
            events = len(read_log([path]).log)
            seconds = time.process_time() - began
            path.unlink()
            verdict = "" if seconds <= goal else "  MISSED"
            missed += bool(verdict)
            print(f"{label:<12}{events:>9,} events  {seconds:6.2f} s (goal: {goal:g} s){verdict}", flush=True)
    return 1 if missed else 0


def drawn_rows(n: int) -> Iterator[Row]:
    """Give so many rows of eight columns."""
    for i in range(n):
        clock = f"2026-03-{2 + i // 30_000:02d}T{8 + i // 3600 % 8:02d}:{i // 60 % 60:02d}:{i % 60:02d}.{i % 1000:03d}Z"
        number = str(480_000 + i * 37 % 90_000)
        place = ("CRM", f"Case {number}") if i % 3 else ("Excel", "Orders.xlsx")
        yield (
            clock,
            f"agent{i % 40}",
            *place,
            ("copy", "paste", "input")[i % 3],
            f"field {i % 9}",
            number,
            f"C-{i // 9}",
        )


def write_csv(folder: Path, n: int) -> Path:
    """Write a table."""
    path = folder / "log.csv"
    path.write_text("\n".join(map(",".join, [HEADER, *drawn_rows(n)])), encoding="utf-8")
    return path


def write_excel(folder: Path, n: int) -> Path:
    """Write a workbook."""
    with xlsxwriter.Workbook(folder / "log.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate([HEADER, *drawn_rows(n)]):
            for j, text in enumerate(row):
                sheet.write_string(i, j, text)
    return folder / "log.xlsx"


def write_json_lines(folder: Path, n: int) -> Path:
    """Write one JSON record a line."""
    path = folder / "log.jsonl"
    path.write_text("\n".join(json.dumps(dict(zip(HEADER, r, strict=True))) for r in drawn_rows(n)), encoding="utf-8")
    return path


def write_xes(folder: Path, n: int) -> Path:
    """Write an XES log."""
    path = folder / "log.xes"
    with path.open("w", encoding="utf-8") as file:
        file.write('<log xes.version="1.0">\n<trace>\n')
        for stamp, agent, app, screen, action, field, value, _ in drawn_rows(n):
            given = {"concept:name": action, "org:resource": agent, "application": app, "window title": screen}
            pairs = (given | {"field": field, "value": value}).items()
            strings = "".join(f'<string key="{key}" value="{text}"/>' for key, text in pairs)
            file.write(f'<event><date key="time:timestamp" value="{stamp}"/>{strings}</event>\n')
        file.write("</trace>\n</log>\n")
    return path


def write_ocel(folder: Path, n: int) -> Path:
    """Write an object-centric log as JSON."""
    events = []
    things: dict[str, str] = {}
    for i, (stamp, agent, app, screen, action, field, value, case) in enumerate(drawn_rows(n)):
        things |= {agent: "user", app: "application", case: "case id"}
        attributes = {"window title": screen, "field": field, "value": value}
        events.append(
            {
                "id": f"e{i}",
                "type": action,
                "time": stamp,
                "attributes": [{"name": key, "value": text} for key, text in attributes.items()],
                "relationships": [{"objectId": thing, "qualifier": ""} for thing in (agent, app, case)],
            }
        )
    objects = [{"id": thing, "type": kind} for thing, kind in things.items()]
    path = folder / "log.json"
    path.write_text(
        json.dumps({"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}), encoding="utf-8"
    )
    return path


CASES: tuple[tuple[str, int, Callable[[Path, int], Path], float], ...] = (
    ("CSV", 250_000, write_csv, 4.0),
    ("Excel", 100_000, write_excel, 4.0),
    ("JSON lines", 250_000, write_json_lines, 8.0),
    ("XES", 250_000, write_xes, 6.0),
    ("OCEL JSON", 250_000, write_ocel, 12.0),
)
"""Format, rows, writer, most seconds."""

if __name__ == "__main__":
    sys.exit(main())

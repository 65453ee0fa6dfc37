"""A written scan's files -> the Scan they were rendered from."""

from __future__ import annotations

import csv
import json
import types
import typing
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rpa_finder.errors import StoreError
from rpa_finder.model import Execution, Issue, Routine, Scan, Screen, ScreenGraph, Transition
from rpa_finder.renderers.scan_json import DETERMINISM, SCHEMA_VERSION
from rpa_finder.renderers.tables import plain_text


@dataclass(slots=True)
class _Events:
    """The events of one execution while its table is being read."""

    sources: list[int]
    rows: list[int]
    steps: list[int]


def parse_scan(folder: Path) -> Scan:
    """Rebuild a scan from scan.json, executions.csv, execution_events.csv and rejected_rows.csv.

    Raises StoreError with the slug scan-too-new or scan-damaged.
    """
    try:
        document = json.loads((folder / "scan.json").read_text(encoding="utf-8"))
        if document["schema_version"] > SCHEMA_VERSION:
            what = f"was written by a newer version ({document['tool_version']})."
            raise StoreError("scan-too-new", str(folder), what, "Use that version or a later one.")
        return _scan(folder, document)
    except (OSError, ValueError, KeyError, TypeError, IndexError, csv.Error) as error:
        todo = "Scan the log again, or take the folder from a backup."
        raise StoreError("scan-damaged", str(folder), "holds a scan that is not whole.", todo) from error


def _scan(folder: Path, document: dict[str, Any]) -> Scan:
    paths = {i["path"]: n for n, i in reversed(list(enumerate(document["inputs"])))}
    executions = _executions(folder, paths)
    graph = ScreenGraph(
        _build(tuple[Screen, ...], document["screens"]), _build(tuple[Transition, ...], document["transitions"])
    )
    plain = ("label", "scanned_at", "tool_version", "inputs", "totals", "idle", "proposals", "portfolio", "notes")
    hints = _hints(Scan)
    return Scan(
        config=document["config"],
        graph=graph,
        routines=tuple(_routine(r, tuple(executions.get(r["id"], ()))) for r in document["routines"]),
        issues=tuple(
            Issue(plain_text(source), int(line), plain_text(column), plain_text(reason))
            for source, line, column, reason in _rows(folder / "rejected_rows.csv")
        ),
        **{name: _build(hints[name], document[name]) for name in plain},
    )


def _routine(data: dict[str, Any], executions: tuple[Execution, ...]) -> Routine:
    if len(executions) != data["executions"]:
        raise ValueError(f"{data['id']}: executions.csv and scan.json differ")
    hints = _hints(Routine)
    saving = data["saving"] if len(data["saving"]) > 1 else None
    plain = ("id", "key", "name", "kind", "confidence", "evidence", "steps", "transfers", "notes")
    return Routine(
        executions=executions,
        variants=_build(hints["variants"], data["variant_list"]),
        saving=_build(hints["saving"], saving),
        fixed_entries=_build(hints["fixed_entries"], data.get("fixed_entries", ())),
        **{name: _build(hints[name], data[name]) for name in plain},
        **{name: _build(hints[name], data[name]) for name in DETERMINISM if name in data},
    )


def _executions(folder: Path, paths: dict[str, int]) -> dict[str, list[Execution]]:
    events = _events(folder, paths)
    found: dict[str, list[Execution]] = defaultdict(list)
    for cells in _rows(folder / "executions.csv"):
        routine, id_, agent, case, start, end, active, elapsed, count, variant, day = map(plain_text, cells[:11])
        event = events[id_]
        if len(event.rows) != int(count):
            raise ValueError(f"{id_}: executions.csv and execution_events.csv differ")
        found[routine].append(
            Execution(
                id=id_,
                agent=agent,
                case=case,
                day=day,
                start=start,
                end=end,
                active_seconds=float(active),
                elapsed_seconds=float(elapsed),
                sources=tuple(event.sources),
                rows=tuple(event.rows),
                steps=tuple(event.steps),
                variant=variant,
            )
        )
    return found


def _events(folder: Path, paths: dict[str, int]) -> dict[str, _Events]:
    # A million lines: what stays the same from line to line is looked up once.
    cells = {cell: i for path, i in paths.items() for cell in (path, "'" + path) if plain_text(cell) == path}
    found: dict[str, _Events] = {}
    last, event = "", _Events([], [], [])
    for _, id_, step, source, row in _rows(folder / "execution_events.csv"):
        if id_ != last:
            last, event = id_, found.setdefault(plain_text(id_), _Events([], [], []))
        event.sources.append(cells[source])
        event.rows.append(int(row))
        event.steps.append(int(step))
    return found


def _rows(path: Path) -> Iterator[list[str]]:
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader, None)
        yield from reader


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(hint: Any, value: Any) -> Any:
    """Make what a type says from plain JSON: dataclasses, tuples, and what may be None."""
    if isinstance(hint, types.UnionType):
        return None if value is None else _build(next(h for h in hint.__args__ if h is not type(None)), value)
    if typing.get_origin(hint) is tuple:
        kinds = typing.get_args(hint)
        return tuple(_build(kinds[0] if kinds[-1] is ... else kinds[i], item) for i, item in enumerate(value))
    if is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        # What a version before this one did not write has a default.
        known = [f for f in fields(hint) if f.name in value or f.default is MISSING]
        return hint(**{f.name: _build(hints[f.name], value[f.name]) for f in known})
    return value

"""scan.json: the whole scan but its executions and rejected rows, which lie in the tables."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from rpa_finder.model import Execution, Issue, Routine, Scan

SCHEMA_VERSION = 1
ADDED = (
    "q_value",
    "stability",
    "kind_reason",
    "recurrence",
    "decisions",
    "deviations",
    "bot_executions",
    "hidden_executions",
)
"""Keys of a routine that were added to the first version: scans kept before have none of them."""


def render_scan_json(scan: Scan) -> str:
    """Write the scan as JSON, keys in the order of the model, ending with a newline.

    A routine's executions are counted here and listed in executions.csv; its
    variants are counted in "variants" and listed in "variant_list". "bot_share"
    is bot_executions over executions. Hours and
    money are a year's, in the config's currency; seconds have 3 decimals.
    """
    document: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    for name in ("label", "scanned_at", "tool_version", "config", "inputs", "totals", "idle"):
        document[name] = plain(getattr(scan, name))
    document["screens"] = plain(scan.graph.screens)
    document["transitions"] = plain(scan.graph.transitions)
    document["routines"] = [_routine(routine) for routine in scan.routines]
    for name in ("proposals", "portfolio"):
        document[name] = plain(getattr(scan, name))
    document["issues"] = _issues(scan.issues)
    document["notes"] = plain(scan.notes)
    document["set_aside"] = plain(scan.set_aside)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_stored(scan: Scan) -> Scan:
    """Give the scan with its figures rounded as they are written.

    Every output is rendered from this, so that a scan that was read back gives
    the same bytes. Active seconds of executions are rounded down and their
    total up, so that the parts never exceed the whole. Rounding twice changes nothing.
    """
    figures: Scan = rounded(replace(scan, routines=(), config={}, issues=()))
    return replace(
        figures,
        config=scan.config,
        issues=scan.issues,
        totals=replace(figures.totals, active_seconds=_milliseconds_up(scan.totals.active_seconds)),
        routines=tuple(
            replace(rounded(replace(r, executions=())), executions=tuple(map(_rounded_execution, r.executions)))
            for r in scan.routines
        ),
    )


def plain(value: Any) -> Any:
    """Turn dataclasses and tuples into what JSON can hold, fields in their order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def rounded(value: Any, name: str = "") -> Any:
    """Round every figure inside: what is named seconds to 3 decimals, else to 9 digits."""
    if isinstance(value, float):
        return _milliseconds(value) if "seconds" in name else _nine_digits(value)
    if isinstance(value, tuple):
        return tuple(rounded(item, name) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: rounded(getattr(value, f.name), f.name) for f in fields(value)})
    return value


def _routine(routine: Routine) -> dict[str, Any]:
    head = ("id", "key", "name", "kind", "confidence", "evidence", "steps")
    return (
        {name: plain(getattr(routine, name)) for name in head}
        | {
            "executions": len(routine.executions),
            "agents": routine.agents,
            "active_seconds_total": _milliseconds(routine.active_seconds_total),
            "variants": len(routine.variants),
            "transfers": plain(routine.transfers),
            "fixed_entries": plain(routine.fixed_entries),
            "variant_list": plain(routine.variants),
        }
        | {"saving": _saving(routine), "notes": plain(routine.notes)}
        | {name: plain(getattr(routine, name)) for name in ADDED}
        | {"bot_share": None if routine.bot_share is None else _nine_digits(routine.bot_share)}
    )


def _saving(routine: Routine) -> dict[str, Any]:
    if routine.saving is None:
        return {"hours_per_year": None}
    saving: dict[str, Any] = plain(routine.saving)
    return saving


def _issues(issues: Sequence[Issue]) -> dict[str, Any]:
    reasons = Counter(issue.reason for issue in issues)
    return {"rejected_rows": len(issues), "by_reason": dict(sorted(reasons.items()))}


def _rounded_execution(e: Execution) -> Execution:
    active = math.floor(e.active_seconds * 1000 + 1e-6) / 1000
    elapsed = _milliseconds(e.elapsed_seconds)
    if (active, elapsed) == (e.active_seconds, e.elapsed_seconds):
        return e
    # Field by field: dataclasses.replace takes five times as long, and there may be 100,000.
    return Execution(
        e.id, e.agent, e.case, e.day, e.start, e.end, active, elapsed, e.sources, e.rows, e.steps, e.variant
    )


def _milliseconds(seconds: float) -> float:
    return round(float(seconds), 3) + 0.0


def _milliseconds_up(seconds: float) -> float:
    return math.ceil(seconds * 1000 - 1e-6) / 1000


def _nine_digits(x: float) -> float:
    return float(f"{x:.9g}") + 0.0

"""Does a kept scan still follow from its logs? Compares two scan.json, figure by figure.

In: two scans as plain values, as they stand in scan.json, and as objects.
Out: one Mismatch for each figure and each execution that differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from rpa_finder.config import ScanConfig, read_config
from rpa_finder.errors import StoreError
from rpa_finder.model import Execution, Scan

TOLERANCE = 1e-9
"""Relative difference of two numbers that is taken for rounding."""

NOT_FIGURES = ("label", "scanned_at", "tool_version", "config")
"""Keys of scan.json that say how and when, not what was found."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One figure of a kept scan that its logs no longer give."""

    key: str
    """Path into scan.json, such as totals.events or routines[2].executions."""
    kept: str
    """As it stands in the kept scan; "" where it is not there."""
    again: str
    """As the logs give it now; "" where it is not there."""


def find_mismatches(kept: Mapping[str, Any], again: Mapping[str, Any]) -> tuple[Mismatch, ...]:
    """Compare every figure of two scan.json; files are compared by digest, not by path."""
    return tuple(_differences("", _figures(kept), _figures(again)))


def find_execution_mismatches(kept: Scan, again: Scan) -> tuple[Mismatch, ...]:
    """Compare every execution, down to its rows; one Mismatch for each that is not the same."""
    left, right = _executions(kept), _executions(again)
    return tuple(
        Mismatch(f"executions.{name}", _execution_text(left.get(name)), _execution_text(right.get(name)))
        for name in sorted(left.keys() | right.keys())
        if left.get(name) != right.get(name)
    )


def kept_config(kept: Mapping[str, Any]) -> ScanConfig:
    """Give the configuration that a scan was done with.

    Raises StoreError if this version does not know it.
    """
    known = {f.name for f in fields(ScanConfig)}
    try:
        return read_config({k: v for k, v in kept.get("config", {}).items() if k in known})
    except TypeError as error:
        what = "holds a configuration that this version does not know."
        raise StoreError("scan-other-version", "scan.json", what, "Use the version that wrote it.") from error


def _executions(scan: Scan) -> dict[str, Execution]:
    return {execution.id: execution for routine in scan.routines for execution in routine.executions}


def _execution_text(execution: Execution | None) -> str:
    if execution is None:
        return ""
    return f"{len(execution.rows)} events from {execution.start}, {execution.active_seconds:g} s"


def _figures(scan: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in scan.items() if key not in NOT_FIGURES}
    if isinstance(kept.get("inputs"), list):
        kept["inputs"] = [{k: v for k, v in entry.items() if k != "path"} for entry in kept["inputs"]]
    return kept


def _differences(key: str, kept: Any, again: Any) -> Iterator[Mismatch]:
    if isinstance(kept, dict) and isinstance(again, dict):
        for name in sorted(kept.keys() | again.keys()):
            yield from _differences(f"{key}.{name}" if key else name, kept.get(name), again.get(name))
    elif isinstance(kept, list) and isinstance(again, list):
        for i in range(max(len(kept), len(again))):
            left = kept[i] if i < len(kept) else None
            right = again[i] if i < len(again) else None
            yield from _differences(f"{key}[{i}]", left, right)
    elif not _equal(kept, again):
        yield Mismatch(key, _short(kept), _short(again))


def _equal(left: Any, right: Any) -> bool:
    numbers = (int, float)
    if isinstance(left, numbers) and isinstance(right, numbers) and not isinstance(left, bool):
        return abs(left - right) <= TOLERANCE * max(abs(left), abs(right))
    return bool(left == right)


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return f"{len(value)} entries"
    return str(value)

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
from rpa_finder.model import Execution, Range, Saving, Scan


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What difference of two numbers is taken for rounding."""

    share: float
    least: float
    """Smaller numbers are judged as if they were this large."""


TOLERANCE = Tolerance(1e-9, 0.0)
TRACED = Tolerance(1e-3, 1.0)
"""For savings worked out from kept steps, whose seconds are rounded: 0.1 %, and no less than a thousandth."""

NOT_FIGURES = ("label", "scanned_at", "tool_version", "config")
"""Keys of scan.json that say how and when, not what was found."""
_BY_THE_CLOCK = "future-times"
"""The note that depends on when the scan was."""


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


def find_untraceable(kept: Scan, again: Scan) -> tuple[Mismatch, ...]:
    """Compare what the rows of each execution give with what the scan holds: seconds, then every saving.

    Seconds agree to the millisecond that is kept, hours and money to 0.1 % (steps are kept rounded).
    """
    left, right = _executions(kept), _executions(again)
    differing = [
        Mismatch(f"executions.{name}.active_seconds", f"{one.active_seconds:g}", f"{right[name].active_seconds:g}")
        for name, one in sorted(left.items())
        if abs(one.active_seconds - right[name].active_seconds) > 0.0015
    ]
    for before, after in zip(kept.routines, again.routines, strict=True):
        name = f"savings.{before.id}"
        differing += _differences(name, _amounts(before.saving), _amounts(after.saving), TRACED)
    by_routine = {p.routine_id: p for p in again.proposals}
    for proposal in kept.proposals:
        same = by_routine[proposal.routine_id].marginal_hours
        differing += _differences(f"proposals.{proposal.id}", _ends(proposal.marginal_hours), _ends(same), TRACED)
    totals = (kept.portfolio.hours_per_year, again.portfolio.hours_per_year)
    return (*differing, *_differences("portfolio.hours_per_year", _ends(totals[0]), _ends(totals[1]), TRACED))


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
    if isinstance(kept.get("notes"), list):
        notes = [note for note in kept["notes"] if note.get("slug") != _BY_THE_CLOCK]
        kept["notes"] = [note | {"text": _without_folder(str(note.get("text", "")))} for note in notes]
    return kept


def _without_folder(text: str) -> str:
    """Take the folder off the path that a note on a file begins with: the same log may lie elsewhere now."""
    path, colon, words = text.partition(": ")
    return path.replace("\\", "/").rpartition("/")[2] + colon + words if colon else text


def _ends(range_: Range | None) -> dict[str, float] | None:
    return None if range_ is None else {"p10": range_.p10, "p50": range_.p50, "p90": range_.p90}


def _amounts(saving: Saving | None) -> dict[str, Any]:
    """Give the hours and the money of a saving as plain figures."""
    if saving is None:
        return {}
    hours = ("hours_per_year", "gross_hours", "net_hours", "cashable_hours")
    found: dict[str, Any] = {name: _ends(getattr(saving, name)) for name in hours}
    found["seconds_per_execution"] = saving.seconds_per_execution
    if saving.money is not None:
        found["money"] = {"build_cost": saving.money.build_cost, "npv": _ends(saving.money.npv)}
    return found


def _differences(key: str, kept: Any, again: Any, tolerance: Tolerance = TOLERANCE) -> Iterator[Mismatch]:
    if isinstance(kept, dict) and isinstance(again, dict):
        for name in sorted(kept.keys() | again.keys()):
            yield from _differences(f"{key}.{name}" if key else name, kept.get(name), again.get(name), tolerance)
    elif isinstance(kept, list) and isinstance(again, list):
        for i in range(max(len(kept), len(again))):
            left = kept[i] if i < len(kept) else None
            right = again[i] if i < len(again) else None
            yield from _differences(f"{key}[{i}]", left, right, tolerance)
    elif not _equal(kept, again, tolerance):
        yield Mismatch(key, _short(kept), _short(again))


def _equal(left: Any, right: Any, tolerance: Tolerance) -> bool:
    numbers = (int, float)
    if isinstance(left, numbers) and isinstance(right, numbers) and not isinstance(left, bool):
        return abs(left - right) <= tolerance.share * max(abs(left), abs(right), tolerance.least)
    return bool(left == right)


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return f"{len(value)} entries"
    return str(value)

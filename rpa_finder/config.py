"""Thresholds and assumptions, from TOML: every number a user may change.

A config file has the tables [scan] and [assumptions]; every key is a field of
the dataclass of that name. Unknown keys and values out of range are refused.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from rpa_finder.errors import UsageError


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the log can't know: the business case's inputs, with their sources."""

    worked_days_per_year: float = 252.0
    """Worked days a year; user."""
    seasonal_index: float = 1.0
    """Window's volume against an average day; 1 = average (a warning says so)."""
    exception_floor: float = 0.05
    """Least share of items that a bot hands back."""
    human_residual_seconds: float = 20.0
    """Per item that an attended bot handles: trigger, check, wait."""
    handback_seconds: float = 45.0
    """Extra per item handed back, on top of the manual time."""
    realisation: float = 0.50
    """Share of removable hours put to use: TEI productivity recapture convention."""
    productive_hours_per_year: float = 1600.0
    """Hours a full-time agent works on tasks."""
    cost_per_hour: float = 30.0
    """Loaded cost per productive hour, in currency."""
    currency: str = "EUR"
    build_day_rate: float = 520.0
    build_days_base: float = 5.0
    """Build days for any automation; steps and applications add to it."""
    build_days_per_step: float = 0.5
    build_days_per_app: float = 3.0
    optimism_bias: float = 0.50
    """Uplift of build cost: UK upper bound 200 % for IT, three quarters mitigated."""
    licence_per_year: float = 8000.0
    """One robot, whole; unattended list price anchor."""
    infrastructure_per_year: float = 1200.0
    maintenance_share: float = 0.20
    """Of build cost, a year; 10 to 40 % in the sources."""
    horizon_months: int = 24
    lead_months: int = 2
    """Build time; no benefit."""
    attrition_per_year: float = 0.10
    """Decay of the benefit as screens and work change."""
    discount_rate: float = 0.035
    """A year, real; UK Green Book."""
    robot_utilisation: float = 0.85
    robot_hours_per_day: float = 20.0


@dataclass(frozen=True, slots=True)
class ScanConfig:
    """How a scan is done."""

    label: str = ""
    order: str = "time"
    """time, or file to trust the file's row order."""
    timezone: str = ""
    """Zone of times without one, IANA name; "" = UTC, flagged as assumed."""
    date_order: str = ""
    """dmy, mdy or ymd; "" = decided per column."""
    idle_threshold_seconds: float = 0.0
    """0 = learnt from the log, 30 to 300."""
    session_break_seconds: float = 1800.0
    """A longer pause ends a session."""
    min_executions: int = 5
    """Fewer repetitions make no routine."""
    max_rejected_share: float = 0.05
    """More rejected rows stop the scan."""
    draws: int = 400
    """Bootstrap draws for ranges."""
    seed: int = 1
    assumptions: Assumptions = field(default_factory=Assumptions)

    def as_dict(self) -> dict[str, object]:
        """Give plain values for scan.json."""
        return asdict(self)


_RANGES: dict[str, tuple[float, float]] = {
    "worked_days_per_year": (1, 366),
    "seasonal_index": (0.01, 100),
    "exception_floor": (0, 1),
    "human_residual_seconds": (0, 86400),
    "handback_seconds": (0, 86400),
    "realisation": (0, 1),
    "productive_hours_per_year": (1, 8784),
    "cost_per_hour": (0, 1e6),
    "build_day_rate": (0, 1e6),
    "build_days_base": (0, 1e4),
    "build_days_per_step": (0, 1e3),
    "build_days_per_app": (0, 1e3),
    "optimism_bias": (0, 10),
    "licence_per_year": (0, 1e9),
    "infrastructure_per_year": (0, 1e9),
    "maintenance_share": (0, 5),
    "horizon_months": (1, 240),
    "lead_months": (0, 120),
    "attrition_per_year": (0, 1),
    "discount_rate": (0, 1),
    "robot_utilisation": (0.01, 1),
    "robot_hours_per_day": (0.1, 24),
    "idle_threshold_seconds": (0, 3600),
    "session_break_seconds": (60, 86400),
    "min_executions": (2, 1_000_000),
    "max_rejected_share": (0, 1),
    "draws": (50, 100_000),
    "seed": (0, 2**31),
}
_WORDS = {"order": ("time", "file"), "date_order": ("", "dmy", "mdy", "ymd")}


def load_config(path: Path | None, **overrides: Any) -> ScanConfig:
    """Read a TOML config; keyword arguments other than None win over the file.

    Raises UsageError for unknown keys, wrong types and values out of range.
    """
    data: dict[str, Any] = {}
    name = str(path) if path else "options"
    if path is not None:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(
                "config-unreadable", name, f"can't be read ({error.strerror}).", "Check --config."
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError("config-not-toml", name, f"is no valid TOML: {error}.", "Mend that line.") from error
    unknown = set(data) - {"scan", "assumptions"}
    if unknown:
        todo = "Use the tables [scan] and [assumptions]."
        raise UsageError("config-unknown-key", name, f"has the unknown table {sorted(unknown)[0]!r}.", todo)
    scan = dict(data.get("scan", {})) | {k: v for k, v in overrides.items() if v is not None}
    assumptions = Assumptions(**_checked(Assumptions, dict(data.get("assumptions", {})), name))
    return ScanConfig(**_checked(ScanConfig, scan, name), assumptions=assumptions)


def _checked(kind: type, values: dict[str, Any], name: str) -> dict[str, Any]:
    known = {f.name: f.type for f in fields(kind) if f.name != "assumptions"}
    for key, value in values.items():
        if key not in known:
            raise UsageError("config-unknown-key", name, f"has the unknown key {key!r}.", f"Known: {', '.join(known)}.")
        if key in _RANGES:
            low, high = _RANGES[key]
            good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
            allowed = f"a number from {low:g} to {high:g}"
            if known[key] == "int":
                good = good and isinstance(value, int)
        else:
            words = _WORDS.get(key)
            good = isinstance(value, str) and (words is None or value in words)
            allowed = f"one of {', '.join(map(repr, words))}" if words else "a text"
        if not good:
            raise UsageError("config-out-of-range", name, f"{key} = {value!r} is not allowed.", f"Give {allowed}.")
    return values

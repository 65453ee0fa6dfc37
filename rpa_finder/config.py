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
    """What the log can't know: the business case's inputs, with their sources.

    A value that differs from its default counts as the user's, any other as assumed.
    """

    worked_days_per_year: float = 252.0
    """Days a year on which the work is done; a usual five-day week less public holidays."""
    seasonal_index: float = 1.0
    """Window's volume against an average day; 1 = average, which a short window can't show."""
    exception_floor: float = 0.05
    """Least share of items that a bot hands back, however few exceptions the log shows."""
    human_residual_seconds: float = 20.0
    """Per item that an attended bot handles: trigger, check, wait. Nobody's figure: measure it in a pilot."""
    handback_seconds: float = 45.0
    """Extra per item handed back, on top of the manual time. Nobody's figure: measure it in a pilot."""
    realisation: float = 0.50
    """Share of removable hours put to use: productivity recapture as in Forrester's TEI studies."""
    productive_hours_per_year: float = 1600.0
    """Hours a full-time agent works on tasks, without leave, sickness, training; 1,600 to 1,760 in practice."""
    cost_per_hour: float = 30.0
    """Loaded cost per productive hour, in currency; the payer's own figure belongs here."""
    currency: str = "EUR"
    build_day_rate: float = 520.0
    """Per day of building, in currency; the payer's own figure belongs here."""
    build_days_base: float = 5.0
    """Build days for any automation; steps and applications add to it (a sum: products of factors explode)."""
    build_days_per_step: float = 0.5
    """Half a day a step: a published estimator's figure, unvalidated."""
    build_days_per_app: float = 3.0
    optimism_bias: float = 0.50
    """Uplift of build cost: UK upper bound 200 % for development (Mott MacDonald 2002), three quarters mitigated."""
    licence_per_year: float = 8000.0
    """One robot, whole: the lower end of list prices for unattended robots (8,000 to 15,000 USD in 2026)."""
    infrastructure_per_year: float = 1200.0
    """Per robot: the machine it runs on."""
    maintenance_share: float = 0.20
    """Of uplifted build cost, a year; 10 to 40 % in the sources."""
    horizon_months: int = 24
    """From the start of the build; vendors' business cases take 24 to 36."""
    lead_months: int = 2
    """Build time; no benefit."""
    attrition_per_year: float = 0.10
    """Decay of the benefit as screens and work change."""
    discount_rate: float = 0.035
    """A year, real; UK Green Book 3.5 %, New Zealand public sector 2 %."""
    robot_utilisation: float = 0.85
    """Share of a robot's hours that it can be kept busy."""
    robot_hours_per_day: float = 20.0
    """Hours a day that a robot runs; the rest is for batches, updates and restarts."""


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
            data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
    scan = _table(data, "scan", name) | {k: v for k, v in overrides.items() if v is not None}
    assumptions = Assumptions(**_checked(Assumptions, _table(data, "assumptions", name), name))
    return ScanConfig(**_checked(ScanConfig, scan, name), assumptions=assumptions)


def _table(data: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise UsageError(
            "config-not-a-table", name, f"{key} is a single value.", f"Write its keys below a line [{key}]."
        )
    return dict(table)


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

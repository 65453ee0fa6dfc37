"""Thresholds and assumptions, from TOML: every number a user may change.

A config file may name a profile (who pays, hence which discount rate and
currency) and has the tables [scan], [assumptions], [staffing] and
[gain_share]; every key is a field of the dataclass of that name. Unknown keys
and values out of range are refused. Profiles, with the source of every
default, are TOML files in the folder profiles.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rpa_finder.assumptions import Assumptions, GainShareTerms, StaffingTerms
from rpa_finder.errors import UsageError
from rpa_finder.locales import DEFAULT_LOCALE, LOCALES

__all__ = [
    "DEFAULT_PROFILE",
    "RANGES",
    "REPAIR_SHARE",
    "Assumptions",
    "GainShareTerms",
    "Profile",
    "ScanConfig",
    "StaffingTerms",
    "load_config",
    "load_profile",
    "measured_maintenance",
    "profile_names",
    "read_config",
    "with_screen_changes",
]

DEFAULT_PROFILE = "private"
REPAIR_SHARE = 0.25
"""Of the cost of a screen's part of a build, for each change of that screen; nobody's figure.

A screen that changes once a year then takes 25 % of the build a year, the middle of the 10 to 40 % in the sources.
"""


@dataclass(frozen=True, slots=True)
class ScanConfig:
    """How a scan is done."""

    label: str = ""
    """Name of the scan in all outputs."""
    locale: str = DEFAULT_LOCALE
    """How numbers, money and dates are written for people; words stay English. Not given: the profile's."""
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
    least_agents: int = 2
    """A routine done by fewer agents, in a log of at least five, has no hours: they would be one person's."""
    draws: int = 1000
    """Draws for ranges."""
    seed: int = 1
    """Of everything that is drawn: the same seed gives the same bytes."""
    screen_changes: tuple[float, ...] = ()
    """Changes of a screen a year, measured: P10, middle, P90. Gives maintenance_share where that is the profile's."""
    profile: str = DEFAULT_PROFILE
    """Whose defaults hold for the assumptions."""
    assumptions: Assumptions = field(default_factory=Assumptions)
    staffing: StaffingTerms = field(default_factory=StaffingTerms)
    gain_share: GainShareTerms = field(default_factory=GainShareTerms)

    def as_dict(self) -> dict[str, object]:
        """Give plain values, as they stand in scan.json: lists where the fields hold tuples."""
        return _lists(asdict(self))


def _lists(values: Mapping[str, Any]) -> dict[str, Any]:
    parts = {key: _lists(value) for key, value in values.items() if isinstance(value, dict)}
    return {k: list(v) if isinstance(v, tuple) else parts.get(k, v) for k, v in values.items()}


RANGES: dict[str, tuple[float, float]] = {
    "worked_days_per_year": (1, 366),
    "seasonal_index": (0.01, 100),
    "monthly_index": (0.01, 100),
    "exception_floor": (0, 1),
    "human_residual_seconds": (0, 86400),
    "handback_seconds": (0, 86400),
    "self_service_share": (0, 1),
    "error_share_before": (0, 1),
    "error_share_after": (0, 1),
    "rework_seconds": (0, 864000),
    "realisation": (0, 1),
    "common_cause": (0, 0.95),
    "cashable_share": (0, 1),
    "productive_hours_per_year": (1, 8784),
    "cost_per_hour": (0, 1e6),
    "build_day_rate": (0, 1e6),
    "build_days_base": (0, 1e4),
    "build_days_per_step": (0, 1e3),
    "build_days_per_app": (0, 1e3),
    "optimism_bias": (0, 10),
    "licence_per_year": (0, 1e9),
    "infrastructure_per_year": (0, 1e9),
    "attended_licence_per_year": (0, 1e9),
    "maintenance_share": (0, 5),
    "horizon_months": (1, 240),
    "lead_months": (0, 120),
    "attrition_per_year": (0, 1),
    "discount_rate": (0, 1),
    "robot_utilisation": (0.01, 1),
    "robot_hours_per_day": (0.1, 24),
    "budget": (0, 1e12),
    "robots_most": (0, 10_000),
    "contacts_per_interval": (0, 1e5),
    "interval_minutes": (1, 1440),
    "handle_seconds": (1, 86400),
    "target_share": (0.01, 0.999),
    "target_seconds": (0, 86400),
    "shrinkage": (0, 0.95),
    "share": (0, 1),
    "dead_band": (0, 1e12),
    "floor": (0, 1e12),
    "cap": (0, 1e12),
    "idle_threshold_seconds": (0, 3600),
    "session_break_seconds": (60, 86400),
    "min_executions": (2, 1_000_000),
    "screen_changes": (0, 365),
    "max_rejected_share": (0, 1),
    "least_agents": (1, 50),
    "draws": (50, 100_000),
    "seed": (0, 2**31),
}
"""Least and most of every number, of each one in a list."""
_WORDS = {
    "locale": tuple(LOCALES),
    "order": ("time", "file"),
    "date_order": ("", "dmy", "mdy", "ymd"),
    "costs_borne_by": ("client", "provider"),
}
_LENGTHS = {"monthly_index": (0, 12), "screen_changes": (0, 3), "contacts_per_interval": tuple(range(1441))}
_MONEY_KEYS = (
    "cost_per_hour",
    "build_day_rate",
    "licence_per_year",
    "infrastructure_per_year",
    "attended_licence_per_year",
)
_TABLES: dict[str, type] = {
    "scan": ScanConfig,
    "assumptions": Assumptions,
    "staffing": StaffingTerms,
    "gain_share": GainShareTerms,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """Defaults of one kind of payer, and where each comes from."""

    name: str
    assumptions: Assumptions
    sources: dict[str, str]
    """Assumption -> source of its default."""
    locale: str = DEFAULT_LOCALE
    """How its readers write figures, one of LOCALES."""


def load_config(path: Path | None, **overrides: Any) -> ScanConfig:
    """Read a TOML config; keyword arguments other than None win over the file.

    Raises UsageError for unknown keys, wrong types and values out of range.
    """
    name = str(path) if path else "options"
    data = _read_toml(path, name) if path is not None else {}
    profile = load_profile(data.pop("profile", DEFAULT_PROFILE), name)
    unknown = sorted(set(data) - set(_TABLES))
    if unknown:
        todo = f"Use profile = NAME and the tables {', '.join(f'[{table}]' for table in _TABLES)}."
        raise UsageError("config-unknown-key", name, f"has the unknown table or key {unknown[0]!r}.", todo)
    tables = {key: _table(data, key, name) for key in _TABLES}
    _check_zone(tables["scan"].get("timezone"), name)
    tables["scan"] |= {k: v for k, v in overrides.items() if v is not None}
    given = {key: _checked(kind, tables[key], name) for key, kind in _TABLES.items()}
    _check_together(given, profile, name)
    config = ScanConfig(
        **({"locale": profile.locale} | given["scan"]),
        profile=profile.name,
        assumptions=replace(profile.assumptions, **given["assumptions"]),
        staffing=StaffingTerms(**given["staffing"]),
        gain_share=GainShareTerms(**given["gain_share"]),
    )
    return with_screen_changes(config, config.screen_changes)


def with_screen_changes(config: ScanConfig, changes: tuple[float, ...]) -> ScanConfig:
    """Let the changes of a screen a year (P10, middle, P90; empty = not measured) give the share of maintenance.

    A share that the user has set stays.
    """
    held = load_profile(config.profile).assumptions.maintenance_share
    if not changes or config.assumptions.maintenance_share != held:
        return config
    given = replace(config.assumptions, maintenance_share=measured_maintenance(changes))
    return replace(config, screen_changes=changes, assumptions=given)


def measured_maintenance(changes: tuple[float, ...]) -> float:
    """Give the share of the build cost that maintenance takes a year where a screen changes so often."""
    return round(min(REPAIR_SHARE * changes[1], RANGES["maintenance_share"][1]), 4)


def load_profile(name: object, where: str = "options") -> Profile:
    """Read one of the profiles that come with the program.

    Raises UsageError for a name that is none.
    """
    known = profile_names()
    if name not in known:
        what, todo = f"profile = {name!r} is not known.", f"Give one of {', '.join(map(repr, known))}."
        raise UsageError("config-out-of-range", where, what, todo)
    base, own = _profile_file(DEFAULT_PROFILE), _profile_file(str(name))
    values = base["assumptions"] | own["assumptions"]
    locale = (base["scan"] | own.get("scan", {}))["locale"]
    return Profile(str(name), Assumptions(**_plain_types(values)), base["sources"] | own["sources"], locale)


def profile_names() -> tuple[str, ...]:
    """Name the profiles that come with the program."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in _PROFILES.iterdir() if f.name.endswith(".toml")))


def read_config(values: Mapping[str, Any]) -> ScanConfig:
    """Rebuild a configuration from its plain values, as a scan keeps them; what is absent is the default.

    Raises TypeError for keys that this version does not know.
    """
    plain = _plain_types(values)
    parts = {key: kind(**_plain_types(plain.pop(key, {}))) for key, kind in _TABLES.items() if key != "scan"}
    return ScanConfig(**plain, **parts)


_PROFILES = files("rpa_finder") / "profiles"


@cache
def _profile_file(name: str) -> dict[str, Any]:
    return tomllib.loads((_PROFILES / f"{name}.toml").read_text(encoding="utf-8"))


def _read_toml(path: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError("config-unreadable", name, f"can't be read ({error.strerror}).", "Check --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("config-not-toml", name, f"is no valid TOML: {error}.", "Mend that line.") from error


def _table(data: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise UsageError(
            "config-not-a-table", name, f"{key} is a single value.", f"Write its keys below a line [{key}]."
        )
    return dict(table)


def _checked(kind: type, values: dict[str, Any], name: str) -> dict[str, Any]:
    known = {f.name: str(f.type) for f in fields(kind) if f.name not in (*_TABLES, "profile")}
    for key, value in values.items():
        if key not in known:
            raise UsageError("config-unknown-key", name, f"has the unknown key {key!r}.", f"Known: {', '.join(known)}.")
        good, allowed = _check(key, value, known[key])
        if not good:
            raise UsageError("config-out-of-range", name, f"{key} = {value!r} is not allowed.", f"Give {allowed}.")
    return _plain_types(values)


def _check(key: str, value: object, kind: str) -> tuple[bool, str]:
    """Tell whether a value may be given for a key, and what may."""
    if kind == "bool":
        return isinstance(value, bool), "true or false"
    if key == "currency":
        return isinstance(value, str) and bool(re.fullmatch("[A-Z]{3}", value)), "three capital letters, such as 'EUR'"
    if key not in RANGES:
        words = _WORDS.get(key)
        allowed = f"one of {', '.join(map(repr, words))}" if words else "a text"
        return isinstance(value, str) and (words is None or value in words), allowed
    low, high = RANGES[key]
    if key in _LENGTHS:
        many = {"monthly_index": "12 numbers", "screen_changes": "3 numbers"}.get(key, "a list of numbers")
        listed = list(value) if isinstance(value, list | tuple) else [None]
        good = len(listed) in _LENGTHS[key] and all(_is_number(v, low, high) for v in listed)
        return good, f"{many} from {low:g} to {high:g}"
    good = _is_number(value, low, high) and (kind != "int" or isinstance(value, int))
    return good, f"a number from {low:g} to {high:g}"


def _check_zone(zone: object, name: str) -> None:
    """Refuse a zone of the file by the file's name; one given as an option is refused where times are read."""
    if isinstance(zone, str) and zone:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            todo = "Give an IANA name such as 'Europe/Berlin'."
            raise UsageError("unknown-timezone", name, f"timezone = {zone!r} is no time zone.", todo) from error


def _is_number(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _check_together(given: Mapping[str, dict[str, Any]], profile: Profile, name: str) -> None:
    """Refuse what no value forbids alone, but what together makes no sense."""
    told = given["assumptions"]
    held = replace(profile.assumptions, **told)
    terms = GainShareTerms(**given["gain_share"])
    changes = given["scan"].get("screen_changes", ())
    own_currency = profile.assumptions.currency
    missing = [key for key in _MONEY_KEYS if key not in told] if held.currency != own_currency else []
    if missing:
        still = f"{missing[0]} is still the default of {profile.name!r} in {own_currency}"
        what = f"currency = {held.currency!r}, but {still}."
        todo = f"Give {', '.join(_MONEY_KEYS)} in {held.currency}, or leave currency out."
        raise UsageError("config-currency-mismatch", name, what, todo)
    rules = (
        (
            held.lead_months > held.horizon_months,
            f"lead_months = {held.lead_months}",
            f"a number from 0 to horizon_months ({held.horizon_months})",
        ),
        (
            bool(held.monthly_index) and "seasonal_index" in told,
            f"seasonal_index = {held.seasonal_index:g} beside monthly_index",
            "only one of the two",
        ),
        (
            list(changes) != sorted(changes),
            f"screen_changes = {list(changes)}",
            "3 numbers from 0 to 365, none below the one before",
        ),
        (terms.floor > terms.cap, f"floor = {terms.floor:g}", f"a number from 0 to cap ({terms.cap:g})"),
    )
    for wrong, what, allowed in rules:
        if wrong:
            raise UsageError("config-out-of-range", name, f"{what} is not allowed.", f"Give {allowed}.")


def _plain_types(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}

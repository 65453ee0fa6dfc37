"""Thresholds and assumptions, from TOML: every number a user may change.

A config file may name a profile (who pays, hence which discount rate and
currency) and has the tables [scan], [assumptions], [staffing] and
[gain_share]; every key is a field of the dataclass of that name. Unknown keys
and values out of range are refused. Profiles, with the source of every
default, are TOML files in the folder profiles.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rpa_finder.errors import UsageError

DEFAULT_PROFILE = "private"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the log can't know: the business case's inputs, with their sources.

    A value that differs from its default counts as the user's, any other as assumed.
    """

    worked_days_per_year: float = 252.0
    """Days a year on which the work is done; a usual five-day week less public holidays."""
    seasonal_index: float = 1.0
    """Window's volume against an average day; 1 = average, which a short window can't show."""
    monthly_index: tuple[float, ...] = ()
    """Volume of a day in January to December against each other, 12 numbers; takes the place of seasonal_index."""
    exception_floor: float = 0.05
    """Least share of items that a bot hands back, however few exceptions the log shows."""
    human_residual_seconds: float = 20.0
    """Per item that an attended bot handles: trigger, check, wait. Nobody's figure: measure it in a pilot."""
    handback_seconds: float = 45.0
    """Extra per item handed back, on top of the manual time. Nobody's figure: measure it in a pilot."""
    error_share_before: float = 0.0
    """Share of items done by people that must be mended; 0 = no evidence, nothing claimed."""
    error_share_after: float = 0.0
    """Share of items done by a bot that must be mended."""
    rework_seconds: float = 0.0
    """To mend one item."""
    realisation: float = 0.50
    """Share of removable hours put to use: productivity recapture as in Forrester's TEI studies."""
    cashable_share: float = 0.0
    """Share of realised hours that cuts a bill (overtime, temporary staff, vacancies); 0 until somebody names it."""
    productive_hours_per_year: float = 1600.0
    """Hours a full-time agent works on tasks, without leave, sickness, training; 1,600 to 1,760 in practice."""
    cost_per_hour: float = 30.0
    """Loaded cost per productive hour, in currency; the payer's own figure belongs here."""
    currency: str = "EUR"
    """Of every amount; with another than the profile's, all prices must be given too."""
    build_day_rate: float = 520.0
    """Per day of building, in currency; the payer's own figure belongs here."""
    build_days_base: float = 5.0
    """Build days for any automation; steps and applications add to it (a sum: products of factors explode)."""
    build_days_per_step: float = 0.5
    """Half a day a step: a published estimator's figure, unvalidated."""
    build_days_per_app: float = 3.0
    """Days for each application that the usual steps touch."""
    optimism_bias: float = 0.50
    """Uplift of build cost: UK upper bound 200 % for development (Mott MacDonald 2002), three quarters mitigated."""
    licence_per_year: float = 8000.0
    """One unattended robot, whole: the lower end of list prices for unattended robots (8,000 to 15,000 USD in 2026)."""
    infrastructure_per_year: float = 1200.0
    """Per unattended robot: the machine it runs on."""
    attended_licence_per_year: float = 1300.0
    """One attended robot, on an agent's machine; negotiated prices are 950 to 1,625 USD (2026)."""
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
    budget: float = 0.0
    """Most that all builds may cost together, uplifted, in currency; 0 = no limit."""
    robots_most: int = 0
    """Most robots there may be; 0 = as many as the work needs."""


@dataclass(frozen=True, slots=True)
class StaffingTerms:
    """A day of a contact centre, for turning seconds saved into whole agents; without contacts none are claimed."""

    contacts_per_interval: tuple[float, ...] = ()
    """Contacts that come in each interval of a usual day."""
    interval_minutes: float = 30.0
    """Length of an interval."""
    handle_seconds: float = 300.0
    """Mean time a contact occupies an agent, after-work included."""
    target_share: float = 0.80
    """Share of contacts to be answered within target_seconds."""
    target_seconds: float = 20.0
    """Longest wait that still counts as in time."""
    shrinkage: float = 0.30
    """Share of paid time in which agents are not available."""


@dataclass(frozen=True, slots=True)
class GainShareTerms:
    """How client and provider would share a verified saving; a share of 0 means that nothing is agreed."""

    share: float = 0.0
    """Of the saving beyond the dead band, to the provider."""
    dead_band: float = 0.0
    """Saving a year, in currency, up to which nothing is shared."""
    floor: float = 0.0
    """Least fee a year."""
    cap: float = 1e12
    """Most fee a year."""
    volume_normalised: bool = True
    """True: the saving is counted at the baseline's volume, so that neither side bears the volume's ups and downs."""
    costs_borne_by: str = "client"
    """client or provider: who pays for building and running."""


@dataclass(frozen=True, slots=True)
class ScanConfig:
    """How a scan is done."""

    label: str = ""
    """Name of the scan in all outputs."""
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
    profile: str = DEFAULT_PROFILE
    """Whose defaults hold for the assumptions."""
    assumptions: Assumptions = field(default_factory=Assumptions)
    staffing: StaffingTerms = field(default_factory=StaffingTerms)
    gain_share: GainShareTerms = field(default_factory=GainShareTerms)

    def as_dict(self) -> dict[str, object]:
        """Give plain values for scan.json."""
        return asdict(self)


RANGES: dict[str, tuple[float, float]] = {
    "worked_days_per_year": (1, 366),
    "seasonal_index": (0.01, 100),
    "monthly_index": (0.01, 100),
    "exception_floor": (0, 1),
    "human_residual_seconds": (0, 86400),
    "handback_seconds": (0, 86400),
    "error_share_before": (0, 1),
    "error_share_after": (0, 1),
    "rework_seconds": (0, 864000),
    "realisation": (0, 1),
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
    "max_rejected_share": (0, 1),
    "least_agents": (1, 50),
    "draws": (50, 100_000),
    "seed": (0, 2**31),
}
"""Least and most of every number, of each one in a list."""
_WORDS = {
    "order": ("time", "file"),
    "date_order": ("", "dmy", "mdy", "ymd"),
    "costs_borne_by": ("client", "provider"),
}
_LENGTHS = {"monthly_index": (0, 12), "contacts_per_interval": tuple(range(1441))}
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
    tables["scan"] |= {k: v for k, v in overrides.items() if v is not None}
    given = {key: _checked(kind, tables[key], name) for key, kind in _TABLES.items()}
    _check_together(given, profile, name)
    return ScanConfig(
        **given["scan"],
        profile=profile.name,
        assumptions=replace(profile.assumptions, **given["assumptions"]),
        staffing=StaffingTerms(**given["staffing"]),
        gain_share=GainShareTerms(**given["gain_share"]),
    )


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
    return Profile(str(name), Assumptions(**_plain_types(values)), base["sources"] | own["sources"])


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
    if key not in RANGES:
        words = _WORDS.get(key)
        allowed = f"one of {', '.join(map(repr, words))}" if words else "a text"
        return isinstance(value, str) and (words is None or value in words), allowed
    low, high = RANGES[key]
    if key in _LENGTHS:
        many = "12 numbers" if key == "monthly_index" else "a list of numbers"
        listed = list(value) if isinstance(value, list | tuple) else [None]
        good = len(listed) in _LENGTHS[key] and all(_is_number(v, low, high) for v in listed)
        return good, f"{many} from {low:g} to {high:g}"
    good = _is_number(value, low, high) and (kind != "int" or isinstance(value, int))
    return good, f"a number from {low:g} to {high:g}"


def _is_number(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _check_together(given: Mapping[str, dict[str, Any]], profile: Profile, name: str) -> None:
    """Refuse what no value forbids alone, but what together makes no sense."""
    told = given["assumptions"]
    held = replace(profile.assumptions, **told)
    terms = GainShareTerms(**given["gain_share"])
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
        (terms.floor > terms.cap, f"floor = {terms.floor:g}", f"a number from 0 to cap ({terms.cap:g})"),
    )
    for wrong, what, allowed in rules:
        if wrong:
            raise UsageError("config-out-of-range", name, f"{what} is not allowed.", f"Give {allowed}.")


def _plain_types(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}

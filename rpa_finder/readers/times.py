"""A column of stamps as UTC instants: one date order and one zone for the whole column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rpa_finder.errors import InputError
from rpa_finder.model import Note
from rpa_finder.readers.stamps import Bools, Ints, ShapeGroup, shape_groups
from rpa_finder.readers.zones import offsets_in

MISSING = np.iinfo(np.int64).min
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_EARLIEST = int(np.datetime64("1990-01-01", "us").astype(np.int64))
_LATEST = int(np.datetime64("2101-01-01", "us").astype(np.int64))
_SERIAL_ZERO = int(np.datetime64("1899-12-30", "us").astype(np.int64))
_SURE, _DOTS, AGREEING = "days above 12", "dates with dots", "both readings agree"
SURE = (_SURE, _DOTS)
"""Grounds of a date order that hold for other files too; AGREEING is none."""
REASONS = (
    "",
    "is no time",
    "has another date format than the rest of the column",
    "is no day or time of the calendar",
    "is out of the years 1990 to 2100",
)
"""Why a stamp can't be used; "" where it can."""
_FINE, _NO_TIME, _OTHER_FORMAT, _NO_DAY, _OUTSIDE = range(len(REASONS))
ORDERS = {"dmy": "day first", "mdy": "month first"}


@dataclass(slots=True)
class Instants:
    """The instants of a column, and how they were read."""

    micros: Ints
    """UTC microseconds since 1970; MISSING where `reason` says why."""
    offset_min: Ints
    reason: np.ndarray[Any, np.dtype[np.int8]]
    """Place in REASONS."""
    precision_ms: int
    zone: str
    """log if the stamps have offsets, else the zone given, "" if UTC had to be assumed."""
    date_order: str
    """dmy or mdy if the stamps needed one, else ""."""
    date_order_inferred: bool
    date_ground: str
    """What told the order, "" if it was given or not needed."""
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class _Parsed:
    """One shape's stamps as fields: local microseconds under both readings of the date."""

    group: ShapeGroup
    family: str
    dmy: Ints
    mdy: Ints
    offset_min: Ints
    aware: bool
    precise: int
    """Finest unit that the shape can show, in microseconds."""


def parse_times(
    texts: np.ndarray[Any, Any],
    where: str,
    timezone: str,
    date_order: str,
    max_rejected_share: float,
    agents: Ints | None = None,
) -> Instants:
    """Read a column of stamps; `agents` (a number per row) tell whose clock each is.

    Stamps of a kind or zone style other than the column's usual one, with no
    known shape or out of 1990 to 2100, have a reason instead of an instant.
    Raises InputError date-order-ambiguous, mixed-date-formats; UsageError
    unknown-timezone.
    """
    n = len(texts)
    parsed = [_parse(group, date_order == "ymd") for group in shape_groups(texts)]
    reason = np.full(n, _NO_TIME, dtype=np.int8)
    usual, sizes = _usual_family(parsed)
    kept = [p for p in parsed if p.family == usual]
    others = sum(size for family, size in sizes.items() if family not in ("", usual))
    if others > max_rejected_share * n:
        todo = "Export it with one date format, or split the file."
        raise InputError("mixed-date-formats", where, f"mixes date formats ({others} of {n} rows differ).", todo)
    for p in parsed:
        if p.family not in ("", usual):
            reason[p.group.rows] = _OTHER_FORMAT
    order, ground, notes = _date_order(kept, n, where, date_order, max_rejected_share)
    local, offset = np.full(n, MISSING, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for p in kept:
        local[p.group.rows] = p.mdy if order == "mdy" else p.dmy
        offset[p.group.rows] = p.offset_min
        reason[p.group.rows] = _FINE
    unreal = (local == MISSING) & (reason == _FINE)
    reason[unreal] = _NO_DAY
    outside = (local != MISSING) & ((local < _EARLIEST) | (local >= _LATEST))
    reason[outside] = _OUTSIDE
    local[outside] = MISSING
    good = local != MISSING
    precision = _precision_ms(kept, local)
    aware = all(p.aware for p in kept)
    if not aware and timezone:
        whose = np.zeros(n, dtype=np.int64) if agents is None else agents
        offset[good], zone_notes = offsets_in(local[good], timezone, whose[good])
        notes += zone_notes
    micros = np.where(good, local - offset * 60 * _SECOND, MISSING)
    if usual.startswith("serial"):
        notes.append(Note("excel-serial-dates", "times are spreadsheet day numbers."))
    return Instants(micros, offset, reason, precision, "log" if aware else timezone, order, bool(ground), ground, notes)


def inferred_order(order: str, ground: str) -> str:
    """Say how dates are read, and why so."""
    return f"dates are read {ORDERS[order]} ({ground}); --date-order overrides it."


def _parse(group: ShapeGroup, year_first: bool) -> _Parsed:
    nothing = np.full(len(group.rows), MISSING, dtype=np.int64)
    offset = np.zeros(len(group.rows), dtype=np.int64)
    if group.kind in ("", "clock"):
        return _Parsed(group, "", nothing, nothing, offset, False, 1)
    if group.kind == "number":
        return _parse_number(group, offset)
    clock, good = _clock(group)
    aware = "z" in group.spans or "sign" in group.spans
    if aware:
        offset, zone_good = _written_offset(group)
        good &= zone_good
    if group.kind == "xxy" and year_first and group.width("y") == 2 and group.width("a") == 2:
        dmy = mdy = _midnight(_century(group.number("a")), group.number("b"), group.number("y"))
    elif group.kind == "xxy":
        a, b, year = group.number("a"), group.number("b"), _full_year(group)
        dmy, mdy = _midnight(year, b, a), _midnight(year, a, b)
    else:
        year = group.number("Y") if "Y" in group.spans else _full_year(group)
        month = group.month() if "mon" in group.spans else group.number("m")
        dmy = mdy = _midnight(year, month, group.number("d"))
    dmy, mdy = (np.where(good & (day != MISSING), day + clock, MISSING) for day in (dmy, mdy))
    precise = 1 if "f" in group.spans else _SECOND if "S" in group.spans else 60 * _SECOND
    family = f"{group.kind}{' aware' if aware else ''}"
    return _Parsed(group, family, dmy, mdy, offset, aware, precise if "H" in group.spans else _DAY)


def _parse_number(group: ShapeGroup, offset: Ints) -> _Parsed:
    digits, whole = group.width("n"), group.number("n")
    if digits == 5:
        part = group.number("nf") / 10.0 ** group.width("nf") if "nf" in group.spans else 0.0
        # Rounded to a millisecond: a day in a double has no more.
        micros = _SERIAL_ZERO + whole * _DAY + np.round(part * 86_400_000).astype(np.int64) * 1000
        return _Parsed(group, "serial", micros, micros, offset, False, 1)
    unit = {9: _SECOND, 10: _SECOND, 12: 1000, 13: 1000, 15: 1, 16: 1}.get(digits, 0)
    family = f"epoch {unit}"
    if unit:
        micros = whole * unit
        if "nf" in group.spans:
            micros += np.round(group.number("nf") / 10.0 ** group.width("nf") * unit).astype(np.int64)
    elif digits in (18, 19):
        micros, family = whole // 1000, "epoch 0.001"
    else:
        micros, family = np.full(len(whole), MISSING, dtype=np.int64), ""
    return _Parsed(group, family, micros, micros, offset, True, 1 if "nf" in group.spans else max(unit, 1))


def _clock(group: ShapeGroup) -> tuple[Ints, Bools]:
    """Give microseconds since midnight, and which of them are on a clock."""
    hour, minute, second = group.number("H"), group.number("M"), group.number("S")
    good = (hour < 24) & (minute < 60) & (second <= 60)
    if "t" in group.spans:
        good &= group.letter("t") == ord("t")
    if "p" in group.spans:
        half = group.letter("p")
        good &= (hour >= 1) & (hour <= 12) & ((half == ord("a")) | (half == ord("p")))
        hour = hour % 12 + 12 * (half == ord("p"))
    # More than six digits of a second are cut off, as clocks do.
    width = group.width("f")
    fraction = group.number("f") * 10 ** (6 - width) if width <= 6 else group.number("f") // 10 ** (width - 6)
    return ((hour * 60 + minute) * 60 + second) * _SECOND + fraction, good


def _written_offset(group: ShapeGroup) -> tuple[Ints, Bools]:
    good = np.ones(len(group.rows), dtype=bool)
    if "z" in group.spans:
        width = group.width("z")
        start = group.spans["z"][0]
        names = np.ascontiguousarray(group.letters[:, start : start + width] & 0xDF).view(f"S{width}").ravel()
        good = np.isin(names, np.array([b"Z", b"UTC", b"GMT"]))
    hours, minutes = group.number("zh"), group.number("zm")
    if "sign" not in group.spans:
        return np.zeros(len(group.rows), dtype=np.int64), good
    sign = np.where(group.letters[:, group.spans["sign"][0]] == ord("-"), -1, 1)
    return sign * (hours * 60 + minutes), good & (hours <= 14) & (minutes < 60)


def _full_year(group: ShapeGroup) -> Ints:
    return _century(group.number("y")) if group.width("y") == 2 else group.number("y")


def _century(year: Ints) -> Ints:
    return np.where(year < 70, 2000 + year, 1900 + year)


def _midnight(year: Ints, month: Ints, day: Ints) -> Ints:
    real = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1) & (year <= 9999)
    months = np.where(real, (year - 1970) * 12 + month - 1, 0)
    # A log has few months, the calendar is asked for each of them once.
    earliest = int(months.min(initial=0))
    calendar = np.arange(earliest, int(months.max(initial=0)) + 2).astype("datetime64[M]")
    starts = calendar.astype("datetime64[D]").astype(np.int64)
    months -= earliest
    first = starts[months]
    real &= day <= np.diff(starts)[months]
    return np.where(real, (first + day - 1) * _DAY, MISSING)


def _usual_family(parsed: list[_Parsed]) -> tuple[str, dict[str, int]]:
    sizes: dict[str, int] = {}
    for p in parsed:
        sizes[p.family] = sizes.get(p.family, 0) + len(p.group.rows)
    known = sorted((-size, family) for family, size in sizes.items() if family)
    return (known[0][1] if known else ""), sizes


def _date_order(
    kept: list[_Parsed], n: int, where: str, given: str, max_rejected_share: float
) -> tuple[str, str, list[Note]]:
    """Decide for the whole column whether day or month comes first: (order, what told it, notes)."""
    if not any(p.group.kind == "xxy" for p in kept):
        return "", "", []
    if given in ORDERS:
        return given, "", []
    if given == "ymd" and all(p.group.width("y") == 2 for p in kept if p.group.kind == "xxy"):
        return given, "", []
    dmy, mdy = np.full(n, MISSING, dtype=np.int64), np.full(n, MISSING, dtype=np.int64)
    dots = True
    for p in kept:
        dmy[p.group.rows], mdy[p.group.rows] = p.dmy, p.mdy
        dots &= bool(np.all(p.group.letters[:, p.group.spans["s"][0]] == ord(".")))
    only_dmy = int(np.sum((dmy != MISSING) & (mdy == MISSING)))
    only_mdy = int(np.sum((mdy != MISSING) & (dmy == MISSING)))
    fewer = min(only_dmy, only_mdy)
    if fewer > max_rejected_share * n:
        what = f"mixes day-first and month-first dates ({fewer} of {n} rows at least)."
        raise InputError("mixed-date-formats", where, what, "Export it with one date format, or split the file.")
    if only_dmy != only_mdy:
        order, ground = ("dmy" if only_dmy > only_mdy else "mdy"), _SURE
    elif dots or np.array_equal(dmy, mdy):
        order, ground = "dmy", _DOTS if dots else AGREEING
    else:
        order, ground = _monotone_order(dmy, mdy, where), "row order"
    return order, ground, [Note("date-order-inferred", inferred_order(order, ground))]


def _monotone_order(dmy: Ints, mdy: Ints, where: str) -> str:
    rising = [bool(np.all(np.diff(times[times != MISSING]) >= 0)) for times in (dmy, mdy)]
    if rising[0] == rising[1]:
        what = "has dates that can be read day first or month first."
        raise InputError(
            "date-order-ambiguous", where, what, "Say which with --date-order dmy or mdy, or in a --mapping file."
        )
    return "dmy" if rising[0] else "mdy"


def _precision_ms(kept: list[_Parsed], local: Ints) -> int:
    """Measure the clock's unit: the coarsest that all times are multiples of."""
    good = local[local != MISSING]
    finest = min((p.precise for p in kept), default=1)
    if not len(good):
        return 1
    for unit in (_DAY, 60 * _SECOND, _SECOND, 1000):
        # A few times on the full minute prove nothing about a clock that can show seconds.
        if (unit <= finest or len(good) >= 20) and not np.any(good % unit):
            return max(unit // 1000, 1)
    return 1

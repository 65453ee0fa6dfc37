"""Numbers, times, money and glossary words, the same in every output.

Figures are rounded to what they can bear: hours from 100 to the nearest 10,
money from 1,000 to the nearest 100. A minus is a real minus, units follow a
no-break space, and a range with a negative end is written "a to b".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime

from rpa_finder import locales
from rpa_finder.model import Range, Saving

NO_BREAK = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
ELLIPSIS = "\u2026"
UNKNOWN = "not known"

KIND_WORDS = {
    "copy-transfer": "copies values between screens",
    "lookup": "looks up, writes nothing",
    "data-entry": "enters data",
    "navigation": "moves between screens",
    "judgement": "needs judgement",
    "rework": "does work again",
    "ping-pong": "goes to and fro",
    "repeat-contact": "repeats a contact",
}
"""What a routine of each kind does, for a reader who has not seen the glossary."""

DEVIATION_WORDS = {
    "other-way": "done like no other execution",
    "missing-steps": "a step left out that nearly all hold",
    "foreign-steps": "a step that is none of the way's",
    "corrections": "a field filled again",
}
"""How an execution leaves the way it is done."""

MEDIUM_WORDS = {"clipboard": "copy and paste", "rekey": "typed again"}
SOURCE_WORDS = {"measured": "measured", "assumed": "assumed", "user": "set by you"}
EVIDENCE_WORDS = {
    "values": "the same values on both screens",
    "clipboard": "copies and pastes",
    "fields": "the fields touched",
    "screens": "the order of screens",
    "case": "the case number in the log",
}
"""What carried the finding of a routine."""

ACTION_WORDS = {
    "open": "open",
    "close": "close",
    "focus": "go to",
    "navigate": "go to",
    "click": "press",
    "select": "read",
    "input": "enter",
    "key": "press a key in",
    "copy": "copy",
    "cut": "cut",
    "paste": "paste into",
    "submit": "send with",
    "save": "save",
    "print": "print",
    "scroll": "scroll through",
    "idle": "wait at",
    "system": "the system acts on",
    "other": "use",
}
"""What an agent does to a field, to be followed by the field's name."""
ACTION_ALONE_WORDS = {
    "open": "open",
    "close": "close",
    "focus": "go there",
    "navigate": "go there",
    "click": "click",
    "select": "read",
    "input": "type",
    "key": "press a key",
    "paste": "paste",
    "submit": "send",
    "scroll": "scroll",
    "idle": "wait",
    "system": "the system acts",
    "other": "use",
}
"""What an agent does where the log names no field."""
WATERFALL_WORDS = {
    "observed": "Seen, scaled to a year",
    "in scope": "In scope of automation",
    "removable": "Removable (net)",
    "quality": "With rework spared",
    "realised": "Realised",
    "cashable": "Of it cashable",
}
"""Steps of the way from gross to realised hours, for a reader who has not seen the glossary."""
ASSUMPTION_WORDS = {
    "worked_days_per_year": ("Worked days a year", "days"),
    "seasonal_index": ("Volume of the days seen against an average day", "times"),
    "monthly_index": ("Volume of a day by month", "list"),
    "exception_floor": ("Least share of items handed back", "share"),
    "human_residual_seconds": ("Agent's remaining part of an item", "seconds"),
    "handback_seconds": ("Extra time for an item handed back", "seconds"),
    "self_service_share": ("Share of look-ups that self-service takes off", "share"),
    "error_share_before": ("Share of items that people get wrong", "share"),
    "error_share_after": ("Share of items that a bot gets wrong", "share"),
    "rework_seconds": ("Time to mend an item", "seconds"),
    "realisation": ("Share of freed time put to use", "share"),
    "common_cause": ("Correlation of overrun, items handed back and time not put to use", "share"),
    "cashable_share": ("Share of realised hours that cuts a bill", "share"),
    "productive_hours_per_year": ("Productive hours of a full-time agent a year", "hours"),
    "cost_per_hour": ("Cost of a productive hour, all in", "money"),
    "currency": ("Currency", ""),
    "build_day_rate": ("Rate of a build day", "money"),
    "build_days_base": ("Build days for any automation", "days"),
    "build_days_per_step": ("Build days for each step", "days"),
    "build_days_per_app": ("Build days for each application", "days"),
    "optimism_bias": ("Uplift of build cost for optimism", "share"),
    "licence_per_year": ("Licence of one unattended robot a year", "money"),
    "infrastructure_per_year": ("Infrastructure a year", "money"),
    "attended_licence_per_year": ("Licence of one attended robot a year", "money"),
    "maintenance_share": ("Maintenance a year, share of build cost", "share"),
    "horizon_months": ("Horizon", "months"),
    "lead_months": ("Build time before any benefit", "months"),
    "attrition_per_year": ("Benefit lost a year as screens and work change", "share"),
    "discount_rate": ("Discount rate a year, real", "share"),
    "robot_utilisation": ("Share of its hours that a robot works", "share"),
    "robot_hours_per_day": ("Hours a day that a robot can work", "hours"),
    "budget": ("Budget for all builds; 0 = no limit", "money"),
    "robots_most": ("Robots at most; 0 = no limit", "robots"),
}
"""Name and unit of every assumption of the configuration."""

GLOSSARY = (
    ("Hands-on time", "Time between one action and the next, pauses beyond the idle threshold left out."),
    ("Screen", "A window, form or page as the agent sees it; ids and names of people are replaced by #."),
    ("Move", "Going from one screen to another within a session."),
    ("Routine", "A sequence of steps that people repeat, often by more than one agent."),
    ("Execution", "One time a routine was done. A log row belongs to one execution at most."),
    ("Step", "A screen, an action and a field; what was entered is left out."),
    ("Variant", "One way of doing a routine: the same work in another order or with steps left out."),
    ("Data transfer", "A value read or copied on one screen and entered on another."),
    ("Gross hours", "Hands-on time of a routine, scaled from the days seen to a year."),
    ("Net hours", "What a robot could take over: gross less exceptions, handing back and the agent's remaining part."),
    ("Realised hours", "The share of net hours that the organisation really puts to use."),
    ("Handed back", "An item the robot can't finish and returns to an agent."),
    ("Likely", "The median of the simulated outcomes (P50): half lie below, half above."),
    ("Range", "8 in 10 simulated outcomes lie in it (P10 to P90)."),
    ("Probability of loss", "Share of simulated outcomes in which the money spent does not come back in the horizon."),
    ("Withheld", "Not given, because too little was seen, or because a figure could point to one person."),
    ("None claimed", "The routine would save no time worth claiming, so it adds nothing to the total."),
)
"""Word and meaning, in the order a reader meets them."""

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}


def format_count(n: int) -> str:
    """Write a count: 12,345."""
    return _signed(n, f"{abs(n):,}")


def format_number(x: float) -> str:
    """Write a plain number: up to two decimals below 10, one below 100, none above."""
    if not math.isfinite(x):
        return UNKNOWN
    size = abs(x)
    places = 0 if size >= 100 else 1 if size >= 10 else 2
    text = f"{size:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _signed(x, text)


def format_hours(x: float) -> str:
    """Write hours: 2,530 h; 47 h; 3.4 h."""
    return _with_unit(hours_figure(x), "h")


def hours_figure(x: float) -> str:
    """Write hours without their unit, rounded to what they can bear."""
    if not math.isfinite(x):
        return UNKNOWN
    size = abs(x)
    if size >= 95:
        return _signed(x, f"{round_half_up(size, 10):,.0f}")
    return _signed(x, f"{size:.0f}" if size >= 9.95 else f"{size:.1f}")


def format_worked(seconds: float) -> str:
    """Write a sum of hands-on time: 12 h, 4.5 h, 38 min, 20 s; what is small keeps figures that tell it apart."""
    if not math.isfinite(seconds):
        return UNKNOWN
    if seconds >= 3600:
        return format_hours(seconds / 3600)
    return _with_unit(f"{seconds / 60:.0f}", "min") if seconds >= 59.5 else _with_unit(f"{seconds:.0f}", "s")


def format_claim(claimed: Range | None, saving: Saving | None) -> str:
    """Write the hours a year that a proposal claims, or why there are none: withheld, or none claimed."""
    if claimed is not None:
        return f"{format_hours(claimed.p50)} ({format_range(claimed)})"
    return "none claimed" if saving is not None and saving.hours_per_year is not None else "withheld"


def format_money(x: float, currency: str) -> str:
    """Write money: €41,100; from 1,000 to the nearest 100."""
    return _in_currency(_money_figure(x), currency)


def currency_sign(currency: str) -> str:
    """Give what stands before an amount: the sign of a currency, or its code and a space."""
    return _SYMBOLS.get(currency, currency + NO_BREAK)


def format_range(range_: Range, unit: str = "h") -> str:
    """Write the P10 to P90 of hours (or of days, with unit "days"): 2,110–3,040 h."""
    return _with_unit(_ends(range_, hours_figure), unit)


def format_money_range(range_: Range, currency: str) -> str:
    """Write the P10 to P90 of money: €12,000–60,400; −€3,000 to €9,000."""
    if range_.p10 < 0 or range_.p90 < 0:
        return f"{format_money(range_.p10, currency)} to {format_money(range_.p90, currency)}"
    return _in_currency(_ends(range_, _money_figure), currency)


def format_share(x: float) -> str:
    """Write a share from 0 to 1 in per cent; never a rounded 0 % or 100 % that is none."""
    if not math.isfinite(x):
        return UNKNOWN
    if 0 < x < 0.005:
        return f"<{NO_BREAK}1{NO_BREAK}%"
    if 0.995 <= x < 1:
        return f">{NO_BREAK}99{NO_BREAK}%"
    return _with_unit(_signed(x, f"{round_half_up(abs(x) * 100, 1):.0f}"), "%")


def format_odds(x: float) -> str:
    """Write a probability as odds that a client reads at once: about 1 in 7."""
    if x <= 0:
        return "none"
    if x < 0.05:
        return "fewer than 1 in 20"
    if x >= 0.95:
        return "all" if x >= 1 else "nearly all"
    return f"about 1 in {round_half_up(1 / x, 1):.0f}" if x <= 0.5 else f"about {round_half_up(x * 10, 1):.0f} in 10"


def format_seconds(x: float) -> str:
    """Write a duration given in seconds: 8.4 s, 95 s, 3 min 20 s, 2 h 05 min."""
    if not math.isfinite(x):
        return UNKNOWN
    size = abs(x)
    if size < 9.95:
        return _with_unit(_signed(x, f"{size:.1f}"), "s")
    whole = int(round_half_up(size, 1))
    if whole < 120:
        return _with_unit(_signed(x, str(whole)), "s")
    if whole < 3600:
        return _signed(x, f"{whole // 60}{NO_BREAK}min{NO_BREAK}{whole % 60:02d}{NO_BREAK}s")
    minutes = int(round_half_up(size / 60, 1))
    return _signed(x, f"{minutes // 60:,}{NO_BREAK}h{NO_BREAK}{minutes % 60:02d}{NO_BREAK}min")


def format_days(x: float) -> str:
    """Write build days: 12 days, 12.5 days, 1 day."""
    figure = format_number(round(x, 1))
    return _with_unit(figure, "day" if figure == "1" else "days")


def format_months(x: float | None) -> str:
    """Write a payback time in months; None is "not within the horizon"."""
    return "not within the horizon" if x is None else _with_unit(format_number(round(x, 1)), "months")


def format_assumption(value: object, unit: str, currency: str) -> str:
    """Write the value of an assumption with its unit, one of those in ASSUMPTION_WORDS."""
    if isinstance(value, list | tuple):
        return shorten(", ".join(f"{v:g}" for v in value) or "none", 60)
    if not isinstance(value, int | float):
        return shorten(str(value), 40)
    if unit == "share":
        return _with_unit(format_number(value * 100), "%")
    if unit == "money":
        return format_money(value, currency)
    if unit == "times":
        return f"×{NO_BREAK}{format_number(value)}"
    return _with_unit(format_number(value), {"seconds": "s", "hours": "h"}.get(unit, unit))


def format_date(iso: str) -> str:
    """Write the date of an ISO 8601 text: 2 Mar 2026; what is no date stays as it is."""
    instant = _instant(iso)
    return iso if instant is None else locales.current().day(instant.year, instant.month, instant.day)


def format_instant(iso: str) -> str:
    """Write date and time to the second, in the text's own zone: 2 Mar 2026, 09:14:05."""
    instant = _instant(iso)
    return iso if instant is None else f"{format_date(iso)}, {instant:%H:%M:%S}"


def format_rows(rows: Iterable[int]) -> str:
    """Write row numbers as ranges: 3–9, 14."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}{EN_DASH}{b}" for a, b in runs)


def count_noun(n: int, singular: str, plural: str = "") -> str:
    """Write a count and its noun: 1 agent, 23 agents."""
    return f"{format_count(n)}{NO_BREAK}{singular if n == 1 else plural or singular + 's'}"


def shorten(text: str, length: int) -> str:
    """Cut a text to a length, with an ellipsis; control characters become spaces."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + ELLIPSIS


def round_half_up(x: float, step: float) -> float:
    """Round a positive figure to a step, halves upwards, as a reader would."""
    return math.floor(x / step + 0.5) * step


def _signed(x: float, text: str) -> str:
    nothing = not any(c in "123456789" for c in text)
    figure = locales.current().figure(text)
    return MINUS + figure if x < 0 and not nothing else figure


def _with_unit(figure: str, unit: str) -> str:
    return figure if figure == UNKNOWN else f"{figure}{NO_BREAK}{unit}"


def _money_figure(x: float) -> str:
    if not math.isfinite(x):
        return UNKNOWN
    size = abs(x)
    return _signed(x, f"{round_half_up(size, 100) if size >= 950 else round_half_up(size, 1):,.0f}")


def _in_currency(figure: str, currency: str) -> str:
    if figure == UNKNOWN:
        return figure
    symbol = currency_sign(currency)
    money = locales.current().money(figure.removeprefix(MINUS), symbol)
    return MINUS + money if figure.startswith(MINUS) else money


def _ends(range_: Range, write: Callable[[float], str]) -> str:
    low, high = write(range_.p10), write(range_.p90)
    if low == high:
        return low
    return f"{low} to {high}" if MINUS in low + high or UNKNOWN in (low, high) else f"{low}{EN_DASH}{high}"


def _instant(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None

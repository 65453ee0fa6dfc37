"""From text by role to the columns of UILog: instants, actions, values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.errors import InputError
from rpa_finder.events import QUALITY, TEXT_COLUMNS
from rpa_finder.model import ACTIONS, Issue, Note
from rpa_finder.readers.actions import VALUE_ACTIONS, chord_action, map_action
from rpa_finder.readers.records import Records, RoleTable, Text, as_text, coded, first_text
from rpa_finder.readers.secret_names import is_secret
from rpa_finder.readers.stamps import Bools, Ints, spelt_clock
from rpa_finder.readers.times import AGREEING, MISSING, REASONS, SURE, Instants, parse_times

_COARSE_MS = 60_000
_JUMP = 60_000_000
"""Microseconds. Recorders that write to one file disagree by up to 42 s in real logs; sessions end beyond 60 s."""
_MOST_JUMPS = 0.05
"""Share of the rows."""
_UNITS = ((r"\bms\b|milli", 1_000), (r"\bmin", 60_000_000), (r"\bh\b|hour|stunde", 3_600_000_000))
_SECOND = 1_000_000
_CODE = {action: code for code, action in enumerate(ACTIONS)}
_SHOWN_REASONS = 3
_LONGEST_WITHOUT_SECONDS = 4
_UTC_NAMED = re.compile(r"(?<![a-z])(utc|zulu)(?![a-z]|\s*[+-]\s*\d)")
_LEAVING = frozenset(("focusleave", "leavefield", "fieldleave", "lostfocus", "focuslost", "focusout", "blur", "onblur"))
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CLIPBOARD = ("copy", "cut", "paste")


@dataclass(slots=True)
class Shaped:
    """One file's events as columns of UILog, with what could not be used."""

    columns: dict[str, Any]
    issues: list[Issue]
    notes: list[Note]
    date_order: str
    """dmy or mdy if the dates tell it."""
    date_order_sure: bool
    """True if they tell it for other files too."""
    zone: str
    """log, a zone or "", as in Instants."""
    date_ground: str
    """What told the order of dates, "" if it was given or there is none to tell."""
    date_order_used: str
    """dmy, mdy or ymd where dates needed an order, told or given."""


def shape_events(table: RoleTable, source: str, timezone: str, date_order: str, max_rejected_share: float) -> Shaped:
    """Give the columns of UILog; rows without a usable time become issues.

    Raises InputError no-timestamp, too-many-rejected, date-order-ambiguous, mixed-date-formats.
    """
    records = table.records
    stamps = _stamps(table, source)
    timezone = timezone or _zone_named(table)
    spoilt = np.zeros(len(records.row), dtype=bool)
    agent = _tidy(table.roles["agent"], spoilt) if "agent" in table.roles else None
    whose = None if agent is None else np.asarray(agent.codes, dtype=np.int64)
    with ThreadPoolExecutor(max_workers=1) as helper:
        # Times are numpy's work, the other columns Python's: they don't wait for each other.
        times = helper.submit(parse_times, stamps, source, timezone, date_order, max_rejected_share, whose)
        columns = _actions_and_values(table, spoilt)
        columns |= {} if agent is None else {"agent": agent}
        for name in TEXT_COLUMNS:
            if name in table.roles and name not in columns:
                columns[name] = _tidy(table.roles[name], spoilt)
        instants = times.result()
    good = instants.micros != MISSING
    column = table.names.get("time") or table.names.get("clock", "")
    late = time_issues(records, column, source, stamps, instants, good)
    issues = sorted(records.issues + late, key=lambda i: i.line)
    check_share(issues, records.rows_read, source, max_rejected_share)
    notes = table.notes + records.notes + instants.notes + _clock_notes(instants)
    columns["end"] = _ends(table, source, instants, timezone, notes)
    if "element_label" in columns:
        label, element = (np.asarray(columns[name], dtype=object) for name in ("element_label", "element"))
        columns["element_label"] = _tidy(np.where(label == element, "", label), spoilt)
    secret = _in_secret_fields(columns) & pd.notna(columns["value"])
    if secret.any():
        columns["value"][secret] = None
        notes.append(
            Note("secrets-left-out", f"what was entered in fields for passwords ({secret.sum()} rows) is left out.")
        )
    quality, jumps = _quality(instants, whose)
    # More are rows in no order of time, which is no clock's doing.
    if 0 < jumps <= _MOST_JUMPS * len(good):
        text = f"the clock jumps back by more than {_JUMP // _SECOND} s in {jumps} places."
        notes.append(Note("clock-jumped", f"{text} If the order of rows is right, --order file ends a session there."))
    if records.repaired is not None:
        quality[records.repaired] |= QUALITY["text_repaired"]
        text = f"{records.repaired.sum()} rows have unquoted delimiters in a text and were put together again."
        notes.append(Note("rows-rejoined", text))
    if spoilt.any():
        quality[spoilt] |= QUALITY["text_repaired"]
        text = f"control characters were dropped from the texts of {spoilt.sum()} rows."
        notes.append(Note("control-characters", text))
    columns |= {
        "row": records.row,
        "time": pd.DatetimeIndex(np.where(good, instants.micros, 0).astype("datetime64[us]")).tz_localize("UTC"),
        "offset_min": instants.offset_min.astype(np.int16),
        "quality": quality,
    }
    kept = {name: column if good.all() else column[good] for name, column in columns.items()}
    size = int(good.sum())
    kept["source"] = pd.Categorical.from_codes(np.zeros(size, dtype=np.int8), pd.Index([source]))
    kept["precision_ms"] = np.full(size, instants.precision_ms, dtype=np.int32)
    ground = instants.date_ground
    order = instants.date_order if ground not in ("", AGREEING) else ""
    return Shaped(kept, issues, notes, order, ground in SURE, instants.zone, ground, instants.date_order)


def _stamps(table: RoleTable, source: str) -> Text:
    if "time" in table.roles:
        return np.asarray(table.roles["time"])
    if "date" not in table.roles or "clock" not in table.roles:
        what, todo = "has no column that holds times in this format.", "Leave out --format, or give a --mapping."
        raise InputError("no-timestamp", source, what, todo)
    (days, dates), (hours, clocks) = (coded(as_text(table.roles[name])) for name in ("date", "clock"))
    # Spreadsheets export a bare date with a midnight.
    dates = np.array([text.strip().split(" ")[0] for text in dates], dtype=object)
    seconds = any(len(text.strip()) > _LONGEST_WITHOUT_SECONDS for text in clocks)
    clocks = np.array([spelt_clock(text, seconds) for text in clocks], dtype=object)
    return np.asarray(dates[days] + " " + clocks[hours], dtype=object)


def _zone_named(table: RoleTable) -> str:
    """Give UTC where the column of times is called so: "Start Timestamp (UTC)"."""
    name = table.names.get("time") or table.names.get("clock", "")
    return "UTC" if _UTC_NAMED.search(name.lower().replace("_", " ")) else ""


def _clock_notes(instants: Instants) -> list[Note]:
    notes = []
    if not instants.zone:
        notes.append(Note("zone-assumed", "times have no zone and are read as UTC; --timezone says which."))
    if instants.precision_ms >= _COARSE_MS:
        notes.append(Note("coarse-clock", "times are whole minutes: seconds per step can't be told apart."))
    return notes


def time_issues(
    records: Records, column: str, source: str, stamps: Text, instants: Instants, good: Bools
) -> list[Issue]:
    """Give an issue for every record whose stamp, of that column, is no instant."""
    lines = records.line
    return [
        Issue(source, int(lines[i]), column, REASONS[instants.reason[i]] if stamps[i].strip() else "has no time")
        for i in np.flatnonzero(~good)
    ]


def check_share(issues: list[Issue], rows_read: int, source: str, max_rejected_share: float) -> None:
    """Raise InputError too-many-rejected if more than that share of the records can't be used."""
    if len(issues) > max_rejected_share * rows_read:
        first = issues[0]
        column = f", column {first.column!r}" if first.column else ""
        reasons = Counter(issue.reason for issue in issues).most_common(_SHOWN_REASONS)
        told = "; ".join(f"{count} {reason}" for reason, count in reasons)
        what = f"{len(issues)} of {rows_read} rows can't be used ({told}); first: line {first.line}{column}."
        todo = "Mend the export, give a --mapping, or allow more with --max-rejected."
        raise InputError("too-many-rejected", source, what, todo)


def _ends(table: RoleTable, source: str, instants: Instants, timezone: str, notes: list[Note]) -> Any:
    """Give the ends: from a column of stamps, or start plus duration; none before its start."""
    ends = np.full(len(instants.micros), MISSING, dtype=np.int64)
    role = "end" if "end" in table.roles else "duration"
    if role == "end":
        stamps = np.asarray(table.roles["end"])
        ends = parse_times(stamps, source, timezone, instants.date_order or "dmy", 1.0).micros
    elif role in table.roles:
        lasted = _durations(table.roles["duration"], table.names.get("duration", ""))
        ends = np.where(lasted >= 0, instants.micros + lasted, MISSING)
    started = instants.micros != MISSING
    usable = (ends != MISSING) & started & (ends >= instants.micros)
    if role in table.roles:
        given = np.array([bool(text.strip()) for text in table.roles[role]], dtype=bool)
        lost = int(np.sum(given & started & ~usable))
        text = f"the {role} of {lost} rows can't be read or lies before the start; their end is left open."
        notes += [Note("ends-unreadable", text)] if lost else []
    stamps = np.where(usable, ends, np.datetime64("NaT").astype(np.int64)).astype("datetime64[us]")
    return pd.DatetimeIndex(stamps).tz_localize("UTC")


def seconds_of(column: Any, name: str, n: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the n lengths of a column in seconds, NaN where there is no number or no column."""
    if column is None:
        return np.full(n, np.nan)
    micros = _durations(column, name)
    return np.where(micros < 0, np.nan, micros / _SECOND)


def _durations(column: Any, name: str) -> Ints:
    """Give microseconds, -1 where there is no number; the unit is in the column's name, else seconds."""
    unit = next((size for pattern, size in _UNITS if re.search(pattern, name.lower())), _SECOND)
    codes, words = pd.factorize(np.asarray(column, dtype=object))
    sizes = np.array([_duration(str(word), unit) for word in words], dtype=np.int64)
    return sizes[codes]


def _duration(text: str, unit: int) -> int:
    parts = text.strip().replace(",", ".").split(":")
    if not all(re.fullmatch(r"\d{1,9}(\.\d{1,9})?", part) for part in parts) or len(parts) > 3:
        return -1
    if len(parts) == 1:
        return round(float(parts[0]) * unit)
    # Clock-like: h:mm:ss or m:ss.
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + float(part)
    return round(seconds * _SECOND)


def _actions_and_values(table: RoleTable, spoilt: Bools) -> dict[str, Any]:
    given: Any = table.roles.get("action")
    words = _tidy(given if given is not None else np.full(len(table.records.row), "focus", dtype=object), spoilt)
    own = dict(table.actions)
    meanings = [own.get(str(word)) or map_action(str(word)) for word in words.categories]
    codes = np.array([_CODE[meaning] for meaning in [*meanings, "other"]], dtype=np.int8)[words.codes]
    if table.typed is not None:
        codes = np.where(table.typed & _any_of(codes, ("key", "other")), _CODE["input"], codes).astype(np.int8)
    value, texts = coded(_column(table, "value" if "value" in table.roles else "clipboard"))
    # Who leaves a field tells what it holds then.
    codes = np.where(_left_fields(words) & (texts != "")[value], _CODE["input"], codes).astype(np.int8)
    element = _column(table, "element")
    if "key" in table.roles:
        key = _keys(table)
        pressed, named = coded(key)
    else:
        pressed, named = value, texts
    chords = _chords(pressed, named, codes)
    chorded = chords >= 0
    codes = np.where(chorded, chords, codes)
    valued = _any_of(codes, VALUE_ACTIONS)
    if "key" in table.roles and _any_of(codes, ("key",)).any():
        element = np.asarray(element, dtype=object)
        element = np.where((element == "") & _any_of(codes, ("key",)), key, element)
    elif "key" not in table.roles:
        # Where the chord itself stands in the value column, it is no value.
        valued &= ~chorded
    if "clipboard" in table.roles and "value" in table.roles:
        copied, first = _any_of(codes, _CLIPBOARD), _text(table, "clipboard")
        own_text = np.where(chorded & ("key" not in table.roles), "", texts[value])
        value, texts = coded(np.where(copied, first_text(first, own_text), own_text))
        valued = _any_of(codes, VALUE_ACTIONS)
    kept = np.where(valued & (texts != "")[value], value, -1)
    action = pd.Categorical.from_codes(codes, pd.Index(ACTIONS))
    held = pd.Categorical.from_codes(kept, pd.Index(texts, dtype="str"))
    return {"action": action, "action_raw": words, "element": _tidy(element, spoilt), "value": held}


def _in_secret_fields(columns: dict[str, Any]) -> Bools:
    secret = np.zeros(len(columns["action"]), dtype=bool)
    for name in ("element", "element_label"):
        if name in columns:
            by_code = np.array([*map(is_secret, columns[name].categories), False])
            secret |= by_code[columns[name].codes]
    return secret


def _left_fields(words: pd.Categorical) -> Bools:
    left = [re.sub(r"[^a-z]", "", str(word).lower()) in _LEAVING for word in words.categories]
    return np.asarray(np.array([*left, False])[words.codes], dtype=bool)


def _any_of(codes: Any, actions: Iterable[str]) -> Bools:
    chosen = np.array([action in tuple(actions) for action in ACTIONS])
    return np.asarray(chosen[codes])


def _keys(table: RoleTable) -> Text:
    """Give the key pressed, with what was held down beside it."""
    key = _text(table, "key")
    if "modifiers" in table.roles:
        held = _text(table, "modifiers")
        key = np.where((held != "") & (key != ""), held + "+" + key, key)
    return key


def _chords(pressed: Any, named: Text, codes: Any) -> Any:
    """Give the code of copy, paste, ... where what was pressed is one of the usual chords, else -1."""
    keyed = _any_of(codes, ("key", "other"))
    chords = np.full(len(codes), -1, dtype=np.int8)
    if keyed.any():
        places, used = pd.factorize(pressed[keyed])
        meanings = [_CODE.get(chord_action(str(word)), -1) for word in named[used]]
        chords[keyed] = np.array(meanings, dtype=np.int8)[places]
    return chords


def _column(table: RoleTable, role: str) -> Any:
    return table.roles[role] if role in table.roles else _text(table, role)


def _text(table: RoleTable, role: str) -> Text:
    if role not in table.roles:
        return np.full(len(table.records.row), "", dtype=object)
    return np.array(table.roles[role], dtype=object)


def _tidy(column: Any, spoilt: Bools) -> pd.Categorical:
    """Give a text column as categories without blanks around them; "" is missing.

    Rows whose text had control characters, which no output may hold, are marked in `spoilt`.
    """
    codes, words = coded(column)
    plain = [word.strip() for word in words.tolist()]
    if _CONTROL.search("\n".join(plain)):
        clean = [_CONTROL.sub("", word).strip() for word in plain]
        changed = [old != new for old, new in zip(plain, clean, strict=True)]
        spoilt |= np.array([*changed, False])[codes]
        plain = clean
    distinct = sorted(set(plain) - {""})
    place = {word: i for i, word in enumerate(distinct)}
    place[""] = -1
    lookup = np.fromiter(map(place.__getitem__, [*plain, ""]), dtype=np.int32, count=len(plain) + 1)
    return pd.Categorical.from_codes(lookup[codes], pd.Index(distinct, dtype="str"))


def smallest(codes: Any) -> Any:
    """Give codes in as few bytes as they need: numpy sorts those of two bytes many times as fast."""
    return codes.astype(np.int16) if codes.max(initial=0) <= np.iinfo(np.int16).max else codes


def _quality(instants: Instants, agents: Any) -> tuple[np.ndarray[Any, np.dtype[np.uint16]], int]:
    """Give the flags of every row, and how often an agent's clock jumps back further than recorders disagree."""
    flags = QUALITY["zone_assumed"] * (not instants.zone)
    flags |= QUALITY["date_order_inferred"] * instants.date_order_inferred
    flags |= QUALITY["coarse_clock"] * (instants.precision_ms >= _COARSE_MS)
    quality = np.full(len(instants.micros), flags, dtype=np.uint16)
    # Rows of one agent beside each other, in the order of the file.
    order = np.arange(len(quality)) if agents is None else np.argsort(smallest(agents), kind="stable")
    whose = np.zeros(len(quality), dtype=np.int64) if agents is None else agents[order]
    times = instants.micros[order]
    order, whose, times = (part[times != MISSING] for part in (order, whose, times))
    same = np.diff(whose) == 0
    # Rows of the system's clipboard name nobody, and stand among those of several agents.
    known = same & (whose[1:] >= 0) if np.any(whose >= 0) else same
    jumps = int(np.sum(known & (np.diff(times) < -_JUMP)))
    if np.any(same & (np.diff(times) < 0)):
        late = times < pd.Series(times).groupby(whose).cummax().to_numpy()
        quality[order[late]] |= QUALITY["out_of_order"]
    return quality, jumps

"""Cleaning: a log in which the same thing has the same name and is there once.

In: UILog with pseudonyms. Out: UILog with screen templates, column letters for
cells, owners for clipboard rows, no repeated rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.events import QUALITY, UILog, coded_texts, sort_by_agent
from rpa_finder.fields import name_fields
from rpa_finder.privacy import mask_text
from rpa_finder.title_tokens import describe_use
from rpa_finder.titles import find_templates, is_browser, shown_title, url_record

_Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean log and how many rows of each source repeat another (rows in = used + rejected + duplicates)."""

    log: UILog
    duplicates: Mapping[str, int]


def clean(log: UILog) -> Cleaned:
    """Repair texts, find the owners of clipboard rows, drop repeated rows, name screens and fields.

    Fills record and cell_row; sets the flags text_repaired, agent_imputed and
    clipboard_echo. A row repeats another if agent, time, action, screen,
    element and value are equal and the clock is no coarser than a second.
    Pasting and then editing a field leaves both rows.
    """
    log = _repair_texts(log)
    log = sort_by_agent(_own_clipboard(log))
    log, duplicates = _drop_duplicates(log)
    log = _name_screens(log)
    log = name_fields(log)
    return Cleaned(_mask_names(log), duplicates)


# Texts -----------------------------------------------------------------------------------------------------------

_REPAIRED = ("app", "screen", "url", "element", "element_label", "case")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_FOREIGN = re.compile("[\u0080-\uffff]{2,}")


def _repair_texts(log: UILog) -> UILog:
    columns, touched = {}, np.zeros(len(log), dtype=bool)
    for name in _REPAIRED:
        old = log.categories(name)
        new = [_repair(text) for text in old]
        changed = np.array([a != b for a, b in zip(old, new, strict=True)] + [False])
        if changed.any():
            columns[name] = _renamed(log, name, new)
            touched |= changed[log.codes(name)]
    return log.with_columns(**columns, quality=_flagged(log, touched, "text_repaired")) if columns else log


def _repair(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252, and drop characters that can't be seen."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", _FOREIGN.sub(lambda m: _decoded_again(m.group()), text))


def _decoded_again(text: str) -> str:
    try:
        # Windows-1252 leaves five codes open; they were read as the control characters of Latin-1.
        codes = b"".join(c.encode("latin-1" if ord(c) < 256 else "cp1252") for c in text)
        return codes.decode("utf-8")
    except UnicodeError:
        return text


def _renamed(log: UILog, column: str, texts: Sequence[str]) -> Any:
    """Give a column whose categories are other texts; equal texts become one category, "" missing."""
    names, codes = np.unique(np.asarray([*texts, ""], dtype=object), return_inverse=True)
    return coded_texts(codes[log.codes(column)], names)


def _flagged(log: UILog, rows: _Array, flag: str) -> Any:
    return log.table["quality"] | np.where(rows, QUALITY[flag], 0).astype("uint16")


# Clipboard rows --------------------------------------------------------------------------------------------------

_ECHO_SECONDS = 2.0
_ECHO_NEIGHBOURS = (-1, 0, -2, 1)
"""Copies looked at around a clipboard row, as places in the agent's copies: the last, the next, ..."""
_LOOK_BACK_ROWS = 15
_PLACE = ("app", "screen", "url", "element", "element_label", "cell_row")


def _own_clipboard(log: UILog) -> UILog:
    """Give rows of the system's clipboard, which name no agent, to whoever worked on that machine just before."""
    loose = np.flatnonzero(log.codes("agent") < 0)
    if not len(loose):
        return log
    rows = _Rows.of(log)
    owner_row = rows.nearest_owned(loose)
    loose, owner_row = loose[owner_row >= 0], owner_row[owner_row >= 0]
    agent = log.codes("agent")
    agent[loose] = agent[owner_row]
    rows.agent = agent
    copied = log.table["action"].isin(["copy", "cut"]).to_numpy()
    original = rows.copy_beside(loose, copied)
    donor = np.where(original >= 0, original, rows.origin(loose))
    donor = np.where(donor >= 0, donor, owner_row)
    echo = np.zeros(len(log), dtype=bool)
    echo[loose[original >= 0]] = True
    columns: dict[str, Any] = {"agent": coded_texts(agent, log.categories("agent"))}
    for name in _PLACE:
        codes = log.codes(name)
        codes[loose] = codes[donor]
        columns[name] = coded_texts(codes, log.categories(name))
    imputed = np.zeros(len(log), dtype=bool)
    imputed[loose] = True
    value = log.table["value"].copy()
    filled = original[original >= 0]
    valueless = value.isna().to_numpy()[filled]
    value.iloc[filled[valueless]] = value.to_numpy()[loose[original >= 0][valueless]]
    log = log.with_columns(**columns, value=value, quality=_flagged(log, imputed, "agent_imputed"))
    return log.with_columns(quality=_flagged(log, echo, "clipboard_echo"))


@dataclass
class _Rows:
    """The rows of a log as numbers, to look for neighbours in time (or in the file, if that is trusted)."""

    agent: _Array
    source: _Array
    host: _Array
    place: _Array
    micros: _Array
    value: _Array

    @classmethod
    def of(cls, log: UILog) -> _Rows:
        micros = log.table["time"].astype("int64").to_numpy()
        row = log.table["row"].to_numpy()
        keys = (row, log.codes("source")) if log.order == "file" else (row, log.codes("source"), micros)
        place = np.empty(len(log), dtype=np.int64)
        place[np.lexsort(keys)] = np.arange(len(log))
        value = np.asarray(pd.factorize(log.table["value"])[0], dtype=np.int64)
        return cls(log.codes("agent"), log.codes("source"), log.codes("host"), place, micros, value)

    def nearest_owned(self, loose: _Array) -> _Array:
        """Find for each ownerless row the nearest owned one of its source: before it, else after it; own host first."""
        owned = np.flatnonzero(self.agent >= 0)
        hosts = int(self.host.max(initial=-1)) + 2
        on_host = self.source * hosts + self.host + 1
        found = np.full(len(loose), -1)
        for key in (on_host, self.source) if len(owned) else ():
            order = owned[np.lexsort((self.place[owned], key[owned]))]
            ranks = self._ranks(key, order, loose)
            for step in (-1, 0):
                at = np.clip(ranks + step, 0, len(order) - 1)
                fits = (found < 0) & (key[order[at]] == key[loose]) & (ranks + step == at)
                found = np.where(fits, order[at], found)
        return found

    def copy_beside(self, loose: _Array, copied: _Array) -> _Array:
        """Find the copy of the same agent within two seconds that a clipboard row repeats, or -1."""
        own = copied.copy()
        own[loose] = False
        order = np.flatnonzero(own)
        found = np.full(len(loose), -1)
        if not len(order):
            return found
        order = order[np.lexsort((self.place[order], self.agent[order]))]
        ranks = self._ranks(self.agent, order, loose)
        for step in _ECHO_NEIGHBOURS:
            at = np.clip(ranks + step, 0, len(order) - 1)
            row = order[at]
            near = np.abs(self.micros[row] - self.micros[loose]) <= _ECHO_SECONDS * 1e6
            same = (self.value[row] == self.value[loose]) | (self.value[row] < 0)
            fits = near & same & (self.agent[row] == self.agent[loose]) & copied[loose]
            found = np.where((found < 0) & fits, row, found)
        return found

    def origin(self, loose: _Array) -> _Array:
        """Find the agent's latest row that shows the copied text, within 15 rows, or -1."""
        own = np.ones(len(self.agent), dtype=bool)
        own[loose] = False
        order = np.flatnonzero(own)
        order = order[np.lexsort((self.place[order], self.agent[order]))]
        ranks = self._ranks(self.agent, order, loose)
        found = np.full(len(loose), -1)
        for step in range(1, _LOOK_BACK_ROWS + 1):
            row = order[np.maximum(ranks - step, 0)]
            fits = (ranks >= step) & (self.agent[row] == self.agent[loose])
            fits &= (self.value[row] == self.value[loose]) & (self.value[loose] >= 0)
            found = np.where((found < 0) & fits, row, found)
        return found

    def _ranks(self, key: _Array, order: _Array, rows: _Array) -> _Array:
        """Find where rows would stand among others that are sorted by key and place."""
        n = len(self.place) + 1
        return np.asarray(np.searchsorted(key[order] * n + self.place[order], key[rows] * n + self.place[rows]))


# Duplicates ------------------------------------------------------------------------------------------------------

_COARSE_MS = 1000
_NEAR_ROWS = 5


def _drop_duplicates(log: UILog) -> tuple[UILog, dict[str, int]]:
    columns = {name: log.codes(name) for name in ("agent", "action", "screen", "element", "app", "url")}
    micros = log.table["time"].astype("int64").to_numpy()
    same_time = pd.DataFrame({"agent": columns["agent"], "time": micros}).duplicated(keep=False).to_numpy()
    rows = np.flatnonzero(same_time & (log.table["precision_ms"].to_numpy() <= _COARSE_MS))
    candidates = pd.DataFrame({name: codes[rows] for name, codes in columns.items()})
    candidates["time"] = micros[rows]
    candidates["value"] = log.table["value"].iloc[rows].fillna("").to_numpy()
    repeated = candidates.duplicated().to_numpy()
    dropped = rows[repeated & _repeats_nearby(log, rows, candidates)] if log.order == "file" else rows[repeated]
    per_source = np.bincount(log.codes("source")[dropped], minlength=len(log.categories("source")))
    duplicates = dict(zip(log.categories("source"), per_source.tolist(), strict=True))
    if not len(dropped):
        return log, duplicates
    kept = np.ones(len(log), dtype=bool)
    kept[dropped] = False
    return log.keep(kept), duplicates


def _repeats_nearby(log: UILog, rows: _Array, candidates: pd.DataFrame) -> _Array:
    """Say which rows repeat one just before them or one of another file: without a clock, far ones are work."""
    equal = candidates.groupby(list(candidates.columns), dropna=False, sort=False).ngroup().to_numpy()
    source = log.codes("source")[rows]
    order = np.lexsort((rows, equal))
    before, after = order[:-1], order[1:]
    close = (rows[after] - rows[before] <= _NEAR_ROWS) | (source[after] != source[before])
    near = np.zeros(len(rows), dtype=bool)
    near[after[close & (equal[before] == equal[after])]] = True
    return near


# Screens ---------------------------------------------------------------------------------------------------------

_MINUTE_US = 60 * 10**6
_UNKNOWN = "(unknown)"
_ANY_BROWSER = "Web browser"


def _name_screens(log: UILog) -> UILog:
    """Put templates for screens, fall back to the application, tell equal names of two applications apart."""
    titles = [shown_title(title) for title in (*log.categories("screen"), "")]
    apps, app = _applications(log, np.array([title != "" for title in titles])[log.codes("screen")])
    pairs, pair = np.unique(app * len(titles) + log.codes("screen") % len(titles), return_inverse=True)
    pair_app = [apps[i] for i in pairs // len(titles)]
    pair_title = [titles[i] for i in pairs % len(titles)]
    minute = log.table["time"].astype("int64").to_numpy() // _MINUTE_US + log.table["offset_min"].to_numpy()
    use = describe_use(pair, log.codes("agent"), minute)
    templates, records = find_templates(pair_app, pair_title, use)
    templates = [
        mask_text(t) if t.strip("# ") else f"{a} {t}".strip() for t, a in zip(templates, pair_app, strict=True)
    ]
    names = _unique_names(pair_app, [t or a or _UNKNOWN for t, a in zip(templates, pair_app, strict=True)])
    name_texts, name_codes = np.unique(np.asarray(names, dtype=object), return_inverse=True)
    return log.with_columns(
        screen=coded_texts(name_codes[pair], name_texts),
        record=_records(log, records, pair),
    )


def _applications(log: UILog, titled: _Array) -> tuple[list[str], _Array]:
    """Give names of applications and each row's; a page is the same page in any web browser."""
    names = [*log.categories("app"), ""]
    browsers = [i for i, name in enumerate(names) if is_browser(name)]
    shared = names[browsers[0]] if len(browsers) == 1 else _ANY_BROWSER
    app = log.codes("app") % len(names)
    return [*names, shared], np.where(titled & np.isin(app, browsers), len(names), app)


def _unique_names(apps: Sequence[str], names: Sequence[str]) -> list[str]:
    owners: dict[str, set[str]] = {}
    for app, name in zip(apps, names, strict=True):
        owners.setdefault(name, set()).add(app)
    return [f"{app} · {name}" if app and len(owners[name]) > 1 else name for app, name in zip(apps, names, strict=True)]


def _records(log: UILog, of_title: list[str], pair: _Array) -> Any:
    """Give the record of the title, else that of the URL."""
    of_url = [url_record(url) for url in log.categories("url")]
    texts, codes = np.unique(np.asarray([*of_title, *of_url, ""], dtype=object), return_inverse=True)
    title_code, url_code = codes[: len(of_title)][pair], codes[len(of_title) :][log.codes("url")]
    return coded_texts(np.where(title_code > 0, title_code, url_code), texts)


# Names of people in fields ------------------------------------------------------------------------------------------


def _mask_names(log: UILog) -> UILog:
    columns = {}
    for name in ("element", "element_label"):
        old = log.categories(name)
        new = [mask_text(text) for text in old]
        if new != old:
            columns[name] = _renamed(log, name, new)
    return log.with_columns(**columns)

"""The value-flow ledger: a value read on screen A, entered on screen B.

In: UILog, cleaned and with sessions. Out: ValueFlow, one entry per transfer.
A paste comes from the latest copy with its value, or from the latest copy. A
typed value comes from the latest earlier screen of the same agent that showed
it, if the value is rare enough for that not to be chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.events import QUALITY, UILog, ValueFlow
from rpa_finder.transforms import UNEXPLAINED, name_transform
from rpa_finder.values import ValueKeys

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

FINISH_ROWS = 4
"""A paste and the edit that finishes it lie at most so many rows apart."""
MAX_ROWS = 400
MAX_SECONDS = 1800.0
"""Further back, a value typed again is no transfer."""
UNSEEN_SECONDS = 120.0
"""A paste whose text the log does not hold comes from a copy at most so long before."""
COMMON_WORD_LEAST = 8
COMMON_WORD_SHARE = 0.01
_SCREENS_BACK = 4


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns that matching needs, one entry per event."""

    agent: Ints
    second: np.ndarray[Any, np.dtype[np.float64]]
    screen: Ints
    field: Ints
    action: np.ndarray[Any, np.dtype[np.object_]]
    key: Ints
    rare: Bools
    """False where the value is too common to tell its origin."""
    n_keys: int


def find_transfers(log: UILog, values: ValueKeys) -> ValueFlow:
    """Link each entered value to the row it was read from."""
    rows = _columns(log, values)
    echo = (log.table["quality"].to_numpy() & QUALITY["clipboard_echo"]) > 0
    is_copy = np.isin(rows.action, ("copy", "cut")) & ~echo
    is_paste = (rows.action == "paste") & ~echo
    is_input = rows.action == "input"
    finish = _finishing_edit(rows, is_paste, is_input)
    typed = is_input.copy()
    typed[finish[finish >= 0]] = False
    source = np.full(len(log), -1, dtype=np.int64)
    pastes = np.flatnonzero(is_paste)
    source[pastes] = _pasted_from(rows, pastes, np.flatnonzero(is_copy))
    texts = log.table["value"].to_numpy(dtype=object)
    seen = _seen_rows(rows, is_copy)
    orphans = pastes[source[pastes] < 0]
    entries = np.sort(np.concatenate([np.flatnonzero(typed & (rows.key >= 0)), orphans]))
    source[entries] = _shown_before(rows, entries, seen)
    source = _parts(rows, source, np.flatnonzero(typed & (source < 0)), seen, texts)
    target = np.flatnonzero(source >= 0)
    entered = np.where(finish[target] >= 0, finish[target], target)
    transform, names = _transforms(texts, source[target], target, entered)
    return ValueFlow(source[target], target, ~is_paste[target], transform, names)


def _columns(log: UILog, values: ValueKeys) -> _Rows:
    return _Rows(
        agent=log.codes("agent"),
        second=log.table["time"].astype("int64").to_numpy() / 1e6,
        screen=log.codes("screen"),
        field=log.codes("element"),
        action=log.table["action"].to_numpy(dtype=object),
        key=values.key,
        rare=values.rare,
        n_keys=values.n_keys,
    )


def _finishing_edit(rows: _Rows, is_paste: Bools, is_input: Bools) -> Ints:
    """Give for each paste the row of the edit that finishes it, else -1."""
    finish = np.full(len(is_paste), -1, dtype=np.int64)
    for back in range(1, FINISH_ROWS + 1):
        edit = np.flatnonzero(is_input)
        edit = edit[edit >= back]
        paste = edit - back
        same = (
            is_paste[paste]
            & (finish[paste] < 0)
            & (rows.agent[paste] == rows.agent[edit])
            & (rows.screen[paste] == rows.screen[edit])
            & (rows.field[paste] == rows.field[edit])
        )
        finish[paste[same]] = edit[same]
    return finish


def _pasted_from(rows: _Rows, pastes: Ints, copies: Ints) -> Ints:
    """Give the copy each paste takes its text from, or -1."""
    if not len(copies):
        return np.full(len(pastes), -1, dtype=np.int64)
    last = _latest(copies, rows.agent[copies], pastes, rows.agent[pastes])
    by_key = _latest(
        copies,
        rows.agent[copies] * (rows.n_keys + 1) + rows.key[copies],
        pastes,
        rows.agent[pastes] * (rows.n_keys + 1) + rows.key[pastes],
    )
    known = rows.key[pastes] >= 0
    near = (last >= 0) & (rows.second[pastes] - rows.second[last] <= UNSEEN_SECONDS)
    unseen = near & (~known | (rows.key[last] < 0))
    found = np.where(known & (by_key >= 0), by_key, np.where(unseen, last, -1))
    recent = (found >= 0) & (rows.second[pastes] - rows.second[found] <= MAX_SECONDS)
    elsewhere = (rows.screen[found] != rows.screen[pastes]) | (rows.field[found] != rows.field[pastes])
    return np.where(recent & elsewhere, found, -1)


def _seen_rows(rows: _Rows, is_copy: Bools) -> Ints:
    """Give the rows that show a value: read or copied; typed too where the log has no reads."""
    read = (is_copy | (rows.action == "select")) & (rows.key >= 0)
    if not read.any():
        read = (rows.action == "input") & (rows.key >= 0)
    return np.flatnonzero(read)


def _shown_before(rows: _Rows, entries: Ints, seen: Ints) -> Ints:
    """Give the latest earlier row on another screen that shows the entry's value, or -1."""
    seen = seen[rows.rare[seen]]
    width = rows.n_keys + 1
    found = np.full(len(entries), -1, dtype=np.int64)
    open_ = rows.rare[entries]
    before = entries.copy()
    for _ in range(_SCREENS_BACK):
        here = np.flatnonzero(open_)
        if not len(here):
            break
        origin = rows.agent[entries[here]] * width + rows.key[entries[here]]
        latest = _latest(seen, rows.agent[seen] * width + rows.key[seen], before[here], origin)
        good = (latest >= 0) & _is_near(rows, latest, entries[here])
        other = good & (rows.screen[latest] != rows.screen[entries[here]])
        found[here[other]] = latest[other]
        before[here] = latest
        open_[here[other | ~good]] = False
    return found


def _is_near(rows: _Rows, source: Ints, target: Ints) -> Bools:
    return (target - source <= MAX_ROWS) & (rows.second[target] - rows.second[source] <= MAX_SECONDS)


def _parts(rows: _Rows, source: Ints, entries: Ints, seen: Ints, texts: Any) -> Ints:
    """Link typed values that are words of a longer text shown before: split names, addresses."""
    texts_seen = pd.Series(texts[seen])
    words = texts_seen.str.findall(r"\w{3,}")
    several = words.map(len, na_action="ignore").between(2, 12).fillna(False).to_numpy(dtype=bool)
    if not several.any() or not len(entries):
        return source
    exploded = words[several].explode()
    origin = seen[exploded.index.to_numpy()]
    entered = pd.Series(texts[entries]).where(rows.key[entries] >= 0)
    first = entered.str.extract(r"(\w{3,})", expand=False)
    codes, names = pd.factorize(pd.concat([exploded, first], ignore_index=True).str.casefold(), sort=False)
    word, wanted = codes[: len(exploded)], codes[len(exploded) :]
    width = len(names) + 1
    # A word of many texts says nothing about which one it was taken from.
    keep = (np.bincount(word) <= max(COMMON_WORD_LEAST, COMMON_WORD_SHARE * len(seen)))[word]
    latest = _latest(
        origin[keep],
        rows.agent[origin[keep]] * width + word[keep],
        entries,
        rows.agent[entries] * width + wanted,
    )
    good = (wanted >= 0) & (latest >= 0) & _is_near(rows, latest, entries)
    good &= rows.screen[latest] != rows.screen[entries]
    for i in np.flatnonzero(good):
        if name_transform(texts[latest[i]], texts[entries[i]]) != UNEXPLAINED:
            source[entries[i]] = latest[i]
    return source


def _latest(positions: Ints, groups: Ints, wanted: Ints, wanted_groups: Ints) -> Ints:
    """Give for each wanted row the latest earlier position of the same group, or -1."""
    if not len(positions):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.lexsort((positions, groups))
    at, of = positions[order], groups[order]
    starts, ends = np.searchsorted(of, wanted_groups, "left"), np.searchsorted(of, wanted_groups, "right")
    span = int(max(positions.max(), wanted.max(initial=0))) + 1
    rank, group_rank = np.unique(of, return_inverse=True)
    index = np.searchsorted(rank, wanted_groups)
    known = ends > starts
    place = np.searchsorted(group_rank * span + at, np.where(known, index, 0) * span + wanted, "left") - 1
    good = known & (place >= starts)
    return np.where(good, at[np.clip(place, 0, None)], -1)


def _transforms(texts: Any, source: Ints, target: Ints, entered: Ints) -> tuple[Ints, tuple[str, ...]]:
    """Name the transform of each transfer; pairs that occur often are looked at once."""
    final = np.where(pd.notna(texts[entered]), texts[entered], texts[target]) if len(target) else texts[target]
    pairs = pd.DataFrame({"a": texts[source], "b": final})
    codes = pairs.groupby(["a", "b"], dropna=False, sort=False).ngroup().to_numpy()
    _, firsts = np.unique(codes, return_index=True)
    before, after = texts[source][firsts].tolist(), final[firsts].tolist()
    words = [name_transform(*_texts(a, b)) for a, b in zip(before, after, strict=True)]
    names = tuple(sorted(set(words)))
    number = np.array([names.index(w) for w in words], dtype=np.int64)
    return (number[codes] if len(codes) else np.empty(0, dtype=np.int64)), names


def _texts(*cells: object) -> tuple[str | None, str | None]:
    first, second = (c if isinstance(c, str) else None for c in cells)
    return first, second

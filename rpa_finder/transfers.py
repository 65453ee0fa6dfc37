"""The value-flow ledger: a value read on screen A, entered on screen B.

In: UILog, cleaned and with sessions. Out: ValueFlow, one entry per transfer.
A paste comes from the latest copy with its value, or from the latest copy. A
typed value comes from the latest earlier screen of the same agent that showed
it; a typed word from the latest text that has it; several typed words from
several fields that spell them together. Field pairs that chance links as well
are left out. What was undone was never entered.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from rpa_finder.chance import MOST_BY_CHANCE, Trace, chance_links
from rpa_finder.events import QUALITY, UILog, ValueFlow
from rpa_finder.tracing import (
    MAX_SECONDS,
    MOST_WORDS,
    Bools,
    Floats,
    Ints,
    Lookback,
    Rows,
    Texts,
    Values,
    Words,
    split_words,
)
from rpa_finder.transforms import JOINED, UNEXPLAINED, name_transform
from rpa_finder.values import ValueKeys

FINISH_ROWS = 4
"""A paste and the edit that finishes it, or what undoes it, lie at most so many rows apart."""
MOST_FINISHES = 3
"""Edits one after the other that may finish one paste: what is mistyped is typed again."""
UNSEEN_SECONDS = 120.0
"""A paste whose text the log does not hold comes from a copy at most so long before."""

_UNDO = r"\bundo\b|\bctrl\s*\+\s*z\b"
_UNDO_KEYS = re.compile(_UNDO, re.IGNORECASE)


def find_transfers(log: UILog, values: ValueKeys) -> ValueFlow:
    """Link each entered value to the row it was read from, or to the rows it was put together from."""
    rows = _columns(log, values)
    echo = (log.table["quality"].to_numpy() & QUALITY["clipboard_echo"]) > 0
    undone = _undone(log, rows)
    is_copy = np.isin(rows.action, ("copy", "cut")) & ~echo
    is_paste = (rows.action == "paste") & ~echo & ~undone
    is_input = (rows.action == "input") & ~undone
    finish, finishes = _finishing_edits(rows, is_paste, is_input)
    typed = is_input & ~finishes
    seen = _seen_rows(rows, is_copy)
    shown, words = Values(rows, seen), Words(rows, seen)
    source = np.full(len(log), -1, dtype=np.int64)
    chance = np.zeros(len(log), dtype=np.float64)
    pastes = np.flatnonzero(is_paste)
    source[pastes] = _pasted_from(rows, pastes, np.flatnonzero(is_copy))
    typed &= rows.key >= 0
    orphans = pastes[source[pastes] < 0]
    entries = np.sort(np.concatenate([np.flatnonzero(typed), orphans]))
    source[entries], chance[entries] = _beyond_chance(rows, entries, shown.trace)
    single = source.copy()
    target, joined = _joined(rows, words, np.flatnonzero(typed & (source < 0)))
    typed[target] = False
    entries = np.flatnonzero(typed & (source < 0))
    source[entries], chance[entries] = _beyond_chance(rows, entries, _Parts(rows, words, entries).trace)
    linked = np.flatnonzero(source >= 0)
    of, row = shown.also(linked, single[linked])
    source = np.concatenate([source[linked], joined])
    target = np.concatenate([linked, target])
    order = np.lexsort((source, target))
    entered = np.where(finish[target] >= 0, finish[target], target)
    transform, names = _transforms(rows.text, source, entered, len(linked))
    return ValueFlow(
        source=source[order],
        target=target[order],
        entered=entered[order],
        rekeyed=~is_paste[target[order]],
        transform=transform[order],
        transforms=names,
        chance=chance[target[order]],
        also_of=np.argsort(order, kind="stable")[of].astype(np.int64),
        also_row=row,
    )


def _columns(log: UILog, values: ValueKeys) -> Rows:
    agent = log.codes("agent")
    order = np.argsort(agent, kind="stable")
    rank = np.empty(len(agent), dtype=np.int64)
    rank[order] = np.arange(len(agent)) - np.searchsorted(agent[order], agent[order], "left")
    return Rows(
        agent=agent,
        second=log.table["time"].astype("int64").to_numpy() / 1e6,
        rank=rank,
        screen=log.codes("screen"),
        field=log.codes("element"),
        action=log.table["action"].to_numpy(dtype=object),
        key=values.key,
        rare=values.rare,
        n_keys=values.n_keys,
        text=log.table["value"].to_numpy(dtype=object),
    )


def _undone(log: UILog, rows: Rows) -> Bools:
    """Say which entries were undone: the latest on the screen, a few rows before an undo."""
    words = pd.Series(log.categories("action_raw"), dtype="str").str.casefold()
    undo_word = np.append(words.str.contains(_UNDO).to_numpy(dtype=bool), False)
    keys = np.flatnonzero(rows.action == "key")
    keys = keys[[isinstance(t, str) and bool(_UNDO_KEYS.fullmatch(t.strip())) for t in rows.text[keys]]]
    undo = np.union1d(np.flatnonzero(undo_word[log.codes("action_raw")]), keys)
    undone = np.zeros(len(log), dtype=np.bool_)
    entered = np.isin(rows.action, ("input", "paste"))
    for back in range(1, FINISH_ROWS + 1):
        here = undo[undo >= back]
        same = entered[here - back] & (rows.agent[here - back] == rows.agent[here])
        same &= rows.screen[here - back] == rows.screen[here]
        same &= (rows.field[here - back] == rows.field[here]) | (rows.field[here] < 0)
        same &= ~undone[here - back]
        undone[here[same] - back] = True
        undo = np.setdiff1d(undo, here[same])
    return undone


def _finishing_edits(rows: Rows, is_paste: Bools, is_input: Bools) -> tuple[Ints, Bools]:
    """Give for each paste the row of the last edit that finishes it, else -1, and say which edits finish a paste."""
    finish = np.full(len(is_paste), -1, dtype=np.int64)
    used = np.zeros(len(is_paste), dtype=np.bool_)
    of = np.flatnonzero(is_paste)
    since = of
    for _ in range(MOST_FINISHES):
        edit = _next_edit(rows, since, is_input & ~used)
        more = edit >= 0
        of, since = of[more], edit[more]
        finish[of] = since
        used[since] = True
    return finish, used


def _next_edit(rows: Rows, since: Ints, is_input: Bools) -> Ints:
    """Give the next edit of the same field, a few rows on; a paste between belongs to it. -1 for none."""
    found = np.full(len(since), -1, dtype=np.int64)
    for ahead in range(1, FINISH_ROWS + 1):
        edit = np.minimum(since + ahead, len(is_input) - 1)
        same = (edit == since + ahead) & is_input[edit] & (found < 0)
        for column in (rows.agent, rows.screen, rows.field):
            same &= column[edit] == column[since]
        found[same] = edit[same]
    # Of two that the same edit might finish, the later one is meant.
    _, last = np.unique(found[::-1], return_index=True)
    mine = np.zeros(len(found), dtype=np.bool_)
    mine[len(found) - 1 - last] = True
    return np.where(mine, found, -1)


def _pasted_from(rows: Rows, pastes: Ints, copies: Ints) -> Ints:
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


def _latest(positions: Ints, groups: Ints, wanted: Ints, wanted_groups: Ints) -> Ints:
    """Give for each wanted row the latest earlier position of the same group, or -1."""
    index = Lookback(positions, groups)
    return index.rows(index.latest(wanted, wanted_groups))


def _seen_rows(rows: Rows, is_copy: Bools) -> Ints:
    """Give the rows that show a value: read or copied; typed too where the log has no reads."""
    read = (is_copy | (rows.action == "select")) & (rows.key >= 0)
    if not read.any():
        read = (rows.action == "input") & (rows.key >= 0)
    return np.flatnonzero(read)


def _beyond_chance(rows: Rows, entries: Ints, trace: Trace) -> tuple[Ints, Floats]:
    """Trace entries, and drop the links of field pairs that chance links as well."""
    found = trace(entries, entries)
    share = chance_links(rows, entries, found, trace)
    return np.where(share <= MOST_BY_CHANCE, found, -1), np.where(share <= MOST_BY_CHANCE, share, 0.0)


class _Parts:
    """Typed values that are a part of a longer text shown before: split names, addresses, ids."""

    def __init__(self, rows: Rows, words: Words, entries: Ints) -> None:
        self._rows, self._words = rows, words
        first = split_words(rows.text[entries])
        first = first[~first.index.duplicated()]
        self._word = np.full(len(rows.text), -1, dtype=np.int64)
        self._word[entries[first.index.to_numpy(dtype=np.int64)]] = words.code(first)

    def trace(self, entries: Ints, since: Ints) -> Ints:
        """Give the latest text that has the entry's first word, if a simple rule leads from it to the entry."""
        text = self._rows.text
        found = self._words.trace(entries, since, self._word[entries])
        for i in np.flatnonzero(found >= 0):
            if name_transform(text[found[i]], text[entries[i]]) == UNEXPLAINED:
                found[i] = -1
        return found


def _joined(rows: Rows, words: Words, entries: Ints) -> tuple[Ints, Ints]:
    """Give (entry, source) of typed texts whose every word comes from one of several fields shown before."""
    wanted = split_words(rows.text[entries])
    count = wanted.groupby(level=0).transform("size")
    wanted = wanted[(count >= 2) & (count <= MOST_WORDS)]
    at = wanted.index.to_numpy(dtype=np.int64)
    found = words.trace(entries[at], entries[at], words.code(wanted))
    pairs = pd.DataFrame({"of": at, "word": wanted.to_numpy(dtype=object), "row": found})
    whole = pairs.groupby("of")["row"].transform("min") >= 0
    several = pairs.groupby("of")["row"].transform("nunique") >= 2
    kept: list[tuple[int, int]] = []
    for of, part in pairs[whole & several].groupby("of", sort=True):
        sources = sorted(set(part["row"]))
        if _spell(rows.text, sources, set(part["word"])) and len(set(rows.place(np.array(sources)))) == len(sources):
            kept += [(int(entries[int(str(of))]), row) for row in sources]
    both = np.array(kept, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _spell(texts: Texts, sources: list[int], words: set[str]) -> bool:
    """Say whether no source has a word that the entry has not."""
    return bool(split_words(texts[sources]).isin(words).all())


def _transforms(texts: Texts, source: Ints, entered: Ints, single: int) -> tuple[Ints, tuple[str, ...]]:
    """Name how the texts of each transfer relate; those after the first `single` are joined."""
    # Pairs that occur often are looked at once.
    final = texts[entered]
    pairs = pd.DataFrame({"a": texts[source][:single], "b": final[:single]})
    codes = pairs.groupby(["a", "b"], dropna=False, sort=False).ngroup().to_numpy()
    _, firsts = np.unique(codes, return_index=True)
    before, after = texts[source][firsts].tolist(), final[firsts].tolist()
    words = [name_transform(*_texts(a, b)) for a, b in zip(before, after, strict=True)]
    names = tuple(sorted({*words, *([JOINED] if single < len(source) else [])}))
    number = np.array([names.index(w) for w in words], dtype=np.int64)
    joined = np.full(len(source) - single, names.index(JOINED) if single < len(source) else 0, dtype=np.int64)
    return np.concatenate([number[codes] if len(codes) else np.empty(0, dtype=np.int64), joined]), names


def _texts(*cells: object) -> tuple[str | None, str | None]:
    first, second = (c if isinstance(c, str) else None for c in cells)
    return first, second

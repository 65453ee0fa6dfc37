"""Looking back from an entry to the rows that showed its value.

In: the columns of a log as plain arrays. Out: row positions, -1 where nothing
was found. One sorted index of the rows that show values serves every question:
the latest row with a value, the rows before it, the latest text with a word.
A value is looked for on the agent's other screens, MAX_ROWS of the agent's
rows and MAX_SECONDS back at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Texts = np.ndarray[Any, np.dtype[np.object_]]

MAX_ROWS = 400
MAX_SECONDS = 1800.0
"""Further back, a value typed again is no transfer."""
SCREENS_BACK = 4
"""Rows with the value that are looked at before one of another screen must have come."""
COMMON_WORD_LEAST = 8
COMMON_WORD_SHARE = 0.01
MOST_WORDS = 12
"""A text of more words is prose."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns that tracing needs, one entry per event."""

    agent: Ints
    second: Floats
    rank: Ints
    """Place among the agent's rows."""
    screen: Ints
    field: Ints
    action: Texts
    key: Ints
    rare: Bools
    """False where the value is too common to tell its origin."""
    n_keys: int
    text: Texts

    def place(self, at: Ints) -> Ints:
        """Code (screen, field) of rows, from 0."""
        return (self.screen[at] + 1) * (int(self.field.max(initial=-1)) + 2) + self.field[at] + 1

    def is_near(self, source: Ints, target: Ints) -> Bools:
        """Say whether a row lies not too far before another of the same agent."""
        near = (self.rank[target] - self.rank[source] <= MAX_ROWS) & (self.rank[target] > self.rank[source])
        return near & (self.second[target] - self.second[source] <= MAX_SECONDS)


class Lookback:
    """Rows sorted by group and position, to ask for the latest before another row."""

    def __init__(self, positions: Ints, groups: Ints) -> None:
        order = np.lexsort((positions, groups))
        self.at, self._of = positions[order], groups[order]
        self._names, self._number = np.unique(self._of, return_inverse=True)

    def latest(self, wanted: Ints, groups: Ints) -> Ints:
        """Give the place, in `at`, of the latest earlier row of the same group; -1 if there is none."""
        if not len(self.at) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        span = int(max(self.at.max(), wanted.max())) + 1
        index = np.searchsorted(self._names, groups).clip(max=len(self._names) - 1)
        place = np.searchsorted(self._number * span + self.at, index * span + wanted, "left") - 1
        known = (self._names[index] == groups) & (place >= 0)
        return np.where(known & (self._number[place] == index), place, -1)

    def before(self, place: Ints) -> Ints:
        """Give the place of the row before in the same group, -1 if there is none."""
        if not len(self.at):
            return np.full(len(place), -1, dtype=np.int64)
        same = (place > 0) & (self._of[place] == self._of[place - 1])
        return np.where(same, place - 1, -1)

    def rows(self, place: Ints) -> Ints:
        """Give the rows at places, -1 for none."""
        return np.where(place >= 0, self.at[place], -1) if len(self.at) else place


class Values:
    """The rows that show rare values."""

    def __init__(self, rows: Rows, seen: Ints) -> None:
        self._rows = rows
        seen = seen[rows.rare[seen]]
        self._index = Lookback(seen, self._group(seen))

    def _group(self, at: Ints) -> Ints:
        return self._rows.agent[at] * (self._rows.n_keys + 1) + self._rows.key[at]

    def trace(self, entries: Ints, since: Ints) -> Ints:
        """Give the latest row on another screen that shows the entry's value, looking back from the rows `since`."""
        rows, found = self._rows, np.full(len(entries), -1, dtype=np.int64)
        place = self._index.latest(since, self._group(entries))
        open_ = rows.rare[entries] & (place >= 0)
        for _ in range(SCREENS_BACK):
            here = np.flatnonzero(open_)
            if not len(here):
                break
            source = self._index.rows(place[here])
            good = rows.is_near(source, since[here])
            other = good & (rows.screen[source] != rows.screen[entries[here]])
            found[here[other]] = source[other]
            place[here] = self._index.before(place[here])
            open_[here[other | ~good]] = False
            open_ &= place >= 0
        return found

    def also(self, entries: Ints, sources: Ints) -> tuple[Ints, Ints]:
        """Give (index into entries, row) of other screens' fields that showed the entry's value before it.

        One row a field, the latest; the field of the source, and the entry's own screen, are left out.
        """
        rows = self._rows
        place = self._index.latest(entries, self._group(entries))
        place[~rows.rare[entries] | (sources < 0)] = -1
        of, at = [], []
        for _ in range(2 * SCREENS_BACK):
            here = np.flatnonzero(place >= 0)
            if not len(here):
                break
            row = self._index.rows(place[here])
            near = rows.is_near(row, entries[here])
            fits = near & (rows.screen[row] != rows.screen[entries[here]])
            fits &= rows.place(row) != rows.place(sources[here])
            of.append(here[fits])
            at.append(row[fits])
            place[here] = np.where(near, self._index.before(place[here]), -1)
        if not of:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        pairs = pd.DataFrame({"of": np.concatenate(of), "at": np.concatenate(at)})
        pairs["place"] = rows.place(pairs["at"].to_numpy())
        pairs = pairs.drop_duplicates(["of", "place"]).sort_values(["of", "at"])
        return pairs["of"].to_numpy(), pairs["at"].to_numpy()


class Words:
    """The words of the texts that rows show, without those that many texts have."""

    def __init__(self, rows: Rows, seen: Ints) -> None:
        self._rows = rows
        words = split_words(rows.text[seen])
        words = words[words.groupby(level=0).transform("size") <= MOST_WORDS]
        origin = seen[words.index.to_numpy(dtype=np.int64)]
        code, self._names = pd.factorize(words, sort=False)
        # A word of many texts says nothing about which one it was taken from.
        count = np.bincount(code, minlength=len(self._names))
        keep = (count <= max(COMMON_WORD_LEAST, COMMON_WORD_SHARE * len(seen)))[code] if len(code) else code > 0
        self._index = Lookback(origin[keep], self._group(origin[keep], code[keep].astype(np.int64)))

    def code(self, words: pd.Series[Any]) -> Ints:
        """Give the number of each word, -1 for one that no row shows."""
        return np.asarray(pd.Index(self._names).get_indexer(pd.Index(words)), dtype=np.int64)

    def _group(self, at: Ints, word: Ints) -> Ints:
        return self._rows.agent[at] * (len(self._names) + 1) + word

    def trace(self, entries: Ints, since: Ints, word: Ints) -> Ints:
        """Give the latest row on another screen whose text has the word; -1 if there is none near enough."""
        found = self._index.rows(self._index.latest(since, self._group(entries, word)))
        rows = self._rows
        good = (word >= 0) & (found >= 0)
        good &= rows.is_near(found, since) & (rows.screen[found] != rows.screen[entries])
        return np.where(good, found, -1)


def split_words(texts: Texts) -> pd.Series[Any]:
    """Give the words of at least three letters or digits of each text, in lower case; index: place of the text.

    Digits that are joined to letters ("AB48213") are a word as well.
    """
    code, distinct = pd.factorize(texts)
    of, words = [], []
    for i, text in enumerate(distinct):
        folded = text.casefold()
        found = _WORD.findall(folded)
        if _JOINED_DIGITS.search(folded):
            found += _DIGITS.findall(folded)
        of += [i] * len(found)
        words += found
    # One entry per distinct text, spread over the places that have it.
    each = pd.Series(words, index=np.array(of, dtype=np.int64), dtype=object)
    count = np.append(np.bincount(each.index.to_numpy(), minlength=len(distinct)), 0)
    first = np.cumsum(count) - count
    many = count[code]
    place = np.repeat(np.arange(len(code)), many)
    within = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    return pd.Series(each.to_numpy()[np.repeat(first[code], many) + within], index=place, dtype=object)


_WORD = re.compile(r"\w{3,}")
_DIGITS = re.compile(r"\d{4,}")
_JOINED_DIGITS = re.compile(r"[^\W\d]\d{4}|\d{4}[^\W\d]")

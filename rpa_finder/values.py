"""Values made comparable: one key for the ways in which people write the same thing.

A date is the same date in any order, a number the same with or without
padding, a name the same as "LAST, First" and "First Last". Works on distinct
values, once each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.events import UILog

Codes = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

_MONTH_NAMES = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may", "mai"),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTHS = {name: i for i, names in enumerate(_MONTH_NAMES, 1) for name in names}
_NUMERIC_DATE = re.compile(r"(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4})")
_MONTH_DATE = re.compile(r"(\d{1,2})[ .\-]+([a-z]{3,9})\.?[ ,\-]+(\d{4})")
_DECIMAL = re.compile(r"([\d.,'\s]*\d)[.,](\d{1,2})")
_PHONE = re.compile(r"\+[1-9][\d ()./\-]{6,}|00[1-9][\d ()./\-]{8,}|\(?0[1-9][\d]*[ )/\-][\d ()/\-]{5,}")
_DIGIT = re.compile(r"\d")
_NOT_DIGIT = re.compile(r"\D+")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[\d.,'\s]+")
_LONGEST = 200
LONGEST_SHAPE = 12
_RUN = re.compile(r"(a{4})a+")


class _Shapes(dict[int, str]):
    """What stands for each character; filled in as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isalpha():
            kind = "a" if character.islower() else "A"
        elif character.isnumeric():
            kind = "9"
        else:
            kind = character if " " <= character <= "~" else "\N{MIDDLE DOT}"
        self[code] = kind
        return kind


_SHAPES = _Shapes()


def canonical(value: str) -> str:
    """Give the key under which equal values meet; "" for a value that carries nothing."""
    text = value.strip()
    if not text or len(text) > _LONGEST:
        return ""
    lower = text.casefold()
    if _DIGIT.search(lower):
        return _with_digits(lower)
    words = _NOT_WORD.sub(" ", lower).split()
    return " ".join(sorted(words)) if 2 <= len(words) <= 4 else "".join(words)


def _with_digits(lower: str) -> str:
    date = _date(lower)
    if date:
        return date
    if _PHONE.fullmatch(lower):
        return "tel" + _NOT_DIGIT.sub("", lower)[-9:]
    if _NUMBER.fullmatch(lower):
        # "1,250.00" and "1250" are one amount; "00123" and "123" one id.
        decimal = _DECIMAL.fullmatch(lower)
        whole, part = decimal.groups() if decimal else (lower, "")
        part = part.rstrip("0")
        return (_NOT_DIGIT.sub("", whole).lstrip("0") or "0") + (f".{part}" if part else "")
    return _NOT_WORD.sub("", lower)


def _date(lower: str) -> str:
    """Give year + the other two numbers in order, so that day-first and month-first meet."""
    match = _NUMERIC_DATE.fullmatch(lower)
    if match:
        a, b, c = (int(g) for g in match.groups())
        year, rest = (a, (b, c)) if len(match[1]) == 4 else (c, (a, b))
        if len(match[1]) != 4 and len(match[3]) not in (2, 4):
            return ""
        year = year + 2000 if year < 50 and len(match[3]) == 2 and len(match[1]) != 4 else year
        year = year + 1900 if year < 100 else year
    else:
        match = _MONTH_DATE.fullmatch(lower)
        if match and match[2] in _MONTHS:
            year, rest = int(match[3]), (int(match[1]), _MONTHS[match[2]])
        elif len(lower) == 8 and lower.isdecimal() and 1900 <= int(lower[:4]) <= 2100 and int(lower[4:6]) <= 12:
            year, rest = int(lower[:4]), (int(lower[4:6]), int(lower[6:]))
        elif len(lower) == 8 and lower.isdecimal() and 1900 <= int(lower[4:]) <= 2100:
            year, rest = int(lower[4:]), (int(lower[:2]), int(lower[2:4]))
        else:
            return ""
    low, high = sorted(rest)
    if not (1 <= low <= 12 and 1 <= high <= 31 and 1900 <= year <= 2100):
        return ""
    return f"date{year:04d}{low:02d}{high:02d}"


@dataclass(frozen=True, slots=True)
class ValueKeys:
    """The values of a log, comparable: one entry per event."""

    key: Codes
    """Code of the canonical value, -1 = none; global, so that shards of a log agree."""
    rare: Flags
    """True where the value is rare enough to tell which piece of work it belongs to."""
    n_keys: int


BLOCK_ROWS = 100
COMMON_SHARE = 0.06
COMMON_LEAST = 4
"""A value seen in more blocks of rows than this says nothing about where it came from."""
SHORTEST, LONGEST_KEY = 3, 45


def read_values(log: UILog) -> ValueKeys:
    """Code the values of a log, and say which are rare.

    Rarity is counted over blocks of rows, not hours: a log of one hour has
    common values as well.
    """
    key, names = value_keys(log.table["value"])
    block = _blocks_of_work(log)
    blocks = int(block.max(initial=0)) + 1
    used = key >= 0
    pairs = np.unique(key[used] * blocks + block[used]) // blocks
    spread = np.bincount(pairs, minlength=len(names))
    fit = np.array([SHORTEST <= len(n) <= LONGEST_KEY for n in names], dtype=np.bool_)
    rare = np.append(fit & (spread <= max(COMMON_LEAST, COMMON_SHARE * blocks)), False)
    return ValueKeys(key, rare[key], len(names))


def _blocks_of_work(log: UILog) -> Codes:
    """Give each row's block: so many rows of one agent's, so that agents' names and number change nothing."""
    agent = log.codes("agent")
    order = np.argsort(agent, kind="stable")
    place = np.empty(len(agent), dtype=np.int64)
    place[order] = np.arange(len(agent)) - np.searchsorted(agent[order], agent[order], "left")
    _, block = np.unique(agent * (len(agent) + 1) + place // BLOCK_ROWS, return_inverse=True)
    return np.asarray(block, dtype=np.int64)


def value_keys(values: pd.Series[Any]) -> tuple[Codes, list[str]]:
    """Give a key code per value (-1 = none) and the keys, sorted."""
    codes, distinct = pd.factorize(values)
    keys = pd.Series([canonical(v) for v in distinct], dtype="object")
    key_codes, names = pd.factorize(keys.where(keys != ""), sort=True)
    lookup = np.append(key_codes, -1)
    return lookup[codes].astype(np.int64), [str(k) for k in names]


def value_shape(text: str) -> str:
    """Give the shape of a value: digits as 9, capitals as A, small letters as a (four at most); nothing else of it."""
    return _RUN.sub(r"\1", text.strip()[: 4 * LONGEST_SHAPE].translate(_SHAPES))[:LONGEST_SHAPE] or "empty"

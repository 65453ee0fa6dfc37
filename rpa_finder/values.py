"""Values made comparable: one key for the ways in which people write the same thing.

A date is the same date in any order, a number the same with or without
padding, a name the same as "LAST, First" and "First Last". Works on distinct
values, once each.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

Codes = np.ndarray[Any, np.dtype[np.int64]]

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
_PHONE = re.compile(r"(?:\+|00)[1-9][\d ()./\-]{6,}|\(?0[1-9][\d]*[ )/\-][\d ()/\-]{5,}")
_NOT_DIGIT = re.compile(r"\D+")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[\d.,'\s]+")
_LONGEST = 200


def canonical(value: str) -> str:
    """Give the key under which equal values meet; "" for a value that carries nothing."""
    text = value.strip()
    if not text or len(text) > _LONGEST:
        return ""
    lower = text.casefold()
    if any(c.isdigit() for c in lower):
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
        return _NOT_DIGIT.sub("", re.sub(r"[.,]00$", "", lower)).lstrip("0") or "0"
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
        elif len(lower) == 8 and lower.isdigit() and 1900 <= int(lower[:4]) <= 2100:
            year, rest = int(lower[:4]), (int(lower[4:6]), int(lower[6:]))
        elif len(lower) == 8 and lower.isdigit() and 1900 <= int(lower[4:]) <= 2100:
            year, rest = int(lower[4:]), (int(lower[:2]), int(lower[2:4]))
        else:
            return ""
    low, high = sorted(rest)
    if not (1 <= low <= 12 and 1 <= high <= 31 and 1900 <= year <= 2100):
        return ""
    return f"date{year:04d}{low:02d}{high:02d}"


def value_keys(values: pd.Series[Any]) -> tuple[Codes, list[str]]:
    """Give a key code per value (-1 = none) and the keys, sorted."""
    codes, distinct = pd.factorize(values)
    keys = pd.Series([canonical(v) for v in distinct], dtype="object")
    key_codes, names = pd.factorize(keys.where(keys != ""), sort=True)
    lookup = np.append(key_codes, -1)
    return lookup[codes].astype(np.int64), [str(k) for k in names]

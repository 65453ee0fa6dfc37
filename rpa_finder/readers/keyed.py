"""Logs that name keys and fields but no action: terminal traces and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.readers.records import Text
from rpa_finder.readers.stamps import Bools

_KEY = re.compile(
    r"(?:(?:ctrl|control|strg|alt|altgr|shift|umschalt|win|cmd|command|meta|option)[\s+_-]*)*"
    r"(?:\S|p?f[\s-]?\d{1,2}|pa[\s-]?[123]|cmd[\s-]?\d{1,2}|enter|return|xmit|transmit|send|field ?exit|field[+-]"
    r"|(?:back|shift)?[\s-]?tab|clear|attn|attention|reset|sys ?req|erase[\s-]?(?:eof|eol|input|field)?|dup|field ?mark"
    r"|new ?line|home|end|insert|ins|del|delete|esc|escape|space|backspace|rubout|cursor ?\w+|up|down|left|right"
    r"|page[\s-]?(?:up|down)|pg(?:up|dn)|roll[\s-]?(?:up|down)|print|help|test|cent|not"
    r"|eingabe|datenfreigabe|entf|einfg|entrar|intro|entree)?",
    re.IGNORECASE,
)
_EDITING = re.compile(r"back[\s-]?tab|shift[\s+-]*tab|erase|clear|reset|home|del|backspace|cursor|esc", re.IGNORECASE)
_MIN_SHARE = 0.5


def looks_like_keys(values: Sequence[str]) -> bool:
    """Tell whether most of the values name keys: Enter, PF3, Ctrl+C, Tab, a single letter."""
    given = [value.strip().strip("[]<>@") for value in values if value.strip()][:200]
    return bool(given) and sum(map(is_key, given)) >= 0.6 * len(given)


def is_key(word: str) -> bool:
    """Tell whether a word names a key or a chord of keys."""
    return bool(word) and _KEY.fullmatch(word) is not None


def typed_rows(key: Text, element: Text, value: Text) -> Bools:
    """Tell which rows are typed input: a field and what it was given, whatever key sent it.

    A row whose value was lost counts too, if that field is mostly given a value with that key.
    """
    named, given = element != "", value != ""
    codes, words = pd.factorize(key)
    corrects = np.array([_EDITING.match(str(word)) is not None for word in words], dtype=bool)[codes]
    place = pd.MultiIndex.from_arrays([element, key])
    codes = pd.factorize(place)[0]
    usual: Any = np.bincount(codes, weights=given) >= _MIN_SHARE * np.bincount(codes)
    return np.asarray(named & ~corrects & (given | usual[codes]))

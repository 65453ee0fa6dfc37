"""What one pair of texts looks like, in words: how the text entered relates to the text read.

Each rule takes the two texts and says whether it explains the second. The
first that does names the relation, simplest first. The words never hold a
value. What many pairs have in common is for `learning` to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from rpa_finder.values import canonical

AS_IS = "as it is"
CONTAINS = "inside a longer text"
UNEXPLAINED = "changed, no simple rule"
UNSEEN = "not visible in this log"
JOINED = "joined with other values"

_DIGITS = re.compile(r"\D+")
_WORDS = re.compile(r"[\W_]+")


def name_transform(source: str | None, target: str | None) -> str:
    """Say in words how the target text follows from the source text."""
    if source is None or target is None:
        return UNSEEN
    if source == target:
        return AS_IS
    return next((words for words, explains in _RULES if explains(source, target)), UNEXPLAINED)


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    """Give a text's key; several rules ask for the same one."""
    return canonical(text)


def _date_shape(text: str) -> str:
    """Give the shape of a date such as 99/99/9999 or 99 Aaa 9999."""
    return re.sub(r"[A-Za-z]+", "Mon", re.sub(r"\d", "9", text.strip()))


def _is_date_change(source: str, target: str) -> bool:
    key = _key(source)
    return key.startswith("date") and key == _key(target) and _date_shape(source) != _date_shape(target)


def _is_date_reorder(source: str, target: str) -> bool:
    key = _key(source)
    return key.startswith("date") and key == _key(target)


def _pads(source: str, target: str) -> bool:
    s, t = source.strip(), target.strip()
    return s.isdigit() and t.isdigit() and len(t) > len(s) and t.lstrip("0") == s.lstrip("0")


def _unpads(source: str, target: str) -> bool:
    return _pads(target, source)


def _same_number(source: str, target: str) -> bool:
    key = _key(source)
    return bool(key) and key.isdigit() and key == _key(target)


def _same_phone(source: str, target: str) -> bool:
    s, t = _DIGITS.sub("", source), _DIGITS.sub("", target)
    return len(s) >= 7 and len(t) >= 7 and s[-7:] == t[-7:] and len(s) <= 15 and len(t) <= 15


def _reorders(source: str, target: str) -> bool:
    s, t = (_WORDS.sub(" ", x.casefold()).split() for x in (source, target))
    return len(s) >= 2 and s != t and sorted(s) == sorted(t)


def _punctuation(source: str, target: str) -> bool:
    s, t = (_WORDS.sub("", x.casefold()) for x in (source, target))
    return bool(s) and s == t


def _first(source: str, target: str) -> bool:
    return len(source.split()) > 1 and _plain(source.split(maxsplit=1)[0]) == _plain(target)


def _last(source: str, target: str) -> bool:
    return len(source.split()) > 1 and _plain(source.rsplit(maxsplit=1)[-1]) == _plain(target)


def _part(source: str, target: str) -> bool:
    t = target.strip().casefold()
    return len(t) >= 2 and t in source.casefold() and len(source.strip()) > len(t)


def _plain(text: str) -> str:
    return text.strip(" ,.;:").casefold()


def _tokens_within(source: str, target: str) -> bool:
    s, t = (_WORDS.sub(" ", x.casefold()).split() for x in (source, target))
    return bool(t) and len(t) < len(s) and set(t) <= set(s)


def _inside(source: str, target: str) -> bool:
    s = source.strip().casefold()
    return len(s) >= 3 and s in target.casefold()


_RULES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("spaces trimmed", lambda s, t: s.strip() == t.strip()),
    ("to upper case", lambda s, t: s.strip().upper() == t.strip()),
    ("to lower case", lambda s, t: s.strip().lower() == t.strip()),
    ("letter case changed", lambda s, t: s.strip().casefold() == t.strip().casefold()),
    ("date reformatted", _is_date_change),
    ("date reordered", _is_date_reorder),
    ("padded with zeros", _pads),
    ("leading zeros dropped", _unpads),
    ("number reformatted", _same_number),
    ("words reordered", _reorders),
    ("punctuation changed", _punctuation),
    ("phone number reformatted", _same_phone),
    ("first word", _first),
    ("last word", _last),
    ("part of the text", _part),
    ("some of the words", _tokens_within),
    (CONTAINS, _inside),
)

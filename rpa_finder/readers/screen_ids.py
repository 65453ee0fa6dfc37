"""Which screen a terminal shows: an id at a known position, else a fingerprint of its protected text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rpa_finder.model import Note
from rpa_finder.readers.screen_buffer import ScreenBuffer, ShownField


@dataclass(frozen=True, slots=True)
class IdRule:
    """Where an id stands (row and column from 1) and what it looks like; rules are tried in order."""

    row: int
    column: int
    length: int
    pattern: re.Pattern[str]


_ID = re.compile(r"[A-Z][A-Z$#@]{1,4}[0-9][A-Z0-9]{1,5}")
"""Letters, then digits: SVM0201P, CTX210, BNX410A."""
_PANEL = re.compile(r"[A-Z]{4}")
_HELP = re.compile(r"[A-Z]{2,5}[0-9][A-Z0-9]{0,4}")
ID_RULES: tuple[IdRule, ...] = (
    *(IdRule(1, column, 8, pattern) for column in (2, 1, 73) for pattern in (_ID, _HELP)),
    IdRule(2, 2, 8, _ID),
    IdRule(1, 70, 10, _ID),
    *(IdRule(row, column, 4, _PANEL) for row, column in ((2, 50), (2, 53), (2, 55), (1, 51), (1, 52), (3, 57))),
)
"""Row 1 column 2 is where most hosts put it; the last six are panels of US state systems (four letters)."""

MAX_SIDE = 255
MAX_LENGTH = 80
_TITLE_ROWS = 3
_DIGITS = re.compile(r"\d+")
_GAP = re.compile(r"\s{3,}")
_BLANKS = re.compile(r"\s+")
_FINGERPRINT = 6


def screen_name(screen: ScreenBuffer, own: tuple[IdRule, ...] = ()) -> tuple[str, str]:
    """Give id and title of the screen; without an id, a fingerprint of the protected text of the first rows.

    `own` are the analyst's rules, tried before those that are known. Digits do not count in a
    fingerprint: dates, times and counters change.
    """
    fields = screen.shown()
    for rule in (*own, *ID_RULES):
        if rule.row > screen.rows or rule.column > screen.columns:
            continue
        start = screen.place(rule.row, rule.column)
        before = screen.cells[start - 1] if rule.column > 1 else " "
        text = "".join(screen.cells[start : start + rule.length + 1])
        found = rule.pattern.match(text[: rule.length])
        field = screen.field_at(start)
        # An id is a word of its own, and nobody can type over it.
        whole = found is not None and before == " " and not text[found.end() : found.end() + 1].strip()
        if found is not None and whole and (field is None or field.protected):
            return found[0], _title(fields, screen, range(1, max(rule.row, 2) + 1), found[0])
    title = _title(fields, screen, range(1, _TITLE_ROWS + 1), "")
    return "", f"{title} [{_fingerprint(fields, screen)}]".strip()


def note_without_ids(codes: Iterable[str], titles: Iterable[str]) -> list[Note]:
    """Say how many screens have no id at a known place, and what to do about it."""
    shown = {(code, title) for code, title in zip(codes, titles, strict=True) if code or title}
    nameless = sum(not code for code, _ in shown)
    text = f"{nameless} of {len(shown)} screens show no id at a known place and are named by what stands on them"
    note = Note("screens-without-id", f"{text}; [[screen_id]] in a --mapping says where an id stands.")
    return [note] if nameless else []


def _title(fields: list[ShownField], screen: ScreenBuffer, rows: range, code: str) -> str:
    """Give the longest text without digits that the first of the rows with words holds, "" if there is none."""
    for row in rows:
        texts = [f.text for f in _headings(fields, row)] if fields else [screen.line(row)]
        # What ends with a colon or dots is the name of a field.
        parts = [p for text in texts for p in _GAP.split(text.strip()) if not p.endswith((":", "..", "=>"))]
        parts = [_BLANKS.sub(" ", part.removeprefix(code)).strip(" -=*.") for part in parts]
        words = [part for part in parts if sum(map(str.isalpha, part)) >= 4 and not _DIGITS.search(part)]
        if words:
            return max(words, key=len)
    return ""


def _headings(fields: list[ShownField], row: int) -> Iterator[ShownField]:
    """Give the protected fields of a row that do not stand before one that can be typed into."""
    for field, following in zip_longest(fields, fields[1:]):
        names = following is not None and not following.protected and following.row == row
        if field.row == row and field.protected and not names:
            yield field


def _fingerprint(fields: list[ShownField], screen: ScreenBuffer) -> str:
    shown = [(f.row, f.column, f.text) for f in fields if f.protected and f.text.strip()]
    shown = shown or [(row, 1, screen.line(row)) for row in range(1, screen.rows + 1) if not fields]
    top = [entry for entry in shown if entry[0] <= _TITLE_ROWS] or shown
    text = "\n".join(f"{row},{column} {_DIGITS.sub('#', text).rstrip()}" for row, column, text in top)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT]

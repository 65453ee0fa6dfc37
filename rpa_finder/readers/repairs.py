"""Records whose text holds unquoted delimiters, put together again where only one way fits the columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MAX_KNOWN = 20_000
"""Whole records that are enough to learn what the columns hold."""
_MIN_KNOWN = 20
_MAX_SURPLUS = 12
_TEXT_SHAPES = 20
_RUNS = ((re.compile(r"[^\W\d_]+"), "a"), (re.compile(r"\d+"), "0"), (re.compile(r"\s+"), " "))
# A number and its thousands; behind a currency sign also what has been mistyped.
_AMOUNT = re.compile(r"\d{1,3}\0\d{3}(?:\.\d{1,2})?|[^\w\s]{1,2}\d{1,3}\0\d{1,3}(?:\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Repair:
    """What became of a suspected record."""

    cells: list[str]
    """One cell per column, [] if the record has to be rejected."""
    repaired: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """What the whole records have in a column."""

    words: frozenset[str]
    shapes: frozenset[str]
    closed: bool
    """True if only known words fit."""
    text: bool
    """True if anything fits."""

    def fits(self, cell: str) -> bool:
        if self.closed or not cell:
            return cell in self.words
        return self.text or _shape(cell) in self.shapes


def looks_split(cells: Sequence[str]) -> bool:
    """Tell whether a cell looks like the rest of the one before it: a blank first, thousands, an open bracket."""
    for left, right in pairwise(cells):
        if not left or not right:
            continue
        if right[0].isspace() and right.strip() and left.strip():
            return True
        if right[0].isdigit() and _AMOUNT.fullmatch(f"{left}\0{right}"):
            return True
        if left.count("[") > left.count("]") or left.count("(") > left.count(")"):
            return True
    return False


def rejoin(suspects: Sequence[list[str]], known: Sequence[list[str]], delimiter: str, width: int) -> list[Repair]:
    """Give each suspected record with the cells that belong together joined again.

    What belongs in a column is learnt from the whole records. Of the ways in
    which all cells fit, the one that joins fewest cells is taken; if there are
    two such ways the record is rejected. A record with as many cells as the
    header that fits as it is, or in no way, stays as it is.
    """
    columns = _learn(known, width) if len(known) >= max(_MIN_KNOWN, len(suspects)) else []
    done: dict[tuple[str, ...], Repair] = {}
    for cells in suspects:
        key = tuple(cells)
        if key not in done:
            done[key] = _rejoined(cells, columns, delimiter, width)
    return [done[tuple(cells)] for cells in suspects]


def _learn(known: Sequence[list[str]], width: int) -> list[_Column]:
    return [_column(Counter(cells[place] for cells in known)) for place in range(width)]


def _column(words: Counter[str]) -> _Column:
    given = sum(words.values()) - words[""]
    closed = len(words) <= max(8, given // 10)
    shapes = frozenset() if closed else frozenset(_shape(word) for word in words if word)
    spaced = any("a a" in shape for shape in shapes)
    text = len(shapes) > _TEXT_SHAPES or (len(shapes) > 2 and spaced)
    return _Column(frozenset(words) if closed else frozenset(("",) if words[""] else ()), shapes, closed, text)


def _shape(cell: str) -> str:
    for run, sign in _RUNS:
        cell = run.sub(sign, cell)
    return cell


def _rejoined(cells: list[str], columns: Sequence[_Column], delimiter: str, width: int) -> Repair:
    whole = len(cells) == width
    # Exporters pad short records: blanks at the end may be dropped, and are put back.
    size = len(cells)
    while size and not cells[size - 1]:
        size -= 1
    first = max(size - width, 0)
    for surplus in range(first, min(first + _MAX_SURPLUS, size) + 1) if columns else ():
        ways, found = _ways(cells[:size], surplus, columns, delimiter, width)
        if ways:
            return Repair(found, surplus > 0) if ways == 1 else Repair([], False)
    return Repair(cells if whole else [], False)


def _ways(
    cells: list[str], surplus: int, columns: Sequence[_Column], delimiter: str, width: int
) -> tuple[int, list[str]]:
    """Count the ways to join cells so that so many fewer are left and all fit; give one of them."""
    used = len(cells) - surplus
    if not all(column.fits("") for column in columns[used:]):
        return 0, []
    # By joints spent so far: how many ways lead here, and one of them.
    ways: dict[int, tuple[int, list[str]]] = {0: (1, [])}
    for place in range(used):
        following: dict[int, tuple[int, list[str]]] = {}
        for spent, (count, path) in sorted(ways.items()):
            start = place + spent
            for more in range(surplus - spent + 1):
                part = cells[start : start + more + 1]
                if (more and not (part[0] and part[-1])) or len(part) <= more:
                    continue
                cell = delimiter.join(part)
                if columns[place].fits(cell):
                    before = following.get(spent + more, (0, []))[0]
                    following[spent + more] = (before + count, [*path, cell])
        ways = following
    count, path = ways.get(surplus, (0, []))
    return count, [*path, *[""] * (width - used)]

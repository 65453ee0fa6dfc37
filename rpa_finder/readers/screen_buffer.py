"""The screen of a 3270 terminal, rebuilt from what the host writes: cells, fields, and what may be read.

Positions are (row, column) from 1, as traces print them; inside they count
from 0 through the whole screen.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

BLANK = " "


@dataclass(slots=True)
class Field:
    """What the attribute at the start of a field says."""

    protected: bool
    hidden: bool
    modified: bool
    """Its modified flag was set by the host, or its content was sent before."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as it stands on the screen."""

    row: int
    column: int
    """Of its first character."""
    text: str
    """"" for a hidden one."""
    protected: bool
    hidden: bool


class ScreenBuffer:
    """The screen; what goes into a hidden field is never kept."""

    def __init__(self, rows: int = 24, columns: int = 80) -> None:
        self.known = False
        """True once the host has written a whole screen: before that nobody knows which fields are hidden."""
        self.rows, self.columns = rows, columns
        self.clear()

    def clear(self) -> None:
        """Blank the screen; it has no fields then."""
        self.cells = [BLANK] * (self.rows * self.columns)
        self.fields: dict[int, Field] = {}
        self._starts: list[int] = []
        self.address = 0

    def resize(self, rows: int, columns: int) -> None:
        """Blank the screen and give it another size."""
        self.rows, self.columns = rows, columns
        self.clear()

    def move_to(self, row: int, column: int) -> None:
        """Set where the next character goes."""
        self.address = self.place(row, column)

    def place(self, row: int, column: int) -> int:
        """Give the place of a position; one outside wraps around, as it does on the terminal."""
        return ((row - 1) * self.columns + column - 1) % len(self.cells)

    def position(self, place: int) -> tuple[int, int]:
        """Give row and column of a place."""
        return place // self.columns + 1, place % self.columns + 1

    def start_field(self, field: Field) -> None:
        """Put an attribute at the address."""
        self.cells[self.address] = BLANK
        if self.address not in self.fields:
            self._starts = sorted([*self._starts, self.address])
        self.fields[self.address] = field
        if field.hidden:
            self._blank(self.address)
        self.address = (self.address + 1) % len(self.cells)

    def write(self, text: str) -> None:
        """Put characters at the address; they take the place of attributes, and hidden ones are dropped."""
        for character in text:
            if self.address in self.fields:
                self._end_field(self.address)
            field = self.field_at(self.address)
            self.cells[self.address] = BLANK if field is not None and field.hidden else character
            self.address = (self.address + 1) % len(self.cells)

    def fill_to(self, place: int, character: str) -> None:
        """Repeat a character from the address up to a place."""
        self.write(character * (((place - self.address - 1) % len(self.cells)) + 1))

    def erase_unprotected(self, stop: int | None = None) -> None:
        """Blank what can be typed over, from the address to a place, or to the address again."""
        size = len(self.cells)
        count = size if stop is None else ((stop - self.address - 1) % size) + 1
        for step in range(count):
            place = (self.address + step) % size
            field = self.field_at(place)
            if place not in self.fields and field is not None and not field.protected:
                self.cells[place] = BLANK

    def reset_modified(self) -> None:
        """Take all modified flags off."""
        for field in self.fields.values():
            field.modified = False

    def field_at(self, place: int) -> Field | None:
        """Give the field that a place belongs to, None on a screen without fields."""
        start = self.start_of(place)
        return None if start is None else self.fields[start]

    def start_of(self, place: int) -> int | None:
        """Give the place of the attribute of the field that a place belongs to."""
        return self._starts[bisect_right(self._starts, place) - 1] if self._starts else None

    def content(self, start: int) -> str:
        """Give the characters of the field whose attribute is there."""
        return "".join(self.cells[place] for place in self._inside(start))

    def shown(self) -> list[ShownField]:
        """Give the fields from top to bottom."""
        found = []
        for start in self._starts:
            field = self.fields[start]
            row, column = self.position((start + 1) % len(self.cells))
            text = "" if field.hidden else self.content(start).rstrip()
            found.append(ShownField(row, column, text, field.protected, field.hidden))
        return found

    def line(self, row: int) -> str:
        """Give a row of the screen; hidden text is blank."""
        return "".join(self.cells[(row - 1) * self.columns : row * self.columns])

    def _end_field(self, start: int) -> None:
        """Take an attribute away: its characters belong to the field before, and are gone if that is hidden."""
        del self.fields[start]
        self._starts.remove(start)
        before = self.start_of(start)
        if before is not None and self.fields[before].hidden:
            self._blank(before)

    def _blank(self, start: int) -> None:
        for place in self._inside(start):
            self.cells[place] = BLANK

    def _inside(self, start: int) -> list[int]:
        """Give the places of a field, in order; the last field goes on at the top."""
        size = len(self.cells)
        ends = dict(pairwise([*self._starts, self._starts[0] + size])) if self._starts else {}
        return [place % size for place in range(start + 1, ends.get(start, start + 1))]

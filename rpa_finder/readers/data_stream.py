"""The orders of a 3270 data stream, as traces of the x3270 family spell them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rpa_finder.readers.screen_buffer import Field, ScreenBuffer

_NEXT = (
    "SetBufferAddress|StartField|InsertCursor|RepeatToAddress|EraseUnprotected|ProgramTab|SetAttribute|ModifyField"
    "|GraphicEscape|NULL|FF|DUP|FM|SUB|[A-Z][A-Za-z]+\\("
)
# A quote inside a text is a quote too: a text ends where an order follows.
_TOKEN = re.compile(rf"'(.*?)'(?=\s*(?:$|{_NEXT}))|([A-Za-z0-9]+)((?:\([^()]*\))*)", re.DOTALL)
_POINT = re.compile(r"\((\d+),(\d+)\)")


@dataclass(frozen=True, slots=True)
class Order:
    """One order, or a run of characters."""

    word: str
    """"" for characters."""
    text: str
    brackets: str
    """What follows the word in brackets: a position, attributes."""

    @property
    def point(self) -> tuple[int, int] | None:
        """Row and column of the order, None if it has none."""
        found = _POINT.search(self.brackets)
        return (int(found[1]), int(found[2])) if found else None


def read_orders(stream: str) -> Iterator[Order]:
    """Give the orders of one write, or of what a key sends."""
    for token in _TOKEN.finditer(stream):
        text, word, brackets = token.groups()
        yield Order(word or "", text or "", brackets or "")


def write_orders(screen: ScreenBuffer, stream: str) -> None:
    """Do to the screen what the host orders."""
    writer = _Writer(screen)
    for order in read_orders(stream):
        writer.take(order)
    writer.finish()


class _Writer:
    """Does one order after the other; two of them are complete only with the next."""

    def __init__(self, screen: ScreenBuffer) -> None:
        self.screen = screen
        self.extended: Field | None = None
        """A StartFieldExtended whose attributes may still come; without any it is open and plain."""
        self.repeat_to: int | None = None
        """A RepeatToAddress whose character is still to come."""

    def take(self, order: Order) -> None:
        if order.word == "3270" and self.extended is not None:
            self.extended = _field(order)
            return
        if order.word in _ATTRIBUTES and self.extended is not None:
            return
        if not order.word and self.repeat_to is not None:
            self._repeat(order.text[:1])
            self.screen.write(order.text[1:])
            return
        filled = self.repeat_to is not None
        self.finish()
        if filled and order.word == "NULL":
            return
        if not order.word:
            self.screen.write(order.text)
        elif order.word in _ORDERS:
            _ORDERS[order.word](self, order)

    def finish(self) -> None:
        """Complete what waits for a next order."""
        if self.repeat_to is not None:
            self._repeat(" ")
        if self.extended is not None:
            self.screen.start_field(self.extended)
            self.extended = None

    def set_address(self, order: Order) -> None:
        if order.point:
            self.screen.move_to(*order.point)

    def start_field(self, order: Order) -> None:
        self.set_address(order)
        self.screen.start_field(_field(order))

    def start_extended(self, order: Order) -> None:
        self.set_address(order)
        self.extended = _field(order)

    def repeat(self, order: Order) -> None:
        self.repeat_to = self.screen.place(*order.point) if order.point else None

    def erase(self, order: Order) -> None:
        self.screen.erase_unprotected(self.screen.place(*order.point) if order.point else None)

    def null(self, _order: Order) -> None:
        self.screen.write(" ")

    def _repeat(self, character: str) -> None:
        if self.repeat_to is not None:
            self.screen.fill_to(self.repeat_to, character or " ")
            self.repeat_to = None


_ORDERS: Mapping[str, Callable[[_Writer, Order], None]] = {
    "SetBufferAddress": _Writer.set_address,
    "StartField": _Writer.start_field,
    "StartFieldExtended": _Writer.start_extended,
    "RepeatToAddress": _Writer.repeat,
    "EraseUnprotectedAll": _Writer.erase,
    "EraseUnprotectedToAddress": _Writer.erase,
    "NULL": _Writer.null,
}
_ATTRIBUTES = frozenset(("foreground", "background", "highlighting", "charset", "validation", "outlining", "all"))


def _field(order: Order) -> Field:
    words = set(re.split(r"[(),]", _POINT.sub("", order.brackets)))
    return Field("protected" in words, "nondisplay" in words or "non-display" in words, "modified" in words)

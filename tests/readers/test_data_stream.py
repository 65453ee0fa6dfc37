"""Orders as traces spell them out, done to a screen."""

from __future__ import annotations

import pytest

from rpa_finder.readers.data_stream import read_orders, write_orders
from rpa_finder.readers.screen_buffer import ScreenBuffer


def screen_after(stream: str) -> ScreenBuffer:
    screen = ScreenBuffer(4, 10)
    write_orders(screen, stream)
    return screen


def test_orders_are_told_from_text_even_with_quotes_in_it():
    orders = list(read_orders(" SetBufferAddress(1,2) 'it's (here)' StartField(2,9)(protected,skip) NULL 'x'"))
    assert [(o.word, o.text, o.point) for o in orders] == [
        ("SetBufferAddress", "", (1, 2)),
        ("", "it's (here)", None),
        ("StartField", "", (2, 9)),
        ("NULL", "", None),
        ("", "x", None),
    ]


@pytest.mark.parametrize(
    ("stream", "lines"),
    [
        (" SetBufferAddress(2,3) 'AB' NULL 'C'", ["", "  AB C"]),
        (" RepeatToAddress(1,6)'-' SetBufferAddress(2,1) 'x'", ["-----", "x"]),
        (" 'abcdef' SetBufferAddress(1,1) RepeatToAddress(1,4)NULL", ["   def", ""]),
        (" SetBufferAddress(1,1) StartField(protected) 'AB' StartField(modified) 'CD'", [" AB CD", ""]),
        (" SetBufferAddress(1,1) StartFieldExtended 3270(protected) foreground(red) 'AB'", [" AB", ""]),
        (" StartField(2,1)(nondisplay) 'secret' StartField(protected) 'x'", ["", "        x"]),
        (" StartFieldExtended(2,1) 3270(nondisplay) 'secret'", ["", ""]),
    ],
)
def test_the_screen_shows_what_was_ordered(stream, lines):
    screen = screen_after(stream)
    assert [screen.line(row).rstrip() for row in (1, 2)] == lines


def test_erasing_up_to_an_address_leaves_what_comes_after():
    stream = " StartField(1,1)() 'abc' StartField(2,1)() 'def' SetBufferAddress(1,1) EraseUnprotectedAll(2,1)"
    assert [f.text for f in screen_after(stream).shown()] == ["", "def"]
    assert [f.text for f in screen_after(stream.replace("(2,1)", "")).shown()] == ["", ""]


def test_an_extended_field_at_the_end_is_a_field():
    assert [(f.row, f.protected) for f in screen_after(" SetBufferAddress(3,1) StartFieldExtended").shown()] == [
        (3, False)
    ]

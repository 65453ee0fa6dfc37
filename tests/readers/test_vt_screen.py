"""A VT terminal's screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.readers.vt_screen import VtScreen


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("ab\r\ncd", ["ab", "cd", ""]),
        ("\x1b[2;3HX\x1b[1;1fY", ["Y", "  X", ""]),
        ("abc\x1b[2DX\x1b[1CY", ["aXcY", "", ""]),
        ("abc\r\n\x1b[AX\x1b[2BY", ["Xbc", "", " Y"]),
        ("abcde\x1b[1;3H\x1b[K", ["ab", "", ""]),
        ("abcde\x1b[1;3H\x1b[1K", ["   de", "", ""]),
        ("ab\r\ncd\x1b[2J", ["", "", ""]),
        ("ab\r\ncd\x1b[1;2H\x1b[J", ["a", "", ""]),
        ("1\r\n2\r\n3\r\n4", ["2", "3", "4"]),
        ("\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b(B!", ["red!", "", ""]),
        ("abc\b\bX\tY", ["aXc     Y", "", ""]),
        ("\x1b[3dX\x1b[5GY", ["", "", "X   Y"]),
        ("x" * 10 + "y", ["x" * 10, "y", ""]),
    ],
)
def test_the_screen_shows_what_was_written(data, lines):
    screen = VtScreen(3, 10)
    screen.write(data)
    assert [screen.buffer.line(row).rstrip() for row in (1, 2, 3)] == lines


def test_the_plain_text_of_output_is_given():
    assert VtScreen(2, 20).write("\x1b[2J\x1b[1;2Hhello \x1b[1mworld\x1b[m\r\n") == "hello world"


@given(st.lists(st.text("ab\r\n\t\b\x1b[]0123456789;?HJKABCDGdm(", max_size=30), max_size=9))
def test_no_output_breaks_the_screen(pieces):
    screen = VtScreen(3, 7)
    for piece in pieces:
        screen.write(piece)
        assert len(screen.buffer.cells) == 21
        assert all(len(cell) == 1 for cell in screen.buffer.cells)

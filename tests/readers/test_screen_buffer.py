"""The screen of a 3270 as a person sees it; positions from 1."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.readers.screen_buffer import Field, ScreenBuffer


def label() -> Field:
    return Field(protected=True, hidden=False, modified=False)


def entry(hidden: bool = False) -> Field:
    return Field(protected=False, hidden=hidden, modified=False)


def form() -> ScreenBuffer:
    screen = ScreenBuffer(3, 20)
    for row, name, field in ((1, "NAME", entry()), (2, "PIN", entry(hidden=True))):
        screen.move_to(row, 1)
        screen.start_field(label())
        screen.write(name)
        screen.start_field(field)
        screen.write("abc")
    screen.start_field(label())
    return screen


def test_fields_have_their_text_and_hidden_ones_none():
    assert [(f.row, f.column, f.text, f.protected, f.hidden) for f in form().shown()] == [
        (1, 2, "NAME", True, False),
        (1, 7, "abc", False, False),
        (2, 2, "PIN", True, False),
        (2, 6, "", False, True),
        (2, 10, "", True, False),
    ]
    assert form().line(2) == " PIN" + " " * 16


def test_what_becomes_hidden_later_is_forgotten():
    screen = ScreenBuffer(1, 10)
    screen.write("secret")
    screen.move_to(1, 10)
    screen.start_field(label())
    screen.move_to(1, 1)
    screen.start_field(entry(hidden=True))
    assert "".join(screen.cells).strip() == ""


def test_erasing_leaves_what_is_protected():
    screen = form()
    screen.move_to(1, 1)
    screen.erase_unprotected()
    assert [f.text for f in screen.shown()] == ["NAME", "", "PIN", "", ""]


def test_text_over_an_attribute_takes_its_place():
    screen = form()
    screen.move_to(1, 6)
    screen.write("XY")
    assert screen.line(1) == " NAMEXYbc" + " " * 11
    assert [f.row for f in screen.shown()] == [1, 2, 2, 2]


def test_filling_stops_before_its_place_and_goes_round():
    screen = ScreenBuffer(2, 5)
    screen.move_to(2, 4)
    screen.fill_to(screen.place(1, 3), "*")
    assert (screen.line(1), screen.line(2)) == ("**   ", "   **")


def test_the_last_field_goes_on_at_the_top():
    screen = ScreenBuffer(1, 6)
    screen.move_to(1, 4)
    screen.start_field(entry())
    screen.write("abcd")
    assert screen.content(3) == "abcd "
    assert screen.field_at(0) is screen.fields[3]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("move"), st.integers(1, 60), st.integers(1, 60)),
            st.tuples(st.just("field"), st.booleans(), st.booleans()),
            st.tuples(st.just("write"), st.text("SECRET ", max_size=9), st.none()),
            st.tuples(st.just("erase"), st.none(), st.integers(0, 30)),
        ),
        max_size=30,
    )
)
def test_a_hidden_field_never_holds_anything(steps):
    screen = ScreenBuffer(4, 8)
    for kind, a, b in steps:
        if kind == "move":
            screen.move_to(a, b)
        elif kind == "field":
            screen.start_field(Field(a, b, False))
        elif kind == "write":
            screen.write(a)
        else:
            screen.erase_unprotected(b)
        for start, field in screen.fields.items():
            assert screen.cells[start] == " "
            assert not field.hidden or not screen.content(start).strip()

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.transforms.steps import Case, FindNumber, Keep, Lookup, Pieces, Rest, Slice, Step, Trim
from tests.transforms.running import run_python

EXAMPLES: list[tuple[Step, str, str | None, str]] = [
    (Trim(), " 48213\t", "48213", "spaces trimmed"),
    (Case("upper"), "Anna", "ANNA", "to upper case"),
    (Case("lower"), "ANNA", "anna", "to lower case"),
    (Case("title"), "O'NEIL, ANNA", "O'Neil, Anna", "to capitals at the start of words"),
    (Pieces(None, (0,)), "Anna Maria Berg", "Anna", "first word"),
    (Pieces(None, (-2,)), "Anna Maria Berg", "Maria", "last word but one"),
    (Pieces(",", (-1, 0), " "), "BERG, Anna", "Anna BERG", "parts in the order last, first, split at ','"),
    (Pieces("-", (), ""), "12-34-56", "123456", "parts split at '-', joined by nothing"),
    (Pieces(",", (2,)), "12 High Street, Leeds", None, "third part, split at ','"),
    (Pieces("\t", (), ", "), "High Street\tLeeds", "High Street, Leeds", "parts split at a tab, joined by ', '"),
    (Pieces(",", (-1, 0), " "), "BERG", None, "parts in the order last, first, split at ','"),
    (Pieces(",", (0,)), "12 High Street", None, "first part, split at ','"),
    (Pieces(None, (0,)), "Anna", "Anna", "first word"),
    (Rest(" ", after=True), "Anna Maria Berg", "Maria Berg", "what follows the first space"),
    (Rest("@", after=False), "anna@berg@home", "anna@berg", "what comes before the last '@'"),
    (Rest("@", after=True), "anna", None, "what follows the first '@'"),
    (Slice(None, 2), "GB482", "GB", "first 2 characters"),
    (Slice(-3, None), "GB482", "482", "last 3 characters"),
    (Slice(2, 4), "GB482", "48", "characters 3 to 4"),
    (Slice(5, None), "GB482", None, "characters 6 to the end"),
    (Keep("digits"), "AB-48 213", "48213", "digits only"),
    (Keep("digits"), "AB", None, "digits only"),
    (Keep("letters and digits"), "AB-48.213_x", "AB48213x", "letters and digits only"),
    (FindNumber(1), "flat 3, 12 High Street", "12", "second number in the text"),
    (FindNumber(-1), "High Street", None, "last number in the text"),
    (Lookup((("France", "FR"), ("Spain", "ES"))), "Spain", "ES", "look-up table of 2 entries"),
    (Lookup((("France", "FR"), ("Spain", "ES"))), "Italy", None, "look-up table of 2 entries"),
]

TEXTS = st.text(st.sampled_from("abAZ09 .,-@\tß²é"), max_size=12)
STEPS = st.one_of(
    st.just(Trim()),
    st.builds(Case, st.sampled_from(("upper", "lower", "title"))),
    st.builds(
        Pieces,
        st.sampled_from((None, ",", "-", ".", "\t")),
        st.lists(st.integers(-3, 3), max_size=3).map(tuple),
        st.sampled_from(("", " ", ", ")),
    ),
    st.builds(Rest, st.sampled_from((" ", ",", "@")), st.booleans()),
    st.builds(Slice, st.none() | st.integers(-4, 4), st.none() | st.integers(-4, 4)),
    st.builds(Keep, st.sampled_from(("digits", "letters and digits"))),
    st.builds(FindNumber, st.integers(-2, 2)),
    st.just(Lookup((("a", "b"), ("'\\\"", "\n")))),
)


@pytest.mark.parametrize(("step", "text", "changed", "words"), EXAMPLES)
def test_a_step_changes_a_text_and_says_how(step: Step, text: str, changed: str | None, words: str):
    assert step.apply(text) == changed
    assert step.words.startswith(words)


@given(STEPS, TEXTS)
def test_the_python_of_a_step_does_what_the_step_does(step: Step, text: str):
    assert run_python(step, text) == step.apply(text)


@given(STEPS)
def test_a_more_particular_step_is_longer(step: Step):
    assert step.bits > 0.0
    if isinstance(step, Pieces):
        assert Pieces(step.separator, (*step.order, 0, 0), step.joiner).bits > Pieces(step.separator, (0,)).bits

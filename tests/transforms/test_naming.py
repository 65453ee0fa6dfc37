from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.transforms.naming import _RULES, AS_IS, UNEXPLAINED, UNSEEN, name_transform

EXAMPLES = [
    ("48213", "48213", "as it is"),
    (" 48213 ", "48213", "spaces trimmed"),
    ("ab12", "AB12", "to upper case"),
    ("AB12", "ab12", "to lower case"),
    ("anna BERG", "Anna Berg", "letter case changed"),
    ("2026-04-03", "3 Apr 2026", "date reformatted"),
    ("2026-04-03", "03/04/2026", "date reformatted"),
    ("03/04/2026", "04/03/2026", "date reordered"),
    ("48213", "00048213", "padded with zeros"),
    ("00048213", "48213", "leading zeros dropped"),
    ("1,250.00", "1250", "number reformatted"),
    ("Anna Berg", "BERG, Anna", "words reordered"),
    ("AB-123", "AB123", "punctuation changed"),
    ("+49 170 1234567", "0170/1234567", "phone number reformatted"),
    ("Anna Berg", "Anna", "first word"),
    ("Anna Berg", "BERG", "last word"),
    ("AB-48213-X", "48213", "part of the text"),
    ("12 High Street Leeds", "high leeds", "some of the words"),
    ("48213", "Called about 48213 today", "inside a longer text"),
    ("Anna", "Otto", "changed, no simple rule"),
]


@pytest.mark.parametrize(("source", "target", "words"), EXAMPLES)
def test_names_the_transform(source, target, words):
    assert name_transform(source, target) == words


def test_every_rule_has_an_example():
    assert {words for words, _ in _RULES} | {AS_IS, UNEXPLAINED} == {words for _, _, words in EXAMPLES}


@pytest.mark.parametrize(("source", "target"), [(None, "x"), ("x", None), (None, None)])
def test_a_text_that_the_log_does_not_hold_is_not_visible(source, target):
    assert name_transform(source, target) == UNSEEN


@pytest.mark.parametrize(
    ("source", "target"), [("", "x"), ("x", ""), ("   ", "abc"), ("--", "//"), ("a", "bab"), ("0", "1")]
)
def test_nothing_explains_a_text_by_next_to_nothing(source, target):
    assert name_transform(source, target) == UNEXPLAINED


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_words_come_from_a_closed_set_and_hold_no_value(source, target):
    assert name_transform(source, target) in {words for _, _, words in EXAMPLES}


@given(st.text("abcXYZ019 .-/", max_size=15))
def test_any_text_is_itself_as_it_is(text):
    assert name_transform(text, text) == "as it is"


@given(st.integers(1, 10**8), st.integers(1, 5))
def test_padding_and_unpadding_are_named_for_any_number(number, zeros):
    padded = "0" * zeros + str(number)
    assert name_transform(str(number), padded) == "padded with zeros"
    assert name_transform(padded, str(number)) == "leading zeros dropped"

"""Figures are written as a client reads them, and rounded to what they can bear."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.config import Assumptions
from rpa_finder.model import ACTIONS, KINDS, Range
from rpa_finder.renderers import words


def plain(text):
    return text.replace(words.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (2534, "2,530 h"),
        (95, "100 h"),
        (47.2, "47 h"),
        (3.44, "3.4 h"),
        (0, "0.0 h"),
        (-3.44, "−3.4 h"),
        (-0.01, "0.0 h"),
    ],
)
def test_rounds_hours_by_their_size(hours, text):
    assert plain(words.format_hours(hours)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [(41_149, "€41,100"), (999.6, "€1,000"), (412.4, "€412"), (-3_049, "−€3,000"), (0, "€0"), (1_050, "€1,100")],
)
def test_rounds_money_from_a_thousand_to_hundreds(amount, text):
    assert words.format_money(amount, "EUR") == text


def test_writes_an_unknown_currency_by_its_code():
    assert plain(words.format_money(5_000, "CHF")) == "CHF 5,000"


def test_writes_a_range_with_a_dash_and_with_words_where_an_end_is_negative():
    assert plain(words.format_range(Range(2110, 2500, 3040))) == "2,110–3,040 h"
    assert plain(words.format_range(Range(-12, 1, 30))) == "−12 to 30 h"
    assert words.format_money_range(Range(-3000, 1, 9000), "GBP") == "−£3,000 to £9,000"
    assert words.format_money_range(Range(12000, 30000, 60400), "USD") == "$12,000–60,400"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.004, "< 1 %"),
        (0.005, "1 %"),
        (0.125, "13 %"),
        (0.996, "> 99 %"),
        (1, "100 %"),
        (math.nan, "not known"),
    ],
)
def test_never_rounds_a_share_to_nothing_or_all(share, text):
    assert plain(words.format_share(share)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (8.44, "8.4 s"),
        (59.6, "60 s"),
        (119.4, "119 s"),
        (200, "3 min 20 s"),
        (3599.6, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_writes_seconds_in_the_largest_fitting_unit(seconds, text):
    assert plain(words.format_seconds(seconds)) == text


@pytest.mark.parametrize(
    ("x", "text"),
    [(0, "none"), (0.01, "fewer than 1 in 20"), (0.14, "about 1 in 7"), (0.66, "about 7 in 10"), (1, "all")],
)
def test_writes_a_probability_as_odds(x, text):
    assert words.format_odds(x) == text


def test_writes_rows_as_ranges():
    assert words.format_rows([14, 3, 5, 4, 4, 9, 8]) == "3–5, 8–9, 14"
    assert words.format_rows([]) == ""


def test_writes_dates_and_leaves_what_is_none():
    assert plain(words.format_date("2026-03-02T09:14:05.250Z")) == "2 Mar 2026"
    assert plain(words.format_instant("2026-03-02T09:14:05.250Z")) == "2 Mar 2026, 09:14:05"
    assert words.format_date("") == ""
    assert words.format_date("soon") == "soon"


def test_counts_with_a_noun():
    assert plain(words.count_noun(1, "agent")) == "1 agent"
    assert plain(words.count_noun(1200, "entry", "entries")) == "1,200 entries"


def test_has_a_word_for_every_kind_action_and_assumption():
    assert set(words.KIND_WORDS) == set(KINDS)
    assert set(words.ACTION_WORDS) == set(ACTIONS)
    assert set(words.ASSUMPTION_WORDS) == set(Assumptions.__slots__)


def test_writes_assumptions_with_their_unit():
    assert plain(words.format_assumption(0.035, "share", "EUR")) == "3.5 %"
    assert plain(words.format_assumption(30.0, "money", "EUR")) == "€30"
    assert plain(words.format_assumption(45.0, "seconds", "EUR")) == "45 s"
    assert plain(words.format_assumption(1.0, "times", "EUR")) == "× 1"
    assert words.format_assumption("EUR", "", "EUR") == "EUR"


@given(st.text(), st.integers(1, 50))
def test_shortens_any_text_to_one_printable_line(text, length):
    short = words.shorten(text, length)
    assert len(short) <= length
    assert short.isprintable()


@given(st.floats(-1e15, 1e15) | st.sampled_from([math.nan, math.inf, -math.inf]))
def test_writes_any_number_with_a_real_minus(x):
    for write in (words.format_number, words.format_hours, words.format_share, words.format_seconds, words.format_days):
        assert "-" not in write(x)
        assert write(x)

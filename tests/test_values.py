from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.events import make_log
from rpa_finder.values import canonical, read_values, value_keys, value_shape


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("03/04/2026", "2026-04-03"),
        ("03.04.2026", " 03/04/26 "),
        ("3 Apr 2026", "04/03/2026"),
        ("03-apr-2026", "20260403"),
        ("03042026", "2026/4/3"),
        ("1,250.00", "1250"),
        ("00123", "123"),
        ("0", "000"),
        ("+49 170 1234567", "0170 1234567"),
        ("0049 170 1234567", "(0170) 1234567"),
        ("BERG, Anna", "Anna Berg"),
        ("anna.berg", "Berg Anna"),
        ("AB-123/c", "ab123C"),
        ("  Yes ", "yes"),
        ("STRASSE", "straße"),
        ("20 Jan 2003", "20012003"),
        ("1234567", "001234567"),
    ],
)
def test_one_thing_written_two_ways_has_one_key(one, other):
    assert canonical(one) == canonical(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("03/04/2026", "03/05/2026"),
        ("123", "1230"),
        ("AB123", "AB124"),
        ("Anna Berg", "Anna Bergs"),
        ("12.50", "1250"),
    ],
)
def test_different_things_have_different_keys(one, other):
    assert canonical(one) != canonical(other)


def test_a_padded_id_is_no_phone_and_a_long_number_no_date():
    assert not canonical("0000123456").startswith("tel")
    assert not canonical("48213048").startswith("date")
    assert not canonical("31/31/2026").startswith("date")
    assert not canonical("3 Abc 2026").startswith("date")
    assert not canonical("01/02/345").startswith("date")


def test_what_carries_nothing_has_no_key():
    assert [canonical(v) for v in ("", "   ", "---", "x" * 201)] == [""] * 4


@given(st.text(max_size=30))
def test_space_around_a_value_does_not_change_its_key(value):
    assert canonical(f" {value}\t") == canonical(value)


@given(st.dates(min_value=pd.Timestamp("1950-01-01").date(), max_value=pd.Timestamp("2099-12-31").date()))
def test_every_date_has_one_key_however_it_is_written(date):
    shapes = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d %B %Y", "%d-%b-%Y", "%d%m%Y")
    keys = {shape: canonical(date.strftime(shape)) for shape in shapes}
    assert len(set(keys.values())) == 1, keys


def test_digits_that_are_no_decimals_are_no_date():
    assert canonical("2026040²") == "2026040²"
    assert canonical("0304202²") == "0304202²"


@given(st.integers(0, 10**12), st.sampled_from((0, 1, 3, 4, 5, 6)))
def test_padding_does_not_change_a_numbers_key_unless_it_makes_a_date(number, zeros):
    padded = "0" * zeros + str(number)
    plain, other = canonical(str(number)), canonical(padded)
    assert plain == other or "date" in (plain + other)


def _log(values):
    n = len(values)
    return make_log(
        {
            "source": pd.Series(["log.csv"] * n),
            "row": range(1, n + 1),
            "time": pd.Series(pd.date_range("2026-03-02", periods=n, freq="s", tz="UTC")),
            "action_raw": pd.Series(["x"] * n),
            "value": pd.Series(values, dtype="object"),
        }
    )


def test_codes_are_by_key_in_alphabetical_order_and_minus_one_for_none():
    codes, names = value_keys(pd.Series(["Berg, Anna", None, "anna berg", "  ", "Aal"], dtype="str"))
    assert names == ["aal", "anna berg"]
    assert codes.tolist() == [1, -1, 1, -1, 0]


@given(st.lists(st.sampled_from([None, "a b", "B, A", "c", "7", "007", ""]), max_size=12))
def test_codes_are_equal_where_keys_are(values):
    codes, names = value_keys(pd.Series(values, dtype="object"))
    assert [names[c] if c >= 0 else "" for c in codes] == [canonical(v or "") for v in values]


def test_a_value_seen_all_over_a_log_is_common_and_one_seen_here_and_there_is_rare():
    n = 3000
    values = ["Open" if i % 100 == 0 else f"id {i}x" for i in range(n)]
    values[7] = values[1007] = values[2007] = "seldom"
    values[1] = "ab"
    found = read_values(_log(values))
    assert not found.rare[::100].any()
    assert found.rare[[7, 1007, 2007]].all()
    # Too short to be anyone's id.
    assert not found.rare[1]


def test_a_short_log_has_rare_values_too():
    assert read_values(_log(["48213", None, "x" * 60])).rare.tolist() == [True, False, False]


def test_a_log_without_values_has_no_keys():
    found = read_values(_log([None] * 5))
    assert found.key.tolist() == [-1] * 5
    assert not found.rare.any()
    assert found.n_keys == 0


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("48213", "99999"),
        ("PX-482", "AA-999"),
        ("Anna Berg", "Aaaa Aaaa"),
        ("Ödön Évi", "Aaaa Aaa"),
        ("hippopotamus", "aaaa"),
        ("\u0663\u0664", "99"),
        ("  ", "empty"),
    ],
)
def test_a_shape_keeps_nothing_of_the_value(value: str, shape: str):
    assert value_shape(value) == shape


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_letter_or_digit_of_a_value_is_in_its_shape(value: str):
    shape = value_shape(value)
    assert shape == "empty" or all(c in "9aA" or not c.isalnum() for c in shape)
    assert len(shape) <= 12

"""Shapes of time stamps, and the fields at their places."""

from __future__ import annotations

import pytest

from rpa_finder.readers.stamps import (
    has_stamp,
    looks_like_clock,
    looks_like_date,
    looks_like_time,
    match_shape,
    shape_groups,
)

WORDS = ("s", "t", "z", "sign", "p", "mon")


def fields(text: str) -> tuple[str, dict[str, int]]:
    """Give the kind of a stamp, and its numbers by field."""
    (group,) = shape_groups([text])
    numbers = {name: int(group.number(name)[0]) for name in group.spans if name not in WORDS}
    numbers |= {"mon": int(group.month()[0])} if "mon" in group.spans else {}
    return group.kind, numbers


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("2026-03-02T08:01:11.120Z", "ymd", {"Y": 2026, "m": 3, "d": 2, "H": 8, "M": 1, "S": 11, "f": 120}),
        ("2026/3/2 8:01", "ymd", {"Y": 2026, "m": 3, "d": 2, "H": 8, "M": 1}),
        ("02.03.2026 08:01:11,120", "xxy", {"a": 2, "b": 3, "y": 2026, "H": 8, "M": 1, "S": 11, "f": 120}),
        ("3/2/26, 8:01:11 p.m.", "xxy", {"a": 3, "b": 2, "y": 26, "H": 8, "M": 1, "S": 11}),
        ("2. März 2026 08:01", "dny", {"d": 2, "mon": 3, "y": 2026, "H": 8, "M": 1}),
        ("Dec 2, 2026 8:01:11 PM", "ndy", {"d": 2, "mon": 12, "y": 2026, "H": 8, "M": 1, "S": 11}),
        ("20260302080111", "ymd", {"Y": 2026, "m": 3, "d": 2, "H": 8, "M": 1, "S": 11}),
        ("20260302080111120", "ymd", {"Y": 2026, "m": 3, "d": 2, "H": 8, "M": 1, "S": 11, "f": 120}),
        ("202603020801", "ymd", {"Y": 2026, "m": 3, "d": 2, "H": 8, "M": 1}),
        ("158259097663900", "number", {"n": 158259097663900}),
        ("1582590976639000", "number", {"n": 1582590976639000}),
        ("1582590976", "number", {"n": 1582590976}),
        ("1582590976639", "number", {"n": 1582590976639}),
        ("1582590976,25", "number", {"n": 1582590976, "nf": 25}),
        ("8:01:11 AM", "clock", {"H": 8, "M": 1, "S": 11}),
        ("yesterday", "", {}),
    ],
)
def test_a_stamp_has_its_fields_at_the_places_of_its_shape(text, kind, numbers):
    assert fields(text) == (kind, numbers)


def test_a_column_is_split_by_shape_and_blanks_around_count_for_nothing():
    texts = ["2026-03-02", "08:01", "  2026-03-04  ", "noon", "09:15"]
    groups = {group.kind: group for group in shape_groups(texts)}
    assert {kind: list(group.rows) for kind, group in groups.items()} == {"ymd": [0, 2], "clock": [1, 4], "": [3]}
    assert list(groups["ymd"].number("d")) == [2, 4]
    assert list(groups["clock"].number("M")) == [1, 15]
    assert list(groups["clock"].number("S")) == [0, 0]
    assert (groups["clock"].width("H"), groups["clock"].width("S")) == (2, 0)


def test_many_different_shapes_are_given_in_the_end_without_a_kind():
    texts = ["x" * (1 + i % 70) + "-" * (1 + i // 70) for i in range(700)]
    groups = list(shape_groups(texts))
    assert sorted(row for group in groups for row in group.rows) == list(range(700))
    assert {group.kind for group in groups} == {""}


def test_the_half_of_the_day_is_a_letter():
    (group,) = shape_groups(["3/2/2026 8:01:11 PM", "3/2/2026 9:01:11 AM"])
    assert bytes(group.letter("p")) == b"pa"


def test_a_shape_is_matched_whole():
    assert match_shape("0000-00-00")[1]["d"] == (8, 10)
    assert match_shape("0000-00-00-") == ("", {})


@pytest.mark.parametrize(
    ("values", "time", "date", "clock"),
    [
        (["2026-03-02 08:00", "", "2026-03-02 08:01"], True, True, False),
        (["02.03.2026"], True, True, False),
        (["08:00:11", "8:00 PM"], False, False, True),
        (["1582590976", "1582590976639"], True, False, False),
        (["46083", "46084.5"], True, False, False),
        (["12345", "99999"], False, False, False),
        (["20260302080111"], True, True, False),
        (["30260302080111"], False, False, False),
        (["1582590976639000"], True, False, False),
        (["20260302080111120"], True, True, False),
        (["15825909766390000"], False, False, False),
        (["2026-03-02", "no", "no"], False, False, False),
        (["", " "], False, False, False),
    ],
)
def test_most_values_tell_what_a_column_holds(values, time, date, clock):
    assert (looks_like_time(values), looks_like_date(values), looks_like_clock(values)) == (time, date, clock)


@pytest.mark.parametrize(
    ("header", "is_data"),
    [
        (["2026-03-02 09:00:00", "bob"], True),
        (["\u6900\u6d00\u0a00 2026-03-02T09:00:00", "bob"], True),
        (["timestamp,user,window,a2026-03-02T09:00:00", "bob"], True),
        (["Time of event", "Agent", "duration_milliseconds", "Account 4821300017", "x4821300017"], False),
    ],
)
def test_a_line_with_a_time_in_it_holds_no_names(header, is_data):
    assert has_stamp(header) == is_data

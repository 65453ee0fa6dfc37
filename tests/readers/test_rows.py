"""Sparse rows become columns; rows that are no text keep their number and become issues."""

from __future__ import annotations

import pytest

from rpa_finder.readers.rows import MAX_FIELD, RowBuilder, text_fault


def test_columns_that_begin_late_or_end_early_are_filled_up():
    rows = RowBuilder("log")
    rows.add({"a": "1"})
    rows.add({"b": "2", "a": ""}, line=7)
    rows.add({"b": "3"})
    records = rows.records()
    assert list(records.columns["a"]) == ["1", "", ""]
    assert list(records.columns["b"]) == ["", "2", "3"]
    assert (list(records.row), list(records.line), records.rows_read) == ([1, 2, 3], [1, 7, 3], 3)


def test_a_rejected_row_keeps_its_number():
    rows = RowBuilder("log")
    rows.reject("is no event", column="x")
    rows.add({"a": "1"})
    rows.add({"a": "\0", "b": "2"}, line=9)
    records = rows.records()
    assert (list(records.row), records.rows_read) == ([2], 3)
    assert [(i.line, i.column, i.reason) for i in records.issues] == [
        (1, "x", "is no event"),
        (9, "a", "holds a zero byte"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("plain", ""),
        ("größer", ""),
        ("a\0b", "holds a zero byte"),
        ("\ud800", "holds bytes that are no text in this encoding"),
        ("x" * MAX_FIELD, ""),
        ("x" * (MAX_FIELD + 1), "a field is longer than 64 KiB"),
    ],
)
def test_what_is_no_text_is_said(text, fault):
    assert text_fault(text) == fault

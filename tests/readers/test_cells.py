"""Regular texts from their bytes: what is regular, which record stands where, and what the csv module makes of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa_finder.errors import InputError
from rpa_finder.readers import cells, sources
from rpa_finder.readers.cells import RegularTable, read_regular
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.records import as_text
from tests.readers.drawn_files import head_of


def table_of(folder: Path, text: str | bytes, times: Collection[str] = ()) -> RegularTable:
    head = head_of(folder, text)
    layout = find_layout(head)
    return read_regular(head.file, layout, layout.header, times)


def rows_of(table: RegularTable) -> list[list[str]]:
    assert table.columns is not None
    return [list(row) for row in zip(*map(as_text, table.columns.values()), strict=True)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a,b\n1,2\n3,4\n", [2, 3]),
        ("a,b\n1,2\n3,4", [2, 3]),
        ("a,b\r\n1,2\r\n\r\n3,4\r\n", [2, 4]),
        ("# made\na,b\n1,2\n\n\n3,4\n", [3, 6]),
        ('a,b\n1,"2\n2"\n3,4\n"5\n\n5",6\n7,8\n', [2, 4, 5, 8]),
        ('a,b\n1,"2, ""x"", 2"\n3,4\n', [2, 3]),
    ],
)
def test_records_of_a_regular_text_stand_on_these_lines(tmp_path, text, lines):
    found = table_of(tmp_path, text)
    assert found.columns is not None
    assert list(found.line) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3\n4,5\n6,7\n",
        "a,b\n1,2\n3,4,5\n6,7\n8,9\n",
        'a,b\n1,2\n3,"4\n',
        "a,b\n1,2\0\n" + "3,4\n" * 50,
        "a,b\r1,2\r3,4\r",
        "a,b\n1,2\n\ufeff3,4\n",
        "a,b\n1,2\n3," + "x" * 70_000 + "\n4,5\n",
    ],
)
def test_nothing_odd_is_regular(tmp_path, text):
    assert table_of(tmp_path, text).columns is None


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("a,b\n1,2\n3, 4\n", True),
        ("a,b\n1,2\n3,\u00a04\n", True),
        ("a,b\n1,2\n3 ,4\n", False),
        ('a,b\n1,"2"\n3, 4\n', False),
    ],
)
def test_a_blank_after_a_delimiter_may_be_a_split_text_where_nothing_is_quoted(tmp_path, text, split):
    assert table_of(tmp_path, text).split is split


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
def test_the_pieces_in_which_a_file_is_read_change_nothing(tmp_path, monkeypatch, size):
    monkeypatch.setattr(sources, "_CHUNK", size)
    table = table_of(tmp_path, 'a,b\r\n1,"2\r\n2"\r\n\r\n"3, ""3""",4\r\n5,6')
    assert list(table.line) == [2, 5, 6]
    assert rows_of(table) == [["1", "2\r\n2"], ['3, "3"', "4"], ["5", "6"]]


def test_a_line_over_one_mebibyte_is_odd_and_one_without_end_refused(tmp_path, monkeypatch):
    text = "a,b\n1,2\n3,4\n" + "x" * (1024 * 1024 + 1) + "\n"
    assert table_of(tmp_path, text).columns is None
    monkeypatch.setattr(cells, "ENDLESS_LINE", 1024 * 1024)
    with pytest.raises(InputError) as caught:
        table_of(tmp_path, text[:-1])
    assert caught.value.slug == "line-too-long"


@pytest.mark.parametrize("size", [1, 2, 4096])
@pytest.mark.parametrize("text", ["a,b\n1,\ufeff2\n3,4\n", "a,b\n1, 2\n"])
def test_what_is_odd_is_seen_across_pieces(tmp_path, monkeypatch, text, size):
    monkeypatch.setattr(sources, "_CHUNK", size)
    found = table_of(tmp_path, text)
    assert (found.columns is not None, found.split) == ((True, True) if " " in text else (False, False))


TEXTS = st.text("ab1,;\"'\n \u00e9\u20ac\U0001f600", max_size=30) | st.text("abcdefgh", min_size=60, max_size=80)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=30),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([7, 64, 1 << 20]),
)
def test_gives_what_the_csv_module_gives(tmp_path, monkeypatch, body, delimiter, ending, size):
    monkeypatch.setattr(sources, "_CHUNK", size)
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=ending)
    writer.writerow(["a", "b", "c"])
    writer.writerows([["x", *row] for row in [r[:2] for r in body]])
    table = table_of(tmp_path, written.getvalue())
    if table.columns is not None:
        expected = list(csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=delimiter))[1:]
        assert rows_of(table) == expected


def test_hashes_that_collide_mix_up_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "_MIX", np.uint64(0))
    body = [["x" * (i % 5), f"{i:09d}"] for i in range(40)]
    assert rows_of(table_of(tmp_path, "a,b\n" + "".join(f"{a},{b}\n" for a, b in body))) == body


def test_textslonger_than_a_few_words_are_told_apart(tmp_path):
    body = [[str(i), "y" * 3000 + str(i % 3)] for i in range(20)]
    assert rows_of(table_of(tmp_path, "a,b\n" + "".join(f"{a},{b}\n" for a, b in body))) == body


def test_times_come_as_bytes_of_whatever_length(tmp_path):
    stamps = ["2026-03-02 9:00", '"2026-03-02 10:00:30"', "", "soon"]
    table = table_of(tmp_path, "t,b\n" + "".join(f"{stamp},x\n" for stamp in stamps), times={"t"})
    assert table.columns is not None
    assert table.columns["t"].dtype.kind == "S"
    assert [row[0] for row in rows_of(table)] == [stamp.strip('"') for stamp in stamps]


@pytest.mark.parametrize("stamp", ["2026-03-02 9:00\u202fAM", "x" * 100])
def test_times_that_are_no_short_ascii_are_read_the_careful_way(tmp_path, stamp):
    assert table_of(tmp_path, f"t,b\n{stamp},x\n", times={"t"}).columns is None


def test_long_texts_that_end_alike_beside_short_ones_are_told_apart(tmp_path):
    """A text of several words stands beside one that ends in its first word."""
    texts = [
        "a",
        "AAAAAAAA-the same",
        "BBBBBBBB-the same",
        "AAAAAAAA-the Same",
        "AAAAAAAABBBBBBBB",
        "BBBBBBBBAAAAAAAA",
        "",
    ]
    text = "time,what\n" + "".join(f"2026-03-02 08:00:{i:02d},{cell}\n" for i, cell in enumerate(texts * 3))
    head = head_of(tmp_path, text)
    found = read_regular(head.file, find_layout(head), ["what"]).columns["what"]
    assert found.astype(object).tolist() == texts * 3

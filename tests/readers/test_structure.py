"""One pass over the bytes: what is regular, and which record stands where."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers import sources, structure
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.structure import Structure, scan_structure
from tests.readers.drawn_files import head_of


def structure_of(folder: Path, text: str | bytes) -> Structure:
    head = head_of(folder, text)
    return scan_structure(head.file, find_layout(head))


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
    found = structure_of(tmp_path, text)
    assert found.regular
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
    assert not structure_of(tmp_path, text).regular


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
    assert structure_of(tmp_path, text).split is split


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_the_pieces_in_which_a_file_is_read_change_nothing(tmp_path, monkeypatch, size):
    text = 'a,b\r\n1,"2\r\n2"\r\n\r\n"3, ""3""",4\r\n5,6'
    monkeypatch.setattr(sources, "_CHUNK", 1000)
    whole = structure_of(tmp_path, text)
    head = head_of(tmp_path, text)
    monkeypatch.setattr(sources, "_CHUNK", size)
    pieces = scan_structure(head.file, find_layout(head))
    assert whole.regular
    assert pieces.regular
    assert list(whole.line) == list(pieces.line) == [2, 5, 6]


def test_a_line_over_one_mebibyte_is_odd_and_one_without_end_refused(tmp_path, monkeypatch):
    text = "a,b\n1,2\n3,4\n" + "x" * (1024 * 1024 + 1) + "\n"
    assert not structure_of(tmp_path, text).regular
    monkeypatch.setattr(structure, "ENDLESS_LINE", 1024 * 1024)
    with pytest.raises(InputError) as caught:
        structure_of(tmp_path, text)
    assert caught.value.slug == "line-too-long"


@pytest.mark.parametrize("size", [1, 2, 4096])
@pytest.mark.parametrize("text", ["a,b\n1,\ufeff2\n3,4\n", "a,b\n1, 2\n"])
def test_what_is_odd_is_seen_across_pieces(tmp_path, monkeypatch, text, size):
    head = head_of(tmp_path, text)
    monkeypatch.setattr(sources, "_CHUNK", size)
    found = scan_structure(head.file, find_layout(head))
    assert (found.regular, found.split) == ((True, True) if " " in text else (False, False))

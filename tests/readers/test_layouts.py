"""How a delimited text is laid out."""

from __future__ import annotations

import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.layouts import Layout, find_layout
from tests.readers.drawn_files import head_of


def test_the_delimiter_is_the_one_that_makes_the_rows_even(tmp_path):
    text = "time;user;note\n1;ann;one, two, three\n2;bob;none\n3;cid;one, two\n"
    layout = find_layout(head_of(tmp_path, text))
    assert layout.delimiter == ";"
    assert layout.header == ("time", "user", "note")
    assert layout.sample() == {
        "time": ["1", "2", "3"],
        "user": ["ann", "bob", "cid"],
        "note": ["one, two, three", "none", "one, two"],
    }


@pytest.mark.parametrize(
    ("data", "header", "body", "line"),
    [
        (b"a,b\n1,2\n", ("a", "b"), 4, 2),
        (b"\xef\xbb\xbfa,b\n1,2\n", ("a", "b"), 7, 2),
        (b"sep=;\n# made\n\na;b\n1;2\n", ("a", "b"), 6 + 7 + 1 + 4, 5),
        (b'"a\nb",c\r\n1,2\r\n', ("a\nb", "c"), 9, 3),
        ("Größe,b\n1,2\n".encode(), ("Größe", "b"), 10, 2),
        ("Größe,b\n1,2\n".encode("cp1252"), ("Größe", "b"), 8, 2),
        (b" a , ,c\n1,2,3\n", ("a", "column 2", "c"), 8, 2),
    ],
)
def test_records_begin_after_everything_that_stands_before_them(tmp_path, data, header, body, line):
    layout = find_layout(head_of(tmp_path, data))
    assert (layout.header, layout.body, layout.body_line) == (header, body, line)


def test_rows_of_another_width_are_no_sample(tmp_path):
    layout = find_layout(head_of(tmp_path, "a,b\n1,2\n3\n4,5,6\n7,8\n9,0\n"))
    assert layout.rows == (("1", "2"), ("7", "8"), ("9", "0"))


def test_a_given_delimiter_and_encoding_are_used(tmp_path):
    layout = find_layout(head_of(tmp_path, "a~ä\n1~2\n".encode("latin-1")), "~", "latin-1")
    assert layout == Layout("latin-1", "~", ("a", "ä"), 4, 2, (("1", "2"),), guessed=False)


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("no-columns", "words\nmore words\n"),
        ("no-columns", "a,b,c\n1\n2\n3\n"),
        ("duplicate-column", "a,b,a\n1,2,3\n"),
        ("too-many-columns", "a," * 1000 + "b\n"),
        ("line-too-long", "a," * 40_000),
    ],
)
def test_a_text_without_a_sound_header_is_refused(tmp_path, slug, text):
    with pytest.raises(InputError) as caught:
        find_layout(head_of(tmp_path, text))
    assert caught.value.slug == slug

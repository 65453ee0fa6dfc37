"""JSON documents, lists and lines as flat records of text."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.json_texts import (
    first_records,
    flatten,
    load_document,
    load_values,
    looks_like_json,
    read_records,
    text_of,
)
from rpa_finder.readers.sources import Head, LogFile
from tests.readers.drawn_files import head_of


@pytest.mark.parametrize(
    ("text", "json_like"),
    [
        ('{"a": 1}', True),
        ('\ufeff [\n {"a": 1}]', True),
        ("{}", True),
        ("[PCOMM SCRIPT HEADER]", False),
        ("[1, 2]", False),
        ("a,b\n1,2\n", False),
    ],
)
def test_json_is_known_by_its_first_signs(tmp_path, text, json_like):
    assert looks_like_json(head_of(tmp_path, text)) is json_like


def test_values_stay_as_they_are_written():
    record = {"n": "1E5", "none": None, "yes": True, "in": {"a": {"b": "x"}}, "words": ["p", "q"], "list": ["1", {}]}
    assert flatten(record) == {
        "n": "1E5",
        "none": "",
        "yes": "true",
        "in.a.b": "x",
        "words": "p, q",
        "list": '["1", {}]',
    }
    assert text_of(12.5) == "12.5"


def test_numbers_are_text(tmp_path):
    records = read_records(head_of(tmp_path, '{"a": 1E5, "b": 12345678901234567890123, "c": 0.10}\n'))
    assert [list(records.columns[name]) for name in "abc"] == [["1E5"], ["12345678901234567890123"], ["0.10"]]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}\n\n{"a": 2}\n{"b": 3}\n',
        '{"a": 1}\r\n{"a": 2}\r\n{"b": 3}',
        '{"a": 1}{"a": 2} {"b": 3}',
        '[{"a": 1}, {"a": 2},\n {"b": 3}]',
    ],
)
def test_lines_streams_and_lists_give_the_same_records(tmp_path, text):
    head = head_of(tmp_path, text, "log.jsonl")
    records = read_records(head)
    assert list(records.columns["a"]) == ["1", "2", ""]
    assert list(records.columns["b"]) == ["", "", "3"]
    assert [r.get("a", "") for r in first_records(head)] == ["1", "2", ""]
    assert len(list(load_values(head))) == 3


def test_a_line_that_is_no_record_is_an_issue_with_its_line(tmp_path):
    records = read_records(head_of(tmp_path, '{"a": 1}\nnonsense\n[1]\n{"a": "\\ud800"}\n{"a": 2}\n{"a": 3'))
    assert list(records.columns["a"]) == ["1", "2"]
    assert [(i.line, i.reason) for i in records.issues] == [
        (2, "is no JSON record"),
        (3, "is no JSON record"),
        (4, "holds bytes that are no text in this encoding"),
        (6, "is no JSON record"),
    ]
    assert records.rows_read == 6


def test_a_document_over_many_lines_is_one_value(tmp_path):
    head = head_of(tmp_path, json.dumps({"a": {"b": 1}}, indent=1))
    assert list(load_values(head)) == [{"a": {"b": "1"}}]
    assert first_records(head) == []


@pytest.mark.parametrize("text", ['[{"a": 1}', '{"a": \n', "[" * 100_000])
def test_a_damaged_document_is_refused(tmp_path, text):
    head = head_of(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_document(head)
    assert caught.value.slug == "bad-json"


def test_an_empty_list_holds_no_events(tmp_path):
    with pytest.raises(InputError) as caught:
        read_records(head_of(tmp_path, "[ ]"))
    assert caught.value.slug == "no-events"


def test_the_head_of_a_long_list_shows_its_first_records(tmp_path):
    text = "[" + ",\n".join(json.dumps({"a": i}) for i in range(20_000)) + "]"
    found = first_records(head_of(tmp_path, text))
    assert (len(found), found[-1]) == (400, {"a": "399"})


def test_a_document_that_is_cut_off_is_told_by_its_end_whatever_its_size(tmp_path):
    """300 MB that are well-formed until they end: nothing of them is read into memory."""
    path = tmp_path / "log.json"
    with path.open("wb") as stream:
        stream.write(b'{"ocel:events": [')
        stream.seek(300 * 1024**2)
        stream.write(b'{"id": "e1"},')
    head = Head(LogFile(path, "log.json", ""), b"", "utf-8", 0, '{"ocel:events": [', False)
    tracemalloc.start()
    with pytest.raises(InputError, match="its last bracket is missing") as told:
        load_document(head)
    assert tracemalloc.get_traced_memory()[1] < 1024**2
    tracemalloc.stop()
    assert told.value.slug == "bad-json"

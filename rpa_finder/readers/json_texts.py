"""JSON as a log holds it: one document, a list of records, or one record a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from rpa_finder.errors import InputError
from rpa_finder.readers.records import Records
from rpa_finder.readers.rows import RowBuilder
from rpa_finder.readers.sources import BINARY, Head

_MAX_DEPTH = 4
_SAMPLE = 400
_END = 256
# Numbers as text: 1E5 and long ids stay what they are.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_JSON_START = re.compile(r"\{\s*[\"}]|\[\s*[\[{\]]")
_NO_RECORD = "is no JSON record"


def looks_like_json(head: Head) -> bool:
    """Tell whether a text begins as a JSON object or list does."""
    return head.encoding != BINARY and _JSON_START.match(_start(head)) is not None


def first_records(head: Head) -> list[dict[str, str]]:
    """Give the records that the head holds, flat; none if the file is no list and no lines of records."""
    if not looks_like_json(head):
        return []
    return [flat for flat in (_flat_or_none(value) for value in _first_values(head)) if flat]


def load_document(head: Head) -> Any:
    """Give the whole file as one JSON value, numbers as they are written; raises InputError bad-json."""
    # An export that was cut off is told by its end, before all of it is read.
    end = head.file.last_bytes(_END).replace(b"\0", b"").rstrip()
    if end and not end.endswith(b"]" if _start(head).startswith("[") else b"}"):
        raise InputError(
            "bad-json", head.file.name, "is cut off: its last bracket is missing.", "Export the log again."
        )
    try:
        return _DECODER.decode(_text(head, "strict"))
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(
            "bad-json", head.file.name, f"is no well-formed JSON{line}.", "Export the log again."
        ) from error


def load_values(head: Head) -> Iterator[Any]:
    """Give the values of a file one by one: of a list, or one after the other; None for what is no JSON.

    Raises InputError bad-json for a list or a lone document that is cut off.
    """
    if _start(head).startswith("{"):
        first = _text(head, "replace").strip("\ufeff \r\n\t").split("\n", 1)[0]
        if _value(first) is None:
            # No record on the first line: one document over many lines.
            yield load_document(head)
            return
    for _, value in _values(head):
        yield value


def read_records(head: Head) -> Records:
    """Read a list of records, or one record a line; names of nested fields are joined by dots.

    Raises InputError bad-json for a list that is cut off, no-events.
    """
    rows = RowBuilder(head.file.name)
    for line, value in _values(head):
        flat = _flat_or_none(value)
        if flat is None:
            rows.reject(_NO_RECORD, line)
        else:
            rows.add(flat, line)
    if not rows.rows_read:
        raise InputError("no-events", head.file.name, "holds no record.", "Export the log again.")
    return rows.records()


def text_of(value: Any) -> str:
    """Give a JSON value as the text that a table would hold."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def flatten(record: dict[str, Any], prefix: str = "", depth: int = 1) -> dict[str, str]:
    """Give a record's fields as text, names of nested ones joined by dots."""
    flat: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            flat |= flatten(value, f"{prefix}{key}.", depth + 1)
        else:
            flat[f"{prefix}{key}"] = text_of(value)
    return flat


def _flat_or_none(value: Any) -> dict[str, str] | None:
    return flatten(value) if isinstance(value, dict) and value else None


def _start(head: Head) -> str:
    return head.text[:4096].lstrip("\ufeff \r\n\t")


def _text(head: Head, errors: str) -> str:
    data = b"".join(head.file.chunks())[head.bom :]
    return data.decode(head.encoding, errors=errors)


def _values(head: Head) -> Iterator[tuple[int, Any]]:
    """Give (line or 0, value) of every record; of a line that is no JSON, None."""
    if _start(head).startswith("["):
        document = load_document(head)
        yield from ((0, value) for value in document)
        return
    for number, line in enumerate(_text(head, "surrogateescape").split("\n"), 1):
        plain = line.strip("\ufeff \r\t")
        if plain:
            yield from ((number, value) for value in _line_values(plain))


def _line_values(line: str) -> Iterator[Any]:
    """Give the values of a line, of which streams may put several one behind the other; None for a fault."""
    place = 0
    while place < len(line):
        try:
            value, place = _DECODER.raw_decode(line, place)
        except (ValueError, RecursionError):
            yield None
            return
        yield value
        while place < len(line) and line[place] in " \t,":
            place += 1


def _value(line: str) -> Any:
    return next(_line_values(line), None)


def _first_values(head: Head) -> Iterator[Any]:
    text = _start(head) + head.text[4096:]
    if text.startswith("{"):
        lines = text.split("\n")[: _SAMPLE + 1]
        whole = lines if head.whole or len(lines) == 1 else lines[:-1]
        yield from (value for line in whole for value in _line_values(line.strip("\ufeff \r\t")))
        return
    # A list that the head cuts off: record after record, as far as they are whole.
    place = 1
    for _ in range(_SAMPLE):
        while place < len(text) and text[place] in " \r\n\t,":
            place += 1
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield value

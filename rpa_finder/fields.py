"""Field names: columns of sheets, rows of tables, and one of many alike.

In: UILog with screens, sorted by agent. Out: UILog whose fields have one name
wherever they stand, with the row taken out into cell_row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from rpa_finder.choices import name_choices
from rpa_finder.events import UILog, coded_texts

Array = np.ndarray[Any, np.dtype[Any]]


def name_fields(log: UILog) -> UILog:
    """Put column letters for cell addresses, and '#' for numbers that tell rows of a table or one of a list.

    Fills cell_row where a row is known.
    """
    return name_choices(_name_cells(log))


# Cells and rows of tables ------------------------------------------------------------------------------------------

_A1 = re.compile(r"^(?:.*!)?\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?\d{1,7})?$")
_R1C1 = re.compile(r"^R(\d{1,7})C(\d{1,5})(?::R\d{1,7}C(\d{1,5}))?$", re.IGNORECASE)
_SPREADSHEET = re.compile(r"excel|calc\b|sheet|\.xls|\.ods|\.csv|numbers|gnumeric|›", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MOST_VARIANTS = 5
_RECURRING_EVENTS = 5
"""Events per variant from which numbered fields are a form's."""


def _name_cells(log: UILog) -> UILog:
    """Put column letters for cell addresses and '#' for the numbers of fields that are counted through."""
    sheet_app = _matching([*log.categories("app"), ""], _SPREADSHEET)
    sheet_screen = _matching([*log.categories("screen"), ""], _SPREADSHEET)
    on_sheet = sheet_app[log.codes("app")] | sheet_screen[log.codes("screen")]
    elements = [*log.categories("element"), ""]
    pairs, pair = np.unique(
        ((log.codes("app") + 1) * len(elements) + log.codes("element") + 1) * 2 + on_sheet, return_inverse=True
    )
    texts = [elements[i] for i in pairs // 2 % len(elements) - 1]
    named = [_cell(text) if sheet else (text, "") for text, sheet in zip(texts, pairs % 2, strict=True)]
    named = _counted(named, (pairs // 2 // len(elements)).tolist(), np.bincount(pair).tolist())
    rows_before = [*log.categories("cell_row"), ""]
    row_texts, row_codes = np.unique(
        np.asarray([*rows_before, *(r for _, r in named)], dtype=object), return_inverse=True
    )
    found, given = row_codes[len(rows_before) :][pair], row_codes[: len(rows_before)][log.codes("cell_row")]
    name_texts, name_codes = np.unique(np.asarray([n for n, _ in named], dtype=object), return_inverse=True)
    return log.with_columns(
        element=coded_texts(name_codes[pair], name_texts),
        cell_row=coded_texts(np.where(given > 0, given, found), row_texts),
    )


def _matching(texts: Sequence[str], pattern: re.Pattern[str]) -> Array:
    return np.array([bool(pattern.search(text)) for text in texts])


def _cell(text: str) -> tuple[str, str]:
    """Give column and row of a cell address, else the text itself."""
    if match := _A1.match(text):
        first, row, last = match.group(1).upper(), match.group(2), (match.group(3) or "").upper()
    elif match := _R1C1.match(text):
        row, first, last = match.group(1), _letters(int(match.group(2))), ""
        last = _letters(int(match.group(3))) if match.group(3) else ""
    else:
        return text, ""
    return (f"{first}:{last}" if last and last != first else first), row


def _letters(column: int) -> str:
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _counted(named: list[tuple[str, str]], app: list[int], events: list[int]) -> list[tuple[str, str]]:
    """Mask the digits of fields that number the rows of a table.

    More than five fields of one application differ in digits only, and they
    are rarely used, or other fields have the same numbers (columns of a
    table). The fields of a form that happen to be numbered are used each time.
    """
    keys = [(a, _DIGITS.sub("#", name)) for a, (name, _) in zip(app, named, strict=True)]
    numbers: dict[tuple[int, str], set[str]] = {}
    used: dict[tuple[int, str], int] = {}
    for key, (name, _), n in zip(keys, named, events, strict=True):
        numbers.setdefault(key, set()).add(" ".join(_DIGITS.findall(name)))
        used[key] = used.get(key, 0) + n
    many = {key: found for key, found in numbers.items() if len(found) > _MOST_VARIANTS}
    columns: dict[tuple[int, str], int] = {}
    for (a, _), found in many.items():
        for number in found:
            columns[a, number] = columns.get((a, number), 0) + 1
    tables = {
        key
        for key, found in many.items()
        if used[key] < _RECURRING_EVENTS * len(found)
        or sum(columns[key[0], number] > 1 for number in found) > _MOST_VARIANTS
    }
    return [
        (key[1], row or _DIGITS.findall(name)[-1]) if key in tables else (name, row)
        for key, (name, row) in zip(keys, named, strict=True)
    ]

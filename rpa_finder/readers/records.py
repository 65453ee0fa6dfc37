"""What a format's reader hands on: text columns by role, not yet times and actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.model import Issue, Note

ROLES = (
    "time",
    "date",
    "clock",
    "end",
    "duration",
    "agent",
    "host",
    "session",
    "case",
    "app",
    "screen",
    "screen_title",
    "workbook",
    "sheet",
    "url",
    "action",
    "element",
    "element_label",
    "cell_column",
    "cell_row",
    "value",
    "clipboard",
    "key",
    "modifiers",
)
"""What a column of a log can be for; a mapping file uses these words."""

Text = np.ndarray[Any, np.dtype[np.object_]]


@dataclass(slots=True)
class Records:
    """The usable records of one file: text by column name, "" where there is none."""

    columns: dict[str, Any]
    """A Series of texts or of categories; columns of nothing but stamps may be arrays of ASCII bytes."""
    row: np.ndarray[Any, np.dtype[np.int64]]
    """1-based data record in the file."""
    line: np.ndarray[Any, np.dtype[np.int64]]
    """1-based physical line where the record starts."""
    rows_read: int
    """Records in the file, the rejected ones too."""
    issues: list[Issue] = field(default_factory=list)
    repaired: np.ndarray[Any, np.dtype[np.bool_]] | None = None
    """Records whose cells had to be joined again; None if there are none."""
    notes: list[Note] = field(default_factory=list)

    def text(self, name: str) -> Text:
        """Give a column as an array of str; all "" if the log has none of that name."""
        if name not in self.columns:
            return np.full(len(self.row), "", dtype=object)
        return as_text(self.columns[name])


@dataclass(slots=True)
class RoleTable:
    """The records of one file by role (see ROLES), with what its columns are called there."""

    records: Records
    roles: dict[str, Any]
    """Role to text column (Series or array). screen, element and value are final; end may be missing."""
    names: Mapping[str, str]
    """Role to the column's own name, for messages."""
    actions: Mapping[str, str] = field(default_factory=dict)
    """Words whose meaning in this format differs from actions.map_action."""
    typed: np.ndarray[Any, np.dtype[np.bool_]] | None = None
    """Rows that are typed input whatever their word, in a log of keys and fields without actions."""
    notes: list[Note] = field(default_factory=list)
    guessed: bool = False
    """True if roles were told from names and values of columns, and not from a product that names them so."""


def as_text(column: Any) -> Text:
    """Give a column as an array of str."""
    texts = np.asarray(column)
    return np.asarray(texts.astype("U") if texts.dtype.kind == "S" else texts, dtype=object)


def first_text(*columns: Text) -> Text:
    """Give, per record, the first text that is not blank."""
    result = columns[0]
    for column in columns[1:]:
        result = np.where(result == "", column, result)
    return result


def joined(left: Any, sign: str, right: Any) -> Text:
    """Give left + sign + right where both are there, else the one that is."""
    (left_codes, lefts), (right_codes, rights) = coded(left), coded(right)
    # Every pair that occurs is put together once.
    pairs, found = pd.factorize(left_codes.astype(np.int64) * len(rights) + right_codes)
    texts = [
        f"{a}{sign}{b}" if a and b else a or b
        for a, b in zip(lefts[found // max(len(rights), 1)], rights[found % max(len(rights), 1)], strict=True)
    ]
    return np.array([*texts, ""], dtype=object)[pairs]


def without_query(urls: Any) -> Any:
    """Give a column of URLs without query and fragment, as categories if it has them."""
    codes, texts = coded(urls)
    places, short = pd.factorize(np.array([str(u).split("?", 1)[0].split("#", 1)[0] for u in texts], dtype=object))
    if isinstance(urls, pd.Series) and isinstance(urls.dtype, pd.CategoricalDtype):
        return pd.Series(pd.Categorical.from_codes(places[codes], pd.Index(short, dtype="str")))
    return short[places[codes]]


def coded(column: Any) -> tuple[np.ndarray[Any, Any], Text]:
    """Give a text column as numbers and the texts that they stand for, each of them once."""
    if isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), np.asarray(column.cat.categories, dtype=object)
    codes, texts = pd.factorize(np.asarray(column, dtype=object))
    return codes, np.asarray(texts, dtype=object)

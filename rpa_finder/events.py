"""UILog: the one table. One row = one thing one agent did on one screen.

| column | dtype | meaning |
|---|---|---|
| source | category | input file as named on the command line |
| row | int64 | 1-based data record in it: the evidence link, never lost |
| time | datetime64[us, UTC] | when |
| offset_min | int16 | local offset from UTC in minutes |
| precision_ms | int32 | clock precision: 1, 1000, 60000 |
| end | datetime64[us, UTC] | end where the log has one, else NaT |
| agent, host, session, case | category | who; machine; recording or login; business object |
| app, screen, url, element, element_label | category | where; raw text until cleaning |
| action | category (model.ACTIONS) | the verb |
| action_raw | category | the log's own word |
| value | str, nullable | text read, copied, pasted or typed; in memory only |
| record | category | ids that cleaning took out of title and URL: which object the screen shows |
| cell_row | category | spreadsheet row that cleaning took out of the cell address |
| quality | uint16 | bit flags, see QUALITY |
| active_seconds | float64 | working time before this event; 0 until sessions |

Sorted by agent, time, source, row (stable), or by source and row alone with
order="file". Missing text is a missing category, never "".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from rpa_finder.model import ACTIONS

_Floats = np.ndarray[Any, np.dtype[np.float64]]

# Where pyarrow is installed pandas would keep texts in it: one engine everywhere, so that one log gives the same bytes.
pd.set_option("mode.string_storage", "python")

QUALITY = {
    "agent_imputed": 1,
    "zone_assumed": 2,
    "date_order_inferred": 4,
    "out_of_order": 8,
    "coarse_clock": 16,
    "text_repaired": 32,
    "duplicate": 64,
    "clipboard_echo": 128,
}
"""Bit of each flag in the column quality. clipboard_echo: a system row that only repeats a copy."""

TEXT_COLUMNS = (
    "agent",
    "host",
    "session",
    "case",
    "app",
    "screen",
    "url",
    "element",
    "element_label",
    "action_raw",
    "record",
    "cell_row",
)
_TIME_DTYPE: Any = "datetime64[us, UTC]"
COLUMNS = (
    "source",
    "row",
    "time",
    "offset_min",
    "precision_ms",
    "end",
    "agent",
    "host",
    "session",
    "case",
    "app",
    "screen",
    "url",
    "element",
    "element_label",
    "action",
    "action_raw",
    "value",
    "record",
    "cell_row",
    "quality",
    "active_seconds",
)


@dataclass(frozen=True, slots=True)
class UILog:
    """The table, checked and in order. Stages return a new one, they never change it."""

    table: pd.DataFrame
    order: str = "time"
    """time or file."""

    def __len__(self) -> int:
        """Count the events."""
        return len(self.table)

    def codes(self, column: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Give the category codes of a column (-1 = missing), int64, one per event."""
        return np.asarray(self.table[column].cat.codes, dtype=np.int64)

    def categories(self, column: str) -> list[str]:
        """Give the texts that the codes of a column stand for."""
        return [str(c) for c in self.table[column].cat.categories]

    def with_columns(self, **columns: Any) -> UILog:
        """Give a log with some columns replaced; rows and order stay."""
        return replace(self, table=self.table.assign(**columns))

    def keep(self, mask: np.ndarray[Any, np.dtype[np.bool_]]) -> UILog:
        """Give a log with only the rows where mask is true."""
        return replace(self, table=self.table.loc[mask].reset_index(drop=True))


def make_log(columns: Mapping[str, Any], order: str = "time") -> UILog:
    """Build a UILog from columns of equal length; absent ones are filled as missing.

    Text columns may be str, object or category; empty text becomes missing.
    Needs source, row, time and action_raw; action defaults to "other".
    Unused and unsorted categories are put right, so that equal logs are equal.
    """
    n = len(columns["row"])
    table = pd.DataFrame(index=pd.RangeIndex(n))
    for name in COLUMNS:
        # Column by column: a frame of all would copy them.
        given = pd.Series(columns[name]).reset_index(drop=True) if name in columns else None
        table[name] = _column(name, given, n)
    return sort_log(UILog(table, order))


def _column(name: str, given: Any, n: int) -> Any:
    if name in TEXT_COLUMNS or name == "source":
        return text_category(given, n)
    if name == "action":
        words = pd.Series(["other"] * n) if given is None else given
        return pd.Series(pd.Categorical(words, categories=list(ACTIONS)))
    if name == "value":
        return _values(given, n)
    if name in ("time", "end"):
        if given is None:
            return pd.Series(pd.DatetimeIndex([pd.NaT] * n, dtype=_TIME_DTYPE))
        return given.astype(_TIME_DTYPE)
    dtypes: dict[str, Any] = {
        "row": "int64",
        "offset_min": "int16",
        "precision_ms": "int32",
        "quality": "uint16",
        "active_seconds": "float64",
    }
    dtype = dtypes[name]
    default = 1 if name == "precision_ms" else 0
    return pd.Series(np.full(n, default), dtype=dtype) if given is None else given.fillna(default).astype(dtype)


def _values(given: Any, n: int) -> Any:
    if given is None:
        return pd.Series([None] * n, dtype="str")
    if isinstance(given.dtype, pd.CategoricalDtype):
        # Taken from the categories by number: no text is looked at again.
        return pd.Series(given.cat.categories.astype("str").array.take(given.cat.codes.to_numpy(), allow_fill=True))
    return given.astype("str").where(given.notna())


def text_category(given: Any, n: int) -> Any:
    """Give a text column as a category with sorted, used categories; "" is missing."""
    if given is None:
        return pd.Series(pd.Categorical.from_codes(np.full(n, -1, dtype=np.int8), pd.Index([], dtype="str")))
    if not isinstance(given.dtype, pd.CategoricalDtype):
        given = given.astype("category")
    if _is_tidy(given):
        return given
    given = given.cat.remove_unused_categories()
    names = given.cat.categories.astype("str")
    if "" in names:
        given = given.cat.remove_categories([""])
        names = given.cat.categories.astype("str")
    ordered = names.sort_values()
    return given.cat.rename_categories(names).cat.reorder_categories(ordered, ordered=False)


def coded_texts(codes: Any, texts: Any) -> Any:
    """Give a text column from the code of each row and the distinct texts of the codes, one of them "" (missing)."""
    return text_category(pd.Series(pd.Categorical.from_codes(codes, pd.Index(texts, dtype="str"))), len(codes))


def _is_tidy(given: Any) -> bool:
    """Tell whether a category column already has sorted, used str categories, unordered and without ""."""
    names, codes = given.cat.categories, given.cat.codes.to_numpy()
    if names.dtype != "str" or given.cat.ordered or not names.is_monotonic_increasing or "" in names[:1]:
        return False
    used = np.zeros(len(names) + 1, dtype=bool)
    used[codes] = True
    return bool(used[:-1].all())


def sort_log(log: UILog) -> UILog:
    """Put the rows in order: agent, time, source, row; or source, row for order="file"."""
    table = log.table
    source, row = table["source"].cat.codes.to_numpy(), table["row"].to_numpy()
    if log.order == "file":
        order = np.lexsort((row, source))
    else:
        agent, time = table["agent"].cat.codes.to_numpy(), table["time"].astype("int64").to_numpy()
        order = np.lexsort((row, source, time, agent))
    if np.array_equal(order, np.arange(len(order))):
        return log
    return replace(log, table=table.iloc[order].reset_index(drop=True))


def sort_by_agent(log: UILog) -> UILog:
    """Put the rows in order now that every row's agent is known; with order="file" an agent's rows stay as in the file.

    Where several agents share a file, sessions would else end at every change of agent.
    """
    log = sort_log(log)
    if log.order != "file":
        return log
    order = np.argsort(log.codes("agent"), kind="stable")
    return replace(log, table=log.table.iloc[order].reset_index(drop=True))


@dataclass(frozen=True, slots=True)
class ValueFlow:
    """Which row's value went to which row: arrays of equal length, one entry per transfer.

    source, target and entered are row positions in the log (int64, target
    ascending; a target that was put together from several sources comes
    several times). also_of and also_row are a list of their own.
    """

    source: np.ndarray[Any, np.dtype[np.int64]]
    target: np.ndarray[Any, np.dtype[np.int64]]
    entered: np.ndarray[Any, np.dtype[np.int64]]
    """The row that holds the text as it was left: the edit that finishes a paste, else the target."""
    rekeyed: np.ndarray[Any, np.dtype[np.bool_]]
    """True where no clipboard was used."""
    transform: np.ndarray[Any, np.dtype[np.int64]]
    """Index into transforms."""
    transforms: tuple[str, ...]
    """How the texts of a transfer relate, in words."""
    chance: np.ndarray[Any, np.dtype[np.float64]]
    """Share of the links between the two fields that chance explains; 0 for the clipboard."""
    also_of: np.ndarray[Any, np.dtype[np.int64]]
    """Transfer whose value was shown by another field too, ascending by transfer and row ..."""
    also_row: np.ndarray[Any, np.dtype[np.int64]]
    """... and the row that showed it."""


def lasting_seconds(log: UILog) -> _Floats:
    """Give how many of the active seconds of each event are of its own duration, 0 where the log has no end."""
    table = log.table
    lasts = (table["end"].fillna(table["time"]).astype("int64") - table["time"].astype("int64")).to_numpy() / 1e6
    return np.clip(lasts, 0.0, table["active_seconds"].to_numpy())


def seconds_within(active: _Floats, lasting: _Floats) -> float:
    """Give the active seconds between the start of the first event of an execution and the start of its last.

    active, lasting: of its events, in order. What led up to the first event is no part of it, and how long the
    last one lasted is as unknown to most logs.
    """
    return float(active.sum() - (active[0] - lasting[0]) - lasting[-1])

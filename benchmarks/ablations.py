"""Logs that show less, made from a log that was read: what discovery is worth without a kind of evidence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from rpa_finder.cleaning import clean
from rpa_finder.events import UILog
from rpa_finder.privacy import pseudonymise

_BREAK_US = 3 * 3_600_000_000
_SECOND_US = 1_000_000


def without_values(log: UILog) -> UILog:
    """Drop every value that was read, copied, pasted or typed."""
    return log.with_columns(value=pd.Series(pd.NA, index=log.table.index, dtype=log.table["value"].dtype))


def without_time(log: UILog) -> UILog:
    """Give each agent one event a second, in the same order; breaks of three hours and more stay."""
    table = log.table
    time = table["time"].astype("int64").to_numpy()
    new_agent = np.diff(log.codes("agent"), prepend=-2) != 0
    starts = new_agent | (np.abs(np.diff(time, prepend=time[:1])) >= _BREAK_US)
    first = np.flatnonzero(starts)
    since = np.arange(len(time)) - np.repeat(first, np.diff([*first, len(time)]))
    even = np.repeat(time[first], np.diff([*first, len(time)])) + since * _SECOND_US
    stamps = pd.Series(pd.to_datetime(even, unit="us", utc=True), index=table.index).astype(table["time"].dtype)
    return log.with_columns(time=stamps, end=pd.Series(pd.NaT, index=table.index, dtype=table["end"].dtype))


def without_ids(log: UILog) -> UILog:
    """Mask the ids and names in titles and URLs as cleaning does; cells keep their row numbers."""
    elements = log.table.set_index(["source", "row"])["element"]
    cleaned = clean(pseudonymise(log)).log
    keys = pd.MultiIndex.from_frame(cleaned.table[["source", "row"]])
    nothing = pd.Series(pd.NA, index=cleaned.table.index).astype("category")
    element = pd.Series(pd.Categorical(elements.reindex(keys)), index=cleaned.table.index)
    return cleaned.with_columns(record=nothing, element=element)


ABLATIONS: dict[str, Callable[[UILog], UILog]] = {
    "no values": without_values,
    "no time": without_time,
    "no ids": without_ids,
}
"""What is taken away, by the name in the table."""

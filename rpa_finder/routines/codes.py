"""Fields that are filled with a code for what another screen showed: country to country code.

In: what the executions of a routine read, and what they typed without a source
of the same value. Out: the pairs of fields of which the first foretells the
second by a table. Equal values can't show this; that a value read is followed
by the same code every time can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rpa_finder.routines.stream import Ints
from rpa_finder.transforms import Example, Learnt, learn_table, learn_transform

LEAST_TIMES = 10
MOST_FIELDS = 20
"""Fields of a routine, the most usual ones, that are looked at as sources and as targets."""
MOST_CODES = 50
LEAST_FORETOLD = 0.9
CHANCE_ERRORS = 0.5
"""A table must make at most this share of the errors that it makes on shifted executions."""
SHIFTS = 4


@dataclass(frozen=True, slots=True)
class Cells:
    """Texts in fields, one entry per row of the log, ascending by row."""

    execution: Ints
    row: Ints
    place: Ints
    """Code of (screen, field)."""
    text: np.ndarray[tuple[int], np.dtype[np.object_]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A target field whose text a table gives from a source field."""

    source: Ints
    """Rows that showed the source, one for each execution ..."""
    target: Ints
    """... and rows that were typed."""
    learnt: Learnt
    by_chance: float
    """Share that a table foretells where the executions are shifted against each other."""


def find_tables(read: Cells, typed: Cells, agent: Ints) -> Iterator[Coded]:
    """Give for each target field the source whose table foretells it best, if any does; agent: per row of the log."""
    targets = {place: rows for place, rows in _fields(typed) if _few(rows)}
    sources = {place: rows for place, rows in _fields(read) if _few(rows)} if targets else {}
    for place, target in targets.items():
        found = [c for p, source in sources.items() if p != place and (c := _coded(source, target, agent))]
        if found:
            yield max(found, key=lambda c: (c.learnt.explained, len(c.target), -int(c.source[0])))


def _fields(cells: Cells) -> list[tuple[int, pd.DataFrame]]:
    """Give the most usual fields, each with its last row in every execution."""
    frame = pd.DataFrame(
        {"execution": cells.execution, "row": cells.row, "place": cells.place, "text": cells.text}
    ).drop_duplicates(["execution", "place"], keep="last")
    usual = frame["place"].value_counts().sort_index().nlargest(MOST_FIELDS, keep="first")
    usual = usual[usual >= LEAST_TIMES]
    return [(int(str(p)), frame[frame["place"] == p].set_index("execution")) for p in sorted(usual.index)]


def _few(rows: pd.DataFrame) -> bool:
    """Say whether a field holds codes: few texts, each of them often."""
    return 2 <= rows["text"].nunique() <= min(MOST_CODES, len(rows) // 2)


def _coded(source: pd.DataFrame, target: pd.DataFrame, agent: Ints) -> Coded | None:
    both = source.merge(target, left_index=True, right_index=True, suffixes=("_read", "_typed"))
    both = both[both["row_read"] < both["row_typed"]].sort_values("row_typed")
    if len(both) < LEAST_TIMES:
        return None
    read, typed = both["text_read"].tolist(), both["text_typed"].tolist()
    foretold = learn_table((a, b, 1) for a, b in zip(read, typed, strict=True))[1]
    if foretold < LEAST_FORETOLD:
        return None
    by_chance = _by_chance(read, typed)
    if 1.0 - foretold > CHANCE_ERRORS * (1.0 - by_chance):
        return None
    rows = both["row_typed"].to_numpy(dtype=np.int64)
    examples = [Example((a,), b, frozenset({x})) for a, b, x in zip(read, typed, agent[rows].tolist(), strict=True)]
    learnt = learn_transform(examples)
    return Coded(both["row_read"].to_numpy(dtype=np.int64), rows, learnt, by_chance) if learnt else None


def _by_chance(read: list[str], typed: list[str]) -> float:
    """Give what the most usual text would foretell, or a table of shifted executions if that is more."""
    n = len(read)
    usual = max(map(typed.count, set(typed))) / n
    offsets = [n * (2 * i + 1) // (2 * SHIFTS) for i in range(SHIFTS)]
    moved = [learn_table((a, b, 1) for a, b in zip(read, typed[o:] + typed[:o], strict=True))[1] for o in offsets]
    return max(usual, sum(moved) / SHIFTS)

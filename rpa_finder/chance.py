"""How many links between two fields chance would give: the same matching, shifted in time.

In: the entries that were traced, and how. Out: for each pair of fields the
number of links to expect by chance. Every entry is moved along its agent's
rows, round the end, and traced from there: what it finds has nothing to do
with the work it belongs to. Field pairs that chance links nearly as often as
the log does are no transfers.

The estimate is that of target-decoy searches in proteomics (Elias and Gygi,
2007), with the shift as the decoy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rpa_finder.tracing import MAX_ROWS, Floats, Ints, Rows

SHIFTS = 4
MOST_BY_CHANCE = 0.2
"""An edge stays if chance explains no more than this share of its links."""
LEAST_ROWS = 40
"""An agent with fewer rows can't be shifted out of the work an entry belongs to."""

Trace = Callable[[Ints, Ints], Ints]
"""Gives the source of each entry (first) as seen from other rows (second), -1 for none."""


def chance_links(rows: Rows, entries: Ints, found: Ints, trace: Trace) -> Floats:
    """Give for each entry the share of its field pair's links that chance explains, 0 where it has no source.

    found is the source of each entry, -1 for none; all entries count, as each may link by chance.
    """
    share = np.zeros(len(entries), dtype=np.float64)
    linked = np.flatnonzero(found >= 0)
    if not len(linked):
        return share
    width = int(rows.place(np.arange(len(rows.agent))).max()) + 1
    pair = rows.place(found[linked]) * width + rows.place(entries[linked])
    names, of, observed = np.unique(pair, return_inverse=True, return_counts=True)
    expected = np.zeros(len(names), dtype=np.float64)
    for at, scale in shifted(rows, entries):
        moved = at >= 0
        source = np.full(len(entries), -1, dtype=np.int64)
        source[moved] = trace(entries[moved], at[moved])
        window = np.where(moved, np.minimum(MAX_ROWS, scale[1]), 0)
        hit = np.flatnonzero((source >= 0) & (rows.rank[at] - rows.rank[source] <= window))
        code = rows.place(source[hit]) * width + rows.place(entries[hit])
        known = np.searchsorted(names, code).clip(max=len(names) - 1)
        same = names[known] == code
        np.add.at(expected, known[same], scale[0][hit[same]])
    share[linked] = np.minimum(1.0, expected / observed)[of]
    return share


def shifted(rows: Rows, entries: Ints) -> list[tuple[Ints, tuple[Floats, Ints]]]:
    """Give, a shift at a time, the row that each entry is moved to (-1: too few rows), its weight and its window.

    An agent with n rows is shifted by at least two windows of n // 4 rows, or
    MAX_ROWS, either way round; a smaller window is weighed up to the real one.
    """
    order = np.lexsort((rows.rank, rows.agent))
    agents, first, count = np.unique(rows.agent[order], return_index=True, return_counts=True)
    of = np.searchsorted(agents, rows.agent[entries])
    n, start = count[of].astype(np.int64), first[of].astype(np.int64)
    window = np.minimum(MAX_ROWS, n // 4)
    fits = n >= LEAST_ROWS
    weight = np.minimum(MAX_ROWS, n) / np.maximum(window, 1) / SHIFTS
    moves = []
    for i in range(SHIFTS):
        offset = 2 * window + (n - 4 * window) * (2 * i + 1) // (2 * SHIFTS)
        at = order[start + (rows.rank[entries] + offset) % np.maximum(n, 1)]
        moves.append((np.where(fits, at, -1).astype(np.int64), (weight, window)))
    return moves

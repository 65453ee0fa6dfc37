"""Look-up tables: a code entered for a code read, with a share that other examples vouch for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

LEAST_CODES = 2
MOST_CODES = 50


def learn_table(pairs: Iterable[tuple[str, str, int]]) -> tuple[tuple[tuple[str, str], ...], float]:
    """Give the table of (source, target, times seen), and the share of the times that the others foretell.

    A table can hold anything, so a time counts as explained only if the same
    source has the same target at another time as well. An empty table and 0
    where there are too few or too many codes to call them so.
    """
    seen: dict[str, Counter[str]] = {}
    for source, target, times in pairs:
        seen.setdefault(source, Counter())[target] += times
    table, foretold, total = [], 0, 0
    for source in sorted(seen):
        target, times = min(seen[source].items(), key=lambda item: (-item[1], item[0]))
        total += sum(seen[source].values())
        if times >= 2:
            table.append((source, target))
            foretold += times
    targets = {target for _, target in table}
    if not (LEAST_CODES <= len(table) <= MOST_CODES and len(targets) >= LEAST_CODES):
        return (), 0.0
    return tuple(table), foretold / total

"""Executions timed again from the log rows they name, whatever found them.

In: a UILog with active seconds, and routines of a kept scan. Out: the same
routines, every execution's seconds added up anew from its own rows. verify
works the savings out again from these: a figure that does not follow from the
rows it names is found even if the scan would make the same mistake twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rpa_finder.events import UILog, lasting_seconds, seconds_within
from rpa_finder.model import Execution, InputFile, Routine


def retime_routines(
    log: UILog, routines: Sequence[Routine], kept: Sequence[InputFile], read: Sequence[InputFile]
) -> tuple[Routine, ...]:
    """Time every execution again from its rows; one whose rows are not all in the log, or are another's, has none left.

    Files are matched by digest, those of one digest by the order of their names. `kept` are the scan's inputs, `read`
    are those of the log.
    """
    code_of = {name: code for code, name in enumerate(log.categories("source"))}
    path_of = dict(zip(_marks(read), (i.path for i in read), strict=True))
    codes = [code_of.get(path_of.get(mark, ""), -1) for mark in _marks(kept)]
    row = log.table["row"].to_numpy()
    width = int(row.max(initial=0)) + 1
    key = log.codes("source").astype(np.int64) * width + row
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    active, lasting = log.table["active_seconds"].to_numpy(), lasting_seconds(log)
    taken = np.zeros(len(row), dtype=bool)
    second = log.table["time"].astype("int64").to_numpy() / 1e6

    def retime(execution: Execution) -> Execution:
        wanted = np.array([codes[s] * width + r for s, r in zip(execution.sources, execution.rows, strict=True)])
        found = order[np.minimum(np.searchsorted(sorted_key, wanted), len(order) - 1)]
        if not len(wanted) or (key[found] != wanted).any() or taken[found].any() or len(set(found)) < len(found):
            return replace(execution, active_seconds=0.0, elapsed_seconds=0.0, sources=(), rows=(), steps=())
        taken[found] = True
        elapsed = max(0.0, float(second[found[-1]] - second[found[0]]))
        seconds = min(seconds_within(active[found], lasting[found]), elapsed)
        return replace(execution, active_seconds=seconds, elapsed_seconds=elapsed)

    return tuple(replace(r, executions=tuple(map(retime, r.executions))) for r in routines)


def _marks(inputs: Sequence[InputFile]) -> list[tuple[str, int]]:
    """Give each file's digest, and which of those with that digest it is: copies, or members of one archive."""
    order = sorted(range(len(inputs)), key=lambda i: inputs[i].path)
    seen: Counter[str] = Counter()
    marks = [("", 0)] * len(inputs)
    for i in order:
        marks[i] = (inputs[i].sha256, seen[inputs[i].sha256])
        seen[inputs[i].sha256] += 1
    return marks

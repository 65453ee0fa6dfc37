"""The usual forms of what is read and entered at each step: what may be known of values outside memory.

In: a UILog, and routines with the rows of their executions. Out: the same
routines, each step with the forms that its values mostly have. A form that
few executions or one agent alone shows is left out: it could tell a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from rpa_finder.events import UILog
from rpa_finder.model import Routine
from rpa_finder.values import value_shape

MOST_FORMS = 3
LEAST_TIMES = 3
LEAST_AGENTS = 2


def add_forms(log: UILog, routines: Sequence[Routine]) -> tuple[Routine, ...]:
    """Give the steps of every routine their forms; sources of executions count the sources of the log."""
    values = log.table["value"]
    code, texts = pd.factorize(values)
    shape, shapes = pd.factorize(np.array([value_shape(str(text)) for text in texts], dtype=object))
    form = np.append(shape, -1)[code]
    row = log.table["row"].to_numpy()
    width = int(row.max(initial=0)) + 1
    key = log.codes("source").astype(np.int64) * width + row
    order = np.argsort(key, kind="stable")
    agent = log.codes("agent")

    def form_steps(routine: Routine) -> Routine:
        step = np.array([s for e in routine.executions for s in e.steps], dtype=np.int64)
        named = [s * width + r for e in routine.executions for s, r in zip(e.sources, e.rows, strict=True)]
        at = order[np.searchsorted(key[order], np.array(named, dtype=np.int64))]
        seen = pd.DataFrame({"step": step, "form": form[at], "agent": agent[at]})
        seen = seen[(seen["step"] > 0) & (seen["form"] >= 0)]
        counts = seen.groupby(["step", "form"]).agg(times=("agent", "size"), agents=("agent", "nunique")).reset_index()
        kept = counts[(counts["times"] >= LEAST_TIMES) & (counts["agents"] >= LEAST_AGENTS)]
        found: dict[int, list[tuple[int, str]]] = {}
        for number, which, times in zip(kept["step"], kept["form"], kept["times"], strict=True):
            found.setdefault(int(number), []).append((-int(times), str(shapes[which])))
        return replace(
            routine,
            steps=tuple(
                replace(s, forms=tuple(name for _, name in sorted(found.get(i, ()))[:MOST_FORMS]))
                for i, s in enumerate(routine.steps, start=1)
            ),
        )

    return tuple(map(form_steps, routines))

"""The value-flow ledger within routines: which field feeds which."""

from __future__ import annotations

import numpy as np

from rpa_finder.events import UILog, ValueFlow
from rpa_finder.model import DataTransfer
from rpa_finder.routines.stream import Bools, Floats, Ints
from rpa_finder.transforms import CONTAINS

LEAST = 2
EXECUTION_SHARE = 0.1
FIELD_SHARE = 0.15


class Flows:
    """Transfers inside executions, by routine and by (source field, target field)."""

    def __init__(self, log: UILog, flow: ValueFlow, execution: Ints, routine: Ints) -> None:
        self._screens, self._fields = log.categories("screen"), field_names(log)
        self._transforms = flow.transforms
        screen, element = log.codes("screen"), log.codes("element")
        second = log.table["time"].astype("int64").to_numpy() / 1e6
        same = (execution[flow.target] >= 0) & (execution[flow.source] == execution[flow.target])
        source, target = flow.source[same], flow.target[same]
        self._execution = execution[target]
        self._routine = routine[self._execution]
        self._cells = (screen[source], element[source], screen[target], element[target])
        self._rekeyed: Bools = flow.rekeyed[same]
        self._transform: Ints = flow.transform[same]
        self._lag: Floats = second[target] - second[source]

    def transfers(self, k: int, executions: int) -> tuple[DataTransfer, ...]:
        """Give the transfers of routine k that are seen often enough, the most frequent first.

        Kept from max(2, 10 % of the executions) and 15 % of what enters the target field.
        """
        at = np.flatnonzero(self._routine == k)
        if not len(at):
            return ()
        cells = np.stack([c[at] for c in self._cells] + [self._rekeyed[at].astype(np.int64)], axis=1)
        edges, of, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
        of = of.ravel()
        into: dict[tuple[int, int], int] = {}
        for edge, n in zip(edges.tolist(), counts.tolist(), strict=True):
            into[edge[2], edge[3]] = into.get((edge[2], edge[3]), 0) + n
        kept = []
        for i, (edge, n) in enumerate(zip(edges.tolist(), counts.tolist(), strict=True)):
            if n >= max(LEAST, EXECUTION_SHARE * executions) and n >= FIELD_SHARE * into[edge[2], edge[3]]:
                kept.append(self._transfer(edge, at[of == i], executions))
        return tuple(
            sorted(
                kept,
                key=lambda t: (
                    -t.transfers,
                    t.source_screen,
                    t.source_field,
                    t.target_screen,
                    t.target_field,
                    t.medium,
                ),
            )
        )

    def _transfer(self, edge: list[int], at: Ints, executions: int) -> DataTransfer:
        transform, counts = np.unique(self._transform[at], return_counts=True)
        usual = int(transform[np.lexsort((transform, -counts))[0]])
        return DataTransfer(
            source_screen=self._screens[edge[0]],
            source_field=self._fields[edge[1]],
            target_screen=self._screens[edge[2]],
            target_field=self._fields[edge[3]],
            medium="rekey" if edge[4] else "clipboard",
            transform=self._transforms[usual],
            transfers=len(at),
            share=len(np.unique(self._execution[at])) / executions,
            explained=float(counts.max() / len(at)),
            median_lag_seconds=float(np.median(self._lag[at])),
        )


def field_names(log: UILog) -> list[str]:
    """Give the name of each element code as an agent knows it: its usual label, else its own name; last: ""."""
    element, label = log.codes("element"), log.codes("element_label")
    names = [*log.categories("element"), ""]
    both = (element >= 0) & (label >= 0)
    pairs, counts = np.unique(np.stack([element[both], label[both]]), axis=1, return_counts=True)
    labels = log.categories("element_label")
    for i in np.lexsort((-pairs[1], counts)):
        names[int(pairs[0, i])] = labels[int(pairs[1, i])]
    return names


def flows_of(log: UILog, flow: ValueFlow, execution: Ints, routine: Ints) -> Flows:
    """Give the transfers that start and end in one execution; execution: per row of the log, -1 = none."""
    return Flows(log, flow, execution, routine)


def is_prose(transfer: DataTransfer) -> bool:
    """Say whether the value ends up inside longer text: no field for a robot."""
    return transfer.transform == CONTAINS

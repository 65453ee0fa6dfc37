"""The value-flow ledger within routines: which field feeds which, and what happens on the way.

In: the transfers of a log and the execution of each row. Out, for a routine:
its data transfers, with the program that turns what was read into what was
entered, and the fields that are filled with the same text every time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rpa_finder.events import UILog, ValueFlow
from rpa_finder.model import DataTransfer, FixedEntry, OtherSource
from rpa_finder.routines.codes import Cells, find_tables
from rpa_finder.routines.stream import Bools, Floats, Ints
from rpa_finder.transforms import CONTAINS, JOINED, UNEXPLAINED, UNSEEN, Example, Learnt, learn_transform

LEAST = 2
EXECUTION_SHARE = 0.1
FIELD_SHARE = 0.15
ALTERNATIVE_SHARE = 0.25
"""Another source is named if it showed the value in this share of the transfers."""
MOST_ALTERNATIVES = 5
MOST_EXAMPLES = 2000
PROSE_SHARE = 0.25
"""A field is a note if so many of the texts that were left in it are prose that no rule explains."""
PROSE_LENGTH, PROSE_WORDS = 30, 5
FIXED_LEAST = 5
FIXED_SHARE = 0.9

Edge = tuple[int, int, int, int, int]
"""Source screen and field, target screen and field, 1 if re-keyed."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What happens to the values of an edge."""

    words: str
    explained: float
    program: str


class Flows:
    """Transfers inside executions, by routine and by (source field, target field)."""

    def __init__(self, log: UILog, flow: ValueFlow, execution: Ints, routine: Ints) -> None:
        self._log, self._flow = log, flow
        self._screens, self._fields = log.categories("screen"), field_names(log)
        self._screen, self._element = log.codes("screen"), log.codes("element")
        self._agent = log.codes("agent")
        self._second = log.table["time"].astype("int64").to_numpy() / 1e6
        self._text = log.table["value"].to_numpy(dtype=object)
        self._execution_of_row, self._routine_of = execution, routine
        same = (execution[flow.target] >= 0) & (execution[flow.source] == execution[flow.target])
        self._link = np.flatnonzero(same)
        """Position in the flow of each transfer inside an execution; what follows goes with it."""
        source, target = flow.source[same], flow.target[same]
        self._source, self._target = source, target
        self._execution = execution[target]
        self._routine = routine[self._execution]
        self._cells = np.stack(
            [
                self._screen[source],
                self._element[source],
                self._screen[target],
                self._element[target],
                flow.rekeyed[same].astype(np.int64),
            ],
            axis=1,
        )
        self._final = self._text[flow.entered[same]]
        self._relation = flow.transform[same]
        self._unlinked = self._typed_and_read()

    def _typed_and_read(self) -> tuple[Ints, Ints]:
        """Give the rows inside executions that type a text which is linked to no source, and those that show one."""
        action = self._log.table["action"].to_numpy(dtype=object)
        inside = (self._execution_of_row >= 0) & (self._screen >= 0) & (self._element >= 0) & pd.notna(self._text)
        typed = inside & (action == "input")
        typed[np.concatenate([self._flow.target, self._flow.entered])] = False
        return np.flatnonzero(typed), np.flatnonzero(inside & np.isin(action, ("copy", "cut", "select")))

    def transfers(self, k: int, executions: int) -> tuple[DataTransfer, ...]:
        """Give the transfers of routine k that are seen often enough, the most frequent first.

        Kept from max(2, 10 % of the executions) and 15 % of what enters the
        target field. A typed text that is always the same comes from no other
        field, and a joined one only where one program joins most of them.
        """
        kept = self._kept(k, executions)
        joined = self._joined(kept)
        found = []
        for edge, at in kept:
            change = joined.get(edge)
            if change is None and self._usual(at) == JOINED:
                continue
            found.append(self._transfer(edge, at, change or self._change(edge, at), executions))
        found += self._coded(k, executions)
        return tuple(sorted(found, key=_most_frequent))

    def fixed_entries(self, k: int) -> tuple[FixedEntry, ...]:
        """Give the fields of routine k that hold the same text in 9 of 10 entries, of 5 at least."""
        action = self._log.table["action"].to_numpy(dtype=object)
        rows = np.flatnonzero((self._execution_of_row >= 0) & np.isin(action, ("input", "paste")))
        rows = rows[(self._routine_of[self._execution_of_row[rows]] == k) & (self._element[rows] >= 0)]
        rows = rows[pd.notna(self._text[rows])]
        frame = pd.DataFrame(
            {"screen": self._screen[rows], "field": self._element[rows], "text": pd.factorize(self._text[rows])[0]}
        )
        found = []
        for _, rows_of in frame.groupby(["screen", "field"], sort=True):
            screen, element = (int(rows_of[c].iloc[0]) for c in ("screen", "field"))
            text, usual = rows_of["text"], int(rows_of["text"].value_counts().max())
            if len(text) >= FIXED_LEAST and usual >= FIXED_SHARE * len(text):
                name = self._screens[screen] if screen >= 0 else ""
                found.append(FixedEntry(name, self._fields[element], len(text), usual / len(text)))
        return tuple(sorted(found, key=lambda f: (-f.entries, f.screen, f.field)))

    def _coded(self, k: int, executions: int) -> Iterator[DataTransfer]:
        """Give the fields that are filled with codes for what another field showed."""
        entries, shown = (rows[self._routine_of[self._execution_of_row[rows]] == k] for rows in self._unlinked)
        place = self._screen * len(self._fields) + self._element
        entered = Cells(self._execution_of_row[entries], entries, place[entries], self._text[entries])
        read = Cells(self._execution_of_row[shown], shown, place[shown], self._text[shown])
        for found in find_tables(read, entered, self._agent):
            change = _told(found.learnt, [self._fields[self._element[found.source[0]]]])
            yield DataTransfer(
                source_screen=self._screens[self._screen[found.source[0]]],
                source_field=self._fields[self._element[found.source[0]]],
                target_screen=self._screens[self._screen[found.target[0]]],
                target_field=self._fields[self._element[found.target[0]]],
                medium="rekey",
                transform=change.words,
                transfers=len(found.target),
                share=len(found.target) / executions,
                explained=change.explained,
                median_lag_seconds=float(np.median(self._second[found.target] - self._second[found.source])),
                program=change.program,
                expected_by_chance=found.by_chance * len(found.target),
            )

    def _kept(self, k: int, executions: int) -> list[tuple[Edge, Ints]]:
        """Give the edges that are seen often enough, with their transfers."""
        mine = np.flatnonzero(self._routine == k)
        if not len(mine):
            return []
        edges, of, counts = np.unique(self._cells[mine], axis=0, return_inverse=True, return_counts=True)
        by_edge = np.split(mine[np.argsort(of.ravel(), kind="stable")], np.cumsum(counts)[:-1])
        into: dict[tuple[int, int], int] = {}
        for edge, n in zip(edges.tolist(), counts.tolist(), strict=True):
            into[edge[2], edge[3]] = into.get((edge[2], edge[3]), 0) + n
        kept: list[tuple[Edge, Ints]] = []
        for edge, at in zip(edges.tolist(), by_edge, strict=True):
            often = len(at) >= max(LEAST, EXECUTION_SHARE * executions)
            if often and len(at) >= FIELD_SHARE * into[edge[2], edge[3]] and not (edge[4] and self._is_fixed(at)):
                kept.append((tuple(edge), at))
        return kept

    def _is_fixed(self, at: Ints) -> bool:
        """Say whether the same text was entered every time: that tells nothing about where it came from."""
        return len(set(self._text[self._source[at]])) == 1

    def _usual(self, at: Ints) -> str:
        """Give how the texts of most transfers relate."""
        relation, counts = np.unique(self._relation[at], return_counts=True)
        return self._flow.transforms[int(relation[np.lexsort((relation, -counts))[0]])]

    def _change(self, edge: Edge, at: Ints) -> _Change:
        """Learn what happens between the two fields of an edge."""
        usual = self._usual(at)
        if self._is_note(at):
            return _Change(CONTAINS, 0.0, "")
        learnt = learn_transform(list(self._examples([self._source[at]], at)))
        return _told(learnt, [self._fields[edge[1]]]) if learnt else _Change(usual, 0.0, "")

    def _is_note(self, at: Ints) -> bool:
        names = self._flow.transforms
        prose = [
            names[r] in (UNEXPLAINED, CONTAINS) and len(t) > PROSE_LENGTH and t.count(" ") >= PROSE_WORDS - 1
            for r, t in zip(self._relation[at].tolist(), self._final[at].tolist(), strict=True)
            if isinstance(t, str) and names[r] != UNSEEN
        ]
        return bool(prose) and sum(prose) >= PROSE_SHARE * len(prose)

    def _examples(self, sources: Sequence[Ints], at: Ints) -> Iterator[Example]:
        """Give the texts read (one array of rows for each source) and left in the target, where the log has both.

        Of very many, some are taken evenly: what holds for two thousand holds for all.
        """
        for i in np.linspace(0, len(at) - 1, min(len(at), MOST_EXAMPLES)).astype(np.int64).tolist():
            link = int(at[i])
            read = tuple(self._text[rows[i]] for rows in sources)
            if isinstance(self._final[link], str) and all(isinstance(t, str) for t in read):
                yield Example(read, self._final[link], frozenset({int(self._agent[self._target[link]])}))

    def _joined(self, kept: Sequence[tuple[Edge, Ints]]) -> dict[Edge, _Change]:
        """Learn one program for the fields whose values end in one target field together.

        They were typed as one text, or pasted one after the other: then what
        was left after the last of them is the target.
        """
        groups: dict[tuple[int, int], list[tuple[Edge, Ints]]] = {}
        for edge, at in kept:
            groups.setdefault((edge[2], edge[3]), []).append((edge, at))
        found: dict[Edge, _Change] = {}
        for edges in groups.values():
            if len(edges) < 2 or not any(self._usual(at) in (JOINED, CONTAINS) for _, at in edges):
                continue
            last = [dict(zip(self._execution[at].tolist(), at.tolist(), strict=True)) for _, at in edges]
            both = sorted(set.intersection(*(set(x) for x in last)))
            links = np.array([[x[execution] for execution in both] for x in last], dtype=np.int64)
            if not both:
                continue
            final = links.max(axis=0)
            learnt = learn_transform(list(self._examples([self._source[at] for at in links], final)))
            if learnt and len(learnt.program.sources) > 1:
                names = [self._fields[edge[1]] for edge, _ in edges]
                found |= {edges[i][0]: _told(learnt, names) for i in learnt.program.sources}
        return found

    def _transfer(self, edge: Edge, at: Ints, change: _Change, executions: int) -> DataTransfer:
        lag: Floats = self._second[self._target[at]] - self._second[self._source[at]]
        return DataTransfer(
            source_screen=self._screens[edge[0]],
            source_field=self._fields[edge[1]],
            target_screen=self._screens[edge[2]],
            target_field=self._fields[edge[3]],
            medium="rekey" if edge[4] else "clipboard",
            transform=change.words,
            transfers=len(at),
            share=len(np.unique(self._execution[at])) / executions,
            explained=change.explained,
            median_lag_seconds=float(np.median(lag)),
            program=change.program,
            expected_by_chance=float(self._flow.chance[self._link[at]].sum()),
            alternatives=self._alternatives(at),
        )

    def _alternatives(self, at: Ints) -> tuple[OtherSource, ...]:
        """Give the other fields of the same execution that showed the values before."""
        flow = self._flow
        link = np.sort(self._link[at])
        first, last = (np.searchsorted(flow.also_of, link, side) for side in ("left", "right"))
        index = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)] or [first])
        rows, of = flow.also_row[index], flow.also_of[index]
        rows = rows[self._execution_of_row[rows] == self._execution_of_row[flow.target[of]]]
        places, counts = np.unique(np.stack([self._screen[rows], self._element[rows]]), axis=1, return_counts=True)
        often: Bools = counts >= max(LEAST, ALTERNATIVE_SHARE * len(at))
        found = [
            OtherSource(self._screens[places[0, i]], self._fields[places[1, i]], int(counts[i]))
            for i in np.flatnonzero(often)
        ]
        return tuple(sorted(found, key=lambda o: (-o.transfers, o.screen, o.field))[:MOST_ALTERNATIVES])


def _told(learnt: Learnt, names: Sequence[str]) -> _Change:
    program = learnt.program
    return _Change(program.in_words(names), learnt.explained, program.as_python(names) if learnt.is_public else "")


def _most_frequent(t: DataTransfer) -> tuple[int, str, str, str, str, str]:
    return -t.transfers, t.source_screen, t.source_field, t.target_screen, t.target_field, t.medium


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

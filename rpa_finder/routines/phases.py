"""Boundaries mended by what stands beside them: ends that never stand alone, where a cycle begins, how runs end.

In: a cut and the group of each of its pieces. Out: the cut, mended. Odds learnt
from a cut confirm it, so that an execution once cut in two, or rows of a list
all cut a few steps too late, would stay so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from rpa_finder.routines.stream import Bools, Ints, Stream

NEVER_ALONE = 0.8
SEVERAL_AGENTS = 4
"""Two kinds of piece are one if one of them stands beside the other so often, for so many agents."""
LEAST_RUN, LEAST_RUNS = 2, 5
"""Executions of one routine without a break between them, and how many such runs must show where they begin."""
ONCE_SHARE, MOST_TIMES = 0.7, 1.3
"""A step that so many executions hold, about once, may tell where they begin or end."""
USUAL, HELD = 0.5, 0.2
"""Steps that most executions hold, and that belong to the routine at all."""
FRAGMENT = 0.9
"""A piece beside a run is a part of it if so many of its events are steps of the routine."""
BETTER = 1.02


def join_dependent(stream: Stream, cut: Bools, group: Ints) -> Bools:
    """Give the cut without the boundaries between pieces of which one kind never stands alone.

    group: per piece, -1 = none. What comes after (or before) the same kind of
    piece nearly every time, for several agents, is its end (or its beginning).
    """
    first = np.flatnonzero(cut)
    a, b = group[:-1], group[1:]
    beside = (a >= 0) & (b >= 0) & (a != b) & ~stream.start[first[1:]]
    k = int(group.max(initial=-1)) + 1
    pair, of, together = np.unique((a * k + b)[beside], return_inverse=True, return_counts=True)
    if not len(pair):
        return cut
    size = np.bincount(group[group >= 0], minlength=k)
    width = int(stream.agent.max()) + 1
    agents = np.bincount(np.unique(of * width + stream.agent[first[1:]][beside]) // width)
    before, after = pair // k, pair % k
    rarer = np.where(size[after] <= size[before], after, before)
    joined = (together >= NEVER_ALONE * size[rarer]) & (agents >= SEVERAL_AGENTS)
    # It is joined on one side alone, where it stands more often; of equals, to what comes before it.
    order = np.lexsort((pair, rarer == before, -together))
    order = order[joined[order]]
    joined[:] = False
    joined[order[np.unique(rarer[order], return_index=True)[1]]] = True
    kept = cut.copy()
    kept[first[1:][beside][joined[of]]] = False
    return kept


def in_phase(stream: Stream, cut: Bools, group: Ints) -> Bools:
    """Give the cut with runs of each group cut where that leaves the most whole executions.

    group: per piece, -1 = none. Rows of a list are done one after another
    without a break; within a run every place of the cycle is as good as any
    other, and only where runs begin and end tells which steps come first.
    """
    pieces = _Pieces.of_cut(stream, cut, group)
    mended = cut.copy()
    for k in range(pieces.share.shape[0]):
        usual = np.flatnonzero(pieces.share[k] >= USUAL)
        once = np.flatnonzero((pieces.share[k] >= ONCE_SHARE) & (pieces.times[k] <= MOST_TIMES * pieces.share[k]))
        events, run = pieces.runs(k)
        if len(usual) < 2 or not len(events) or run[-1] + 1 < LEAST_RUNS:
            continue
        label, begins = stream.label[events], np.append(True, run[1:] != run[:-1])
        best = begins | cut[events]
        most = BETTER * _whole(label, best, usual)
        for candidate in _candidates(label, begins, once):
            score = _whole(label, candidate, usual)
            if score > most:
                best, most = candidate, score
        mended[events] = best
    return mended


def end_as_runs_do(stream: Stream, cut: Bools, group: Ints) -> Bools:
    """Give the cut with last steps given back: where a run begins and ends tells how each execution in it does.

    group: per piece, -1 = none. A piece that follows another of its kind and begins with the step that runs usually
    end with, and then with the one that they begin with, begins one step later.
    """
    first = np.flatnonzero(cut)
    last = np.append(first[1:], len(cut)) - 1
    inner = np.append(False, (group[1:] == group[:-1]) & ~stream.start[first[1:]])
    followed = np.append(inner[1:], False)
    mended = cut.copy()
    for k in range(int(group.max(initial=-1)) + 1):
        member = group == k
        begins = _usual(stream.label[first[member & ~inner]])
        ends = _usual(stream.label[last[member & ~followed]])
        if begins < 0 or ends < 0 or begins == ends:
            continue
        late = first[member & inner & (last > first)]
        late = late[(stream.label[late] == ends) & (stream.label[late + 1] == begins)]
        mended[late] = False
        mended[late + 1] = True
    return mended


def _usual(label: Ints) -> int:
    """Give the label that most runs begin or end with, -1 if there are too few, or no such label."""
    if len(label) < LEAST_RUNS:
        return -1
    count = np.bincount(label)
    return int(count.argmax()) if count.max() >= ONCE_SHARE * len(label) else -1


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of a cut and what their groups hold."""

    group: Ints
    of: Ints
    """Per event: its piece."""
    starts: Bools
    """Per piece: it is the first of its session."""
    share: Any
    """Groups x labels: share of the pieces that hold the label."""
    times: Any
    """Groups x labels: how often a piece holds it, on average."""
    known: Any
    """Pieces x groups: share of the events whose step belongs to the group."""

    @classmethod
    def of_cut(cls, stream: Stream, cut: Bools, group: Ints) -> _Pieces:
        first, of = np.flatnonzero(cut), np.cumsum(cut) - 1
        counts = sparse.csr_matrix(
            (np.ones(len(of)), (of, stream.label)), shape=(len(first), stream.n_labels)
        )  # Entries of one cell are added up.
        held = counts.copy()
        held.data[:] = 1.0
        member = np.flatnonzero(group >= 0)
        k = int(group.max(initial=-1)) + 1
        choose = sparse.csr_matrix((np.ones(len(member)), (group[member], member)), shape=(k, len(first)))
        size = np.maximum(np.bincount(group[member], minlength=k), 1)[:, None]
        share = (choose @ held).toarray() / size
        length = np.diff(np.append(first, len(cut)))
        known = counts @ (share >= HELD).T.astype(np.float64) / length[:, None]
        return cls(group, of, stream.start[first], share, (choose @ counts).toarray() / size, known)

    def runs(self, k: int) -> tuple[Ints, Ints]:
        """Give the events of runs of a group, parts of it beside them included, and the run of each event."""
        member = (self.group == k) | (self.known[:, k] >= FRAGMENT)
        number = np.cumsum(member & ~(np.append(False, member[:-1]) & ~self.starts)) - 1
        whole = np.bincount(number[self.group == k], minlength=int(number.max()) + 2)
        events = np.flatnonzero((member & (whole[number] >= LEAST_RUN))[self.of])
        return events, np.unique(number[self.of[events]], return_inverse=True)[1]


def _candidates(label: Ints, begins: Bools, once: Ints) -> Iterator[Bools]:
    """Give the cuts of runs before and after every occurrence of a step."""
    for step in once.tolist():
        at = label == step
        yield begins | at
        yield begins | np.append(False, at[:-1])


def _whole(label: Ints, cut: Bools, usual: Ints) -> float:
    """Give how many whole executions a cut leaves: the square of the share of the usual steps that each piece holds."""
    at = np.flatnonzero(np.isin(label, usual))
    piece = (np.cumsum(cut) - 1)[at]
    seen = np.unique(piece * (int(label.max()) + 1) + label[at]) // (int(label.max()) + 1)
    return float(((np.bincount(seen) / len(usual)) ** 2).sum())

"""Where a cycle begins: rows of a list done one after another repeat the same steps without a break.

In: a cut and the routine of each piece. Out: the cut with each routine's runs
cut at the place that leaves the most whole executions. Within a run every
place of the cycle is as good as any other; only where it starts and where it
ends tells which steps come first.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rpa_finder.routines.stream import Bools, Ints, Stream

NEVER_ALONE = 0.8
SEVERAL_AGENTS = 4
LEAST_RUN = 2
LEAST_RUNS = 5
ONCE_SHARE = 0.7
MOST_TIMES = 1.3
USUAL = 0.5
HELD = 0.2
"""Labels that nearly every execution holds about once."""
FRAGMENT = 0.9
"""A piece beside a run is a part of it if so many of its events are steps of the routine."""
BETTER = 1.02


def join_dependent(stream: Stream, cut: Bools, cluster: Ints) -> Bools:
    """Give the cut without the boundaries between pieces of which one kind never stands alone.

    cluster: per piece, -1 = none. What comes after (or before) the same kind of
    piece nearly every time, for several agents, is its end (or its beginning).
    """
    first = np.flatnonzero(cut)
    a, b = cluster[:-1], cluster[1:]
    next_to = (a >= 0) & (b >= 0) & (a != b) & ~stream.start[first[1:]]
    k = int(cluster.max(initial=-1)) + 1
    pair, of, together = np.unique((a * k + b)[next_to], return_inverse=True, return_counts=True)
    if not len(pair):
        return cut
    size = np.bincount(cluster[cluster >= 0], minlength=k)
    width = int(stream.agent.max()) + 1
    who = np.unique(of * width + stream.agent[first[1:]][next_to]) // width
    agents = np.bincount(who, minlength=len(pair))
    alone = np.minimum(size[pair // k], size[pair % k])
    joined = (together >= NEVER_ALONE * alone) & (agents >= SEVERAL_AGENTS)
    kept = cut.copy()
    kept[first[1:][next_to][joined[of]]] = False
    return kept


def in_phase(stream: Stream, cut: Bools, routine: Ints) -> Bools:
    """Give the cut with runs of the same routine cut where their executions begin; routine: per piece, -1 = none."""
    first = np.flatnonzero(cut)
    aligned = cut.copy()
    for k in range(int(routine.max(initial=-1)) + 1):
        own = routine == k
        once, usual, held = _steps(stream, cut, own)
        if not len(once) or len(usual) < 2:
            continue
        events, run = _runs(stream, cut, first, routine, k, held)
        if not len(events) or run[-1] + 1 < LEAST_RUNS:
            continue
        label, begins = stream.label[events], np.append(True, run[1:] != run[:-1])
        now = begins | cut[events]
        best, most = now, BETTER * _whole(label, now, usual)
        for candidate in _candidates(label, begins, once):
            score = _whole(label, candidate, usual)
            if score > most:
                best, most = candidate, score
        aligned[events] = best
    return aligned


def _steps(stream: Stream, cut: Bools, own: Bools) -> tuple[Ints, Ints, Bools]:
    """Give the labels that a routine's pieces hold about once, those that most hold at all, and which some hold."""
    of = np.cumsum(cut) - 1
    inside = np.flatnonzero(own[of])
    held, times = np.unique(of[inside] * stream.n_labels + stream.label[inside], return_counts=True)
    share = np.bincount(held % stream.n_labels, minlength=stream.n_labels) / max(own.sum(), 1)
    mean = np.bincount(held % stream.n_labels, weights=times, minlength=stream.n_labels) / max(own.sum(), 1)
    once = (share >= ONCE_SHARE) & (mean <= MOST_TIMES * share)
    return np.flatnonzero(once), np.flatnonzero(share >= USUAL), share >= HELD


def _runs(stream: Stream, cut: Bools, first: Ints, routine: Ints, k: int, held: Bools) -> tuple[Ints, Ints]:
    """Give the events of runs of a routine, parts of it beside them included, and the run of each event."""
    size = np.diff(np.append(first, len(cut)))
    known = np.add.reduceat(held[stream.label].astype(np.int64), first)
    member = (routine == k) | (known >= FRAGMENT * size)
    joined = member & np.append(False, member[:-1]) & ~stream.start[first]
    number = np.cumsum(member & ~joined) - 1
    pieces = np.bincount(number[routine == k], minlength=int(number.max(initial=0)) + 1)
    good = member & (pieces[number] >= LEAST_RUN)
    piece = np.cumsum(cut) - 1
    events = np.flatnonzero(good[piece])
    if not len(events):
        return events, events
    return events, np.unique(number[piece[events]], return_inverse=True)[1]


def _candidates(label: Ints, begins: Bools, once: Ints) -> Iterator[Bools]:
    for step in once.tolist():
        at = label == step
        yield begins | np.append(False, at[:-1])
        # What comes before the first of a run is no execution of its own.
        yield begins | at


def _whole(label: Ints, cut: Bools, usual: Ints) -> float:
    """Give how many whole executions a cut leaves: the square of the share of the usual steps that each piece holds."""
    at = np.flatnonzero(np.isin(label, usual))
    of = (np.cumsum(cut) - 1)[at]
    seen = np.unique(np.stack([of, label[at]]), axis=1)[0]
    return float(((np.bincount(seen) / len(usual)) ** 2).sum())

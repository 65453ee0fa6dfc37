"""What an execution of each routine looks like, as costs in nats.

A routine is a bag of labels with how often each occurs (so that nothing has
to occur, and repeats are learnt, not free) and an order (what follows what).
Whatever belongs to no routine is background, label by label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder.routines.stream import Floats, Ints, Stream

MOST_COUNT = 4
"""Occurrences beyond this cost what this one does: a loop is learnt once."""
ORDER_SHARE = 0.8
"""Weight of what usually follows, against any label of the routine coming next."""
FOREIGN = 2.0
"""Pseudo-executions' worth of labels that a routine does not usually hold."""
FEATURE_WEIGHT = 0.5
LABEL_WEIGHT = 0.4
LONGER = 1.2
"""An execution may be so much longer than nearly all that were seen."""
START_COST = 1.0
GIANT = 0.5
CORE_SHARE = 0.5
ALWAYS = 0.8
"""What nearly all executions do is usual; were it the median, a routine whose doubles are many would teach doubles."""
BACKGROUND_COST = 1.0


@dataclass(frozen=True, slots=True)
class Models:
    """Costs of K routines over A labels and of the background."""

    begin: Any
    """A x K: an execution of the routine starts with the label, its bag's first included."""
    more: Any
    """A x (MOST_COUNT + 1) x K: the n-th occurrence of the label within an execution."""
    follow: Any
    """Rows for (label before, label) pairs, the last row for unseen ones, x K."""
    pair: Any
    """A x A: row of each pair in follow."""
    background: Floats
    """A."""
    cut: Any
    """A x pauses: what a start before the label costs for the pause before it."""
    longest: int
    """Events an execution may have."""

    @property
    def n_routines(self) -> int:
        """Count the routines."""
        return int(self.begin.shape[1])


def learn_models(stream: Stream, piece: Ints, first: Ints, length: Ints, routine: Ints) -> Models:
    """Learn from pieces: piece per event (-1 = none), first event and length and routine per piece."""
    n_labels, k = stream.n_labels, int(routine.max(initial=-1)) + 1
    routine = _without_giants(stream, piece, routine)
    unigram: Any = (np.bincount(stream.label, minlength=n_labels) + 0.5) / (len(stream) + 0.5 * n_labels)
    event = np.flatnonzero((piece >= 0) & (routine[np.maximum(piece, 0)] >= 0))
    of, label = piece[event], stream.label[event]
    group = routine[of]
    size: Floats = np.bincount(routine[routine >= 0], minlength=k).astype(np.float64)
    held, counts = np.unique(of * n_labels + label, return_counts=True)
    cell = routine[held // n_labels] * n_labels + held % n_labels
    at_least = np.stack(
        [np.bincount(cell[counts >= c], minlength=k * n_labels) for c in range(1, MOST_COUNT + 1)]
    ).reshape(MOST_COUNT, k, n_labels)
    more = _more(at_least, size, unigram)
    order, pair, starts = _orders(stream, event, of, group, first, routine, k)
    share = (size + 0.5) / (size.sum() + 0.5 * k)
    absent = -np.log(1.0 - _present(at_least[0], size, unigram)).sum(axis=1)
    begin = START_COST - np.log(share) + absent + starts + more[:, 1, :]
    own = routine >= 0
    longest = int(np.quantile(length[own], 0.98) * LONGER) + 2 if own.any() else 1
    return Models(
        begin=begin.astype(np.float32),
        more=more.astype(np.float32),
        follow=order.astype(np.float32),
        pair=pair,
        background=-np.log(unigram) + BACKGROUND_COST,
        cut=pause_costs(stream, first),
        longest=min(longest, 250),
    )


def _without_giants(stream: Stream, piece: Ints, routine: Ints) -> Ints:
    """Leave out pieces that hold most steps of their routine twice as often as usual: executions not cut apart."""
    k, n_labels = int(routine.max(initial=-1)) + 1, stream.n_labels
    event = np.flatnonzero((piece >= 0) & (routine[np.maximum(piece, 0)] >= 0))
    held, counts = np.unique(piece[event] * n_labels + stream.label[event], return_counts=True)
    of, label = held // n_labels, held % n_labels
    size = np.bincount(routine[routine >= 0], minlength=k)
    share = np.bincount(routine[of] * n_labels + label, minlength=k * n_labels).reshape(k, n_labels) / size[:, None]
    core = share >= CORE_SHARE
    cell = routine[of] * n_labels + label
    holders = np.bincount(cell, minlength=k * n_labels)
    usual = np.ones(k * n_labels, dtype=np.int64)
    for c in range(2, MOST_COUNT + 1):
        usual += np.bincount(cell[counts >= c], minlength=k * n_labels) > ALWAYS * holders
    twice = np.bincount(of[(counts >= 2 * usual[cell]) & core[routine[of], label]], minlength=len(routine))
    usual_steps = core.sum(axis=1)[np.maximum(routine, 0)]
    giant = (routine >= 0) & (usual_steps > 1) & (twice > GIANT * usual_steps)
    return np.where(giant, -1, routine)


def _present(at_least_once: Any, size: Floats, unigram: Floats) -> Any:
    """Give the probability that an execution holds a label, K x A."""
    return (at_least_once + FOREIGN * unigram) / (size[:, None] + 2.0 * FOREIGN * unigram + 0.05)


def _more(at_least: Any, size: Floats, unigram: Floats) -> Any:
    """Give what the n-th occurrence adds to the cost of the bag, A x (MOST_COUNT + 1) x K."""
    costs = np.zeros((at_least.shape[2], MOST_COUNT + 1, at_least.shape[1]))
    present = _present(at_least[0], size, unigram)
    costs[:, 1, :] = (np.log(1.0 - present) - np.log(present)).T
    again_before = None
    for c in range(2, MOST_COUNT + 1):
        again = (at_least[c - 1] + 0.15) / (at_least[c - 2] + 1.0)
        # Stopping after c - 1 is taken back, going on and stopping after c is paid.
        costs[:, c, :] = (-np.log(again)).T
        if again_before is None:
            costs[:, 1, :] += (-np.log(1.0 - again)).T
        again_before = again
    return costs


def _orders(
    stream: Stream, event: Ints, of: Ints, group: Ints, first: Ints, routine: Ints, k: int
) -> tuple[Any, Any, Any]:
    """Give the costs of order: rows of (before, label) pairs x K, the pair table, starts A x K."""
    n_labels = stream.n_labels
    follows = np.flatnonzero(of[1:] == of[:-1]) + 1
    code = stream.label[event[follows - 1]] * n_labels + stream.label[event[follows]]
    names, dense = np.unique(code, return_inverse=True)
    count = np.zeros((len(names) + 1, k))
    np.add.at(count, (dense, group[follows]), 1.0)
    out = np.zeros((n_labels, k))
    np.add.at(out, (stream.label[event[follows - 1]], group[follows]), 1.0)
    bag = np.bincount(group, minlength=k) / np.maximum(np.bincount(routine[routine >= 0], minlength=k), 1)
    free = (1.0 - ORDER_SHARE) / np.maximum(bag / 2.0, 2.0)
    usual = np.zeros_like(count)
    usual[:-1] = count[:-1] / np.maximum(out[names // n_labels] + 0.5, 1e-9)
    order = -np.log(ORDER_SHARE * usual + free)
    pair = np.full((n_labels, n_labels), len(names), dtype=np.int32)
    pair[names // n_labels, names % n_labels] = np.arange(len(names))
    own = np.flatnonzero(routine >= 0)
    starts = np.zeros((n_labels, k))
    np.add.at(starts, (stream.label[first[own]], routine[own]), 1.0)
    starts = starts / np.maximum(starts.sum(axis=0) + 0.5, 1e-9)
    return order, pair, -np.log(ORDER_SHARE * starts + free)


def pause_costs(stream: Stream, first: Ints) -> Any:
    """Give what a start before each label costs for the pause before it, A x pauses."""
    cut = np.zeros(len(stream), dtype=np.bool_)
    cut[first] = True
    cut[0] = True
    at_cut, inside = cut & ~stream.start, ~cut
    cells = stream.pauses
    p_cut = np.bincount(stream.pause[at_cut], minlength=cells) + 0.5
    p_in = np.bincount(stream.pause[inside], minlength=cells) + 0.5
    p_cut, p_in = p_cut / p_cut.sum(), p_in / p_in.sum()
    by_label = np.bincount(stream.label[inside] * cells + stream.pause[inside], minlength=stream.n_labels * cells)
    by_label = by_label.reshape(stream.n_labels, cells) + 2.0 * p_in
    by_label = by_label / by_label.sum(axis=1, keepdims=True)
    mixed = LABEL_WEIGHT * np.log(by_label) + (1 - LABEL_WEIGHT) * np.log(p_in)
    return -FEATURE_WEIGHT * (np.log(p_cut) - mixed)

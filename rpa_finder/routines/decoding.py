"""The cheapest way to tell a stream as executions of known routines and background.

One dynamic programme over (where an execution starts, which routine it is).
All sessions run side by side; open executions are kept in a ring, one slot
per start, so that each event costs one vectorised update.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.models import MOST_COUNT, Models
from rpa_finder.routines.stream import Bools, Ints, Stream

CONFLICTS_PER_EVENT = 3
LANES = 2
LEAST_FOR_LANES = 100


@dataclass(frozen=True, slots=True)
class Decoded:
    """Executions and background, per event."""

    cut: Bools
    """True where an execution starts, and where background begins after one."""
    routine: Ints
    """Routine of the execution, -1 = background."""


def decode(stream: Stream, evidence: Evidence, models: Models) -> Decoded:
    """Give the cheapest segmentation of the stream under the models."""
    first = np.flatnonzero(stream.start)
    length = np.diff(np.append(first, len(stream)))
    order = np.argsort(-length, kind="stable")
    first, length = first[order], length[order]
    costs = _Costs(
        stream=stream,
        models=models,
        start=np.where(stream.start, 0.0, models.cut[stream.label, stream.pause]) + evidence.span,
        earlier=_earlier_occurrences(stream),
        conflicts=_conflicts_by_event(stream, evidence),
    )
    best_start = np.full(len(stream), -1, dtype=np.int64)
    best_routine = np.full(len(stream), -1, dtype=np.int64)
    # Sessions are independent: the threads write to different events.
    lanes = LANES if len(first) >= LEAST_FOR_LANES else 1
    with ThreadPoolExecutor(lanes) as pool:
        parts = [(first[i::lanes], length[i::lanes]) for i in range(lanes)]
        list(pool.map(lambda part: _run(costs, part[0], part[1], best_start, best_routine), parts))
    return _trace(first, length, best_start, best_routine)


@dataclass(frozen=True, slots=True)
class _Costs:
    stream: Stream
    models: Models
    start: Any
    """Per event: what starting there costs for its pause and its links."""
    earlier: Any
    conflicts: tuple[Any, Any]


def _run(costs: _Costs, first: Ints, length: Ints, best_start: Ints, best_routine: Ints) -> None:
    """Fill in, for each event of some sessions, where the best execution that ends there starts, and which it is."""
    stream, models = costs.stream, costs.models
    left, weight = costs.conflicts
    k, ring = models.n_routines, models.longest
    open_cost = np.full((len(first), ring, k), np.inf, dtype=np.float32)
    start_of = np.full((len(first), ring), -1, dtype=np.int64)
    done = np.zeros(len(first))
    for step in range(int(length[0]) if len(length) else 0):
        live = int(np.searchsorted(-length, -step, "left"))
        at = first[:live] + step
        label = stream.label[at]
        cost, starts = open_cost[:live], start_of[:live]
        if step:
            count = np.ones(starts.shape, dtype=np.int64)
            for back in range(MOST_COUNT - 1):
                count += starts <= costs.earlier[back, at][:, None]
            cost += models.more[label[:, None], count]
            cost += models.follow[models.pair[stream.label[at - 1], label]][:, None, :]
            for c in range(CONFLICTS_PER_EVENT):
                held = left[c, at]
                if (held >= 0).any():
                    cost += (weight[c, at][:, None] * (starts <= held[:, None]))[:, :, None].astype(np.float32)
        slot = step % ring
        cost[:, slot, :] = (done[:live] + costs.start[at])[:, None] + models.begin[label]
        starts[:, slot] = at
        flat = cost.reshape(live, -1)
        winner = flat.argmin(axis=1)
        value = flat[np.arange(live), winner]
        resting = done[:live] + models.background[label]
        taken = value < resting
        best_start[at] = np.where(taken, starts[np.arange(live), winner // k], -1)
        best_routine[at] = np.where(taken, winner % k, -1)
        done[:live] = np.where(taken, value, resting)


def _earlier_occurrences(stream: Stream) -> Any:
    """Give the latest, second latest, ... earlier events of the session with the same label, -1 = none."""
    session = np.cumsum(stream.start)
    order = np.lexsort((np.arange(len(stream)), stream.label, session))
    earlier = np.full((MOST_COUNT - 1, len(stream)), -1, dtype=np.int64)
    for back in range(1, MOST_COUNT):
        a, b = order[:-back], order[back:]
        same = (stream.label[a] == stream.label[b]) & (session[a] == session[b])
        earlier[back - 1, b[same]] = a[same]
    return earlier


def _conflicts_by_event(stream: Stream, evidence: Evidence) -> tuple[Any, Any]:
    """Give up to a few conflicts that end at each event: where they start, and their weight."""
    order = np.lexsort((-evidence.left, evidence.right))
    right = evidence.right[order]
    rank = np.arange(len(right)) - np.searchsorted(right, right, "left")
    left = np.full((CONFLICTS_PER_EVENT, len(stream)), -1, dtype=np.int64)
    weight = np.zeros((CONFLICTS_PER_EVENT, len(stream)))
    for c in range(CONFLICTS_PER_EVENT):
        pick = order[rank == c]
        left[c, evidence.right[pick]] = evidence.left[pick]
        weight[c, evidence.right[pick]] = evidence.weight[pick]
    return left, weight


def _trace(first: Ints, length: Ints, best_start: Ints, best_routine: Ints) -> Decoded:
    cut = np.zeros(len(best_start), dtype=np.bool_)
    routine = np.full(len(best_start), -1, dtype=np.int64)
    at = first + length - 1
    low = first
    while len(at):
        taken = best_start[at] >= 0
        begin = np.where(taken, best_start[at], at)
        for a, b, k in zip(begin[taken].tolist(), at[taken].tolist(), best_routine[at][taken].tolist(), strict=True):
            routine[a : b + 1] = k
            cut[a] = True
            if b + 1 < len(cut):
                cut[b + 1] = True
        at = begin - 1
        more = at >= low
        at, low = at[more], low[more]
    cut[first] = True
    return Decoded(cut, routine)

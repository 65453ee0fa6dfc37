"""From pieces to executions: resumed, grouped into routines, stitched and trimmed.

Every event ends up in one execution at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rpa_finder.routines.clusters import fit_together
from rpa_finder.routines.confidence import Aside, Judgement
from rpa_finder.routines.evidence import Evidence
from rpa_finder.routines.pieces import Pieces, make_pieces
from rpa_finder.routines.settling import settle
from rpa_finder.routines.shown import are_strangers, show
from rpa_finder.routines.stream import Ints, Stream, spread

RESUME_PIECES = 4
RESUME_SECONDS = 2400.0
RESUME_FIT = 0.5
STITCH_SHARE = 0.6
TRIM_SHARE = 0.35
"""Steps at the ends that fewer executions hold, and others more often, are dropped."""


@dataclass(frozen=True, slots=True)
class Found:
    """Executions and the routines they are of."""

    execution: Ints
    """Per event of the stream: its execution, -1 = none; numbered by first event."""
    routine: Ints
    """Per execution: its routine, numbered by size."""
    judged: tuple[Judgement, ...] = ()
    """Per routine: how sure it is."""
    aside: tuple[Aside, ...] = ()
    """What was not sure enough."""


def shape_executions(stream: Stream, evidence: Evidence, pieces: Pieces, routine: Ints) -> Found:
    """Turn pieces and their routines (-1 = none) into executions."""
    pieces = settle(stream, evidence, pieces, routine)
    pieces, routine = _resume(stream, evidence, pieces, routine)
    pieces, routine = _stitch(stream, evidence, pieces, routine)
    return _number(_trim(stream, pieces, routine), routine)


def _resume(stream: Stream, evidence: Evidence, pieces: Pieces, routine: Ints) -> tuple[Pieces, Ints]:
    """Join a piece to one a few pieces back that shows the same id or rare value.

    Only where together they fit a routine better than either alone: the same
    record worked on twice is two executions.
    """
    earlier, later = _candidates(stream, evidence, pieces)
    if not len(later) or routine.max(initial=-1) < 0:
        return pieces, routine
    gain, fit, best = fit_together(stream, pieces, routine, earlier, later)
    parent, routine = np.arange(pieces.count), routine.copy()
    taken = np.zeros(pieces.count, dtype=np.bool_)
    for i in np.lexsort((earlier, later, -gain)):
        if gain[i] <= 0:
            break
        a, b = int(earlier[i]), int(later[i])
        if not (taken[a] or taken[b]):
            parent[b], taken[a], taken[b] = a, True, True
            routine[a] = best[i] if max(routine[a], routine[b]) >= 0 or fit[i] >= RESUME_FIT else -1
    return _joined(pieces, parent, routine)


def _joined(pieces: Pieces, parent: Ints, routine: Ints) -> tuple[Pieces, Ints]:
    names, dense = np.unique(parent, return_inverse=True)
    of = np.where(pieces.of >= 0, dense[pieces.of], -1).astype(np.int64)
    return make_pieces(of, len(names)), routine[names]


def _candidates(stream: Stream, evidence: Evidence, pieces: Pieces) -> tuple[Ints, Ints]:
    """Give pairs of pieces of one agent, some apart, that show the same thing."""
    at = np.flatnonzero(evidence.identity >= 0)
    of, identity, session = pieces.of[at], evidence.identity[at], np.cumsum(stream.start)[at]
    clock = np.cumsum(np.maximum(stream.gap, 0.0))[at]
    order = np.lexsort((of, identity, session))
    a, b = order[:-1], order[1:]
    apart = of[b] - of[a]
    same = (identity[a] == identity[b]) & (session[a] == session[b]) & (apart >= 2) & (apart <= RESUME_PIECES)
    same &= clock[b] - clock[a] <= RESUME_SECONDS
    pairs = np.unique(np.stack([of[a][same], of[b][same]], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _stitch(stream: Stream, evidence: Evidence, pieces: Pieces, routine: Ints) -> tuple[Pieces, Ints]:
    """Join two routines of which one nearly always follows the other with a value carried over.

    A routine that was cut at the same place every time looks like two clean ones;
    two tasks about the same person, done in turn, have no screen in common.
    """
    starts = np.flatnonzero(np.append(True, pieces.of[1:] != pieces.of[:-1]))
    piece = pieces.of[starts]
    a, b = piece[:-1], piece[1:]
    first, second = routine[a], routine[b]
    carried = (evidence.span[starts[1:]] > 0) & ~stream.start[starts[1:]]
    k = int(routine.max(initial=-1)) + 1
    size = np.bincount(routine[routine >= 0], minlength=k)
    known = (first >= 0) & (second >= 0) & (first != second)
    joint = np.flatnonzero(known & carried)
    carried[joint] = ~are_strangers(show(stream, evidence), pieces.of, a[joint], b[joint])
    together = np.bincount(first[known & carried] * k + second[known & carried], minlength=k * k).reshape(k, k)
    parent = np.arange(pieces.count)
    taken: set[int] = set()
    for x, y in sorted(np.argwhere(together > 0).tolist(), key=lambda p: (-together[p[0], p[1]], p)):
        if together[x, y] < STITCH_SHARE * max(size[x], size[y]) or {x, y} & taken:
            continue
        taken |= {x, y}
        joins = (first == x) & (second == y) & carried
        parent[b[joins]] = a[joins]
    return _joined(pieces, parent, routine)


def _trim(stream: Stream, pieces: Pieces, routine: Ints) -> Ints:
    """Drop leading and trailing events of steps that belong elsewhere: rare here, more often outside."""
    of = np.where(pieces.of >= 0, pieces.of, 0)
    group = np.where(pieces.of >= 0, routine[of], -1)
    inside = np.flatnonzero(group >= 0)
    if not len(inside):
        return np.full(len(of), -1, dtype=np.int64)
    k, n_labels = int(routine.max()) + 1, stream.n_labels
    held = np.unique(of[inside] * n_labels + stream.label[inside])
    support = np.bincount(routine[held // n_labels] * n_labels + held % n_labels, minlength=k * n_labels)
    size = np.bincount(routine[routine >= 0], minlength=k)
    everywhere = np.bincount(stream.label, minlength=n_labels)
    own = np.bincount(group[inside] * n_labels + stream.label[inside], minlength=k * n_labels)
    cell = group * n_labels + stream.label
    foreign = np.ones(len(of), dtype=np.bool_)
    cells = cell[inside]
    rare = support[cells] < TRIM_SHARE * size[cells // n_labels]
    foreign[inside] = rare & (everywhere[stream.label[inside]] > 2 * own[cells])
    kept = inside[~foreign[inside]]
    low = np.full(pieces.count, len(of), dtype=np.int64)
    high = np.full(pieces.count, -1, dtype=np.int64)
    np.minimum.at(low, of[kept], kept)
    np.maximum.at(high, of[kept], kept)
    event = np.arange(len(of))
    return np.where((group >= 0) & (event >= low[of]) & (event <= high[of]), of, -1).astype(np.int64)


def _number(of: Ints, routine: Ints) -> Found:
    at = np.flatnonzero(of >= 0)
    names, firsts = np.unique(of[at], return_index=True)
    order = np.argsort(at[firsts], kind="stable")
    number = np.full(len(routine) + 1, -1, dtype=np.int64)
    number[names[order]] = np.arange(len(names))
    return Found(np.where(of >= 0, number[of], -1).astype(np.int64), routine[names[order]])


def join_found(parts: Sequence[Found]) -> Found:
    """Give what was found in several parts of a stream, one after another."""
    executions = np.cumsum([0, *(len(part.routine) for part in parts)])
    routines = np.cumsum([0, *(len(part.judged) for part in parts)])
    return Found(
        np.concatenate(
            [np.where(p.execution >= 0, p.execution + n, -1) for p, n in zip(parts, executions[:-1], strict=True)]
        ).astype(np.int64),
        np.concatenate([p.routine + n for p, n in zip(parts, routines[:-1], strict=True)]).astype(np.int64),
        tuple(judgement for part in parts for judgement in part.judged),
        tuple(aside for part in parts for aside in part.aside),
    )


def spread_executions(whole: Stream, part: Stream, execution: Ints) -> Ints:
    """Give the execution of every event of a stream of which a part was looked at, without what only passes on.

    That belongs to what it leads to; where executions follow each other, the key
    that leaves the last screen is of the earlier one if it is then that people pause.
    """
    of = spread(whole, part, execution)
    first = np.flatnonzero(whole.passing[1:] & ~whole.passing[:-1] & ~whole.start[1:]) + 1
    change = of[first - 1] != of[first]
    between, inside = first[change], first[~change]
    if len(between) and len(inside):
        before, after = (
            np.median(whole.gap[between + i]) / max(np.median(whole.gap[inside + i]), 1e-3) for i in (0, 1)
        )
        of[between] = of[between - 1] if before < after else of[between]
    return of

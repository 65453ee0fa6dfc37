"""Executions and routines from unsegmented streams of many agents.

In: UILog, cleaned and with sessions, and its ValueFlow. Out: Routine objects
with row-disjoint executions. One path for every kind of log: several
hypotheses about where executions start and end are proposed, the one under
which the log is shortest to describe is kept, its pieces are grouped, and
groups that random work would give as well are refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog, ValueFlow
from rpa_finder.model import Routine, SetAside
from rpa_finder.routines.assembly import assemble, assemble_aside
from rpa_finder.routines.boundaries import cut_by_evidence
from rpa_finder.routines.closures import LEAST_PIECES
from rpa_finder.routines.clusters import absorb, extend_routines, find_routines, firm_share
from rpa_finder.routines.confidence import judge
from rpa_finder.routines.cuts import (
    Problem,
    best_cut,
    extend_cut,
    learn_from,
    make_problem,
    step,
)
from rpa_finder.routines.decoding import decode
from rpa_finder.routines.description import describe
from rpa_finder.routines.evidence import Evidence, find_evidence, take_evidence
from rpa_finder.routines.executions import Found, join_found, shape_executions, spread_executions
from rpa_finder.routines.pieces import Pieces, pieces_of_cut
from rpa_finder.routines.stream import (
    Bools,
    Ints,
    Stream,
    fold_rare,
    join,
    make_stream,
    spread,
    spread_blocks,
    take,
    take_strand,
)
from rpa_finder.routines.threads import untangle
from rpa_finder.values import ValueKeys

LEARNT_EVENTS = 32_000
LEARNT_BLOCKS = 40
SAMPLE_EVENTS = 4000
SAMPLE_BLOCKS = 8
ROUNDS_ON_WHOLE = 3
MOST_AGENTS = 3
"""With more agents, pauses and identity tell executions apart; rules on steps are for recordings of few."""
MOST_LABELS, MOST_LABELS_OF_FEW = 1500, 300
"""Labels told apart in logs of many agents, and in recordings of few, where each costs more."""
STARTS = ((1.0, 0.1), (0.5, 0.2))
"""(strength, cohesion) of the first cut: sharp where fields are known, mild where they are not."""


class Discovered(NamedTuple):
    """What a log holds."""

    routines: tuple[Routine, ...]
    set_aside: tuple[SetAside, ...]


def discover_routines(log: UILog, values: ValueKeys, flow: ValueFlow, config: ScanConfig) -> Discovered:
    """Find the routines of a log and every time they were done, and what is not surely a routine."""
    whole = make_stream(log)
    stream = take_strand(whole, np.flatnonzero(~whole.passing)) if whole.passing.any() else whole
    if len(stream) < 2 * config.min_executions:
        return Discovered((), ())
    strands = untangle(stream) if _is_recording(stream) else (stream,)
    parts = [_find_executions(log, strand, values, flow, config.min_executions) for strand in strands]
    found, part = join_found([part for part, _ in parts]), join(strands)
    identity = spread(whole, part, np.concatenate([identity for _, identity in parts]))
    found = replace(found, execution=spread_executions(whole, part, found.execution))
    return Discovered(assemble(log, whole, found, flow, identity, config), assemble_aside(log, found.aside))


def _is_recording(stream: Stream) -> bool:
    """Say whether so few people are seen that control flow has to carry, not what differs between them."""
    return len(np.unique(stream.agent)) <= MOST_AGENTS


def _find_executions(
    log: UILog, stream: Stream, values: ValueKeys, flow: ValueFlow, min_executions: int
) -> tuple[Found, Ints]:
    """Give the executions of one strand, and the identity that each event shows."""
    evidence = find_evidence(log, stream, values, flow)
    stream = fold_rare(stream, MOST_LABELS_OF_FEW if _is_recording(stream) else MOST_LABELS)
    pieces, routine = find_pieces(stream, evidence, min_executions)
    routine = absorb(stream, pieces, routine)
    # In a recording of few, what is around a piece shows the same values all day.
    identity = np.full_like(evidence.identity, -1) if _is_recording(stream) else evidence.identity
    routine, judged, aside = judge(stream, identity, pieces, routine, min_executions)
    found = shape_executions(stream, evidence, pieces, routine)
    return replace(found, judged=judged, aside=aside), evidence.identity


def find_pieces(stream: Stream, evidence: Evidence, min_executions: int) -> tuple[Pieces, Ints]:
    """Cut the stream into pieces and say which routine each is of, -1 = none.

    A long log is learnt on blocks of it; the whole is then told by what was
    learnt, and what that leaves is searched for rarer routines.
    """
    chosen = spread_blocks(len(stream), LEARNT_EVENTS, LEARNT_BLOCKS)
    if len(chosen) == len(stream):
        pieces = pieces_of_cut(find_cut(stream, evidence))
        return pieces, find_routines(stream, pieces, min_executions)
    part = make_problem(take(stream, chosen), take_evidence(evidence, chosen, len(stream)))
    cut = find_cut(part.stream, part.evidence)
    routine = find_routines(part.stream, pieces_of_cut(cut), min_executions)
    strength, cohesion = STARTS[0]
    base = cut_by_evidence(stream, evidence, strength=strength, cohesion=cohesion)
    if routine.max(initial=-1) < 0:
        pieces = pieces_of_cut(base)
        return pieces, find_routines(stream, pieces, min_executions)
    decoded = decode(stream, evidence, learn_from(part, cut, routine))
    whole = decoded.cut | (base & (decoded.routine < 0))
    pieces = pieces_of_cut(whole)
    return pieces, extend_routines(stream, pieces, decoded.routine[np.flatnonzero(whole)], min_executions)


def find_cut(stream: Stream, evidence: Evidence) -> Bools:
    """Cut the stream so that most of it lies in firm routines; a recording of few in the fewest bits."""
    whole = make_problem(stream, evidence)
    first = [cut_by_evidence(stream, evidence, strength=s, cohesion=c) for s, c in STARTS]
    if not _is_recording(stream):
        tried = [_learn_on(whole, cut, ROUNDS_ON_WHOLE - 1) for cut in first]
        best = max(tried, key=lambda cut: firm_share(stream, pieces_of_cut(cut), LEAST_PIECES))
        return _learn_on(whole, best, 1)
    learnt = [_learn_on(whole, cut, ROUNDS_ON_WHOLE) for cut in first]
    chosen = spread_blocks(len(stream), SAMPLE_EVENTS, SAMPLE_BLOCKS)
    part = make_problem(take(stream, chosen), take_evidence(evidence, chosen, len(stream)))
    best = min(learnt, key=lambda cut: describe(part.sample, cut[chosen]))
    proposal = best[chosen] | part.stream.start
    cuts = best_cut(part, [proposal])
    if len(cuts) == 1 and np.array_equal(cuts[0], proposal):
        return best
    if len(chosen) == len(stream):
        return cuts[0]
    whole_cuts = [extend_cut(part, cut, whole) for cut in cuts]
    return min(whole_cuts, key=lambda cut: describe(whole.sample, cut))


def _learn_on(whole: Problem, cut: Bools, rounds: int) -> Bools:
    """Group, learn and cut again, a few times."""
    for _ in range(rounds):
        again = step(whole, cut)
        if again is None or np.array_equal(again, cut):
            break
        cut = again
    return cut

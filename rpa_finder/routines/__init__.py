"""Executions and routines from unsegmented streams of many agents.

In: UILog, cleaned and with sessions, and its ValueFlow. Out: Routine objects
with row-disjoint executions. One path for every kind of log: several
hypotheses about where executions start and end are proposed, the one under
which the log is shortest to describe is kept, its pieces are grouped, and
groups that random work would give as well are refused.
"""

from __future__ import annotations

import numpy as np

from rpa_finder.config import ScanConfig
from rpa_finder.events import UILog, ValueFlow
from rpa_finder.model import Routine
from rpa_finder.routines.assembly import assemble
from rpa_finder.routines.boundaries import cut_by_evidence
from rpa_finder.routines.cuts import (
    Problem,
    best_cut,
    by_routines,
    learn_from,
    make_problem,
    redecode,
    spread_blocks,
    step,
)
from rpa_finder.routines.description import describe
from rpa_finder.routines.evidence import Evidence, find_evidence, take_evidence
from rpa_finder.routines.executions import shape_executions
from rpa_finder.routines.stream import Bools, Ints, Stream, make_stream, take
from rpa_finder.values import ValueKeys

SAMPLE_EVENTS = 6000
SAMPLE_BLOCKS = 12
ROUNDS_ON_WHOLE = 5
MANY_SESSIONS = 20
"""With so many sessions, pauses and identity tell executions apart; rules on steps are for single recordings."""
STARTS = ((1.0, 0.1), (0.5, 0.2))
"""(strength, cohesion) of the first cut: sharp where fields are known, mild where they are not."""


def discover_routines(log: UILog, values: ValueKeys, flow: ValueFlow, config: ScanConfig) -> tuple[Routine, ...]:
    """Find the routines of a log and every time they were done."""
    stream = make_stream(log)
    if len(stream) < 2 * config.min_executions:
        return ()
    evidence = find_evidence(log, stream, values)
    cut = find_cut(stream, evidence)
    found = shape_executions(stream, evidence, cut, config.min_executions)
    return assemble(log, stream, found, flow, config)


def find_cut(stream: Stream, evidence: Evidence) -> Bools:
    """Cut the stream under the hypothesis that describes a sample of it in the fewest bits."""
    whole = make_problem(stream, evidence)
    chosen = spread_blocks(len(stream), SAMPLE_EVENTS, SAMPLE_BLOCKS)
    part = make_problem(take(stream, chosen), take_evidence(evidence, chosen, len(stream)))
    learnt = []
    for strength, cohesion in STARTS:
        cut = cut_by_evidence(stream, evidence, strength=strength, cohesion=cohesion)
        learnt.append(_learn_on(whole, cut))
    best = min(learnt, key=lambda cut: describe(part.sample, cut[chosen]))
    if stream.start.sum() >= MANY_SESSIONS:
        return best
    cut = best_cut(part, [best[chosen] | part.stream.start])
    if np.array_equal(cut, best[chosen] | part.stream.start):
        return best
    return cut if len(chosen) == len(stream) else _extend(whole, part, cut, best)


def _learn_on(whole: Problem, cut: Bools) -> Bools:
    """Group, learn and cut again, a few times."""
    for _ in range(ROUNDS_ON_WHOLE):
        again = step(whole, cut, by_routines)
        if again is None or np.array_equal(again, cut):
            break
        cut = again
    return cut


def _extend(whole: Problem, part: Problem, cut: Bools, base: Bools) -> Bools:
    """Carry the best cut of the sample over to the whole stream, and learn on there.

    base cuts what no routine of the sample explains, so that rarer ones can be seen.
    """
    grouped = by_routines(part, cut)
    if grouped.max(initial=-1) < 0:
        return base
    return _learn_on(whole, redecode(whole, learn_from(part, cut, grouped), base))

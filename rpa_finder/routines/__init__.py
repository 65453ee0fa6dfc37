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
from rpa_finder.routines.chains import decode, learn_chains
from rpa_finder.routines.cuts import best_cut
from rpa_finder.routines.description import Sample, cluster_segments, make_segments
from rpa_finder.routines.evidence import Evidence, find_evidence
from rpa_finder.routines.executions import shape_executions
from rpa_finder.routines.stream import Bools, Ints, Stream, make_stream
from rpa_finder.values import ValueKeys

SAMPLE_EVENTS = 6000
SAMPLE_BLOCKS = 12
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
    chosen = _sample_events(stream)
    sample = _take(stream, evidence, chosen)
    by_evidence = [cut_by_evidence(stream, evidence, strength=a, cohesion=theta) for a, theta in STARTS]
    proposals = [cut[chosen] | sample.forced for cut in by_evidence]
    cut, _ = best_cut(sample, proposals)
    for proposal, whole in zip(proposals, by_evidence, strict=True):
        if np.array_equal(proposal, cut):
            return whole
    if len(chosen) == len(stream):
        return cut
    chains = learn_chains(sample, cut, cluster_segments(make_segments(sample, cut), 0.7, 10))
    return decode(_take(stream, evidence, np.arange(len(stream))), chains)[0]


def _sample_events(stream: Stream) -> Ints:
    """Choose all events, or blocks spread over the log."""
    n = len(stream)
    if n <= SAMPLE_EVENTS:
        return np.arange(n)
    size = SAMPLE_EVENTS // SAMPLE_BLOCKS
    starts = np.linspace(0, n - size, SAMPLE_BLOCKS).astype(np.int64)
    return np.unique((starts[:, None] + np.arange(size)[None, :]).ravel())


def _take(stream: Stream, evidence: Evidence, chosen: Ints) -> Sample:
    forced = stream.start[chosen].copy()
    forced[0] = True
    forced[1:] |= np.diff(chosen) > 1
    span = np.searchsorted((0.5, 1.5, 2.5), evidence.span[chosen]).astype(np.int64)
    features = ((stream.pause[chosen], stream.pauses), (span, 4))
    return Sample(stream.label[chosen], stream.n_labels, features, forced)

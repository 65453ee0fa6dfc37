"""A comparison with one of everything, for the tests of what is rendered from it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from rpa_finder.benefits import verify_benefits
from rpa_finder.changes import compare
from rpa_finder.drift import measure_drift
from rpa_finder.model import Comparison, LiveProposal, Rename, Scan
from rpa_finder.renderers.rescan import Rescan
from tests.renderers.story import benefits_scan


def rescan_of(before: Scan, after: Scan) -> Rescan:
    comparison = compare(before, after)
    return Rescan(before, after, comparison, (), measure_drift((before, after), comparison))


@cache
def full_rescan() -> Rescan:
    """Compare the story with itself after its first routine has gone, with a screen gone and another come."""
    before = benefits_scan()
    graph = before.graph
    later = replace(graph.screens[0], name="Brand new screen")
    after = replace(
        before,
        label="Later",
        routines=before.routines[1:],
        proposals=tuple(p for p in before.proposals if p.routine_id != before.routines[0].id),
        graph=replace(graph, screens=(*graph.screens[1:], later)),
    )
    comparison = compare(before, after)
    since = comparison.before_last[:10]
    live = (
        LiveProposal("P01", before.routines[0].key, "Fill claim intake", since, "", 600.0, 1000.0, "Board, Head"),
        LiveProposal("P07", "unknown", "A proposal of another log", since, "", None, 0.0),
    )
    named = replace(comparison, renames=(Rename("Claim search", "Name", "Full name", 0.8),))
    return Rescan(
        before, after, named, verify_benefits(before, after, comparison, live), measure_drift((before, after), named)
    )


def empty_comparison() -> Comparison:
    scan = replace(benefits_scan(), routines=(), proposals=())
    return compare(scan, scan)

"""Routines drawn at random, with steps on few screens, to draw flows of."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from rpa_finder.model import Execution, Routine, Scan, Screen, ScreenGraph, Step, Variant
from tests.renderers.small import small_scan


def scan_with(steps: list[Step], ways: list[tuple[int, ...]], spine: tuple[int, ...] | None = None) -> Scan:
    """Build a scan of one routine with an execution for each way; the first is the usual one."""
    scan = small_scan()
    executions = tuple(
        Execution(
            f"E{i}", f"a{i % 7}", "", "2026-03-02", "", "", 9.0, 9.0, (0,) * len(w), tuple(range(1, len(w) + 1)), w
        )
        for i, w in enumerate(ways)
    )
    spine = spine if spine is not None else ways[0] if ways else ()
    variants = (Variant("V1", len(ways), spine, 9.0),) if spine else ()
    routine = replace(
        scan.routines[0],
        steps=tuple(steps),
        executions=tuple(replace(e, variant="V1") for e in executions),
        variants=variants,
        decisions=(),
    )
    screens = tuple(Screen(s, f"App {s[-1]}", 1, 1.0, 1, 1) for s in sorted({s.screen for s in steps}))
    return replace(scan, routines=(routine,), graph=ScreenGraph(screens, ()))


def routine_of(scan: Scan) -> Routine:
    return scan.routines[0]


STEPS = [Step(f"Screen {c}", "input", f"Field {n}", 1.0, 1.0) for c in "abc" for n in range(3)]
WAY = st.lists(st.integers(0, len(STEPS)), max_size=14).map(tuple)
SCANS = st.builds(
    lambda spine, ways: scan_with(STEPS, [spine, *ways], tuple(s for s in spine if s)), WAY, st.lists(WAY, max_size=12)
)

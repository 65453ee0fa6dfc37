"""Draw a scan of few routines in a test, for comparing it with another."""

from __future__ import annotations

from dataclasses import replace

from rpa_finder.model import Execution, Routine, Scan, Step
from tests.renderers.small import small_scan

AGENTS = 10
DAYS = 20
WAYS = {"V1": (1, 2, 3), "V2": (3, 2, 1)}


def routine(id_: str, count: int, *, key: str = "", steps: str = "abcd", seconds: float = 30.0, v2: int = 0) -> Routine:
    """Spread executions evenly over agents and days; v2 of ten are done in the second way."""
    executions = tuple(
        Execution(
            f"{id_}-{i}",
            f"a{i % AGENTS}",
            "",
            f"2026-03-{i * DAYS // count + 1:02d}",
            "",
            "",
            seconds * (0.9 + 0.02 * (i % 11)),
            60.0,
            (0, 0, 0),
            (3 * i + 1, 3 * i + 2, 3 * i + 3),
            WAYS["V2" if i // AGENTS % 10 < v2 else "V1"],
            "V2" if i // AGENTS % 10 < v2 else "V1",
        )
        for i in range(count)
    )
    known = tuple(Step(f"Screen {name}", "input", name, 1.0, 2.0) for name in steps)
    base = small_scan().routines[0]
    variants = (
        replace(base.variants[0], id="V1", steps=WAYS["V1"]),
        replace(base.variants[0], id="V2", steps=WAYS["V2"]),
    )
    return replace(
        base,
        id=id_,
        key=key or "key-" + steps,
        name=f"Routine {steps}",
        steps=known,
        executions=executions,
        transfers=(),
        variants=variants,
        saving=None,
    )


def scan_of(*routines: Routine) -> Scan:
    scan = small_scan()
    return replace(
        scan, routines=routines, totals=replace(scan.totals, agents=AGENTS, days=DAYS, agent_days=AGENTS * DAYS)
    )

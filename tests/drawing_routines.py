"""Draw routines in a test: executions as 'agent day seconds', transfers as field pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from rpa_finder.model import DataTransfer, Execution, Routine, Screen, ScreenGraph, Step, Totals, Variant

STEPS = (
    Step("Customer", "copy", "Account", 1.0, 10.0),
    Step("New claim", "paste", "Account number", 1.0, 20.0),
    Step("New claim", "submit", "Save", 1.0, 30.0),
)
TRANSFER = DataTransfer(
    *("Customer", "Account", "New claim", "Account number", "clipboard"), "same", 100, 1.0, 1.0, 4.0
)
GRAPH = ScreenGraph((Screen("Customer", "CRM", 9, 9.0, 9, 2), Screen("New claim", "Portal", 9, 9.0, 9, 2)), ())


def draw_executions(cells: Iterable[tuple[str, str, float]], start: int = 0) -> tuple[Execution, ...]:
    """Give executions from (agent, day, active seconds), each with a log row of its own."""
    numbers = count(start)
    return tuple(
        Execution(
            *(f"E{n}", agent, "", day, f"{day}T09:00:00.000Z", f"{day}T09:05:00.000Z"),
            *(seconds, seconds, (0,), (n + 1,), (1,)),
        )
        for (agent, day, seconds), n in zip(cells, numbers, strict=False)
    )


def draw_team(agents: int = 10, days: int = 22, each: int = 3, seconds: float = 60.0) -> list[tuple[str, str, float]]:
    """Give the cells of a team whose agents work at their own pace."""
    return [
        (f"a{a:02d}", f"2026-03-{d + 1:02d}", seconds * (0.7 + 0.06 * a + 0.01 * (d % 7) + 0.1 * i))
        for a in range(agents)
        for d in range(days)
        for i in range(each)
    ]


def draw_routine(
    cells: Iterable[tuple[str, str, float]] | None = None,
    kind: str = "copy-transfer",
    *,
    number: int = 1,
    main: float = 1.0,
    steps: Sequence[Step] = STEPS,
    transfers: Sequence[DataTransfer] = (TRANSFER,),
) -> Routine:
    """Build a routine; main is the share of its executions in its one main variant."""
    executions = draw_executions(draw_team() if cells is None else cells, start=number * 1_000_000)
    return Routine(
        id=f"R{number:02d}",
        key=f"key{number}",
        name="Customer to New claim",
        kind=kind,
        confidence=0.9,
        evidence="values",
        steps=tuple(steps),
        executions=executions,
        transfers=tuple(transfers) if kind == "copy-transfer" else (),
        variants=(Variant("V1", round(main * len(executions)), (1, 2, 3), 60.0),),
    )


def draw_totals(*routines: Routine, days: int = 22) -> Totals:
    """Give totals of a log that holds these routines and as much other work."""
    executions = [e for r in routines for e in r.executions]
    seconds = 2 * sum(e.active_seconds for e in executions)
    agent_days = len({(e.agent, e.day) for e in executions})
    return Totals(1000, len({e.agent for e in executions}), seconds, 2, 1, 9, days, agent_days, "", "")

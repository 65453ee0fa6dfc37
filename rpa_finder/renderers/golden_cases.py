"""cases.csv: executions to test a bot with, exceptions included, as steps with their rows and without any value.

Whoever has the log finds the values by file and row; whoever has not sees the
order of steps, and the usual form of what is entered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rpa_finder.model import Execution, Routine, Scan
from rpa_finder.renderers.process_flow import common_steps, usual_way
from rpa_finder.renderers.tables import Cell

COLUMNS = (
    "case",
    "purpose",
    "variant",
    "execution_id",
    "event",
    "step",
    "screen",
    "action",
    "field",
    "usual_forms",
    "source_file",
    "source_row",
)
USUAL_CASES = 3
"""So many executions of each variant that hold every step of its usual way."""
ODD_CASES = 3
"""So many executions of each way to leave a variant."""
MOST_VARIANTS = 8

USUAL, LACKING, MORE = "usual", "leaves out a step", "holds a step of its own"


def choose_cases(routine: Routine) -> list[tuple[str, Execution]]:
    """Choose executions with the purpose of each: the usual way of every variant first, then those that leave it.

    The nearest to the variant's usual way are taken, then those nearest to its mean time.
    """
    chosen: list[tuple[str, Execution]] = []
    groups: dict[str, list[Execution]] = defaultdict(list)
    for execution in routine.executions:
        if execution.rows:
            groups[execution.variant].append(execution)
    means = {v.id: v.mean_active_seconds for v in routine.variants}
    order = sorted(groups, key=lambda id_: (-len(groups[id_]), id_))[:MOST_VARIANTS]
    for id_ in order:
        spine, mean = usual_way(groups[id_]), means.get(id_, 0.0)
        rest: dict[str, list[tuple[int, float, Execution]]] = defaultdict(list)
        for execution in groups[id_]:
            purpose, off = _purpose(execution.steps, spine)
            rest[purpose].append((off, abs(execution.active_seconds - mean), execution))
        for purpose, most in ((USUAL, USUAL_CASES), (LACKING, ODD_CASES), (MORE, ODD_CASES)):
            nearest = sorted(rest[purpose], key=lambda found: (*found[:2], found[2].id))[:most]
            chosen += [(purpose, execution) for _, _, execution in nearest]
    return sorted(chosen, key=lambda case: case[0] != USUAL)


def list_cases(routine: Routine, scan: Scan) -> Iterator[tuple[Cell, ...]]:
    """Give one row for each event of each case."""
    for number, (purpose, execution) in enumerate(choose_cases(routine), start=1):
        events = zip(execution.steps, execution.sources, execution.rows, strict=True)
        for event, (step, source, row) in enumerate(events, start=1):
            known = routine.steps[step - 1] if step else None
            what: tuple[str, ...] = (
                (known.screen, known.action, known.field, " | ".join(known.forms)) if known else ("",) * 4
            )
            head = (number, purpose, execution.variant, execution.id, event, step or None)
            yield (*head, *what, scan.inputs[source].path, row)


def _purpose(steps: Sequence[int], spine: Sequence[int]) -> tuple[str, int]:
    """Say how an execution differs from its variant, and by how many steps."""
    common = common_steps(steps, spine)
    lacking, more = len(spine) - common, len(steps) - common
    return (LACKING if lacking else MORE if 0 in steps else USUAL), lacking + more

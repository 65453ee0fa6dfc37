"""What was set aside, as page and workbook show it: repeated work that is no routine, or not surely one.

In: Scan. Out: rows of texts and figures, most often done first.
"""

from __future__ import annotations

from dataclasses import dataclass

from rpa_finder.model import Scan, SetAside, Step
from rpa_finder.renderers.routine_views import SMALL_GROUP
from rpa_finder.renderers.words import shorten

STEPS_SHOWN = 6
LONGEST_STEP = 48


@dataclass(frozen=True, slots=True)
class AsideRow:
    """One piece of repeated work."""

    name: str
    way: str
    """Its usual steps, in their usual order."""
    times: int | None
    """How often it was seen; None where one person of many does it."""
    agents: int | None
    q_value: float
    stability: float
    reason: str


def view_aside(scan: Scan) -> tuple[AsideRow, ...]:
    """Give a row for each piece of work that was set aside."""
    return tuple(_row(aside, scan) for aside in scan.set_aside)


def _row(aside: SetAside, scan: Scan) -> AsideRow:
    shown = [_step(step) for step in aside.steps[:STEPS_SHOWN]]
    left = len(aside.steps) - len(shown)
    alone = aside.agents < 2 and scan.totals.agents >= SMALL_GROUP
    return AsideRow(
        name=aside.name,
        way=", ".join(shown) + (f" and {left} more" if left > 0 else ""),
        times=None if alone else aside.executions,
        agents=None if alone else aside.agents,
        q_value=aside.q_value,
        stability=aside.stability,
        reason=aside.reason,
    )


def _step(step: Step) -> str:
    said = f"{step.screen}: {step.action}"
    return shorten(f"{said} {step.field}" if step.field else said, LONGEST_STEP)

"""Other assumptions than the scan's: what matters most, and the draws with which the page works it out itself.

In: a scan. Out: a LiveCase: the plan's draws again, as the scan drew them, the
assumptions that move its worth most, and everything the page's script needs to
value the plan at other settings, to the cent as Python would.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rpa_finder import estimates, finance, intervals, joint, worth
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.joint import Joint, Part, Valued
from rpa_finder.model import Range, Scan
from rpa_finder.renderers.business_case import scan_assumptions
from rpa_finder.verdicts import SELF_SERVICE

MOST_BYTES = 290_000
"""Of draws in a page; with more, the page carries no draws and shows the scan's figures only."""
MOST_CELLS = 20_000
"""Of work by day or hour in a page; with more, proposals can't be taken out of the plan there."""
_PEAKS = 64
"""Heavy days or hours against which the others are held: one that they exceed in every proposal is never the peak."""
_CLOSE = 0.005
"""A scan whose figures its own draws don't give within this share was made by another version."""
_BUILD = "build_days_base"


@dataclass(frozen=True, slots=True)
class Swing:
    """An assumption moved from end to end, all others as scanned."""

    key: str
    """Its name in the configuration; build_days_base stands for all build days."""
    ends: tuple[float, float]
    """For build days times the days estimated, else values of the assumption."""
    npv: tuple[float, float]
    """Likely net present value at these ends."""

    @property
    def width(self) -> float:
        """How much the worth moves."""
        return abs(self.npv[1] - self.npv[0])


@dataclass(frozen=True, slots=True)
class LiveCase:
    """The plan of a scan, ready to be valued again."""

    plan: Joint
    given: Assumptions
    base: Valued
    swings: tuple[Swing, ...]
    """The widest first."""
    payload: str
    """JSON for the page's script; "" where the draws would be too heavy."""


def make_live_case(scan: Scan) -> LiveCase | None:
    """Draw the plan again as the scan did; None without a plan, or if the draws don't give the scan's figures."""
    given = scan_assumptions(scan)
    plan = joint.draw_jointly(scan.routines, scan.proposals, scan.totals.days, _config(scan, given), scan.graph)
    if plan is None:
        return None
    base = joint.value_jointly(plan, given)
    portfolio = scan.portfolio
    pairs = ((portfolio.hours_per_year, _total(base.realised)), (portfolio.npv, base.priced.money.npv))
    if any(stored is None or not _alike(stored, again) for stored, again in pairs):
        return None
    return LiveCase(plan, given, base, _swings(plan, given), _payload(plan, given, base))


def _config(scan: Scan, given: Assumptions) -> ScanConfig:
    default = ScanConfig()
    draws, seed = (scan.config.get(name, getattr(default, name)) for name in ("draws", "seed"))
    return replace(default, assumptions=given, draws=int(str(draws)), seed=int(str(seed)))


def _alike(stored: Range, again: Range) -> bool:
    size = max(abs(stored.p10), abs(stored.p90), 1.0)
    return all(abs(getattr(stored, end) - getattr(again, end)) <= _CLOSE * size for end in ("p10", "p50", "p90"))


def _total(hours: finance.Array) -> Range:
    return estimates.to_range(hours.sum(axis=0))


def _swings(plan: Joint, given: Assumptions) -> tuple[Swing, ...]:
    """Move each assumption between the ends that the draws, or a cautious reader, would allow."""
    ends = {
        "realisation": (0.5 * given.realisation, min(1.0, 1.4 * given.realisation)),
        "cost_per_hour": (0.75 * given.cost_per_hour, 1.25 * given.cost_per_hour),
        "exception_floor": (0.0, min(0.9, max(0.2, 2 * given.exception_floor))),
        _BUILD: (estimates.BUILD_FACTORS[0], estimates.BUILD_FACTORS[2]),
        "licence_per_year": (0.5 * given.licence_per_year, 1.5 * given.licence_per_year),
        "maintenance_share": (0.5 * given.maintenance_share, 1.5 * given.maintenance_share),
        "handback_seconds": (0.0, 2 * given.handback_seconds),
        "common_cause": (0.0, min(0.9, max(0.6, 2 * given.common_cause))),
        "attrition_per_year": (0.0, min(0.9, 2 * given.attrition_per_year)),
    }
    found = [
        Swing(key, pair, (_npv(plan, given, key, pair[0]), _npv(plan, given, key, pair[1])))
        for key, pair in ends.items()
    ]
    return tuple(sorted(found, key=lambda swing: -swing.width))


def _npv(plan: Joint, given: Assumptions, key: str, value: float) -> float:
    if key == _BUILD:
        return joint.value_jointly(plan, given, value).priced.money.npv.p50
    changed: dict[str, Any] = {key: value}
    return joint.value_jointly(plan, replace(given, **changed)).priced.money.npv.p50


def _peaks(given: Assumptions, plan: Joint) -> list[dict[str, object]] | None:
    """Give what decides how many robots any choice of proposals needs: alone by day, beside an agent by hour."""
    loads = [joint.load_of(part) for part in plan.parts]
    alone = _table([load.by_day for load, _ in loads])
    beside = _table([load.by_hour for _, load in loads])
    if alone.size + beside.size > MOST_CELLS:
        return None
    costs = (given.licence_per_year, given.infrastructure_per_year), (given.attended_licence_per_year, 0.0)
    hours = given.robot_hours_per_day, 1.0
    return [
        {"seconds": table.tolist(), "hours": each * given.robot_utilisation, "costs": cost}
        for table, each, cost in zip((alone, beside), hours, costs, strict=True)
    ]


def _table(cells: Sequence[Mapping[str, float]]) -> finance.Array:
    """Lay seconds out as day or hour x proposal, without those that can't be the busiest of any choice."""
    keys = sorted({key for each in cells for key in each})
    table = np.array([[round(each.get(key, 0.0), 6) for each in cells] for key in keys]).reshape(-1, len(cells))
    table = table[np.argsort(-table.sum(axis=1), kind="stable")]
    for peak in range(_PEAKS):
        if peak >= len(table):
            break
        kept = (table > table[peak]).any(axis=1)
        kept[: peak + 1] = True
        table = table[kept]
    return table


def _payload(plan: Joint, given: Assumptions, base: Valued) -> str:
    if 4 * plan.draws * len(plan.parts) > MOST_BYTES:
        return ""
    schedule = estimates.make_schedule(given)
    profiles = (finance.benefit_profile(schedule), finance.build_profile(schedule), finance.run_profile(schedule))
    months = sorted({*worth.HORIZONS, given.horizon_months})
    case = {
        "draws": plan.draws,
        "realised": plan.realised,
        "overrun": plan.overrun,
        "cause": given.common_cause,
        "builds": estimates.BUILD_FACTORS,
        "days": len(plan.days),
        "index": estimates.window_index(plan.days, given),
        "year": given.worked_days_per_year,
        "errors": [given.error_share_before, given.error_share_after, given.rework_seconds],
        "licences": worth.licences(base.robots, given),
        "peaks": _peaks(given, plan),
        "maintenance": given.maintenance_share,
        "months": given.horizon_months,
        "horizons": [[n, *_factors(replace(given, horizon_months=n))] for n in months],
        "profiles": [profile.tolist() for profile in profiles],
        "parts": [_part(part, plan, given) for part in plan.parts],
    }
    return json.dumps(case, separators=(",", ":"))


def _factors(given: Assumptions) -> tuple[float, float, float]:
    factors = finance.present_value_factors(estimates.make_schedule(given))
    return factors.benefit, factors.build, factors.run


def _part(part: Part, plan: Joint, given: Assumptions) -> Mapping[str, object]:
    basis = joint.basis_of(part, plan, given)
    evidence = part.evidence
    return {
        "id": part.proposal.id,
        "chance": part.chance,
        "executions": [part.executions.low, part.executions.step, _coded(part.executions.codes)],
        "seconds": [part.seconds.low, part.seconds.step, _coded(part.seconds.codes)],
        "typed": basis.typed_share,
        "residual": basis.residual_seconds,
        "handback": basis.handback_seconds,
        # Who still asks an agent does not depend on the floor; what a bot hands back does.
        "asked": basis.exceptions if part.proposal.verdict == SELF_SERVICE else None,
        "seen": [*intervals.wilson_interval(evidence.exceptions or 0, evidence.executions), evidence.exception_share],
        "build": joint.build_cost_of(part.routine),
    }


def _coded(codes: joint.Codes) -> str:
    return base64.b64encode(codes.astype(np.dtype("<u2")).tobytes()).decode("ascii")

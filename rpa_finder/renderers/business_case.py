"""The numbers behind the workbook: each formula's value, worked out by the same arithmetic.

In: a scan. Out: a Plan, from which the workbook writes formulas and their cached values.
A scan's figures come from draws, a cell's formula from means. "As scanned"
factors carry the one to the other, so that with the scan's assumptions the
cells show the scan's likely figures, and move as the model does when an
assumption is changed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from rpa_finder import finance
from rpa_finder.config import REPAIR_SHARE, Assumptions, load_profile, measured_maintenance, profile_names
from rpa_finder.estimates import BUILD_FACTORS
from rpa_finder.model import Proposal, Routine, Saving, Scan
from rpa_finder.verdicts import BUILT, SELF_SERVICE, UNATTENDED_LIKE

HORIZONS = (12, 24, 36)
"""Months at which every case is shown, beside the horizon in force."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A proposal with figures; hours and money are a year's, likely values."""

    proposal: Proposal
    routine: Routine
    saving: Saving
    in_plan: int
    """1 if it counts in the plan, else 0."""
    attended: int
    """1 if an agent starts, checks and waits, else 0."""
    gross_factor: float
    """Gross hours as scanned, over volume times seconds."""
    net_factor: float
    """Net hours as scanned, over the model's at the floor of exceptions: what else the bot may not touch."""
    realised_factor: float
    """Realised hours as scanned, over net hours times realisation."""
    unclaimed: float
    """Share of the realised hours that no better-ranked proposal claims."""
    gross: float
    net: float
    realised: float
    counted: float
    """Realised, unclaimed and in the plan."""
    benefit: float
    build_days: float
    """As the build cost of the scan implies."""
    build_cost: float


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the plan's cash flow."""

    number: int
    benefit_share: float
    build_share: float
    run_share: float
    net: float
    cumulative: float
    discount: float
    payback: float | None
    """Months until the money is back, if that happens within this month."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The proposals taken together, at their likely values."""

    assumptions: Assumptions
    rows: tuple[PlanRow, ...]
    withheld: tuple[tuple[Proposal, Routine], ...]
    """Proposals without figures."""
    robots: int
    attended_robots: int
    together: float
    """Hours of all proposals drawn together over the sum of theirs: medians do not add up."""
    hours: float
    benefit: float
    build: float
    run: float
    months: tuple[Month, ...]
    """As many as the longest horizon shown."""
    factors: finance.Factors
    npv: float
    payback: float | None
    return_per_year: float | None
    benefit_cost_ratio: float | None
    break_even: float | None
    """Share of net hours that must be realised for a value of 0."""

    def npv_at(self, months: int) -> float:
        """Give what the plan is worth after so many months."""
        return sum(m.net * m.discount for m in self.months[:months])


def make_plan(scan: Scan) -> Plan:
    """Work out every figure of the workbook from a scan."""
    assumptions = scan_assumptions(scan)
    routines = {r.id: r for r in scan.routines}
    pairs = [(p, routines[p.routine_id]) for p in scan.proposals]
    rows = tuple(row for p, r in pairs if (row := _row(p, r, assumptions)) is not None)
    shown = {row.proposal.id for row in rows}
    apart = sum(row.counted for row in rows)
    hours = scan.portfolio.hours_per_year
    together = hours.p50 / apart if hours is not None and hours.p50 > 0 and apart > 0 else 1.0
    benefit = sum(row.benefit for row in rows) * together
    build = sum(row.build_cost * row.in_plan for row in rows) * sum(BUILD_FACTORS) / len(BUILD_FACTORS)
    robots = scan.portfolio.robots
    attended = scan.portfolio.attended_robots
    run = robots * (assumptions.licence_per_year + assumptions.infrastructure_per_year)
    run += attended * assumptions.attended_licence_per_year + assumptions.maintenance_share * build
    months = _months(benefit, build, run, assumptions)
    within = months[: assumptions.horizon_months]
    factors = finance.present_value_factors(_schedule(assumptions))
    costs, worth = build * factors.build + run * factors.run, benefit * factors.benefit
    return Plan(
        assumptions=assumptions,
        rows=rows,
        withheld=tuple((p, r) for p, r in pairs if p.id not in shown),
        robots=robots,
        attended_robots=attended,
        together=together,
        hours=apart * together,
        benefit=benefit,
        build=build,
        run=run,
        months=months,
        factors=factors,
        npv=sum(m.net * m.discount for m in within),
        payback=next((m.payback for m in within if m.payback is not None), None),
        return_per_year=finance.internal_rate_of_return(np.array([m.net for m in within])),
        benefit_cost_ratio=worth / costs if costs > 0 else None,
        break_even=assumptions.realisation * costs / worth if worth > 0 else None,
    )


def scan_assumptions(scan: Scan) -> Assumptions:
    """Give the assumptions that a scan was done with; absent ones are the defaults."""
    given = scan.config.get("assumptions")
    known = {f.name for f in fields(Assumptions)}
    values: dict[str, Any] = {k: v for k, v in given.items() if k in known} if isinstance(given, dict) else {}
    if isinstance(values.get("monthly_index"), list):
        values["monthly_index"] = tuple(values["monthly_index"])
    return Assumptions(**values)


def assumption_sources(scan: Scan) -> dict[str, str]:
    """Say where each assumption of a scan comes from: "user" where it is not the default of the scan's profile.

    Maintenance that follows from how often screens change is measured, not the user's.
    """
    name = scan.config.get("profile", "")
    profile = load_profile(name if name in profile_names() else "private")
    given = scan_assumptions(scan)
    sources = {
        key: source if getattr(given, key) == getattr(profile.assumptions, key) else "user"
        for key, source in profile.sources.items()
    }
    changes: Any = scan.config.get("screen_changes")
    if changes and given.maintenance_share == measured_maintenance(changes):
        low, middle, high = changes
        sources["maintenance_share"] = (
            f"measured: a screen changes {middle:.2g} times a year (8 in 10: {low:.2g} to {high:.2g}); "
            f"each change costs {REPAIR_SHARE:.0%} of the screen's part of the build, which is assumed"
        )
    return sources


def hours_to_pay_back(a: Assumptions) -> float | None:
    """Give the realised hours a year that a build day must bring to pay back within the horizon, robots apart."""
    factors = finance.present_value_factors(_schedule(a))
    day = a.build_day_rate * (1 + a.optimism_bias) * sum(BUILD_FACTORS) / len(BUILD_FACTORS)
    return _ratio(day * (factors.build + a.maintenance_share * factors.run), a.cost_per_hour * factors.benefit) or None


def kept_share(seconds: float, exceptions: float, residual: float, handback: float) -> float:
    """Give the share of an item's time that a bot takes over, exceptions handed back; times in seconds."""
    return (1 - exceptions) * (1 - residual / seconds) - exceptions * handback / seconds


def plan_benefit(plan: Plan, exceptions: float, time_factor: float) -> float:
    """Give the plan's yearly benefit at another share of exceptions and other execution times."""
    a = plan.assumptions
    hours = 0.0
    for row in plan.rows:
        seconds, residual = row.saving.seconds_per_execution * time_factor, row.attended * a.human_residual_seconds
        kept = kept_share(seconds, exceptions, residual, a.handback_seconds)
        hours += row.in_plan * row.unclaimed * row.realised_factor * row.net_factor * row.gross * time_factor * kept
    return hours * a.realisation * a.cost_per_hour * plan.together


def _row(proposal: Proposal, routine: Routine, a: Assumptions) -> PlanRow | None:
    saving = routine.saving
    if saving is None or saving.gross_hours is None or saving.net_hours is None or saving.hours_per_year is None:
        return None
    if saving.volume_per_year <= 0 or saving.seconds_per_execution <= 0:
        return None
    seen = saving.volume_per_year * saving.seconds_per_execution / 3600
    gross_factor = _ratio(saving.gross_hours.p50, seen)
    gross = seen * gross_factor
    attended = int(proposal.verdict not in (*UNATTENDED_LIKE, SELF_SERVICE))
    residual = attended * a.human_residual_seconds
    kept = kept_share(saving.seconds_per_execution, a.exception_floor, residual, a.handback_seconds)
    net_factor = _ratio(saving.net_hours.p50, gross * kept)
    net = gross * kept * net_factor
    realised_factor = _ratio(saving.hours_per_year.p50, net * a.realisation)
    realised = net * a.realisation * realised_factor
    marginal = proposal.marginal_hours
    unclaimed = _ratio(marginal.p50, realised) if marginal is not None else 0.0
    in_plan = int(marginal is not None and saving.money is not None and proposal.verdict in BUILT)
    day_cost = a.build_day_rate * (1 + a.optimism_bias)
    days = _ratio(saving.money.build_cost, day_cost) if saving.money is not None else proposal.build_days
    return PlanRow(
        proposal=proposal,
        routine=routine,
        saving=saving,
        in_plan=in_plan,
        attended=attended,
        gross_factor=gross_factor,
        net_factor=net_factor,
        realised_factor=realised_factor,
        unclaimed=unclaimed,
        gross=gross,
        net=net,
        realised=realised,
        counted=realised * unclaimed * in_plan,
        benefit=realised * unclaimed * in_plan * a.cost_per_hour,
        build_days=days,
        build_cost=days * day_cost,
    )


def _months(benefit: float, build: float, run: float, a: Assumptions) -> tuple[Month, ...]:
    schedule = _schedule(a, max(*HORIZONS, a.horizon_months))
    profiles = (finance.benefit_profile(schedule), finance.build_profile(schedule), finance.run_profile(schedule))
    discounts = finance.discount_factors(schedule.horizon_months, a.discount_rate)
    flow = finance.cash_flow(benefit, build, run, schedule)
    totals = np.cumsum(flow)
    months: list[Month] = []
    for i in range(schedule.horizon_months):
        net, total = float(flow[i]), float(totals[i])
        back = net > 0 and total >= 0 and not any(m.payback is not None for m in months)
        payback = i + max(0.0, net - total) / net if back else None
        benefit_share, build_share, run_share = (float(profile[i]) for profile in profiles)
        discount = float(discounts[i])
        months.append(Month(i + 1, benefit_share, build_share, run_share, net, total, discount, payback))
    return tuple(months)


def _schedule(a: Assumptions, months: int = 0) -> finance.Schedule:
    return finance.Schedule(months or a.horizon_months, a.lead_months, a.attrition_per_year, a.discount_rate)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0

"""Money: volumes, hours, costs and cash flows. Pure functions, no log, no routine.

Every function takes plain numbers or numpy arrays of draws and gives the same
shape back. Hours and money are per year unless the name says otherwise; months
count from 1; shares are 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Numbers = float | Array

RAMP = (0.5, 0.8)
"""Share of the full benefit in the first months after the build; then 1."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When costs and benefits fall."""

    horizon_months: int
    lead_months: int
    """Build time: no benefit, no running cost."""
    attrition_per_year: float
    discount_rate: float
    """A year."""


@dataclass(frozen=True, slots=True)
class Factors:
    """Present value per unit: NPV = benefit x .benefit - build x .build - run x .run."""

    benefit: float
    build: float
    run: float


def volume_per_year(executions: Numbers, worked_days: float, seasonal_index: float, days_per_year: float) -> Numbers:
    """Scale executions in a window of worked days to a year."""
    return executions / worked_days / seasonal_index * days_per_year


def seasonal_index(months: Sequence[int], index: Sequence[float], days: Sequence[float]) -> float:
    """Give the volume of the days seen against an average day of the year.

    months holds 1 to 12 for each day seen; index and days hold each month's
    volume of a day and its worked days.
    """
    average = math.fsum(i * d for i, d in zip(index, days, strict=True)) / math.fsum(days)
    return math.fsum(index[month - 1] for month in months) / len(months) / average


def observed_hours(volume: Numbers, seconds: Numbers) -> Numbers:
    """Give the gross hours a year: volume times mean active seconds."""
    return volume * seconds / 3600


def removable_hours(
    observed: Numbers, volume: Numbers, exceptions: Numbers, residual_seconds: float, handback_seconds: float
) -> Numbers:
    """Give the hours a year that a bot takes over; negative where it makes work.

    Of the observed hours, the share `exceptions` is handed back and costs
    handback_seconds more; of each other item residual_seconds stay with people.
    """
    kept = (1 - exceptions) * (observed - volume * residual_seconds / 3600)
    return kept - exceptions * volume * handback_seconds / 3600


def quality_hours(
    volume: Numbers, exceptions: Numbers, error_before: float, error_after: float, rework_seconds: float
) -> Numbers:
    """Give the hours a year of rework that fewer errors spare."""
    return volume * (1 - exceptions) * (error_before - error_after) * rework_seconds / 3600


def build_cost(days: float, day_rate: float, optimism_bias: float) -> float:
    """Give the cost of building, uplifted by optimism bias."""
    return days * day_rate * (1 + optimism_bias)


def run_cost(licences: float, infrastructure: float, maintenance_share: float, build: Numbers) -> Numbers:
    """Give the cost of running for a year; maintenance is a share of the uplifted build cost."""
    return licences + infrastructure + maintenance_share * build


def monthly_rate(discount_rate: float) -> float:
    """Give the monthly rate that compounds to a yearly one."""
    return float((1 + discount_rate) ** (1 / 12) - 1)


def discount_factors(months: int, discount_rate: float) -> Array:
    """Give the present value of 1 paid at the end of each month."""
    return np.asarray((1 + monthly_rate(discount_rate)) ** -np.arange(1.0, months + 1))


def benefit_profile(schedule: Schedule) -> Array:
    """Give each month's benefit for a benefit of 1 a year: lead, ramp, then attrition."""
    after = np.arange(schedule.horizon_months) - schedule.lead_months
    ramp = np.ones(schedule.horizon_months)
    for month, share in enumerate(RAMP):
        ramp[after == month] = share
    decay = (1 - schedule.attrition_per_year) ** (np.maximum(after, 0) / 12)
    return np.where(after >= 0, ramp * decay / 12, 0.0)


def build_profile(schedule: Schedule) -> Array:
    """Give each month's build cost for a build cost of 1, spread evenly over the lead.

    Without a lead it falls in month 1; a lead beyond the horizon is charged in
    full within it, so that a short horizon never hides cost.
    """
    months = min(max(schedule.lead_months, 1), schedule.horizon_months)
    return np.where(np.arange(schedule.horizon_months) < months, 1 / months, 0.0)


def run_profile(schedule: Schedule) -> Array:
    """Give each month's running cost for a running cost of 1 a year."""
    return np.where(np.arange(schedule.horizon_months) >= schedule.lead_months, 1 / 12, 0.0)


def cash_flow(benefit: Numbers, build: Numbers, run: Numbers, schedule: Schedule) -> Array:
    """Give the cash flow by month; the months are the last axis."""
    parts = [np.asarray(value, dtype=float)[..., None] for value in (benefit, build, run)]
    profiles = (benefit_profile(schedule), -build_profile(schedule), -run_profile(schedule))
    return np.asarray(sum(part * profile for part, profile in zip(parts, profiles, strict=True)))


def present_value_factors(schedule: Schedule) -> Factors:
    """Discount the three profiles of a schedule."""
    discount = discount_factors(schedule.horizon_months, schedule.discount_rate)
    profiles = (benefit_profile(schedule), build_profile(schedule), run_profile(schedule))
    benefit, build, run = (math.fsum(profile * discount) for profile in profiles)
    return Factors(benefit, build, run)


def net_present_value(benefit: Numbers, build: Numbers, run: Numbers, schedule: Schedule) -> Numbers:
    """Discount benefit minus costs over the horizon."""
    factors = present_value_factors(schedule)
    return benefit * factors.benefit - build * factors.build - run * factors.run


def payback_months(flow: Array) -> float | None:
    """Give the month in which the cumulative flow first turns positive, linear inside the month.

    None if it never does within the flow.
    """
    total = 0.0
    for month, amount in enumerate(flow.tolist()):
        if amount > 0 and total + amount >= 0:
            return float(month + max(0.0, -total) / amount)
        total += amount
    return None


def internal_rate_of_return(flow: Array) -> float | None:
    """Give the yearly rate at which a monthly flow is worth 0; None without gains or without costs."""
    low, high = -0.9, 100.0
    if not (flow.min() < 0 < flow.max()) or _worth(flow, low) * _worth(flow, high) > 0:
        return None
    rising = _worth(flow, low) < 0
    for _ in range(200):
        middle = (low + high) / 2
        if (_worth(flow, middle) < 0) == rising:
            low = middle
        else:
            high = middle
    return float((1 + low) ** 12 - 1)


def benefit_cost_ratio(benefit: float, build: float, run: float, schedule: Schedule) -> float | None:
    """Divide the present value of the benefit by that of the costs; None without costs."""
    factors = present_value_factors(schedule)
    costs = build * factors.build + run * factors.run
    return benefit * factors.benefit / costs if costs > 0 else None


def break_even_realisation(full_benefit: float, build: float, run: float, schedule: Schedule) -> float | None:
    """Give the share of full_benefit (all net hours realised) at which the NPV is 0.

    Above 1 it can't pay back; None where there is no benefit to realise.
    """
    factors = present_value_factors(schedule)
    worth = full_benefit * factors.benefit
    return (build * factors.build + run * factors.run) / worth if worth > 0 else None


@dataclass(frozen=True, slots=True)
class YearEnds:
    """Terms of a view by year's ends, as Forrester's TEI studies take it."""

    years: int
    discount_rate: float
    benefit_risk: float
    """Share taken off the benefit."""
    cost_risk: float
    """Share put on the costs."""


def year_end_value(benefit: float, build: float, run: float, terms: YearEnds) -> tuple[float, float]:
    """Give the present value of benefit and of costs, the build paid at once, all else at each year's end."""
    annuity = math.fsum((1 + terms.discount_rate) ** -year for year in range(1, terms.years + 1))
    costs = (build + run * annuity) * (1 + terms.cost_risk)
    return benefit * (1 - terms.benefit_risk) * annuity, costs


def three_points(least: float, likely: float, most: float) -> tuple[float, float]:
    """Give mean and standard deviation of an estimate by three points (PERT, Malcolm et al. 1959)."""
    return (least + 4 * likely + most) / 6, (most - least) / 6


def covered(starts: Array, ends: Array) -> float:
    """Give the length of time that intervals cover, what lies in several counted once."""
    order = np.argsort(starts, kind="stable")
    start, end = starts[order], ends[order]
    until = np.maximum.accumulate(np.concatenate([[-np.inf], end]))[:-1]
    return math.fsum(np.maximum(0.0, end - np.maximum(start, until)))


def robots_needed(busy_hours: float, hours: float, utilisation: float) -> int:
    """Give the whole robots that work off busy_hours of bot time within so many hours."""
    return math.ceil(busy_hours / (hours * utilisation) - 1e-9)


def _worth(flow: Array, rate: float) -> float:
    return float((flow * (1 + rate) ** -np.arange(1.0, len(flow) + 1)).sum())

"""What hours are worth: draws of hours and build costs -> money, for one routine or for all of them.

The flow that is shown is that of the draws' means; ranges and the probability of loss are those of the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rpa_finder import estimates, finance
from rpa_finder.config import Assumptions
from rpa_finder.finance import Array
from rpa_finder.model import Horizon, Money

HORIZONS = (12, 24, 36)
"""Months at which every case is shown, beside the horizon in force."""


@dataclass(frozen=True, slots=True)
class Robots:
    """Whole robots that are paid for."""

    unattended: int
    attended: int


@dataclass(frozen=True, slots=True)
class Priced:
    """The money of a case, and its draws."""

    money: Money
    benefits: Array
    costs: Array
    """Present value, one per draw."""
    npv: Array


def price(realised: Array, net: Array, build: float, factor: Array, robots: Robots, given: Assumptions) -> Priced:
    """Put a price on draws of realised and net hours a year.

    build is the uplifted cost, factor how far each draw overruns it. A robot's
    licence is paid in whole; the break-even is the share of net hours that must be realised.
    """
    benefits, builds = realised * given.cost_per_hour, build * factor
    runs = np.asarray(finance.run_cost(*licences(robots, given), given.maintenance_share, builds))
    schedule = estimates.make_schedule(given)
    means = float(benefits.mean()), float(builds.mean()), float(runs.mean())
    flow = finance.cash_flow(*means, schedule)
    npv = np.asarray(finance.net_present_value(benefits, builds, runs, schedule))
    full_benefit = float(net.mean()) * given.cost_per_hour
    discounts = finance.discount_factors(given.horizon_months, given.discount_rate)
    money = Money(
        build_cost=build,
        run_cost_per_year=float(finance.run_cost(*licences(robots, given), given.maintenance_share, build)),
        benefit_per_year=estimates.to_range(benefits),
        npv=estimates.to_range(npv),
        payback_months=finance.payback_months(flow),
        break_even_realisation=finance.break_even_realisation(full_benefit, *means[1:], schedule),
        probability_of_loss=float((npv < 0).mean()),
        cash_flow=tuple(flow.tolist()),
        discounted_payback_months=finance.payback_months(flow * discounts),
        return_per_year=finance.internal_rate_of_return(flow),
        benefit_cost_ratio=finance.benefit_cost_ratio(*means, schedule),
        horizons=tuple(
            _horizon(months, benefits, builds, runs, given) for months in sorted({*HORIZONS, given.horizon_months})
        ),
    )
    factors = finance.present_value_factors(schedule)
    return Priced(money, benefits, np.asarray(builds * factors.build + runs * factors.run), npv)


def licences(robots: Robots, given: Assumptions) -> tuple[float, float]:
    """Give licences and infrastructure a year; an attended robot runs on its agent's machine."""
    attended = robots.attended * given.attended_licence_per_year
    return robots.unattended * given.licence_per_year + attended, robots.unattended * given.infrastructure_per_year


def _horizon(months: int, benefits: Array, builds: Array, runs: Array, given: Assumptions) -> Horizon:
    schedule = finance.Schedule(months, given.lead_months, given.attrition_per_year, given.discount_rate)
    npv = np.asarray(finance.net_present_value(benefits, builds, runs, schedule))
    return Horizon(months, estimates.to_range(npv), float((npv < 0).mean()))

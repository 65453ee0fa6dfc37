"""The proposals taken together: no minute twice, robots whole, one set of draws.

In: routines with their savings, their proposals, what the log holds, the
screen graph. Out: the totals of all proposals for which something would be
built and whose net hours are positive, and what follows from them: the best set
under a budget, agents released, the sharing of the gain, outcomes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np

from rpa_finder import estimates, finance, gain_share, outcomes, selection, staffing, verdicts, workload, worth
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.finance import Array
from rpa_finder.joint import Joint, Valued, build_cost_of, draw_jointly, value_jointly
from rpa_finder.model import BestSet, GainShare, Portfolio, Proposal, Routine, ScreenGraph, Staffing, Totals

SURELY_MORE = 0.8
"""Share of the draws in which a proposal must beat the next one in rank, or they are tied."""


def combine_portfolio(
    routines: Sequence[Routine],
    proposals: Sequence[Proposal],
    totals: Totals,
    config: ScanConfig,
    graph: ScreenGraph,
) -> Portfolio:
    """Add up the proposals on joint draws: the same agents and days are drawn for all of them.

    How much is realised and how far builds overrun is drawn once for all, which
    widens the range: both depend on the organisation, not on the routine.
    Raises AssertionError if a row is claimed twice or more seconds are claimed
    than were observed: a fault of the program, never of the log.
    """
    assert_nothing_twice(routines, totals)
    given = config.assumptions
    once, summed = workload.elapsed_hours([e for r in routines for e in r.executions])
    found = outcomes.measure_outcomes(routines, totals.days)
    joint = draw_jointly(routines, proposals, totals.days, config, graph)
    if joint is None:
        return Portfolio(
            *(None, None, None, None, None, 0), elapsed_hours=once, elapsed_hours_summed=summed, outcomes=found
        )
    valued = value_jointly(joint, given)
    realised, money = valued.realised.sum(axis=0), valued.priced.money
    unattended_hours = _yearly(sum(joint.unattended.by_day.values()) / 3600, joint, given)
    return Portfolio(
        gross_hours=estimates.to_range(valued.gross.sum(axis=0)),
        net_hours=estimates.to_range(valued.net.sum(axis=0)),
        hours_per_year=estimates.to_range(realised),
        npv=money.npv,
        probability_of_loss=money.probability_of_loss,
        robots=valued.robots.unattended,
        attended_robots=valued.robots.attended,
        peak_robots=workload.hour_robots(joint.unattended, given),
        robot_load=workload.utilisation(unattended_hours, valued.robots.unattended, given),
        cashable_hours=estimates.to_range(valued.cashable),
        money=money,
        ties=find_ties([part.proposal.id for part in joint.parts], valued.realised),
        best_set=_best_set(joint, valued, given),
        elapsed_hours=once,
        elapsed_hours_summed=summed,
        staffing=_staffing(realised, config),
        gain_share=_gain_share(joint, valued, config),
        outcomes=found,
    )


def assert_nothing_twice(routines: Sequence[Routine], totals: Totals) -> None:
    """Check that no log row is in two executions and that no more time is claimed than observed."""
    files = np.fromiter(chain.from_iterable(e.sources for r in routines for e in r.executions), np.int64)
    rows = np.fromiter(chain.from_iterable(e.rows for r in routines for e in r.executions), np.int64)
    claimed_rows = files * (rows.max(initial=0) + 1) + rows
    if len(np.unique(claimed_rows)) != len(claimed_rows):
        raise AssertionError("a log row is claimed by two executions")
    claimed = sum(r.active_seconds_total for r in routines)
    if claimed > totals.active_seconds * (1 + 1e-9) + 1e-3:
        raise AssertionError(f"{claimed:.3f} s are claimed of {totals.active_seconds:.3f} s observed")


def find_ties(ids: Sequence[str], hours: Array) -> tuple[tuple[str, ...], ...]:
    """Group proposals next to each other in rank of which none beats any other in 8 of 10 draws (proposal x draw).

    All of a group are tied with each other: ties don't chain.
    """
    groups: list[list[int]] = []
    for i in range(len(ids)):
        tied = bool(groups) and all(_tied(hours[other], hours[i]) for other in groups[-1])
        if tied:
            groups[-1].append(i)
        else:
            groups.append([i])
    return tuple(tuple(ids[i] for i in group) for group in groups if len(group) > 1)


def _tied(better: Array, worse: Array) -> bool:
    return float((better > worse).mean()) < SURELY_MORE


_ROBOT_KINDS = (verdicts.UNATTENDED_LIKE, (verdicts.ATTENDED,))


def _yearly(amount: float, joint: Joint, given: Assumptions) -> float:
    index = estimates.window_index(joint.days, given)
    return float(finance.volume_per_year(amount, len(joint.days), index, given.worked_days_per_year))


def _best_set(joint: Joint, valued: Valued, given: Assumptions) -> BestSet:
    factors = finance.present_value_factors(estimates.make_schedule(given))
    overrun = float(valued.factor.mean())
    loads = [workload.measure_load([part.routine]) for part in joint.parts]
    days = sorted({day for load in loads for day in load.by_day})
    hours = sorted({hour for load in loads for hour in load.by_hour})
    candidates, builds = [], []
    for i, part in enumerate(joint.parts):
        build = build_cost_of(part.routine)
        upkeep = given.maintenance_share * build * overrun * factors.run
        benefit = float(valued.realised[i].mean()) * given.cost_per_hour * factors.benefit
        by_day = np.array([loads[i].by_day.get(day, 0.0) for day in days])
        by_hour = np.array([loads[i].by_hour.get(hour, 0.0) for hour in hours])
        alone, beside = (part.proposal.verdict in kinds for kinds in _ROBOT_KINDS)
        candidates.append(
            selection.Candidate(
                worth=benefit - build * overrun * factors.build - upkeep,
                build_cost=build,
                by_day=by_day * alone,
                by_hour=by_hour * beside,
            )
        )
        builds.append(build)
    choice = selection.choose(candidates, _terms(given, factors.run))
    return BestSet(
        proposals=tuple(joint.parts[i].proposal.id for i in choice.chosen),
        hours_per_year=math.fsum(float(valued.realised[i].mean()) for i in choice.chosen),
        npv=choice.worth,
        build_cost=math.fsum(builds[i] for i in choice.chosen),
        robots=sum(choice.robots),
        exact=choice.exact,
    )


def _terms(given: Assumptions, run_factor: float) -> selection.Terms:
    one_unattended, one_attended = (
        sum(worth.licences(robots, given)) for robots in (worth.Robots(1, 0), worth.Robots(0, 1))
    )
    return selection.Terms(
        budget=given.budget or math.inf,
        robots_most=given.robots_most or math.inf,
        day_seconds=given.robot_hours_per_day * given.robot_utilisation * 3600,
        hour_seconds=given.robot_utilisation * 3600,
        unattended_cost=one_unattended * run_factor,
        attended_cost=one_attended * run_factor,
    )


def _staffing(realised: Array, config: ScanConfig) -> Staffing | None:
    """Spread the hours over all contacts of a year, and see how many agents each interval releases."""
    terms = config.staffing
    contacts = math.fsum(terms.contacts_per_interval) * config.assumptions.worked_days_per_year
    saved = float(np.median(realised)) * 3600 / contacts if contacts > 0 else 0.0
    return staffing.plan_staffing(terms, saved)


def _gain_share(joint: Joint, valued: Valued, config: ScanConfig) -> GainShare | None:
    given, money = config.assumptions, valued.priced.money
    yearly = money.build_cost * float(valued.factor.mean()) * 12 / given.horizon_months + money.run_cost_per_year
    # What the same work would free at the volume observed, of which the draws are the uncertainty.
    seen = [len(part.routine.executions) / part.executions.values for part in joint.parts]
    baseline = np.sum([hours * share for hours, share in zip(valued.realised, seen, strict=True)], axis=0)
    return gain_share.share_gain(valued.priced.benefits, baseline * given.cost_per_hour, yearly, config.gain_share)

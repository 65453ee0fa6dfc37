"""The proposals taken together: no minute twice, robots whole, one set of draws.

In: routines with their savings, their proposals, what the log holds, the
screen graph. Out: the totals of all proposals for which something would be
built and whose net hours are positive, and what follows from them: the best set
under a budget, agents released, the sharing of the gain, outcomes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from rpa_finder import (
    estimates,
    finance,
    gain_share,
    intervals,
    outcomes,
    selection,
    staffing,
    verdicts,
    workload,
    worth,
)
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.finance import Array
from rpa_finder.model import BestSet, GainShare, Portfolio, Proposal, Routine, ScreenGraph, Staffing, Totals

ADDED_UP = verdicts.BUILT
"""Verdicts whose hours make up the total."""
SURELY_MORE = 0.8
"""Share of the draws in which a proposal must beat the next one in rank, or they are tied."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The proposals that are added up, with their draws."""

    proposals: tuple[Proposal, ...]
    routines: tuple[Routine, ...]
    days: tuple[str, ...]
    gross: Array
    """Hours a year: proposal x draw; so are the next two."""
    net: Array
    realised: Array
    baseline: Array
    """Realised hours at the volume that was observed, one per draw."""
    cashable: Array
    factor: Array
    """How far builds overrun."""


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
    chosen = _chosen(routines, proposals)
    if not chosen:
        return Portfolio(
            *(None, None, None, None, None, 0), elapsed_hours=once, elapsed_hours_summed=summed, outcomes=found
        )
    plan = _draw(chosen, routines, totals, config, graph)
    unattended, attended = (workload.measure_load(_with(plan, kinds)) for kinds in _ROBOT_KINDS)
    robots = worth.Robots(workload.day_robots(unattended, given), workload.hour_robots(attended, given))
    build = math.fsum(r.saving.money.build_cost for r in plan.routines if r.saving and r.saving.money)
    realised, net = plan.realised.sum(axis=0), plan.net.sum(axis=0)
    priced = worth.price(realised, net, build, plan.factor, robots, given)
    unattended_hours = _yearly(sum(unattended.by_day.values()) / 3600, plan, given)
    return Portfolio(
        gross_hours=estimates.to_range(plan.gross.sum(axis=0)),
        net_hours=estimates.to_range(net),
        hours_per_year=estimates.to_range(realised),
        npv=priced.money.npv,
        probability_of_loss=priced.money.probability_of_loss,
        robots=robots.unattended,
        attended_robots=robots.attended,
        peak_robots=workload.hour_robots(unattended, given),
        robot_load=workload.utilisation(unattended_hours, robots.unattended, given),
        cashable_hours=estimates.to_range(plan.cashable),
        money=priced.money,
        ties=find_ties([p.id for p in plan.proposals], plan.realised),
        best_set=_best_set(plan, given),
        elapsed_hours=once,
        elapsed_hours_summed=summed,
        staffing=_staffing(realised, config),
        gain_share=_gain_share(plan, priced, config),
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
    """Group proposals, in their order of rank, of which none beats the next in 8 of 10 draws (proposal x draw)."""
    groups: list[list[str]] = [[ids[0]]] if ids else []
    for i in range(1, len(ids)):
        more = float((hours[i - 1] > hours[i]).mean())
        if more < SURELY_MORE:
            groups[-1].append(ids[i])
        else:
            groups.append([ids[i]])
    return tuple(tuple(group) for group in groups if len(group) > 1)


_ROBOT_KINDS = (verdicts.UNATTENDED_LIKE, (verdicts.ATTENDED,))


def _chosen(routines: Sequence[Routine], proposals: Sequence[Proposal]) -> list[tuple[Proposal, Routine]]:
    routine_of = {r.id: r for r in routines}
    pairs = [(p, routine_of[p.routine_id]) for p in sorted(proposals, key=lambda p: p.rank)]
    return [(p, r) for p, r in pairs if p.verdict in ADDED_UP and r.saving and r.saving.net_hours]


def _draw(
    chosen: Sequence[tuple[Proposal, Routine]],
    routines: Sequence[Routine],
    totals: Totals,
    config: ScanConfig,
    graph: ScreenGraph,
) -> _Plan:
    days = estimates.name_worked_days(routines, totals.days)
    rng = estimates.seeded(config.seed, "portfolio")
    margins = intervals.tabulate([r.executions for _, r in chosen], len(days))
    counts, seconds = intervals.resample(margins, config.draws, rng)
    realisation = estimates.draw_realisation(rng, config.draws, config.assumptions.realisation)
    gross, net, realised = (np.zeros((len(chosen), config.draws)) for _ in range(3))
    baseline, cashable = np.zeros(config.draws), np.zeros(config.draws)
    for i, (proposal, routine) in enumerate(chosen):
        evidence = verdicts.measure_evidence(routine, graph)
        basis = estimates.make_basis(evidence, proposal.verdict, days, config.assumptions)
        hours = estimates.draw_hours(counts[i], seconds[i], realisation, basis, rng)
        gross[i], net[i], realised[i] = hours.gross, hours.net, hours.realised
        baseline += hours.realised * (len(routine.executions) / counts[i])
        cashable += hours.cashable
    factor = estimates.triangular(rng, config.draws, *estimates.BUILD_FACTORS)
    proposals, found = zip(*chosen, strict=True)
    return _Plan(tuple(proposals), tuple(found), days, gross, net, realised, baseline, cashable, factor)


def _with(plan: _Plan, kinds: Sequence[str]) -> list[Routine]:
    return [r for p, r in zip(plan.proposals, plan.routines, strict=True) if p.verdict in kinds]


def _yearly(amount: float, plan: _Plan, given: Assumptions) -> float:
    index = estimates.window_index(plan.days, given)
    return float(finance.volume_per_year(amount, len(plan.days), index, given.worked_days_per_year))


def _best_set(plan: _Plan, given: Assumptions) -> BestSet:
    factors = finance.present_value_factors(estimates.make_schedule(given))
    overrun = float(plan.factor.mean())
    loads = [workload.measure_load([r]) for r in plan.routines]
    days = sorted({day for load in loads for day in load.by_day})
    hours = sorted({hour for load in loads for hour in load.by_hour})
    candidates, builds = [], []
    for i, (proposal, routine) in enumerate(zip(plan.proposals, plan.routines, strict=True)):
        build = routine.saving.money.build_cost if routine.saving and routine.saving.money else 0.0
        upkeep = given.maintenance_share * build * overrun * factors.run
        benefit = float(plan.realised[i].mean()) * given.cost_per_hour * factors.benefit
        by_day = np.array([loads[i].by_day.get(day, 0.0) for day in days])
        by_hour = np.array([loads[i].by_hour.get(hour, 0.0) for hour in hours])
        alone, beside = (proposal.verdict in kinds for kinds in _ROBOT_KINDS)
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
        proposals=tuple(plan.proposals[i].id for i in choice.chosen),
        hours_per_year=math.fsum(float(plan.realised[i].mean()) for i in choice.chosen),
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


def _gain_share(plan: _Plan, priced: worth.Priced, config: ScanConfig) -> GainShare | None:
    given = config.assumptions
    money = priced.money
    yearly = money.build_cost * float(plan.factor.mean()) * 12 / given.horizon_months + money.run_cost_per_year
    return gain_share.share_gain(priced.benefits, plan.baseline * given.cost_per_hour, yearly, config.gain_share)

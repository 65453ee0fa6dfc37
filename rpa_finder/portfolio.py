"""The proposals taken together: no minute twice, robots whole, one set of draws.

In: routines with their savings, their proposals, what the log holds, the
screen graph. Out: the totals of all proposals that a bot, a template or
self-service would carry out and whose net hours are positive.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from rpa_finder import estimates, finance, verdicts
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.finance import Array
from rpa_finder.model import Portfolio, Proposal, Routine, ScreenGraph, Totals

ADDED_UP = (*verdicts.BOTS, verdicts.MACRO, verdicts.SELF_SERVICE)
"""Verdicts whose hours make up the total; the others remove work in ways no log can promise."""


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
    verdict_of = {p.routine_id: p.verdict for p in proposals}
    chosen = [r for r in routines if verdict_of.get(r.id) in ADDED_UP and r.saving and r.saving.net_hours]
    if not chosen:
        return Portfolio(None, None, None, None, None, 0)
    days = max(totals.days, len({e.day for r in chosen for e in r.executions}))
    bots = [r for r in chosen if verdict_of[r.id] in verdicts.BOTS]
    robots = count_robots(bots, config.assumptions)
    rng = estimates.seeded(config.seed, "portfolio")
    cells = estimates.tabulate_cells([r.executions for r in chosen], days)
    counts, seconds = estimates.resample(cells, config.draws, rng)
    realisation = estimates.draw_realisation(rng, config.draws, config.assumptions.realisation)
    gross, net = np.zeros(config.draws), np.zeros(config.draws)
    for i, routine in enumerate(chosen):
        evidence = verdicts.measure_evidence(routine, graph)
        basis = estimates.make_basis(evidence, verdict_of[routine.id], days, config.assumptions)
        hours = estimates.draw_hours(counts[i], seconds[i], realisation, basis, rng)
        gross, net = gross + hours.gross, net + hours.net
    npv = _value(net * realisation, chosen, robots, config, rng)
    return Portfolio(
        gross_hours=estimates.to_range(gross),
        net_hours=estimates.to_range(net),
        hours_per_year=estimates.to_range(net * realisation),
        npv=estimates.to_range(npv),
        probability_of_loss=float((npv < 0).mean()),
        robots=robots,
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


def count_robots(bots: Sequence[Routine], assumptions: Assumptions) -> int:
    """Count the whole robots that work off the busiest day, at the pace of a person; at least one for any bot."""
    if not bots:
        return 0
    by_day: dict[str, float] = {}
    for execution in chain.from_iterable(r.executions for r in bots):
        by_day[execution.day] = by_day.get(execution.day, 0.0) + execution.active_seconds
    busiest = max(by_day.values()) / 3600
    hours, utilisation = assumptions.robot_hours_per_day, assumptions.robot_utilisation
    return max(1, finance.robots_needed(busiest, hours, utilisation))


def _value(
    realised: Array, chosen: Sequence[Routine], robots: int, config: ScanConfig, rng: np.random.Generator
) -> Array:
    given = config.assumptions
    build = sum(r.saving.money.build_cost for r in chosen if r.saving and r.saving.money)
    builds = build * estimates.triangular(rng, config.draws, *estimates.BUILD_FACTORS)
    licences, infrastructure = robots * given.licence_per_year, robots * given.infrastructure_per_year
    runs = finance.run_cost(licences, infrastructure, given.maintenance_share, builds)
    schedule = estimates.make_schedule(given)
    return np.asarray(finance.net_present_value(realised * given.cost_per_hour, builds, runs, schedule))

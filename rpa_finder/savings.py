"""From measured time to hours and money, with ranges.

In: routines, what the log holds as a whole, and the screen graph (which
application a screen belongs to). Out: the same routines with their saving.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rpa_finder import estimates, finance, verdicts
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.estimates import Basis, Hours
from rpa_finder.model import Money, Note, Routine, Saving, ScreenGraph, Totals, WaterfallStep
from rpa_finder.verdicts import Evidence

LEAST_EXECUTIONS = 5
LEAST_AGENT_DAYS = 2
_WITHHELD_KINDS = {
    "judgement": "judgement: what is written follows no rule that the log shows, so nothing can be taken over",
    "navigation": "navigation: how many of the moves a direct link would spare is not in the log",
    "rework": "rework: how much of it mending the cause would prevent is not in the log",
    "ping-pong": "ping-pong: how much of it mending the cause would prevent is not in the log",
    "repeat-contact": "repeat contact: how much of it mending the cause would prevent is not in the log",
}
"""Kinds whose hours are observed, but of which the log can't say what share would go."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """The figures of a routine that need no draws."""

    volume: float
    mean_seconds: float
    median_seconds: float


def estimate_savings(
    routines: Sequence[Routine], totals: Totals, config: ScanConfig, graph: ScreenGraph
) -> tuple[Routine, ...]:
    """Fill every routine's saving, and note where its range had to be widened.

    Hours are per year, money is in the config's currency. Formulas and draws:
    finance and estimates. A saving is withheld (hours_per_year None, with the
    reason) for kinds of which the log can't say what would go, and below 5
    executions or 2 agent-days.
    """
    return tuple(_estimate(routine, totals, config, graph) for routine in routines)


def _estimate(routine: Routine, totals: Totals, config: ScanConfig, graph: ScreenGraph) -> Routine:
    evidence = verdicts.measure_evidence(replace(routine, saving=None), graph)
    days = max(totals.days, len({e.day for e in routine.executions}), 1)
    measured = _measure(routine, days, config.assumptions)
    too_little = _too_little(routine)
    if too_little:
        return replace(routine, saving=_withheld(measured, too_little))
    verdict = verdicts.reach_verdict(evidence).name
    basis = estimates.make_basis(evidence, verdict, days, config.assumptions)
    rng = estimates.seeded(config.seed, routine.key)
    cells = estimates.tabulate_cells([routine.executions], days)
    counts, seconds = estimates.resample(cells, config.draws, rng)
    realisation = estimates.draw_realisation(rng, config.draws, config.assumptions.realisation)
    hours = estimates.draw_hours(counts[0], seconds[0], realisation, basis, rng)
    notes = routine.notes + _widening_notes(evidence.agents, days)
    waterfall = _waterfall(hours, measured, evidence, basis)
    if routine.kind in _WITHHELD_KINDS:
        saving = replace(
            _withheld(measured, _WITHHELD_KINDS[routine.kind]), gross_hours=waterfall[0].hours, waterfall=waterfall[:1]
        )
        return replace(routine, saving=saving, notes=notes)
    days_to_build = estimates.estimate_build_days(routine, evidence, config.assumptions)
    factor = estimates.triangular(rng, config.draws, *estimates.BUILD_FACTORS)
    saving = Saving(
        hours_per_year=waterfall[3].hours,
        gross_hours=waterfall[0].hours,
        net_hours=waterfall[2].hours,
        volume_per_year=measured.volume,
        seconds_per_execution=measured.mean_seconds,
        seconds_median=measured.median_seconds,
        waterfall=waterfall,
        money=_money(hours, days_to_build, factor, verdict in verdicts.BOTS, config.assumptions),
    )
    return replace(routine, saving=saving, notes=notes)


def _measure(routine: Routine, days: int, given: Assumptions) -> _Measured:
    seconds = [e.active_seconds for e in routine.executions]
    volume = finance.volume_per_year(len(seconds), days, given.seasonal_index, given.worked_days_per_year)
    if not seconds:
        return _Measured(0.0, 0.0, 0.0)
    mean = math.fsum(estimates.winsorise(seconds)) / len(seconds)
    return _Measured(float(volume), mean, float(np.median(seconds)))


def _too_little(routine: Routine) -> str:
    executions, agent_days = len(routine.executions), len({(e.agent, e.day) for e in routine.executions})
    if executions < LEAST_EXECUTIONS:
        return f"too little data: {executions} executions, {LEAST_EXECUTIONS} are needed"
    if agent_days < LEAST_AGENT_DAYS:
        return f"too little data: {agent_days} agent-day, {LEAST_AGENT_DAYS} are needed"
    return ""


def _withheld(measured: _Measured, why: str) -> Saving:
    return Saving(
        hours_per_year=None,
        gross_hours=None,
        net_hours=None,
        volume_per_year=measured.volume,
        seconds_per_execution=measured.mean_seconds,
        seconds_median=measured.median_seconds,
        waterfall=(),
        money=None,
        withheld=why,
    )


def _widening_notes(agents: int, days: int) -> tuple[Note, ...]:
    factor = estimates.widening_factor(agents, days)
    if factor == 1:
        return ()
    seen = f"{verdicts.count_words(agents, 'agent')} and {verdicts.count_words(days, 'worked day')}"
    wanted = f"{estimates.AGENTS_WANTED} agents and {estimates.DAYS_WANTED} days"
    text = (
        f"Seen from {seen}, where {wanted} are wanted: the range is widened by the factor {factor:.2f} "
        "on the log scale (Student's t for so few)."
    )
    if agents == 1:
        text = text[:-1] + ", and holds for this one agent only."
    return (Note("range-widened", text),)


def _waterfall(hours: Hours, measured: _Measured, evidence: Evidence, basis: Basis) -> tuple[WaterfallStep, ...]:
    given = basis.assumptions
    least, likely, most = basis.exceptions
    seen = evidence.exceptions is not None and evidence.exception_share >= given.exception_floor
    floor = "" if seen else ", the floor, as the log shows fewer or cannot show them"
    typed = verdicts.percent(evidence.typed_share)
    median = measured.volume * measured.median_seconds / 3600
    return (
        WaterfallStep(
            "observed",
            estimates.to_range(hours.gross),
            "measured",
            f"{evidence.executions:,} executions in {verdicts.count_words(basis.worked_days, 'worked day')}, scaled to "
            f"{given.worked_days_per_year:g} days a year ({_source(given, 'worked_days_per_year')}) at seasonal index "
            f"{given.seasonal_index:g} ({_source(given, 'seasonal_index')}); {measured.mean_seconds:.1f} s each, "
            "the longest 5 % cut to the 95th percentile. "
            f"At the median of {measured.median_seconds:.1f} s it would be {median:,.0f} hours.",
        ),
        WaterfallStep(
            "in scope",
            estimates.to_range(hours.in_scope),
            "measured" if seen else _source(given, "exception_floor"),
            f"Without the items handed back to people, {verdicts.percent(likely)} ({verdicts.percent(least)} to "
            f"{verdicts.percent(most)}{floor}), and without the {typed} of the time spent on typing that no screen "
            "explains.",
        ),
        WaterfallStep(
            "removable",
            estimates.to_range(hours.net),
            _source(given, "human_residual_seconds", "handback_seconds"),
            f"Of each item {basis.residual_seconds:g} s stay with people to start, check and wait; each item handed "
            f"back costs {given.handback_seconds:g} s more than before.",
        ),
        WaterfallStep(
            "realised",
            estimates.to_range(hours.realised),
            _source(given, "realisation"),
            f"Of the hours removed, {verdicts.percent(given.realisation)} are put to use "
            f"({verdicts.percent(0.5 * given.realisation)} to {verdicts.percent(min(1.0, 1.4 * given.realisation))}).",
        ),
    )


def _source(given: Assumptions, *names: str) -> str:
    """Say who stands behind a figure: the user, where a value differs from its default."""
    default = Assumptions()
    changed = any(getattr(given, name) != getattr(default, name) for name in names)
    return "user" if changed else "assumed"


def _money(hours: Hours, build_days: float, factor: finance.Array, robot: bool, given: Assumptions) -> Money:
    """Price the draws: a robot's licence in whole, no robot no licence; the flow is the mean of the draws."""
    schedule = estimates.make_schedule(given)
    licence, infrastructure = (given.licence_per_year, given.infrastructure_per_year) if robot else (0.0, 0.0)
    build = finance.build_cost(build_days, given.build_day_rate, given.optimism_bias)
    benefits, builds = hours.realised * given.cost_per_hour, build * factor
    runs = np.asarray(finance.run_cost(licence, infrastructure, given.maintenance_share, builds))
    npv = np.asarray(finance.net_present_value(benefits, builds, runs, schedule))
    mean_build, mean_run = float(builds.mean()), float(runs.mean())
    flow = finance.cash_flow(float(benefits.mean()), mean_build, mean_run, schedule)
    full_benefit = float(hours.net.mean()) * given.cost_per_hour
    return Money(
        build_cost=build,
        run_cost_per_year=float(finance.run_cost(licence, infrastructure, given.maintenance_share, build)),
        benefit_per_year=estimates.to_range(benefits),
        npv=estimates.to_range(npv),
        payback_months=finance.payback_months(flow),
        break_even_realisation=finance.break_even_realisation(full_benefit, mean_build, mean_run, schedule),
        probability_of_loss=float((npv < 0).mean()),
        cash_flow=tuple(flow.tolist()),
    )

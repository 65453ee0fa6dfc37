"""From measured time to hours and money, with ranges.

In: routines, what the log holds as a whole, and the screen graph (which
application a screen belongs to). Out: the same routines with their saving.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from rpa_finder import estimates, finance, intervals, verdicts, workload, worth
from rpa_finder.config import Assumptions, ScanConfig, load_profile
from rpa_finder.estimates import Basis, Hours
from rpa_finder.model import MeasuredTime, Note, Routine, Saving, ScreenGraph, Totals, WaterfallStep
from rpa_finder.verdicts import Evidence

LEAST_EXECUTIONS = 5
LEAST_AGENT_DAYS = 2
LEARNING_AGENTS = 5
LEARNING_EXECUTIONS = 9
"""An agent with fewer shows no learning."""
SMALL_GROUP = 5
"""In a log of fewer agents nobody can be hidden."""
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
    time: MeasuredTime | None


def estimate_savings(
    routines: Sequence[Routine], totals: Totals, config: ScanConfig, graph: ScreenGraph
) -> tuple[Routine, ...]:
    """Fill every routine's saving, and note where its range had to be widened.

    Hours are per year, money is in the config's currency. Formulas and draws:
    finance, intervals and estimates. A saving is withheld (hours_per_year None,
    with the reason) for kinds of which the log can't say what would go, below 5
    executions or 2 agent-days, and where the figures would be one person's.
    """
    days = estimates.name_worked_days(routines, totals.days)
    profile = load_profile(config.profile).assumptions
    return tuple(_estimate(routine, days, totals, config, graph, profile) for routine in routines)


def _estimate(
    routine: Routine,
    days: Sequence[str],
    totals: Totals,
    config: ScanConfig,
    graph: ScreenGraph,
    profile: Assumptions,
) -> Routine:
    given = config.assumptions
    evidence = verdicts.measure_evidence(replace(routine, saving=None), graph)
    measured = _measure(routine, days, given)
    persons = _one_persons(routine, totals, config)
    if persons:
        return replace(routine, saving=_withheld(_Measured(measured.volume, 0.0, 0.0, None), persons))
    too_little = _too_little(routine)
    if too_little:
        return replace(routine, saving=_withheld(measured, too_little))
    verdict = verdicts.reach_verdict(evidence).name
    basis = estimates.make_basis(evidence, verdict, days, given)
    rng = estimates.seeded(config.seed, routine.key)
    counts, seconds = intervals.resample(intervals.tabulate([routine.executions], len(days)), config.draws, rng)
    overrun, put, back = rng.random((3, config.draws))
    # A hard project overruns, hands more back and is put to less use.
    put, back = (
        estimates.follow(own, cause, given.common_cause) for own, cause in ((put, 1 - overrun), (back, overrun))
    )
    realisation = estimates.triangular_at(put, *estimates.realisation_ends(given.realisation))
    exceptions = estimates.triangular_at(back, *basis.exceptions)
    hours = estimates.work_out_hours(counts[0], seconds[0], realisation, exceptions, basis)
    notes = routine.notes + _widening_notes(evidence, len(days))
    waterfall = _waterfall(hours, measured, evidence, basis, profile)
    if routine.kind in _WITHHELD_KINDS:
        saving = replace(
            _withheld(measured, _WITHHELD_KINDS[routine.kind]), gross_hours=waterfall[0].hours, waterfall=waterfall[:1]
        )
        return replace(routine, saving=saving, notes=notes)
    build_days = estimates.estimate_build_days(routine, evidence, verdict, given)
    build = finance.build_cost(build_days, given.build_day_rate, given.optimism_bias)
    factor = estimates.triangular_at(overrun, *estimates.BUILD_FACTORS)
    saving = Saving(
        hours_per_year=estimates.to_range(hours.realised),
        gross_hours=estimates.to_range(hours.gross),
        net_hours=estimates.to_range(hours.net),
        volume_per_year=measured.volume,
        seconds_per_execution=measured.mean_seconds,
        seconds_median=measured.median_seconds,
        waterfall=waterfall,
        money=worth.price(hours.realised, hours.net, build, factor, _robots(routine, verdict, given), given).money,
        time=measured.time,
        quality_hours=estimates.to_range(hours.quality),
        cashable_hours=estimates.to_range(hours.cashable),
    )
    return replace(routine, saving=saving, notes=notes)


def _robots(routine: Routine, verdict: str, given: Assumptions) -> worth.Robots:
    """Count the whole robots that this routine would need if it were the only one."""
    if verdict in verdicts.UNATTENDED_LIKE:
        return worth.Robots(workload.day_robots(workload.measure_load([routine]), given), 0)
    if verdict == verdicts.ATTENDED:
        return worth.Robots(0, workload.hour_robots(workload.measure_load([routine]), given))
    return worth.Robots(0, 0)


def _measure(routine: Routine, days: Sequence[str], given: Assumptions) -> _Measured:
    seconds = np.array([e.active_seconds for e in routine.executions])
    if not len(seconds):
        return _Measured(0.0, 0.0, 0.0, None)
    index = estimates.window_index(days, given)
    volume = finance.volume_per_year(len(seconds), len(days), index, given.worked_days_per_year)
    cut = intervals.winsorise(seconds)
    total, kept = math.fsum(seconds), math.fsum(cut)
    elapsed = math.fsum(e.elapsed_seconds for e in routine.executions) / len(seconds)
    time = MeasuredTime(
        mean_seconds=total / len(seconds),
        elapsed_seconds=elapsed,
        idle_seconds=max(0.0, elapsed - total / len(seconds)),
        cut_above_seconds=float(cut.max()),
        cut_executions=int((seconds > cut).sum()),
        cut_share=1 - kept / total if total > 0 else 0.0,
        error_seconds=_error(routine, cut),
        learning=_learning(routine),
    )
    return _Measured(float(volume), kept / len(seconds), float(np.median(seconds)), time)


def _error(routine: Routine, seconds: finance.Array) -> float | None:
    """Give the standard error of the mean of these seconds, one per execution, with agents as clusters."""
    agents, of = np.unique([e.agent for e in routine.executions], return_inverse=True)
    if len(agents) < intervals.AGENTS_WANTED:
        return None
    totals, counts = (np.bincount(of, weights).astype(float) for weights in (seconds, np.ones(len(of))))
    return intervals.ratio_error(totals, counts)[1]


def _learning(routine: Routine) -> float | None:
    """Compare each agent's last third with the first, and give the median of the ratios."""
    by_agent: dict[str, list[tuple[str, float]]] = {}
    for e in routine.executions:
        by_agent.setdefault(e.agent, []).append((e.start, e.active_seconds))
    ratios = []
    for times in by_agent.values():
        third = len(times) // 3
        if len(times) >= LEARNING_EXECUTIONS:
            ordered = [seconds for _, seconds in sorted(times)]
            first, last = median(ordered[:third]), median(ordered[-third:])
            ratios += [last / first] if first > 0 else []
    return median(ratios) if len(ratios) >= LEARNING_AGENTS else None


def _too_little(routine: Routine) -> str:
    executions, agent_days = len(routine.executions), len({(e.agent, e.day) for e in routine.executions})
    if executions < LEAST_EXECUTIONS:
        return f"too little data: {executions} executions, {LEAST_EXECUTIONS} are needed"
    if agent_days < LEAST_AGENT_DAYS:
        return f"too little data: {agent_days} agent-day, {LEAST_AGENT_DAYS} are needed"
    return ""


def _one_persons(routine: Routine, totals: Totals, config: ScanConfig) -> str:
    """Say why the figures of a routine that hardly anybody does are not given, in a log where persons can be hidden."""
    if routine.agents >= config.least_agents or totals.agents < SMALL_GROUP:
        return ""
    who = verdicts.count_words(routine.agents, "agent")
    return f"only {who} of {totals.agents} did it, so that the hours would be a person's and not the team's"


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
        time=measured.time,
    )


def _widening_notes(evidence: Evidence, days: int) -> tuple[Note, ...]:
    factor = intervals.widening_factor(evidence.agents, days, evidence.executions)
    if factor == 1:
        return ()
    figures = (
        (evidence.agents, intervals.AGENTS_WANTED, "agent"),
        (days, intervals.DAYS_WANTED, "worked day"),
        (evidence.executions, intervals.EXECUTIONS_WANTED, "execution"),
    )
    few = [(verdicts.count_words(seen, noun), wanted) for seen, wanted, noun in figures if seen < wanted]
    text = (
        f"Seen from {' and '.join(seen for seen, _ in few)}, where {' and '.join(str(n) for _, n in few)} are wanted: "
        f"the range is up to {factor:.1f} times as wide (Student's t for so few)."
    )
    if evidence.agents == 1:
        text = text[:-1] + ", and holds for this one agent only."
    return (Note("range-widened", text),)


def _waterfall(
    hours: Hours, measured: _Measured, evidence: Evidence, basis: Basis, profile: Assumptions
) -> tuple[WaterfallStep, ...]:
    given = basis.assumptions

    def source(*names: str) -> str:
        """Say who stands behind a figure: the user, where a value differs from the profile's."""
        changed = any(getattr(given, name) != getattr(profile, name) for name in names)
        return "user" if changed else "assumed"

    typed = verdicts.percent(evidence.typed_share)
    at_median = measured.volume * measured.median_seconds / 3600
    season = "monthly_index" if given.monthly_index else "seasonal_index"
    errors = f"{verdicts.percent(given.error_share_before)} to {verdicts.percent(given.error_share_after)}"
    steps = (
        (
            "observed",
            hours.gross,
            "measured",
            f"{evidence.executions:,} executions in {verdicts.count_words(basis.worked_days, 'worked day')}, scaled to "
            f"{given.worked_days_per_year:g} days a year ({source('worked_days_per_year')}) at seasonal index "
            f"{basis.seasonal_index:.4g} ({source(season)}); {measured.mean_seconds:.1f} s each, "
            "the longest 5 % cut to the 95th percentile. "
            f"At the median of {measured.median_seconds:.1f} s it would be {at_median:,.0f} hours.",
        ),
        (
            "in scope",
            hours.in_scope,
            "measured",
            f"Without the {typed} of the time spent on typing that no screen explains.",
        ),
        (
            "removable",
            hours.removable,
            source(*_removable_by(evidence, basis)),
            _why_removable(evidence, basis),
        ),
        (
            "quality",
            hours.net,
            source("error_share_before", "error_share_after", "rework_seconds"),
            f"Rework of {given.rework_seconds:g} s is spared as errors fall from {errors} of the items."
            if given.rework_seconds
            else "No rework spared is claimed: nobody has shown how many errors there are.",
        ),
        (
            "realised",
            hours.realised,
            source("realisation"),
            f"Of the hours removed, {verdicts.percent(given.realisation)} are put to use "
            f"({verdicts.percent(0.5 * given.realisation)} to {verdicts.percent(min(1.0, 1.4 * given.realisation))}).",
        ),
        (
            "cashable",
            hours.cashable,
            source("cashable_share"),
            f"{verdicts.percent(given.cashable_share)} of the realised hours cut a bill; the others are capacity, "
            "for expert work first."
            if given.cashable_share
            else "All of it is capacity, for expert work first: no overtime, temporary staff or vacancy that it would "
            "replace has been named.",
        ),
    )
    return tuple(WaterfallStep(name, estimates.to_range(drawn), who, why) for name, drawn, who, why in steps)


def _removable_by(evidence: Evidence, basis: Basis) -> tuple[str, ...]:
    """Name the assumptions that decide what is removable."""
    if evidence.kind == "lookup":
        return ("self_service_share",)
    given = ("human_residual_seconds", "handback_seconds")
    return given if _exceptions_seen(evidence, basis) else (*given, "exception_floor")


def _why_removable(evidence: Evidence, basis: Basis) -> str:
    least, likely, most = (verdicts.percent(share) for share in basis.exceptions)
    if evidence.kind == "lookup":
        return (
            f"{likely} ({least} to {most}) still ask an agent; the others see for themselves. How many do is not in "
            "the log: measure it in a pilot."
        )
    floor = "" if _exceptions_seen(evidence, basis) else ", the floor, as the log shows fewer or cannot show them"
    return (
        f"{likely} of the items ({least} to {most}{floor}) are handed back and cost {basis.handback_seconds:g} s more "
        f"than before; of each other item {basis.residual_seconds:g} s stay with people to start, check and wait."
    )


def _exceptions_seen(evidence: Evidence, basis: Basis) -> bool:
    floor = basis.assumptions.exception_floor
    return evidence.exceptions is not None and evidence.exception_share >= floor

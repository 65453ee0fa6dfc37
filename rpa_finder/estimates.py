"""Draws: what the hours of a routine could be, from draws of its executions and seconds.

savings uses this for one routine, portfolio for all of them together. What a
draw of executions and seconds is: see intervals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rpa_finder import finance
from rpa_finder.config import Assumptions
from rpa_finder.finance import Array
from rpa_finder.intervals import wilson_interval
from rpa_finder.model import Range, Routine
from rpa_finder.verdicts import BUILT, SELF_SERVICE, UNATTENDED_LIKE, Evidence, usual_steps

BUILD_FACTORS = (0.9, 1.0, 2.0)
"""Least, likely and most of the uplifted build cost; builds overrun more than they underrun."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What turns executions and seconds in the window into hours a year."""

    worked_days: int
    seasonal_index: float
    """Of the window, against an average day."""
    exceptions: tuple[float, float, float]
    """Least, likely and most share of items that people do as before."""
    typed_share: float
    residual_seconds: float
    """Of each other item, with people."""
    handback_seconds: float
    """More than before, for each item that people do."""
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours a year, one figure per draw."""

    gross: Array
    in_scope: Array
    removable: Array
    quality: Array
    net: Array
    """Removable and quality together."""
    realised: Array
    cashable: Array


def weigh_exceptions(evidence: Evidence, floor: float) -> tuple[float, float, float]:
    """Give least, likely and most exception share: Wilson interval, never below the floor."""
    low, high = wilson_interval(evidence.exceptions or 0, evidence.executions)
    likely = max(evidence.exception_share, floor)
    return min(max(low, floor), likely), likely, max(high, likely)


def make_basis(evidence: Evidence, verdict: str, days: Sequence[str], given: Assumptions) -> Basis:
    """Collect what an estimate needs from the days of the window (ISO dates) and the assumptions.

    An unattended bot leaves no seconds with people; self-service neither, nor
    is anything handed back: who does not use it asks as before.
    """
    index, typed = window_index(days, given), evidence.typed_share
    if verdict == SELF_SERVICE:
        share = given.self_service_share
        asked = (1 - min(1.0, 1.5 * share), 1 - share, 1 - 0.5 * share)
        return Basis(len(days), index, asked, typed, 0.0, 0.0, given)
    exceptions = weigh_exceptions(evidence, given.exception_floor)
    residual = 0.0 if verdict in UNATTENDED_LIKE else given.human_residual_seconds
    return Basis(len(days), index, exceptions, typed, residual, given.handback_seconds, given)


def name_worked_days(routines: Sequence[Routine], worked_days: int) -> tuple[str, ...]:
    """Give the worked days of a log: those that executions name, then "" for each that none does."""
    named = sorted({e.day for r in routines for e in r.executions})
    return (*named, *[""] * (max(worked_days, 1) - len(named)))


def window_index(days: Sequence[str], given: Assumptions) -> float:
    """Give the volume of the days seen (ISO dates, or "" where not known) against an average day."""
    months = [int(day[5:7]) for day in days if day]
    if not given.monthly_index or not months:
        return given.seasonal_index
    return finance.seasonal_index(months, given.monthly_index, (given.worked_days_per_year / 12,) * 12)


def make_schedule(assumptions: Assumptions) -> finance.Schedule:
    """Collect when costs and benefits fall."""
    given = assumptions
    return finance.Schedule(given.horizon_months, given.lead_months, given.attrition_per_year, given.discount_rate)


def estimate_build_days(routine: Routine, evidence: Evidence, verdict: str, given: Assumptions) -> float:
    """Give the days to build, before optimism bias: base, steps and applications add up; 0 if nothing is built."""
    if verdict not in BUILT:
        return 0.0
    steps = given.build_days_per_step * len(usual_steps(routine))
    return given.build_days_base + steps + given.build_days_per_app * evidence.applications


def work_out_hours(executions: Array, seconds: Array, realisation: Array, exceptions: Array, basis: Basis) -> Hours:
    """Turn draws into hours a year (business model: see finance); no chance in it.

    In scope is all but the typing that no transfer explains: that stays with people whatever the bot does.
    """
    given = basis.assumptions

    def yearly(amount: Array) -> Any:
        return finance.volume_per_year(amount, basis.worked_days, basis.seasonal_index, given.worked_days_per_year)

    volume, gross = yearly(executions), finance.observed_hours(yearly(seconds), 1.0)
    in_scope = np.asarray(gross * (1 - basis.typed_share))
    removable = finance.removable_hours(in_scope, volume, exceptions, basis.residual_seconds, basis.handback_seconds)
    errors = (given.error_share_before, given.error_share_after)
    quality = np.asarray(finance.quality_hours(volume, exceptions, *errors, given.rework_seconds))
    net = np.asarray(removable + quality)
    realised = net * realisation
    return Hours(
        np.asarray(gross), in_scope, np.asarray(removable), quality, net, realised, realised * given.cashable_share
    )


def seconds_spared(mean_seconds: float, basis: Basis) -> tuple[float, float, float]:
    """Give people's seconds an item that a bot takes over, at least, likely and most exceptions; may be negative."""
    one, volume = np.ones(3), basis.assumptions.worked_days_per_year / basis.worked_days / basis.seasonal_index
    hours = work_out_hours(one, mean_seconds * one, one, np.array(basis.exceptions), basis)
    least, likely, most = (hours.net * 3600 / volume).tolist()
    return least, likely, most


def realisation_ends(likely: float) -> tuple[float, float, float]:
    """Give least, likely and most of the realised share: from half the likely one to 1.4 times it, at most 1."""
    return 0.5 * likely, likely, min(1.0, 1.4 * likely)


def follow(chance: Array, cause: Array, share: float) -> Array:
    """Let a chance be that of its cause in this share of the draws, and its own in the others.

    One number decides both: what is left of it after the decision is as even as it was. All chances lie in 0 to 1;
    the rank correlation with the cause is the share (a mixture of full dependence and of none, Nelsen 2006).
    """
    return np.where(chance < share, cause, (chance - share) / (1 - share))


def triangular(rng: np.random.Generator, draws: int, low: float, mode: float, high: float) -> Array:
    """Draw from a triangular distribution, which may be a point."""
    return triangular_at(rng.random(draws), low, mode, high)


def triangular_at(chance: Array, low: float, mode: float, high: float) -> Array:
    """Give the quantiles of a triangular distribution, which may be a point, at chances from 0 to 1."""
    if high <= low:
        return np.full(len(chance), low)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(chance * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - chance) * (high - low) * (high - mode))
    return np.where(chance < split, rising, falling)


def seeded(seed: int, name: str) -> np.random.Generator:
    """Give a generator that depends on the seed and a name only."""
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])


def to_range(draws: Array) -> Range:
    """Give the 10th, 50th and 90th percentile."""
    # numpy's own quantile takes fifteen times as long for so few draws.
    ordered = np.sort(draws)
    at = np.array([0.1, 0.5, 0.9]) * (len(ordered) - 1)
    below = at.astype(np.int64)
    low, high = ordered[below], ordered[np.minimum(below + 1, len(ordered) - 1)]
    p10, p50, p90 = (low + (high - low) * (at - below)).tolist()
    return Range(p10, p50, p90)

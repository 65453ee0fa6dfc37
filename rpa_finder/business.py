"""The vocabulary of savings: hours, money, proposals and changes as frozen dataclasses.

Part of `model`, which gives these names on; import them from there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its uncertainty: 8 in 10 outcomes lie between p10 and p90."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One step from hours observed to hours realised."""

    name: str
    hours: Range
    """Hours a year left after this step."""
    source: str
    """measured, assumed or user."""
    why: str
    """What was taken away and by which figure."""


@dataclass(frozen=True, slots=True)
class Money:
    """What automating a routine costs and brings, in the config's currency."""

    build_cost: float
    """Uplifted by optimism bias."""
    run_cost_per_year: float
    benefit_per_year: Range
    npv: Range
    payback_months: float | None
    """None if it does not pay back within the horizon."""
    break_even_realisation: float | None
    """Share of the removable hours that must be realised for an NPV of 0; None without benefit."""
    probability_of_loss: float
    """Share of the draws with NPV below 0."""
    cash_flow: tuple[float, ...]
    """Expected cash flow by month over the horizon."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What automating one routine would save, with its range."""

    hours_per_year: Range | None
    """Realised hours; None = withheld (see withheld)."""
    gross_hours: Range | None
    """Observed hours scaled to a year."""
    net_hours: Range | None
    """Hours a bot could take over; may be negative."""
    volume_per_year: float
    """Executions a year."""
    seconds_per_execution: float
    """Mean active seconds, winsorised at P95."""
    seconds_median: float
    waterfall: tuple[WaterfallStep, ...]
    money: Money | None
    withheld: str = ""
    """Why no figure is given, or ""."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A routine written up for a decision."""

    id: str
    """P01, P02, ... by rank."""
    routine_id: str
    kind: str
    """The routine's kind."""
    verdict: str
    """What to do: attended bot, unattended bot, macro, self-service, fix upstream, leave to people ..."""
    rank: int
    title: str
    what_to_do: str
    """Two or three sentences for the client."""
    reasons: tuple[str, ...]
    """Why this verdict, each with its figure."""
    risks: tuple[str, ...]
    marginal_hours: Range | None
    """Realised hours a year that no better-ranked proposal already claims."""
    build_days: float


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The proposals taken together: no minute twice."""

    gross_hours: Range | None
    net_hours: Range | None
    hours_per_year: Range | None
    """Realised hours of all copy, entry and look-up proposals together."""
    npv: Range | None
    probability_of_loss: float | None
    robots: int


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between a baseline and a scan, for one routine."""

    before_id: str
    """Routine id in the baseline, or ""."""
    after_id: str
    name: str
    verdict: str
    """new, gone, reduced, grew, drifted, stable or too-few."""
    rate_before: float
    """Executions per agent-day."""
    rate_after: float
    rate_ratio: Range | None
    hours_per_year_change: float
    """Gross hours a year, after minus before."""
    why: str

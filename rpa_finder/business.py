"""The vocabulary of savings: hours, money and proposals as frozen dataclasses.

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
class MeasuredTime:
    """How long an execution takes, and what was done to the figure."""

    mean_seconds: float
    """Active, nothing cut."""
    elapsed_seconds: float
    """Mean from first to last event."""
    idle_seconds: float
    """Mean of elapsed less active: pauses, and other work in between."""
    cut_above_seconds: float
    """The 95th percentile, to which longer executions are cut."""
    cut_executions: int
    """Executions that were cut: outliers."""
    cut_share: float
    """Share of the active time that the cut takes away."""
    error_seconds: float | None
    """Standard error of the mean seconds with the longest cut, by agent; None with fewer than 8 agents."""
    learning: float | None
    """Median seconds in each agent's last third over those in the first third; None where too few to tell."""


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
class Horizon:
    """What a case is worth after so many months."""

    months: int
    npv: Range
    probability_of_loss: float


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
    discounted_payback_months: float | None = None
    return_per_year: float | None = None
    """Internal rate of return of the expected cash flow; None without gains or without costs."""
    benefit_cost_ratio: float | None = None
    """Present value of the expected benefit over that of the costs; None without costs."""
    horizons: tuple[Horizon, ...] = ()
    """At 12, 24 and 36 months, and at the horizon in force."""


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
    """Mean active seconds, winsorised at P95; 0 where it would be one person's."""
    seconds_median: float
    waterfall: tuple[WaterfallStep, ...]
    money: Money | None
    withheld: str = ""
    """Why no figure is given, or ""."""
    time: MeasuredTime | None = None
    quality_hours: Range | None = None
    """Rework spared by fewer errors, part of net_hours."""
    cashable_hours: Range | None = None
    """Realised hours that cut a bill; the others are capacity."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of suitability, answered as far as the log can."""

    name: str
    finding: str
    basis: str
    """measured, assumed or not observable in this log."""


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """What a proposal would make of one outcome of the whole log, if it were realised alone."""

    name: str
    unit: str
    """As in Outcome."""
    before: float | None
    """As measured; None where the log can't show it."""
    after: float | None
    """Likely; None where the log can't tell how much would go, and where figures are withheld."""
    low: float | None
    """Least of what it may come to; low and high equal to before: it does not move. None where withheld."""
    high: float | None
    why: str = ""
    """What decides how far it moves, or why it is not told."""

    @property
    def moves(self) -> bool:
        """Whether it may come to another figure."""
        return self.low is not None and (self.low, self.high) != (self.before, self.before)


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
    """0 where nothing is built."""
    root_cause: str = ""
    """Why the work exists, as far as the log shows, the client's own side included."""
    criteria: tuple[Criterion, ...] = ()
    moves: tuple[str, ...] = ()
    """Which outcomes it would move, from what to what."""
    outcome_changes: tuple[OutcomeChange, ...] = ()
    """The same as figures, every outcome once; () in scans of earlier versions."""


@dataclass(frozen=True, slots=True)
class BestSet:
    """The proposals that bring most within a budget and a number of robots."""

    proposals: tuple[str, ...]
    """Ids, by rank."""
    hours_per_year: float
    """Realised, expected."""
    npv: float
    """Expected, robots charged as whole ones."""
    build_cost: float
    """Uplifted."""
    robots: int
    exact: bool
    """True if every set was tried; False if found greedily."""


@dataclass(frozen=True, slots=True)
class StaffedInterval:
    """Agents that one interval of the day needs to answer in time, now and with shorter contacts."""

    contacts: float
    agents: int
    agents_then: int
    paid: int
    """Agents to be paid so that so many are available."""
    paid_then: int
    wait_seconds: float
    """Mean wait with the agents of now."""
    wait_seconds_then: float
    """The same agents, shorter contacts."""
    answered_in_time: float
    """Share, with the agents of now."""
    answered_in_time_then: float


@dataclass(frozen=True, slots=True)
class Staffing:
    """What shorter contacts mean in whole agents (Erlang C)."""

    handle_seconds: float
    handle_seconds_then: float
    intervals: tuple[StaffedInterval, ...]
    most_released: int
    """Agents released in the interval that releases most."""
    least_released: int
    paid_agent_hours: float
    """Paid hours a day released, shrinkage included."""


@dataclass(frozen=True, slots=True)
class GainShare:
    """How a saving would be shared; money a year, 8 in 10 outcomes."""

    saving: Range
    """Worth of the realised hours, as the terms count it."""
    fee: Range
    """From client to provider."""
    client: Range
    provider: Range
    """What each side is left with, costs taken off whoever bears them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure of what the work achieves, beside how much of it there is."""

    name: str
    value: float | None
    """None where the log can't show it."""
    unit: str
    """executions a day, seconds or share."""
    why: str
    """What was counted, or why nothing could be."""


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
    """Unattended, whole, to work off the busiest day."""
    attended_robots: int = 0
    """Attended, to serve the busiest hour at once."""
    peak_robots: int = 0
    """Unattended robots it would take to work off the busiest hour within it."""
    robot_load: float = 0.0
    """Share of the unattended robots' hours that is used."""
    cashable_hours: Range | None = None
    money: Money | None = None
    ties: tuple[tuple[str, ...], ...] = ()
    """Proposals next to each other in rank that the draws can't tell apart."""
    best_set: BestSet | None = None
    elapsed_hours: float = 0.0
    """From first to last event of the executions of all routines, as seen, work side by side counted once."""
    elapsed_hours_summed: float = 0.0
    """The same, executions added up: what side by side work would be counted twice."""
    staffing: Staffing | None = None
    """None without contacts per interval in the configuration."""
    gain_share: GainShare | None = None
    """None where nothing is agreed."""
    outcomes: tuple[Outcome, ...] = ()

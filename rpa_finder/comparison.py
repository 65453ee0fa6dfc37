"""The vocabulary of a re-scan: what changed between two scans, as frozen dataclasses.

Part of `model`, which gives these names on; import them from there.
"""

from __future__ import annotations

from dataclasses import dataclass

from rpa_finder.business import Range

DECISIONS = ("proposed", "approved", "building", "live", "stopped", "rejected")
"""What can be decided on a proposal, in the usual order."""


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
    """Executions per agent-day (or per case, see Comparison.basis)."""
    rate_after: float
    rate_ratio: Range | None
    """After over before, P10 to P90."""
    hours_per_year_change: float
    """Gross hours a year, after minus before."""
    why: str
    executions_before: int = 0
    executions_after: int = 0
    key: str = ""
    """Stable across scans: that of the baseline, or of the scan where the routine is new."""
    likeness: float | None = None
    """How alike steps and transfers are once renamed screens and fields are allowed for, 0 to 1."""
    rate_interval: tuple[float, float] | None = None
    """95 % interval of the rate ratio, on which the verdict rests."""
    dispersion: float | None = None
    """Variance of the log ratio over that of two Poisson counts; 1 = no bursts, no habits."""
    rate_p: float | None = None
    """Chance of a ratio as far from 1 if nothing had changed, two-sided."""
    rate_q: float | None = None
    """The same after Benjamini-Hochberg over all routines; the other q over all questions of steps, mix and time."""
    equivalence_p: float | None = None
    """Two one-sided tests of the ratio lying within 10 % of 1: the larger p."""
    steps_changed: tuple[str, ...] = ()
    """Steps that came, went or were renamed, in words."""
    steps_q: float | None = None
    mix_divergence: float | None = None
    """Of the variants, Jensen-Shannon, in bits."""
    mix_q: float | None = None
    time_ratio: Range | None = None
    """Geometric mean of an execution's active seconds, after over before, P10 to P90."""
    time_shift_seconds: float | None = None
    """Hodges-Lehmann: the median of all differences of an execution after and one before."""
    time_q: float | None = None
    most_hours_left: float | None = None
    """Where nothing was seen: hours a year that could still be done unseen (95 %)."""
    beside_untouched: Range | None = None
    """Difference in differences: rate_ratio over that of the other untouched routines; None = no control."""


@dataclass(frozen=True, slots=True)
class Rename:
    """A screen or a field that goes by another name in the later scan."""

    screen: str
    """The screen, as the baseline names it."""
    field: str
    """The field, as the baseline names it; "" where the screen itself was renamed."""
    now: str
    """Its name in the later scan."""
    likeness: float
    """0 to 1: by name, fields, and what comes before and after."""


@dataclass(frozen=True, slots=True)
class GraphChange:
    """A screen, or a move between two screens, in the baseline and in the later scan."""

    source: str
    target: str
    """"" for a screen."""
    status: str
    """appeared, vanished, grew, shrank, same or too-few."""
    count_before: int
    """Visits of a screen, or moves."""
    count_after: int
    rate_ratio: float | None
    """Per agent-day, after over before; None where one side has none."""


@dataclass(frozen=True, slots=True)
class Untouched:
    """The routines that serve as control: what changed without anybody's doing."""

    routines: tuple[str, ...]
    """Ids in the baseline."""
    rate_before: float
    """Executions of an average one per agent-day."""
    rate_after: float
    ratio: Range


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Where the time went: one line of the hours per agent-day before and after."""

    name: str
    hours_before: float
    """Active hours per 100 agent-days."""
    hours_after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scans side by side."""

    before_label: str
    after_label: str
    before_first: str
    """ISO 8601 instants of the first and last events of both."""
    before_last: str
    after_first: str
    after_last: str
    agent_days_before: int
    agent_days_after: int
    basis: str
    """What rates are counted against: agent-day, or case where the volume of both scans was given."""
    volumes: tuple[float, float] | None
    """Cases worked on in the time of either scan, where given."""
    routines: tuple[Change, ...]
    screens: tuple[GraphChange, ...]
    moves: tuple[GraphChange, ...]
    renames: tuple[Rename, ...]
    untouched: Untouched | None
    """None: before and after, no control."""
    time_went: tuple[TimeLine, ...]
    """Adds up to all active hours."""


@dataclass(frozen=True, slots=True)
class LiveProposal:
    """A proposal that was decided on and went live, as it was then."""

    proposal_id: str
    """In the scan that it was decided on."""
    routine_key: str
    title: str
    live_since: str
    """ISO 8601 date."""
    stopped: str
    claimed_hours: float | None
    """A year."""
    cost_to_date: float
    """In the currency of the scan."""
    decided_by: str = ""
    """Who approved the claim and who let it go live, as far as was said."""


@dataclass(frozen=True, slots=True)
class VerifiedBenefit:
    """What a proposal that went live has really saved, line by line as an auditor would have it."""

    proposal_id: str
    routine_key: str
    title: str
    live_since: str
    """ISO 8601 date."""
    stopped: str
    """ISO 8601 date, or "" while it runs."""
    months_run: float
    """From going live to the end of the later scan's log, or the stop."""
    claimed_hours: float | None
    """A year, as expected when it was decided."""
    removed_hours: Range | None
    """A year, measured: what the control says would have been worked, less what was."""
    moved_hours: float
    """A year: new or grown work on the same screens, charged against it."""
    verified_hours: Range | None
    """A year: removed less moved. None = withheld."""
    verified_to_date: Range | None
    """For the months run, not annualised."""
    verified_share: float | None
    """Verified over claimed."""
    items_spared: float | None
    """Per agent-day, difference in differences."""
    control: str
    """What the measure rests on: another team, the untouched routines, the volume given, or none."""
    cost_to_date: float
    fee: Range | None
    """A year, from client to provider by the terms in force, on what was verified; None where nothing is agreed."""
    why: str
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class ScreenDrift:
    """How often a screen changed under the hands of its agents."""

    screen: str
    days: int
    """Days on which it was used in a routine."""
    changes: tuple[str, ...]
    """Each with the day from which it holds, in words."""
    per_year: float
    """Changes a year."""
    low: float
    """P10 and P90 of it (Garwood's exact Poisson interval)."""
    high: float

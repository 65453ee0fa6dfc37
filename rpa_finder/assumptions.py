"""What the log can't know: the inputs of the business case, of staffing and of the sharing of a gain.

Defaults are those of the profile "private"; config reads files and checks ranges, and gives these names on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the log can't know: the business case's inputs, with their sources.

    A value that differs from its default counts as the user's, any other as assumed.
    """

    worked_days_per_year: float = 252.0
    """Days a year on which the work is done; a usual five-day week less public holidays."""
    seasonal_index: float = 1.0
    """Window's volume against an average day; 1 = average, which a short window can't show."""
    monthly_index: tuple[float, ...] = ()
    """Volume of a day in January to December against each other, 12 numbers; takes the place of seasonal_index."""
    exception_floor: float = 0.05
    """Least share of items that a bot hands back, however few exceptions the log shows."""
    human_residual_seconds: float = 20.0
    """Per item that an attended bot handles: trigger, check, wait. Nobody's figure: measure it in a pilot."""
    handback_seconds: float = 45.0
    """Extra per item handed back, on top of the manual time. Nobody's figure: measure it in a pilot."""
    self_service_share: float = 0.30
    """Share of look-ups that are no longer asked of an agent once those who ask can see for themselves.
    Nobody's figure: measure it in a pilot."""
    error_share_before: float = 0.0
    """Share of items done by people that must be mended; 0 = no evidence, nothing claimed."""
    error_share_after: float = 0.0
    """Share of items done by a bot that must be mended."""
    rework_seconds: float = 0.0
    """To mend one item."""
    realisation: float = 0.50
    """Share of removable hours put to use: productivity recapture as in Forrester's TEI studies."""
    common_cause: float = 0.30
    """Share of the draws in which what makes builds overrun also hands more items back and leaves less put to use;
    it is their rank correlation. Nobody's figure: 0 = independent."""
    cashable_share: float = 0.0
    """Share of realised hours that cuts a bill (overtime, temporary staff, vacancies); 0 until somebody names it."""
    productive_hours_per_year: float = 1600.0
    """Hours a full-time agent works on tasks, without leave, sickness, training; 1,600 to 1,760 in practice."""
    cost_per_hour: float = 30.0
    """Loaded cost per productive hour, in currency; the payer's own figure belongs here."""
    currency: str = "EUR"
    """Of every amount; with another than the profile's, all prices must be given too."""
    build_day_rate: float = 520.0
    """Per day of building, in currency; the payer's own figure belongs here."""
    build_days_base: float = 5.0
    """Build days for any automation; steps and applications add to it (a sum: products of factors explode)."""
    build_days_per_step: float = 0.5
    """Half a day a step: a published estimator's figure, unvalidated."""
    build_days_per_app: float = 3.0
    """Days for each application that the usual steps touch."""
    optimism_bias: float = 0.50
    """Uplift of build cost: UK upper bound 200 % for development (Mott MacDonald 2002), three quarters mitigated."""
    licence_per_year: float = 8000.0
    """One unattended robot, whole: the lower end of list prices for unattended robots (8,000 to 15,000 USD in 2026)."""
    infrastructure_per_year: float = 1200.0
    """Per unattended robot: the machine it runs on."""
    attended_licence_per_year: float = 1300.0
    """One attended robot, on an agent's machine; negotiated prices are 950 to 1,625 USD (2026)."""
    maintenance_share: float = 0.20
    """Of uplifted build cost, a year; 10 to 40 % in the sources."""
    horizon_months: int = 24
    """From the start of the build; vendors' business cases take 24 to 36."""
    lead_months: int = 2
    """Build time; no benefit."""
    attrition_per_year: float = 0.10
    """Decay of the benefit as screens and work change."""
    discount_rate: float = 0.035
    """A year, real; UK Green Book 3.5 %, New Zealand public sector 2 %."""
    robot_utilisation: float = 0.85
    """Share of a robot's hours that it can be kept busy."""
    robot_hours_per_day: float = 20.0
    """Hours a day that a robot runs; the rest is for batches, updates and restarts."""
    budget: float = 0.0
    """Most that all builds may cost together, uplifted, in currency; 0 = no limit."""
    robots_most: int = 0
    """Most robots there may be; 0 = as many as the work needs."""


@dataclass(frozen=True, slots=True)
class StaffingTerms:
    """A day of a contact centre, for turning seconds saved into whole agents; without contacts none are claimed."""

    contacts_per_interval: tuple[float, ...] = ()
    """Contacts that come in each interval of a usual day."""
    interval_minutes: float = 30.0
    """Length of an interval."""
    handle_seconds: float = 300.0
    """Mean time a contact occupies an agent, after-work included."""
    target_share: float = 0.80
    """Share of contacts to be answered within target_seconds."""
    target_seconds: float = 20.0
    """Longest wait that still counts as in time."""
    shrinkage: float = 0.30
    """Share of paid time in which agents are not available."""


@dataclass(frozen=True, slots=True)
class GainShareTerms:
    """How client and provider would share a verified saving; a share of 0 means that nothing is agreed."""

    share: float = 0.0
    """Of the saving beyond the dead band, to the provider."""
    dead_band: float = 0.0
    """Saving a year, in currency, up to which nothing is shared."""
    floor: float = 0.0
    """Least fee a year."""
    cap: float = 1e12
    """Most fee a year."""
    volume_normalised: bool = True
    """True: the saving is counted at the baseline's volume, so that neither side bears the volume's ups and downs."""
    costs_borne_by: str = "client"
    """client or provider: who pays for building and running."""

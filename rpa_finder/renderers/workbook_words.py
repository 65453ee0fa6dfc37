"""What the workbook says: heads, explanations, the meaning and source of each assumption."""

from __future__ import annotations

from dataclasses import dataclass

from rpa_finder.estimates import BUILD_FACTORS
from rpa_finder.finance import RAMP

BLUE = "#0000C0"
INPUT = "#F2F5FC"
MUTED = "#585E69"
HEAD = "#E3E3E0"
ACCENT = "#3A3FBF"
LOSS = "#B2561B"

NUMBERS = {
    "count": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
    "hours": "[>=9.95]#,##0;[<=-0.05]-#,##0.0;0.0",
    "money": "#,##0",
    "share": "0%",
    "rate": "0.0%",
    "break-even": '[>1]"cannot break even";0.0%',
    "factor": "0.000",
}
NEVER = "not within the horizon"
NONE = "none"
"""Where there is no such figure."""
SENSITIVITY_STEP = 0.2


@dataclass(frozen=True, slots=True)
class AssumptionWords:
    """How the workbook shows one assumption."""

    name: str
    """Of the named cell, and of the field in config.Assumptions if there is one."""
    unit: str
    number: str
    source: str
    meaning: str
    value: float | None = None
    """For what is no field of config.Assumptions."""


ASSUMPTIONS = (
    AssumptionWords(
        "worked_days_per_year", "days", "count", "user", "Already in the volume a year; shown for reference."
    ),
    AssumptionWords(
        "seasonal_index", "1 = average", "two", "user", "Volume of the days seen against average days; in the volume."
    ),
    AssumptionWords("monthly_index", "January to December", "two", "user", "In the volume; takes the index's place."),
    AssumptionWords("exception_floor", "share", "rate", "assumed", "Least share of items that a robot hands back."),
    AssumptionWords(
        "human_residual_seconds", "s an item", "one", "assumed", "What an agent still does: start, check, wait."
    ),
    AssumptionWords("handback_seconds", "s an item", "one", "assumed", "Extra time of an item that is handed back."),
    AssumptionWords("self_service_share", "share", "rate", "assumed", "Look-ups no longer asked; in the net hours."),
    AssumptionWords("error_share_before", "share", "rate", "assumed", "Items that people get wrong; in the net hours."),
    AssumptionWords("error_share_after", "share", "rate", "assumed", "Items that a bot gets wrong; in the net hours."),
    AssumptionWords("rework_seconds", "s an item", "one", "assumed", "To mend one item; in the net hours."),
    AssumptionWords("realisation", "share", "rate", "TEI convention", "Share of freed time that is really put to use."),
    AssumptionWords(
        "common_cause", "share", "rate", "no source", "Correlation in the ranges as scanned; no formula follows it."
    ),
    AssumptionWords(
        "cashable_share", "share", "rate", "assumed", "Realised hours that cut a bill; others are capacity."
    ),
    AssumptionWords(
        "productive_hours_per_year", "h", "count", "user", "Hours a full-time agent works on tasks in a year."
    ),
    AssumptionWords("cost_per_hour", "currency an hour", "two", "user", "Loaded cost of a productive hour."),
    AssumptionWords("currency", "", "count", "user", "Of every amount here."),
    AssumptionWords("build_day_rate", "currency a day", "count", "user", "Cost of a developer's day."),
    AssumptionWords("build_days_base", "days", "one", "assumed", "In the build days: what every automation takes."),
    AssumptionWords("build_days_per_step", "days a step", "two", "assumed", "In the build days."),
    AssumptionWords("build_days_per_app", "days an application", "two", "assumed", "In the build days."),
    AssumptionWords(
        "optimism_bias", "share", "rate", "UK upper bound, mitigated", "Uplift of the build cost: plans run over."
    ),
    AssumptionWords("licence_per_year", "currency a robot", "count", "list price", "One unattended robot, whole."),
    AssumptionWords(
        "infrastructure_per_year", "currency a robot", "count", "assumed", "Machine and operation, a year."
    ),
    AssumptionWords(
        "attended_licence_per_year", "currency a robot", "count", "list price", "One attended robot, a year."
    ),
    AssumptionWords("maintenance_share", "share of build", "rate", "10 to 40 % seen", "Upkeep a year."),
    AssumptionWords(
        "horizon_months", "months", "count", "user", "Length of the cash flow; the sheet has these months."
    ),
    AssumptionWords("lead_months", "months", "count", "assumed", "Build time: no benefit, no running cost."),
    AssumptionWords("attrition_per_year", "share a year", "rate", "assumed", "Decay of the benefit as work changes."),
    AssumptionWords("discount_rate", "share a year", "rate", "UK Green Book", "Real, without inflation."),
    AssumptionWords("robot_utilisation", "share", "rate", "assumed", "In the number of robots."),
    AssumptionWords("robot_hours_per_day", "h", "one", "assumed", "In the number of robots."),
    AssumptionWords("budget", "currency", "count", "user", "Limits the best set; 0 = no limit."),
    AssumptionWords("robots_most", "robots", "count", "user", "Limits the best set; 0 = no limit."),
    AssumptionWords("robots", "robots", "count", "as scanned", "Whole unattended robots: busiest day."),
    AssumptionWords("attended_robots", "robots", "count", "as scanned", "Whole attended robots: busiest hour."),
    AssumptionWords(
        "together_factor",
        "factor",
        "factor",
        "as scanned",
        "Median hours of all proposals drawn together over the sum of their medians: medians do not add up.",
    ),
    AssumptionWords(
        "build_overrun",
        "factor",
        "two",
        "assumed",
        "Mean of the overruns that the scan draws for the build cost, above the optimism bias.",
        sum(BUILD_FACTORS) / len(BUILD_FACTORS),
    ),
    AssumptionWords("ramp_month_1", "share", "rate", "assumed", "Benefit in the first month after the build.", RAMP[0]),
    AssumptionWords("ramp_month_2", "share", "rate", "assumed", "Benefit in the second month.", RAMP[1]),
    AssumptionWords("sensitivity_step", "share", "rate", "user", "How far each assumption is moved.", SENSITIVITY_STEP),
)
"""Every named cell of the sheet Assumptions, in its order."""

IDLE_WORDS = ("every pause in full", "long pauses as nothing", "long pauses as the threshold")
"""The ways of counting of IdleThreshold.counted, in its order."""
SUMMARY_EXPLANATION = (
    "Ranges are as scanned: 8 in 10 outcomes lie between P10 and P90; likely is the median. Formulas follow the "
    "assumptions and give about the likely values."
)
ASSUMPTIONS_EXPLANATION = "Blue cells are inputs: change them and every formula follows. Each has the name beside it."
PROPOSALS_EXPLANATION = "Blue cells are inputs; put 0 in Plan to leave a proposal out. Hours and money are a year's."
WATERFALL_EXPLANATION = "Hours a year left after each step, as scanned; what was taken away by formula."
CASH_EXPLANATION = "Build cost over the lead time, then benefit and running cost; likely values of the plan."
SENSITIVITY_EXPLANATION = (
    "Net present value of the plan when one assumption is moved down or up by sensitivity_step and the others stay."
)
EVIDENCE_EXPLANATION = "Where each routine was seen; every log row is named in execution_events.csv."
ASIDE_EXPLANATION = (
    "Repeated work that is no routine, or not surely one; nothing of it is proposed. One person's is not counted."
)
DEFINITIONS_EXPLANATION = "Words and columns as they are meant here."

PROPOSAL_HEADS = (
    "Id",
    "Routine",
    "Proposal",
    "Kind",
    "Verdict",
    "Plan (1/0)",
    "Volume a year",
    "Seconds each",
    "Gross hours",
    "Net hours",
    "Realised hours",
    "Unclaimed P10",
    "Unclaimed likely",
    "Unclaimed P90",
    "Hours in the plan",
    "Benefit a year",
    "Build days",
    "Build cost",
    "NPV P10",
    "NPV likely",
    "NPV P90",
    "As scanned: gross",
    "As scanned: net",
    "As scanned: realised",
    "Unclaimed share",
    "Attended (1/0)",
)
WATERFALL = (9, 26, 10, 10, 10, 12, 13, 100)
WATERFALL_HEADS = ("Routine", "Step", "P10", "Likely", "P90", "Taken away", "Source", "Why")
CASH_HEADS = (
    "Month",
    "Benefit share",
    "Build share",
    "Running share",
    "Benefit",
    "Build",
    "Running",
    "Net",
    "Cumulative",
    "Discount factor",
    "Discounted",
    "Pays back at",
)
SENSITIVITY_HEADS = (
    "Assumption",
    "NPV when lower",
    "NPV when higher",
    "Change when lower",
    "Change when higher",
    "Span",
)
LINEAR_ASSUMPTIONS = ("Volume", "Realisation", "Cost per hour")
"""Assumptions in which the benefit is linear: they move it alike."""
ASIDE_HEADS = ("Screens", "Usual steps", "Seen", "Agents", "Found again in halves", "Chance (q)", "Why")
EVIDENCE_HEADS = (
    "Routine",
    "Name",
    "Kind",
    "Executions",
    "Agents",
    "Active hours seen",
    "Confidence",
    "First",
    "Last",
    "Found by",
    "Source files",
)
DEFINITIONS = (
    ("Volume a year", "Executions seen, over worked days seen, times worked days a year."),
    ("Seconds each", "Mean hands-on seconds of an execution, the longest twentieth cut to the 95th percentile."),
    ("Gross hours, by formula", "Volume x seconds / 3600 x as scanned: gross."),
    (
        "Net hours, by formula",
        "Gross x ((1 - exception floor) x (1 - agent's part / seconds) - exception floor x hand-back / seconds) "
        "x as scanned: net.",
    ),
    ("Realised hours, by formula", "Net x realisation x as scanned: realised."),
    (
        "As scanned",
        "The scan's likely figure over the same formula at mean values. It carries what the log showed beyond the "
        "assumptions (variants and exceptions a robot may not touch) and the skew of the simulated outcomes.",
    ),
    ("Unclaimed", "Realised hours that no better-ranked proposal claims already: no minute is counted twice."),
    ("Attended", "1 where an agent starts, checks and waits for each item; 0 for an unattended robot."),
    ("Worth after months", "Net present value if the case ended then; build cost is never left out."),
    ("Internal rate of return", "Yearly rate at which the cash flow is worth nothing; none without gains or costs."),
    ("Benefit-cost ratio", "Present value of the benefit over that of the costs."),
    ("Breaks even", "Share of the net hours that must be put to use for a net present value of 0."),
    ("Cashable", "Realised hours that cut a bill: overtime, temporary staff, vacancies. The others are capacity."),
    ("Build days", "As the build cost of the scan implies at its day rate and optimism bias."),
    ("NPV", "Net present value: benefit less cost over the horizon, discounted by month."),
)
"""Word and meaning beyond the glossary."""

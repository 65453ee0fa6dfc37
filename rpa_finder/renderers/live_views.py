"""What the page shows of other assumptions: the plan as scanned, what moves its worth most, sliders' start values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from rpa_finder import estimates
from rpa_finder.config import Assumptions
from rpa_finder.model import Money, Scan
from rpa_finder.renderers.business_case import assumption_sources
from rpa_finder.renderers.charts import swing_bar
from rpa_finder.renderers.live import LiveCase, Swing
from rpa_finder.renderers.words import (
    ASSUMPTION_WORDS,
    NO_BREAK,
    SOURCE_WORDS,
    format_assumption,
    format_money,
    format_money_range,
    format_months,
    format_number,
    format_range,
    format_share,
    hours_figure,
)

MATTER_MOST = 3
"""Assumptions named in the summary."""
_BUILD_DAYS = "build_days_base"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A figure of the plan as scanned; its key is the script's name for it."""

    key: str
    name: str
    figure: str
    between: str


@dataclass(frozen=True, slots=True)
class SwingView:
    """A line of the picture of what moves the worth."""

    name: str
    ends: str
    now: str
    source: str
    bar: Markup
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A proposal's expected hours."""

    id: str
    routine: str
    title: str
    hours: float


@dataclass(frozen=True, slots=True)
class LiveView:
    """Everything of the section on other assumptions."""

    payload: str
    proposals: int
    wage: str
    realised: int
    handed: int
    rows: tuple[PlanRow, ...]
    swings: tuple[SwingView, ...]
    crosses: bool
    """True where zero lies within the picture of what moves the worth."""
    each: tuple[PartView, ...]
    mean: float


def view_live(case: LiveCase, scan: Scan, currency: str) -> LiveView:
    """Prepare the section of a plan; currency is its code."""
    given, means = case.given, case.base.realised.mean(axis=1).tolist()
    ends = [x for swing in case.swings for x in swing.npv]
    scale, sources = (min(ends), max(ends)), assumption_sources(scan)
    now = case.base.priced.money.npv.p50
    return LiveView(
        payload=case.payload,
        proposals=len(case.plan.parts),
        wage=f"{given.cost_per_hour:g}",
        realised=round(given.realisation * 100),
        handed=round(given.exception_floor * 100),
        rows=tuple(_rows(case, currency)),
        swings=tuple(_swing(s, given, _word(sources.get(s.key)), scale, now, currency) for s in case.swings),
        crosses=scale[0] < 0 < scale[1],
        each=tuple(
            PartView(part.proposal.id, part.routine.id, part.proposal.title, hours)
            for part, hours in zip(case.plan.parts, means, strict=True)
        ),
        mean=sum(means),
    )


def _word(source: str | None) -> str:
    return SOURCE_WORDS["user" if source == "user" else "assumed"]


def _rows(case: LiveCase, currency: str) -> Iterable[PlanRow]:
    base, money = case.base, case.base.priced.money
    hours = (
        ("gross", "Gross hours a year", base.gross),
        ("net", "Net", base.net),
        ("realised", "Realised", base.realised),
    )
    for key, name, drawn in hours:
        found = estimates.to_range(drawn.sum(axis=0))
        yield PlanRow(key, name, f"{hours_figure(found.p50)}{NO_BREAK}h", format_range(found))
    benefit = money.benefit_per_year
    yield PlanRow(
        "benefit", "Benefit a year", format_money(benefit.p50, currency), format_money_range(benefit, currency)
    )
    yield PlanRow("build", "Build, with optimism bias", format_money(money.build_cost, currency), "")
    yield from _horizons(money, currency)
    yield PlanRow("loss", "Probability of loss", format_share(money.probability_of_loss), "")
    yield PlanRow("payback", "Pays back after", format_months(money.payback_months), "")


def _horizons(money: Money, currency: str) -> Iterable[PlanRow]:
    for h in money.horizons:
        name = f"Net present value, {h.months} months"
        yield PlanRow(f"npv-{h.months}", name, format_money(h.npv.p50, currency), format_money_range(h.npv, currency))


def _swing(
    swing: Swing, given: Assumptions, source: str, scale: tuple[float, float], now: float, currency: str
) -> SwingView:
    if swing.key == _BUILD_DAYS:
        name, unit, value = "Build days", "", 1.0
        shown = [f"×{NO_BREAK}{format_number(x)}" for x in (*swing.ends, value)]
    else:
        name, unit = ASSUMPTION_WORDS[swing.key]
        value = getattr(given, swing.key)
        shown = [format_assumption(x, unit, currency) for x in (*swing.ends, value)]
    low, high = sorted(swing.npv)
    texts = format_money(low, currency), format_money(high, currency)
    label = f"{name} from {shown[0]} to {shown[1]}: net present value {texts[0]} to {texts[1]}"
    bar = swing_bar((low, high), now, scale, label)
    return SwingView(name, f"{shown[0]} to {shown[1]}", shown[2], source, bar, *texts)

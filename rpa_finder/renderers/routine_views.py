"""What the page shows of one routine: its steps, transfers, times and rows, as ready-made texts and charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rpa_finder.model import Execution, Proposal, Range, Routine, Saving, Scan, Step
from rpa_finder.renderers.charts import histogram, range_bar, share_bar, transfer_picture
from rpa_finder.renderers.graph_svg import app_class
from rpa_finder.renderers.words import (
    ACTION_WORDS,
    count_noun,
    format_count,
    format_instant,
    format_range,
    format_rows,
    format_seconds,
    format_share,
    hours_figure,
    shorten,
)

SMALL_GROUP = 5
"""With fewer agents among many, shares, seconds and rows would point to persons."""
MIN_FOR_HISTOGRAM = 5
MAX_EXECUTIONS = 20
"""So many executions are listed; executions.csv has them all."""
MAX_ROW_TEXT = 90


@dataclass(frozen=True, slots=True)
class StepView:
    """A line of the step list."""

    screen: str
    app: str
    colour: str
    words: str
    field: str
    share: str
    bar: Markup
    seconds: str


@dataclass(frozen=True, slots=True)
class VariantView:
    """A line of the table of variants."""

    id: str
    executions: str
    share: str
    seconds: str
    steps: str


@dataclass(frozen=True, slots=True)
class WaterfallView:
    """A line of the way from hours seen to hours realised."""

    name: str
    source: str
    why: str
    bar: Markup
    hours: str
    between: str


@dataclass(frozen=True, slots=True)
class ExecutionView:
    """A line of the evidence."""

    id: str
    agent: str
    start: str
    seconds: str
    rows: tuple[tuple[str, str], ...]
    """File and the ranges of rows in it."""


@dataclass(frozen=True, slots=True)
class RoutineView:
    """A routine with everything the page shows of it."""

    routine: Routine
    proposal: Proposal | None
    small_group: bool
    """True where hours, money, shares, seconds and rows are withheld."""
    withheld: str
    facts: tuple[tuple[str, str, str], ...]
    """Name, figure, small print."""
    steps: tuple[StepView, ...]
    picture: Markup | None
    variants: tuple[VariantView, ...]
    times: Markup | None
    waterfall: tuple[WaterfallView, ...]
    executions: tuple[ExecutionView, ...]
    anchor: str


def view_routine(
    routine: Routine, proposal: Proposal | None, scan: Scan, app_of: Mapping[str, str], colours: Mapping[str, int]
) -> RoutineView:
    """Prepare one routine; app_of gives a screen's application, colours an application's class number."""
    small = routine.agents < SMALL_GROUP <= scan.totals.agents
    times = [e.active_seconds for e in routine.executions]
    screen_colours = {screen: colours[app] for screen, app in app_of.items() if app in colours}
    return RoutineView(
        routine=routine,
        proposal=proposal,
        small_group=small,
        withheld=_withheld(routine.saving, small),
        facts=tuple(_facts(routine, scan, small)),
        steps=tuple(_step(step, app_of, colours, small) for step in routine.steps),
        picture=transfer_picture(routine.transfers, screen_colours, not small) if routine.transfers else None,
        variants=() if small else tuple(_variants(routine)),
        times=None if small or len(times) < MIN_FOR_HISTOGRAM else histogram(times),
        waterfall=tuple(_waterfall(routine.saving)) if routine.saving and not small else (),
        executions=() if small else tuple(_execution(e, scan) for e in _spread(routine.executions)),
        anchor=f"routine-{routine.id}",
    )


def _withheld(saving: Saving | None, small: bool) -> str:
    if saving is not None and saving.withheld:
        return saving.withheld
    if small:
        return f"fewer than {SMALL_GROUP} agents do it"
    return "no saving was estimated" if saving is None or saving.hours_per_year is None else ""


def _facts(routine: Routine, scan: Scan, small: bool) -> list[tuple[str, str, str]]:
    saving = routine.saving
    if small:
        return [("Agents", f"fewer than {SMALL_GROUP}", f"of {format_count(scan.totals.agents)} in the log")]
    facts = [
        ("Executions seen", format_count(len(routine.executions)), ""),
        ("Agents", format_count(routine.agents), f"of {format_count(scan.totals.agents)} in the log"),
    ]
    if saving is not None:
        facts[0] = (*facts[0][:2], f"{format_count(round(saving.volume_per_year))} a year")
        median = f"mean; median {format_seconds(saving.seconds_median)}"
        facts.append(("Hands-on time each", format_seconds(saving.seconds_per_execution), median))
    else:
        mean = routine.active_seconds_total / max(1, len(routine.executions))
        facts.append(("Hands-on time each", format_seconds(mean), "mean"))
    for name, hours in _hours(saving):
        facts.append((name, f"{hours_figure(hours.p50)} h", format_range(hours)))
    ways = max(1, len(routine.variants))
    facts.append(("Ways of doing it", format_count(ways), f"confidence {format_share(routine.confidence)}"))
    return facts


def _hours(saving: Saving | None) -> list[tuple[str, Range]]:
    if saving is None:
        return []
    pairs = (("Gross a year", saving.gross_hours), ("Realised a year", saving.hours_per_year))
    return [(name, hours) for name, hours in pairs if hours is not None]


def _step(step: Step, app_of: Mapping[str, str], colours: Mapping[str, int], small: bool) -> StepView:
    app = app_of.get(step.screen, "")
    colour = colours.get(app)
    return StepView(
        screen=step.screen,
        app=app,
        colour=app_class(colour),
        words=ACTION_WORDS.get(step.action, step.action),
        field=step.field,
        share="" if small else format_share(step.share),
        bar=Markup("") if small else share_bar(step.share, colour),
        seconds="" if small else format_seconds(step.mean_seconds),
    )


def _variants(routine: Routine) -> list[VariantView]:
    total = max(1, len(routine.executions))
    return [
        VariantView(
            v.id,
            format_count(v.executions),
            format_share(v.executions / total),
            format_seconds(v.mean_active_seconds),
            " → ".join(map(str, v.steps)),
        )
        for v in routine.variants
    ]


def _waterfall(saving: Saving) -> list[WaterfallView]:
    ranges = [w.hours for w in saving.waterfall]
    scale = (min((r.p10 for r in ranges), default=0.0), max((r.p90 for r in ranges), default=0.0))
    rows = []
    before: float | None = None
    for step in saving.waterfall:
        label = f"{shorten(step.name, 80)}: {hours_figure(step.hours.p50)} h, range {format_range(step.hours)}"
        bar = range_bar(step.hours, scale, label, before)
        figure = f"{hours_figure(step.hours.p50)} h"
        rows.append(WaterfallView(step.name, step.source, step.why, bar, figure, format_range(step.hours)))
        before = step.hours.p50
    return rows


def _spread(executions: Sequence[Execution]) -> list[Execution]:
    """Take executions evenly from first to last, so that no agent and no day fills the list."""
    ordered = sorted(executions, key=lambda e: (e.start, e.id))
    n = len(ordered)
    if n <= MAX_EXECUTIONS:
        return ordered
    return [ordered[i * (n - 1) // (MAX_EXECUTIONS - 1)] for i in range(MAX_EXECUTIONS)]


def _execution(execution: Execution, scan: Scan) -> ExecutionView:
    by_file: dict[int, list[int]] = {}
    for source, row in zip(execution.sources, execution.rows, strict=True):
        by_file.setdefault(source, []).append(row)
    rows = tuple((scan.inputs[s].path, _row_text(found)) for s, found in sorted(by_file.items()))
    seconds = format_seconds(execution.active_seconds)
    return ExecutionView(execution.id, execution.agent, format_instant(execution.start), seconds, rows)


def _row_text(rows: Sequence[int]) -> str:
    text = format_rows(rows)
    if len(text) <= MAX_ROW_TEXT:
        return text
    kept = text[:MAX_ROW_TEXT].rsplit(", ", 1)[0]
    return f"{kept} … ({count_noun(len(rows), 'row')})"

"""What the page shows of one routine: its steps, transfers, times and rows, as ready-made texts and charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rpa_finder.model import DecisionPoint, Execution, Proposal, Range, Recurrence, Routine, Saving, Scan, Step
from rpa_finder.renderers.charts import histogram, range_bar, share_bar, transfer_picture
from rpa_finder.renderers.graph_svg import app_class
from rpa_finder.renderers.week import draw_week
from rpa_finder.renderers.words import (
    ACTION_ALONE_WORDS,
    ACTION_WORDS,
    DEVIATION_WORDS,
    WATERFALL_WORDS,
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
"""With fewer agents among many, times of single executions and log rows would point to persons."""
MAIN_STEP = 0.25
"""Steps that fewer executions hold are folded away, if there are many steps."""
FOLD_FROM = 16
MAX_VARIANT_TEXT = 90
MIN_FOR_HISTOGRAM = 5
MAX_EXECUTIONS = 20
"""So many executions are listed; executions.csv has them all."""
FEWER_EXECUTIONS = 8
"""The same where there are MANY_ROUTINES or more, so that the page stays light."""
MANY_ROUTINES = 30
MAX_ROW_TEXT = 90
OF_PERSONS = ("agent", "day", "time")
"""What a decision goes with that would point to persons where few of many do the routine."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A line of the step list."""

    number: int
    rare: bool
    """True where few executions hold it."""
    goes_on: bool
    """True where the step before is on the same screen."""
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
class DecisionView:
    """A decision, drawn after its step."""

    step: int
    """Number of the step after which it is taken."""
    after: str
    executions: str
    options: tuple[tuple[str, str, str], ...]
    """What comes next, its share, and what is seen then."""
    depends_on: str


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
    silent: bool
    """True where not even counts are given: the figures would be one person's."""
    small_group: bool
    """True where the times of steps and executions, and their rows, are withheld."""
    withheld: str
    facts: tuple[tuple[str, str, str], ...]
    """Name, figure, small print."""
    steps: tuple[StepView, ...]
    picture: Markup | None
    variants: tuple[VariantView, ...]
    decisions: tuple[DecisionView, ...]
    deviations: tuple[tuple[str, str, str], ...]
    """What is odd, in how many executions, and their share."""
    times: Markup | None
    week: Markup | None
    zone: str
    """Time zone of the week."""
    waterfall: tuple[WaterfallView, ...]
    executions: tuple[ExecutionView, ...]
    anchor: str

    @property
    def decided_after(self) -> dict[int, list[DecisionView]]:
        """Decisions by the step that they follow."""
        found: dict[int, list[DecisionView]] = {}
        for decision in self.decisions:
            found.setdefault(decision.step, []).append(decision)
        return found

    @property
    def folded(self) -> int:
        """Steps that are folded away because few executions hold them; 0 where the list is short."""
        rare = sum(step.rare for step in self.steps)
        return rare if len(self.steps) >= FOLD_FROM and rare < len(self.steps) else 0


def view_routine(
    routine: Routine, proposal: Proposal | None, scan: Scan, app_of: Mapping[str, str], colours: Mapping[str, int]
) -> RoutineView:
    """Prepare one routine; app_of gives a screen's application, colours an application's class number."""
    small = is_small_group(routine, scan)
    silent = is_silent(routine, scan)
    times = [e.active_seconds for e in routine.executions]
    screen_colours = {screen: colours[app] for screen, app in app_of.items() if app in colours}
    listed = MAX_EXECUTIONS if len(scan.routines) < MANY_ROUTINES else FEWER_EXECUTIONS
    zone = str(scan.config.get("timezone") or "")
    hidden_below = SMALL_GROUP if scan.totals.agents >= SMALL_GROUP else 1
    return RoutineView(
        routine=routine,
        proposal=proposal,
        silent=silent,
        small_group=small,
        withheld=_withheld(routine.saving),
        facts=tuple(_facts(routine, scan, silent=silent)),
        steps=tuple(_steps(routine.steps, app_of, colours, small=small, silent=silent)),
        picture=transfer_picture(routine.transfers, screen_colours) if routine.transfers else None,
        variants=() if silent else tuple(_variants(routine, small)),
        decisions=() if silent else tuple(_decision(d, routine, small) for d in routine.decisions),
        deviations=() if silent else tuple(_deviations(routine)),
        times=None if small or len(times) < MIN_FOR_HISTOGRAM else histogram(times),
        week=None if small or len(times) < MIN_FOR_HISTOGRAM else draw_week(routine.executions, zone, hidden_below),
        zone=zone or "UTC",
        waterfall=tuple(_waterfall(routine.saving)) if routine.saving else (),
        executions=() if small else tuple(_execution(e, scan) for e in _spread(routine.executions, listed)),
        anchor=f"routine-{routine.id}",
    )


def is_small_group(routine: Routine, scan: Scan) -> bool:
    """Tell whether so few of many agents do a routine that single executions would point to persons."""
    return routine.agents < SMALL_GROUP <= scan.totals.agents


def is_silent(routine: Routine, scan: Scan) -> bool:
    """Tell whether not even counts are given: few of many agents do a routine, and no hours of it are given either."""
    seen = routine.saving is not None and routine.saving.gross_hours is not None
    return is_small_group(routine, scan) and bool(_withheld(routine.saving)) and not seen


def _withheld(saving: Saving | None) -> str:
    if saving is not None and saving.withheld:
        return saving.withheld
    return "no saving was estimated" if saving is None or saving.hours_per_year is None else ""


def _facts(routine: Routine, scan: Scan, *, silent: bool) -> list[tuple[str, str, str]]:
    saving = routine.saving
    if silent:
        return [("Agents", f"fewer than {SMALL_GROUP}", f"of {format_count(scan.totals.agents)} in the log")]
    facts = [
        ("Executions seen", format_count(len(routine.executions)), ""),
        ("Agents", format_count(routine.agents), f"of {format_count(scan.totals.agents)} in the log"),
    ]
    if saving is not None:
        facts[0] = (*facts[0][:2], f"{format_count(round(saving.volume_per_year))} a year")
        median = f"mean; median {format_seconds(saving.seconds_median)}"
        each = saving.seconds_per_execution
        facts.append(("Hands-on time each", *((format_seconds(each), median) if each else ("withheld", ""))))
    else:
        mean = routine.active_seconds_total / max(1, len(routine.executions))
        facts.append(("Hands-on time each", format_seconds(mean), "mean"))
    for name, hours in _hours(saving):
        facts.append((name, f"{hours_figure(hours.p50)} h", format_range(hours)))
    ways = max(1, len(routine.variants))
    facts.append(("Ways of doing it", format_count(ways), f"steps alike: {format_share(routine.confidence)}"))
    if routine.bot_share is not None:
        done = (
            f"{format_count(routine.bot_executions or 0)} executions: no deviation, no hidden choice of what to enter"
        )
        facts.append(("A bot could take alone", format_share(routine.bot_share), done))
    if routine.recurrence is not None:
        facts += _recurrence(routine.recurrence, len(routine.executions))
    return facts


def _recurrence(found: Recurrence, executions: int) -> list[tuple[str, str, str]]:
    known = f"case or record known in {format_share(found.known / max(1, executions))}"
    told = (("Rework", found.rework), ("Ping-pong", found.ping_pong), ("Repeat contacts", found.repeat_contact))
    return [
        (name, format_share(n / max(1, executions)), f"{format_count(n)} executions; {known}") for name, n in told if n
    ]


def _hours(saving: Saving | None) -> list[tuple[str, Range]]:
    if saving is None:
        return []
    pairs = (("Gross a year", saving.gross_hours), ("Realised a year", saving.hours_per_year))
    return [(name, hours) for name, hours in pairs if hours is not None]


def _steps(
    steps: Sequence[Step], app_of: Mapping[str, str], colours: Mapping[str, int], *, small: bool, silent: bool
) -> Iterable[StepView]:
    before = kept = ""
    for number, step in enumerate(steps, 1):
        app, rare = app_of.get(step.screen, ""), step.share < MAIN_STEP
        colour = colours.get(app)
        bare = ACTION_ALONE_WORDS.get(step.action) if not step.field else None
        yield StepView(
            number=number,
            rare=rare,
            # Also where rare steps are folded away: none may take its screen's name with it.
            goes_on=step.screen == before and (rare or step.screen == kept),
            screen=step.screen,
            app=app,
            colour=app_class(colour),
            words=bare or ACTION_WORDS.get(step.action, step.action),
            field=step.field,
            share="" if silent else format_share(step.share),
            bar=share_bar(step.share),
            seconds="" if small else format_seconds(step.mean_seconds),
        )
        before, kept = step.screen, kept if rare else step.screen


def _variants(routine: Routine, small: bool) -> list[VariantView]:
    total = max(1, len(routine.executions))
    return [
        VariantView(
            v.id,
            format_count(v.executions),
            format_share(v.executions / total),
            "" if small else format_seconds(v.mean_active_seconds),
            _step_numbers(v.steps),
        )
        for v in sorted(routine.variants, key=lambda v: -v.executions)
    ]


def _decision(decision: DecisionPoint, routine: Routine, small: bool) -> DecisionView:
    withheld = small and decision.basis in OF_PERSONS
    told = f"right for {format_count(decision.explained)} of {format_count(decision.executions)}"
    goes_with = f"{decision.depends_on}: {told}" if decision.depends_on else "not visible in this log"
    total = max(1, decision.executions)
    return DecisionView(
        step=decision.step,
        after=_place(routine.steps[decision.step - 1]),
        executions=format_count(decision.executions),
        options=tuple(
            (
                _place(routine.steps[o.step - 1]) if o.step else "the end",
                format_share(o.executions / total),
                "" if withheld else ", ".join(o.when),
            )
            for o in decision.options
        ),
        depends_on="withheld: too few agents do it" if withheld else goes_with,
    )


def _place(step: Step) -> str:
    return f"{step.field} on {step.screen}" if step.field else step.screen


def _deviations(routine: Routine) -> list[tuple[str, str, str]]:
    total = max(1, len(routine.executions))
    return [
        (DEVIATION_WORDS.get(d.kind, d.kind), count_noun(d.executions, "execution"), format_share(d.executions / total))
        for d in routine.deviations
    ]


def _step_numbers(steps: Sequence[int]) -> str:
    """Write the numbers of steps in order, cut after a whole number: 1 → 2 → 3 → … (48 steps)."""
    # Each takes a character at least.
    shown = list(map(str, steps[:MAX_VARIANT_TEXT]))
    while len(" → ".join(shown)) > MAX_VARIANT_TEXT:
        shown.pop()
    rest = f" → … ({count_noun(len(steps), 'step')})" if len(shown) < len(steps) else ""
    return " → ".join(shown) + rest


def _waterfall(saving: Saving) -> list[WaterfallView]:
    ranges = [w.hours for w in saving.waterfall]
    scale = (min((r.p10 for r in ranges), default=0.0), max((r.p90 for r in ranges), default=0.0))
    rows = []
    before: float | None = None
    for step in saving.waterfall:
        name = WATERFALL_WORDS.get(step.name, step.name)
        label = f"{shorten(name, 80)}: {hours_figure(step.hours.p50)} h, range {format_range(step.hours)}"
        bar = range_bar(step.hours, scale, label, before)
        figure = f"{hours_figure(step.hours.p50)} h"
        rows.append(WaterfallView(name, step.source, step.why, bar, figure, format_range(step.hours)))
        before = step.hours.p50
    return rows


def _spread(executions: Sequence[Execution], most: int) -> list[Execution]:
    """Take executions evenly from first to last, so that no agent and no day fills the list."""
    ordered = sorted(executions, key=lambda e: (e.start, e.id))
    n = len(ordered)
    return ordered if n <= most else [ordered[i * (n - 1) // (most - 1)] for i in range(most)]


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

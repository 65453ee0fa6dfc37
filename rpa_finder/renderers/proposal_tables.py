"""What a proposal says in tables, as plain texts: the same in proposal.md and in proposal.docx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rpa_finder.model import DecisionPoint, Proposal, Range, Routine, Scan, Step
from rpa_finder.renderers.process_flow import step_words
from rpa_finder.renderers.routine_views import OF_PERSONS, is_small_group
from rpa_finder.renderers.words import (
    DEVIATION_WORDS,
    EVIDENCE_WORDS,
    KIND_WORDS,
    MEDIUM_WORDS,
    SOURCE_WORDS,
    WATERFALL_WORDS,
    count_noun,
    format_claim,
    format_count,
    format_date,
    format_days,
    format_hours,
    format_money,
    format_money_range,
    format_months,
    format_number,
    format_range,
    format_seconds,
    format_share,
    format_worked,
)

AS_IS = "as it is"
"""The transform of a value that is carried unchanged: it needs no program."""
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Table:
    """Column heads and rows of one width; without rows there is nothing to say."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figures(proposal: Proposal, routine: Routine, scan: Scan) -> Table:
    """Give volume, hours, cost and worth."""
    saving = routine.saving
    rows = [("What it does", KIND_WORDS[routine.kind])]
    if saving is not None:
        rows.append(("Executions a year", format_number(saving.volume_per_year)))
        each = saving.seconds_per_execution
        rows.append(("Hands-on time each", format_seconds(each) if each else WITHHELD))
        rows.append(("Gross hours a year", _hours(saving.gross_hours)))
        rows.append(("Net hours a year", _hours(saving.net_hours)))
        rows.append(("Realised hours a year", _hours(saving.hours_per_year)))
    rows.append(("Realised, not claimed by a better-ranked proposal", format_claim(proposal.marginal_hours, saving)))
    rows.append(("Build", format_days(proposal.build_days) if proposal.build_days else "nothing is built"))
    if saving is not None and saving.money is not None:
        money, currency = saving.money, _currency(scan)
        rows.append(("Build cost, with optimism bias", format_money(money.build_cost, currency)))
        rows.append(("Running cost a year", format_money(money.run_cost_per_year, currency)))
        for horizon in money.horizons:
            worth = format_money_range(horizon.npv, currency)
            rows.append((f"Net present value after {horizon.months} months", worth))
        if not money.horizons:
            rows.append(("Net present value", format_money_range(money.npv, currency)))
        rows.append(("Pays back after", format_months(money.payback_months)))
        rows.append(("Outcomes that lose money", format_share(money.probability_of_loss)))
    return Table("Figures", ("Figure", "Value"), tuple(rows))


def waterfall(routine: Routine) -> Table:
    """Give the way from hours seen to hours realised."""
    steps = routine.saving.waterfall if routine.saving is not None else ()
    rows = [
        (WATERFALL_WORDS.get(w.name, w.name), _hours(w.hours), SOURCE_WORDS.get(w.source, w.source), w.why)
        for w in steps
    ]
    return Table("From hours seen to hours realised", ("Step", "Hours a year", "Source", "Why"), tuple(rows))


def times(routine: Routine, small: bool) -> Table:
    """Say how long it takes, and what was cut; nothing where that would be a person's time."""
    title, columns = "How the time was measured", ("Figure", "Value")
    time = routine.saving.time if routine.saving is not None else None
    if time is None or small:
        return Table(title, columns, ())
    learning = "too few executions to tell" if time.learning is None else format_share(time.learning)
    error = "too few agents to tell" if time.error_seconds is None else format_seconds(time.error_seconds)
    rows = (
        ("Standard error of the hands-on time, by agent", error),
        ("Hands-on, mean, nothing cut", format_seconds(time.mean_seconds)),
        ("From start to end, mean", format_seconds(time.elapsed_seconds)),
        ("Of it idle or other work", format_seconds(time.idle_seconds)),
        ("Longer executions are cut to", format_seconds(time.cut_above_seconds)),
        ("Executions cut", f"{format_count(time.cut_executions)}, {format_share(time.cut_share)} of the time"),
        ("An agent's last third of executions against the first", learning),
    )
    return Table(title, columns, rows)


def criteria(proposal: Proposal, small: bool) -> Table:
    """Give the suitability criteria with their evidence."""
    hidden = ("Duration",) if small else ()
    rows = [(c.name, c.finding, c.basis) for c in proposal.criteria if c.name not in hidden]
    return Table("Suitability", ("Criterion", "Finding", "Basis"), tuple(rows))


def steps(routine: Routine, small: bool) -> Table:
    """Give every step with its share and time."""
    rows = [
        (str(i), s.screen, s.action, s.field, format_share(s.share), _time(s.mean_seconds, small))
        for i, s in enumerate(routine.steps, start=1)
    ]
    columns = ("No", "Screen", "Action", "Field", "Executions with it", "Mean time before it")
    return Table("Steps", columns, tuple(rows))


def transfers(routine: Routine) -> Table:
    """Give the fields that values are carried between."""
    rows = [
        (
            f"{t.source_screen}: {t.source_field}",
            f"{t.target_screen}: {t.target_field}",
            MEDIUM_WORDS.get(t.medium, t.medium),
            t.transform,
            format_count(t.transfers),
            format_share(t.explained),
        )
        for t in routine.transfers
    ]
    columns = ("From", "To", "How", "Change of the value", "Seen", "Explained")
    return Table("Field to field", columns, tuple(rows))


def forms(routine: Routine) -> Table:
    """Give the usual forms of what is read and entered in each field: digits as 9, letters as a and A."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for step in routine.steps:
        if step.forms and step.field:
            found.setdefault((step.screen, step.field), {}).update(dict.fromkeys(step.forms))
    rows = [(*place, "; ".join(shapes)) for place, shapes in found.items()]
    return Table("Forms of values", ("Screen", "Field", "Usual forms, 9 a digit, a or A a letter"), tuple(rows))


def fixed_entries(routine: Routine) -> Table:
    """Give the fields that are filled with the same text nearly every time; the text itself is not known here."""
    rows = [(f.screen, f.field, format_count(f.entries), format_share(f.share)) for f in routine.fixed_entries]
    columns = ("Screen", "Field", "Entries", "With the usual text")
    return Table("Fields always filled alike", columns, tuple(rows))


def programs(routine: Routine) -> dict[str, list[str]]:
    """Give the transforms as Python, each once, with the fields that it fills; what is copied as it is needs none."""
    targets: dict[str, list[str]] = {}
    for t in routine.transfers:
        if t.program and t.transform != AS_IS:
            targets.setdefault(t.program, []).append(f"{t.target_screen}: {t.target_field}")
    return {program: list(dict.fromkeys(fields)) for program, fields in targets.items()}


def variants(routine: Routine, small: bool) -> Table:
    """Give the ways of doing it, if there is more than one."""
    rows = [
        (v.id, format_count(v.executions), _time(v.mean_active_seconds, small), ", ".join(map(str, v.steps)))
        for v in routine.variants
    ]
    columns = ("Variant", "Executions", "Mean hands-on time", "Steps in order")
    return Table("Variants", columns, tuple(rows) if len(rows) > 1 else ())


def decisions(routine: Routine, small: bool) -> Table:
    """Give where the ways part, and what that goes with."""
    rows = [_decision(d, routine.steps, small and d.basis in OF_PERSONS) for d in routine.decisions]
    return Table("Decisions", ("After", "Executions", "Then", "What it goes with"), tuple(rows))


def deviations(routine: Routine) -> Table:
    """Give how executions leave the ways it is done."""
    total = max(1, len(routine.executions))
    rows = [
        (DEVIATION_WORDS.get(d.kind, d.kind), format_count(d.executions), format_share(d.executions / total))
        for d in routine.deviations
    ]
    return Table("Deviations", ("What is odd", "Executions", "Share"), tuple(rows))


def applications(routine: Routine, scan: Scan) -> Table:
    """Give the applications with the screens that the steps touch."""
    names = {s.screen for s in routine.steps}
    entered = {s.screen for s in routine.steps if s.action in ("input", "paste", "select", "submit", "save")}
    rows = [
        (s.app or "not named in the log", s.name, "reads and enters" if s.name in entered else "reads only",
         format_count(s.agents), format_worked(s.active_seconds))
        for s in sorted(scan.graph.screens, key=lambda s: (s.app, s.name))
        if s.name in names
    ]  # fmt: skip
    return Table("Applications", ("Application", "Screen", "Use", "Agents on it", "Time on it, all work"), tuple(rows))


def evidence(routine: Routine, scan: Scan) -> tuple[str, str]:
    """Say in two sentences what was seen, how it was found, and in which files."""
    files = sorted({scan.inputs[s].path for e in routine.executions for s in e.sources})
    first = min((e.start for e in routine.executions), default="")
    last = max((e.end for e in routine.executions), default="")
    found = EVIDENCE_WORDS.get(routine.evidence, routine.evidence)
    seen = (
        f"{count_noun(len(routine.executions), 'execution')} by {count_noun(routine.agents, 'agent')} from "
        f"{format_date(first)} to {format_date(last)}, found by {found}, confidence {format_share(routine.confidence)}."
    )
    return seen, "Files: " + ", ".join(files) + "."


def is_private(routine: Routine, scan: Scan) -> bool:
    """Tell whether times of single steps, and rows, are withheld."""
    return is_small_group(routine, scan)


def _decision(decision: DecisionPoint, steps: Sequence[Step], withheld: bool) -> tuple[str, ...]:
    then = []
    for option in decision.options:
        way = _place(steps[option.step - 1]) if option.step else "the end"
        when = f" when {', '.join(option.when)}" if option.when and not withheld else ""
        then.append(f"{way} ({format_count(option.executions)}){when}")
    told = f"{decision.depends_on}: right for {format_count(decision.explained)} of {format_count(decision.executions)}"
    why = WITHHELD if withheld else told if decision.depends_on else "not visible in this log"
    return _place(steps[decision.step - 1]), format_count(decision.executions), "; ".join(then), why


def _place(step: Step) -> str:
    return f"{step.screen}: {step_words(step)}"


def _hours(range_: Range | None) -> str:
    return WITHHELD if range_ is None else f"{format_hours(range_.p50)} ({format_range(range_)})"


def _time(seconds: float, small: bool) -> str:
    return WITHHELD if small else format_seconds(seconds)


def _currency(scan: Scan) -> str:
    assumptions = scan.config.get("assumptions")
    return str(assumptions.get("currency", "")) if isinstance(assumptions, dict) else ""

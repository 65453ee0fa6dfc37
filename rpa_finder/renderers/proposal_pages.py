"""One folder a proposal, for whoever builds it: proposal.md, mapping.csv, cases.csv."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rpa_finder.model import Proposal, Range, Routine, Scan
from rpa_finder.renderers.routine_views import is_small_group
from rpa_finder.renderers.tables import Cell, render_table
from rpa_finder.renderers.words import (
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
    shorten,
)

MAPPING_COLUMNS = (
    "source_screen",
    "source_field",
    "target_screen",
    "target_field",
    "medium",
    "transform",
    "transfers",
    "share",
    "explained",
)
CASES_COLUMNS = (
    "variant",
    "execution_id",
    "case_id",
    "start",
    "end",
    "active_seconds",
    "events",
    "first_source_file",
    "first_source_row",
    "last_source_file",
    "last_source_row",
)
CASES_PER_VARIANT = 20
"""So many executions of each variant go into cases.csv: those nearest to its mean time."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def render_proposal_pages(scan: Scan) -> Iterator[tuple[str, str]]:
    """Give path and text of proposals/P01-slug/proposal.md, mapping.csv and cases.csv, by rank."""
    routines = {r.id: r for r in scan.routines}
    for proposal in scan.proposals:
        routine = routines[proposal.routine_id]
        folder = f"proposals/{proposal.id}-{_slug(proposal.title)}"
        yield f"{folder}/proposal.md", "\n".join(_page(proposal, routine, scan)).rstrip() + "\n"
        yield f"{folder}/mapping.csv", render_table(MAPPING_COLUMNS, _mapping(routine))
        yield f"{folder}/cases.csv", render_table(CASES_COLUMNS, _cases(routine, scan))


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "proposal"


def _mapping(routine: Routine) -> Iterator[tuple[Cell, ...]]:
    for t in routine.transfers:
        ends = (t.source_screen, t.source_field, t.target_screen, t.target_field)
        yield (*ends, t.medium, t.transform, t.transfers, t.share, t.explained)


def _cases(routine: Routine, scan: Scan) -> Iterator[tuple[Cell, ...]]:
    if is_small_group(routine, scan):
        return
    means = {v.id: v.mean_active_seconds for v in routine.variants}
    for variant in sorted({e.variant for e in routine.executions}):
        mean = means.get(variant, 0.0)
        done = [e for e in routine.executions if e.variant == variant and e.rows]
        usual = sorted(done, key=lambda e: (abs(e.active_seconds - mean), e.id))[:CASES_PER_VARIANT]
        for e in usual:
            first, last = scan.inputs[e.sources[0]].path, scan.inputs[e.sources[-1]].path
            head = (variant, e.id, e.case, e.start, e.end, e.active_seconds, len(e.rows))
            yield (*head, first, e.rows[0], last, e.rows[-1])


def _page(proposal: Proposal, routine: Routine, scan: Scan) -> Iterator[str]:
    yield f"# {proposal.id}: {_text(proposal.title)}"
    yield ""
    yield f"**{_text(proposal.verdict).capitalize()}** for routine {routine.id}, {_text(routine.name)}."
    yield ""
    yield _text(proposal.what_to_do, 2000)
    yield from _list("Why", proposal.reasons)
    if proposal.root_cause:
        yield from ("", "## Why the work exists", "", _text(proposal.root_cause, 1000))
    yield from _list("Risks and open questions", proposal.risks)
    yield from _figures(proposal, routine, scan)
    yield from _waterfall(routine)
    small = is_small_group(routine, scan)
    yield from _table("How the time was measured", ("Figure", "Value"), () if small else _times(routine))
    yield from _table("Suitability", ("Criterion", "Finding", "Basis"), _criteria(proposal, small))
    yield from _list("What it would move", proposal.moves)
    yield from _steps(routine, small)
    yield from _transfers(routine)
    yield from _programs(routine)
    yield from _variants(routine, small)
    yield from _list("Notes", [n.text for n in routine.notes])
    yield from _evidence(routine, scan)
    yield from _blanks()


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from ("", f"## {title}", "")
        yield from (f"- {_text(item, 1000)}" for item in items)


def _figures(proposal: Proposal, routine: Routine, scan: Scan) -> Iterator[str]:
    saving = routine.saving
    rows = [("What it does", KIND_WORDS[routine.kind])]
    if saving is not None:
        rows.append(("Executions a year", format_number(saving.volume_per_year)))
        each = saving.seconds_per_execution
        rows.append(("Hands-on time each", format_seconds(each) if each else "withheld"))
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
    yield from _table("Figures", ("Figure", "Value"), rows)
    if saving is not None and saving.withheld:
        yield from ("", f"Withheld: {_text(saving.withheld)}.")


def _times(routine: Routine) -> list[tuple[str, str]]:
    """Say how long it takes, and what was cut."""
    time = routine.saving.time if routine.saving is not None else None
    if time is None:
        return []
    learning = "too few executions to tell" if time.learning is None else format_share(time.learning)
    error = "too few agents to tell" if time.error_seconds is None else format_seconds(time.error_seconds)
    return [
        ("Standard error of the hands-on time, by agent", error),
        ("Hands-on, mean, nothing cut", format_seconds(time.mean_seconds)),
        ("From start to end, mean", format_seconds(time.elapsed_seconds)),
        ("Of it idle or other work", format_seconds(time.idle_seconds)),
        ("Longer executions are cut to", format_seconds(time.cut_above_seconds)),
        ("Executions cut", f"{format_count(time.cut_executions)}, {format_share(time.cut_share)} of the time"),
        ("An agent's last third of executions against the first", learning),
    ]


def _criteria(proposal: Proposal, small: bool) -> list[tuple[str, str, str]]:
    hidden = ("Duration",) if small else ()
    return [(c.name, c.finding, c.basis) for c in proposal.criteria if c.name not in hidden]


def _waterfall(routine: Routine) -> Iterator[str]:
    if routine.saving is not None and routine.saving.waterfall:
        rows = [
            (WATERFALL_WORDS.get(w.name, w.name), _hours(w.hours), SOURCE_WORDS.get(w.source, w.source), w.why)
            for w in routine.saving.waterfall
        ]
        yield from _table("From hours seen to hours realised", ("Step", "Hours a year", "Source", "Why"), rows)


def _steps(routine: Routine, small: bool) -> Iterator[str]:
    rows = [
        (str(i), s.screen, s.action, s.field, format_share(s.share), _time(s.mean_seconds, small))
        for i, s in enumerate(routine.steps, start=1)
    ]
    yield from _table("Steps", ("No", "Screen", "Action", "Field", "Executions with it", "Mean time before it"), rows)


def _transfers(routine: Routine) -> Iterator[str]:
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
    yield from _table("Field to field", ("From", "To", "How", "Change of the value", "Seen", "Explained"), rows)


def _programs(routine: Routine) -> Iterator[str]:
    """Give the transforms as Python, each once with the fields that it fills; what is copied as it is needs none."""
    targets: dict[str, list[str]] = {}
    for t in routine.transfers:
        if t.program and t.transform != _AS_IS:
            targets.setdefault(t.program, []).append(f"{t.target_screen}: {t.target_field}")
    if targets:
        yield from ("", "## Changes of values, as programs")
        for program, fields in targets.items():
            yield from ("", _text("; ".join(dict.fromkeys(fields)), 1000), "", "```python", program.rstrip(), "```")


_AS_IS = "as it is"


def _variants(routine: Routine, small: bool) -> Iterator[str]:
    if len(routine.variants) > 1:
        rows = [
            (v.id, format_count(v.executions), _time(v.mean_active_seconds, small), ", ".join(map(str, v.steps)))
            for v in routine.variants
        ]
        yield from _table("Variants", ("Variant", "Executions", "Mean hands-on time", "Steps in order"), rows)


def _evidence(routine: Routine, scan: Scan) -> Iterator[str]:
    files = sorted({scan.inputs[s].path for e in routine.executions for s in e.sources})
    first = min((e.start for e in routine.executions), default="")
    last = max((e.end for e in routine.executions), default="")
    yield from ("", "## Evidence", "")
    found = EVIDENCE_WORDS.get(routine.evidence, routine.evidence)
    yield (
        f"{count_noun(len(routine.executions), 'execution')} by {count_noun(routine.agents, 'agent')} from "
        f"{format_date(first)} to {format_date(last)}, found by {found}, "
        f"confidence {format_share(routine.confidence)}."
    )
    yield "Every row is named in execution_events.csv; typical executions of each variant are in cases.csv"
    yield "(none where fewer than 5 of many agents did it). Files: " + ", ".join(_text(f) for f in files) + "."


def _blanks() -> Iterator[str]:
    yield from ("", "## To be filled in", "")
    for what in ("Owner", "What decides the exceptions", "Accounts and rights the bot needs", "Agreed by, and when"):
        yield f"- {what}: ____"


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", f"## {title}", "")
        yield "| " + " | ".join(columns) + " |"
        yield "|" + " --- |" * len(columns)
        yield from ("| " + " | ".join(_text(cell, 500) for cell in row) + " |" for row in rows)


def _text(text: str, length: int = 200) -> str:
    """Make a text harmless in Markdown: one line, marks escaped, control characters out."""
    return _SPECIAL.sub(r"\\\1", shorten(text, length))


def _hours(range_: Range | None) -> str:
    return "withheld" if range_ is None else f"{format_hours(range_.p50)} ({format_range(range_)})"


def _time(seconds: float, small: bool) -> str:
    return "withheld" if small else format_seconds(seconds)


def _currency(scan: Scan) -> str:
    assumptions = scan.config.get("assumptions")
    return str(assumptions.get("currency", "")) if isinstance(assumptions, dict) else ""

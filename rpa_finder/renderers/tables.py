"""The tables of a scan as CSV: RFC 4180, UTF-8, LF, one header line.

Text that came from a log and could be taken for a formula by a spreadsheet
gets a leading apostrophe; `plain_text` takes it off again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rpa_finder.model import Proposal, Range, Routine, Scan

COLUMNS = {
    "executions.csv": (
        "routine_id",
        "execution_id",
        "agent",
        "case_id",
        "start",
        "end",
        "active_seconds",
        "elapsed_seconds",
        "events",
        "variant",
        "day",
    ),
    "execution_events.csv": ("routine_id", "execution_id", "step", "source_file", "source_row"),
    "data_transfers.csv": (
        "routine_id",
        "source_screen",
        "source_field",
        "target_screen",
        "target_field",
        "medium",
        "transform",
        "transfers",
        "share",
        "explained",
        "median_lag_seconds",
        "expected_by_chance",
        "alternatives",
    ),
    "screens.csv": ("screen", "app", "events", "active_seconds", "visits", "agents"),
    "transitions.csv": ("source_screen", "target_screen", "moves", "active_seconds", "agents"),
    "rejected_rows.csv": ("source_file", "line", "column", "reason"),
    "proposals.csv": (
        "rank",
        "proposal_id",
        "routine_id",
        "kind",
        "verdict",
        "title",
        "what_to_do",
        "executions",
        "agents",
        "volume_per_year",
        "seconds_per_execution",
        "hours_per_year_p10",
        "hours_per_year_p50",
        "hours_per_year_p90",
        "marginal_hours_p10",
        "marginal_hours_p50",
        "marginal_hours_p90",
        "build_days",
        "build_cost",
        "run_cost_per_year",
        "npv_p10",
        "npv_p50",
        "npv_p90",
        "payback_months",
        "withheld",
        "reasons",
        "risks",
        "return_per_year",
        "benefit_cost_ratio",
        "root_cause",
        "moves",
    ),
}
"""File name -> its columns. Seconds are active unless named elapsed; hours and money are a year's."""

Cell = str | int | float | None

_RISKY = re.compile(r"'*[=+\-@\t\r]").match
_QUOTED = re.compile(r'[",\r\n]').search


def render_tables(scan: Scan) -> Iterator[tuple[str, str]]:
    """Give file name and text of each table, in the order of COLUMNS."""
    rows: dict[str, Callable[[Scan], Iterable[str]]] = {
        "executions.csv": _executions,
        "execution_events.csv": _execution_events,
        "data_transfers.csv": _data_transfers,
        "screens.csv": _screens,
        "transitions.csv": _transitions,
        "rejected_rows.csv": _rejected_rows,
        "proposals.csv": _proposals,
    }
    for name, lines in rows.items():
        yield name, _line(COLUMNS[name]) + "".join(lines(scan))


def render_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write any table the same way: log text made harmless, None left empty."""
    return _line(columns) + "".join(map(_line, rows))


def cell_text(text: str) -> str:
    """Write a text as one CSV cell: harmless in a spreadsheet, quoted where needed."""
    if _RISKY(text):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _QUOTED(text) else text


def plain_text(cell: str) -> str:
    """Undo the apostrophe of `cell_text` in a cell that a CSV reader has unquoted."""
    return cell[1:] if cell.startswith("'") and _RISKY(cell) else cell


def _line(cells: Sequence[Cell]) -> str:
    return ",".join(map(_cell, cells)) + "\n"


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return cell_text(value)
    return "" if value is None else _number(value)


def _number(value: float) -> str:
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def _executions(scan: Scan) -> Iterator[str]:
    for routine in scan.routines:
        for e in routine.executions:
            texts = map(cell_text, (routine.id, e.id, e.agent, e.case, e.start, e.end))
            seconds = f"{_number(e.active_seconds)},{_number(e.elapsed_seconds)}"
            yield f"{','.join(texts)},{seconds},{len(e.rows)},{cell_text(e.variant)},{e.day}\n"


def _execution_events(scan: Scan) -> Iterator[str]:
    # A million lines: ids and file names are quoted once, not once a line.
    files = [f",{cell_text(i.path)}," for i in scan.inputs]
    for routine in scan.routines:
        for e in routine.executions:
            head = f"{cell_text(routine.id)},{cell_text(e.id)},"
            yield "".join(
                [
                    f"{head}{step}{files[source]}{row}\n"
                    for step, source, row in zip(e.steps, e.sources, e.rows, strict=True)
                ]
            )


def _data_transfers(scan: Scan) -> Iterator[str]:
    for routine in scan.routines:
        for t in routine.transfers:
            fields = (t.source_screen, t.source_field, t.target_screen, t.target_field, t.medium, t.transform)
            figures = (t.transfers, t.share, t.explained, t.median_lag_seconds, t.expected_by_chance)
            alternatives = "; ".join(f"{o.screen}: {o.field} ({o.transfers})" for o in t.alternatives)
            yield _line((routine.id, *fields, *figures, alternatives))


def _screens(scan: Scan) -> Iterator[str]:
    for s in scan.graph.screens:
        yield _line((s.name, s.app, s.events, s.active_seconds, s.visits, s.agents))


def _transitions(scan: Scan) -> Iterator[str]:
    for t in scan.graph.transitions:
        yield _line((t.source, t.target, t.moves, t.active_seconds, t.agents))


def _rejected_rows(scan: Scan) -> Iterator[str]:
    for issue in scan.issues:
        yield _line((issue.source_file, issue.line, issue.column, issue.reason))


def _proposals(scan: Scan) -> Iterator[str]:
    routines = {r.id: r for r in scan.routines}
    for proposal in scan.proposals:
        yield _line(_proposal(proposal, routines[proposal.routine_id]))


def _proposal(proposal: Proposal, routine: Routine) -> tuple[Cell, ...]:
    saving = routine.saving
    money = saving.money if saving else None
    return (
        proposal.rank,
        proposal.id,
        proposal.routine_id,
        proposal.kind,
        proposal.verdict,
        proposal.title,
        proposal.what_to_do,
        len(routine.executions),
        routine.agents,
        saving.volume_per_year if saving else None,
        saving.seconds_per_execution or None if saving else None,
        *_ends(saving.hours_per_year if saving else None),
        *_ends(proposal.marginal_hours),
        proposal.build_days,
        money.build_cost if money else None,
        money.run_cost_per_year if money else None,
        *_ends(money.npv if money else None),
        money.payback_months if money else None,
        saving.withheld if saving else "",
        " | ".join(proposal.reasons),
        " | ".join(proposal.risks),
        money.return_per_year if money else None,
        money.benefit_cost_ratio if money else None,
        proposal.root_cause,
        " | ".join(proposal.moves),
    )


def _ends(range_: Range | None) -> tuple[Cell, Cell, Cell]:
    return (None, None, None) if range_ is None else (range_.p10, range_.p50, range_.p90)

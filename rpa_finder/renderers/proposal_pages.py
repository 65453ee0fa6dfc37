"""One folder a proposal, for whoever decides on it and whoever builds it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rpa_finder.model import Proposal, Routine, Scan
from rpa_finder.renderers import golden_cases, proposal_tables
from rpa_finder.renderers.bpmn import render_bpmn
from rpa_finder.renderers.process_flow import trace_flow
from rpa_finder.renderers.process_layout import lay_out_process
from rpa_finder.renderers.proposal_tables import Table
from rpa_finder.renderers.tables import Cell, render_table
from rpa_finder.renderers.words import shorten

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
    "expected_by_chance",
    "alternatives",
    "program",
)
BLANKS = ("Owner", "What decides the exceptions", "Accounts and rights the bot needs", "Agreed by, and when")

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_AT = re.compile(r"@(?=\w)")


def render_proposal_pages(scan: Scan) -> Iterator[tuple[str, str | bytes]]:
    """Give path and content of every file in proposals/P01-slug/, by rank.

    proposal.docx and proposal.md for reading, process.bpmn the way of working,
    mapping.csv the fields, cases.csv executions to test with.
    """
    # Loaded when used: python-docx takes a while, and reading a scan back needs none of it.
    from rpa_finder.renderers.proposal_document import render_document  # noqa: PLC0415 - heavy, loaded when used

    routines = {r.id: r for r in scan.routines}
    for proposal in scan.proposals:
        routine = routines[proposal.routine_id]
        folder = f"proposals/{proposal.id}-{_slug(proposal.title)}"
        flow = trace_flow(routine, scan)
        cases = () if proposal_tables.is_private(routine, scan) else golden_cases.list_cases(routine, scan)
        yield f"{folder}/proposal.md", "\n".join(_page(proposal, routine, scan)).rstrip() + "\n"
        yield f"{folder}/proposal.docx", render_document(proposal, routine, scan, flow)
        yield f"{folder}/process.bpmn", render_bpmn(routine, scan, flow, lay_out_process(flow))
        yield f"{folder}/mapping.csv", render_table(MAPPING_COLUMNS, _mapping(routine))
        yield f"{folder}/cases.csv", render_table(golden_cases.COLUMNS, cases)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "proposal"


def _mapping(routine: Routine) -> Iterator[tuple[Cell, ...]]:
    for t in routine.transfers:
        ends = (t.source_screen, t.source_field, t.target_screen, t.target_field)
        alternatives = "; ".join(f"{o.screen}: {o.field} ({o.transfers})" for o in t.alternatives)
        figures = (t.transfers, t.share, t.explained, t.expected_by_chance)
        yield (*ends, t.medium, t.transform, *figures, alternatives, t.program)


def _page(proposal: Proposal, routine: Routine, scan: Scan) -> Iterator[str]:
    small = proposal_tables.is_private(routine, scan)
    yield f"# {proposal.id}: {_text(proposal.title)}"
    yield ""
    yield f"**{_text(proposal.verdict).capitalize()}** for routine {routine.id}, {_text(routine.name)}."
    yield ""
    yield _text(proposal.what_to_do, 2000)
    yield from _list("Why", proposal.reasons)
    if proposal.root_cause:
        yield from ("", "## Why the work exists", "", _text(proposal.root_cause, 1000))
    yield from _list("Risks and open questions", proposal.risks)
    yield from _table(proposal_tables.figures(proposal, routine, scan))
    if routine.saving is not None and routine.saving.withheld:
        yield from ("", f"Withheld: {_text(routine.saving.withheld)}.")
    yield from _table(proposal_tables.waterfall(routine))
    yield from _table(proposal_tables.times(routine, small))
    yield from _table(proposal_tables.criteria(proposal, small))
    yield from _list("What it would move", proposal.moves)
    yield from _table(proposal_tables.steps(routine, small))
    yield from _table(proposal_tables.transfers(routine))
    yield from _table(proposal_tables.forms(routine))
    yield from _table(proposal_tables.fixed_entries(routine))
    yield from _programs(routine)
    yield from _table(proposal_tables.variants(routine, small))
    yield from _table(proposal_tables.decisions(routine, small))
    yield from _table(proposal_tables.deviations(routine))
    yield from _list("Notes", [n.text for n in routine.notes])
    yield from _evidence(routine, scan)
    yield from ("", "## To be filled in", "")
    yield from (f"- {what}: ____" for what in BLANKS)


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from ("", f"## {title}", "")
        yield from (f"- {_text(item, 1000)}" for item in items)


def _programs(routine: Routine) -> Iterator[str]:
    found = proposal_tables.programs(routine)
    if found:
        yield from ("", "## Changes of values, as programs")
        for program, fields in found.items():
            yield from ("", _text("; ".join(fields), 1000), "", "```python", program.rstrip(), "```")


def _evidence(routine: Routine, scan: Scan) -> Iterator[str]:
    seen, files = proposal_tables.evidence(routine, scan)
    yield from ("", "## Evidence", "", _text(seen, 500))
    yield "Every row is named in execution_events.csv; executions to test with are in cases.csv"
    yield "(none where fewer than 5 of many agents did it). " + _text(files, 2000)


def _table(table: Table) -> Iterator[str]:
    if table.rows:
        yield from ("", f"## {table.title}", "")
        yield "| " + " | ".join(table.columns) + " |"
        yield "|" + " --- |" * len(table.columns)
        yield from ("| " + " | ".join(_text(cell, 500) for cell in row) + " |" for row in table.rows)


def _text(text: str, length: int = 200) -> str:
    """Make a text harmless in Markdown: one line, marks escaped, no control character, no link."""
    return _AT.sub("\\g<0>\u2060", _SPECIAL.sub(r"\\\1", shorten(text, length)))

"""The proposals as a backlog for other tools: a Jira import and the fields of UiPath Automation Hub.

proposals_jira.csv follows Jira's rules for imports: one issue a row, Summary
first, heads without punctuation, no dates. automation_hub.json uses the field
keys that UiPath's API guide documents for assessments; it claims to be no
template of theirs, and leaves null what a log can't know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from rpa_finder.assumptions import Assumptions
from rpa_finder.model import Proposal, Routine, Saving, Scan
from rpa_finder.renderers.proposal_tables import figures
from rpa_finder.renderers.tables import Cell, render_table
from rpa_finder.renderers.words import shorten

JIRA_COLUMNS = ("Summary", "Issue Type", "Description", "Labels", "Labels", "External ID")
_SUMMARY = 250
"""Jira takes 255 characters."""
_MACRO = re.compile(r"\{(?=\s*noformat)", re.IGNORECASE)
_PERIODS = (("daily", 252), ("weekly", 52), ("monthly", 12), ("quarterly", 4))
"""Frequency and times a year; the first that gives at least one item each time is taken."""
_NOTE = (
    "Keys are those of UiPath's API guide for the high-level and detailed assessment and the cost benefit analysis, "
    "as far as it lists them. This is no import template of UiPath. null is what a log can't know."
)


def render_backlog(scan: Scan) -> Iterator[tuple[str, str]]:
    """Give name and text of proposals_jira.csv and automation_hub.json."""
    routines = {r.id: r for r in scan.routines}
    pairs = [(p, routines[p.routine_id]) for p in scan.proposals]
    yield "proposals_jira.csv", render_table(JIRA_COLUMNS, (_issue(p, r, scan) for p, r in pairs))
    hub = {"note": _NOTE, "ideas": [_idea(p, r, scan) for p, r in pairs]}
    yield "automation_hub.json", json.dumps(hub, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _issue(proposal: Proposal, routine: Routine, scan: Scan) -> tuple[Cell, ...]:
    said = [proposal.what_to_do, *proposal.reasons, *(f"Risk: {r}" for r in proposal.risks)]
    said += [f"{name}: {value}" for name, value in figures(proposal, routine, scan).rows]
    said.append(f"Routine {routine.id}, {routine.name}; rank {proposal.rank}.")
    # Text of a log must not become markup, a mention or a link.
    inert = "\n".join(_MACRO.sub("{ ", shorten(text, 1000)) for text in said)
    labels = ("rpa-finder", re.sub(r"[^a-z0-9]+", "-", proposal.verdict.lower()).strip("-"))
    summary = shorten(f"{proposal.id}: {proposal.title}", _SUMMARY)
    return (summary, "Task", f"{{noformat}}\n{inert}\n{{noformat}}", *labels, f"{routine.key}-{proposal.id}")


def _idea(proposal: Proposal, routine: Routine, scan: Scan) -> dict[str, Any]:
    saving = routine.saving
    frequency, volumes = _frequency(saving)
    realised = saving.hours_per_year.p50 if saving is not None and saving.hours_per_year is not None else None
    hours, cost = _assumed(scan, "productive_hours_per_year"), _assumed(scan, "cost_per_hour")
    return {
        "process_name": shorten(proposal.title, 250),
        "process_description": shorten(proposal.what_to_do, 2000),
        "process_pain_points": shorten(proposal.root_cause, 2000) or None,
        "process_negative_impact": None,
        "category_id": None,
        "orchestrator_automation_uuid": None,
        "automation_goal": "automation-goal-productivity",
        "task_stability": None,
        "application_stability": None,
        "employee_average_working_days": round(_assumed(scan, "worked_days_per_year")),
        "employee_working_hours": None,
        "employee_average_full_cost": round(hours * cost),
        "frequency": frequency,
        "volumes": volumes,
        "rules": _grade(routine.bot_share),
        "input_type": 5 if routine.transfers else None,
        "input_quality": _grade(_explained(routine)),
        "stability": None,
        "documentation": 3,
        "estimatedTimeSavingsPerYear": realised,
        "estimatedFTESavings": None if realised is None else realised / hours,
        "estimatedCostSavingsPerYear": None if realised is None else realised * cost,
        "rpa_finder": {
            "proposal": proposal.id,
            "routine": routine.id,
            "basis": {
                "rules": "measured: share of executions without deviation or hidden decision, 0 to 1 as 1 to 5",
                "input_type": "measured: values were seen on screens before they were entered",
                "input_quality": "measured: share of values that transforms reproduce, 0 to 1 as 1 to 5",
                "documentation": "process.bpmn and proposal.docx: a map, not yet instructions",
                "frequency": "measured, scaled to a year",
                "employee_average_full_cost": "assumed: productive hours a year at their cost",
                "estimatedTimeSavingsPerYear": "realised hours, median; their range is in proposals.csv",
            },
        },
    }


def _frequency(saving: Saving | None) -> tuple[str | None, int | None]:
    if saving is None:
        return None, None
    for name, times in _PERIODS:
        if saving.volume_per_year >= times:
            return name, round(saving.volume_per_year / times)
    return "yearly", round(saving.volume_per_year)


def _grade(share: float | None) -> int | None:
    return None if share is None else 1 + round(4 * share)


def _explained(routine: Routine) -> float | None:
    seen = sum(t.transfers for t in routine.transfers)
    return sum(t.explained * t.transfers for t in routine.transfers) / seen if seen else None


def _assumed(scan: Scan, name: str) -> float:
    given = scan.config.get("assumptions")
    value = given.get(name) if isinstance(given, dict) else None
    return float(value if isinstance(value, int | float) else getattr(Assumptions(), name))

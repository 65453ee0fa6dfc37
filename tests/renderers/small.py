"""A scan of three events with everything a writer of files can trip over."""

from __future__ import annotations

from rpa_finder.model import (
    DataTransfer,
    DecisionPoint,
    Deviation,
    Execution,
    FixedEntry,
    IdleThreshold,
    InputFile,
    Issue,
    Note,
    Option,
    OtherSource,
    Portfolio,
    Proposal,
    Range,
    Recurrence,
    Routine,
    Saving,
    Scan,
    Screen,
    ScreenGraph,
    Step,
    Totals,
    Transition,
    Variant,
    WaterfallStep,
)


def small_scan(text: str = "Customer", **changes: object) -> Scan:
    """Build a scan whose screens, fields, cases, files and titles carry a text."""
    steps = (Step(text, "copy", "Account", 1.0, 2.0), Step("Form", "paste", text, 1.0, 3.5))
    executions = (
        Execution("R01-E1", "agent-1", text, "2026-03-02", _at(1), _at(9), 5.5004, 8.0, (0, 0), (1, 2), (1, 2), "V1"),
        Execution("R01-E2", "agent-2", "", "2026-03-02", _at(11), _at(12), 0.9996, 1.0, (1,), (1,), (0,), "V1"),
    )
    hours = Range(-1.0, 2.5, 1234.5678901234)
    saving = Saving(
        hours, hours, hours, 504.0, 3.2555, 3.2, (WaterfallStep("observed", hours, "measured", text),), None
    )
    routine = Routine(
        id="R01",
        key="k1",
        name=text,
        kind="copy-transfer",
        confidence=1 / 3,
        evidence="values",
        steps=steps,
        executions=executions,
        transfers=(
            DataTransfer(
                *(text, "Account", "Form", text, "clipboard", "same text", 1, 0.5, 1.0, 4.0),
                program="def transform(account):\n    return account\n",
                expected_by_chance=0.25,
                alternatives=(OtherSource(text, "Number", 1),),
            ),
        ),
        fixed_entries=(FixedEntry("Form", text, 7, 1.0),),
        variants=(Variant("V1", 2, (1, 2), 3.25),),
        saving=saving,
        notes=(Note("n", text),),
        kind_reason=text,
        recurrence=Recurrence(2, 1, 0, 1),
        decisions=(
            DecisionPoint(1, 2, (Option(2, 1, ("999", text)), Option(0, 1)), text, "form", 2),
            DecisionPoint(2, 2, (Option(0, 1), Option(1, 1)), "", "", 1),
        ),
        deviations=(Deviation("foreign-steps", 1),),
        bot_executions=1,
    )
    proposal = Proposal(
        "P01", "R01", "copy-transfer", "attended bot", 1, text, text, (text,), (text, "b"), hours, 12.25
    )
    graph = ScreenGraph(
        (Screen(text, "CRM", 2, 3.25, 2, 2), Screen("Form", text + " app", 1, 3.25, 1, 1)),
        (Transition(text, "Form", 1, 3.0, 1),),
    )
    fields: dict[str, object] = {
        "label": text,
        "scanned_at": "2026-03-16T09:00:00Z",
        "tool_version": "0.1.0",
        "config": {"seed": 1, "assumptions": {"realisation": 0.5, "currency": "EUR"}},
        "inputs": (
            InputFile(text + " 1.csv", "ab" * 32, "generic", 4, 2, 1, 1),
            InputFile("two.csv", "cd" * 32, "generic", 1, 1, 0, 0),
        ),
        "totals": Totals(3, 2, 6.5, 2, 1, 2, 1, 2, _at(1), _at(12)),
        "idle": IdleThreshold(60.0, True, ((30.0, 6.0), (60.0, 6.5))),
        "graph": graph,
        "routines": (routine,),
        "proposals": (proposal,),
        "portfolio": Portfolio(hours, None, None, None, None, 1),
        "issues": (Issue(text + " 1.csv", 3, text, text),),
        "notes": (Note("n", text),),
    }
    return Scan(**{**fields, **changes})  # type: ignore[arg-type]


def _at(second: int) -> str:
    return f"2026-03-02T09:00:{second:02d}.000Z"

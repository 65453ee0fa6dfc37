"""proposal.docx: a process definition document, as automation developers know it.

What the log knows is filled in; what it can't know is a marked blank. The
sections are those of the usual template (purpose, as-is, to-be, exceptions,
approval), so that nobody has to learn another order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from rpa_finder.model import Proposal, Routine, Scan
from rpa_finder.renderers import proposal_tables as tables
from rpa_finder.renderers.process_flow import ProcessFlow
from rpa_finder.renderers.proposal_tables import Table
from rpa_finder.renderers.word_document import BLANK, WordDocument
from rpa_finder.renderers.word_pictures import draw_screens, draw_way
from rpa_finder.renderers.words import count_noun, format_claim, format_count, format_date, format_share

_IN_SCOPE = 0.95
"""A step that so many executions hold is part of what a bot must do."""


def render_document(proposal: Proposal, routine: Routine, scan: Scan, flow: ProcessFlow) -> bytes:
    """Write the process definition document of a proposal as a Word file."""
    document = WordDocument(f"{proposal.id}: {proposal.title}", routine.name, scan.scanned_at)
    document.title(
        proposal.title,
        f"Process definition document, draft. Proposal {proposal.id}, routine {routine.id}: {routine.name}.",
    )
    _history(document, scan)
    document.contents()
    _introduction(document, proposal, routine)
    _as_is(document, proposal, routine, scan, flow)
    _to_be(document, proposal, routine, scan, flow)
    _other(document, proposal, routine, scan)
    _approval(document)
    return document.content()


def _history(document: WordDocument, scan: Scan) -> None:
    made = f"Drafted by rpa-finder {scan.tool_version} from the scan {scan.label or '(no label)'}"
    rows = ((format_date(scan.scanned_at), "0.1", BLANK, made), (BLANK, BLANK, BLANK, BLANK))
    document.heading("Document history", 1)
    document.table(Table("", ("Date", "Version", "Author", "What changed"), rows), (2, 2, 3, 6))
    document.text("Marked blanks are what a log of screen work can't know. Everything else was seen in the log.")
    document.heading("Contents", 1)


def _introduction(document: WordDocument, proposal: Proposal, routine: Routine) -> None:
    document.heading("1 Introduction", 1)
    document.heading("1.1 Purpose", 2)
    document.text(
        "This document says how the work is done today, step by step, and what is proposed in its place. It is the "
        "agreement between those who own the work and those who build, test and run its automation."
    )
    document.heading("1.2 Objectives", 2)
    claimed = format_claim(proposal.marginal_hours, routine.saving)
    document.text(f"Realised hours a year that no better-ranked proposal claims, median and 8 in 10: {claimed}.")
    document.items(proposal.moves)
    document.blank("targets that the business commits to, and by when they are checked")
    document.heading("1.3 Process key contacts", 2)
    roles = ("Process owner", "Subject expert", "Owner of the applications", "Automation developer", "Data protection")
    document.table(Table("", ("Role", "Name", "Contact"), tuple((r, BLANK, BLANK) for r in roles)), (3, 4, 4))
    document.heading("1.4 Minimum prerequisites for automation", 2)
    document.items(
        (
            "This document completed and signed.",
            "Test cases: cases.csv beside this document names executions with their rows in the log.",
            "Access to test systems for every application of section 2.2.",
        )
    )
    document.blank("accounts and rights of the bot, test environment, licences")


def _as_is(document: WordDocument, proposal: Proposal, routine: Routine, scan: Scan, flow: ProcessFlow) -> None:
    small = tables.is_private(routine, scan)
    document.heading("2 As-is process description", 1)
    document.heading("2.1 Process overview", 2)
    document.table(_overview(proposal, routine, scan), (3, 7))
    document.heading("2.2 Applications used in the process", 2)
    document.table(tables.applications(routine, scan), (3, 5, 2, 1.6, 2))
    document.blank("version, kind of access and language of each application")
    document.heading("2.3 As-is detailed process map", 2)
    shares = "Figures are executions; tints are applications. process.bpmn holds the same map for a modelling tool."
    document.text(f"The usual way, from top to bottom, as {_seen(routine)} show it. {shares}")
    colours = application_numbers(scan)
    for picture in draw_way(flow, colours):
        document.picture(picture)
    if flow.left_out:
        document.text(f"{count_noun(flow.left_out, 'execution')} took a short cut too seldom to be drawn.")
    screens = draw_screens(routine, scan, colours)
    if screens is not None:
        document.turn_page(wide=True)
        document.text("The usual screens of the routine and the moves between them, in all work of the log.")
        document.picture(screens)
        document.turn_page(wide=False)
    document.heading("2.4 Detailed as-is process steps", 2)
    usual = ", ".join(str(step) for visit in flow.visits for step in visit.steps)
    document.text(f"All steps seen. The most usual order is {usual or 'not known'}.")
    document.table(tables.steps(routine, small), (1, 6, 2, 3.5, 2.3, 2.3))
    document.heading("2.5 Input data description", 2)
    if not (routine.transfers or routine.fixed_entries):
        document.text("No value was seen to be carried from one screen to another.")
    document.table(tables.transfers(routine), (5, 5, 2, 3.5, 1.4, 2))
    document.table(tables.forms(routine), (5, 4, 5))
    document.table(tables.fixed_entries(routine), (5, 4, 2, 3))
    for program, fields in tables.programs(routine).items():
        document.text("; ".join(fields))
        document.code(program)
    document.blank("where work items come from, in which form, and how a bot learns of a new one")
    document.heading("2.6 Additional sources of process documentation", 2)
    document.items(("mapping.csv: field to field.", "execution_events.csv: every row of the log behind this document."))
    document.items(tables.evidence(routine, scan))
    document.blank("work instructions, forms, training material")


def _overview(proposal: Proposal, routine: Routine, scan: Scan) -> Table:
    apps = dict.fromkeys(row[0] for row in tables.applications(routine, scan).rows)
    rows = [("Routine", f"{routine.id}, {routine.name}")]
    if routine.kind_reason:
        rows.append(("Why it is of its kind", routine.kind_reason))
    if proposal.root_cause:
        rows.append(("Why the work exists", proposal.root_cause))
    rows.append(("Seen", _seen(routine)))
    rows.append(("Applications", ", ".join(apps)))
    rows.append(("Ways of doing it", format_count(max(1, len(routine.variants)))))
    if routine.bot_share is not None:
        rows.append(("Executions without deviation or hidden decision", format_share(routine.bot_share)))
    rows += [(name, value) for name, value in tables.figures(proposal, routine, scan).rows[:4]]
    rows += [("Department and role", BLANK), ("Schedule and service level", BLANK)]
    return Table("", ("Item", "Description"), tuple(rows))


def _to_be(document: WordDocument, proposal: Proposal, routine: Routine, scan: Scan, flow: ProcessFlow) -> None:
    small = tables.is_private(routine, scan)
    document.heading("3 To-be process description", 1)
    document.heading("3.1 To-be detailed process map", 2)
    document.text(f"Proposed: {proposal.verdict}. {proposal.what_to_do}")
    document.heading("3.1.1 Changes and improvements", 3)
    document.items(proposal.reasons)
    document.blank("changes to the work before it is automated, and the map that follows from them")
    document.heading("3.1.2 Areas already automated", 3)
    document.blank("macros, interfaces and bots that touch this work")
    document.heading("3.2 In scope for automation", 2)
    document.items(_in_scope(routine, flow))
    document.heading("3.3 Out of scope", 2)
    document.items(_out_of_scope(routine))
    document.blank("what else the business keeps with people, and why")
    document.heading("3.4 Business exceptions", 2)
    document.heading("3.4.1 Known", 3)
    known = tables.decisions(routine, small), tables.deviations(routine), tables.variants(routine, small)
    if not any(table.rows for table in known):
        document.text("None was seen.")
    for table, widths in zip(known, ((4, 1.6, 5, 4), (5, 2, 2), (1.5, 2, 2, 8)), strict=True):
        if table.rows:
            document.text(f"{table.title}:")
        document.table(table, widths)
    document.blank("what the bot does at each of them")
    document.heading("3.4.2 Unknown", 3)
    document.text(
        "Anything else: the bot stops this item, changes nothing more, and hands it to a person with its case."
    )
    document.heading("3.5 Application errors and exceptions", 2)
    document.heading("3.5.1 Known", 3)
    document.blank("error messages and time-outs of each application; the log doesn't tell them from other screens")
    document.heading("3.5.2 Unknown", 3)
    document.text(
        "Any screen other than those of section 2.2: the bot tries once more, then hands the item to a person."
    )


def _in_scope(routine: Routine, flow: ProcessFlow) -> tuple[str, ...]:
    total = max(1, flow.executions)
    sure = [v for v in flow.visits if v.executions >= _IN_SCOPE * total]
    said = [f"{v.screen}: {v.name} ({format_share(v.executions / total)} of executions)" for v in sure]
    return tuple(dict.fromkeys(said)) or ("No visit is part of nearly every execution; the scope has to be agreed.",)


def _out_of_scope(routine: Routine) -> tuple[str, ...]:
    total = max(1, len(routine.executions))
    hidden = [d for d in routine.decisions if not d.depends_on]
    odd = sum(d.executions for d in routine.deviations)
    said = []
    if hidden:
        said.append(f"Items at {count_noun(len(hidden), 'decision')} that nothing in this log explains.")
    if odd:
        said.append(f"Executions that leave the usual ways: {format_count(odd)}, {format_share(odd / total)}.")
    return tuple(said) or ("Nothing that was seen; exceptions that were not seen stay with people.",)


def _other(document: WordDocument, proposal: Proposal, routine: Routine, scan: Scan) -> None:
    small = tables.is_private(routine, scan)
    document.heading("4 Other requirements and observations", 1)
    document.items((*proposal.risks, *(n.text for n in routine.notes)))
    if routine.saving is not None and routine.saving.withheld:
        document.text(f"Withheld: {routine.saving.withheld}.")
    for table, widths in (
        (tables.figures(proposal, routine, scan), (5, 5)),
        (tables.waterfall(routine), (3, 3, 2, 7)),
        (tables.times(routine, small), (5, 5)),
        (tables.criteria(proposal, small), (3, 7, 3)),
    ):
        if table.rows:
            document.heading(table.title, 2)
        document.table(table, widths)
    document.blank("reporting, security, archiving and legal requirements")


def _approval(document: WordDocument) -> None:
    document.heading("5 Document approval", 1)
    roles = ("Process owner", "Automation lead", "Information security")
    rows = tuple((role, BLANK, BLANK, BLANK) for role in roles)
    document.table(Table("", ("Role", "Name", "Date", "Signature"), rows), (3, 4, 3, 4))


def _seen(routine: Routine) -> str:
    executions, agents = count_noun(len(routine.executions), "execution"), count_noun(routine.agents, "agent")
    return f"{executions} by {agents}"


def application_numbers(scan: Scan) -> Mapping[str, int]:
    """Number the applications by active time, as the report colours them."""
    seconds: dict[str, float] = defaultdict(float)
    for screen in scan.graph.screens:
        seconds[screen.app] += screen.active_seconds
    return {app: i for i, app in enumerate(sorted(seconds, key=lambda a: (-seconds[a], a)))}

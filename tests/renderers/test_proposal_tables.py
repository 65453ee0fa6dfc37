from __future__ import annotations

from dataclasses import replace

from rpa_finder.model import Deviation, FixedEntry
from rpa_finder.renderers import proposal_tables as tables
from tests.renderers.small import small_scan
from tests.renderers.story import benefits_scan


def flat(rows) -> list[tuple[str, ...]]:
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in rows]


def test_every_table_has_as_many_cells_as_columns():
    for scan in (benefits_scan(), small_scan()):
        for proposal in scan.proposals:
            routine = next(r for r in scan.routines if r.id == proposal.routine_id)
            for small in (True, False):
                for table in (
                    tables.figures(proposal, routine, scan),
                    tables.waterfall(routine),
                    tables.times(routine, small),
                    tables.criteria(proposal, small),
                    tables.steps(routine, small),
                    tables.transfers(routine),
                    tables.forms(routine),
                    tables.fixed_entries(routine),
                    tables.variants(routine, small),
                    tables.decisions(routine, small),
                    tables.deviations(routine),
                    tables.applications(routine, scan),
                ):
                    assert {len(row) for row in table.rows} <= {len(table.columns)}, table.title


def test_decisions_say_what_comes_next_and_what_that_goes_with():
    routine = small_scan("CRM").routines[0]
    first, second = flat(tables.decisions(routine, small=False).rows)
    assert first == (
        "CRM: copy Account",
        "2",
        "Form: paste into CRM (1) when 999, CRM; the end (1)",
        "CRM: right for 2 of 2",
    )
    assert second[2:] == ("the end (1); CRM: copy Account (1)", "not visible in this log")


def test_a_decision_that_goes_with_persons_is_withheld_in_a_small_group():
    routine = small_scan("CRM").routines[0]
    routine = replace(routine, decisions=(replace(routine.decisions[0], basis="agent"),))
    (row,) = flat(tables.decisions(routine, small=True).rows)
    assert row[2:] == ("Form: paste into CRM (1); the end (1)", "withheld")


def test_deviations_and_fixed_entries_have_their_shares():
    routine = replace(
        small_scan().routines[0],
        deviations=(Deviation("corrections", 1),),
        fixed_entries=(FixedEntry("Form", "Team", 7, 0.97),),
    )
    assert flat(tables.deviations(routine).rows) == [("a field filled again", "1", "50 %")]
    assert flat(tables.fixed_entries(routine).rows) == [("Form", "Team", "7", "97 %")]


def test_a_screen_that_is_entered_on_is_told_from_one_that_is_read():
    scan = small_scan("CRM")
    rows = flat(tables.applications(scan.routines[0], scan).rows)
    assert [row[:3] for row in rows] == [("CRM", "CRM", "reads only"), ("CRM app", "Form", "reads and enters")]


def test_a_program_is_given_once_with_all_its_fields():
    routine = small_scan("CRM").routines[0]
    (transfer,) = routine.transfers
    same = replace(transfer, target_field="Again")
    kept = replace(transfer, target_field="Kept", transform=tables.AS_IS)
    routine = replace(routine, transfers=(transfer, same, kept, transfer))
    assert tables.programs(routine) == {transfer.program: ["Form: CRM", "Form: Again"]}

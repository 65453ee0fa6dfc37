from __future__ import annotations

from dataclasses import replace

from rpa_finder.matching import match_routines
from rpa_finder.model import DataTransfer, Routine, Step
from rpa_finder.renames import find_renames
from tests.drawing_scans import routine


def form(*fields: str, screen: str = "New claim", transfer_to: str = "") -> Routine:
    """Draw a routine that looks a customer up and fills a form."""
    steps = (
        Step("Customer", "select", "Account", 1.0, 2.0),
        *(Step(screen, "input", field, 1.0, 2.0) for field in fields),
        Step(screen, "submit", "Save", 1.0, 2.0),
    )
    transfers = (DataTransfer("Customer", "Account", screen, transfer_to, "rekey", "same", 9, 1.0, 1.0, 2.0),)
    key = "-".join((screen, *fields))
    return replace(routine("R01", 20, key=key), steps=steps, transfers=transfers if transfer_to else ())


def test_nothing_is_renamed_between_a_scan_and_itself():
    assert find_renames((form("Name", "Date"),), (form("Name", "Date"),)).renames == ()


def test_a_field_keeps_its_place_its_action_and_the_value_it_takes():
    naming = find_renames(
        (form("Name", "Date", transfer_to="Name"),), (form("Full name", "Date", transfer_to="Full name"),)
    )
    assert [(r.screen, r.field, r.now) for r in naming.renames] == [("New claim", "Name", "Full name")]
    assert naming.after["New claim", "input", "Full name"] == ("New claim", "input", "Name")
    assert naming.field("New claim", "Full name") == ("New claim", "Name")
    assert naming.is_rename(("New claim", "input", "Name"), ("New claim", "input", "Full name"))


def test_a_field_beside_an_added_step_is_still_known():
    before = form("Name", "Date", "Reason", transfer_to="Name")
    after = form("Full name", "Date", "Channel", "Reason", transfer_to="Full name")
    assert [(r.field, r.now) for r in find_renames((before,), (after,)).renames] == [("Name", "Full name")]


def test_a_screen_keeps_its_fields():
    naming = find_renames((form("Name", "Date"),), (form("Name", "Date", screen="Claim intake"),))
    assert [(r.screen, r.field, r.now) for r in naming.renames] == [("New claim", "", "Claim intake")]
    assert naming.screens == {"Claim intake": "New claim"}


def test_a_screen_that_is_still_visited_has_not_been_renamed():
    sides = (form("Name", "Date"),), (form("Name", "Date", screen="Claim intake"),)
    for visited in (({"New claim"}, {"New claim"}), ({"New claim", "Claim intake"}, {"Claim intake"})):
        assert find_renames(*sides, visited).renames == ()
    assert len(find_renames(*sides, ({"New claim"}, {"Claim intake"})).renames) == 1


def test_a_screen_and_one_of_its_fields():
    naming = find_renames((form("Name", "Date", "Reason"),), (form("Name", "Date of move", "Reason", screen="Claims"),))
    assert {(r.screen, r.field, r.now) for r in naming.renames} == {
        ("New claim", "", "Claims"),
        ("New claim", "Date", "Date of move"),
    }


def test_other_work_is_no_rename():
    other = replace(
        form("Name"), steps=(Step("Stock list", "scroll", "", 1.0, 2.0), Step("Stock list", "copy", "C", 1.0, 2.0))
    )
    assert find_renames((form("Name", "Date"),), (other,)).renames == ()


def test_routines_are_matched_across_a_rename():
    before, after = (form("Name"),), (form("Full name", screen="Claims"),)
    naming = find_renames(before, after)
    assert match_routines(before, after) == []
    ((_, _, likeness),) = match_routines(before, after, naming)
    assert likeness == 1.0

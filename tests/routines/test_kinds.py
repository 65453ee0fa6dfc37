from __future__ import annotations

import numpy as np
import pytest

from rpa_finder.model import DataTransfer, Recurrence, Step
from rpa_finder.routines.kinds import Reading, judge_kind, name_routine, prose_rows, write_rows
from rpa_finder.transforms import CONTAINS
from tests.drawing import write_day
from tests.routines.desks import DECISION, decisions
from tests.routines.finding import draw_log, find_in, make_ready

NONE = Recurrence(0, 0, 0, 0)
PROSE = "the customer was right about what we wrote"


def _written(text):
    """Give the rows (from 1) that fill a field."""
    ready = make_ready(draw_log(text))
    return (np.flatnonzero(write_rows(ready.log)) + 1).tolist()


def _prose(text):
    ready = make_ready(draw_log(text))
    return (np.flatnonzero(prose_rows(ready.log, ready.flow)) + 1).tolist()


def test_a_paste_and_its_finishing_edit_are_one_entry():
    assert _written("""
    09:00:00 | ann | Portal | Claim | paste | Name   | Anna Berg
    09:00:01 | ann | Portal | Claim | click | Name
    09:00:02 | ann | Portal | Claim | input | Name   | BERG, Anna
    09:00:03 | ann | Portal | Claim | input | Amount | 20
    09:00:04 | ann | Portal | Claim | submit | Save
    """) == [1, 4]


def test_a_form_that_was_sent_is_not_finished_by_filling_the_next():
    form = """
    09:0{m}:00 | ann | Portal | Claim | input | Name   | {name}
    09:0{m}:03 | ann | Portal | Claim | input | Amount | 20
    09:0{m}:04 | ann | Portal | Claim | submit | Save
    """
    assert _written(form.format(m=0, name="Berg") + form.format(m=1, name="Lund")) == [1, 2, 4, 5]


def test_a_command_line_on_many_screens_is_no_entry_but_a_field_of_several_forms_is():
    screens = ("Menu", "Account", "History", "Note")
    moves = "".join(
        f"""
    09:0{i}:00 | ann | Host | {screen} | input | {{field}} | CTX{i}
    09:0{i}:05 | ann | Host | {screen} | {{after}}
    """
        for i, screen in enumerate(screens)
    )
    assert _written(moves.format(field="Account", after="input | Amount | 20")) == list(range(1, 9))
    # Where the command comes last, the other field is the only one of the visit: a search key.
    swapped = "".join(
        f"""
    09:0{i}:00 | ann | Host | {screen} | input | Account | 4821{i}
    09:0{i}:05 | ann | Host | {screen} | input | Command | CTX{i}
    """
        for i, screen in enumerate((*screens, *screens))
    )
    assert _written(swapped) == [15]


def test_another_agents_edit_finishes_no_paste():
    text = """
    09:00:00 | ann | Portal | Claim | paste | Name | Anna Berg
    09:00:01 | ann | Portal | Claim | input | Born | 1.1.2000
    09:00:02 | bob | Portal | Claim | input | {} | 2.1.2000
    09:00:03 | bob | Portal | Claim | input | Date | 3.1.2000
    """
    assert _written(text.format("Born")) == [1, 2, 3, 4]


def test_long_free_text_from_nowhere_is_prose():
    text = """
    09:00:00 | ann | CRM | Customer | {action} | Note | {value}
    09:00:05 | ann | CRM | Case     | input    | Reason | {value}
    09:00:09 | ann | CRM | Case     | input    | Code   | too short
    09:00:15 | ann | CRM | Case     | input    | Link   | {link}
    """
    link = "a-very-long-name-without-any-words-in-it"
    assert _prose(text.format(action="click", value=PROSE, link=link)) == [2]
    # What was read elsewhere and is typed as it is, is carried over.
    assert _prose(text.format(action="select", value=PROSE, link=link)) == []


def test_an_address_is_no_prose():
    assert _prose("""
    09:00:00 | ann | Portal | Badge | input | Deliver to | 14 Mill Lane East, Kettle Town, QX25 3YZ
    09:00:09 | ann | Portal | Badge | input | Remark     | please leave it with the lady of number 14
    """) == [2]


@pytest.mark.parametrize(("texts", "found"), [(5, [*range(1, 7)]), (4, [*range(1, 5)])])
def test_where_a_text_is_missing_it_is_taken_for_what_is_usual_in_the_field(texts, found):
    lines = [f"09:0{i}:00 | ann | Portal | Case | input | Reason | {PROSE} {'again ' * i}" for i in range(texts)]
    assert _prose("\n".join([*lines, "09:09:00 | ann | Portal | Case | input | Reason"])) == found


def test_a_field_of_short_texts_holds_no_prose_where_they_are_missing():
    lines = [f"09:0{i}:00 | ann | Portal | Case | input | Reason | paid" for i in range(6)]
    assert _prose("\n".join([*lines, "09:09:00 | ann | Portal | Case | input | Reason"])) == []


def test_a_form_filled_in_several_visits_is_no_search():
    visits = """
    09:{m:02d}:00 | ann | Host | List | key   | PF8
    09:{m:02d}:05 | ann | Host | Form | input | Account    | 4821{m}
    09:{m:02d}:10 | ann | Host | List | key   | PF8
    09:{m:02d}:15 | ann | Host | Form | input | Instalment | 20.5{m}
    09:{m:02d}:20 | ann | Host | List | key   | PF8
    """
    assert _written("".join(visits.format(m=m) for m in range(3))) == [2, 4, 7, 9, 12, 14]


def test_a_search_by_now_one_and_then_another_key_is_a_search():
    searches = """
    09:{m:02d}:00 | ann | Host | Search   | input | {field} | {text}
    09:{m:02d}:05 | ann | Host | Customer | select | Status
    """
    keys = [("Number", "48213")] * 9 + [("Surname", "Berg")]
    assert _written("".join(searches.format(m=m, field=f, text=t) for m, (f, t) in enumerate(keys))) == []


def test_a_reference_inside_a_sentence_leaves_it_prose():
    assert _prose(f"""
    09:00:00 | ann | CRM | Customer | select | Account | PX48213
    09:00:05 | ann | CRM | Case     | input  | Reason  | {PROSE} PX48213
    """) == [2]


def _kind(*, writes=0, prose=0, transfers=(), action="select", executions=10, again=NONE):
    """Judge executions of five rows each, the first of which write or hold prose in so many executions."""
    of = np.repeat(np.arange(executions), 5)
    place = np.tile(np.arange(5), executions)
    written = place < writes
    in_prose = (place == 0) & (of < prose)
    steps = [Step("Customer", action, "Account", 1.0, 1.0)]
    kind, why = judge_kind(of, np.arange(executions), Reading(written, in_prose), transfers, steps, again)
    assert why.endswith(".")
    return kind


def _transfer(share, transform="as it is"):
    return DataTransfer("Customer", "Account", "Claim", "Number", "rekey", transform, 10, share, 1.0, 1.0)


def test_prose_in_most_executions_is_judgement_even_beside_a_copy():
    assert _kind(prose=7, transfers=[_transfer(1.0)]) == "judgement"
    assert _kind(prose=6, transfers=[_transfer(1.0)]) == "copy-transfer"


def test_values_carried_in_half_of_the_executions_make_a_copy():
    assert _kind(writes=3, transfers=[_transfer(0.25), _transfer(0.25)]) == "copy-transfer"
    assert _kind(writes=3, transfers=[_transfer(0.4)]) == "data-entry"
    assert _kind(writes=3, transfers=[_transfer(1.0, CONTAINS)]) == "data-entry"


def test_a_search_key_is_all_that_a_look_up_writes():
    assert _kind(writes=1) == "lookup"
    assert _kind(writes=2) == "data-entry"


@pytest.mark.parametrize(("action", "kind"), [("click", "navigation"), ("open", "navigation"), ("select", "lookup")])
def test_neither_reading_nor_writing_is_navigation(action, kind):
    assert _kind(action=action) == kind


def test_rows_of_other_executions_do_not_count():
    of = np.array([0, 0, 1, 1, -1, -1])
    reading = Reading(np.array([0, 0, 1, 1, 1, 1], bool), np.array([0, 0, 1, 0, 1, 0], bool))
    steps = [Step("Customer", "select", "Account", 1.0, 1.0)]
    assert judge_kind(of, np.array([0]), reading, (), steps, NONE)[0] == "lookup"
    assert judge_kind(of, np.array([1]), reading, (), steps, NONE)[0] == "judgement"


@pytest.mark.parametrize(("place", "kind"), [(1, "rework"), (2, "ping-pong"), (3, "repeat-contact")])
def test_two_of_three_executions_that_come_back_make_a_kind_of_their_own(place, kind):
    def again(n):
        counts = [10, 0, 0, 0]
        counts[place] = n
        return Recurrence(*counts)

    assert _kind(writes=3, transfers=[_transfer(1.0)], again=again(7)) == kind
    assert _kind(writes=3, transfers=[_transfer(1.0)], again=again(6)) == "copy-transfer"
    assert _kind(prose=8, again=again(9)) == "judgement"


def test_names_say_the_kind_and_the_screens_that_matter():
    steps = [Step(s, "click", "", share, 1.0) for s, share in (("A", 1.0), ("B", 0.9), ("A", 0.8), ("C", 0.4))]
    assert name_routine("lookup", steps, ()) == "Look up in A and B"
    assert name_routine("data-entry", steps[:1], ()) == "Fill in A"
    assert name_routine("navigation", steps[3:], ()) == "Go through unnamed screens"
    assert name_routine("copy-transfer", steps, [_transfer(1.0)]) == "Copy from Customer into Claim"


def test_a_routine_of_free_text_is_judgement_from_end_to_end():
    (routine,) = find_in(write_day("ann", [(DECISION, values) for _, values in decisions(12)]))
    assert routine.kind == "judgement"

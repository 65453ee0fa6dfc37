"""Names of terminal screens: ids at known places, else a fingerprint."""

from __future__ import annotations

import re

import pytest

from rpa_finder.readers.screen_buffer import Field, ScreenBuffer
from rpa_finder.readers.screen_ids import IdRule, note_without_ids, screen_name


def screen_of(*texts: tuple[int, int, str], protected: bool = True) -> ScreenBuffer:
    screen = ScreenBuffer()
    for row, column, text in texts:
        screen.move_to(row, column - 1) if column > 1 else screen.move_to(row - 1, 80)
        screen.start_field(Field(protected, hidden=False, modified=False))
        screen.write(text)
        screen.start_field(Field(protected=True, hidden=False, modified=False))
    return screen


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ([(1, 2, "SVM0201P"), (2, 2, "SYSTEM:")], ("SVM0201P", "")),
        ([(1, 2, "CTX210"), (1, 30, "ACCOUNT ENQUIRY")], ("CTX210", "ACCOUNT ENQUIRY")),
        ([(1, 2, "BNX410 CLAIM ENTRY")], ("BNX410", "CLAIM ENTRY")),
        ([(1, 30, "Case Notes"), (2, 50, "CASE")], ("CASE", "Case Notes")),
        ([(2, 50, "ADDR"), (1, 2, "WELCOME TO MAXIS")], ("ADDR", "WELCOME TO MAXIS")),
    ],
)
def test_an_id_stands_at_a_known_place(texts, name):
    assert screen_name(screen_of(*texts)) == name


def test_what_can_be_typed_over_is_no_id():
    code, name = screen_name(screen_of((1, 2, "CTX210"), protected=False))
    assert code == ""
    assert "CTX210" not in name


def test_a_word_of_a_sentence_is_no_id():
    assert screen_name(screen_of((2, 53, "INFORMATION")))[0] == ""


def test_without_an_id_equal_labels_give_equal_names_whatever_the_numbers():
    def name(title: str, date: str) -> str:
        return screen_name(screen_of((1, 30, title), (2, 60, date)))[1]

    assert name("Payments Europe", "21/12/24").startswith("Payments Europe [")
    assert name("Payments Europe", "21/12/24") == name("Payments Europe", "22/12/24")
    assert name("Payments Europe", "21/12/24") != name("Payments Asia", "21/12/24")


def test_a_screen_without_fields_has_a_name_too():
    screen = ScreenBuffer()
    screen.move_to(1, 2)
    screen.write("CLM0310                      CLAIM INQUIRY")
    assert screen_name(screen) == ("CLM0310", "CLAIM INQUIRY")
    assert screen_name(ScreenBuffer())[1].startswith("[")


def test_the_analyst_s_rules_come_first_and_in_their_order():
    screen = screen_of((1, 2, "CTX210"), (24, 70, "Z-17"), (24, 76, "PAGE"))
    last, page = IdRule(24, 70, 4, re.compile(r"Z-\d+")), IdRule(24, 76, 4, re.compile(r"\S+"))
    assert screen_name(screen)[0] == "CTX210"
    assert screen_name(screen, (last, page))[0] == "Z-17"
    assert screen_name(screen, (page, last))[0] == "PAGE"
    # Where none of them fits, the known places still count.
    assert screen_name(screen, (IdRule(24, 70, 4, re.compile("Q")),))[0] == "CTX210"


def test_a_rule_for_a_bigger_screen_finds_nothing():
    screen = screen_of((3, 2, "no id here"), (4, 9, "CLM7"))
    outside = IdRule(27, 132, 4, re.compile(r"\S+"))
    assert screen_name(screen, (outside,))[0] == ""
    assert screen_name(screen, (outside, IdRule(4, 9, 4, re.compile(r"\S+"))))[0] == "CLM7"


def test_screens_without_an_id_are_counted():
    (note,) = note_without_ids(["CTX210", "", "", ""], ["ENQUIRY", "A [1]", "B [2]", "A [1]"])
    assert note.slug == "screens-without-id"
    assert note.text.startswith("2 of 3 screens ")
    assert note_without_ids(["CTX210", ""], ["ENQUIRY", ""]) == []

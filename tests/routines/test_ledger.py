from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from rpa_finder.model import FixedEntry, OtherSource
from rpa_finder.routines.ledger import field_names, flows_of, is_prose
from tests.drawing import draw_log, write_day
from tests.routines.finding import make_ready
from tests.sample_scans import scan_of

COPY = """
    5 | CRM | Customer | copy | {source} | {value}
    {lag} | Portal | Claim | {how} | {target} | {value}
"""


def _transfers(turns, executions=None):
    """Give the kept transfers of turns of two rows, each an execution of routine 0 unless told otherwise."""
    full = [
        {"source": "Account", "target": "Number", "how": "paste", "lag": 4, "value": f"PX{i}Q"} | t
        for i, t in enumerate(turns, 100)
    ]
    ready = make_ready(draw_log(write_day("ann", [(COPY, t) for t in full])))
    of = np.repeat(np.arange(len(turns)), 2) if executions is None else np.array(executions)
    n = int(of.max()) + 1
    return flows_of(ready.log, ready.flow, of, np.zeros(n, dtype=np.int64)).transfers(0, n)


def test_a_transfer_says_how_often_and_how_it_was_seen():
    (transfer,) = _transfers([{"lag": lag} for lag in (2, 4, 9)])
    assert (transfer.source_screen, transfer.source_field) == ("Customer", "Account")
    assert (transfer.target_screen, transfer.target_field) == ("Claim", "Number")
    assert (transfer.medium, transfer.transform) == ("clipboard", "as it is")
    assert (transfer.transfers, transfer.share, transfer.explained, transfer.median_lag_seconds) == (3, 1.0, 1.0, 4.0)


def test_typed_and_pasted_values_are_transfers_of_their_own():
    found = _transfers([{"how": "input"}] * 2 + [{}] * 3)
    assert [(t.medium, t.transfers, t.share) for t in found] == [("clipboard", 3, 0.6), ("rekey", 2, 0.4)]


def test_what_was_seen_once_or_in_few_executions_is_left_out():
    assert _transfers([{}]) == ()
    assert [t.target_field for t in _transfers([{}] * 30 + [{"target": "Other"}] * 2)] == ["Number"]
    assert [t.target_field for t in _transfers([{}] * 18 + [{"target": "Other"}] * 2)] == ["Number", "Other"]


def test_a_source_that_feeds_a_field_rarely_is_left_out():
    turns = [{}] * 14 + [{"source": "Former"}] * 2
    assert [t.source_field for t in _transfers(turns)] == ["Account"]
    turns = [{}] * 11 + [{"source": "Former"}] * 2
    assert [t.source_field for t in _transfers(turns)] == ["Account", "Former"]


def test_a_value_from_another_execution_or_from_none_is_no_transfer_of_the_routine():
    turns = [{}] * 4
    assert len(_transfers(turns)) == 1
    assert _transfers(turns, [0, 1, 1, 2, 2, 3, 3, 4]) == ()
    assert _transfers(turns, [0, -1, 1, -1, 2, -1, 3, -1]) == ()


def test_a_field_has_its_usual_label_or_its_own_name():
    log = draw_log("""
    09:00:00 | ann | A | S | input | fld_1 | x
    09:00:01 | ann | A | S | input | fld_1 | x
    09:00:02 | ann | A | S | input | fld_1 | x
    09:00:03 | ann | A | S | input | fld_2 | x
    """)
    labels = log.table["element_label"].cat.add_categories(["Amount", "Due", "Total"])
    labels[:] = ["Due", "Amount", "Amount", None]
    log = log.with_columns(element_label=labels.cat.remove_unused_categories())
    assert field_names(log) == ["Amount", "fld_2", ""]


@pytest.mark.parametrize(("words", "prose"), [("inside a longer text", True), ("as it is", False)])
def test_a_value_that_ends_in_a_longer_text_is_prose(words, prose):
    (transfer,) = _transfers([{}] * 3)
    object.__setattr__(transfer, "transform", words)
    assert is_prose(transfer) is prose


def _found(lines: str, turns: list[dict[str, object]]):
    """Give the transfers of turns of the same lines, each an execution of routine 0."""
    ready = make_ready(draw_log(write_day("ann", [(lines, t) for t in turns])))
    of = np.repeat(np.arange(len(turns)), len(ready.log) // len(turns))
    return flows_of(ready.log, ready.flow, of, np.zeros(len(turns), dtype=np.int64))


def test_a_transfer_has_the_program_that_makes_the_target_of_the_source():
    lines = """
    5 | CRM | Customer | select | Born on | {born:%d/%m/%Y}
    5 | Portal | Claim | input | Birth date | {born:%Y-%m-%d}
    """
    days = [date(1950, 1, 1) + timedelta(days=397 * i) for i in range(12)]
    (transfer,) = _found(lines, [{"born": day} for day in days]).transfers(0, 12)
    assert (transfer.transform, transfer.explained) == ("date from d/m/Y to Y-m-d", 1.0)
    space: dict[str, Any] = {}
    exec(transfer.program, space)
    assert [space["transform"](day.strftime("%d/%m/%Y")) for day in days] == [day.isoformat() for day in days]


@pytest.mark.parametrize("typed", [True, False])
def test_values_that_end_in_one_field_have_one_program(typed: bool):
    one = "4 | Portal | Claim | input | Holder | {last}, {first}"
    two = """
    4 | Portal | Claim | paste | Holder | {first}
    4 | Portal | Claim | input | Holder | {first}
    4 | CRM | Customer | copy | Surname | {last}
    4 | Portal | Claim | paste | Holder | {last}
    4 | Portal | Claim | input | Holder | {last}, {first}
    """
    read = "4 | CRM | Customer | select | Surname | {last}\n" if typed else ""
    lines = f"{read}4 | CRM | Customer | copy | First name | {{first}}\n{one if typed else two}"
    names = [{"first": f"An{c}na", "last": f"Be{d}rg"} for c in "bcdf" for d in "klmn"]
    found = _found(lines, names).transfers(0, len(names))
    assert {(t.source_field, t.transform) for t in found} == {
        ("First name", "joined: Surname + ', ' + First name"),
        ("Surname", "joined: Surname + ', ' + First name"),
    }
    assert {t.explained for t in found} == {1.0}
    assert len({t.program for t in found}) == 1


def test_a_note_is_no_field_for_a_robot():
    lines = """
    5 | CRM | Customer | copy | Phone | 01632 48{n}
    5 | Portal | Case | paste | Note | 01632 48{n}
    5 | Portal | Case | input | Note | {note}
    """
    prose = "Customer {n} rang and asked for more time to pay"
    turns = [{"n": n, "note": prose.format(n=n * 7) if n % 3 else f"01632 48{n}"} for n in range(1000, 1012)]
    (transfer,) = _found(lines, turns).transfers(0, 12)
    assert is_prose(transfer)
    assert (transfer.explained, transfer.program) == (0.0, "")


def test_a_value_that_the_log_does_not_hold_is_not_explained():
    (transfer,) = _transfers([{"value": "-"}] * 5)
    assert (transfer.transform, transfer.explained, transfer.program) == ("not visible in this log", 0.0, "")


def test_what_is_typed_the_same_every_time_comes_from_nowhere():
    same = [{"how": "input", "value": "PX100Q"}] * 3
    assert _transfers(same) == ()
    assert len(_transfers([*same[:2], {"how": "input"}])) == 1
    assert len(_transfers([{"value": "PX100Q"}] * 3)) == 1


def test_other_fields_that_showed_the_value_are_named():
    lines = """
    5 | CRM | Search | select | Found | PX{n}Q
    5 | CRM | Customer | copy | Account | PX{n}Q
    5 | Portal | Claim | paste | Number | PX{n}Q
    """
    (transfer,) = _found(lines, [{"n": n} for n in range(100, 110)]).transfers(0, 10)
    assert (transfer.source_field, transfer.alternatives) == ("Account", (OtherSource("Search", "Found", 10),))


def test_transfers_by_chance_are_counted():
    lines = """
    5 | CRM | Customer | select | Account | PX{n}Q
    5 | Portal | Claim | input | Number | PX{n}Q
    """
    ready = make_ready(draw_log(write_day("ann", [(lines, {"n": n}) for n in range(100, 110)])))
    flow = replace(ready.flow, chance=np.full(len(ready.flow.target), 0.125))
    (transfer,) = flows_of(ready.log, flow, np.repeat(np.arange(10), 2), np.zeros(10, dtype=np.int64)).transfers(0, 10)
    assert transfer.expected_by_chance == 1.25


def test_fields_with_the_same_text_every_time_are_fixed_entries():
    lines = """
    5 | CRM | Customer | select | Account | PX{n}Q
    5 | Portal | Claim | input | Number | PX{n}Q
    5 | Portal | Claim | input | Channel | {channel}
    """
    turns = [{"n": n, "channel": "post" if n else "-"} for n in range(8)]
    assert _found(lines, turns).fixed_entries(0) == (FixedEntry("Claim", "Channel", 7, 1.0),)
    assert _found(lines, turns[:5]).fixed_entries(0) == ()
    assert _found(lines, turns).fixed_entries(1) == ()


def test_a_code_for_what_was_read_is_a_transfer_by_a_table():
    lines = """
    5 | CRM | Customer | select | Country | {country}
    5 | Portal | Claim | input | Country code | {code}
    """
    codes = {"Germany": "DEU", "Austria": "AUT", "Spain": "ESP", "Poland": "POL"}
    turns = [{"country": c, "code": codes[c]} for c in list(codes) * 6]
    (transfer,) = _found(lines, turns).transfers(0, len(turns))
    assert (transfer.source_field, transfer.target_field, transfer.medium) == ("Country", "Country code", "rekey")
    assert (transfer.transform, transfer.transfers, transfer.explained) == ("look-up table of 4 entries", 24, 1.0)
    # One agent only: the table would tell what she typed.
    assert transfer.program == ""


@pytest.mark.parametrize("sample", ["desktop", "terminal"])
def test_no_program_of_a_sample_holds_a_text_that_was_typed(sample: str):
    transfers = [t for r in scan_of(sample).routines for t in r.transfers]
    programs = [t.program for t in transfers if t.program]
    assert len(programs) >= len(transfers) / 2
    for program in programs:
        for node in ast.walk(ast.parse(program).body[-1]):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and node.value != ast.get_docstring(ast.parse(program).body[-1], clean=False):
                assert re.fullmatch(r"[^\w]*|0|0[24]d|44|\+44 |%[dmYybB](.?%[dmYybB])*|\[.*\]\+?", node.value), (
                    node.value
                )

from __future__ import annotations

import numpy as np
import pytest

from rpa_finder.routines.ledger import field_names, flows_of, is_prose
from tests.drawing import draw_log, write_day
from tests.routines.finding import make_ready

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

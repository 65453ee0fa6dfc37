from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder import transfers
from rpa_finder.events import QUALITY
from rpa_finder.transfers import find_transfers
from rpa_finder.values import read_values
from tests import naive
from tests.drawing import draw_log


def _flow(text):
    """Give (source row, target row, medium, words) of each transfer; rows are numbered from 1."""
    log = draw_log(text)
    flow = find_transfers(log, read_values(log))
    row = log.table["row"].to_numpy()
    return [
        (int(row[s]), int(row[t]), "rekey" if rekeyed else "clipboard", flow.transforms[words])
        for s, t, rekeyed, words in zip(flow.source, flow.target, flow.rekeyed, flow.transform, strict=True)
    ]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=20, unique=True),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=20),
)
def test_latest_is_what_a_loop_finds(seen, wanted):
    columns = [[pair[i] for pair in side] for side in (seen, wanted) for i in (0, 1)]
    arrays = [np.array(column, dtype=np.int64) for column in columns]
    assert transfers._latest(*arrays).tolist() == naive.latest(*columns)


def test_a_paste_comes_from_the_latest_copy_of_its_value():
    assert _flow("""
    09:00:00 | ann | CRM    | Customer  | copy  | Account | 48213
    09:00:05 | ann | CRM    | Customer  | copy  | Name    | Anna Berg
    09:00:10 | ann | Portal | New claim | paste | Account | 48213
    09:00:15 | ann | Portal | New claim | paste | Holder  | Anna Berg
    """) == [(1, 3, "clipboard", "as it is"), (2, 4, "clipboard", "as it is")]


def test_a_paste_without_text_comes_from_the_latest_copy_if_that_is_near():
    text = """
    09:00:00 | ann | CRM    | Customer  | copy  | Account
    09:00:05 | ann | CRM    | Customer  | copy  | Name
    09:00:10 | ann | Portal | New claim | paste | Account
    09:{:02d}:30 | ann | Portal | New claim | paste | Holder
    """
    unseen = "not visible in this log"
    assert _flow(text.format(0)) == [(2, 3, "clipboard", unseen), (2, 4, "clipboard", unseen)]
    assert _flow(text.format(3)) == [(2, 3, "clipboard", unseen)]


def test_a_paste_of_another_value_is_not_from_the_latest_copy():
    assert (
        _flow("""
    09:00:00 | ann | CRM    | Customer  | copy  | Account | 48213
    09:00:10 | ann | Portal | New claim | paste | Account | Anna Berg
    """)
        == []
    )


def test_another_agents_copy_is_not_pasted():
    assert (
        _flow("""
    09:00:00 | ann | CRM    | Customer  | copy  | Account | 48213
    09:00:10 | bob | Portal | New claim | paste | Account | 48213
    """)
        == []
    )


def test_pasting_back_into_the_same_field_is_no_transfer():
    assert _flow("""
    09:00:00 | ann | CRM | Customer | copy  | Account | 48213
    09:00:10 | ann | CRM | Customer | paste | Account | 48213
    09:00:20 | ann | CRM | Customer | paste | Former account | 48213
    """) == [(1, 3, "clipboard", "as it is")]


def test_a_copy_half_an_hour_ago_is_no_source():
    text = """
    09:00:00 | ann | CRM    | Customer  | copy  | Account | 48213
    09:{} | ann | Portal | New claim | paste | Account | 48213
    """
    assert len(_flow(text.format("30:00"))) == 1
    assert _flow(text.format("30:01")) == []


def test_a_paste_and_the_edit_that_finishes_it_are_one_transfer():
    text = """
    09:00:00 | ann | CRM    | Customer  | copy  | Name   | Anna Berg
    09:00:10 | ann | Portal | New claim | paste | Holder | Anna Berg
    09:00:12 | ann | Portal | New claim | click | Holder
    09:00:15 | ann | Portal | New claim | input | {} | BERG, Anna
    """
    assert _flow(text.format("Holder")) == [(1, 2, "clipboard", "words reordered")]
    assert _flow(text.format("Payer")) == [(1, 2, "clipboard", "as it is"), (1, 4, "rekey", "words reordered")]


def test_a_value_read_and_typed_elsewhere_is_rekeyed():
    assert _flow("""
    09:00:00 | ann | CRM    | Customer  | select | Account | 48213
    09:00:05 | ann | CRM    | Customer  | select | Born    | 2026-04-03
    09:00:10 | ann | Portal | New claim | input  | Account | 0048213
    09:00:15 | ann | Portal | New claim | input  | Birth   | 03/04/2026
    """) == [(1, 3, "rekey", "padded with zeros"), (2, 4, "rekey", "date reformatted")]


def test_a_value_typed_on_the_screen_that_shows_it_is_traced_further_back():
    assert _flow("""
    09:00:00 | ann | CRM    | Customer  | select | Account | 48213
    09:00:05 | ann | Portal | New claim | select | Account | 48213
    09:00:10 | ann | Portal | New claim | input  | Search  | 48213
    """) == [(1, 3, "rekey", "as it is")]


def test_typed_values_are_sources_only_where_the_log_shows_no_reading():
    typed = """
    09:00:00 | ann | CRM    | Find      | input | Number  | 48213
    09:00:10 | ann | Portal | New claim | input | Account | 48213
    """
    assert _flow(typed) == [(1, 2, "rekey", "as it is")]
    assert _flow(typed + "09:00:20 | ann | CRM | Find | select | Name | Anna Berg") == []


def test_split_names_are_parts_of_the_name_read():
    assert _flow("""
    09:00:00 | ann | CRM    | Customer  | select | Name       | Anna Maria Berg
    09:00:10 | ann | Portal | New claim | input  | First name | Anna
    09:00:15 | ann | Portal | New claim | input  | Last name  | BERG
    09:00:20 | ann | Portal | New claim | input  | Remark     | Maria asked for a call
    """) == [(1, 2, "rekey", "first word"), (1, 3, "rekey", "last word")]


def test_a_common_value_is_no_transfer():
    lines = []
    for i in range(500):
        screen, action = (("CRM | Customer", "select"), ("Portal | New claim", "input"))[i % 2]
        lines.append(f"09:{i // 60:02d}:{i % 60:02d} | ann | {screen} | {action} | Status | Open")
    assert _flow("\n".join(lines)) == []


def test_clipboard_echoes_are_neither_copies_nor_pastes():
    log = draw_log("""
    09:00:00 | ann | CRM    | Customer  | copy  | Account | 48213
    09:00:01 | ann | System | Clipboard | copy  | -       | 48213
    09:00:10 | ann | Portal | New claim | paste | Account | 48213
    """)
    log = log.with_columns(quality=np.array([0, QUALITY["clipboard_echo"], 0], dtype=np.uint16))
    flow = find_transfers(log, read_values(log))
    assert (flow.source.tolist(), flow.target.tolist()) == ([0], [2])


@pytest.mark.parametrize(
    "text",
    [
        "09:00:00 | ann | CRM | Customer | click | Search",
        "09:00:00 | ann | - | - | other",
        "09:00:00 | ann | CRM | Customer | paste | Account | 48213",
        "09:00:00 | ann | CRM | Customer | paste | Account",
        "09:00:00 | ann | CRM | Customer | input | - | 48213",
    ],
)
def test_a_log_of_one_event_has_no_transfers(text):
    assert _flow(text) == []


def test_an_empty_log_has_no_transfers():
    log = draw_log("09:00:00 | ann | CRM | Customer | input | Account | 48213")
    empty = type(log)(log.table.iloc[:0].reset_index(drop=True))
    flow = find_transfers(empty, read_values(empty))
    assert (len(flow.source), len(flow.target), flow.transforms) == (0, 0, ())


@st.composite
def logs(draw):
    """Draw lines of a day of two agents who read and write a few values on two screens."""
    cells = st.tuples(
        st.sampled_from(("ann", "bob")),
        st.sampled_from(("CRM | Customer", "Portal | Claim")),
        st.sampled_from(("copy", "paste", "input", "select", "click")),
        st.sampled_from(("Account", "Name")),
        st.sampled_from(("-", "48213", "0048213", "Anna Berg", "Berg")),
    )
    rows = draw(st.lists(cells, min_size=1, max_size=15))
    return "\n".join(f"09:00:{i:02d} | {a} | {s} | {v} | {f} | {x}" for i, (a, s, v, f, x) in enumerate(rows))


@settings(deadline=None, max_examples=60)
@given(logs())
def test_transfers_go_forward_within_an_agent_and_end_where_something_is_entered(text):
    log = draw_log(text)
    flow = find_transfers(log, read_values(log))
    agent, action = log.codes("agent"), log.table["action"].to_numpy(dtype=object)
    place = list(zip(log.codes("screen"), log.codes("element"), strict=True))
    assert np.all(np.diff(flow.target) > 0)
    for source, target, rekeyed in zip(flow.source, flow.target, flow.rekeyed, strict=True):
        assert source < target
        assert agent[source] == agent[target]
        assert place[source] != place[target]
        assert action[target] == ("input" if rekeyed else "paste")

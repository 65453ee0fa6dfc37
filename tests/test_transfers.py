from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.events import QUALITY
from rpa_finder.transfers import find_transfers
from rpa_finder.values import read_values
from tests.drawing import draw_log, write_day


def _flow(text):
    """Give (source row, target row, medium, words) of each transfer; rows are numbered from 1."""
    log = draw_log(text)
    flow = find_transfers(log, read_values(log))
    row = log.table["row"].to_numpy()
    return [
        (int(row[s]), int(row[t]), "rekey" if rekeyed else "clipboard", flow.transforms[words])
        for s, t, rekeyed, words in zip(flow.source, flow.target, flow.rekeyed, flow.transform, strict=True)
    ]


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
    assert np.all(np.diff(flow.target) >= 0)
    for source, target, rekeyed in zip(flow.source, flow.target, flow.rekeyed, strict=True):
        assert source < target
        assert agent[source] == agent[target]
        assert place[source] != place[target]
        assert action[target] == ("input" if rekeyed else "paste")


UNDONE = """
09:00:00 | ann | CRM    | Customer  | copy  | Account | 48213
09:00:05 | ann | Portal | New claim | paste | Holder  | 48213
09:00:06 | ann | Portal | New claim | {undo}
09:00:08 | ann | Portal | New claim | paste | Account | 48213
"""


def _pasted(text: str, word: str = "Undo") -> list[int]:
    """Give the rows that paste what stays, where the log's word for "other" is another."""
    log = draw_log(text)
    words = log.table["action_raw"].cat.rename_categories(lambda name: word if name == "other" else name)
    log = log.with_columns(action_raw=words)
    flow = find_transfers(log, read_values(log))
    return log.table["row"].to_numpy()[flow.target].tolist()


@pytest.mark.parametrize(
    ("undo", "word", "pasted"),
    [
        ("other | Holder", "Undo", [4]),
        ("other", "undo typing", [4]),
        ("other", "Ctrl+Z", [4]),
        ("key | Holder | Ctrl+Z", "-", [4]),
        ("key | - | ctrl + z", "-", [4]),
        ("other | Account", "Undo", [2, 4]),
        ("other | Holder", "Undone", [2, 4]),
        ("key | Holder | Ctrl+C", "-", [2, 4]),
        ("key | Holder | Tab", "-", [2, 4]),
    ],
)
def test_what_was_undone_was_not_entered(undo: str, word: str, pasted: list[int]):
    assert _pasted(UNDONE.format(undo=undo), word) == pasted


def test_an_undo_takes_back_one_entry():
    text = """
    09:00:00 | ann | CRM    | Customer  | copy  | Account | 48213
    09:00:05 | ann | Portal | New claim | paste | Account | 48213
    09:00:06 | ann | Portal | New claim | paste | Account | 48213
    09:00:07 | ann | Portal | New claim | other | Account
    """
    assert _pasted(text) == [2]
    assert _pasted(text + "09:00:08 | ann | Portal | New claim | other | Account") == []


def test_the_last_of_the_edits_that_finish_a_paste_is_what_was_entered():
    log = draw_log("""
    09:00:00 | ann | CRM    | Customer  | copy  | Born | 03/04/1980
    09:00:05 | ann | Portal | New claim | paste | Born | 03/04/1980
    09:00:08 | ann | Portal | New claim | input | Born | 1980-40-03
    09:00:09 | ann | Portal | New claim | click | Born
    09:00:12 | ann | Portal | New claim | input | Born | 1980-04-03
    """)
    flow = find_transfers(log, read_values(log))
    assert [flow.target.tolist(), flow.entered.tolist()] == [[1], [4]]
    assert flow.transforms == ("date reformatted",)


def test_an_edit_finishes_the_latest_paste_before_it():
    log = draw_log("""
    09:00:00 | ann | CRM    | Customer  | copy  | Name   | Anna Berg
    09:00:05 | ann | Portal | New claim | paste | Holder | Anna Berg
    09:00:06 | ann | Portal | New claim | paste | Holder | Anna Berg
    09:00:08 | ann | Portal | New claim | input | Holder | BERG, Anna
    """)
    flow = find_transfers(log, read_values(log))
    assert [flow.target.tolist(), flow.entered.tolist()] == [[1, 2], [1, 3]]


def test_a_text_typed_from_several_fields_comes_from_each_of_them():
    text = """
    09:00:00 | ann | CRM    | Customer  | select | First name | Anna
    09:00:05 | ann | CRM    | Customer  | select | Surname    | Berg
    09:00:10 | ann | Portal | New claim | input  | Holder     | {}
    """
    joined = "joined with other values"
    assert _flow(text.format("BERG, Anna")) == [(1, 3, "rekey", joined), (2, 3, "rekey", joined)]
    for text_of_another in ("Anna Berg's aunt", "Anna Maria Berg"):
        assert _flow(text.format(text_of_another)) == [(1, 3, "rekey", "inside a longer text")]


def test_digits_of_an_id_come_from_the_id():
    assert _flow("""
    09:00:00 | ann | CRM    | Customer  | select | Claim   | AB48213X
    09:00:10 | ann | Portal | New claim | input  | Account | 48213
    """) == [(1, 2, "rekey", "part of the text")]


def test_other_fields_that_showed_the_value_are_kept():
    log = draw_log("""
    09:00:00 | ann | CRM    | Search    | select | Found   | 48213
    09:00:02 | ann | CRM    | Customer  | select | Account | 48213
    09:00:04 | ann | Mail   | Message   | copy   | Body    | 48213
    09:00:06 | ann | CRM    | Customer  | select | Account | 48213
    09:00:10 | ann | Portal | New claim | paste  | Account | 48213
    09:00:12 | ann | Portal | New claim | input  | Again   | 48213
    """)
    flow = find_transfers(log, read_values(log))
    assert [flow.source.tolist(), flow.target.tolist()] == [[2, 3], [4, 5]]
    assert list(zip(flow.also_of.tolist(), flow.also_row.tolist(), strict=True)) == [(0, 0), (0, 3), (1, 0), (1, 2)]


def test_links_that_chance_would_give_as_well_are_dropped():
    """Three codes come and go on both screens at random; an id is carried."""
    rng = random.Random(3)
    turn = """
    5 | CRM | Customer | select | Rating | rating {rating}
    5 | CRM | Customer | select | Account | AC{account}
    5 | Portal | Claim | input | Account | AC{account}
    5 | Portal | Claim | input | Class | rating {other}
    """
    turns = [(turn, {"account": i, "rating": rng.choice("ABC"), "other": rng.choice("ABC")}) for i in range(1000, 1150)]
    log = draw_log(write_day("ann", turns))
    values = read_values(log)
    flow = find_transfers(log, replace(values, rare=values.key >= 0))
    fields = set(log.table["element"].to_numpy()[flow.target].tolist())
    assert fields == {"Account"}
    assert len(flow.target) == 150
    assert flow.chance.max() == 0.0


SHAPES = ("AC{:04d}", "{:05d}X", "BC-{:06d}")


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.permutations(range(6)))
def test_other_ids_of_the_same_shape_give_the_same_transfers(seed: int, renamed: list[int]):
    rng = random.Random(seed)
    rows = [
        (
            rng.choice(("CRM | Customer", "Portal | Claim", "Mail | Message")),
            rng.choice(("copy", "paste", "input", "select")),
            rng.choice(("Account", "Name")),
            rng.choice(SHAPES),
            rng.randrange(6),
        )
        for _ in range(60)
    ]

    def flow(names) -> tuple[list[int], ...]:
        lines = [
            f"09:{i // 60:02d}:{i % 60:02d} | ann | {s} | {a} | {f} | {shape.format(7123 + 11 * names[n])}"
            for i, (s, a, f, shape, n) in enumerate(rows)
        ]
        log = draw_log("\n".join(lines))
        found = find_transfers(log, read_values(log))
        return found.source.tolist(), found.target.tolist(), found.also_of.tolist(), found.also_row.tolist()

    assert flow(list(range(6))) == flow(renamed)


@settings(deadline=None, max_examples=30)
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_in_the_file_changes_nothing_where_times_tell_them_apart(text, rng):
    lines = text.splitlines()
    mixed = rng.sample(lines, len(lines))

    def flow(rows) -> list[tuple[object, ...]]:
        log = draw_log("\n".join(rows))
        found = find_transfers(log, read_values(log))
        time = log.table["time"].astype(str).to_numpy()
        words = [found.transforms[i] for i in found.transform]
        return list(zip(time[found.source], time[found.target], time[found.entered], words, strict=True))

    assert flow(lines) == flow(mixed)

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.events import QUALITY
from rpa_finder.routines.stream import (
    JUMP_BACK_SECONDS,
    fold_rare,
    join,
    make_stream,
    pause_bins,
    spread,
    spread_blocks,
    take,
    take_strand,
)
from rpa_finder.sessions import add_sessions
from tests.drawing import draw_log, write_day
from tests.routines.finding import CONFIG
from tests.routines.streams import draw_stream, streams

LOG = """
09:00:00 | ann | CRM | Customer | click | Search
09:00:05 | ann | CRM | Customer | copy | Account | 48213
09:00:15 | ann | CRM | Customer | click | Search
11:00:00 | ann | CRM | Customer | click | Search
11:30:00 | bob | CRM | Customer | click | -
"""


def _stream(text, **constant):
    return make_stream(add_sessions(draw_log(text, **constant), CONFIG)[0])


def test_steps_are_told_apart_by_screen_action_and_field():
    stream = _stream(LOG)
    assert stream.label.tolist()[0] == stream.label.tolist()[2] == stream.label.tolist()[3]
    assert len({stream.label[0], stream.label[1], stream.label[4]}) == stream.n_labels == 3
    assert {stream.labels[i][1:] for i in stream.label} == {("click", 1), ("copy", 0), ("click", -1)}


def test_a_break_and_another_agent_start_a_session_and_gaps_are_within_one():
    stream = _stream(LOG)
    assert stream.start.tolist() == [True, False, False, True, True]
    assert stream.gap.tolist() == [0, 5, 10, 0, 0]
    assert stream.agent.tolist() == [0, 0, 0, 0, 1]


def test_sessions_follow_each_other_as_they_began_whoever_worked():
    text = """
    09:10:00 | ann | CRM | Customer | click | Search
    11:00:00 | ann | CRM | Customer | click | Search
    09:00:00 | zoe | CRM | Customer | click | Search
    09:20:00 | zoe | CRM | Customer | click | Search
    """
    assert _stream(text).position.tolist() == [2, 3, 0, 1]


def test_clipboard_echoes_are_left_out():
    log = add_sessions(draw_log(LOG), CONFIG)[0]
    quality = np.array([0, QUALITY["clipboard_echo"], 0, 0, 0], dtype=np.uint16)
    stream = make_stream(log.with_columns(quality=quality))
    assert stream.position.tolist() == [0, 2, 3, 4]
    assert stream.gap.tolist() == [0, 15, 0, 0]


def test_an_unknown_action_is_known_by_the_logs_own_word():
    log = draw_log("09:00:00 | ann | A | S | other | F\n09:00:01 | ann | A | S | other | F")
    log = log.with_columns(action_raw=log.table["action_raw"].cat.add_categories(["Zap"]).where([True, False], "Zap"))
    stream = make_stream(add_sessions(log, CONFIG)[0])
    assert [stream.labels[i][1] for i in stream.label] == ["other", "Zap"]


def test_longer_gaps_fall_into_higher_pause_bins_and_a_jump_back_into_the_last():
    steps = [(f"{seconds} | A | S | click | F", {}) for seconds in [1] * 60 + [5] * 20 + [90] * 3 + [-30]]
    text = write_day("ann", steps, pause=0)
    stream = make_stream(add_sessions(draw_log(text, order="file"), CONFIG)[0])
    bins = dict(zip(stream.gap.tolist(), stream.pause.tolist(), strict=True))
    assert bins[1.0] < bins[5.0] < bins[90.0] < bins[-30.0] == stream.pauses - 1


def test_a_log_without_fields_or_values_gives_a_stream():
    stream = _stream("09:00:00 | ann | - | - | other\n09:00:01 | ann | - | - | other")
    assert stream.labels == ((-1, "other", -1),)


def test_an_empty_log_gives_an_empty_stream():
    log = add_sessions(draw_log(LOG), CONFIG)[0]
    empty = type(log)(log.table.iloc[:0].reset_index(drop=True))
    assert len(make_stream(empty)) == 0


@settings(deadline=None)
@given(st.sets(st.integers(0, 9), min_size=1))
def test_a_part_starts_a_session_wherever_events_are_left_out(chosen):
    stream = draw_stream("a b c / d e , f g / h i j")
    at = np.array(sorted(chosen))
    part = take(stream, at)
    for i, event in enumerate(at.tolist()):
        begins = bool(stream.start[event]) or event - 1 not in chosen
        assert part.start[i] == begins
        assert part.gap[i] == (0.0 if begins else stream.gap[event])
        assert part.pause[i] == (0 if begins else stream.pause[event])
        assert part.label[i] == stream.label[event]
        assert part.position[i] == event


@given(st.integers(1, 500), st.integers(4, 100), st.integers(1, 4))
def test_blocks_are_spread_over_all_and_hold_about_as_many_events_as_wanted(n, size, blocks):
    chosen = spread_blocks(n, size, blocks)
    assert np.all(np.diff(chosen) > 0)
    assert chosen[0] == 0
    assert (chosen[-1] == n - 1) or blocks == 1
    assert len(chosen) == n if n <= size else size - blocks < len(chosen) <= size


def test_what_only_leads_to_a_screen_is_one_step_however_it_is_done():
    ways = ["Orders", "Stock", "Invoices"] * 6
    block = [
        (f"3 | Host | Menu | input | Option | {i % 9}\n2 | Host | {way} | input | Number", {})
        for i, way in enumerate(ways)
    ]
    stream = _stream(write_day("ann", block))
    entries = stream.label[::2].reshape(6, 3)
    assert len(set(entries[0].tolist())) == 3
    assert (entries == entries[0]).all()
    assert [stream.labels[i][1:] for i in entries[0]] == [("navigate", -1)] * 3


@given(st.lists(st.floats(-100, 1000), max_size=60))
def test_pause_bins_keep_the_order_of_gaps(gaps):
    gap = np.array(gaps)
    pause, pauses = pause_bins(gap)
    assert all(0 <= b < pauses for b in pause.tolist())
    back = gap < JUMP_BACK_SECONDS
    assert np.array_equal(pause == pauses - 1, back)
    forward = np.argsort(gap[~back], kind="stable")
    assert np.all(np.diff(pause[~back][forward]) >= 0)


@settings(deadline=None)
@given(streams(most=20), st.data())
def test_a_strand_keeps_sessions_and_reaches_over_what_is_left_out(stream, data):
    chosen = sorted(data.draw(st.sets(st.integers(0, len(stream) - 1), min_size=1)))
    strand = take_strand(stream, np.array(chosen))
    session = np.cumsum(stream.start).tolist()
    for i, event in enumerate(chosen):
        before = chosen[i - 1] if i else None
        fresh = before is None or session[before] != session[event]
        assert strand.start[i] == fresh
        assert strand.gap[i] == (0.0 if fresh else stream.gap[before + 1 : event + 1].sum())
    assert strand.position.tolist() == chosen
    assert strand.label.tolist() == stream.label[chosen].tolist()


@settings(deadline=None)
@given(streams(most=20), st.data())
def test_strands_joined_hold_every_event_once(stream, data):
    n = len(stream)
    second = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    parts = [take_strand(stream, np.flatnonzero(side)) for side in (second, ~second) if side.any()]
    whole = join(parts)
    assert whole.position.tolist() == [p for part in parts for p in part.position.tolist()]
    assert whole.label.tolist() == stream.label[whole.position].tolist()
    assert int(whole.start.sum()) == sum(int(part.start.sum()) for part in parts)
    assert whole.pause.max() < whole.pauses
    assert join([stream]) is stream


TRACE = """
    09:00:00 | op | Host | ORDERS | input | Number | 48213
    09:00:05 | op | Host | ORDERS | key | Number | -
    09:00:09 | op | Host | ORDERS | key | PF3 | -
    09:00:12 | op | Host | ORDERS | input | Number | 48214
"""


def _steps(text):
    log, _ = add_sessions(draw_log(text), CONFIG)
    stream = make_stream(log)
    fields = log.categories("element")
    return [(stream.labels[i][1], fields[stream.labels[i][2]]) for i in stream.label]


def test_an_entry_whose_value_is_lost_is_the_same_step_on_a_terminal():
    assert _steps(TRACE) == [("input", "Number"), ("input", "Number"), ("key", "PF3"), ("input", "Number")]


def test_a_key_stays_a_key_where_a_mouse_is_seen():
    seen = _steps(TRACE + "09:00:15 | op | Host | ORDERS | click | Close | -")
    assert seen[1] == ("key", "Number")


def test_a_field_that_is_hardly_typed_into_keeps_its_keys():
    keys = "".join(f"09:01:{i:02d} | op | Host | LIST | key | Line | -\n" for i in range(9))
    assert _steps(TRACE + keys + "09:02:00 | op | Host | LIST | input | Line | 3").count(("key", "Line")) == 9


def test_rare_labels_are_folded_into_one_that_says_nothing():
    stream = draw_stream("a b a b a c d")
    folded = fold_rare(stream, 3)
    assert folded.label.tolist() == [0, 1, 0, 1, 0, 2, 2]
    assert folded.labels == (*stream.labels[:2], (-1, "idle", -1))
    assert fold_rare(stream, 4) is stream


def test_a_part_of_the_stream_is_told_back_over_all_of_it():
    """What only passes on is as the event that it leads to: row 2 as 3, and the last row of a session as nothing."""
    stream = replace(draw_stream("a b c / d e"), passing=np.array([False, True, False, False, False]))
    part = take_strand(stream, np.array([0, 2, 3, 4]))
    assert spread(stream, part, np.array([7, 5, 3, -1])).tolist() == [7, 5, 5, 3, -1]
    assert spread(stream, stream, np.arange(5)).tolist() == [0, 2, 2, 3, 4]

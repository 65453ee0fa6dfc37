from __future__ import annotations

from collections import Counter, defaultdict

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.events import UILog, make_log
from rpa_finder.model import Screen, ScreenGraph, Transition
from rpa_finder.screens import build_screen_graph, screen_digraph

_EVENTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.sampled_from("XYZ"), st.integers(0, 9)), max_size=30
)


def _log(events: list[tuple[str, int, str, int]]) -> UILog:
    events = sorted(events, key=lambda e: (e[0], e[1]))
    n = len(events)
    columns = {
        "source": pd.Series(["log.csv"] * n, dtype="str"),
        "row": pd.Series(range(1, n + 1), dtype="int64"),
        "time": pd.Series(pd.date_range("2026-03-02", periods=n, freq="s", tz="UTC")),
        "agent": pd.Series([e[0] for e in events], dtype="str"),
        "session": pd.Series([f"S{e[0]}{e[1]}" for e in events], dtype="str"),
        "screen": pd.Series([e[2] for e in events], dtype="str"),
        "app": pd.Series(["app " + e[2] for e in events], dtype="str"),
        "action_raw": pd.Series(["x"] * n, dtype="str"),
        "active_seconds": pd.Series([float(e[3]) for e in events], dtype="float64"),
    }
    return make_log(columns)


def _naive_graph(log: UILog) -> ScreenGraph:
    events, visits, moves = Counter(), Counter(), Counter()
    seconds, agents = defaultdict(float), defaultdict(set)
    before = (None, None)
    for row in log.table.itertuples():
        here = row.screen
        events[here] += 1
        seconds[here] += row.active_seconds
        agents[here].add(row.agent)
        previous = before[1] if before[0] == row.session else None
        if previous != here:
            visits[here] += 1
            if previous is not None:
                moves[previous, here] += 1
                seconds[previous, here] += row.active_seconds
                agents[previous, here].add(row.agent)
        before = row.session, here
    screens = [Screen(s, f"app {s}", events[s], seconds[s], visits[s], len(agents[s])) for s in events]
    transitions = [Transition(*m, moves[m], seconds[m], len(agents[m])) for m in moves]
    return ScreenGraph(
        tuple(sorted(screens, key=lambda s: (-s.active_seconds, s.name))),
        tuple(sorted(transitions, key=lambda t: (-t.active_seconds, -t.moves, t.source, t.target))),
    )


@given(_EVENTS)
@settings(max_examples=40, deadline=None)
def test_the_graph_is_what_counting_event_by_event_gives(events):
    log = _log(events)
    assert build_screen_graph(log) == _naive_graph(log)


@given(_EVENTS)
@settings(max_examples=40, deadline=None)
def test_every_visit_is_a_move_or_the_start_of_a_session(events):
    log = _log(events)
    graph = build_screen_graph(log)
    sessions = log.table["session"].nunique()
    assert sum(s.visits for s in graph.screens) == sum(t.moves for t in graph.transitions) + sessions
    assert sum(s.events for s in graph.screens) == len(log)


def test_counts_moves_inside_a_session_only():
    graph = build_screen_graph(_log([("a", 1, "X", 1), ("a", 1, "Y", 2), ("a", 2, "X", 4)]))
    assert graph.transitions == (Transition("X", "Y", 1, 2.0, 1),)


def test_longest_active_time_comes_first_then_the_name():
    graph = build_screen_graph(_log([("a", 1, "Z", 1), ("a", 1, "Y", 1), ("a", 1, "X", 5)]))
    assert [s.name for s in graph.screens] == ["X", "Y", "Z"]


def test_one_event_is_one_screen_and_no_move():
    graph = build_screen_graph(_log([("a", 1, "X", 0)]))
    assert graph == ScreenGraph((Screen("X", "app X", 1, 0.0, 1, 1),), ())


def test_networkx_gets_the_same_counts():
    graph = screen_digraph(_log([("a", 1, "X", 1), ("a", 1, "Y", 2), ("b", 1, "X", 3), ("b", 1, "Y", 4)]))
    assert graph.edges["X", "Y"] == {"moves": 2, "active_seconds": 6.0, "agents": 2}
    assert graph.nodes["X"]["visits"] == 2

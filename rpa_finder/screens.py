"""Screens: which screens there are and how agents move between them.

In: UILog with sessions and active seconds. Out: ScreenGraph.
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from rpa_finder.events import UILog
from rpa_finder.model import Screen, ScreenGraph, Transition

_Array = np.ndarray[Any, np.dtype[Any]]


def build_screen_graph(log: UILog) -> ScreenGraph:
    """Count screens and the moves between them, longest active time first, then by name.

    events and visits are counts, active_seconds are seconds, agents are
    distinct. A move is two events in a row of one session on different
    screens; its active seconds are those of the event that arrives.
    """
    graph = screen_digraph(log)
    screens = [Screen(name, **facts) for name, facts in graph.nodes(data=True)]
    moves = [Transition(source, target, **facts) for source, target, facts in graph.edges(data=True)]
    return ScreenGraph(
        tuple(sorted(screens, key=lambda s: (-s.active_seconds, s.name))),
        tuple(sorted(moves, key=lambda t: (-t.active_seconds, -t.moves, t.source, t.target))),
    )


def screen_digraph(log: UILog) -> nx.DiGraph:
    """Give the same graph for networkx: one node a screen, one edge a pair of screens that was moved between."""
    graph = nx.DiGraph()
    screen, session = log.codes("screen"), log.codes("session")
    agent, seconds = log.codes("agent"), log.table["active_seconds"].to_numpy()
    same_session = np.zeros(len(log), dtype=bool)
    same_session[1:] = session[1:] == session[:-1]
    before = np.where(same_session, np.roll(screen, 1), -1)
    arrives = before != screen

    names, apps = log.categories("screen"), _app_of_screen(log)
    count, active, agents = _aggregate(screen, seconds, agent, len(names))
    visits = np.bincount(screen[arrives], minlength=len(names))
    for i, name in enumerate(names):
        if count[i]:
            facts = {"app": apps[i], "events": int(count[i]), "active_seconds": float(active[i])}
            graph.add_node(name, **facts, visits=int(visits[i]), agents=int(agents[i]))

    moved = arrives & (before >= 0)
    pairs, edge = np.unique(before[moved] * len(names) + screen[moved], return_inverse=True)
    count, active, agents = _aggregate(edge, seconds[moved], agent[moved], len(pairs))
    for i, pair in enumerate(pairs):
        ends = names[pair // len(names)], names[pair % len(names)]
        graph.add_edge(*ends, moves=int(count[i]), active_seconds=float(active[i]), agents=int(agents[i]))
    return graph


def _aggregate(group: _Array, seconds: _Array, agent: _Array, n: int) -> tuple[_Array, _Array, _Array]:
    """Count rows, add seconds and count distinct agents of each group."""
    people = int(agent.max(initial=-1)) + 2
    met = np.unique(group * people + agent + 1)
    return (
        np.bincount(group, minlength=n),
        np.bincount(group, weights=seconds, minlength=n),
        np.bincount(met // people, minlength=n),
    )


def _app_of_screen(log: UILog) -> list[str]:
    """Give each screen's application; cleaning made screens unique over applications."""
    first = np.full(len(log.categories("screen")), -1, dtype=np.int64)
    screen, app = log.codes("screen"), log.codes("app")
    first[screen[::-1]] = app[::-1]
    names = log.categories("app")
    return [names[a] if a >= 0 else "" for a in first]

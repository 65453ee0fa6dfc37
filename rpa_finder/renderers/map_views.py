"""What the page shows of the screen map beside its picture: figures, moves and routines of each screen and move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rpa_finder.model import Routine, Scan
from rpa_finder.renderers.layout import MAX_MOVES, Layout, lay_out
from rpa_finder.renderers.words import count_noun, format_count, format_share, format_worked

DRAWN_MOVES = 150
"""Moves that the slider can bring on; the first MAX_MOVES are shown."""
MOST_NEIGHBOURS = 6
LEAST_SCREENS = 5
"""Where the sliders end."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move as its screens' panels list it."""

    move: int
    """Number on the map."""
    screen: str
    """At the other end."""
    figures: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The panel of one screen or move."""

    number: int
    name: str
    other: str
    """Where a move leads; "" for a screen."""
    app: str
    facts: tuple[tuple[str, str], ...]
    into: tuple[MoveLine, ...]
    out_of: tuple[MoveLine, ...]
    routines: tuple[str, ...]
    """Ids of the routines through it."""


@dataclass(frozen=True, slots=True)
class MapView:
    """Layout, panels, and where each routine runs."""

    layout: Layout
    screens: tuple[Detail, ...]
    moves: tuple[Detail, ...]
    paths: Mapping[str, str]
    """For each routine the numbers of its screens, in the order of its steps."""
    lines: Mapping[str, str]
    """For each routine the numbers of its moves."""
    shown_moves: int
    least_screens: int
    covered: str
    """Share of hands-on time that the screens on the map hold."""


def view_map(scan: Scan) -> MapView:
    """Lay the graph out and collect what stands behind every screen and line."""
    layout = lay_out(scan.graph, lines=DRAWN_MOVES)
    pairs = {r.id: set(_moves_of(r)) for r in scan.routines}
    screens_of = {r.id: dict.fromkeys(step.screen for step in r.steps) for r in scan.routines}
    number = {placed.screen.name: i for i, placed in enumerate(layout.screens)}
    total = sum(s.active_seconds for s in scan.graph.screens)
    covered = sum(p.screen.active_seconds for p in layout.screens)
    return MapView(
        layout=layout,
        screens=tuple(_screens(layout, total, screens_of)),
        moves=tuple(_moves(layout, pairs)),
        paths={r: " ".join(str(number[s]) for s in names if s in number) for r, names in screens_of.items()},
        lines={r: _numbers(layout, found) for r, found in pairs.items()},
        shown_moves=min(MAX_MOVES, len(layout.moves)),
        least_screens=min(LEAST_SCREENS, len(layout.screens)),
        covered=format_share(covered / total if total else 1),
    )


def _moves_of(routine: Routine) -> Iterable[Pair]:
    """Give the moves between screens in the ways that a routine is done."""
    screens = [step.screen for step in routine.steps]
    ways: Sequence[Sequence[str]] = [[screens[i - 1] for i in v.steps] for v in routine.variants] or [screens]
    for way in ways:
        for a, b in pairwise(way):
            if a != b:
                yield a, b


def _numbers(layout: Layout, pairs: set[Pair]) -> str:
    moves = enumerate(layout.moves)
    return " ".join(str(i) for i, m in moves if (m.transition.source, m.transition.target) in pairs)


def _screens(layout: Layout, total: float, screens_of: Mapping[str, Iterable[str]]) -> Iterable[Detail]:
    into, out_of = defaultdict(list), defaultdict(list)
    for i, placed in enumerate(layout.moves):
        t = placed.transition
        figures = f"{count_noun(t.moves, 'move')}, {format_worked(t.active_seconds)}"
        out_of[t.source].append(MoveLine(i, t.target, figures))
        into[t.target].append(MoveLine(i, t.source, figures))
    for i, placed_screen in enumerate(layout.screens):
        screen = placed_screen.screen
        share = format_share(screen.active_seconds / total) if total else ""
        yield Detail(
            number=i,
            name=screen.name,
            other="",
            app=screen.app,
            facts=(
                ("Hands-on", f"{format_worked(screen.active_seconds)}{f' ({share})' if share else ''}"),
                ("Visits", format_count(screen.visits)),
                ("Events", format_count(screen.events)),
                ("Agents", format_count(screen.agents)),
            ),
            into=tuple(into[screen.name][:MOST_NEIGHBOURS]),
            out_of=tuple(out_of[screen.name][:MOST_NEIGHBOURS]),
            routines=tuple(r for r, names in screens_of.items() if screen.name in names),
        )


def _moves(layout: Layout, pairs: Mapping[str, set[Pair]]) -> Iterable[Detail]:
    app_of = {p.screen.name: p.screen.app for p in layout.screens}
    for i, placed in enumerate(layout.moves):
        t = placed.transition
        yield Detail(
            number=i,
            name=t.source,
            other=t.target,
            app=app_of[t.source],
            facts=(
                ("Moves", format_count(t.moves)),
                ("Hands-on, in all", format_worked(t.active_seconds)),
                ("Each", format_worked(t.active_seconds / t.moves) if t.moves else ""),
                ("Agents", format_count(t.agents)),
            ),
            into=(),
            out_of=(),
            routines=tuple(r for r, found in pairs.items() if (t.source, t.target) in found),
        )

"""Lead the lines of a layered picture round its boxes.

A line leaves a box at a port, crosses every column between through a free
gap, and enters its target at a port. Between columns it may bend; within a
column it runs level, so that it never runs behind a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

Point = tuple[float, float]
Pair = tuple[str, str]

_CLEAR = 4.0
_APART = 2.5
_GRID = 3.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A box: its column, its upper left corner and its size, in px."""

    column: int
    x: float
    y: float
    width: float
    height: float


def route(spots: Mapping[str, Spot], widths: Mapping[Pair, float], height: float) -> dict[Pair, tuple[Point, ...]]:
    """Give each pair (source, target) its points: port, two in every column passed, port."""
    passes = _passes(spots, widths, height)
    ports = _ports(spots, widths, passes)
    lefts = {s.column: (s.x, s.x + s.width) for s in spots.values()}
    lines = {}
    for pair in widths:
        source, target = spots[pair[0]], spots[pair[1]]
        points = [ports[pair, 0]]
        for column in _between(source, target):
            near, far = lefts[column] if source.column < target.column else lefts[column][::-1]
            y = passes[pair][column]
            points += [(near, y), (far, y)]
        lines[pair] = (*points, ports[pair, 1])
    return lines


def _between(source: Spot, target: Spot) -> range:
    step = 1 if source.column < target.column else -1
    return range(source.column + step, target.column, step)


def _passes(spots: Mapping[str, Spot], widths: Mapping[Pair, float], height: float) -> dict[Pair, dict[int, float]]:
    """For each line the height at which it crosses each column; the widest lines choose first."""
    boxes: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for spot in spots.values():
        boxes[spot.column].append((spot.y, spot.y + spot.height))
    taken: dict[int, list[tuple[float, float]]] = defaultdict(list)
    passes: dict[Pair, dict[int, float]] = {}
    for pair in sorted(widths, key=lambda p: (-widths[p], p)):
        source, target = spots[pair[0]], spots[pair[1]]
        y, goal = _middle(source), _middle(target)
        columns = list(_between(source, target))
        heights = {}
        for i, column in enumerate(columns):
            wanted = y + (goal - y) / (len(columns) - i + 1)
            y = _gap(wanted, widths[pair], boxes[column], taken[column], height)
            taken[column].append((y, widths[pair]))
            heights[column] = y
        passes[pair] = heights
    return passes


def _gap(
    wanted: float, width: float, boxes: list[tuple[float, float]], taken: list[tuple[float, float]], height: float
) -> float:
    """Give the free height nearest to the wanted one; lines share a height only if none is free."""
    clear = width / 2 + _CLEAR
    steps = int(height / _GRID) + 1
    free = [y for y in (i * _GRID for i in range(1, steps)) if all(y < a - clear or y > b + clear for a, b in boxes)]
    if not free:
        free = [y for y in (i * _GRID for i in range(1, steps)) if all(y < a or y > b for a, b in boxes)] or [wanted]
    alone = [y for y in free if all(abs(y - other) >= (width + w) / 2 + _APART for other, w in taken)]
    return min(alone or free, key=lambda y: (abs(y - wanted), y))


def _ports(
    spots: Mapping[str, Spot], widths: Mapping[Pair, float], passes: Mapping[Pair, Mapping[int, float]]
) -> dict[tuple[Pair, int], Point]:
    """Spread the ends of lines over the sides of their boxes, in the order in which they arrive."""
    sides: dict[tuple[str, bool], list[tuple[float, Pair, int]]] = defaultdict(list)
    for pair in sorted(widths):
        source, target = spots[pair[0]], spots[pair[1]]
        heights = list(passes[pair].values())
        first = heights[0] if heights else _middle(target)
        last = heights[-1] if heights else _middle(source)
        sides[pair[0], source.column <= target.column].append((first, pair, 0))
        sides[pair[1], source.column >= target.column].append((last, pair, 1))
    ports = {}
    for (name, right), ends in sides.items():
        spot = spots[name]
        x = spot.x + spot.width if right else spot.x
        step = (spot.height - 8) / len(ends)
        for i, (_, pair, end) in enumerate(sorted(ends)):
            ports[pair, end] = (x, spot.y + 4 + step * (i + 0.5))
    return ports


def _middle(spot: Spot) -> float:
    return spot.y + spot.height / 2

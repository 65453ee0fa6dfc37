"""Place the screens and moves of a graph on a picture: the same input, the same picture.

Layered drawing: moves point from left to right where they can, every
application has a lane, and a move that passes a column goes through a free
gap there, so that no line runs behind a box. Ties are broken by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

from rpa_finder.model import Screen, ScreenGraph, Transition
from rpa_finder.renderers.routing import Spot, route

MAX_SCREENS = 40
MAX_MOVES = 60
COLUMNS = 7
BOX_WIDTH = 136
BOX_HEIGHT = 56
ROW_GAP = 16
LANE_HEAD = 30
OTHER = "Other applications"

_MAX_LANES = 8
_ALL_ORDERS = 7
_SWEEPS = 12
_PULLS = 6
_PICTURE_WIDTH = 1180
_MARGIN = 4
_LOOP_ROOM = 34

Slots = dict[str, int]
"""For each screen a column or a row."""


@dataclass(frozen=True, slots=True)
class PlacedScreen:
    """A screen's box."""

    screen: Screen
    lane: int
    column: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PlacedMove:
    """A move's line."""

    transition: Transition
    points: tuple[tuple[float, float], ...]
    """Port of the source, left and right end in every column passed, port of the target."""
    width: float
    """Line width in px, by active seconds."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The band of one application."""

    app: str
    y: float
    height: float
    active_seconds: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes, lines and bands in px, and how much was left out."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    screens: tuple[PlacedScreen, ...]
    moves: tuple[PlacedMove, ...]
    screens_left_out: int
    moves_left_out: int


def lay_out(
    graph: ScreenGraph, max_screens: int = MAX_SCREENS, max_moves: int = MAX_MOVES, lines: int = MAX_MOVES
) -> Layout:
    """Choose the screens and moves with most active time and place them; screens and moves come heaviest first.

    The heaviest max_moves decide where screens go; so many lines are led round the boxes.
    """
    screens = _heaviest_screens(graph.screens, max_screens)
    drawn = _heaviest_moves(graph.transitions, {s.name for s in screens}, max(max_moves, lines))
    moves = drawn[:max_moves]
    lane_of = _lanes(screens, moves)
    columns = _columns(screens, moves, lane_of)
    rows = _rows(screens, moves, lane_of, columns)
    lanes = _bands(screens, lane_of, rows)
    used = max(columns.values(), default=0) + 1
    step = BOX_WIDTH + _column_gap(used)
    placed = tuple(
        PlacedScreen(
            s,
            lane_of[s.name],
            columns[s.name],
            _MARGIN + columns[s.name] * step,
            lanes[lane_of[s.name]].y + LANE_HEAD + rows[s.name] * (BOX_HEIGHT + ROW_GAP),
        )
        for s in screens
    )
    height = lanes[-1].y + lanes[-1].height if lanes else 0.0
    spots = {p.screen.name: Spot(p.column, p.x, p.y, BOX_WIDTH, BOX_HEIGHT) for p in placed}
    widths = {(m.source, m.target): _line_width(m, drawn) for m in drawn}
    paths = route(spots, widths, height)
    return Layout(
        width=2 * _MARGIN + used * BOX_WIDTH + (used - 1) * _column_gap(used) + _LOOP_ROOM,
        height=height,
        lanes=lanes,
        screens=placed,
        moves=tuple(PlacedMove(m, paths[m.source, m.target], widths[m.source, m.target]) for m in drawn),
        screens_left_out=len(graph.screens) - len(screens),
        moves_left_out=sum(t.source != t.target for t in graph.transitions) - len(drawn),
    )


def _heaviest_screens(screens: Iterable[Screen], most: int) -> list[Screen]:
    return sorted(screens, key=lambda s: (-s.active_seconds, -s.visits, s.name))[:most]


def _heaviest_moves(transitions: Iterable[Transition], names: set[str], most: int) -> list[Transition]:
    inside = [t for t in transitions if t.source in names and t.target in names and t.source != t.target]
    return sorted(inside, key=_by_weight)[:most]


def _by_weight(move: Transition) -> tuple[float, int, str, str]:
    return (-move.active_seconds, -move.moves, move.source, move.target)


def _line_width(move: Transition, moves: list[Transition]) -> float:
    most = max(m.active_seconds for m in moves)
    share = move.active_seconds / most if most > 0 else 0.0
    return round(max(1.0, 9.0 * share), 1)


def _column_gap(used: int) -> float:
    room = _PICTURE_WIDTH - _LOOP_ROOM - 2 * _MARGIN - used * BOX_WIDTH
    return max(32.0, min(96.0, room / (used - 1))) if used > 1 else 0.0


def _lanes(screens: list[Screen], moves: list[Transition]) -> Slots:
    """Give each screen its lane: applications that exchange most time lie side by side."""
    seconds: dict[str, float] = defaultdict(float)
    for screen in screens:
        seconds[screen.app] += screen.active_seconds
    apps = sorted(seconds, key=lambda a: (-seconds[a], a))
    band = {app: app if i < _MAX_LANES else OTHER for i, app in enumerate(apps)}
    app_of = {s.name: band[s.app] for s in screens}
    pull: dict[tuple[str, str], float] = defaultdict(float)
    for move in moves:
        a, b = sorted((app_of[move.source], app_of[move.target]))
        if a != b:
            pull[a, b] += move.active_seconds
    order = _best_order(list(dict.fromkeys(band[a] for a in apps)), pull)
    place = {app: i for i, app in enumerate(order)}
    return {s.name: place[app_of[s.name]] for s in screens}


def _best_order(apps: list[str], pull: Mapping[tuple[str, str], float]) -> tuple[str, ...]:
    pairs = sorted(pull.items())

    def cost(order: tuple[str, ...]) -> float:
        place = {app: i for i, app in enumerate(order)}
        return sum(w * abs(place[a] - place[b]) for (a, b), w in pairs if a in place and b in place)

    if len(apps) <= _ALL_ORDERS:
        return min(permutations(apps), key=cost, default=())
    order = tuple(apps[:1])
    for app in apps[1:]:
        order = min(((*order[:i], app, *order[i:]) for i in range(len(order) + 1)), key=cost)
    return order


def _columns(screens: list[Screen], moves: list[Transition], lane_of: Slots) -> Slots:
    forward = _without_cycles(moves)
    columns: Slots = {}
    ranks = _ranks([s.name for s in screens], forward)
    for part in _connected([s.name for s in screens], moves):
        columns |= _scaled({name: ranks[name] for name in part})
    _pull_together(screens, forward, columns)
    _thin_out(screens, lane_of, columns)
    used = {c: i for i, c in enumerate(sorted(set(columns.values())))}
    return {name: used[c] for name, c in columns.items()}


def _without_cycles(moves: list[Transition]) -> list[Transition]:
    """Keep each move, heaviest first, unless it closes a cycle with those kept."""
    after: dict[str, set[str]] = defaultdict(set)
    kept = []
    for move in moves:
        if not _reaches(after, move.target, move.source):
            after[move.source].add(move.target)
            kept.append(move)
    return kept


def _reaches(after: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen, todo = {start}, [start]
    while todo:
        node = todo.pop()
        if node == goal:
            return True
        fresh = after.get(node, set()) - seen
        seen |= fresh
        todo.extend(fresh)
    return False


def _ranks(names: list[str], forward: list[Transition]) -> Slots:
    """Length of the longest path that leads to each screen."""
    before: dict[str, list[str]] = defaultdict(list)
    for move in forward:
        before[move.target].append(move.source)
    ranks: Slots = {}

    def rank(name: str) -> int:
        if name not in ranks:
            ranks[name] = max((rank(b) + 1 for b in before[name]), default=0)
        return ranks[name]

    for name in names:
        rank(name)
    return ranks


def _connected(names: list[str], moves: list[Transition]) -> list[list[str]]:
    """Part the screens into those that moves connect, so that a long chain squeezes no other part."""
    near: dict[str, list[str]] = defaultdict(list)
    for move in moves:
        near[move.source].append(move.target)
        near[move.target].append(move.source)
    seen: set[str] = set()
    parts = []
    for name in names:
        part, todo = [], [name]
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                part.append(node)
                todo.extend(near[node])
        if part:
            parts.append(part)
    return parts


def _scaled(ranks: Slots) -> Slots:
    most = max(ranks.values(), default=0)
    if most < COLUMNS:
        return dict(ranks)
    return {name: (rank * (COLUMNS - 1) * 2 + most) // (2 * most) for name, rank in ranks.items()}


def _pull_together(screens: list[Screen], forward: list[Transition], columns: Slots) -> None:
    """Move each screen to the weighted median of its neighbours, within what its moves allow."""
    last = max(columns.values(), default=0)
    before, after = defaultdict(list), defaultdict(list)
    for move in forward:
        before[move.target].append((move.source, move.active_seconds))
        after[move.source].append((move.target, move.active_seconds))
    for _ in range(_PULLS):
        for screen in screens:
            name = screen.name
            near = [(columns[n], w) for n, w in before[name] + after[name]]
            if not near:
                continue
            low = max((min(columns[n] + 1, last) for n, _ in before[name]), default=0)
            high = min((max(columns[n] - 1, 0) for n, _ in after[name]), default=last)
            if low <= high:
                columns[name] = min(max(_weighted_median(near), low), high)


def _weighted_median(pairs: list[tuple[int, float]]) -> int:
    half, reached = sum(w for _, w in pairs) / 2, 0.0
    for value, weight in sorted(pairs):
        reached += weight
        if reached >= half:
            return value
    return pairs[-1][0]


def _thin_out(screens: list[Screen], lane_of: Slots, columns: Slots) -> None:
    """Let no lane pile up in a column: the lightest screens go to the nearest column with room."""
    sizes: dict[int, int] = defaultdict(int)
    for lane in lane_of.values():
        sizes[lane] += 1
    taken: dict[tuple[int, int], int] = defaultdict(int)
    for screen in screens:
        lane, wanted = lane_of[screen.name], columns[screen.name]
        room = max(2, -(-sizes[lane] // COLUMNS))
        free = [c for c in range(COLUMNS) if taken[lane, c] < room]
        columns[screen.name] = min(free, key=lambda c: (abs(c - wanted), -c))
        taken[lane, columns[screen.name]] += 1


def _rows(screens: list[Screen], moves: list[Transition], lane_of: Slots, columns: Slots) -> Slots:
    """Give each screen its row within its lane, by sweeps towards its neighbours' mean height."""
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for screen in screens:
        cells[columns[screen.name], lane_of[screen.name]].append(screen.name)
    tall: dict[int, int] = defaultdict(int)
    for (_, lane), names in cells.items():
        tall[lane] = max(tall[lane], len(names))
    top, start = {}, 0.0
    for lane in sorted(tall):
        top[lane] = start
        start += tall[lane] + 0.5
    near: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for move in moves:
        near[move.source].append((move.target, move.active_seconds + 1))
        near[move.target].append((move.source, move.active_seconds + 1))
    rows = {name: i for names in cells.values() for i, name in enumerate(names)}
    order = sorted(cells)
    for sweep in range(_SWEEPS):
        for cell in order if sweep % 2 == 0 else reversed(order):
            lane = cell[1]
            wish = {n: _wish(n, near[n], rows, lane_of, top) - top[lane] for n in cells[cell]}
            names = sorted(cells[cell], key=lambda n: (wish[n], n))
            slots = min(
                combinations(range(tall[lane]), len(names)),
                key=lambda s: sum(abs(row - wish[n]) for row, n in zip(s, names, strict=True)),
            )
            rows.update(zip(names, slots, strict=True))
    return rows


def _wish(name: str, near: list[tuple[str, float]], rows: Slots, lane_of: Slots, top: Mapping[int, float]) -> float:
    if not near:
        return top[lane_of[name]] + rows[name]
    total = sum(weight for _, weight in near)
    return sum((top[lane_of[n]] + rows[n]) * weight for n, weight in near) / total


def _bands(screens: list[Screen], lane_of: Slots, rows: Slots) -> tuple[Lane, ...]:
    lanes = []
    y = 0.0
    for lane in sorted(set(lane_of.values())):
        members = [s for s in screens if lane_of[s.name] == lane]
        apps = {s.app for s in members}
        height = LANE_HEAD + (max(rows[s.name] for s in members) + 1) * (BOX_HEIGHT + ROW_GAP)
        title = members[0].app if len(apps) == 1 else OTHER
        lanes.append(Lane(title, y, height, sum(s.active_seconds for s in members)))
        y += height
    return tuple(lanes)

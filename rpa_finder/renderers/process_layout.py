"""Place a process flow on a picture with a lane for each application: the same flow, the same picture.

Every event, task and gateway has a column of its own, so that nothing can
overlap; lines that pass a column are led round its box by the same routing as
the screen graph's, and bend at right angles between the columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from rpa_finder.renderers.process_flow import ProcessFlow, Shift
from rpa_finder.renderers.routing import Point, Spot, route

SIZES = {"start": (36, 36), "end": (36, 36), "split": (50, 50), "join": (50, 50), "task": (100, 80)}
"""Width and height in px that BPMN tools draw by themselves."""
LANE_HEIGHT = 170
LANE_HEAD = 60
"""Room for the names of the pool and of its lanes."""

_GAP = 60
_LEAST_TRACK = 8
_MARGIN = 30


@dataclass(frozen=True, slots=True)
class Node:
    """An event, a task or a gateway with its box."""

    id: str
    kind: str
    """start, task, split, join or end."""
    visit: int
    """Index of the visit it belongs to; -1 the start, the number of visits the end."""
    name: str
    lane: int
    x: float
    y: float

    @property
    def width(self) -> float:
        """Width of the box."""
        return SIZES[self.kind][0]

    @property
    def height(self) -> float:
        """Height of the box."""
        return SIZES[self.kind][1]


@dataclass(frozen=True, slots=True)
class Line:
    """A sequence flow with its waypoints."""

    id: str
    source: str
    target: str
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class ProcessLayout:
    """Boxes, lines and lanes of a process, in px."""

    lanes: tuple[str, ...]
    """Applications, from top to bottom."""
    nodes: tuple[Node, ...]
    """In their order along the way."""
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out_process(flow: ProcessFlow) -> ProcessLayout:
    """Place every element of a flow; gateways stand where more than one way leads out or in."""
    lanes = tuple(dict.fromkeys(v.app for v in flow.visits)) or ("",)
    nodes = tuple(_nodes(flow, lanes))
    shifts = list(_joints(flow, nodes))
    height = LANE_HEIGHT * len(lanes)
    spots = {n.id: Spot(i, n.x, n.y, n.width, n.height) for i, n in enumerate(nodes)}
    routes = route(spots, {(source, target): 1.0 for source, target, _ in shifts}, height)
    bent = _bend(routes, {n.id: n for n in nodes})
    lines = tuple(
        Line(f"flow_{i}", source, target, name, bent[source, target])
        for i, (source, target, name) in enumerate(shifts, 1)
    )
    return ProcessLayout(lanes, nodes, lines, nodes[-1].x + nodes[-1].width + _MARGIN, height)


def _nodes(flow: ProcessFlow, lanes: tuple[str, ...]) -> Iterator[Node]:
    end = len(flow.visits)
    out = Counter(shift.source for shift in flow.shifts)
    into = Counter(shift.target for shift in flow.shifts)
    questions = dict(flow.questions)
    x: float = LANE_HEAD + _MARGIN
    for visit in range(-1, end + 1):
        app = flow.visits[min(max(visit, 0), end - 1)].app if end else ""
        lane = lanes.index(app)
        kind = "start" if visit < 0 else "end" if visit == end else "task"
        name = {"start": "Start", "end": "End"}.get(kind) or flow.visits[visit].name
        here = [("join", "")] * (into[visit] > 1) + [(kind, name)]
        here += [("split", questions.get(visit, ""))] * (out[visit] > 1)
        for what, words in here:
            width, height = SIZES[what]
            id_ = what if what in ("start", "end") else f"{what}_{visit + 1}"
            yield Node(id_, what, visit, words, lane, x, lane * LANE_HEIGHT + (LANE_HEIGHT - height) / 2)
            x += width + _GAP


def _joints(flow: ProcessFlow, nodes: tuple[Node, ...]) -> Iterator[tuple[str, str, str]]:
    """Give source, target and name of every line: those of the flow, and those between a task and its gateways."""
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    for node in nodes:
        first.setdefault(node.visit, node.id)
        last[node.visit] = node.id
    for a, b in pairwise(nodes):
        if a.visit == b.visit:
            yield a.id, b.id, ""
    for shift in flow.shifts:
        yield last[shift.source], first[shift.target], _name(shift, flow)


def _name(shift: Shift, flow: ProcessFlow) -> str:
    figure = f"{shift.executions} of {flow.executions}"
    return f"{figure}: {shift.when}" if shift.when else figure


def _bend(
    routes: dict[tuple[str, str], tuple[Point, ...]], nodes: dict[str, Node]
) -> dict[tuple[str, str], tuple[Point, ...]]:
    """Make lines of level and upright pieces only; uprights in the same gap stand apart."""
    gaps: dict[float, list[tuple[str, str]]] = defaultdict(list)
    for pair in sorted(routes):
        for a, b in _leaps(routes[pair]):
            if a[1] != b[1]:
                gaps[a[0]].append(pair)
    return {pair: tuple(_angular(points, pair, gaps, nodes)) for pair, points in routes.items()}


def _leaps(points: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    """Give the pieces of a line between two columns; those within a column are level already."""
    return list(zip(points[::2], points[1::2], strict=True))


def _angular(
    points: tuple[Point, ...], pair: tuple[str, str], gaps: dict[float, list[tuple[str, str]]], nodes: dict[str, Node]
) -> Iterator[Point]:
    leaps = _leaps(points)
    for i, (a, b) in enumerate(leaps):
        yield _touch(nodes[pair[0]], a) if i == 0 else a
        if a[1] != b[1]:
            here = gaps[a[0]]
            step = max(_LEAST_TRACK / 2, min(_GAP / (len(here) + 1), 2 * _LEAST_TRACK))
            x = round(a[0] + step * (here.index(pair) + 1), 1)
            yield (x, a[1])
            yield (x, b[1])
        yield _touch(nodes[pair[1]], b) if i == len(leaps) - 1 else b


def _touch(node: Node, point: Point) -> Point:
    """Move the end of a line from the box to the outline of what is drawn in it."""
    half = node.width / 2
    off = abs(point[1] - (node.y + node.height / 2))
    if node.kind == "task":
        return point
    reach = sqrt(max(0.0, half**2 - off**2)) if node.kind in ("start", "end") else half - off
    return (round(node.x + half + (reach if point[0] > node.x + half else -reach), 1), point[1])

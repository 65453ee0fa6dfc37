"""Place a process flow on a picture with a lane for each application: the same flow, the same picture.

Every event, task and gateway has a column of its own, so that nothing can
overlap. A line to the next element runs level, or bends once in the gap
between; a short cut leaves its gateway upwards or downwards, and passes all
it leaves out at one height that no box and no other short cut has there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rpa_finder.renderers.process_flow import ProcessFlow, Shift

Point = tuple[float, float]
Path = tuple[Point, ...]

SIZES = {"start": (36, 36), "end": (36, 36), "split": (50, 50), "join": (50, 50), "task": (150, 80)}
"""Width and height in px: those BPMN tools use, but tasks wide enough for the name of a screen."""
LANE_HEIGHT = 200
LANE_HEAD = 60
"""Room for the names of the pool and of its lanes."""

_GAP = 60
_MARGIN = 30
_CLEAR = 24.0
_APART = 12.0
_GRID = 6.0


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
    points: Path


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
    place = {n.id: i for i, n in enumerate(nodes)}
    points = _points([(place[source], place[target]) for source, target, _ in shifts], nodes, height)
    lines = tuple(
        Line(f"flow_{i}", source, target, name, points[place[source], place[target]])
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


def _points(pairs: Sequence[tuple[int, int]], nodes: Sequence[Node], height: float) -> dict[tuple[int, int], Path]:
    """Give every line its waypoints; the shortest short cuts choose their height first."""
    paths: dict[tuple[int, int], Path] = {}
    taken: list[tuple[float, int, int]] = []
    for first, last in sorted(pairs, key=lambda pair: (pair[1] - pair[0], pair)):
        source, target = nodes[first], nodes[last]
        if last == first + 1:
            paths[first, last] = _next(source, target)
            continue
        y = _free_height(first, last, nodes, taken, height)
        taken.append((y, first, last))
        paths[first, last] = ((_middle(source)[0], _side(source, y)), (_middle(source)[0], y))
        paths[first, last] += ((_middle(target)[0], y), (_middle(target)[0], _side(target, y)))
    return paths


def _next(source: Node, target: Node) -> Path:
    (_, y), (_, goal) = _middle(source), _middle(target)
    start, end = source.x + source.width, target.x
    if y == goal:
        return ((start, y), (end, y))
    return ((start, y), ((start + end) / 2, y), ((start + end) / 2, goal), (end, goal))


def _free_height(
    first: int, last: int, nodes: Sequence[Node], taken: Sequence[tuple[float, int, int]], height: float
) -> float:
    """Give the free height that costs the least way up and down; short cuts share one only if none is free."""
    passed = nodes[first : last + 1]
    beside = [y for y, a, b in taken if a <= last and b >= first]
    heights = [i * _GRID for i in range(1, int(height / _GRID))]
    free = [y for y in heights if all(y < n.y - _CLEAR or y > n.y + n.height + _CLEAR for n in passed)]
    alone = [y for y in free if all(abs(y - other) >= _APART for other in beside)]
    ends = _middle(nodes[first])[1], _middle(nodes[last])[1]
    return min(alone or free or [_GRID], key=lambda y: (sum(abs(y - end) for end in ends), y))


def _middle(node: Node) -> Point:
    return node.x + node.width / 2, node.y + node.height / 2


def _side(node: Node, y: float) -> float:
    """Give the upper or lower end of an element, whichever is nearer."""
    return node.y if y < node.y else node.y + node.height

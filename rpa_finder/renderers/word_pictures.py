"""The pictures of a proposal document: the way of working from top to bottom, and the screens it moves between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rpa_finder.model import Routine, Scan, ScreenGraph
from rpa_finder.renderers.graph_svg import cut_to_width
from rpa_finder.renderers.layout import BOX_HEIGHT, BOX_WIDTH, OTHER, lay_out
from rpa_finder.renderers.process_flow import ProcessFlow, Shift
from rpa_finder.renderers.routine_views import MAIN_STEP
from rpa_finder.renderers.word_drawing import Drawing, Point
from rpa_finder.renderers.words import count_noun, format_share, format_worked

TINTS = ("E3F1EC", "E1ECF6", "F8E9DF", "F0EFDD", "EFE2EA", "ECECEC")
"""Fills by application, the first six; ink stays legible on each. All others are grey."""
INK, EDGE, RULE = "191B1F", "9AA0A9", "8B919B"

_TEXT_WIDTH, _TEXT_HEIGHT = 642.0, 880.0
"""Room on an A4 page between margins of 2 cm, in px."""
_TURNED_WIDTH, _TURNED_HEIGHT = 970.0, 520.0
_BOX_WIDTH, _BOX_HEIGHT, _ROW = 430.0, 34.0, 50.0
_VISITS_PER_PICTURE = 14
_SIDE_TRACK = 16.0
_MOVES_PER_SCREEN = 2
_BULGE = 18.0


def draw_way(flow: ProcessFlow, colours: Mapping[str, int]) -> Iterator[Drawing]:
    """Draw visits from top to bottom, short cuts at their side; a long way takes several pictures."""
    visits = len(flow.visits)
    for first in range(0, max(visits, 1), _VISITS_PER_PICTURE):
        last = min(first + _VISITS_PER_PICTURE, visits)
        yield _part(flow, first, last, colours)


def _part(flow: ProcessFlow, first: int, last: int, colours: Mapping[str, int]) -> Drawing:
    total = max(1, flow.executions)
    rows = last - first + 2
    told = "; ".join(f"{i + 1} {flow.visits[i].screen}: {flow.visits[i].name}" for i in range(first, last))
    picture = Drawing(_TEXT_WIDTH, rows * _ROW, f"Visits of screens, from top to bottom: {told}")
    middle = _BOX_WIDTH / 2
    for visit in range(first - 1, last + 1):
        y = (visit - first + 1) * _ROW
        if visit in (first - 1, last):
            picture.box((middle - 60, y + 5), (120, _BOX_HEIGHT - 10), _end_words(visit, flow), "FFFFFF", RULE, 8)
        else:
            shown = flow.visits[visit]
            label = f"{visit + 1} {cut_to_width(shown.screen, 250, 10)}: {cut_to_width(shown.name, 330, 10)}"
            fill = TINTS[min(colours.get(shown.app, len(TINTS)), len(TINTS) - 1)]
            picture.box((0, y), (_BOX_WIDTH, _BOX_HEIGHT), label, fill, RULE, 7.5, "left")
        if visit < last:
            edge = (y + _BOX_HEIGHT - 5, y + _ROW + 5) if visit == first - 1 else (y + _BOX_HEIGHT, y + _ROW)
            bottom = edge[1] if visit != last - 1 else y + _ROW + 5
            picture.line(((middle, edge[0]), (middle, bottom if visit == last - 1 else y + _ROW)), INK)
            along = next((s.executions for s in flow.shifts if (s.source, s.target) == (visit, visit + 1)), 0)
            words = f"{along} of {flow.executions}, {format_share(along / total)}"
            picture.box((middle + 6, edge[0] - 1), (140, _ROW - _BOX_HEIGHT + 2), words, "", "", 6.5, "left")
    cuts = [s for s in flow.shifts if s.target > s.source + 1 and s.source < last and s.target >= first]
    for track, cut in enumerate(sorted(cuts, key=lambda s: (s.target - s.source, s.source))):
        _cut(picture, cut, track, (first, last), flow)
    return picture


def _cut(picture: Drawing, cut: Shift, track: int, part: tuple[int, int], flow: ProcessFlow) -> None:
    first, last = part
    x = _BOX_WIDTH + 14 + track * _SIDE_TRACK
    leaves, arrives = cut.source >= first - 1, cut.target <= last
    top = (max(cut.source, first - 1) - first + 1) * _ROW + 0.7 * _BOX_HEIGHT
    bottom = (min(cut.target, last) - first + 1) * _ROW + 0.3 * _BOX_HEIGHT
    top = top if leaves else 0.5 * _ROW
    edge = _edge(cut.source, flow, part), _edge(cut.target, flow, part)
    points = [(edge[0], top)] * leaves + [(x, top), (x, bottom)] + [(edge[1], bottom)] * arrives
    picture.line(points, EDGE, 1.0, arrow=True)
    picture.box((x - 1, (top + bottom) / 2 - 8), (30, 16), str(cut.executions), "", "", 6.5, "left")


def _edge(visit: int, flow: ProcessFlow, part: tuple[int, int]) -> float:
    return _BOX_WIDTH / 2 + 60 if visit < part[0] or visit >= part[1] else _BOX_WIDTH


def _end_words(visit: int, flow: ProcessFlow) -> str:
    if visit < 0:
        return "Start"
    return "End" if visit >= len(flow.visits) else f"continued: {visit + 1}"


def draw_screens(routine: Routine, scan: Scan, colours: Mapping[str, int]) -> Drawing | None:
    """Draw the routine's screens and the moves between them, as in the report's graph; None with fewer than two."""
    names = {s.screen for s in routine.steps if s.share >= MAIN_STEP}
    screens = tuple(s for s in scan.graph.screens if s.name in names)
    moves = tuple(t for t in scan.graph.transitions if t.source in names and t.target in names)
    if len(screens) < 2:
        return None
    layout = lay_out(ScreenGraph(screens, moves), max_moves=_MOVES_PER_SCREEN * len(screens))
    told = ", ".join(s.name for s in screens)
    picture = Drawing(layout.width, layout.height, f"{count_noun(len(screens), 'screen')} and their moves: {told}")
    picture.scale = min(1.0, _TURNED_WIDTH / layout.width, _TURNED_HEIGHT / layout.height)
    for lane in layout.lanes:
        picture.box((0, lane.y + 6), (BOX_WIDTH * 2, 20), lane.app or "Application not named", "", "", 7.5, "left")
        if lane.y:
            picture.line(((0, lane.y), (layout.width, lane.y)), "E3E3E0", 0.5, arrow=False)
    for move in sorted(layout.moves, key=lambda m: m.width):
        picture.line(_clear_of_boxes(move.points), EDGE, max(0.75, 0.5 * move.width))
    for placed in layout.screens:
        app = layout.lanes[placed.lane].app
        label = f"{placed.screen.app} · {placed.screen.name}" if app == OTHER else placed.screen.name
        text = f"{cut_to_width(label, 2 * BOX_WIDTH - 40, 12)}  {format_worked(placed.screen.active_seconds)}"
        fill = TINTS[min(colours.get(placed.screen.app, len(TINTS)), len(TINTS) - 1)]
        picture.box((placed.x, placed.y), (BOX_WIDTH, BOX_HEIGHT), text, fill, RULE, 7)
    return picture


def _clear_of_boxes(points: Sequence[Point]) -> Sequence[Point]:
    """Lead a move within one column out to the side, so that it crosses no box on its way up or down."""
    (x, top), (end, bottom) = points[0], points[-1]
    return (
        ((x, top), (x + _BULGE, top), (x + _BULGE, bottom), (end, bottom)) if len(points) == 2 and x == end else points
    )

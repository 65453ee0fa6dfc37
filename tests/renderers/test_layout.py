"""The picture of a graph: complete, free of overlaps, the same every time."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.model import Screen, ScreenGraph, Transition
from rpa_finder.renderers.graph_svg import cut_to_width, draw_graph, text_width, wrap_label
from rpa_finder.renderers.layout import BOX_HEIGHT, BOX_WIDTH, MAX_MOVES, MAX_SCREENS, OTHER, lay_out
from tests.renderers.story import benefits_scan


def screen(name, app="App", seconds=60.0):
    return Screen(name, app, 10, seconds, 5, 3)


def move(source, target, seconds=10.0):
    return Transition(source, target, 4, seconds, 2)


@st.composite
def graphs(draw):
    n = draw(st.integers(0, 60))
    apps = draw(st.integers(1, 12))
    screens = tuple(screen(f"S{i:02d}", f"App {i % apps}", float(draw(st.integers(0, 9000)))) for i in range(n))
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)) if n else st.nothing()
    pairs = draw(st.lists(ends, max_size=120, unique=True)) if n else []
    moves = tuple(move(f"S{a:02d}", f"S{b:02d}", float((a * 37 + b * 11) % 97)) for a, b in pairs)
    return ScreenGraph(screens, moves)


def boxes_of(layout):
    return [(p.x, p.y, p.x + BOX_WIDTH, p.y + BOX_HEIGHT) for p in layout.screens]


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_keeps_boxes_apart_and_inside_the_picture(graph):
    layout = lay_out(graph)
    boxes = boxes_of(layout)
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= layout.width
        assert bottom <= layout.height


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_shows_at_most_forty_screens_and_sixty_moves_and_says_what_is_left_out(graph):
    layout = lay_out(graph)
    assert len(layout.screens) <= MAX_SCREENS
    assert len(layout.moves) <= MAX_MOVES
    assert len(layout.screens) + layout.screens_left_out == len(graph.screens)
    between = sum(t.source != t.target for t in graph.transitions)
    assert len(layout.moves) + layout.moves_left_out == between


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_leads_no_line_behind_a_box(graph):
    layout = lay_out(graph)
    boxes = boxes_of(layout)
    for placed in layout.moves:
        for (x0, y0), (x1, y1) in zip(placed.points[1:-1:2], placed.points[2:-1:2], strict=True):
            assert y0 == y1
            left, right = min(x0, x1), max(x0, x1)
            assert not any(a < right and left < c and b < y0 < d for a, b, c, d in boxes)


@settings(max_examples=20, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_gives_the_same_picture_in_any_order_of_input(graph, random):
    screens, moves = list(graph.screens), list(graph.transitions)
    random.shuffle(screens)
    random.shuffle(moves)
    assert lay_out(ScreenGraph(tuple(screens), tuple(moves))) == lay_out(graph)


def test_starts_lines_at_boxes_and_points_most_time_to_the_right():
    layout = lay_out(benefits_scan().graph)
    box = {p.screen.name: p for p in layout.screens}
    forward = back = 0.0
    for placed in layout.moves:
        source, target = box[placed.transition.source], box[placed.transition.target]
        assert placed.points[0][0] in (source.x, source.x + BOX_WIDTH)
        assert placed.points[-1][0] in (target.x, target.x + BOX_WIDTH)
        if source.column < target.column:
            forward += placed.transition.active_seconds
        else:
            back += placed.transition.active_seconds
    assert forward > 1.5 * back


def test_gives_wide_lines_to_heavy_moves():
    graph = ScreenGraph((screen("A"), screen("B"), screen("C")), (move("A", "B", 900.0), move("B", "C", 9.0)))
    widths = {p.transition.target: p.width for p in lay_out(graph).moves}
    assert widths == {"B": 9.0, "C": 1.0}


def test_lays_out_no_screen_one_screen_and_moves_in_a_circle():
    assert lay_out(ScreenGraph((), ())).screens == ()
    assert len(lay_out(ScreenGraph((screen("A"),), (move("A", "A"),))).screens) == 1
    circle = ScreenGraph((screen("A"), screen("B")), (move("A", "B"), move("B", "A")))
    assert len(lay_out(circle).moves) == 2


def test_puts_many_applications_into_one_last_band_and_names_them_in_the_boxes():
    graph = ScreenGraph(tuple(screen(f"Form {i}", f"App{i:02d}", 100.0 - i) for i in range(14)), ())
    layout = lay_out(graph)
    assert len(layout.lanes) == 9
    assert [lane.app for lane in layout.lanes].count(OTHER) == 1
    assert "App13 ·" in draw_graph(layout, {}, "map")


def test_keeps_labels_inside_their_boxes():
    long = "Very long names of " + "Donaudampfschifffahrtsgesellschaft" * 5
    lines = wrap_label(long, (120, 70), 12)
    assert len(lines) == 2
    assert text_width(lines[0], 12) <= 120
    assert text_width(lines[1], 12) <= 70
    assert lines[1].endswith("…")


@given(st.text(), st.floats(20, 200))
def test_cuts_any_text_to_a_width(text, width):
    assert text_width(cut_to_width(text, width, 12), 12) <= width


def test_escapes_names_and_uses_no_style_attribute():
    svg = draw_graph(lay_out(ScreenGraph((screen('<b onload="x">&'),), ())), {"App": 0}, "map")
    assert "<b" not in svg
    assert "style=" not in svg

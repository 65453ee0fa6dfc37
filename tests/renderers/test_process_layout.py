from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given

from rpa_finder.model import Step
from rpa_finder.renderers.process_flow import trace_flow
from rpa_finder.renderers.process_layout import LANE_HEAD, LANE_HEIGHT, Node, lay_out_process
from tests.renderers.flows import SCANS, routine_of, scan_with


def layout_of(scan):
    return lay_out_process(trace_flow(routine_of(scan), scan))


def apart(a: Node, b: Node) -> bool:
    return a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y


@given(SCANS)
def test_boxes_lie_in_their_lane_and_never_overlap(scan):
    layout = layout_of(scan)
    assert all(apart(a, b) for a, b in combinations(layout.nodes, 2))
    for node in layout.nodes:
        assert node.lane * LANE_HEIGHT <= node.y < node.y + node.height <= (node.lane + 1) * LANE_HEIGHT
        assert LANE_HEAD <= node.x < node.x + node.width <= layout.width


@given(SCANS)
def test_lines_join_elements_at_right_angles_and_cross_no_box(scan):
    layout = layout_of(scan)
    nodes = {n.id: n for n in layout.nodes}
    for line in layout.lines:
        assert len(line.points) >= 2
        for (x, y), (to_x, to_y) in pairwise(line.points):
            assert (x == to_x) != (y == to_y)
            low, high = sorted((x, to_x)), sorted((y, to_y))
            for n in layout.nodes:
                inside = low[0] < n.x + n.width and low[1] > n.x and high[0] < n.y + n.height and high[1] > n.y
                assert not inside, f"{line.id} crosses {n.id}"
        for node, (x, y) in ((nodes[line.source], line.points[0]), (nodes[line.target], line.points[-1])):
            assert x in (node.x, node.x + node.width / 2, node.x + node.width)
            assert node.y <= y <= node.y + node.height


@given(SCANS)
def test_every_element_is_on_a_way_from_start_to_end(scan):
    layout = layout_of(scan)
    for node in layout.nodes:
        into = sum(line.target == node.id for line in layout.lines)
        out = sum(line.source == node.id for line in layout.lines)
        wanted = {"start": (0, 1), "end": (1, 0), "task": (1, 1)}
        if node.kind in wanted:
            assert (into, out) == wanted[node.kind]
        assert node.kind != "split" or (into == 1 and out > 1)
        assert node.kind != "join" or (into > 1 and out == 1)


def test_lanes_are_applications_in_the_order_of_the_way():
    steps = [Step(f"Screen {c}", "input", "", 1.0, 1.0) for c in "ba"]
    layout = layout_of(scan_with(steps, [(1, 2, 1)] * 4))
    assert layout.lanes == ("App b", "App a")
    assert [(n.kind, n.lane) for n in layout.nodes] == [("start", 0), ("task", 0), ("task", 1), ("task", 0), ("end", 0)]


def test_lines_say_how_many_executions_took_them():
    steps = [Step(f"Screen {c}", "input", "", 1.0, 1.0) for c in "abc"]
    layout = layout_of(scan_with(steps, [(1, 2, 3)] * 6 + [(1, 3)] * 4))
    assert [line.name for line in layout.lines if line.source == "split_1"] == ["6 of 10", "4 of 10"]

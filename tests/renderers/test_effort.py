"""The chart of value against effort: all inside, no label over a dot or another label."""

import re
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.model import Range
from rpa_finder.renderers.effort import NARROW, WIDE, Point, axis_ticks, value_against_effort
from rpa_finder.renderers.graph_svg import text_width

FINITE = st.floats(-1e6, 1e6, allow_nan=False)
RANGES = st.tuples(FINITE, FINITE, FINITE).map(sorted).map(lambda v: Range(*v))
POINTS = st.lists(st.tuples(st.floats(0, 500), RANGES), min_size=1, max_size=20)


@given(POINTS, st.none() | st.floats(0.01, 1e5), st.sampled_from([WIDE, NARROW]))
def test_keeps_proposals_inside_the_chart(given_points, even, width):
    svg = ElementTree.fromstring(value_against_effort([Point("P", x, r) for x, r in given_points], even, width))
    for dot in svg.iter("circle"):
        assert 0 <= float(dot.get("cx")) <= width
        assert 0 <= float(dot.get("cy")) <= 380
    for path in svg.iter("path"):
        assert all(-0.2 <= float(n) <= max(width, 380) + 0.2 for n in re.findall(r"-?[\d.]+", path.get("d")))


@given(POINTS)
def test_sets_no_label_over_another_or_over_a_dot(given_points):
    points = [Point(f"P{i:02d}", x, r) for i, (x, r) in enumerate(given_points)]
    svg = ElementTree.fromstring(value_against_effort(points))
    labels = [
        (float(t.get("x")), float(t.get("y")) - 9, float(t.get("x")) + text_width(t.text, 12), float(t.get("y")) + 2)
        for t in svg.iter("text")
        if t.get("class") == "name"
    ]
    dots = [(float(c.get("cx")), float(c.get("cy"))) for c in svg.iter("circle")]
    for a, b in combinations(labels, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, top, right, bottom in labels:
        assert not any(left < x < right and top < y < bottom for x, y in dots)


def test_names_seven_close_proposals_all():
    points = [Point(f"P{i}", 20 + i % 3, Range(90.0, 100.0 + i, 120.0)) for i in range(7)]
    assert value_against_effort(points).count('class="name"') == 7


def test_draws_the_line_from_which_a_build_pays_back():
    points = [Point("P01", 10, Range(0.0, 100.0, 200.0))]
    assert 'class="even"' in value_against_effort(points, 10.0)
    assert 'class="even"' not in value_against_effort(points)


@given(FINITE, FINITE)
def test_gives_ticks_that_reach_both_ends_and_zero(a, b):
    ticks = axis_ticks(min(a, b), max(a, b))
    assert 0 in ticks
    assert ticks[0] <= min(a, b, 0) + 1e-9
    assert ticks[-1] >= max(a, b, 0) * (1 - 1e-9)
    assert len(ticks) <= 9

"""Lines round boxes: where they leave, pass and enter."""

from __future__ import annotations

from rpa_finder.renderers.routing import Spot, route

WIDTH, HEIGHT = 100.0, 40.0


def spot(column: int, y: float) -> Spot:
    """Draw a box; columns lie 150 px apart."""
    return Spot(column, column * 150.0, y, WIDTH, HEIGHT)


def test_a_line_to_the_next_column_leads_from_side_to_side():
    lines = route({"A": spot(0, 10), "B": spot(1, 60)}, {("A", "B"): 3.0}, 120)
    assert lines == {("A", "B"): ((100.0, 30.0), (150.0, 80.0))}


def test_a_line_back_leaves_at_the_left_and_enters_at_the_right():
    lines = route({"A": spot(0, 10), "B": spot(1, 60)}, {("B", "A"): 3.0}, 120)
    assert lines == {("B", "A"): ((150.0, 80.0), (100.0, 30.0))}


def test_within_a_column_a_line_bulges_out_from_the_right_sides():
    lines = route({"A": spot(0, 10), "B": spot(0, 60)}, {("A", "B"): 3.0}, 120)
    assert [x for x, _ in lines["A", "B"]] == [100.0, 100.0]


def test_a_line_passes_a_box_between_level_and_with_room():
    spots = {"A": spot(0, 60), "B": spot(1, 60), "C": spot(2, 60)}
    start, near, far, end = route(spots, {("A", "C"): 2.0}, 200)["A", "C"]
    assert (start, end) == ((100.0, 80.0), (300.0, 80.0))
    assert (near[0], far[0]) == (150.0, 250.0)
    # The box reaches from 60 to 100; half the line and 4 px stay clear; heights are multiples of 3.
    assert near[1] == far[1] == 54.0


def test_a_line_back_passes_each_column_from_right_to_left():
    spots = {"A": spot(0, 60), "B": spot(1, 60), "C": spot(2, 60)}
    _, near, far, _ = route(spots, {("C", "A"): 2.0}, 200)["C", "A"]
    assert (near, far) == ((250.0, 54.0), (150.0, 54.0))


def test_the_widest_line_has_the_nearest_gap_and_the_others_keep_apart():
    spots = {name: spot(column, y) for name, column, y in [("A", 0, 60), ("B", 0, 60), ("M", 1, 60), ("C", 2, 60)]}
    lines = route(spots, {("A", "C"): 2.0, ("B", "C"): 8.0}, 200)
    wide, thin = lines["B", "C"][1][1], lines["A", "C"][1][1]
    # Half the line and 4 px clear of the box from 60 to 100: 51 or 111, and 51 is nearer to 80.
    assert wide == 51.0
    assert abs(wide - thin) >= (2.0 + 8.0) / 2


def test_ends_at_one_side_are_spread_in_the_order_in_which_lines_arrive():
    spots = {"A": spot(0, 60), "high": spot(1, 0), "low": spot(1, 120)}
    lines = route(spots, {("A", "low"): 1.0, ("A", "high"): 1.0}, 200)
    # 40 px less 8 for the corners, in two halves of 16.
    assert [lines["A", name][0] for name in ("high", "low")] == [(100.0, 72.0), (100.0, 88.0)]

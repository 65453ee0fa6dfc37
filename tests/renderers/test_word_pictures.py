from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given

from rpa_finder.model import Screen, ScreenGraph, Step, Transition
from rpa_finder.renderers.process_flow import trace_flow
from rpa_finder.renderers.word_pictures import draw_screens, draw_way
from tests.renderers.flows import SCANS, routine_of, scan_with
from tests.renderers.story import benefits_scan


def texts_of(picture) -> list[str]:
    return re.findall(r'<w:t xml:space="preserve">([^<]*)</w:t>', picture.run(1))


def inside(picture) -> bool:
    across, down = (int(v) for v in re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"/>', picture.run(1)).groups())
    found = re.findall(r'<a:off x="(-?\d+)" y="(-?\d+)"/><a:ext cx="(\d+)" cy="(\d+)"/>', picture.run(1))
    return all(int(x) >= 0 and int(x) + int(w) <= across and int(y) >= 0 for x, y, w, _ in found) and down > 0


@given(SCANS)
def test_a_way_stays_within_its_picture(scan):
    assert all(inside(picture) for picture in draw_way(trace_flow(routine_of(scan), scan), {}))


def test_a_way_shows_each_visit_once_with_the_executions_between():
    steps = [Step(f"Screen {c}", "copy", "Name", 1.0, 1.0) for c in "abc"]
    scan = scan_with(steps, [(1, 2, 3)] * 6 + [(1, 3)] * 4)
    (picture,) = draw_way(trace_flow(routine_of(scan), scan), {"App a": 0})
    texts = texts_of(picture)
    assert [t for t in texts if "Screen" in t] == [f"{i} Screen {c}: copy Name" for i, c in enumerate("abc", 1)]
    assert [t.replace("\u00a0", " ") for t in texts if " of " in t] == [
        "10 of 10, 100 %",
        "6 of 10, 60 %",
        "6 of 10, 60 %",
        "10 of 10, 100 %",
    ]
    assert "4" in texts
    assert picture.run(1).count('<a:srgbClr val="E3F1EC"/>') == 1


def test_a_long_way_goes_on_in_another_picture():
    steps = [Step(f"Screen {c}", "copy", "Name", 1.0, 1.0) for c in "ab"]
    scan = scan_with(steps, [(1, 2) * 10] * 3)
    first, second = draw_way(trace_flow(routine_of(scan), scan), {})
    assert "continued: 15" in texts_of(first)
    assert texts_of(second)[-1] == "End"


def test_the_screens_of_a_routine_are_drawn_with_their_moves():
    scan = benefits_scan()
    routine = scan.routines[0]
    picture = draw_screens(routine, scan, {})
    names = {s.screen for s in routine.steps if s.share >= 0.25}
    assert len([t for t in texts_of(picture) if t.endswith(("h", "min"))]) == len(names)
    assert inside(picture)


def test_one_screen_needs_no_picture():
    scan = scan_with([Step("Screen a", "copy", "Name", 1.0, 1.0)], [(1,)] * 3)
    assert draw_screens(routine_of(scan), scan, {}) is None


def test_a_move_up_a_column_goes_round_the_boxes_on_its_way():
    steps = [Step(f"Screen {c}", "input", "", 1.0, 1.0) for c in "abc"]
    scan = scan_with(steps, [(1, 2, 3)] * 3)
    screens = tuple(Screen(f"Screen {c}", "App", 1, 1.0, 1, 1) for c in "abc")
    moves = (Transition("Screen a", "Screen b", 9, 9.0, 1), Transition("Screen b", "Screen a", 9, 8.0, 1))
    scan = replace(scan, graph=ScreenGraph(screens, moves))
    picture = draw_screens(routine_of(scan), scan, {})
    assert picture.run(1).count("custGeom") == 2 * 2

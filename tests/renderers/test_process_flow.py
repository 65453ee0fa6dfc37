from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.model import DecisionPoint, Option, Step
from rpa_finder.renderers.process_flow import MOST_VISITS, align, trace_flow, usual_steps, usual_way
from tests.renderers.flows import SCANS, routine_of, scan_with

A, B, C = (Step(f"Screen {c}", "input", "Field", 1.0, 1.0) for c in "abc")


def longest_common(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    """Slow twin: the table of Wagner and Fischer."""
    row = [0] * (len(b) + 1)
    for x in a:
        new = [0]
        for j, y in enumerate(b):
            new.append(row[j] + 1 if x == y else max(row[j + 1], new[j]))
        row = new
    return row[-1]


@given(st.lists(st.integers(0, 4), max_size=30).map(tuple), st.lists(st.integers(1, 4), max_size=90).map(tuple))
def test_align_finds_a_longest_common_subsequence(steps: tuple[int, ...], spine: tuple[int, ...]):
    found = align(steps, spine)[::-1]
    assert found == sorted(set(found))
    assert len(found) == longest_common(steps, spine)
    rest = iter(steps)
    assert all(spine[at] in rest for at in found)


@given(SCANS)
def test_executions_flow_through_without_loss(scan):
    routine = routine_of(scan)
    flow = trace_flow(routine, scan)
    end = len(flow.visits)
    assert [(s.source, s.target) for s in flow.shifts] == sorted({(s.source, s.target) for s in flow.shifts})
    assert {(i, i + 1) for i in range(-1, end)} <= {(s.source, s.target) for s in flow.shifts}
    assert all(s.source < s.target for s in flow.shifts)
    for i, visit in enumerate(flow.visits):
        into = sum(s.executions for s in flow.shifts if s.target == i)
        assert into <= visit.executions <= into + flow.left_out
    started = sum(s.executions for s in flow.shifts if s.source == -1)
    assert started <= flow.executions == len(routine.executions) <= started + flow.left_out


def test_a_visit_that_is_left_out_is_a_short_cut():
    scan = scan_with([A, B, C], [(1, 2, 3)] * 6 + [(1, 3)] * 4)
    flow = trace_flow(routine_of(scan), scan)
    assert [v.screen for v in flow.visits] == ["Screen a", "Screen b", "Screen c"]
    assert {(s.source, s.target): s.executions for s in flow.shifts} == {
        (-1, 0): 10,
        (0, 1): 6,
        (0, 2): 4,
        (1, 2): 6,
        (2, 3): 10,
    }
    assert flow.left_out == 0


def test_a_rare_short_cut_is_counted_and_not_drawn():
    scan = scan_with([A, B, C], [(1, 2, 3)] * 30 + [(1, 3)])
    flow = trace_flow(routine_of(scan), scan)
    assert len(flow.shifts) == 4
    assert flow.left_out == 1


def test_steps_on_one_screen_are_one_visit_and_scrolling_is_not_told():
    steps = [Step("S", "focus", "", 1, 1), Step("S", "copy", "Account", 1, 1), Step("T", "paste", "Name", 1, 1)]
    scan = scan_with(steps, [(1, 2, 3)] * 3)
    assert [v.name for v in trace_flow(routine_of(scan), scan).visits] == ["copy Account", "paste into Name"]


def test_what_a_decision_goes_with_is_told_unless_it_points_to_persons():
    scan = scan_with([A, B, C], [(1, 2, 3)] * 6 + [(1, 3)] * 4)
    told = DecisionPoint(1, 10, (Option(2, 6), Option(3, 4, ("99",))), "the form of Field on Screen a", "form", 10)
    routine = replace(routine_of(scan), decisions=(told,))
    flow = trace_flow(routine, scan)
    assert flow.questions == ((0, "the form of Field on Screen a"),)
    assert [s.when for s in flow.shifts if (s.source, s.target) == (0, 2)] == ["99"]
    few = replace(scan, totals=replace(scan.totals, agents=40))
    routine = replace(routine, executions=routine.executions[:3], decisions=(replace(told, basis="agent"),))
    assert trace_flow(routine, few).questions == ()


def test_a_very_long_way_ends_in_a_note():
    spine = (1, 2) * MOST_VISITS
    scan = scan_with([A, B], [spine] * 3)
    flow = trace_flow(routine_of(scan), scan)
    assert len(flow.visits) == MOST_VISITS
    assert flow.visits[-1].name.replace("\u00a0", " ") == f"{MOST_VISITS + 1} more visits"


def naive_distance(way: tuple[int, ...], others: list[tuple[int, ...]]) -> int:
    return sum(len(way) + len(o) - 2 * longest_common(o, way) for o in others)


@given(st.lists(st.lists(st.integers(1, 5), max_size=8).map(tuple), min_size=1, max_size=10))
def test_the_usual_way_is_the_nearest_to_all_others(ways: list[tuple[int, ...]]):
    found = usual_way(routine_of(scan_with([A] * 5, ways)).executions)
    order = sorted(set(ways), key=lambda w: (-ways.count(w), w))
    nearest = min(order, key=lambda w: naive_distance(w, ways))
    rest = iter(nearest)
    assert all(step in rest for step in found)


def test_a_step_that_few_share_is_not_part_of_the_usual_way():
    ways = [(1, 2, 3)] * 3 + [(1, 3)] * 2 + [(1, 3, 4)] * 2 + [(1, 4, 3)] * 2 + [(1, 3, 5)] * 2 + [(5, 1, 3)] * 2
    assert usual_way(routine_of(scan_with([A] * 5, ways)).executions) == (1, 3)


def test_the_order_is_one_that_was_really_done_not_that_of_the_variant():
    scan = scan_with([A, B, C], [(3, 1)] * 5, spine=(1, 2, 3))
    assert usual_steps(routine_of(scan)) == (3, 1)


def test_without_executions_the_variant_tells_the_way():
    scan = scan_with([A, B, C], [(1, 3)] * 3)
    assert usual_steps(replace(routine_of(scan), executions=())) == (1, 3)


def test_a_routine_without_steps_leads_from_start_to_end():
    scan = scan_with([], [(0, 0)] * 3, ())
    flow = trace_flow(routine_of(scan), scan)
    assert (flow.visits, [(s.source, s.target, s.executions) for s in flow.shifts]) == ((), [(-1, 0, 3)])

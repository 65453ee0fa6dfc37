"""Criteria: worked figures of the literature, and what the log can't answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.criteria import inverse_stability, standardisation, surroundings, weigh_criteria
from rpa_finder.model import ScreenGraph, Transition
from rpa_finder.verdicts import measure_evidence
from tests.drawing_routines import GRAPH, draw_routine


def answers(routine, graph=GRAPH):
    return {c.name: c for c in weigh_criteria(routine, measure_evidence(routine, graph), graph, 22)}


def test_stability_of_the_worked_example():
    # Oracle F of the research.
    assert inverse_stability([10, 12, 8, 30]) == pytest.approx(5.133333, abs=5e-7)
    assert inverse_stability([]) == inverse_stability([0.0, 0.0]) == 0.0


def test_surroundings_of_the_worked_example():
    assert surroundings([30, 10], [25, 15]) == pytest.approx(0.6875)
    assert surroundings([40], [40]) == 2.0
    assert surroundings([], [7]) == 1.0


def test_evenness_of_three_ways():
    assert standardisation([70, 20, 10]) == pytest.approx(0.270153, abs=5e-7)
    assert standardisation([50]) == standardisation([]) == 1.0


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=9))
def test_evenness_lies_between_all_alike_and_always_the_same(counts):
    assert -1e-9 <= standardisation(counts) <= 1
    assert standardisation([counts[0]] * len(counts)) == pytest.approx(0, abs=1e-9)


def test_each_criterion_says_whether_it_was_measured():
    found = answers(draw_routine(main=0.9))
    assert found["Frequency"].finding == "30.0 executions a worked day"
    assert found["Exceptions"].finding.startswith("10 %")
    assert {c.basis for c in found.values()} == {"measured", "not observable in this log"}
    assert found["Interfaces"].basis == found["Decisions about persons"].basis == "not observable in this log"


def test_without_variants_cases_or_transfers_it_is_said():
    found = answers(replace(draw_routine(kind="lookup"), variants=()))
    assert found["Exceptions"].basis == "assumed"
    for name in ("Standardisation", "Determinism", "Hand-offs", "Fixed surroundings"):
        assert found[name].basis == "not observable in this log"


def test_hand_offs_are_cases_that_saw_a_second_agent():
    routine = draw_routine([("a", "2026-03-01", 9.0), ("b", "2026-03-01", 9.0), ("a", "2026-03-02", 9.0)])
    cases = ("C1", "C1", "C2")
    executions = tuple(replace(e, case=c) for e, c in zip(routine.executions, cases, strict=True))
    assert answers(replace(routine, executions=executions))["Hand-offs"].finding.startswith("50 %")


def test_moves_around_the_screens_are_read_off_the_graph():
    moves = tuple(
        Transition(a, b, n, 1.0, 3)
        for a, b, n in (("Customer", "New claim", 30), ("Customer", "Mail", 10), ("Mail", "Customer", 40))
    )
    found = answers(draw_routine(), ScreenGraph(GRAPH.screens, moves))
    # Customer: (30/40)/2 after, 1 before; New claim: nothing after, 1 before.
    assert "1.19" in found["Fixed surroundings"].finding

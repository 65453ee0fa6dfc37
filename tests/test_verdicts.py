"""Verdicts: what was measured, and the first rule that fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder import verdicts
from rpa_finder.model import KINDS, OTHER_WAY, Deviation, ScreenGraph
from rpa_finder.verdicts import Evidence, measure_evidence, reach_verdict
from tests.drawing_routines import GRAPH, STEPS, TRANSFER, draw_routine

CLEAN = Evidence("copy-transfer", 100, 9, 2, 3, 0.9, 1.0, 5, 0.0, 100.0)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "unattended bot"),
        ({"explained": 0.95, "exceptions": 15, "typed_share": 0.1}, "unattended bot"),
        ({"exceptions": None}, "unattended bot"),
        ({"explained": 0.94}, "attended bot"),
        ({"exceptions": 16}, "attended bot"),
        ({"typed_share": 0.11}, "attended bot"),
        ({"hidden": 0.15}, "unattended bot"),
        ({"hidden": 0.16}, "attended bot"),
        ({"transfers": 0}, "attended bot"),
        ({"net_hours": None}, "unattended bot"),
        ({"net_hours": 0.0}, "not worth automating"),
        ({"kind": "lookup"}, "self-service"),
        ({"kind": "lookup", "net_hours": -3.0}, "not worth automating"),
        ({"kind": "data-entry", "applications": 1}, "macro or template"),
        ({"kind": "data-entry"}, "attended bot"),
        ({"kind": "navigation", "net_hours": None}, "eliminate"),
        ({"kind": "rework"}, "fix upstream"),
        ({"kind": "ping-pong"}, "fix upstream"),
        ({"kind": "repeat-contact"}, "fix upstream"),
        ({"kind": "judgement"}, "leave to people"),
        ({"kind": "judgement", "net_hours": -1.0}, "leave to people"),
        ({"kind": "rework", "net_hours": -1.0}, "fix upstream"),
        ({"kind": "navigation", "net_hours": -1.0}, "eliminate"),
        ({"net_hours": 0.1}, "unattended bot"),
        ({"kind": "data-entry", "applications": 1, "net_hours": 0.0}, "not worth automating"),
        ({"kind": "data-entry", "applications": 1, "explained": 1.0}, "macro or template"),
    ],
)
def test_the_first_rule_that_fits_decides(change, verdict):
    assert reach_verdict(replace(CLEAN, **change)).name == verdict


BIG = replace(CLEAN, net_hours=600.0)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "integrate by API"),
        ({"net_hours": 499.0}, "unattended bot"),
        ({"net_hours": None}, "unattended bot"),
        ({"applications": 3}, "unattended bot"),
        ({"exceptions": 6}, "unattended bot"),
        ({"exceptions": None}, "unattended bot"),
        ({"explained": 0.98}, "unattended bot"),
        ({"typed_share": 0.03}, "unattended bot"),
        ({"kind": "lookup"}, "self-service"),
    ],
)
def test_an_interface_comes_first_only_where_all_of_its_conditions_hold(change, verdict):
    assert reach_verdict(replace(BIG, **change)).name == verdict


@pytest.mark.parametrize("kind", KINDS)
def test_every_verdict_names_a_cause_and_what_would_change_it(kind):
    found = reach_verdict(replace(CLEAN, kind=kind))
    assert found.cause
    assert found.change
    assert "{" not in found.cause + found.change + found.reason


def test_causes_on_the_clients_side_are_named():
    assert "client" in reach_verdict(CLEAN).cause
    assert "client" in reach_verdict(replace(CLEAN, kind="rework")).cause
    assert "client" in reach_verdict(replace(CLEAN, kind="lookup")).cause


def test_reasons_hold_the_measured_figures():
    reason = reach_verdict(replace(CLEAN, explained=0.876, exceptions=23, typed_share=0.31)).reason
    assert "88 %" in reason
    assert "23 %" in reason
    assert "31 %" in reason


def test_evidence_is_read_off_the_routine():
    typed = replace(STEPS[1], action="input", field="Reason")
    weak = replace(TRANSFER, target_field="Name", transfers=300, share=0.4, explained=0.6)
    routine = draw_routine(main=0.9, steps=(*STEPS, typed), transfers=(TRANSFER, weak))
    evidence = measure_evidence(routine, GRAPH)
    assert (evidence.executions, evidence.agents, evidence.applications) == (660, 10, 2)
    assert evidence.exceptions == 66
    assert evidence.explained == pytest.approx(0.7)
    assert evidence.transfer_share == 1.0
    assert evidence.typed_share == pytest.approx(20 / 80)


def test_rare_variants_and_what_is_in_none_are_exceptions():
    routine = draw_routine(main=0.9)
    rare = replace(routine.variants[0], id="V2", executions=30)
    usual = replace(rare, id="V3", executions=36)
    assert measure_evidence(replace(routine, variants=(*routine.variants, rare)), GRAPH).exceptions == 66
    assert measure_evidence(replace(routine, variants=(*routine.variants, usual)), GRAPH).exceptions == 30
    assert measure_evidence(replace(routine, variants=()), GRAPH).exceptions is None


def test_other_ways_and_missing_steps_are_exceptions_and_what_people_do_besides_is_none():
    routine = draw_routine(main=0.9)
    # However many are like none of the others, they are no way of their own.
    others = replace(routine.variants[0], id=OTHER_WAY, executions=66)
    routine = replace(routine, variants=(*routine.variants, others), deviations=(Deviation("other-way", 66),))
    assert measure_evidence(routine, GRAPH).exceptions == 66
    missing = (*routine.deviations, Deviation("missing-steps", 40))
    assert measure_evidence(replace(routine, deviations=missing), GRAPH).exceptions == 106
    strayed = (*missing, Deviation("foreign-steps", 300), Deviation("corrections", 100))
    assert measure_evidence(replace(routine, deviations=strayed), GRAPH).exceptions == 106


def test_screens_of_one_application_count_once_and_unknown_ones_alone():
    one_app = ScreenGraph(tuple(replace(s, app="Portal") for s in GRAPH.screens), ())
    assert measure_evidence(draw_routine(), one_app).applications == 1
    assert measure_evidence(draw_routine(), ScreenGraph((), ())).applications == 2


@pytest.mark.parametrize(
    ("screen", "short"),
    [
        ("CTX210 ACCOUNT ENQUIRY - Session #", "CTX210 ACCOUNT ENQUIRY"),
        ("# - Overview - Customer Hub", "Overview"),
        ("arrears week #.xlsx - Excel", "arrears week #.xlsx"),
        ("Book1.xlsx › Sheet1", "Book1.xlsx › Sheet1"),
        ("https://forms.example.org/a/b/NewRecord", "forms.example.org/…/NewRecord"),
        ("https://forms.example.org/", "forms.example.org"),
        ("#", "#"),
    ],
)
def test_a_screen_has_a_short_name_for_titles(screen, short):
    assert verdicts.short_name(screen) == short


def test_hours_in_sentences_are_rounded_as_in_every_output():
    written = [verdicts.round_hours(hours) for hours in (2534.0, 95.0, 47.4, 9.96, 3.44, -0.52, -0.01)]
    assert written == ["2,530", "100", "47", "10", "3.4", "\u22120.5", "0.0"]


def test_shares_are_not_rounded_to_nought_or_all():
    written = [verdicts.percent(share) for share in (0.0, 0.001, 0.004999, 0.5, 0.9951, 1.0)]
    assert written == ["0 %", "< 1 %", "< 1 %", "50 %", "> 99 %", "100 %"]


@given(
    st.builds(
        Evidence,
        kind=st.sampled_from(KINDS),
        executions=st.integers(0, 30),
        transfer_share=st.floats(0, 1),
        explained=st.floats(0, 1),
        exceptions=st.none() | st.integers(0, 30),
        typed_share=st.floats(0, 1),
        net_hours=st.none() | st.floats(-9, 9),
    )
)
def test_every_routine_has_a_verdict_in_whole_sentences(evidence):
    verdict = reach_verdict(evidence)
    for text in (verdict.reason, verdict.change):
        assert text.endswith(".")
        assert "{" not in text


def test_unobserved_exceptions_are_called_so():
    assert "exceptions (seen: not observable)" in reach_verdict(replace(CLEAN, exceptions=None)).reason
    assert replace(CLEAN, exceptions=None).exception_share == 0
    assert replace(CLEAN, exceptions=3, executions=12).exception_share == 0.25


def test_rare_steps_are_not_usual():
    often, just, rare = (replace(STEPS[0], share=share) for share in (1.0, 0.05, 0.049))
    assert verdicts.usual_steps(draw_routine(steps=(often, just, rare))) == (often, just)


def test_a_number_has_its_noun_in_the_plural_where_needed():
    assert [verdicts.count_words(n, "agent") for n in (0, 1, 2, 1200)] == [
        *("0 agents", "1 agent", "2 agents", "1,200 agents")
    ]

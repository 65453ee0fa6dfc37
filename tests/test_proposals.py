"""Proposals: rank, verdict and words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder import verdicts
from rpa_finder.config import ScanConfig
from rpa_finder.model import KINDS, ScreenGraph
from rpa_finder.proposals import quote, write_proposals
from rpa_finder.savings import estimate_savings
from rpa_finder.verdicts import Evidence, measure_evidence, reach_verdict
from tests.drawing_routines import GRAPH, STEPS, TRANSFER, draw_routine, draw_team, draw_totals

CONFIG = ScanConfig()
CLEAN = Evidence("copy-transfer", 100, 9, 2, 3, 0.9, 1.0, 5, 0.0, 100.0)


def propose(*routines, graph=GRAPH):
    return write_proposals(estimate_savings(routines, draw_totals(*routines), CONFIG, graph), CONFIG, graph)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "unattended bot"),
        ({"explained": 0.95, "exceptions": 15, "typed_share": 0.1}, "unattended bot"),
        ({"exceptions": None}, "unattended bot"),
        ({"explained": 0.94}, "attended bot"),
        ({"exceptions": 16}, "attended bot"),
        ({"typed_share": 0.11}, "attended bot"),
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
    ],
)
def test_the_first_rule_that_fits_decides(change, verdict):
    assert reach_verdict(replace(CLEAN, **change)).name == verdict


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


def test_screens_of_one_application_count_once_and_unknown_ones_alone():
    one_app = ScreenGraph(tuple(replace(s, app="Portal") for s in GRAPH.screens), ())
    assert measure_evidence(draw_routine(), one_app).applications == 1
    assert measure_evidence(draw_routine(), ScreenGraph((), ())).applications == 2


def test_a_copy_routine_is_put_into_words():
    (proposal,) = propose(draw_routine(transfers=(replace(TRANSFER, medium="rekey"),)))
    assert proposal.title == 'Stop re-typing from "Customer" into "New claim"'
    assert '"Account" on "Customer" to "Account number" on "New claim"' in proposal.what_to_do
    assert proposal.verdict == "unattended bot"
    assert proposal.build_days == 5 + 3 * 0.5 + 2 * 3
    assert any("scaled to a year" in reason for reason in proposal.reasons)
    assert any(reason.startswith("What would change this") for reason in proposal.reasons)
    assert any("robot's licence" in risk for risk in proposal.risks)


def test_several_sources_are_named_by_weight():
    account, note = replace(TRANSFER, source_screen="Account", transfers=50), replace(TRANSFER, source_screen="Note")
    (proposal,) = propose(draw_routine(transfers=(account, note, TRANSFER)))
    assert proposal.title == 'Stop copying from "Customer" and 2 more into "New claim"'


def test_more_fields_than_fit_are_counted():
    fields = tuple(replace(TRANSFER, target_field=f"F{i}", transfers=90 - i) for i in range(5))
    (proposal,) = propose(draw_routine(transfers=fields))
    assert '"F2" on "New claim"; and 2 more fields.' in proposal.what_to_do


def test_names_from_the_log_are_quoted_and_shortened():
    assert quote('A "big"\n form') == "\"A 'big' form\""
    assert len(quote("x" * 80)) == 62
    assert quote("x" * 60) == f'"{"x" * 60}"'
    assert quote("x" * 61).endswith('…"')


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


def test_two_screens_at_most_are_named_in_a_title():
    steps = tuple(replace(STEPS[0], screen=f"# - Page {i} - Portal") for i in range(3))
    (proposal,) = propose(draw_routine(draw_team(seconds=60.0), "navigation", steps=steps, transfers=()))
    assert proposal.title == 'Shorten the way through "Page 0" and 2 more'


def test_ranked_by_realised_hours_and_withheld_last():
    long, short = draw_routine(draw_team(seconds=90.0), number=1), draw_routine(number=2)
    judgement = draw_routine(draw_team(seconds=300.0), "judgement", number=3)
    rework = draw_routine(draw_team(seconds=500.0), "rework", number=4)
    rare = draw_routine(draw_team(1, 1, 3), number=5)
    proposals = propose(rare, judgement, rework, short, long)
    assert [p.routine_id for p in proposals] == ["R01", "R02", "R04", "R03", "R05"]
    assert [p.marginal_hours is None for p in proposals] == [False, False, True, True, True]


def test_what_is_not_worth_automating_claims_no_hours():
    (proposal,) = propose(draw_routine(draw_team(seconds=5.0), main=0.5))
    assert proposal.verdict == "not worth automating"
    assert proposal.marginal_hours is None
    assert proposal.title == 'Leave as it is: copying from "Customer" into "New claim"'
    assert "hours a year" in proposal.reasons[0]


def test_a_weak_transform_is_a_risk():
    (proposal,) = propose(draw_routine(transfers=(replace(TRANSFER, explained=0.8),)))
    assert proposal.verdict == "attended bot"
    assert any('"Account number"' in risk and "80 %" in risk for risk in proposal.risks)


def test_few_agents_and_unseen_exceptions_are_risks():
    (proposal,) = propose(replace(draw_routine(draw_team(agents=3)), variants=()))
    assert any("Only 3 agents" in risk for risk in proposal.risks)
    assert any("not observable" in risk for risk in proposal.risks)


def test_no_steps_and_no_transfers_still_make_a_proposal():
    (proposal,) = propose(draw_routine(steps=(), transfers=()))
    assert proposal.verdict == "attended bot"
    assert '"(unknown)"' in proposal.title


def test_shares_are_not_rounded_to_nought_or_all():
    written = [verdicts.percent(share) for share in (0.0, 0.001, 0.004999, 0.5, 0.9951, 1.0)]
    assert written == ["0 %", "< 1 %", "< 1 %", "50 %", "> 99 %", "100 %"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(1, 5), st.integers(1, 4), st.floats(0, 200), st.floats(0, 1)),
        min_size=1,
        max_size=6,
    )
)
def test_ranks_run_from_one_and_judgement_is_never_sold(drawn):
    routines = [
        draw_routine(draw_team(agents, days, 2, seconds), kind, number=i, main=main)
        for i, (kind, agents, days, seconds, main) in enumerate(drawn)
    ]
    proposals = propose(*routines)
    kinds = {r.id: r.kind for r in routines}
    assert [p.rank for p in proposals] == list(range(1, len(routines) + 1))
    assert len({p.id for p in proposals}) == len({p.routine_id for p in proposals}) == len(routines)
    for proposal in proposals:
        assert proposal.kind == kinds[proposal.routine_id]
        if proposal.kind == "judgement":
            assert proposal.verdict == "leave to people"
            assert proposal.marginal_hours is None
            assert proposal.build_days == 0
        assert proposal.reasons
        assert all(sentence.endswith(".") for sentence in (proposal.what_to_do, *proposal.reasons, *proposal.risks))

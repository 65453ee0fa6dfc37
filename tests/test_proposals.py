"""Proposals: rank, verdict and words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.config import ScanConfig, with_screen_changes
from rpa_finder.model import KINDS, Proposal
from rpa_finder.proposals import quote, write_proposals
from rpa_finder.savings import estimate_savings
from tests.drawing_routines import GRAPH, STEPS, TRANSFER, draw_routine, draw_team, draw_totals

CONFIG = ScanConfig()


def propose(*routines, graph=GRAPH):
    return write_proposals(
        estimate_savings(routines, draw_totals(*routines), CONFIG, graph), draw_totals(*routines), CONFIG, graph
    )


def test_how_often_its_screens_change_is_a_risk_and_a_cost():
    def proposed(config: ScanConfig) -> tuple[Proposal, float]:
        routines = estimate_savings([draw_routine()], draw_totals(draw_routine()), config, GRAPH)
        (proposal,) = write_proposals(routines, draw_totals(*routines), config, GRAPH)
        assert routines[0].saving is not None
        assert routines[0].saving.money is not None
        return proposal, routines[0].saving.money.run_cost_per_year

    assumed, measured = proposed(CONFIG), proposed(with_screen_changes(CONFIG, (0.5, 2.0, 4.0)))
    said = "The 2 screens it works on will change 4.0 times a year (8 in 10: 1.0 to 8.0)"
    assert any(risk.startswith(said) for risk in measured[0].risks)
    assert not any("times a year" in risk for risk in assumed[0].risks)
    # Half of the build a year instead of a fifth.
    build = measured[0].build_days * CONFIG.assumptions.build_day_rate * (1 + CONFIG.assumptions.optimism_bias)
    assert measured[1] - assumed[1] == pytest.approx(0.3 * build)


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


def test_a_proposal_names_cause_criteria_and_what_it_moves():
    (proposal,) = propose(draw_routine())
    assert proposal.root_cause.startswith("2 applications hold the same values")
    assert {"Frequency", "Determinism", "Interfaces"} <= {c.name for c in proposal.criteria}
    assert proposal.moves[0].startswith("Handle time")


def test_where_no_bot_is_built_there_are_no_build_days():
    days = {p.kind: p.build_days for p in propose(*(draw_routine(kind=k, number=i) for i, k in enumerate(KINDS, 1)))}
    assert days["copy-transfer"] > 0
    assert [days[kind] for kind in ("navigation", "rework", "ping-pong", "repeat-contact", "judgement")] == [0] * 5


def test_an_attended_bot_bears_a_licence_for_each_agent_of_the_busiest_hour():
    (proposal,) = propose(draw_routine(main=0.8))
    assert any("1 attended robot is needed at once" in risk for risk in proposal.risks)

"""The portfolio: no minute twice, robots whole."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.config import Assumptions, GainShareTerms, ScanConfig, StaffingTerms
from rpa_finder.portfolio import assert_nothing_twice, combine_portfolio, find_ties
from rpa_finder.proposals import write_proposals
from rpa_finder.savings import estimate_savings
from tests.drawing_routines import GRAPH, draw_routine, draw_team, draw_totals

CONFIG = ScanConfig()
KINDS = ("copy-transfer", "lookup", "data-entry", "navigation", "judgement", "rework")


def combine(*routines, config=CONFIG):
    totals = draw_totals(*routines)
    estimated = estimate_savings(routines, totals, config, GRAPH)
    proposals = write_proposals(estimated, totals, config, GRAPH)
    return estimated, combine_portfolio(estimated, proposals, totals, config, GRAPH)


def totals_of(portfolio):
    return portfolio.gross_hours, portfolio.net_hours, portfolio.hours_per_year, portfolio.money, portfolio.robots


def test_one_routine_alone_is_the_portfolio():
    (routine,), portfolio = combine(draw_routine())
    for name in ("gross_hours", "net_hours", "hours_per_year"):
        for end in ("p10", "p50", "p90"):
            assert getattr(getattr(portfolio, name), end) == pytest.approx(
                getattr(getattr(routine.saving, name), end), rel=0.15
            )
    assert portfolio.robots == 1


def test_hours_add_up():
    routines, portfolio = combine(*(draw_routine(number=i) for i in (1, 2, 3)))
    assert portfolio.gross_hours.p50 == pytest.approx(sum(r.saving.gross_hours.p50 for r in routines), rel=0.02)
    assert portfolio.net_hours.p50 == pytest.approx(sum(r.saving.net_hours.p50 for r in routines), rel=0.02)


def test_a_shared_robot_is_paid_once():
    routines, portfolio = combine(*(draw_routine(number=i) for i in (1, 2, 3)))
    alone = sum(r.saving.money.npv.p50 for r in routines)
    assert portfolio.robots == 1
    assert portfolio.npv.p50 > alone + 2 * 9200 * 1.7


def test_what_no_log_can_promise_is_left_out():
    _, with_others = combine(draw_routine(), *(draw_routine(kind=k, number=i) for i, k in enumerate(KINDS[3:], 5)))
    _, alone = combine(draw_routine())
    assert totals_of(with_others) == totals_of(alone)


def test_a_routine_that_makes_work_is_left_out():
    _, portfolio = combine(draw_routine(), draw_routine(draw_team(seconds=5.0), number=2, main=0.5))
    assert totals_of(portfolio) == totals_of(combine(draw_routine())[1])


def test_without_a_saving_there_is_no_total():
    _, portfolio = combine(draw_routine(kind="judgement"))
    assert portfolio.hours_per_year is portfolio.npv is portfolio.probability_of_loss is None
    assert portfolio.robots == 0
    assert combine()[1].robots == 0


def test_a_row_in_two_executions_is_a_fault():
    routine = draw_routine()
    totals = draw_totals(routine, routine)
    assert_nothing_twice([routine], totals)
    with pytest.raises(AssertionError, match="two executions"):
        assert_nothing_twice([routine, replace(routine, id="R02")], totals)


def test_more_seconds_than_observed_are_a_fault():
    routine = draw_routine()
    totals = replace(draw_totals(routine), active_seconds=routine.active_seconds_total - 1)
    with pytest.raises(AssertionError, match="observed"):
        assert_nothing_twice([routine], totals)


def test_same_row_number_in_another_file_is_another_row():
    routine = draw_routine()
    other = replace(routine, executions=tuple(replace(e, sources=(1,)) for e in routine.executions))
    assert_nothing_twice([routine, other], draw_totals(routine, other))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(1, 9), st.integers(1, 20), st.floats(1, 300), st.floats(0, 1)),
        min_size=1,
        max_size=4,
    )
)
def test_net_and_realised_never_exceed_gross_and_claims_never_the_observed(drawn):
    routines = [
        draw_routine(draw_team(agents, days, 1, seconds), kind, number=i, main=main)
        for i, (kind, agents, days, seconds, main) in enumerate(drawn)
    ]
    estimated, portfolio = combine(*routines)
    totals = draw_totals(*routines)
    assert sum(r.active_seconds_total for r in estimated) <= totals.active_seconds
    if portfolio.gross_hours:
        for end in ("p10", "p50", "p90"):
            gross, net = getattr(portfolio.gross_hours, end), getattr(portfolio.net_hours, end)
            assert net <= gross
            assert getattr(portfolio.hours_per_year, end) <= max(net, 0)
        for found in (portfolio.gross_hours, portfolio.net_hours, portfolio.hours_per_year, portfolio.npv):
            assert found.p10 <= found.p50 <= found.p90


def test_neighbours_in_rank_that_the_draws_cannot_tell_apart_are_tied():
    rng = np.random.default_rng(1)
    hours = np.stack([rng.normal(mean, 1.0, 4000) for mean in (10, 9.9, 5, 1, 0.9, 0.8)])
    assert find_ties(list("abcdef"), hours) == (("a", "b"), ("d", "e", "f"))
    assert find_ties([], hours) == ()
    assert find_ties(["a"], hours[:1]) == ()


def test_ties_do_not_chain():
    rng = np.random.default_rng(1)
    hours = np.stack([rng.normal(mean, 1.0, 4000) for mean in (3.0, 2.2, 1.4, 0.6)])
    assert find_ties(list("abcd"), hours) == (("a", "b"), ("c", "d"))


def test_equal_routines_are_tied_and_unequal_ones_are_not():
    slow = draw_routine(draw_team(seconds=600.0), number=3)
    _, portfolio = combine(draw_routine(number=1), draw_routine(number=2), slow)
    assert portfolio.ties == (("P02", "P03"),)


def test_the_best_set_keeps_what_pays_and_the_budget():
    long = draw_routine(draw_team(seconds=900.0), number=1)
    short = draw_routine(draw_team(seconds=10.0, agents=3), number=2)
    _, portfolio = combine(long, short)
    assert portfolio.best_set.exact
    assert portfolio.best_set.proposals == ("P01",)
    assert portfolio.best_set.npv > 0
    tight = ScanConfig(assumptions=Assumptions(budget=5_000.0))
    assert combine(long, short, config=tight)[1].best_set.proposals == ()
    no_robots = ScanConfig(assumptions=Assumptions(robots_most=1))
    assert combine(long, short, config=no_robots)[1].best_set.robots <= 1


def test_money_of_the_plan_has_its_horizons_and_the_same_npv():
    _, portfolio = combine(draw_routine(draw_team(seconds=900.0)))
    assert portfolio.money.npv == portfolio.npv
    assert [h.months for h in portfolio.money.horizons] == [12, 24, 36]
    worths = [h.npv.p50 for h in portfolio.money.horizons]
    assert worths == sorted(worths)
    assert portfolio.cashable_hours.p90 == 0


def test_agents_released_and_the_shared_gain_follow_from_the_configuration():
    routine = draw_routine(draw_team(seconds=600.0))
    terms = StaffingTerms(contacts_per_interval=(30.0,) * 8, handle_seconds=400.0)
    config = ScanConfig(staffing=terms, gain_share=GainShareTerms(share=0.3))
    _, portfolio = combine(routine, config=config)
    saved = portfolio.hours_per_year.p50 * 3600 / (240 * 252)
    assert portfolio.staffing.handle_seconds_then == pytest.approx(400 - saved)
    assert portfolio.gain_share.fee.p50 == pytest.approx(0.3 * portfolio.gain_share.saving.p50)
    _, plain = combine(routine)
    assert plain.staffing is plain.gain_share is None


def test_two_hundred_routines_take_at_most_three_seconds():
    team = draw_team(agents=10, days=20, each=1)
    routines = [draw_routine(team, KINDS[i % 3], number=i) for i in range(1, 201)]
    started = time.process_time()
    _, portfolio = combine(*routines)
    # Seconds of the processor, so that a busy machine changes nothing.
    assert time.process_time() - started <= (3.0 if sys.gettrace() is None else 7.0)
    assert portfolio.gross_hours.p50 > 0


def test_at_the_baselines_volume_the_saving_varies_less():
    busy = [(f"a{a}", f"2026-03-{d:02d}", 600.0) for a in range(9) for d in range(1, 21) for _ in range(1 + a % 3 * 2)]
    terms = [GainShareTerms(share=0.3, volume_normalised=normalised) for normalised in (True, False)]
    found = [combine(draw_routine(busy), config=ScanConfig(gain_share=t))[1].gain_share for t in terms]
    spreads = [f.saving.p90 / f.saving.p10 for f in found]
    assert spreads[0] < spreads[1] * 0.95


def test_an_interface_is_asked_for_first_where_much_is_carried():
    big = draw_routine(draw_team(seconds=400.0))
    (_,), portfolio = combine(big)
    estimated = estimate_savings((big,), draw_totals(big), CONFIG, GRAPH)
    (proposal,) = write_proposals(estimated, draw_totals(big), CONFIG, GRAPH)
    assert proposal.verdict == "integrate by API"
    # Priced as the bot that would do it instead.
    assert portfolio.robots == 1
    assert portfolio.net_hours.p50 == pytest.approx(estimated[0].saving.net_hours.p50, rel=0.05)

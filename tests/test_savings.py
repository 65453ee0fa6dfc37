"""Savings: measured time in, hours and money with ranges out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.model import Step
from rpa_finder.savings import estimate_savings
from tests.drawing_routines import GRAPH, STEPS, draw_routine, draw_team, draw_totals

CONFIG = ScanConfig()


def estimate(*routines, config=CONFIG, days=22):
    return estimate_savings(routines, draw_totals(*routines, days=days), config, GRAPH)


def saving_of(routine, config=CONFIG, days=22):
    return estimate(routine, config=config, days=days)[0].saving


def ranges_of(saving):
    found = [saving.hours_per_year, saving.gross_hours, saving.net_hours, *(s.hours for s in saving.waterfall)]
    return [r for r in found if r] + ([saving.money.npv, saving.money.benefit_per_year] if saving.money else [])


cells = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from([f"2026-03-{d:02d}" for d in range(1, 9)]),
        st.floats(0, 300),
    ),
    min_size=1,
    max_size=40,
)


def test_volume_and_seconds_are_measured():
    routine = draw_routine([(f"a{i % 9}", f"2026-03-{i % 20 + 1:02d}", 60.0) for i in range(40)])
    saving = saving_of(routine, days=20)
    assert saving.volume_per_year == pytest.approx(40 / 20 * 252)
    assert saving.seconds_per_execution == saving.seconds_median == 60.0
    assert saving.gross_hours.p50 == pytest.approx(504 * 60 / 3600, rel=0.15)


def test_waterfall_goes_down_and_says_who_stands_behind_each_step():
    saving = saving_of(draw_routine(main=0.85))
    assert [(s.name, s.source) for s in saving.waterfall] == [
        ("observed", "measured"),
        ("in scope", "measured"),
        ("removable", "assumed"),
        ("quality", "assumed"),
        ("realised", "assumed"),
        ("cashable", "assumed"),
    ]
    medians = [s.hours.p50 for s in saving.waterfall]
    assert medians == sorted(medians, reverse=True)
    assert (saving.gross_hours, saving.net_hours, saving.hours_per_year, saving.cashable_hours) == tuple(
        saving.waterfall[i].hours for i in (0, 3, 4, 5)
    )
    assert saving.quality_hours.p90 == saving.cashable_hours.p90 == 0


def test_an_assumption_that_the_user_changed_is_the_users():
    config = ScanConfig(assumptions=Assumptions(realisation=0.8, exception_floor=0.1, seasonal_index=1.2))
    saving = saving_of(draw_routine(), config)
    assert [s.source for s in saving.waterfall] == ["measured", "measured", "user", "assumed", "user", "assumed"]
    assert "1.2 (user)" in saving.waterfall[0].why


def test_without_variants_the_exceptions_are_the_floor():
    saving = saving_of(replace(draw_routine(), variants=()))
    assert saving.waterfall[1].hours == saving.gross_hours
    assert saving.waterfall[2].source == "assumed"
    expected = 0.95 * saving.gross_hours.p50 - 0.05 * saving.volume_per_year * 45 / 3600
    assert saving.waterfall[2].hours.p50 == pytest.approx(expected, rel=0.02)


def test_the_person_beside_an_attended_bot_costs_time():
    unattended, attended = saving_of(draw_routine(main=0.9)), saving_of(draw_routine(main=0.8))
    lost = [s.waterfall[1].hours.p50 * kept - s.net_hours.p50 for s, kept in ((unattended, 0.9), (attended, 0.8))]
    assert lost[1] > lost[0] * 2
    assert lost[1] == pytest.approx(attended.volume_per_year * (0.8 * 20 + 0.2 * 45) / 3600, rel=0.1)


def test_typing_that_no_transfer_explains_stays_with_people():
    typed = (*STEPS, Step("New claim", "input", "Reason", 1.0, 60.0))
    saving = saving_of(draw_routine(steps=typed))
    assert saving.waterfall[1].hours.p50 == pytest.approx(saving.gross_hours.p50 * 0.5, rel=0.02)


def test_a_short_task_under_an_attended_bot_loses_time():
    routine = draw_routine(draw_team(seconds=5.0), main=0.5)
    saving = saving_of(routine)
    assert saving.net_hours.p90 < 0
    assert saving.money.payback_months is None
    assert saving.money.break_even_realisation is None
    assert saving.money.probability_of_loss == 1.0


def test_everything_handed_back_costs_the_hand_backs():
    config = ScanConfig(assumptions=Assumptions(exception_floor=1.0))
    saving = saving_of(draw_routine(), config)
    assert saving.net_hours.p50 == pytest.approx(-saving.volume_per_year * 45 / 3600, rel=0.1)


def test_judgement_has_observed_hours_and_no_saving():
    saving = saving_of(draw_routine(kind="judgement"))
    assert saving.hours_per_year is saving.net_hours is saving.money is None
    assert saving.gross_hours.p50 > 0
    assert saving.withheld.startswith("judgement")
    assert [s.name for s in saving.waterfall] == ["observed"]


@pytest.mark.parametrize("kind", ["navigation", "rework", "ping-pong", "repeat-contact"])
def test_kinds_whose_avoidable_share_is_not_in_the_log_are_withheld(kind):
    saving = saving_of(draw_routine(kind=kind))
    assert saving.hours_per_year is None
    assert "not in the log" in saving.withheld


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        ([("a", "2026-03-01", 60.0), ("b", "2026-03-02", 60.0)] * 2, "4 executions"),
        ([("a", "2026-03-01", 60.0)] * 9, "1 agent-day"),
        ([], "0 executions"),
    ],
)
def test_too_little_data_is_withheld(drawn, why):
    saving = saving_of(draw_routine(drawn))
    assert saving.hours_per_year is saving.gross_hours is saving.money is None
    assert why in saving.withheld


def test_few_agents_or_days_widen_the_range_and_say_so():
    few, many = draw_routine(draw_team(agents=3)), draw_routine(draw_team(agents=9))
    widened, plain = estimate(few)[0], estimate(many)[0]
    assert [n.slug for n in widened.notes] == ["range-widened"]
    assert not plain.notes
    spreads = [s.saving.gross_hours.p90 / s.saving.gross_hours.p10 for s in (widened, plain)]
    assert spreads[0] > spreads[1]


@settings(max_examples=60, deadline=None)
@given(cells, st.floats(0, 1), st.sampled_from(["copy-transfer", "lookup", "data-entry", "judgement"]))
def test_ranges_are_ordered(drawn, main, kind):
    saving = saving_of(draw_routine(drawn, kind=kind, main=main), days=8)
    for found in ranges_of(saving):
        assert found.p10 <= found.p50 <= found.p90


@settings(max_examples=30, deadline=None)
@given(cells, st.permutations("abcd"), st.randoms())
def test_names_of_agents_and_order_of_executions_change_nothing(drawn, names, random):
    renamed = [(names["abcd".index(agent)], day, seconds) for agent, day, seconds in drawn]
    shuffled = random.sample(renamed, len(renamed))
    assert saving_of(draw_routine(drawn), days=8) == saving_of(draw_routine(shuffled), days=8)


@settings(max_examples=60, deadline=None)
@given(cells.filter(lambda c: len(c) >= 5 and len({x[:2] for x in c}) >= 2))
def test_twice_the_seconds_are_twice_the_gross_hours(drawn):
    drawn = [(agent, day, round(seconds)) for agent, day, seconds in drawn]
    once = saving_of(draw_routine(drawn), days=8).gross_hours
    twice = saving_of(draw_routine([(a, d, 2 * s) for a, d, s in drawn]), days=8).gross_hours
    for name in ("p10", "p50", "p90"):
        assert getattr(twice, name) == pytest.approx(2 * getattr(once, name), rel=1e-6, abs=1e-2)


def test_same_seed_same_saving_other_seed_other_draws():
    routine = draw_routine()
    assert saving_of(routine) == saving_of(routine)
    assert saving_of(routine) != saving_of(routine, ScanConfig(seed=2))
    assert saving_of(routine).gross_hours != saving_of(replace(routine, key="other")).gross_hours


def test_estimating_again_changes_nothing():
    routine = draw_routine(draw_team(seconds=5.0), main=0.5)
    first = estimate(routine)[0]
    assert estimate(replace(first, notes=()))[0] == first


def test_money_needs_a_licence_only_for_a_robot():
    bot, lookup = saving_of(draw_routine()).money, saving_of(draw_routine(kind="lookup")).money
    given = CONFIG.assumptions
    assert bot.build_cost == pytest.approx((5 + 3 * 0.5 + 2 * 3) * 520 * 1.5)
    assert bot.run_cost_per_year == pytest.approx(8000 + 1200 + 0.2 * bot.build_cost)
    assert lookup.run_cost_per_year == pytest.approx(0.2 * lookup.build_cost)
    assert len(bot.cash_flow) == given.horizon_months


def test_without_realisation_there_is_no_benefit():
    money = saving_of(draw_routine(), ScanConfig(assumptions=Assumptions(realisation=0.0))).money
    assert money.benefit_per_year.p90 == 0
    assert money.payback_months is None


def test_the_hours_of_one_person_among_many_are_withheld():
    alone = draw_routine(draw_team(agents=1, each=30))
    totals = replace(draw_totals(alone), agents=9)
    (found,) = estimate_savings([alone], totals, CONFIG, GRAPH)
    assert found.saving.hours_per_year is found.saving.gross_hours is found.saving.money is None
    assert "only 1 agent of 9" in found.saving.withheld
    assert found.saving.seconds_per_execution == found.saving.seconds_median == 0
    assert found.saving.time is None
    (allowed,) = estimate_savings([alone], totals, ScanConfig(least_agents=1), GRAPH)
    assert allowed.saving.hours_per_year
    (nobody_to_hide,) = estimate_savings([alone], replace(totals, agents=4), CONFIG, GRAPH)
    assert nobody_to_hide.saving.hours_per_year


def test_time_is_measured_before_and_after_the_cut():
    cells = [(f"a{i % 8}", f"2026-03-{i % 20 + 1:02d}", 60.0) for i in range(99)] + [("a1", "2026-03-02", 6060.0)]
    routine = draw_routine(cells)
    longer = tuple(replace(e, elapsed_seconds=e.active_seconds + 30) for e in routine.executions)
    time = saving_of(replace(routine, executions=longer), days=20).time
    assert time.mean_seconds == pytest.approx(120.0)
    assert (time.elapsed_seconds, time.idle_seconds) == pytest.approx((150.0, 30.0))
    assert (time.cut_executions, time.cut_above_seconds) == (1, 60.0)
    assert time.cut_share == pytest.approx(0.5)


def test_the_standard_error_has_agents_as_clusters():
    # Oracle E's kind: each agent has a pace, however often the agent works.
    routine = draw_routine([(f"a{i % 9}", f"2026-03-{i // 9 + 1:02d}", 50.0 + i % 9) for i in range(90)])
    time = saving_of(routine).time
    assert time.error_seconds == pytest.approx(np.std(np.arange(9)) * (9 / 8) ** 0.5 / 3, rel=1e-6)
    assert saving_of(draw_routine(draw_team(agents=7))).time.error_seconds is None


def test_learning_is_each_agents_last_third_against_the_first():
    routine = draw_routine([(f"a{i % 6}", "2026-03-01", 90.0 - i // 6 * 5) for i in range(60)])
    executions = tuple(
        replace(e, start=f"2026-03-01T{8 + i // 60:02d}:{i % 60:02d}:00.000Z") for i, e in enumerate(routine.executions)
    )
    time = saving_of(replace(routine, executions=executions)).time
    # Ten each: 90, 85, 80 first, 55, 50, 45 last.
    assert time.learning == pytest.approx(50 / 85)
    assert saving_of(draw_routine(draw_team(agents=3))).time.learning is None


def test_a_short_look_up_is_worth_self_service_though_no_bot():
    saving = saving_of(draw_routine(draw_team(seconds=5.0), "lookup"))
    assert saving.net_hours.p50 == pytest.approx(0.3 * saving.gross_hours.p50, rel=0.1)
    assert saving.waterfall[2].source == "assumed"
    assert "still ask an agent" in saving.waterfall[2].why
    given = ScanConfig(assumptions=Assumptions(self_service_share=0.6))
    assert saving_of(draw_routine(kind="lookup"), given).waterfall[2].source == "user"


@pytest.mark.parametrize(
    ("agents", "days", "executions", "said"),
    [
        (7, 20, 140, "Seen from 7 agents, where 8 are wanted"),
        (8, 19, 152, "Seen from 19 worked days, where 20 are wanted"),
        (8, 20, 29, "Seen from 29 executions, where 30 are wanted"),
        (7, 19, 29, "Seen from 7 agents and 19 worked days and 29 executions, where 8 and 20 and 30 are wanted"),
        (8, 20, 30, ""),
    ],
)
def test_one_below_any_of_the_three_thresholds_is_told(agents, days, executions, said):
    drawn = [(f"a{i % agents}", f"2026-03-{i % days + 1:02d}", 50.0 + i % 11) for i in range(executions)]
    routine = estimate(draw_routine(drawn), days=days)[0]
    assert [note.text.partition(":")[0] for note in routine.notes] == [said] * bool(said)
    assert routine.saving.hours_per_year is not None
    if said:
        assert "times as wide (Student's t for so few)" in routine.notes[0].text


def test_few_executions_widen_the_range_and_say_so():
    few = estimate(draw_routine([(f"a{i % 9}", f"2026-03-{i + 1:02d}", 60.0) for i in range(20)]))[0]
    assert "20 executions" in few.notes[0].text


def test_rework_spared_and_cash_are_steps_of_the_waterfall():
    given = Assumptions(error_share_before=0.05, error_share_after=0.01, rework_seconds=600.0, cashable_share=0.4)
    saving = saving_of(draw_routine(), ScanConfig(assumptions=given))
    removable, quality, realised, cashable = (s.hours.p50 for s in saving.waterfall[2:])
    expected = saving.volume_per_year * 0.95 * 0.04 * 600 / 3600
    assert quality - removable == pytest.approx(expected, rel=0.05)
    assert saving.quality_hours.p50 == pytest.approx(expected, rel=0.05)
    assert cashable == pytest.approx(0.4 * realised)
    assert [s.source for s in saving.waterfall[3:]] == ["user", "assumed", "user"]


def test_volumes_by_month_scale_the_year():
    march = Assumptions(monthly_index=(1.0, 1.0, 2.0, *[1.0] * 9))
    plain, scaled = saving_of(draw_routine()), saving_of(draw_routine(), ScanConfig(assumptions=march))
    assert scaled.volume_per_year == pytest.approx(plain.volume_per_year / 2 * 13 / 12)
    assert "at seasonal index 1.846 (user)" in scaled.waterfall[0].why

"""Joint draws: chances that look like chance, draws kept in sixteen bits, valued without chance."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.estimates import triangular_at
from rpa_finder.joint import chances, draw_jointly, value_jointly
from rpa_finder.proposals import write_proposals
from rpa_finder.savings import estimate_savings
from tests.drawing_routines import GRAPH, draw_routine, draw_totals

CONFIG = ScanConfig(draws=400)


def plan(*routines, config=CONFIG):
    totals = draw_totals(*routines)
    estimated = estimate_savings(routines, totals, config, GRAPH)
    return draw_jointly(estimated, write_proposals(estimated, totals, config, GRAPH), totals.days, config, GRAPH)


def naive_chances(key, draws):
    """Bit by bit with Python's whole numbers."""
    found = []
    for i in range(draws):
        x = (i * 0x9E3779B9 + key) % 2**32
        x = (x ^ (x >> 16)) * 0x7FEB352D % 2**32
        x = (x ^ (x >> 15)) * 0x846CA68B % 2**32
        found.append(((x ^ (x >> 16)) + 0.5) / 2**32)
    return found


@given(st.integers(0, 2**32 - 1))
def test_chances_are_those_of_the_definition(key):
    assert chances(key, 50).tolist() == naive_chances(key, 50)


def test_chances_are_even_and_independent_of_each_other():
    first, second = chances(1, 20_000), chances(2**31 + 7, 20_000)
    assert np.histogram(first, 20, (0, 1))[0] == pytest.approx(1000, rel=0.12)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.03
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 0.03


def test_valuing_twice_gives_the_same():
    joint = plan(draw_routine(number=1), draw_routine(number=2))
    a, b = (value_jointly(joint, CONFIG.assumptions) for _ in range(2))
    assert a.priced.money == b.priced.money
    assert (a.realised == b.realised).all()


def test_keeps_draws_closely_enough_in_sixteen_bits():
    (part,) = plan(draw_routine()).parts
    assert (part.seconds.codes.min(), part.seconds.codes.max()) == (0, 65_535)
    assert np.median(part.seconds.values) == pytest.approx(part.routine.active_seconds_total, rel=0.1)
    assert part.executions.step == 0  # every agent does as many, every day: nothing to draw
    assert (part.executions.values == len(part.routine.executions)).all()


def test_more_put_to_use_dearer_hours_and_cheaper_builds_are_worth_more():
    joint, base = plan(draw_routine()), Assumptions()
    npv = value_jointly(joint, base).priced.money.npv.p50
    assert value_jointly(joint, replace(base, realisation=0.6)).priced.money.npv.p50 > npv
    assert value_jointly(joint, replace(base, cost_per_hour=40)).priced.money.npv.p50 > npv
    assert value_jointly(joint, replace(base, exception_floor=0.3)).priced.money.npv.p50 < npv
    assert value_jointly(joint, base, 0.5).priced.money.npv.p50 > npv


def test_a_common_cause_ties_overrun_to_what_is_handed_back_and_put_to_use():
    """By hand: where the key of a chance gives less than the share, it is the overrun's (turned round for use)."""
    base = replace(Assumptions(), common_cause=0.4)
    joint = plan(draw_routine(main=0.8))
    (part,) = joint.parts
    overrun, own = naive_chances(joint.overrun, 400), naive_chances(joint.realised, 400)
    put = [1 - o if u < 0.4 else (u - 0.4) / 0.6 for o, u in zip(overrun, own, strict=True)]
    valued = value_jointly(joint, base)
    ratios = valued.realised[0] / valued.net[0]
    assert ratios == pytest.approx(triangular_at(np.array(put), 0.25, 0.5, 0.7))
    assert np.corrcoef(ratios, valued.factor)[0, 1] < -0.25
    per_gross = valued.net[0] / (part.seconds.values * part.executions.values)
    assert np.corrcoef(per_gross, valued.factor)[0, 1] < -0.15
    free = value_jointly(joint, replace(base, common_cause=0.0))
    assert abs(np.corrcoef(free.realised[0] / free.net[0], free.factor)[0, 1]) < 0.15


def test_what_comes_together_makes_a_case_less_certain():
    joint = plan(draw_routine(number=1), draw_routine(number=2))
    worth = [value_jointly(joint, replace(Assumptions(), common_cause=share)).priced.npv for share in (0.0, 0.8)]
    assert worth[1].std() > 1.1 * worth[0].std()


def test_build_days_scale_the_build_as_the_configuration_does():
    base = Assumptions()
    days = {name: 2 * getattr(base, name) for name in ("build_days_base", "build_days_per_step", "build_days_per_app")}
    dearer = replace(CONFIG, assumptions=replace(base, **days))
    again = value_jointly(plan(draw_routine(), config=dearer), dearer.assumptions).priced.money
    assert value_jointly(plan(draw_routine()), base, 2.0).priced.money == again


def test_there_is_no_plan_where_nothing_would_be_built():
    assert plan(draw_routine(kind="judgement")) is None

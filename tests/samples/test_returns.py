"""Cases that come back are planned as often as asked for, on different days."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

import pytest

from rpa_finder.samples.harder_work import KEYED_FIRST, PING_PONG, REPEAT_CONTACT, REWORK
from rpa_finder.samples.returns import RETURNING, Visit, plan_returns
from rpa_finder.samples.staff import hire_agents


def plan(days: int, agents: int = 6, seed: int = 1) -> list[Visit]:
    counts = {REWORK: 20, PING_PONG: 31, REPEAT_CONTACT: 11, "other": 50}
    return list(plan_returns(counts, hire_agents(agents, 5, Random(2)), days, Random(seed)))


@pytest.mark.parametrize("days", [2, 3, 10])
def test_plans_about_as_many_executions_as_asked_for(days: int) -> None:
    made = Counter(visit.routine for visit in plan(days))
    assert set(made) == {*RETURNING, KEYED_FIRST}
    assert 20 <= made[REWORK] <= 21
    assert 31 <= made[PING_PONG] <= 35
    assert 11 <= made[REPEAT_CONTACT] <= 14


@pytest.mark.parametrize("days", [1, 2, 10])
def test_a_case_keeps_its_record_and_never_comes_twice_on_a_day(days: int) -> None:
    cases: dict[str, list[Visit]] = defaultdict(list)
    for visit in plan(days):
        cases[visit.case].append(visit)
    for visits in cases.values():
        assert len({id(visit.record) for visit in visits}) == 1
        when = [visit.day for visit in visits]
        assert when == sorted(set(when))
        assert max(when) < days


def test_one_agent_alone_can_do_it_all() -> None:
    assert {visit.agent for visit in plan(days=5, agents=1)} == {0}


def test_the_same_seed_plans_the_same() -> None:
    assert [v[:3] for v in plan(6)] == [v[:3] for v in plan(6)]
    assert [v[:3] for v in plan(6)] != [v[:3] for v in plan(6, seed=2)]

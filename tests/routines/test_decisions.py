from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import asdict

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.events import make_log
from rpa_finder.model import DecisionPoint, Step
from rpa_finder.routines.decisions import (
    ELSEWHERE_SHARE,
    LEAST_EXECUTIONS,
    LEAST_SHARE,
    Surroundings,
    Work,
    find_decisions,
)
from tests.drawing import write_day
from tests.routines.finding import find_in

FIELDS = ("Open", "Amount", "Status", "Approve", "Reject", "Save")
OPEN, AMOUNT, STATUS, APPROVE, REJECT, SAVE = range(1, 7)
STEPS = tuple(Step("Claim", "click" if f in ("Open", "Save") else "input", f, 1.0, 1.0) for f in FIELDS)


def decide(
    executions: list[list[tuple[int, str]]], agents: list[str] | None = None, hours: list[int] | None = None
) -> tuple[DecisionPoint, ...]:
    """Find the decisions of executions given as (step, value), each agent's an hour or more apart."""
    agents, hours = agents or ["ann"] * len(executions), hours or list(range(len(executions)))
    events = [(x, s, v) for x, done in enumerate(executions) for s, v in done]
    time = [pd.Timestamp("2026-03-02", tz="UTC") + pd.Timedelta(hours=hours[x]) for x, _, _ in events]
    log = make_log(
        {
            "source": pd.Series(["log.csv"] * len(events)),
            "row": pd.Series(range(1, len(events) + 1)),
            "time": pd.Series(time),
            "agent": pd.Series([agents[x] for x, _, _ in events]),
            "screen": pd.Series(["Claim"] * len(events)),
            "action_raw": pd.Series(["input"] * len(events)),
            "value": pd.Series([v or None for _, _, v in events], dtype="object"),
        },
        "file",
    )
    values = log.table["value"].to_numpy(dtype=object)
    of, step = (np.array([e[i] for e in events], dtype=np.int64) for i in (0, 1))
    return find_decisions(Work(of, step, np.arange(len(events)), STEPS, values), Surroundings(log))


def claim(amount: str, way: int, status: str = "") -> list[tuple[int, str]]:
    return [(OPEN, ""), (AMOUNT, amount), (STATUS, status), (way, ""), (SAVE, "")]


def by_size(n: int, noise: float = 0.0, seed: int = 1) -> list[list[tuple[int, str]]]:
    """Give claims that are approved below 1000 and rejected from there on, but for some."""
    rng = random.Random(seed)
    drawn = []
    for _ in range(n):
        amount = rng.randint(100, 9999 if rng.random() < 0.5 else 999)
        way = APPROVE if (amount < 1000) != (rng.random() < noise) else REJECT
        drawn.append(claim(str(amount), way, rng.choice(["open", "late"])))
    return drawn


def test_a_decision_by_the_form_of_a_value_is_told_without_the_value():
    (decision,) = decide(by_size(60))
    assert (decision.step, decision.executions, decision.explained) == (STATUS, 60, 60)
    assert (decision.basis, decision.depends_on) == ("form", "the form of Amount on Claim")
    assert {o.step: o.when for o in decision.options} == {APPROVE: ("999",), REJECT: ("9999",)}
    assert sum(o.executions for o in decision.options) == 60


def test_exceptions_lower_what_is_explained():
    (decision,) = decide(by_size(200, noise=0.1))
    assert decision.basis == "form"
    assert 0.82 * 200 <= decision.explained <= 0.97 * 200


def test_a_decision_by_one_of_a_few_values_of_one_form_does_not_name_them():
    rng = random.Random(3)
    drawn = []
    for _ in range(60):
        status = rng.choice(["open", "shut", "late"])
        drawn.append(claim(str(rng.randint(100, 999)), REJECT if status == "shut" else APPROVE, status))
    (decision,) = decide(drawn)
    assert (decision.basis, decision.depends_on) == ("value", "the value of Status on Claim")
    assert all(o.when == () for o in decision.options)
    assert "shut" not in json.dumps(asdict(decision))


def test_what_was_filled_or_left_empty_may_decide():
    rng = random.Random(4)
    drawn = []
    for i in range(40):
        status = "" if rng.random() < 0.4 else f"note {i}"
        drawn.append(claim("100", APPROVE if status else REJECT, status))
    (decision,) = decide(drawn)
    assert (decision.basis, decision.depends_on) == ("presence", "whether Status on Claim is seen")
    assert {o.step: o.when for o in decision.options} == {APPROVE: ("seen",), REJECT: ("not seen",)}


def test_a_coin_toss_depends_on_nothing_visible():
    rng = random.Random(5)
    (decision,) = decide([claim(str(rng.randint(1, 9999)), rng.choice([APPROVE, REJECT])) for _ in range(300)])
    assert (decision.basis, decision.depends_on) == ("", "")
    assert decision.explained == max(o.executions for o in decision.options)


def test_habits_of_agents_and_the_day_of_the_week_are_told():
    rng = random.Random(6)
    agents = [rng.choice(["ann", "bob", "cat"]) for _ in range(60)]
    (decision,) = decide([claim("100", APPROVE if a == "ann" else REJECT) for a in agents], agents)
    assert (decision.basis, decision.depends_on) == ("agent", "the agent")
    assert all(o.when == () for o in decision.options)
    hours = sorted(rng.randint(0, 24 * 70) for _ in range(90))
    (decision,) = decide([claim("100", APPROVE if h // 24 % 7 == 0 else REJECT) for h in hours], hours=hours)
    assert decision.basis == "day"
    assert {o.step: o.when for o in decision.options}[APPROVE] == ("Monday",)


def test_fields_filled_in_any_order_are_no_decision():
    rng = random.Random(7)
    drawn = []
    for _ in range(60):
        middle = [(AMOUNT, ""), (STATUS, ""), (APPROVE, "")]
        rng.shuffle(middle)
        drawn.append([(OPEN, ""), *middle, (SAVE, "")])
    assert decide(drawn) == ()


def test_a_step_that_may_be_left_out_is_a_decision():
    drawn = [[(OPEN, ""), (AMOUNT, ""), *([(STATUS, "")] if i % 3 else []), (SAVE, "")] for i in range(30)]
    (decision,) = decide(drawn)
    assert [(o.step, o.executions) for o in decision.options] == [(STATUS, 20), (SAVE, 10)]


def test_pressing_into_a_field_before_filling_it_is_no_decision():
    """Two steps at one field are one place."""
    steps = (*STEPS, Step("Claim", "click", "Amount", 0.5, 1.0))
    rng = random.Random(8)
    done = [[1, *([7] if rng.random() < 0.5 else []), 2, 6] for _ in range(40)]
    step = np.array([s for d in done for s in d])
    of = np.array([x for x, d in enumerate(done) for _ in d])
    log = make_log(
        {
            "source": pd.Series(["log.csv"] * len(step)),
            "row": pd.Series(range(len(step))),
            "time": pd.Series([pd.Timestamp("2026-03-02", tz="UTC")] * len(step)),
            "action_raw": pd.Series(["input"] * len(step)),
        }
    )
    values = np.full(len(step), None, dtype=object)
    assert find_decisions(Work(of, step, np.arange(len(step)), steps, values), Surroundings(log)) == ()


DONE = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=7), min_size=1, max_size=25)


def naive_decisions(done: list[list[int]]) -> dict[int, Counter[int]]:
    """Look at each step of each execution: what comes next, and is it done elsewhere by those who go another way."""
    after: dict[int, list[tuple[int, list[int]]]] = {}
    for steps in done:
        known = [s for s in steps if s]
        turns = [s for i, s in enumerate(known) if i == 0 or known[i - 1] != s]
        for s in sorted(set(turns)):
            i = turns.index(s)
            after.setdefault(s, []).append((turns[i + 1] if i + 1 < len(turns) else 0, turns))
    found = {}
    for s, ways in after.items():
        counts = Counter(n for n, _ in ways)
        options = {n for n, c in counts.items() if c >= max(LEAST_EXECUTIONS, LEAST_SHARE * len(ways))}
        for option in options - {0}:
            others = [turns for n, turns in ways if n in options and n != option]
            if others and sum(option in t for t in others) / len(others) <= ELSEWHERE_SHARE:
                found[s] = Counter({n: counts[n] for n in options})
    return found


@settings(max_examples=150, deadline=None)
@given(DONE)
def test_decisions_are_those_of_a_slow_twin_and_their_options_add_up(done: list[list[int]]):
    # Opening and saving are clicks with a field; all steps are places of their own.
    found = decide([[(s, "") for s in steps] for steps in done])
    assert {d.step: Counter({o.step: o.executions for o in d.options}) for d in found} == naive_decisions(done)
    for d in found:
        assert sum(o.executions for o in d.options) == d.executions
        assert max(o.executions for o in d.options) <= d.explained <= d.executions


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 8))
def test_other_agents_names_and_other_values_of_the_same_form_change_nothing(seed: int, shift: int):
    rng = random.Random(seed)
    drawn = by_size(40, 0.1, seed)
    agents = [rng.choice(["ann", "bob"]) for _ in drawn]
    turned = str.maketrans("123456789", "".join(str((i + shift) % 9 + 1) for i in range(9)))
    others = [[(s, v.translate(turned)) for s, v in done] for done in drawn]
    names = {"ann": "zoe", "bob": "abe"}
    assert decide(others, [names[a] for a in agents]) == decide(drawn, agents)


CLAIM = """
    5 | CRM | Customer | click | Search
    4 | CRM | Customer | copy | Account | {account}
    6 | Portal | New claim | paste | Account number | {account}
    7 | Portal | New claim | input | Amount | {amount}
    5 | Portal | New claim | input | {field} | yes
    3 | Portal | New claim | submit | Save
    4 | Portal | Receipt | click | Close
"""


def test_a_decision_is_found_from_end_to_end():
    rng = random.Random(2)
    turns = []
    for i in range(60):
        amount = rng.choice([rng.randint(100, 999), rng.randint(1000, 9999)])
        field = "Manager" if amount > 999 else "Clerk"
        turns.append((CLAIM, {"account": 48213 + 137 * i, "amount": amount, "field": field}))
    (routine,) = find_in(write_day("ann", turns))
    (decision,) = routine.decisions
    assert routine.steps[decision.step - 1].field == "Amount"
    assert decision.depends_on == "the form of Amount on New claim"
    assert {routine.steps[o.step - 1].field: o.when for o in decision.options} == {
        "Manager": ("9999",),
        "Clerk": ("999",),
    }

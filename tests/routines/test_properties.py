"""What must not change what is found."""

from __future__ import annotations

import random
import re
import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rpa_finder.events import UILog, make_log
from rpa_finder.model import Routine
from rpa_finder.routines import discover_routines
from tests.drawing import Turn, write_day
from tests.routines.desks import (
    CLAIM,
    DECISION,
    DESK,
    LOOK_UP,
    claims,
    decisions,
    look_ups,
    mixed,
    random_turns,
    rows_by_turn,
    team_log,
)
from tests.routines.finding import CONFIG, all_rows, find_in, make_ready


@pytest.fixture(scope="module")
def desk() -> tuple[Routine, ...]:
    """Give what is found in a day of three agents with three routines."""
    return find_in(team_log(DESK))


def test_random_work_beside_routines_changes_no_execution():
    turns = [mixed(mine, random_turns(5, seed=a), seed=a) for a, mine in enumerate(DESK)]
    expected = rows_by_turn(turns)
    assert all_rows(find_in(team_log(turns))) == sorted([expected[CLAIM], expected[LOOK_UP], expected[DECISION]])


@pytest.mark.parametrize("seed", range(3))
def test_random_work_holds_no_routine(seed):
    assert find_in(team_log([random_turns(100, seed=10 * seed + a) for a in range(3)])) == ()


OTHER_WORK = [
    (f"{5 + i % 9} | Studio | Canvas {'abcde'[i * 7 % 5]} | click | Tool {i * i % 11}", {}) for i in range(120)
]


def test_an_agent_who_does_other_work_removes_no_routine(desk):
    found = find_in(team_log(DESK) + write_day("zoe", OTHER_WORK))
    assert all(r in all_rows(found) for r in all_rows(desk))


def test_other_names_of_agents_change_nothing_else(desk):
    names = {"ann": "tom", "bob": "sue", "cat": "ann"}
    text = team_log(DESK)
    renamed = find_in(re.sub(r"\| (ann|bob|cat) \|", lambda match: f"| {names[match[1]]} |", text))
    assert all_rows(renamed) == all_rows(desk)
    assert {e.rows: e.agent for r in renamed for e in r.executions} == {
        e.rows: names[e.agent] for r in desk for e in r.executions
    }

    def plain(routine):
        return replace(routine, executions=())

    assert [plain(r) for r in renamed] == [plain(r) for r in desk]


def _other_values(text: str, seed: int) -> str:
    """Write every value in other letters and digits, the same for the same, of the same shape."""
    draw = random.Random(seed)
    letters, digits = "abcdefghijklmnopqrstuvwxyz", "123456789"
    to_letters, to_digits = "".join(draw.sample(letters, 26)), "".join(draw.sample(digits, 9))
    table = str.maketrans(letters + letters.upper() + digits, to_letters + to_letters.upper() + to_digits)
    lines = [line.split("|") for line in text.splitlines()]
    return "\n".join("|".join([*cells[:6], *(c.translate(table) for c in cells[6:])]) for cells in lines)


def test_other_values_of_the_same_shape_change_no_execution(desk):
    assert all_rows(find_in(_other_values(team_log(DESK), 1))) == all_rows(desk)


def test_the_order_of_rows_in_the_file_does_not_matter(desk):
    lines = team_log(DESK).splitlines()
    order = np.random.default_rng(3).permutation(len(lines))
    number = {new: int(old) for new, old in enumerate(order, 1)}
    found = find_in("\n".join(lines[i] for i in order))
    assert sorted(sorted(tuple(number[row] + 1 for row in e.rows) for e in r.executions) for r in found) == all_rows(
        desk
    )


def _draw_turns(agents: int, seed: int) -> list[list[Turn]]:
    """Draw what some agents do: three routines as often as the draw has it, among other work."""
    draw = random.Random(seed)
    turns = []
    for a in range(agents):
        kinds = [kind(draw.randint(18, 30) // agents + 2, 100 * a) for kind in (claims, look_ups, decisions)]
        turns.append(mixed(*kinds, random_turns(draw.randint(5, 30), seed=10 * seed + a), seed=seed + a))
    return turns


def _write(turns: list[list[Turn]]) -> str:
    return team_log(turns, [f"agent {i}" for i in range(len(turns))])


@pytest.fixture(scope="module", params=[(3, 2), (5, 3)], ids=str)
def drawn(request) -> tuple[str, list[list[tuple[int, ...]]]]:
    """Draw a log of some agents and give what is found in it."""
    text = _write(_draw_turns(*request.param))
    return text, all_rows(find_in(text))


def test_routines_of_one_agent_in_random_order_are_told_apart():
    turns = _draw_turns(1, 1)
    expected = rows_by_turn(turns)
    assert all_rows(find_in(_write(turns))) == sorted([expected[CLAIM], expected[LOOK_UP], expected[DECISION]])


def test_routines_are_found_in_every_drawn_log_and_share_no_row(drawn):
    _, found = drawn
    assert found
    rows = [row for routine in found for execution in routine for row in execution]
    assert len(rows) == len(set(rows))


def _all_there_beside_other_work(text: str, found: list[list[tuple[int, ...]]]) -> bool:
    """Say whether each routine is found again with most of its executions: the other's steps say what is usual."""
    again = all_rows(find_in(text + write_day("zoe", OTHER_WORK)))
    return all(any(2 * len(set(routine) & set(other)) > len(routine) for other in again) for routine in found)


def test_an_unrelated_agent_takes_no_routine_from_a_drawn_log(drawn):
    assert _all_there_beside_other_work(*drawn)


def test_an_unrelated_agent_takes_no_routine_from_two_others():
    text = _write(_draw_turns(2, 4))
    assert _all_there_beside_other_work(text, all_rows(find_in(text)))


def test_other_names_of_agents_change_nothing_in_a_drawn_log(drawn):
    text, found = drawn
    renamed = re.sub(r"\| agent (\d) \|", lambda match: f"| {'zmkab'[int(match[1])]} |", text)
    assert renamed != text
    assert all_rows(find_in(renamed)) == found


def test_other_values_of_the_same_shape_change_nothing_in_a_drawn_log(drawn):
    text, found = drawn
    assert all_rows(find_in(_other_values(text, 7))) == found


def _bare_log(screens: list[str], fields: list[str] | None = None, case: str | None = None) -> UILog:
    """Give a log of one agent with a click on each screen in turn, some seconds apart."""
    n = len(screens)
    seconds = np.cumsum(np.random.default_rng(0).integers(1, 40, n))
    times = pd.Timestamp("2026-03-02T09:00:00Z") + pd.to_timedelta(seconds, unit="s")
    same = {"source": "log.csv", "agent": "ann", "app": "App", "action": "click", "action_raw": "click", "value": None}
    columns = {name: pd.Series([value] * n, dtype="object") for name, value in same.items()}
    columns |= {
        "screen": pd.Series(screens, dtype="object"),
        "element": pd.Series(fields or [None] * n, dtype="object"),
    }
    columns |= {"case": pd.Series([case] * n, dtype="object")} if case else {}
    return make_log(columns | {"row": range(1, n + 1), "time": pd.Series(times)}, "time")


def _letters(i: int, n: int = 3) -> str:
    return "".join("abcdefghijklmnopqrstuvwxyz"[i // 26**k % 26] for k in range(n))


def _worst(kind: str) -> UILog:
    walk = [f"Page {'ABCDEFGHIJKL'[i]}" for i in np.random.default_rng(1).integers(0, 12, 20_000)]
    if kind == "all alike":
        return _bare_log(["Page"] * 20_000)
    if kind == "complete graph of screens":
        return _bare_log(walk)
    if kind == "one case":
        return _bare_log(walk, case="C1")
    if kind == "a screen each":
        return _bare_log([f"Page {_letters(i)}" for i in range(20_000)])
    return _bare_log(["Page"] * 3000, fields=[f"Field {_letters(i)}" for i in range(3000)])


@pytest.mark.parametrize(
    "kind", ["all alike", "complete graph of screens", "one case", "a screen each", "a field each"]
)
def test_the_worst_logs_take_seconds(kind):
    ready = make_ready(_worst(kind))
    began = time.process_time()
    found = discover_routines(ready.log, ready.values, ready.flow, CONFIG)
    # Measuring coverage about doubles the time.
    assert time.process_time() - began < (10 if sys.gettrace() is None else 24)
    assert found.routines == ()

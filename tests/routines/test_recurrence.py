from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.events import make_log
from rpa_finder.model import Recurrence
from rpa_finder.routines.executions import Found
from rpa_finder.routines.kinds import write_rows
from rpa_finder.routines.recurrence import TO_AND_FRO, Marks, _in_turns, _mostly_again, find_recurrence
from rpa_finder.routines.stream import make_stream
from tests.routines.desks import AGENTS
from tests.routines.finding import find_in

FORM = (("Form", "input", "Name"), ("Form", "input", "Amount"), ("Form", "submit", "Save"))
LOOK = (("Find", "click", "Go"), ("Status", "select", "State"))
WANDER = (("Menu", "click", "Next"), ("List", "click", "Back"), ("Menu", "click", "Next"), ("List", "click", "Back"))


def draw(work, *, case=True, record=False, shown_on=None):
    """Judge executions (agent, case or record, hour, steps), each one routine's by its steps."""
    lines, rows = [], []
    for number, (agent, subject, hour, steps) in enumerate(work):
        for i, (screen, action, field) in enumerate(steps):
            time = pd.Timestamp("2026-03-02", tz="UTC") + pd.Timedelta(hours=hour, seconds=10 * i)
            lines.append((agent, subject, time, screen, action, field))
            rows.append(number)
    names = ("agent", "subject", "time", "screen", "action", "element")
    columns = {name: pd.Series(values) for name, values in zip(names, zip(*lines, strict=True), strict=True)}
    subject = columns.pop("subject").astype("object")
    n = len(lines)
    columns |= {
        "source": pd.Series(["log.csv"] * n),
        "row": pd.Series(range(1, n + 1)),
        "action_raw": columns["action"],
    }
    columns |= {"session": pd.Series([f"S{r}" for r in rows])}
    columns |= {"case": subject} if case else {}
    shown = subject if shown_on is None else subject.where(columns["screen"].isin(shown_on))
    columns |= {"record": shown} if record else {}
    log = make_log(columns)
    stream = make_stream(log)
    execution = np.array(rows)[log.table["row"].to_numpy()[stream.position] - 1]
    kinds = {steps: k for k, steps in enumerate(dict.fromkeys(w[3] for w in work))}
    routine = np.array([kinds[w[3]] for w in work])
    identity = log.codes("record")[stream.position]
    return find_recurrence(log, stream, Found(execution, routine), identity, write_rows(log))


def marked(marks: Marks) -> dict[str, list[int]]:
    """Give the numbers of the executions with each mark."""
    return {name: np.flatnonzero(getattr(marks, name)).tolist() for name in ("rework", "ping_pong", "repeat_contact")}


def test_filling_the_same_fields_of_the_same_case_again_is_rework():
    marks = draw([("ann", "C1", 1, FORM), ("bob", "C2", 2, FORM), ("ann", "C1", 3, FORM), ("bob", "C1", 30, FORM)])
    assert marked(marks) == {"rework": [2, 3], "ping_pong": [], "repeat_contact": []}
    assert marks.count(np.array([0, 1, 2])) == Recurrence(known=3, rework=1, ping_pong=0, repeat_contact=0)


def test_other_fields_of_the_same_case_are_a_later_step_not_rework():
    next_form = (("Form", "input", "Date"), ("Form", "input", "Amount"), ("Form", "input", "Clerk"))
    assert marked(draw([("ann", "C1", 1, FORM), ("bob", "C1", 2, next_form)]))["rework"] == []
    assert marked(draw([("ann", "C1", 1, FORM), ("bob", "C1", 2, next_form[:2])]))["rework"] == [1]


def test_a_record_in_a_title_tells_rework_as_a_case_does():
    work = [("ann", f"R{i % 6}", i, FORM) for i in range(9)]
    assert marked(draw(work, case=False, record=True))["rework"] == [6, 7, 8]


def test_a_new_form_for_a_known_customer_is_no_rework():
    """The customer's id stands on the screen that is read, not on the form that is filled."""
    work = [("ann", f"R{i % 6}", i, (*LOOK, *FORM)) for i in range(9)]
    assert marked(draw(work, case=False, record=True))["rework"] == [6, 7, 8]
    shown_on = {"Find", "Status"}
    marks = draw(work, case=False, record=True, shown_on=shown_on)
    assert marks.known.all()
    assert marked(marks)["rework"] == []


def test_an_id_that_every_execution_shows_is_no_record():
    marks = draw([("ann", "same", i, FORM) for i in range(15)], case=False, record=True)
    assert not marks.known.any()
    assert marked(marks)["rework"] == []


def test_looking_up_again_is_a_repeat_contact_on_another_day_or_an_hour_later():
    work = [("ann", "C1", 1, FORM), ("bob", "C1", 1.5, LOOK), ("ann", "C1", 3, LOOK), ("bob", "C1", 24.1, LOOK)]
    work += [("ann", "C2", 3, LOOK)]
    assert marked(draw(work)) == {"rework": [], "ping_pong": [0, 1, 2, 3], "repeat_contact": [2, 3]}


def test_a_case_that_two_agents_have_in_turn_is_a_ping_pong():
    agents = ["ann", "bob", "ann", "bob", "cat"]
    work = [(agent, "C1", i, LOOK) for i, agent in enumerate(agents)]
    work += [(agent, "C2", 10 + i, LOOK) for i, agent in enumerate(["ann", "bob", "ann"])]
    assert marked(draw(work))["ping_pong"] == [0, 1, 2, 3]


def test_going_to_and_fro_between_two_screens_without_a_value_is_a_ping_pong():
    work = [("ann", "C1", 1, WANDER), ("ann", "C2", 2, (*WANDER, ("List", "copy", "Id"))), ("ann", "C3", 3, FORM)]
    assert marked(draw(work))["ping_pong"] == [0]


def test_sessions_in_the_case_column_are_no_cases():
    marks = draw([("ann", f"day {i // 10}", i, FORM) for i in range(30)])
    assert not marks.known.any()
    assert marked(marks)["rework"] == []


def test_typing_without_a_field_is_an_activity_not_an_entry():
    """A case log's activity may be called "enter"."""
    enter = (("Enter", "input", None), ("Check", "other", None))
    assert marked(draw([("ann", "C1", 1, enter), ("bob", "C2", 2, enter), ("bob", "C1", 3, enter)]))["rework"] == [2]
    assert marked(draw([("ann", "C1", 1, enter), ("bob", "C1", 2, LOOK)]))["repeat_contact"] == []


CHECK, PAY = ("Check", "other", None), ("Pay", "other", None)
ENTER, LETTER = ("Enter", "other", None), ("Letter", "other", None)


def test_a_case_log_shows_rework_by_activities_done_again():
    once, looped = (ENTER, CHECK, PAY), (ENTER, CHECK, PAY, CHECK, PAY)
    work = [("ann", "C1", 1, once), ("ann", "C2", 2, looped), ("ann", "C3", 3, (ENTER, LETTER))]
    work += [("bob", "C1", 4, once), ("bob", "C3", 5, (CHECK, PAY))]
    assert marked(draw(work)) == {"rework": [1, 3], "ping_pong": [], "repeat_contact": []}


def test_without_cases_and_records_nothing_is_known():
    marks = draw([("ann", None, i, FORM) for i in range(6)])
    assert not marks.known.any()
    assert marked(marks) == {"rework": [], "ping_pong": [], "repeat_contact": []}


WORK = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "cat"]),
        st.sampled_from(["C1", "C2", "C3", "C4", None]),
        st.integers(0, 60),
        st.sampled_from([FORM, LOOK, WANDER]),
    ),
    min_size=1,
    max_size=12,
)


def naive(work):
    """Judge executions one by one against all earlier ones of their case."""
    order = sorted(range(len(work)), key=lambda x: (work[x][2], x))
    by_agent = [(work[x][0], work[x][2], x) for x in range(len(work)) if work[x][1] is not None]
    by_agent.sort()
    stays = sum(a[0] == b[0] and work[a[2]][1] == work[b[2]][1] for a, b in pairwise(by_agent))
    cases = [None if stays > 0.5 * len(by_agent) else w[1] for w in work]
    fields = [{s for s in w[3] if s[1] == "input"} for w in work]
    any_writing = any(fields)
    rework, contact = set(), set()
    for i, x in enumerate(order):
        before = [y for y in order[:i] if cases[y] is not None and cases[y] == cases[x]]
        filled = {f for y in before for f in fields[y]}
        if fields[x] and len(fields[x] & filled) * 2 >= len(fields[x]):
            rework.add(x)
        if before and not fields[x] and any_writing:
            end = work[before[-1]][2] * 3600 + 10 * (len(work[before[-1]][3]) - 1)
            same_day = work[before[-1]][2] // 24 == work[x][2] // 24
            if not same_day or work[x][2] * 3600 - end > 3600:
                contact.add(x)
    return rework, contact


@settings(max_examples=60, deadline=None)
@given(WORK)
def test_marks_are_those_of_a_slow_twin_and_counts_never_exceed_what_is_known(work):
    # Two pieces of work of one agent can't start at the same time.
    work = list({(w[0], w[2]): w for w in work}.values())
    marks = draw(work)
    if any(w[3] == FORM for w in work):
        rework, contact = naive(work)
        assert set(np.flatnonzero(marks.rework).tolist()) == rework
        assert set(np.flatnonzero(marks.repeat_contact).tolist()) == contact
    counted = marks.count(np.arange(len(work)))
    assert counted.rework + counted.repeat_contact <= counted.known <= len(work)
    names = {"ann": "zoe", "bob": "abe", "cat": "may"}
    renamed = draw([(names[a], c and c[::-1], h, s) for a, c, h, s in work])
    assert marked(renamed) == marked(marks)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), max_size=16), st.integers(0, 9))
def test_turns_are_those_found_by_looking_at_every_stretch(entries: list[tuple[int, int]], seed: int):
    entries.sort(key=lambda e: e[0])
    of = list(range(len(entries)))
    random.Random(seed).shuffle(of)
    found = _in_turns(
        *(np.array(x, dtype=np.int64) for x in ([g for g, _ in entries], [h for _, h in entries], of)), 16
    )
    runs: list[list[int]] = []
    for i, entry in enumerate(entries):
        if runs and entries[runs[-1][-1]] == entry:
            runs[-1].append(i)
        else:
            runs.append([i])
    wanted = set()
    for at in range(len(runs) - TO_AND_FRO + 1):
        window = [entries[run[0]] for run in runs[at : at + TO_AND_FRO]]
        if len({g for g, _ in window}) == 1 and [h for _, h in window] == [window[0][1], window[1][1]] * 2:
            wanted |= {of[i] for run in runs[at : at + TO_AND_FRO] for i in run}
    assert set(np.flatnonzero(found).tolist()) == wanted


def test_nothing_held_is_nothing_again():
    empty = np.empty(0, dtype=np.int64)
    assert not _mostly_again(None, empty, empty, empty, 3).any()


def test_a_case_log_shows_rework_from_end_to_end():
    rng = random.Random(1)
    acts = ("Register", "Check papers", "Weigh up", "Decide", "Send letter")
    lines, clock = [], dict.fromkeys(AGENTS, pd.Timestamp("2026-03-02 08:00", tz="UTC"))
    passes = [i if i < 10 or rng.random() > 0.25 else rng.randrange(i - 5) for i in range(150)]
    for case in passes:
        agent = rng.choice(AGENTS)
        clock[agent] += pd.Timedelta(minutes=rng.randint(2, 6))
        for act in acts:
            clock[agent] += pd.Timedelta(seconds=rng.randint(20, 60))
            lines.append((clock[agent], agent, f"C{case}", act))
    columns = dict(zip(("time", "agent", "case", "action_raw"), map(pd.Series, zip(*lines, strict=True)), strict=True))
    n = len(lines)
    log = make_log(columns | {"source": pd.Series(["log.csv"] * n), "row": pd.Series(range(1, n + 1))})
    (routine,) = find_in(log)
    again = len(passes) - len(set(passes))
    assert len(routine.executions) == 150
    assert routine.recurrence == Recurrence(known=150, rework=again, ping_pong=0, repeat_contact=0)
    assert routine.kind == "navigation"

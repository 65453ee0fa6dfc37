from __future__ import annotations

import numpy as np
import pytest

from rpa_finder.config import ScanConfig
from rpa_finder.routines.assembly import assemble, assemble_aside
from rpa_finder.routines.confidence import Aside, Judgement
from rpa_finder.routines.executions import Found
from tests.drawing import draw_log, write_day
from tests.routines.desks import claims, look_ups
from tests.routines.finding import CONFIG, make_ready

N_CLAIM, N_LOOK_UP = 6, 5
SURE = Judgement(q_value=0.0, stability=1.0)


def _nothing_shown(ready):
    return np.full(len(ready.stream), -1, dtype=np.int64)


def _found(execution, routine, judged=SURE):
    judgements = (judged,) * (max(routine, default=-1) + 1)
    return Found(np.array(execution, dtype=np.int64), np.array(routine, dtype=np.int64), judgements)


def _assemble(text, execution, routine, config=CONFIG, judged=SURE):
    ready = make_ready(draw_log(text))
    found = _found(execution, routine, judged)
    return assemble(ready.log, ready.stream, found, ready.flow, _nothing_shown(ready), config)


def _two_kinds(offset=0):
    text = write_day("ann", claims(6) + look_ups(8), start="2026-03-02T23:50:00")
    sizes = [N_CLAIM] * 6 + [N_LOOK_UP] * 8
    return text, np.repeat(np.arange(14), sizes), [0] * 6 + [1] * 8


def test_routines_are_numbered_by_active_time_and_their_executions_after_them():
    routines = _assemble(*_two_kinds())
    assert [(r.id, r.kind) for r in routines] == [("R01", "copy-transfer"), ("R02", "lookup")]
    # 6 x 24 seconds against 8 x 17.
    assert [r.active_seconds_total for r in routines] == [144.0, 136.0]
    assert [e.id for e in routines[1].executions] == [f"R02-{i:05d}" for i in range(1, 9)]


def test_executions_say_who_when_and_which_rows():
    first = _assemble(*_two_kinds())[0].executions[0]
    assert (first.agent, first.case, first.day) == ("ann", "", "2026-03-02")
    assert (first.start, first.end) == ("2026-03-02T23:50:05.000Z", "2026-03-02T23:50:29.000Z")
    assert (first.active_seconds, first.elapsed_seconds) == (24.0, 24.0)
    assert (first.rows, first.sources, first.steps) == ((1, 2, 3, 4, 5, 6), (0,) * 6, (1, 2, 3, 4, 5, 6))


def test_work_in_between_is_elapsed_but_not_active():
    text = write_day("ann", claims(6))
    execution = np.repeat(np.arange(6), N_CLAIM)
    execution[execution == 1] = -1
    execution[6:9] = 0
    execution[execution > 1] -= 1
    routine = _assemble(text, execution, [0] * 5)[0]
    assert (routine.executions[0].active_seconds, routine.executions[0].elapsed_seconds) == (24 + 25 + 4 + 6, 59.0)


def test_the_day_is_the_agents_own():
    text, execution, routine = _two_kinds()
    ready = make_ready(draw_log(text))
    log = ready.log.with_columns(offset_min=np.full(len(ready.log), 60, dtype=np.int16))
    found = _found(execution, routine)
    days = [e.day for e in assemble(log, ready.stream, found, ready.flow, _nothing_shown(ready), CONFIG)[0].executions]
    assert set(days) == {"2026-03-03"}


def test_a_step_of_few_executions_is_a_step_of_its_own():
    odd = "5 | Clock | Time | click | Tick"
    turns = claims(30)
    turns[3:3] = [(odd, {})]
    sizes = [N_CLAIM] * 3 + [N_CLAIM + 1] + [N_CLAIM] * 26
    (routine,) = _assemble(write_day("ann", turns), np.repeat(np.arange(30), sizes), [0] * 30)
    assert len(routine.steps) == N_CLAIM
    assert routine.executions[3].steps == (0, 1, 2, 3, 4, 5, 6)


def test_the_key_is_of_the_usual_steps_alone():
    whole = _assemble(*_two_kinds())
    part = _assemble(write_day("bob", claims(9, 50)), np.repeat(np.arange(9), N_CLAIM), [0] * 9)
    assert part[0].key == whole[0].key != whole[1].key


def test_more_executions_are_surer():
    few = _assemble(write_day("ann", claims(5)), np.repeat(np.arange(5), N_CLAIM), [0] * 5)
    many = _assemble(write_day("ann", claims(27)), np.repeat(np.arange(27), N_CLAIM), [0] * 27)
    assert (few[0].confidence, many[0].confidence) == (0.625, 0.9)


def test_too_few_executions_are_left_out():
    text, execution, routine = _two_kinds()
    assert [len(r.executions) for r in _assemble(text, execution, routine, ScanConfig(min_executions=7))] == [8]


def test_evidence_is_what_carried_the_finding():
    text, execution, routine = _two_kinds()
    assert [r.evidence for r in _assemble(text, execution, routine)] == ["values", "fields"]
    blind = "\n".join("|".join(line.split("|")[:6]) for line in text.splitlines())
    assert _assemble(blind, execution, routine)[0].evidence == "clipboard"
    screens = "\n".join("|".join(line.split("|")[:5]) for line in text.splitlines())
    assert _assemble(screens, execution, routine)[1].evidence == "screens"


def test_nothing_found_gives_nothing():
    assert _assemble(write_day("ann", claims(1)), [-1] * N_CLAIM, []) == ()


@pytest.mark.parametrize("step", ["Search", "Save"])
def test_steps_say_the_time_before_them(step):
    routine = _assemble(*_two_kinds())[0]
    seconds = {s.field: s.mean_seconds for s in routine.steps}
    # The first step of a session has no time before it; later ones include the pause between turns.
    assert seconds[step] == pytest.approx({"Search": 25.0 * 5 / 6, "Save": 3.0}[step])


def test_a_routine_says_how_sure_it_is():
    execution, routine = np.repeat(np.arange(5), N_CLAIM), [0] * 5
    text = write_day("ann", claims(5))
    (sure,) = _assemble(text, execution, routine)
    (less,) = _assemble(text, execution, routine, judged=Judgement(q_value=0.1, stability=0.5))
    assert (less.q_value, less.stability) == (0.1, 0.5)
    assert less.confidence == pytest.approx(sure.confidence * 0.9 * 0.5, abs=1e-3)


def test_going_through_a_menu_is_a_step_on_the_screen_that_it_leads_to():
    ways = ("Orders", "Stock", "Invoices")
    block = "3 | Host | Menu | input | Option | {i}\n2 | Host | {way} | input | Number\n1 | Host | {way} | key | PF3"
    text = write_day("ann", [(block, {"i": i % 9, "way": ways[i % 3]}) for i in range(18)])
    (routine,) = _assemble(text, np.repeat(np.arange(18), 3), [0] * 18)
    told = {(s.screen, s.action, s.field) for s in routine.steps}
    # The last key of the day leads nowhere.
    assert told == {(way, *step) for way in ways for step in (("navigate", ""), ("input", "Number"))} | {
        ("Invoices", "key", "PF3")
    }


def test_what_is_set_aside_is_told_by_its_steps_the_most_often_done_first():
    ready = make_ready(draw_log(write_day("ann", claims(2) + look_ups(2))))
    label = ready.stream.label.tolist()
    claim, call = label[:N_CLAIM], label[2 * N_CLAIM : 2 * N_CLAIM + N_LOOK_UP]
    told = ready.stream.labels
    asides = [
        Aside(Judgement(0.5, 0.25), "a reason", tuple(told[i] for i in call[:2]), (1.0, 0.5), 7, (0,)),
        Aside(Judgement(0.25, 1.0), "another", tuple(told[i] for i in claim), (1.0,) * N_CLAIM, 9, (0, 1)),
    ]
    first, second = assemble_aside(ready.log, asides)
    assert (first.name, first.executions, first.agents, first.reason) == (
        "Customer > New claim > Receipt",
        9,
        2,
        "another",
    )
    assert [(s.screen, s.action, s.field, s.share) for s in second.steps] == [
        ("Call", "click", "Answer", 1.0),
        ("Find", "input", "Policy", 0.5),
    ]
    assert (second.q_value, second.stability) == (0.5, 0.25)

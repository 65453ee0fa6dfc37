"""What proposals make of outcomes, against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rpa_finder import estimates, verdicts
from rpa_finder.config import Assumptions, ScanConfig
from rpa_finder.model import Range, Recurrence, Saving
from rpa_finder.outcomes import add_up, foresee, format_outcome, say_moves
from rpa_finder.proposals import write_proposals
from rpa_finder.savings import estimate_savings
from tests.drawing_routines import GRAPH, draw_routine, draw_totals

_RANGE = Range(1.0, 1.0, 1.0)
SAVING = Saving(None, _RANGE, _RANGE, 1.0, 1.0, 1.0, (), None)
NONE = (0.0, 0.0, 0.0)


def seen(executions, seconds, kind, number, recurrence=None):
    routine = draw_routine([("a", "2026-03-01", seconds)] * executions, kind, number=number)
    return replace(routine, recurrence=recurrence, saving=SAVING)


COPIES = seen(50, 100.0, "copy-transfer", 1, Recurrence(50, 5, 0, 0))
LOOKUPS = seen(30, 20.0, "lookup", 2, Recurrence(30, 0, 0, 3))
AGAIN = seen(20, 70.0, "rework", 3, Recurrence(20, 20, 0, 0))
WAY = seen(10, 10.0, "navigation", 4)
EVERYTHING = add_up((COPIES, LOOKUPS, AGAIN, WAY))
"""110 executions of 5,000 + 600 + 1,400 + 100 = 7,100 s; 28 of 100 known ones come back; 10 days."""


def foreseen(routine, verdict, spared=NONE, left=NONE):
    return {c.name: c for c in foresee(routine, verdict, EVERYTHING, 10, spared, left)}


def figures(change):
    return change.low, change.after, change.high


def test_a_bot_takes_its_seconds_of_every_item_and_moves_nothing_else():
    found = foreseen(COPIES, verdicts.UNATTENDED, (90.0, 80.0, 60.0))
    # 50 items of 90, 80 and 60 s less, over 110 executions.
    assert figures(found["Handle time"]) == pytest.approx(
        ((7100 - 4500) / 110, (7100 - 4000) / 110, (7100 - 3000) / 110)
    )
    assert found["Handle time"].before == pytest.approx(7100 / 110)
    still = [c.name for c in found.values() if not c.moves]
    assert still == ["Volume", "Rework", "Repeat work on a case", "Look-ups that change nothing"]
    assert found["Volume"].after == found["Volume"].before == 11.0


def test_self_service_takes_look_ups_away_with_all_they_hold():
    found = foreseen(LOOKUPS, verdicts.SELF_SERVICE, left=(0.5, 0.7, 0.9))
    # 15, 9 or 3 of the 30 look-ups go.
    assert figures(found["Volume"]) == pytest.approx((9.5, 10.1, 10.7))
    assert figures(found["Look-ups that change nothing"]) == pytest.approx((15 / 95, 21 / 101, 27 / 107))
    # The short ones go, so that the others take longer on average.
    assert figures(found["Handle time"]) == pytest.approx(((7100 - 60) / 107, (7100 - 180) / 101, (7100 - 300) / 95))
    assert figures(found["Repeat work on a case"]) == pytest.approx((27.7 / 97, 27.1 / 91, 26.5 / 85))
    # No rework goes; its share rises, and that is said.
    assert figures(found["Rework"]) == pytest.approx((20 / 107, 20 / 101, 20 / 95))
    assert found["Rework"].why == "as many as before, of fewer executions in all"


def test_mending_the_cause_takes_away_between_nothing_and_the_routines_own_part():
    found = foreseen(AGAIN, verdicts.UPSTREAM)
    assert {c.after for c in found.values()} == {None}
    assert (found["Rework"].low, found["Rework"].high) == pytest.approx((0.0, 20 / 110))
    assert (found["Volume"].low, found["Volume"].high) == pytest.approx((9.0, 11.0))
    assert (found["Repeat work on a case"].low, found["Repeat work on a case"].high) == pytest.approx((0.1, 0.28))
    assert found["Rework"].why == "how much would go is not in the log"


def test_a_shorter_way_spares_at_most_the_time_of_its_moves():
    found = foreseen(WAY, verdicts.ELIMINATE)
    assert (found["Handle time"].low, found["Handle time"].high) == pytest.approx((7000 / 110, 7100 / 110))
    assert [c.name for c in found.values() if c.moves] == ["Handle time"]


@pytest.mark.parametrize("verdict", [verdicts.LEAVE, verdicts.NOT_WORTH])
def test_where_nothing_is_done_nothing_moves(verdict):
    assert not any(c.moves for c in foreseen(COPIES, verdict).values())


def test_what_would_be_one_persons_is_withheld_with_the_reason():
    hidden = replace(COPIES, saving=replace(SAVING, gross_hours=None, withheld="only 1 agent of 9 did it"))
    found = foreseen(hidden, verdicts.UNATTENDED, (90.0, 80.0, 60.0))
    assert {figures(c) for c in found.values()} == {(None, None, None)}
    assert found["Handle time"].why == "Withheld: only 1 agent of 9 did it."
    assert found["Handle time"].before == pytest.approx(7100 / 110)


def test_repeats_are_not_told_where_no_case_is():
    blind = add_up([replace(COPIES, recurrence=None)])
    found = {c.name: c for c in foresee(COPIES, verdicts.MACRO, blind, 10, (9.0, 9.0, 9.0), NONE)}
    assert found["Repeat work on a case"].before is None
    assert not found["Repeat work on a case"].moves


def test_moves_are_said_with_figures_and_what_stands_still_is_named():
    said = say_moves(tuple(foreseen(COPIES, verdicts.UNATTENDED, (90.0, 80.0, 60.0)).values()), verdicts.UNATTENDED)
    assert said == (
        "Handle time: from 64.5 s to 28.2 s an execution (23.6 s to 37.3 s).",
        "Does not move: Volume, Rework, Repeat work on a case, Look-ups that change nothing.",
    )
    said = say_moves(tuple(foreseen(AGAIN, verdicts.UPSTREAM).values()), verdicts.UPSTREAM)
    assert "Rework: 18.2 %, then between 0.0 % and 18.2 %; how much would go is not in the log." in said


def test_figures_are_written_with_one_decimal():
    assert [format_outcome(*x) for x in ((0.1234, "share"), (1234.56, "seconds"), (7.0, "executions a day"))] == [
        "12.3 %",
        "1,234.6 s",
        "7.0",
    ]


def test_seconds_spared_an_item_are_worked_out_by_hand():
    given = replace(Assumptions(), worked_days_per_year=200, seasonal_index=1.3)
    basis = estimates.Basis(20, 1.3, (0.0, 0.1, 0.5), 0.25, 6.0, 30.0, given)
    # 60 of 80 s are in scope; 6 s stay with people, 30 s more for what is handed back.
    expected = (54.0, 0.9 * 54 - 0.1 * 30, 0.5 * 54 - 0.5 * 30)
    assert estimates.seconds_spared(80.0, basis) == pytest.approx(expected)


def test_proposals_carry_the_figures_of_the_whole_log():
    routines = (draw_routine(number=1), draw_routine(kind="lookup", number=2), draw_routine(kind="judgement", number=3))
    totals, config = draw_totals(*routines), ScanConfig(draws=50)
    estimated = estimate_savings(routines, totals, config, GRAPH)
    found = {p.routine_id: p for p in write_proposals(estimated, totals, config, GRAPH)}
    changes = {id_: {c.name: c for c in p.outcome_changes} for id_, p in found.items()}
    work = add_up(estimated)
    assert {c["Handle time"].before for c in changes.values()} == {work.seconds / work.executions}
    share = config.assumptions.self_service_share
    mine = len(routines[1].executions)
    assert changes["R02"]["Volume"].after == pytest.approx((work.executions - share * mine) / 22)
    assert changes["R01"]["Handle time"].after < changes["R01"]["Handle time"].before
    assert found["R03"].moves == ("Time freed elsewhere can go here; no figure of the log moves by itself.",)

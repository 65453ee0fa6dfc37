from __future__ import annotations

import sys

import pytest

from benchmarks import business
from rpa_finder.config import ScanConfig
from rpa_finder.model import ScreenGraph, Totals
from rpa_finder.savings import estimate_savings


def test_every_drawn_routine_has_hours_and_money_to_be_measured():
    routines = business.draw_routines(10, 60)
    totals = Totals(1, 24, 1e9, 1, 0, 1, 22, 528, "", "")
    saved = estimate_savings(routines, totals, ScanConfig(draws=100), ScreenGraph((), ()))
    assert all(r.saving and r.saving.money and r.saving.hours_per_year for r in saved)
    rows = [row for r in routines for e in r.executions for row in e.rows]
    assert len(rows) == len(set(rows))


def test_the_same_seed_draws_the_same_routines():
    assert business.draw_routines(3, 20) == business.draw_routines(3, 20)


@pytest.mark.parametrize(("most", "code", "said"), [(60.0, 0, "Goal met."), (0.0, 1, "MISSED: at most 0 s.")])
def test_the_goal_decides_how_it_ends(monkeypatch, capsys, most, code, said):
    monkeypatch.setattr(business, "MOST_SECONDS", most)
    monkeypatch.setattr(sys, "argv", ["business.py", "--routines", "3", "--executions", "40", "--draws", "50"])
    assert business.main() == code
    assert said in capsys.readouterr().out

"""The cash flow sheet against independent engines: numpy_financial, and a spreadsheet's own recalculation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy_financial
import openpyxl
import pytest

from rpa_finder.renderers.business_case import make_plan
from rpa_finder.renderers.workbook import render_workbook
from rpa_finder.renderers.workbook_cash import figure_or_none, payback_cell
from tests.renderers.story import benefits_scan


def test_worth_and_return_are_those_of_numpy_financial():
    plan = make_plan(benefits_scan())
    a = plan.assumptions
    monthly = (1 + a.discount_rate) ** (1 / 12) - 1
    for months in (12, 24, 36):
        flow = [0.0, *(m.net for m in plan.months[:months])]
        assert plan.npv_at(months) == pytest.approx(numpy_financial.npv(monthly, flow), rel=1e-9)
    flow = np.array([m.net for m in plan.months[: a.horizon_months]])
    assert plan.npv == plan.npv_at(a.horizon_months)
    assert plan.return_per_year == pytest.approx((1 + numpy_financial.irr(flow)) ** 12 - 1, rel=1e-6)


def test_a_spreadsheet_engine_works_out_the_same(tmp_path: Path):
    formulas = pytest.importorskip("formulas", reason="needs the spreadsheet engine 'formulas' (pip install .[dev])")
    path = tmp_path / "case.xlsx"
    path.write_bytes(render_workbook(benefits_scan()))
    solution = formulas.ExcelModel().loads(str(path)).finish().calculate()
    cached = openpyxl.load_workbook(path, data_only=True)
    written = openpyxl.load_workbook(path)
    compared = 0
    for name in ("Cash flow", "Proposals", "Sensitivity", "Summary"):
        for row in written[name].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    worked_out = solution[f"'[case.xlsx]{name.upper()}'!{cell.coordinate}"].value[0, 0]
                    stored = cached[name][cell.coordinate].value
                    if isinstance(stored, int | float):
                        compared += 1
                        assert float(worked_out) == pytest.approx(stored, rel=1e-9, abs=1e-6), (name, cell.coordinate)
    assert compared > 300


def test_what_there_is_not_is_said_in_words():
    plan = make_plan(benefits_scan())
    assert payback_cell(replace(plan, payback=None)) == "not within the horizon"
    assert payback_cell(plan) == plan.payback
    assert figure_or_none(None) == "none"
    assert figure_or_none(0.0) == 0.0

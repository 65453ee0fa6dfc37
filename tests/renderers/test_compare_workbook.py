from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl

from rpa_finder.renderers.compare_workbook import render_compare_workbook
from tests.renderers.rescans import empty_comparison, full_rescan


def read(content: bytes, *, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def test_every_change_and_benefit_has_a_row():
    rescan = full_rescan()
    book = read(render_compare_workbook(rescan))
    assert book.sheetnames == ["Changes", "Ledger", "Time", "Evidence"]
    assert [book["Changes"].cell(5 + i, 1).value for i in range(5)] == [c.verdict for c in rescan.comparison.routines]
    ledger = book["Ledger"]
    assert (ledger["A5"].value, ledger["F5"].value) == ("P01", 600)
    heads = [cell.value for cell in ledger[4]]
    assert ledger.cell(5, heads.index("Decided by") + 1).value == "Board, Head"
    assert rescan.benefits[0].verified_hours is not None
    assert ledger["I5"].value == rescan.benefits[0].verified_hours.p50


def test_what_was_verified_is_a_formula_that_an_auditor_can_follow():
    ledger = read(render_compare_workbook(full_rescan()), values=False)["Ledger"]
    assert ledger["I5"].value == "=G5-H5"


def test_files_and_their_digests_are_the_evidence():
    rescan = full_rescan()
    evidence = read(render_compare_workbook(rescan))["Evidence"]
    assert evidence["C5"].value == rescan.baseline.inputs[0].sha256


def test_an_empty_comparison_has_a_workbook_as_well():
    rescan = replace(full_rescan(), comparison=empty_comparison(), benefits=())
    assert read(render_compare_workbook(rescan))["Changes"]["A5"].value is None

"""The workbook: opened again, recalculated, and held against the scan."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import numpy_financial
import openpyxl
import pytest

from rpa_finder.model import Note, Portfolio, Scan
from rpa_finder.renderers.business_case import make_plan
from rpa_finder.renderers.workbook import render_workbook
from tests.renderers.story import benefits_scan

SHEETS = [
    "Summary",
    "Assumptions",
    "Proposals",
    "Waterfall",
    "Cash flow",
    "Sensitivity",
    "Portfolio",
    "Evidence",
    "Set aside",
    "Definitions",
]


class Recalculated:
    """Works out the few functions that the workbook uses, from its formulas alone."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        self.names = {name: d.attr_text for name, d in self.book.defined_names.items()}
        self.known: dict[tuple[str, str], Any] = {}

    def formulas(self) -> list[tuple[str, str]]:
        return [(s.title, c.coordinate) for s in self.book for row in s.iter_rows() for c in row if c.data_type == "f"]

    def cell(self, sheet: str, ref: str) -> Any:
        ref = ref.replace("$", "")
        if (sheet, ref) not in self.known:
            raw = self.book[sheet][ref]
            self.known[sheet, ref] = self.work_out(sheet, raw.value[1:]) if raw.data_type == "f" else raw.value
        return self.known[sheet, ref]

    def named(self, name: str) -> Any:
        sheet, ref = self.names[name].rsplit("!", 1)
        return self.cell(sheet.strip("'"), ref)

    def block(self, sheet: str, ref: str) -> Column:
        (first,), (last,) = (re.findall(r"\d+", end) for end in ref.split(":"))
        letter = re.findall("[A-Z]+", ref)[0]
        return Column([self.cell(sheet, f"{letter}{row}") for row in range(int(first), int(last) + 1)])

    def work_out(self, sheet: str, formula: str) -> Any:
        token = re.compile(
            r'"[^"]*"|(?:(\w+|\'[^\']+\')!)?(\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)(?![\w(])|[a-z]\w+'
        )

        def swap(match: re.Match[str]) -> str:
            place, ref = match.groups()
            if match.group().startswith('"'):
                return match.group()
            if ref is None:
                return f"named({match.group()!r})"
            return f"{'block' if ':' in ref else 'cell'}({(place or sheet).strip(chr(39))!r}, {ref!r})"

        python = token.sub(swap, formula).replace("^", "**")
        python = re.sub(r"(?<![<>=])=(?!=)", "==", python)
        functions = {"cell": self.cell, "block": self.block, "named": self.named, **FUNCTIONS}
        return eval(lazy_if(python), {"__builtins__": {}, **functions})


class Column(list[Any]):
    """A range in a formula: figures act on each other row by row."""

    def _with(self, other: Any, work: Any) -> Column:
        others = other if isinstance(other, Column) else [other] * len(self)
        return Column(work(a, b) for a, b in zip(self, others, strict=True))

    def __mul__(self, other: Any) -> Column:
        return self._with(other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __rsub__(self, other: Any) -> Column:
        return self._with(other, lambda a, b: b - a)

    def __sub__(self, other: Any) -> Column:
        return self._with(other, lambda a, b: a - b)

    def __truediv__(self, other: Any) -> Column:
        return self._with(other, lambda a, b: a / b)

    def __rtruediv__(self, other: Any) -> Column:
        return self._with(other, lambda a, b: b / a)


def figures(*values: Any) -> list[float]:
    cells = [c for v in values for c in (v if isinstance(v, Column) else [v])]
    return [c for c in cells if isinstance(c, int | float)]


def sum_product(*columns: Column) -> float:
    total = 0.0
    for row in zip(*columns, strict=True):
        product = 1.0
        for cell in row:
            product *= cell if isinstance(cell, int | float) else 0.0
        total += product
    return total


FUNCTIONS = {
    "SUM": lambda *v: sum(figures(*v)),
    "MIN": lambda *v: min(figures(*v), default=0),
    "MAX": lambda *v: max(figures(*v), default=0),
    "COUNT": lambda *v: len(figures(*v)),
    "AND": lambda *v: all(v),
    "IF": lambda test, yes, no: yes() if test else no(),
    "SUMPRODUCT": sum_product,
    "IRR": lambda column: numpy_financial.irr(figures(column)),
}


def lazy_if(python: str) -> str:
    """Turn the branches of IF(a,b,c) into functions, so that only one is worked out."""
    start = python.find("IF(")
    if start < 0:
        return python
    parts, depth, begin, end = [], 0, start + 3, start + 3
    while depth >= 0:
        c = python[end]
        depth += (c == "(") - (c == ")")
        if (c == "," and depth == 0) or depth < 0:
            parts.append(python[begin:end])
            begin = end + 1
        end += 1
    test, yes, no = (lazy_if(part) for part in parts)
    return f"{python[:start]}FI({test},lambda:({yes}),lambda:({no}))".replace("FI(", "IF(") + lazy_if(python[end:])


@pytest.fixture(scope="module")
def scan() -> Scan:
    return benefits_scan()


@pytest.fixture(scope="module")
def book(scan: Scan) -> Recalculated:
    return Recalculated(render_workbook(scan))


def test_has_its_nine_sheets_and_four_charts(book: Recalculated):
    assert book.book.sheetnames == SHEETS
    assert [s.title for s in book.book if s._charts] == ["Summary", "Waterfall", "Cash flow", "Sensitivity"]


def test_counts_nothing_of_a_routine_that_is_withheld_for_few_agents(scan: Scan, book: Recalculated):
    (silent,) = [i for i, r in enumerate(scan.routines) if r.agents < 5 and r.saving and r.saving.withheld]
    sheet = next(s for s in book.book if s.title == "Evidence")
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    assert rows[scan.routines[silent].id][3:6] == ["withheld"] * 3
    assert rows[scan.routines[0].id][3] == len(scan.routines[0].executions)


def test_every_formula_gives_the_value_stored_beside_it(book: Recalculated):
    formulas = book.formulas()
    assert len(formulas) > 300
    for sheet, ref in formulas:
        stored, worked_out = book.cached[sheet][ref].value, book.cell(sheet, ref)
        if isinstance(worked_out, str):
            assert (stored or "") == worked_out, (sheet, ref)
        else:
            assert stored == pytest.approx(worked_out, rel=1e-9, abs=1e-6), (sheet, ref)


def test_hours_by_formula_are_the_hours_of_the_scan(book: Recalculated, scan: Scan):
    routines = {r.id: r for r in scan.routines}
    rows = {row[0].value: row for row in book.cached["Proposals"].iter_rows(min_row=5) if row[0].value}
    for proposal in scan.proposals:
        saving = routines[proposal.routine_id].saving
        if saving is None or saving.hours_per_year is None:
            continue
        ranges = (saving.gross_hours, saving.net_hours, saving.hours_per_year)
        for cell, range_ in zip(rows[proposal.id][8:11], ranges, strict=True):
            assert cell.value == pytest.approx(range_.p50, rel=1e-9)
        assert rows[proposal.id][17].value == pytest.approx(saving.money.build_cost)


def test_every_assumption_is_a_named_cell(book: Recalculated):
    assumptions = make_plan(benefits_scan()).assumptions
    for name in type(assumptions).__slots__:
        assert book.named(name) == (getattr(assumptions, name) or 0 if name != "monthly_index" else "none")


def test_sources_of_assumptions_are_read_whole(scan: Scan):
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(scan)))["Assumptions"]
    for row in sheet.iter_rows(min_row=5, min_col=4, max_col=5):
        for cell in filter(lambda c: c.value, row):
            width = sheet.column_dimensions[cell.column_letter].width
            lines = sheet.row_dimensions[cell.row].height // 13
            assert cell.alignment.wrap_text
            assert len(cell.value) <= 0.95 * width * lines, cell.value


def test_more_than_every_hour_put_to_use_is_no_share(scan: Scan):
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(scan)))
    label = next(c for row in book["Summary"].iter_rows() for c in row if str(c.value).startswith("Breaks even"))
    assert book["Summary"].cell(label.row, 3).number_format.startswith('[>1]"cannot break even"')


def test_changing_an_assumption_moves_the_result(scan: Scan):
    book = Recalculated(render_workbook(scan))
    before = book.named("plan_npv")
    book.known.clear()
    book.book["Assumptions"][book.names["realisation"].rsplit("!", 1)[1].replace("$", "")].value = 0.6
    plan = make_plan(scan)
    assert book.named("plan_npv") - before == pytest.approx(plan.benefit * 0.2 * plan.factors.benefit)


def test_text_of_a_log_never_becomes_a_formula_or_a_link(scan: Scan):
    evil = ("=1+1", "@SUM(A1)", "http://example.com/a", "+cmd|' /C calc'!A0", "a\x00b\x1bc", "x" * 40_000)
    routines = tuple(replace(r, name=text) for r, text in zip(scan.routines, evil, strict=False))
    proposals = tuple(replace(p, title=text) for p, text in zip(scan.proposals, evil[2:], strict=False))
    evil_scan = replace(scan, label="=HYPERLINK(1)", routines=routines, proposals=proposals, notes=(Note("n", "=2"),))
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(evil_scan)))
    assert book["Summary"]["A1"].data_type == "s"
    names = [book["Evidence"].cell(5 + i, 2) for i in range(len(routines))]
    assert [c.data_type for c in names] == ["s"] * len(names)
    assert names[0].value == "=1+1"
    assert not any(c.hyperlink for sheet in book for row in sheet.iter_rows() for c in row)


def test_same_scan_gives_the_same_bytes(scan: Scan):
    assert render_workbook(scan) == render_workbook(scan)


def test_a_scan_without_proposals_still_opens(scan: Scan):
    nothing = Portfolio(None, None, None, None, None, 0)
    book = Recalculated(render_workbook(replace(scan, proposals=(), routines=(), portfolio=nothing, notes=())))
    for sheet, ref in book.formulas():
        stored, worked_out = book.cached[sheet][ref].value, book.cell(sheet, ref)
        if isinstance(worked_out, str):
            assert (stored or "") == worked_out, (sheet, ref)
        else:
            assert stored == pytest.approx(worked_out), (sheet, ref)

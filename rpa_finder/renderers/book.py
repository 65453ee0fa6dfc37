"""A workbook being written: formats, text that stays text, formulas with their values, charts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from rpa_finder.model import Scan
from rpa_finder.renderers import workbook_words as words
from rpa_finder.renderers.business_case import Plan, make_plan
from rpa_finder.renderers.words import shorten

FIRST_ROW = 4
"""Index of the row in which tables start; their heads stand in the row above."""

Cell = str | float | None

_LONGEST = 2000


class Book:
    """A workbook being written; adds formats, log-safe text and formulas with their values."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.plan: Plan = make_plan(scan)
        self.buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Any = xlsxwriter.Workbook(self.buffer, options)
        made = datetime.fromisoformat(scan.scanned_at).replace(tzinfo=None)
        self.book.set_properties({"title": "Business case", "created": made, "comments": ""})
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, number: str = "", **look: Any) -> Any:
        """Give a cell format; number is one of words.NUMBERS."""
        if number:
            look["num_format"] = words.NUMBERS[number]
        key = tuple(sorted({"font_name": "Calibri", "valign": "top", **look}.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(key))
        return self.formats[key]

    def sheet(self, name: str, title: str, explanation: str, widths: Sequence[float]) -> Any:
        sheet = self.book.add_worksheet(name)
        self.text(sheet, 0, 0, title, bold=True, font_size=14)
        self.text(sheet, 1, 0, explanation, font_color=words.MUTED)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def heads(self, sheet: Any, row: int, heads: Sequence[str], freeze: int | None = None) -> None:
        look = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": words.HEAD}
        for column, head in enumerate(heads):
            self.text(sheet, row, column, head, **look)
        if freeze is not None:
            sheet.freeze_panes(row + 1, freeze)
            sheet.repeat_rows(row)

    def text(self, sheet: Any, row: int, column: int, text: str, **look: Any) -> None:
        """Write text as text, whatever it begins with."""
        sheet.write_string(row, column, shorten(text, _LONGEST), self.style(**look))

    def number(self, sheet: Any, row: int, column: int, value: float | None, number: str, **look: Any) -> None:
        if value is None:
            self.text(sheet, row, column, "withheld", font_color=words.MUTED, align="right")
        else:
            sheet.write_number(row, column, value, self.style(number, **look))

    def input(self, sheet: Any, row: int, column: int, value: float, number: str) -> None:
        self.number(sheet, row, column, value, number, font_color=words.BLUE, bg_color=words.INPUT)

    def formula(self, sheet: Any, row: int, column: int, formula: str, value: Cell, number: str) -> None:
        sheet.write_formula(row, column, formula, self.style(number), "" if value is None else value)

    def name(self, name: str, sheet: str, cell: str) -> None:
        self.book.define_name(name, f"='{sheet}'!{cell}")


def draw_series(
    chart: Any, names: tuple[Any, ...], values: tuple[Any, ...], name: str, colour: str, labels: bool = False
) -> None:
    look: dict[str, Any] = {"name": name, "categories": list(names), "values": list(values)}
    look["fill" if chart.__class__.__name__ == "ChartBar" else "line"] = {"color": colour}
    if labels:
        look["data_labels"] = {"value": True, "num_format": "#,##0"}
    chart.add_series(look)


def finish_chart(chart: Any, title: str, number: str, legend: bool = False) -> None:
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    chart.set_size({"width": 620, "height": 340})
    axis = {"num_format": number, "major_gridlines": {"visible": True, "line": {"color": words.HEAD}}}
    (chart.set_x_axis if chart.__class__.__name__ == "ChartBar" else chart.set_y_axis)(axis)


def column_cells(letter: str, rows: int) -> str:
    return f"${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + max(rows, 1)}"

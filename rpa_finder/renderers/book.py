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
Area = tuple[str, int, int, int, int]
"""Sheet, first row, first column, last row, last column."""

_LONGEST = 2000
_HEAD_LINES = 3
_LINE_HEIGHT = 13.5


class Book:
    """The workbook of a scan: its plan, its sheets, its named cells."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.plan: Plan = make_plan(scan)
        self._buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(self._buffer, options)
        made = datetime.fromisoformat(scan.scanned_at).replace(tzinfo=None)
        self._book.set_properties({"title": "Business case", "created": made})
        self._styles: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, number: str = "", **look: Any) -> Any:
        """Give a cell format; number is one of words.NUMBERS."""
        if number:
            look["num_format"] = words.NUMBERS[number]
        key = tuple(sorted({"valign": "vcenter", **look}.items()))
        if key not in self._styles:
            self._styles[key] = self._book.add_format(dict(key))
        return self._styles[key]

    def sheet(self, name: str, title: str, explanation: str, widths: Sequence[float]) -> Sheet:
        """Add a sheet with a title, a line that explains it, and columns of these widths."""
        raw = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            raw.set_column(column, column, width)
        raw.hide_gridlines(2)
        raw.set_landscape()
        raw.set_paper(9)
        raw.fit_to_pages(1, 0)
        raw.set_footer("&L&A&RPage &P of &N")
        sheet = Sheet(self, raw)
        raw.set_row(0, 21)
        sheet.text(0, 0, title, bold=True, font_size=14)
        sheet.text(1, 0, explanation, font_color=words.MUTED)
        return sheet

    def name(self, name: str, sheet: str, cell: str) -> None:
        """Name a cell, such as $B$5, for use in formulas."""
        self._book.define_name(name, f"='{sheet}'!{cell}")

    def chart(self, kind: str, title: str) -> Any:
        """Add a chart of the kind bar or line."""
        chart = self._book.add_chart({"type": kind})
        chart.set_title({"name": title, "name_font": {"size": 11}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 620, "height": 340})
        values = {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": words.HEAD}}}
        if kind == "bar":
            chart.set_x_axis(values)
            chart.set_y_axis({"reverse": True, "label_position": "low"})
        else:
            chart.set_y_axis(values)
            chart.set_x_axis({"label_position": "low"})
        return chart

    def close(self) -> bytes:
        """Finish the workbook and give its bytes."""
        self._book.close()
        return self._buffer.getvalue()


class Sheet:
    """One sheet; rows and columns count from 0."""

    def __init__(self, book: Book, raw: Any) -> None:
        self._book = book
        self.raw = raw

    def heads(self, row: int, heads: Sequence[str], freeze: int | None = None, texts: Sequence[int] = ()) -> None:
        """Write the heads of a table, to the right except over texts; freeze keeps them and columns in sight."""
        look = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": words.HEAD, "valign": "bottom"}
        for column, head in enumerate(heads):
            self.text(row, column, head, **look, align="left" if column in (0, *texts) else "right")
        if freeze is not None:
            self.raw.freeze_panes(row + 1, freeze)
            self.raw.repeat_rows(row)
            self.height(row, _HEAD_LINES)

    def height(self, row: int, lines: int) -> None:
        """Make a row so many lines tall: not every program does so for wrapped text."""
        self.raw.set_row(row, _LINE_HEIGHT * lines + 2)

    def text(self, row: int, column: int, text: str, **look: Any) -> None:
        """Write text as text, whatever it begins with."""
        self.raw.write_string(row, column, shorten(text, _LONGEST), self._book.style(**look))

    def number(self, row: int, column: int, value: float | None, number: str, **look: Any) -> None:
        """Write a number, or the word withheld."""
        if value is None:
            self.text(row, column, "withheld", font_color=words.MUTED, align="right")
        else:
            self.raw.write_number(row, column, value, self._book.style(number, **look))

    def input(self, row: int, column: int, value: float, number: str) -> None:
        """Write a number that is there to be changed."""
        self.number(row, column, value, number, font_color=words.BLUE, bg_color=words.INPUT)

    def formula(self, row: int, column: int, formula: str, value: Cell, number: str, **look: Any) -> None:
        """Write a formula and the value it has."""
        self.raw.write_formula(row, column, formula, self._book.style(number, **look), "" if value is None else value)


def add_bars(chart: Any, names: Area, values: Area, name: str, colour: str, figures: bool = True) -> None:
    """Add a series of bars, each with its figure unless bars of two series share a line."""
    series = {"name": name, "categories": list(names), "values": list(values), "fill": {"color": colour}, "gap": 60}
    labels = {"value": True, "num_format": words.NUMBERS["hours"]} if figures else {}
    chart.add_series({**series, "data_labels": labels, "overlap": 0 if figures else 100})


def add_line(chart: Any, names: Area, values: Area, name: str, colour: str) -> None:
    """Add a series drawn as a line."""
    series = {"name": name, "categories": list(names), "values": list(values), "line": {"color": colour}}
    chart.add_series(series)


def column_cells(letter: str, rows: int) -> str:
    """Name the cells of a column of a table that starts in FIRST_ROW."""
    return f"${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + max(rows, 1)}"

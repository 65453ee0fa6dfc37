from __future__ import annotations

import io

import openpyxl

from rpa_finder.renderers.book import Book, column_cells
from tests.renderers.small import small_scan


def test_text_stays_text_and_formulas_keep_their_value():
    book = Book(small_scan())
    sheet = book.sheet("One", "=Title", "explained", (10, 20))
    sheet.input(3, 0, 2.0, "one")
    sheet.formula(3, 1, "=A4*2", 4.0, "one")
    sheet.number(3, 2, None, "one")
    book.name("twice", "One", "$B$4")
    content = io.BytesIO(book.close())
    written, cached = openpyxl.load_workbook(content), openpyxl.load_workbook(content, data_only=True)
    assert (written["One"]["A1"].value, written["One"]["A1"].data_type) == ("=Title", "s")
    assert (written["One"]["B4"].value, cached["One"]["B4"].value) == ("=A4*2", 4)
    assert written["One"]["C4"].value == "withheld"
    assert written.defined_names["twice"].attr_text == "'One'!$B$4"


def test_a_column_has_at_least_one_cell():
    assert (column_cells("B", 3), column_cells("B", 0)) == ("$B$5:$B$7", "$B$5:$B$5")

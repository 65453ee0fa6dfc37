"""Workbooks, written by XlsxWriter in the test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from rpa_finder.readers import read_log
from rpa_finder.readers.excel import recognise
from tests.readers.drawn_files import GOOD, balanced, head_of, refused, rows, write

HEADER = ("Timestamp", "User", "Application", "Window title", "Action", "Field", "Value")
Sheet = Sequence[Sequence[object]]


def workbook(**sheets: Sheet) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"remove_timezone": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for i, cells in enumerate(lines):
                for j, cell in enumerate(cells):
                    _write(book, sheet, i, j, cell)
    return data.getvalue()


def _write(book: xlsxwriter.Workbook, sheet: object, i: int, j: int, cell: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(i, j, cell)
    elif isinstance(cell, datetime | date | time | timedelta):
        form = "yyyy-mm-dd hh:mm:ss.000" if isinstance(cell, datetime) else "yyyy-mm-dd"
        sheet.write_datetime(i, j, cell, book.add_format({"num_format": form}))
    elif cell is not None:
        sheet.write(i, j, cell)


def event(second: int, value: object) -> list[object]:
    return [datetime(2026, 3, 2, 8, 0, second, 250_000), "ann", "CRM", "Customer", "input", "Account", value]


def read_book(folder: Path, **sheets: Sheet):
    return read_log([write(folder, workbook(**sheets), "log.xlsx")])


def test_reads_the_first_sheet_with_a_table_below_blank_rows(tmp_path):
    lines = [["Export of", "March"], [], HEADER, event(1, "00123"), [], event(2, 4711), event(3, 0.5), event(4, True)]
    result = read_book(tmp_path, Cover=[["only one cell"]], Log=lines, Notes=[["a", "b"], ["c", "d"]])
    assert result.inputs[0].format == "excel"
    assert rows(result, "row", "time", "agent", "screen", "element", "value") == [
        (str(i), f"2026-03-02 08:00:0{i}.250000+00:00", "ann", "Customer", "Account", value)
        for i, value in enumerate(("00123", "4711", "0.5", "true"), 1)
    ]
    assert next(n.text for n in result.notes if n.slug == "sheets-left").endswith(
        "only the sheet 'Log' is read, not 'Notes'."
    )
    assert balanced(result)


def test_a_bad_row_is_an_issue_with_the_row_of_the_sheet(tmp_path):
    lines = [HEADER, *(event(i, "x") for i in range(40)), ["never", "ann", "CRM", "Customer", "input", "Account", "x"]]
    result = read_book(tmp_path, Log=lines)
    assert [(i.line, i.column, i.reason) for i in result.issues] == [(42, "Timestamp", "is no time")]
    assert balanced(result)


def test_dates_and_times_of_day_in_two_columns_are_joined(tmp_path):
    lines = [["Date", "Time", "User", "Window title"], [date(2026, 3, 2), "08:00:01", "ann", "CRM"]]
    assert rows(read_book(tmp_path, Log=lines), "time") == [("2026-03-02 08:00:01+00:00",)]


def test_a_product_s_table_is_known_in_a_workbook(tmp_path):
    lines = [["documentkey", "tablename", "fieldname", "newvalue", "sys_created_on", "sys_created_by"]]
    result = read_book(tmp_path, Log=[*lines, ["d1", "incident", "state", 2, "2026-03-02 08:00:00", "abel"]])
    assert rows(result, "app", "screen", "element", "value") == [("ServiceNow", "incident", "state", "2")]


@pytest.mark.parametrize(
    ("sheets", "slug"),
    [
        ({"Log": [HEADER, [], [None] * 6]}, "no-columns"),
        ({"Log": [["Export of", "March"], HEADER]}, "no-events"),
        ({"Log": [["alone"]]}, "no-columns"),
        ({"Log": [["User", "User"], ["a", "b"]]}, "duplicate-column"),
        ({"Log": [["User", "Window"], ["a", "b"]]}, "no-timestamp"),
        ({"Log": [[f"c{i}" for i in range(1001)], ["x"] * 1001]}, "too-many-columns"),
    ],
)
def test_refuses_what_is_no_table(tmp_path, sheets, slug):
    assert refused(write(tmp_path, workbook(**sheets), "log.xlsx")).slug == slug


def test_refuses_other_office_files_and_damaged_ones(tmp_path):
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    assert refused(tmp_path / "letter.docx").slug == "not-a-text-log"
    data = workbook(Log=[HEADER, event(1, "x")])
    assert refused(write(tmp_path, data[: len(data) // 2], "cut.xlsx")).slug == "truncated-gz"
    assert (
        refused(write(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "old.xls")).slug == "not-a-text-log"
    )
    # Broken inside: the archive is whole, its parts are not.
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(broken, "w") as archive:
        for info in whole.infolist():
            content = whole.read(info)
            archive.writestr(info.filename, content[:40] if info.filename.endswith("sheet1.xml") else content)
    assert refused(write(tmp_path, broken.getvalue(), "broken.xlsx")).slug == "not-a-text-log"


def test_a_workbook_may_lie_in_an_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as archive:
        archive.writestr("log.xlsx", workbook(Log=[HEADER, event(1, "x")]))
    assert len(read_log([tmp_path / "logs.zip"]).log) == 1


def test_knows_a_workbook_by_its_content(tmp_path):
    assert recognise(head_of(tmp_path, workbook(Log=[HEADER]), "log.bin")) == 1
    assert recognise(head_of(tmp_path, GOOD)) == 0

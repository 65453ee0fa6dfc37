"""Workbooks and Parquet: what of them is read, and what is refused.

The numbers are those of the table of bad inputs that the design rests on.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.bad_input.drawn import HEADER, assert_refused, read, rejected, row, slugs
from tests.conftest import RunCommand

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def book(*hidden: str, merged: bool = False, formula_at: int = -1, n: int = 100, more: tuple[str, ...] = ()) -> bytes:
    """Draw a workbook with a cover, a log of n rows, and more sheets with the same log."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as drawn:
        for name in ("Log", *more):
            sheet = drawn.add_worksheet(name)
            if merged:
                sheet.merge_range(0, 0, 0, 6, "Export of March")
            lines = [HEADER, *(row(i) for i in range(n))]
            for i, line in enumerate(lines, start=int(merged)):
                for j, text in enumerate(line.split(",")):
                    if i == formula_at and j == 0:
                        # As written by a program that does not calculate.
                        sheet.write_formula(i, j, "=NOW()", value="")
                    else:
                        sheet.write_string(i, j, text)
            if name in hidden:
                sheet.hide()
            elif hidden:
                sheet.activate()
                sheet.set_first_sheet()
    return data.getvalue()


def with_macro(data: bytes) -> bytes:
    """Give a workbook a part as macros have one."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr("xl/vbaProject.bin", b'Sub Auto_Open()\nKill "*.*"\nEnd Sub')
    return result.getvalue()


def locked() -> bytes:
    """Draw what Excel makes of a workbook with a password: a container with the stream EncryptedPackage."""
    header = struct.pack("<8s16x4H", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9)
    header += struct.pack("<H6x9I", 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        ids = struct.pack("<3I", _FREE, _FREE, child)
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBB", len(text), kind, 1)
            + ids
            + bytes(36)
            + struct.pack("<IQ", _END, 0)
        )

    directory = (entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, _FREE)).ljust(512, b"\0")
    return header + struct.pack("<128I", _FAT, _END, *[_FREE] * 126) + directory


def test_24_a_workbook_named_csv_is_read_by_its_content(tmp_path: Path):
    result = read(tmp_path, book())
    assert (result.inputs[0].format, len(result.log)) == ("excel", 100)


def test_24_damaged_parquet_is_refused(command: RunCommand, tmp_path: Path):
    (tmp_path / "log.csv").write_bytes(b"PAR1\x15\x04\x15\x10")
    assert_refused(command, tmp_path, "log.csv", "not-a-text-log", "Parquet")


def test_56_a_password_is_refused(command: RunCommand, tmp_path: Path):
    (tmp_path / "log.xlsx").write_bytes(locked())
    assert_refused(command, tmp_path, "log.xlsx", "workbook-locked", "password")


def test_56_a_workbook_that_is_cut_off_is_refused(command: RunCommand, tmp_path: Path):
    (tmp_path / "log.xlsx").write_bytes(book()[:-100])
    assert_refused(command, tmp_path, "log.xlsx", "truncated-gz")


def test_56_macros_are_never_run(tmp_path: Path):
    plain = read(tmp_path, book(), "plain.xlsx")
    result = read(tmp_path, with_macro(book()), "log.xlsm")
    assert len(result.log) == 100
    assert [entry.rows_read for entry in result.inputs] == [entry.rows_read for entry in plain.inputs]


def test_56_a_hidden_sheet_comes_last_and_merged_cells_are_a_title(tmp_path: Path):
    result = read(tmp_path, book("Log", merged=True, more=("Seen",)), "log.xlsx")
    assert len(result.log) == 100
    (text,) = (note.text for note in result.notes if note.slug == "sheets-left")
    assert "only the sheet 'Seen' is read, not 'Log'." in text


@pytest.mark.parametrize("at", [1, 50])
def test_56_a_formula_without_its_value_costs_its_row(tmp_path: Path, at: int):
    result = read(tmp_path, book(formula_at=at), "log.xlsx")
    assert rejected(result) == [(at + 1, "timestamp", "has no time")]
    assert "sheets-left" not in slugs(result)

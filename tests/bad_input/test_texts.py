"""Delimited texts that are spoilt: empty, cut, ragged, in the wrong encoding, endless.

The numbers are those of the table of bad inputs that the design rests on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from rpa_finder.readers import ReadOptions, read_log
from tests.bad_input.drawn import HEADER, assert_refused, read, rejected, row, slugs, table
from tests.conftest import RunCommand

GOOD = table()
TIMELESS = "\n".join(line.split(",", 1)[1] for line in GOOD.splitlines())

TRACE = b"20241103.175858.975 Trace started\n Model 3278-4-E, 43 rows x 80 cols\n< EraseWrite"

REFUSED = [
    ("1 empty", b"", "empty-file", ()),
    ("1 blank lines only", b"\n\n  \n", "empty-file", ()),
    ("2 header only", HEADER.encode() + b"\n", "no-events", ()),
    ("6 no time column", TIMELESS.encode(), "no-timestamp", ("user", "window", "log.mapping.toml")),
    ("6 nearest name", GOOD.replace("timestamp", "tmestamp").encode(), "no-timestamp", ("nearest: 'tmestamp'",)),
    ("7 duplicate column", GOOD.replace("window", "user", 1).encode(), "duplicate-column", ("positions 2 and 4",)),
    ("9 no header", GOOD.partition("\n")[2].encode(), "no-timestamp", ("no header", "log.mapping.toml")),
    ("10 two delimiters fit", b"time;user,action\n2026-03-02;ann,click\n", "delimiter-ambiguous", ("--mapping",)),
    ("13 unclosed quote", table({40: row(40, title='"Order')}).encode(), "unclosed-quote", ("line 42",)),
    ("13 unclosed quote in the last row", (GOOD + row(0, title='"Order')).encode(), "unclosed-quote", ("line 102",)),
    ("16 many zero bytes", GOOD.replace("Order,", "Or\0\0der,").encode(), "not-a-text-log", ("binary",)),
    (
        "19 UTF-16 without a mark",
        GOOD.encode("utf-16-le"),
        "not-a-text-log",
        ("UTF-16 without a byte order mark", "utf-16-le"),
    ),
    ("19 UTF-16 that lacks a byte", GOOD.encode("utf-16")[:999] + GOOD.encode("utf-16")[1000:], "not-a-text-log", ()),
    ("24 PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "not-a-text-log", ("a PDF document",)),
    ("24 program", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "not-a-text-log", ("a program",)),
    ("25 web page", b"<!DOCTYPE html><html><body>Sign in</body></html>", "not-a-text-log", ("a web page",)),
    ("28 20,000 columns", (",".join(f"c{i}" for i in range(20_000)) + "\n").encode(), "line-too-long", ("64 KiB",)),
    ("28 1,001 columns", (",".join(f"c{i}" for i in range(1001)) + "\n").encode(), "too-many-columns", ("1001",)),
]


@pytest.mark.parametrize(("content", "slug", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused(command: RunCommand, tmp_path: Path, content: bytes, slug: str, words: tuple[str, ...]):
    (tmp_path / "log.csv").write_bytes(content)
    assert_refused(command, tmp_path, "log.csv", slug, *words)


def test_25_a_web_page_named_xes_is_refused(command: RunCommand, tmp_path: Path):
    (tmp_path / "log.xes").write_bytes(b"\n<html lang='en'><head/></html>")
    assert_refused(command, tmp_path, "log.xes", "not-a-text-log", "a web page")


NOT_TEXT = "holds bytes that are no text in this encoding"
UTF8 = {4: row(4, title="Aufträge"), 5: row(5, title="Käufe")}
LEFT_OUT = [
    ("11 row too long", table({50: row(50) + ",more"}), [(52, "", "has 8 fields, the header has 7")]),
    ("12 row too short", table({50: "2026-03-02T09:00:00,ann"}), [(52, "", "has 2 fields, the header has 7")]),
    ("16 a zero byte", table({50: row(50, title="Or\0der")}), [(52, "", "holds a zero byte")]),
    (
        "23 a lone surrogate",
        table(UTF8 | {50: row(50, title="@")}).encode().replace(b"@", b"\xed\xa0\x80"),
        [(52, "", NOT_TEXT)],
    ),
    (
        "23 overlong UTF-8",
        table(UTF8 | {50: row(50, title="@")}).encode().replace(b"@", b"\xc0\xaf"),
        [(52, "", NOT_TEXT)],
    ),
    (
        "22 two encodings",
        table(UTF8 | {50: row(50, title="@")}).encode().replace(b"@", b"K\xe4ufe"),
        [(52, "", NOT_TEXT)],
    ),
    ("27 a field of 100 KiB", table({50: row(50, value="x" * 102_400)}), [(52, "", "a field is longer than 64 KiB")]),
    ("27 a field of 50 MB", table({50: row(50, value="x" * 50_000_000)}), [(52, "", "a line is longer than 1024 KiB")]),
    (
        "27 a field of many lines",
        table({50: row(50, value='"' + "x\n" * 100_000 + '"'), 51: row(51, "never")}),
        [(52, "", "a field is longer than 64 KiB"), (100_053, "timestamp", "is no time")],
    ),
]


@pytest.mark.parametrize(("content", "expected"), [r[1:] for r in LEFT_OUT], ids=[r[0] for r in LEFT_OUT])
def test_left_out(tmp_path: Path, content: str | bytes, expected: list[tuple[int, str, str]]):
    result = read(tmp_path, content)
    assert rejected(result) == expected
    assert len(result.log) == 100 - len(expected)


def plain(result) -> pd.DataFrame:
    table = result.log.table
    return table.drop(columns=["source"]).astype(object).astype(str)


SAME = [
    (
        "8 header with blanks and capitals",
        GOOD.replace(HEADER, "  Timestamp , USER,Application,Window, ACTION,Element,value"),
    ),
    ("10 semicolons", GOOD.replace(",", ";")),
    ("10 tabs", GOOD.replace(",", "\t")),
    ("10 bars", GOOD.replace(",", "|")),
    ("15 returns and newlines", GOOD.replace("\n", "\r\n")),
    ("15 returns alone", GOOD.replace("\n", "\r")),
    ("15 all kinds of line ends", GOOD.replace("\n", "\r\n", 30).replace("\r\n", "\r", 9)),
    ("18 UTF-16, little end first", b"\xff\xfe" + GOOD.encode("utf-16-le")),
    ("18 UTF-16, big end first", b"\xfe\xff" + GOOD.encode("utf-16-be")),
    ("20 UTF-8 with a mark", b"\xef\xbb\xbf" + GOOD.encode()),
    ("20 a mark in every row", ("\ufeff" + GOOD.replace("\n", "\n\ufeff")).encode()),
]


@pytest.mark.parametrize("content", [r[1] for r in SAME], ids=[r[0] for r in SAME])
def test_read_as_if_it_were_plain(tmp_path: Path, content: str | bytes):
    result = read(tmp_path, content)
    assert not result.issues
    pd.testing.assert_frame_equal(plain(result), plain(read(tmp_path, GOOD, "plain.csv")))


def test_14_a_quoted_line_break_counts_as_a_line_and_starts_no_row(tmp_path: Path):
    result = read(tmp_path, table({10: row(10, title='"Order\nlist"'), 50: row(50, "never")}))
    assert rejected(result) == [(53, "timestamp", "is no time")]
    assert "Order\nlist" in result.log.categories("screen")


def test_17_other_control_characters_are_dropped_and_counted(tmp_path: Path):
    result = read(tmp_path, table({i: row(i, title="Or\x0bder\x1b") for i in (3, 6)}))
    assert set(result.log.categories("screen")) == {"Order", "Invoice"}
    (note,) = [note for note in result.notes if note.slug == "control-characters"]
    assert "2 rows" in note.text


def test_21_windows_1252_is_read_and_told_and_another_encoding_can_be_given(tmp_path: Path):
    text = table({i: row(i, title="Aufträge") for i in range(0, 100, 3)})
    result = read(tmp_path, text.encode("cp1252"))
    assert "Aufträge" in result.log.categories("screen")
    (note,) = [note for note in result.notes if note.slug == "encoding-assumed"]
    assert "first in line 2)" in note.text
    (tmp_path / "m.toml").write_text('time = "timestamp"\nscreen = "window"\nencoding = "cp850"\n', encoding="utf-8")
    (tmp_path / "log.csv").write_bytes(text.encode("cp850"))
    told = read_log([tmp_path / "log.csv"], ReadOptions(mapping=tmp_path / "m.toml"))
    assert "Aufträge" in told.log.categories("screen")
    assert "encoding-assumed" not in slugs(told)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_19_utf_16_without_a_mark_is_read_if_it_is_said(tmp_path: Path, encoding: str):
    (tmp_path / "m.toml").write_text(f'encoding = "{encoding}"\n', encoding="utf-8")
    (tmp_path / "log.csv").write_bytes(GOOD.encode(encoding))
    result = read_log([tmp_path / "log.csv"], ReadOptions(mapping=tmp_path / "m.toml"))
    assert not result.issues
    pd.testing.assert_frame_equal(plain(result), plain(read(tmp_path, GOOD, "plain.csv")))


HUGE = [
    ("26 one line", "log.csv", b"", b"x" * 500_000, "line-too-long"),
    ("26 one line after a table", "log.csv", GOOD.encode(), b"x" * 500_000, "line-too-long"),
    (
        "13 a quote that never closes",
        "log.csv",
        (GOOD + row(0, title='"Order')).encode(),
        b"x\n" * 500_000,
        "unclosed-quote",
    ),
    ("24 PDF", "log.csv", b"%PDF-1.7\n", b"", "not-a-text-log"),
    ("24 Parquet", "log.parquet", b"PAR1", b"", "not-a-text-log"),
    ("24 SQLite", "log.sqlite", b"SQLite format 3\0", b"", "not-a-text-log"),
    ("24 workbook", "log.xlsx", b"PK\x03\x04", b"", "truncated-gz"),
    ("24 old workbook", "log.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", "workbook-too-big"),
    ("24 XES", "log.xes", b'<log xes.version="1.0"><trace>', b"x" * 500_000, "bad-xml"),
    ("24 terminal trace", "log.trc", TRACE, b"x" * 500_000, "line-too-long"),
    ("24 JSON", "log.json", b'{"a": "', b"x" * 500_000, "not-known-json"),
]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process")
@pytest.mark.parametrize(("name", "start", "rest", "slug"), [r[1:] for r in HUGE], ids=[r[0] for r in HUGE])
def test_what_is_no_log_is_refused_within_two_seconds_and_200_mb_whatever_its_size(
    tmp_path: Path, name: str, start: bytes, rest: bytes, slug: str
):
    """A gigabyte of nothing where nothing has to be read, else more than what is read before it is given up."""
    with (tmp_path / name).open("wb") as stream:
        stream.write(start)
        for _ in range(200 if rest else 0):
            stream.write(rest)
        stream.truncate(1024**3) if not rest else None
    code = "import sys, time; from rpa_finder.cli import run; code = run(sys.argv[1:])"
    code += "; print(code, time.process_time(), open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    line = [sys.executable, "-c", code, "scan", name, "--out", "out"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
    (exit_code, seconds, kib) = done.stdout.split()
    assert exit_code == "3"
    assert done.stderr.endswith(f"[{slug}]\n")
    # Processor time, not wall time: the tests may run on a busy machine.
    assert float(seconds) < 2
    assert int(kib) < 200 * 1024
    (tmp_path / name).unlink()


@pytest.mark.parametrize("text", ["NA", "null", "None", "nan", "00123", "1E5", "12345678901234567890123", "true"])
def test_29_30_words_and_numbers_stay_what_they_are(tmp_path: Path, text: str):
    result = read(tmp_path, table({3: row(3, title=text, value=text)}))
    assert text in result.log.categories("screen")
    assert text in set(result.log.table["value"].dropna())

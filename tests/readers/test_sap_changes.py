"""SAP change documents: headers and positions joined."""

from __future__ import annotations

from pathlib import Path

from rpa_finder.readers import ReadResult, read_log
from tests.readers.drawn_files import balanced, refused, rows, write

HEADERS = (
    "MANDANT;OBJECTCLAS;OBJECTID;CHANGENR;USERNAME;UDATE;UTIME;TCODE;CHANGE_IND\n"
    "200;EINKBELEG;4500000012;0001234567; U0007 ;02.03.2026;08:01:16;ME22N;U\n"
    "200;EINKBELEG;4500000013;0001234568;U0008;13.03.2026;09:00:00;ME22N;U\n"
)
POSITIONS = (
    "MANDANT;OBJECTCLAS;OBJECTID;CHANGENR;TABNAME;TABKEY;FNAME;CHNGIND;VALUE_NEW;VALUE_OLD\n"
    "200;EINKBELEG;4500000012 ;0001234567;EKPO;1;NETPR;U;1.234,50;1.200,00\n"
    "200;EINKBELEG;4500000012;0001234567;EKPO;1;MENGE;U;5;4\n"
)
COLUMNS = ("row", "time", "agent", "case", "screen", "action", "element", "value")


def read_both(folder: Path, headers: str, positions: str) -> ReadResult:
    return read_log([write(folder, positions, "CDPOS.csv"), write(folder, headers, "CDHDR.csv")])


def test_positions_have_the_time_and_agent_of_their_header(tmp_path):
    result = read_both(tmp_path, HEADERS, POSITIONS)
    change = ("2026-03-02 08:01:16+00:00", "U0007", "4500000012", "ME22N", "input")
    assert rows(result, *COLUMNS) == [
        # The document without positions, from the first file by name.
        ("2", "2026-03-13 09:00:00+00:00", "U0008", "4500000013", "ME22N", "save", None, None),
        ("1", *change, "EKPO-NETPR", "1.234,50"),
        ("2", *change, "EKPO-MENGE", "5"),
    ]
    assert [(i.rows_read, i.rows_used) for i in result.inputs] == [(2, 2), (2, 2)]
    assert "documents-joined" in [n.slug for n in result.notes]
    assert balanced(result)


def test_headers_alone_are_saves(tmp_path):
    result = read_log([write(tmp_path, HEADERS)])
    assert rows(result, "agent", "action") == [("U0007", "save"), ("U0008", "save")]


def test_positions_alone_are_refused(tmp_path):
    assert refused(write(tmp_path, POSITIONS)).slug == "no-change-headers"


def test_a_position_without_its_header_is_an_issue(tmp_path):
    more = POSITIONS + "200;EINKBELEG;4500000012;0001234567;EKPO;1;X;U;5;4\n" * 40
    result = read_both(tmp_path, HEADERS, more + "200;EINKBELEG;9;9;EKPO;1;MENGE;U;5;4\n")
    assert [(i.line, i.column, i.reason) for i in result.issues] == [(44, "CHANGENR", "has no header in CDHDR")]
    assert balanced(result)


def test_raw_dates_and_times_of_day_are_read(tmp_path):
    headers = HEADERS.replace("02.03.2026;08:01:16", "20260302;80116").replace("13.03.2026;09:00:00", "20260313;090000")
    assert rows(read_both(tmp_path, headers, POSITIONS), "time")[1] == ("2026-03-02 08:01:16+00:00",)

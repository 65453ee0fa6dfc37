"""The records of a delimited text: none lost, none bent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa_finder.errors import InputError
from rpa_finder.readers import read_log
from rpa_finder.readers.layouts import find_layout
from rpa_finder.readers.records import Records
from rpa_finder.readers.tables import read_table
from tests.readers.drawn_files import HEADER, ROW, balanced, head_of, refused, texts, write


def test_quoted_line_breaks_start_no_record_but_count_as_lines(tmp_path):
    rows = [ROW.format(i) for i in range(38)]
    rows[0] = rows[0].replace("Customer", '"Cust\nomer, ""A"""')
    rows[2] = rows[2].replace("2026-03-02", "yesterday")
    result = read_log([write(tmp_path, HEADER + "".join(rows))])
    assert texts(result, "screen")[0] == 'Cust\nomer, "A"'
    assert list(result.log.table["row"])[:3] == [1, 2, 4]
    # Line 1 is the header, lines 2-3 record 1, line 4 record 2, line 5 record 3.
    assert [(i.line, i.column, i.reason) for i in result.issues] == [(5, "timestamp", "is no time")]
    assert balanced(result)


def test_bad_rows_are_left_out_with_line_column_and_reason(tmp_path):
    rows = [ROW.format(i % 60) for i in range(200)]
    rows[10] = rows[10].replace("\n", ",more\n")
    rows[11] = "2026-03-02T08:00:11Z,ann\n"
    rows[12] = rows[12].replace("Account", "Acc\0unt")
    rows[13] = rows[13].replace("00123", "x" * 70_000)
    rows[14] = rows[14].replace("2026", "1890")
    rows[15] = rows[15].replace("2026-03-02", "2026-02-30")
    rows[16] = rows[16].replace("2026-03-02T08:00:16.250Z", "")
    data = (HEADER + "".join(rows)).encode().replace(b"Customer,input,Account", b"K\xc3\xbcnde,input,Account")
    data = data.replace(b"08:00:17.250Z,ann", b"08:00:17.250Z,\xff\xfe", 1)
    result = read_log([write(tmp_path, data)])
    assert [i.line for i in result.issues] == [12, 13, 14, 15, 16, 17, 18, 19]
    reasons = [i.reason for i in result.issues]
    assert reasons[0] == "has 8 fields, the header has 7"
    assert reasons[1] == "has 2 fields, the header has 7"
    assert reasons[2] == "holds a zero byte"
    assert reasons[3] == "a field is longer than 64 KiB"
    assert reasons[4] == "is out of the years 1990 to 2100"
    assert reasons[5] == "is no day or time of the calendar"
    assert reasons[6] == "has no time"
    assert reasons[7] == "holds bytes that are no text in this encoding"
    assert (result.inputs[0].rows_read, result.inputs[0].rows_used, result.inputs[0].rows_rejected) == (200, 192, 8)


def test_names_the_line_of_a_quote_that_never_closes(tmp_path):
    rows = [ROW.format(i) for i in range(30)]
    rows[3] = rows[3].replace("Customer", '"Customer')
    assert "line 5" in refused(write(tmp_path, HEADER + "".join(rows))).what


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELL, min_size=1, max_size=20), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_a_well_formed_table_comes_back_as_it_was(tmp_path, cells, delimiter, always):
    def quoted(cell: str) -> str:
        special = always or any(c in cell for c in f'{delimiter}"\r\n') or cell != cell.strip()
        return '"' + cell.replace('"', '""') + '"' if special else cell

    rows = [["timestamp", "action", "value"]]
    rows += [[f"2026-03-02T08:00:{i:02d}Z", "copy", cell] for i, cell in enumerate(cells)]
    text = "".join(delimiter.join(map(quoted, row)) + "\n" for row in rows)
    result = read_log([write(tmp_path, text)])
    assert texts(result, "value") == [cell or None for cell in cells]
    assert list(result.log.table["row"]) == list(range(1, len(cells) + 1))
    assert balanced(result)


def records_of(folder: Path, text: str | bytes, *columns: str, name: str = "log.csv") -> Records:
    head = head_of(folder, text, name)
    return read_table(head.file, find_layout(head), columns)


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz"])
def test_only_the_named_columns_are_read_and_their_text_stays(tmp_path, name):
    records = records_of(tmp_path, "a,b,c\n007,x,1.0\nNA,y,\n\n1e5,z,null\n", "c", "a", name=name)
    assert {column: list(records.text(column)) for column in records.columns} == {
        "c": ["1.0", "", "null"],
        "a": ["007", "NA", "1e5"],
    }
    assert (list(records.row), list(records.line), records.rows_read) == ([1, 2, 3], [2, 3, 5], 3)


def test_one_odd_row_costs_no_other_row(tmp_path):
    records = records_of(tmp_path, "a,b\n1,x\n2\n3,y\n4,z\n", "b")
    assert list(records.text("b")) == ["x", "y", "z"]
    assert (list(records.row), list(records.line), records.rows_read) == ([1, 3, 4], [2, 4, 5], 4)
    assert [(i.line, i.reason) for i in records.issues] == [(3, "has 1 fields, the header has 2")]
    assert records.repaired is None


def test_lines_that_end_in_a_return_alone_are_read(tmp_path):
    records = records_of(tmp_path, "a,b\r1,x\r2,y\r", "a", "b")
    assert (list(records.text("a")), list(records.text("b"))) == (["1", "2"], ["x", "y"])


def test_a_header_without_rows_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        records_of(tmp_path, "a,b\n\n", "a")
    assert caught.value.slug == "no-events"

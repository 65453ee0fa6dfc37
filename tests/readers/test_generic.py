"""Tables with columns of any name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.generic import delimited_layout, recognise, require_time, role_table
from rpa_finder.readers.records import Records
from tests.readers.drawn_files import GOOD, HEADER, head_of, read, refused, rows, write


def test_joins_screen_id_and_title_and_workbook_and_sheet(tmp_path):
    text = "timestamp,screen id,window title,action\n2026-03-02T08:00:00Z,CLM0310,Claim,copy\n"
    assert rows(read(tmp_path, text), "screen") == [("CLM0310 Claim",)]
    text = "timestamp,FileName,Sheet,Column,Row,action\n2026-03-02T08:00:00Z,data.xls,S1,B,10,copy\n"
    assert rows(read(tmp_path, text), "screen", "element") == [("data.xls › S1", "B10")]


def test_names_the_nearest_column_where_no_time_is_found(tmp_path):
    error = refused(write(tmp_path, GOOD.replace("timestamp", "tmestmp")))
    assert "'tmestmp'" in error.what
    assert "window title" in error.what
    assert "log.mapping.toml" in error.todo


def test_a_log_without_a_header_is_refused_without_showing_its_first_row(tmp_path):
    error = refused(write(tmp_path, GOOD.removeprefix(HEADER)))
    assert error.slug == "no-timestamp"
    assert "00123" not in str(error)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("a;b\n1;2\n", 0.3),
        ("just some words\nand some more\n", 0.0),
        ("<log>a,b</log>\n", 0.0),
    ],
)
def test_is_a_little_sure_of_any_table(tmp_path, text, sure):
    head = head_of(tmp_path, text)
    assert recognise(head) == sure
    assert (delimited_layout(head) is not None) == (sure > 0)


def test_a_page_without_a_title_is_its_address_without_the_query(tmp_path):
    lines = ("copy,Orders,https://x.example/a?id=5", "copy,,https://x.example/b?id=5#top")
    text = "timestamp,action,page title,url\n" + "".join(f"2026-03-02T08:00:00Z,{line}\n" for line in lines)
    result = read(tmp_path, text)
    assert rows(result, "screen") == [("Orders",), ("https://x.example/b",)]
    assert rows(result, "url")[1] == ("https://x.example/b?id=5#top",)


def test_in_a_log_of_activities_the_activity_is_what_is_worked_on(tmp_path):
    text = "case id,timestamp,activity\n7,2026-03-02T08:00:00Z,Check invoice\n7,2026-03-02T08:01:00Z,Pay\n"
    assert rows(read(tmp_path, text), "case", "element") == [("7", "Check invoice"), ("7", "Pay")]


def test_without_a_time_nothing_is_read():
    sample = {"when": ["2026-03-02 08:00"], "who": ["ann"]}
    require_time({"date": "when", "clock": "who"}, ("when", "who"), sample, "log.csv")
    with pytest.raises(InputError) as caught:
        require_time({"agent": "who"}, ("when", "who"), sample, "log.csv")
    assert caught.value.slug == "no-timestamp"
    assert "nearest: 'when'" in caught.value.what


def test_a_table_of_keys_alone_has_the_keys_as_its_words():
    columns = {"t": ["2026-03-02 08:00:00"] * 3, "k": ["Enter", "Ctrl+C", ""]}
    records = Records({n: pd.Series(v, dtype="str") for n, v in columns.items()}, np.arange(1, 4), np.arange(2, 5), 3)
    table = role_table(records, {"time": "t", "key": "k"})
    assert list(table.roles["action"]) == ["Enter", "Ctrl+C", "focus"]
    assert table.actions == {"Enter": "key"}

from __future__ import annotations

import pandas as pd
import pytest

from rpa_finder.events import UILog
from rpa_finder.fields import name_fields
from tests.drawing import draw_log


def _named(text: str) -> UILog:
    return name_fields(draw_log(text))


def _column(log: UILog, name: str) -> list[str | None]:
    return [None if pd.isna(v) else v for v in log.table.sort_values("row")[name].astype("object")]


@pytest.mark.parametrize(
    ("address", "column", "row"),
    [
        ("A2", "A", "2"),
        ("$B$7", "B", "7"),
        ("R3C4", "D", "3"),
        ("R1C28", "AB", "1"),
        ("A2:A5", "A", "2"),
        ("A2:C5", "A:C", "2"),
        ("Sheet1!c14", "C", "14"),
        ("Total", "Total", None),
    ],
)
def test_a_cell_becomes_its_column_and_its_row(address: str, column: str, row: str | None):
    log = _named(f"09:00:00 | ann | Excel | Book1.xlsx › Sheet1 | select | {address} | x")
    assert (_column(log, "element"), _column(log, "cell_row")) == ([column], [row])


def test_a_button_that_looks_like_a_cell_stays_where_there_is_no_sheet():
    log = _named("09:00:00 | ann | Web | Portal | click | B2")
    assert (_column(log, "element"), _column(log, "cell_row")) == (["B2"], [None])


def test_fields_that_are_counted_through_lose_their_number():
    six = "\n".join(f"09:00:0{i} | ann | Web | Portal | input | item_{i}_price | x" for i in range(6))
    log = _named(six)
    assert set(_column(log, "element")) == {"item_#_price"}
    assert _column(log, "cell_row") == [str(i) for i in range(6)]
    five = "\n".join(six.split("\n")[:5])
    assert len(set(_column(_named(five), "element"))) == 5


def _grid(names: list[str], rounds: int) -> str:
    return "\n".join(
        f"09:{r:02d}:{i:02d} | ann | Web | Portal | input | {name} | x"
        for r in range(rounds)
        for i, name in enumerate(names)
    )


def test_numbered_fields_of_a_form_stay_apart():
    names = [f"SingleLine{i}" for i in range(1, 9)]
    assert set(_column(_named(_grid(names, 6)), "element")) == set(names)


def test_columns_of_a_table_lose_their_row_however_often_they_are_used():
    names = [f"row{i}_{field}" for i in range(1, 9) for field in ("price", "amount")]
    assert set(_column(_named(_grid(names, 6)), "element")) == {"row#_price", "row#_amount"}

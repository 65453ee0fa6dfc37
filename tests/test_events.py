from __future__ import annotations

import importlib.util

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.events import (
    COLUMNS,
    QUALITY,
    TEXT_COLUMNS,
    UILog,
    lasting_seconds,
    make_log,
    seconds_within,
    sort_by_agent,
    text_category,
)
from rpa_finder.model import ACTIONS
from tests.drawing import draw_log

NINE = pd.Timestamp("2026-03-02T09:00:00Z")
DTYPES = {
    "row": "int64",
    "time": "datetime64[us, UTC]",
    "end": "datetime64[us, UTC]",
    "offset_min": "int16",
    "precision_ms": "int32",
    "quality": "uint16",
    "active_seconds": "float64",
    "value": "str",
}


def small_log(order: str = "time", **columns: list[object]) -> UILog:
    """Three rows of one file: bob, then ann at a later time, then ann at an earlier time."""
    given_ = {
        "source": ["log.csv"] * 3,
        "row": [1, 2, 3],
        "time": [NINE, NINE + pd.Timedelta(5, "s"), NINE],
        "agent": ["bob", "ann", "ann"],
        "action_raw": ["Click"] * 3,
    } | columns
    return make_log({name: pd.Series(values) for name, values in given_.items()}, order)


def texts(log: UILog, column: str) -> list[str | None]:
    return [None if pd.isna(cell) else str(cell) for cell in log.table[column].astype(object)]


def test_columns_that_are_not_given_are_there_and_missing():
    log = small_log()
    assert tuple(log.table.columns) == COLUMNS
    for name in set(TEXT_COLUMNS) - {"agent", "action_raw"}:
        assert texts(log, name) == [None] * 3
        assert log.categories(name) == []
        assert log.codes(name).tolist() == [-1] * 3
    assert texts(log, "action") == ["other"] * 3
    assert log.table["value"].isna().all()
    assert log.table["end"].isna().all()
    assert [log.table[name].tolist() for name in ("offset_min", "precision_ms", "quality", "active_seconds")] == [
        [0, 0, 0],
        [1, 1, 1],
        [0, 0, 0],
        [0.0, 0.0, 0.0],
    ]


def test_every_column_has_its_type_whether_given_or_not():
    for log in (small_log(), small_log(value=["1", None, "x"], offset_min=[60, None, -60], end=[NINE, None, NINE])):
        assert {name: str(log.table[name].dtype) for name in DTYPES} == DTYPES
        assert all(isinstance(log.table[name].dtype, pd.CategoricalDtype) for name in (*TEXT_COLUMNS, "source"))
        assert list(log.table["action"].cat.categories) == list(ACTIONS)


def test_rows_are_sorted_by_agent_time_source_and_row():
    assert small_log().table["row"].tolist() == [3, 2, 1]
    tied = small_log(agent=["ann"] * 3, time=[NINE] * 3, source=["b.csv", "a.csv", "a.csv"], row=[1, 9, 2])
    assert list(zip(texts(tied, "source"), tied.table["row"], strict=True)) == [
        ("a.csv", 2),
        ("a.csv", 9),
        ("b.csv", 1),
    ]


def test_rows_without_an_agent_come_first():
    assert texts(small_log(agent=["bob", None, "ann"]), "agent") == [None, "ann", "bob"]


def test_with_order_file_the_clock_is_not_looked_at():
    log = small_log("file", row=[2, 3, 1])
    assert (log.order, log.table["row"].tolist()) == ("file", [1, 2, 3])
    assert texts(log, "agent") == ["ann", "bob", "ann"]


def test_empty_text_is_missing_and_text_that_looks_missing_is_text():
    log = small_log("file", screen=["", "NA", "nan"], element=[None, float("nan"), "None"], value=["", "NA", None])
    assert texts(log, "screen") == [None, "NA", "nan"]
    assert log.categories("screen") == ["NA", "nan"]
    assert texts(log, "element") == [None, None, "None"]
    assert texts(log, "value") == ["", "NA", None]


def test_categories_are_sorted_used_and_do_not_depend_on_how_they_were_given():
    plain = ["Orders", "Billing", ""]
    as_categories = pd.Categorical(plain, categories=["Unused", "Orders", "", "Billing"], ordered=True)
    for column in (pd.Series(plain, dtype="object"), pd.Series(plain, dtype="str"), pd.Series(as_categories)):
        made = text_category(column, 3)
        assert list(made.cat.categories) == ["Billing", "Orders"]
        assert made.cat.codes.tolist() == [1, 0, -1]
        assert not made.cat.ordered


def test_logs_with_the_same_rows_are_equal_however_the_rows_came():
    log = draw_log("""
        09:00:02 | bob | CRM | Customer | copy  | Account | 48213
        09:00:01 | ann | CRM | -        | click | Open    | -
        09:00:03 | ann | ERP | Orders   | paste | Search  | 48213
    """)
    again = make_log({name: log.table[name].iloc[[2, 0, 1]] for name in COLUMNS})
    pd.testing.assert_frame_equal(again.table, log.table)


def test_keep_leaves_the_rows_wanted_in_order_with_a_new_index():
    kept = small_log().keep(np.array([True, False, True]))
    assert kept.table["row"].tolist() == [3, 1]
    assert kept.table.index.tolist() == [0, 1]
    assert len(kept) == 2
    assert len(kept.keep(np.array([False, False]))) == 0


def test_codes_stand_for_the_categories_and_minus_one_for_missing():
    log = small_log("file", app=["CRM", None, "Bank"])
    assert log.codes("app").dtype == np.int64
    assert (log.codes("app").tolist(), log.categories("app")) == ([1, -1, 0], ["Bank", "CRM"])


def test_with_columns_changes_the_copy_only():
    log = small_log()
    changed = log.with_columns(active_seconds=[1.0, 2.0, 3.0])
    assert changed.table["active_seconds"].tolist() == [1.0, 2.0, 3.0]
    assert log.table["active_seconds"].tolist() == [0.0, 0.0, 0.0]
    with pytest.raises(AttributeError):
        log.order = "file"  # type: ignore[misc]


def test_flags_of_quality_are_bits_of_their_own():
    assert sorted(QUALITY.values()) == [2**i for i in range(len(QUALITY))]
    assert sum(QUALITY.values()) < 2**16


TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=("Cs",)), max_size=4))
ROWS = st.lists(
    st.tuples(st.sampled_from(["a.csv", "b.csv"]), st.integers(0, 3), *[TEXTS] * 5, st.sampled_from(ACTIONS)),
    min_size=1,
    max_size=12,
)
CELLS = ("agent", "screen", "element", "action_raw", "value")


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(["time", "file"]), st.randoms(use_true_random=False))
def test_what_goes_in_comes_out(rows: list[tuple], order: str, random):
    entries = [
        dict(zip(("source", "second", *CELLS, "action"), row, strict=True), row=number)
        for number, row in enumerate(rows, 1)
    ]
    random.shuffle(entries)
    columns = {name: pd.Series([e[name] for e in entries], dtype="object") for name in ("source", *CELLS, "action")}
    columns["row"] = pd.Series([e["row"] for e in entries])
    columns["time"] = pd.Series([NINE + pd.Timedelta(e["second"], "s") for e in entries])
    log = make_log(columns, order)

    def key(e: dict) -> tuple:
        in_file = (e["source"], e["row"])
        return in_file if order == "file" else (e["agent"] or "", e["second"], *in_file)

    wanted = sorted(entries, key=key)
    assert log.table["row"].tolist() == [e["row"] for e in wanted]
    for name in ("agent", "screen", "element", "action_raw"):
        assert texts(log, name) == [e[name] or None for e in wanted]
        assert log.categories(name) == sorted({e[name] for e in entries if e[name]})
    assert texts(log, "value") == [e["value"] for e in wanted]
    assert texts(log, "action") == [e["action"] for e in wanted]
    again = make_log({name: log.table[name] for name in COLUMNS}, order)
    pd.testing.assert_frame_equal(again.table, log.table)


def test_texts_are_pandas_own_also_where_pyarrow_is_installed():
    assert importlib.util.find_spec("pyarrow")
    log = small_log(value=["x", "y", None], app=["Excel"] * 3)
    assert log.table["value"].dtype.storage == "python"
    assert log.table["app"].cat.categories.dtype.storage == "python"


def test_values_may_come_as_categories():
    plain, coded = (small_log(value=pd.Series(["b", "a", None], dtype=kind)) for kind in ("str", "category"))
    pd.testing.assert_frame_equal(plain.table, coded.table)


def test_once_agents_are_known_each_one_s_rows_stand_together():
    agents = ["bob", "ann", "bob", "ann"]
    columns = {"source": ["log.csv"] * 4, "row": [1, 2, 3, 4], "time": [NINE] * 4, "action_raw": ["Click"] * 4}
    given_ = {name: pd.Series(values) for name, values in (columns | {"agent": agents}).items()}
    log = make_log(given_, "file")
    assert list(log.table["row"]) == [1, 2, 3, 4]
    assert list(sort_by_agent(log).table["row"]) == [2, 4, 1, 3]


def test_a_window_lasts_as_long_as_its_own_time_and_an_event_without_an_end_no_time():
    log = draw_log(
        """
        09:00:00 | ann | CRM | Customer | focus
        09:00:10 | ann | CRM | Mail     | focus
        09:00:30 | ann | CRM | Customer | focus
        """
    )
    end = pd.to_datetime(["2026-03-02T09:00:08Z", None, "2026-03-02T09:09:00Z"], format="ISO8601")
    log = log.with_columns(end=end, active_seconds=np.array([8.0, 2.0, 31.0]))
    assert lasting_seconds(log).tolist() == [8.0, 0.0, 31.0]


@given(st.lists(st.tuples(st.floats(0, 99), st.floats(0, 99)), min_size=1, max_size=9))
def test_seconds_within_lie_between_the_first_start_and_the_last(times):
    before, lasting = (np.array(part) for part in zip(*times, strict=True))
    expected = sum(before[1:]) + sum(lasting[:-1])
    assert seconds_within(before + lasting, lasting) == pytest.approx(expected, abs=1e-9)

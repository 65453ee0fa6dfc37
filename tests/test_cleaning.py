from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder.cleaning import clean
from rpa_finder.events import COLUMNS, QUALITY, UILog, make_log
from tests.drawing import draw_log

STUDENT_RECORD = Path(__file__).parents[2] / "shared" / "data" / "student_record" / "log.csv"


def _column(log: UILog, name: str) -> list[str | None]:
    values = log.table.sort_values(["source", "row"])[name].astype("object")
    return [None if pd.isna(v) else v for v in values]


def _cleaned(text: str, **constant: str) -> UILog:
    return clean(draw_log(text, **constant)).log


def _flags(log: UILog, flag: str) -> list[bool]:
    return [bool(q & QUALITY[flag]) for q in _column(log, "quality")]


# Texts


def test_repairs_text_that_was_read_in_the_wrong_encoding():
    log = _cleaned("09:00:00 | ann | Microsoftâ€‹ Edge | Kunde MÃ¼ller | click | StraÃŸe")
    assert _column(log, "app") == ["Microsoft Edge"]
    assert _column(log, "screen") == ["Kunde Müller"]
    assert _column(log, "element") == ["Straße"]
    assert _flags(log, "text_repaired") == [True]


def test_leaves_sound_text_alone():
    log = _cleaned("09:00:00 | ann | CRM | Für Ändern – “Größe” | click | Âge")
    assert _column(log, "screen") == ["Für Ändern – “Größe”"]
    assert _column(log, "element") == ["Âge"]
    assert _flags(log, "text_repaired") == [False]


def test_texts_that_are_equal_once_repaired_are_one():
    log = _cleaned("09:00:00 | ann | CRM | MÃ¼ll | click\n09:00:05 | ann | CRM | Müll | click")
    assert log.categories("screen") == ["Müll"]


# Clipboard rows


def test_a_clipboard_row_repeats_the_copy_beside_it_and_gives_it_its_value():
    log = _cleaned("""
        09:00:00.0 | ann | Excel | Book | copy  | A2 | -
        09:00:00.3 | -   | OS-Clipboard | - | copy | - | 48213
    """)
    assert _column(log, "agent") == ["ann", "ann"]
    assert _column(log, "value") == ["48213", "48213"]
    assert _column(log, "screen") == ["Book", "Book"]
    assert _flags(log, "clipboard_echo") == [False, True]
    assert _flags(log, "agent_imputed") == [False, True]


def test_a_clipboard_row_may_come_before_its_copy():
    log = _cleaned("""
        09:00:00.0 | ann | Excel | Book | click | A2 | -
        09:00:01.0 | -   | OS-Clipboard | - | copy | - | 48213
        09:00:01.2 | ann | Excel | Book | copy  | A2 | 48213
    """)
    assert _flags(log, "clipboard_echo") == [False, True, False]


def test_a_clipboard_row_of_another_text_is_no_echo():
    log = _cleaned("""
        09:00:00.0 | ann | Excel | Book | copy  | A2 | 111
        09:00:01.0 | -   | OS-Clipboard | - | copy | - | 48213
    """)
    assert _flags(log, "clipboard_echo") == [False, False]


def test_a_clipboard_row_without_a_copy_is_the_copy_of_the_cell_that_shows_its_text():
    log = _cleaned("""
        09:00:00 | ann | Excel | Book | select | A2 | 48213
        09:00:01 | ann | Excel | Book | select | B2 | Ann
        09:00:05 | -   | OS-Clipboard | - | copy | - | 48213
    """)
    assert _column(log, "app")[2] == "Excel"
    assert _column(log, "screen")[2] == "Book"
    assert (_column(log, "element")[2], _column(log, "cell_row")[2]) == ("A", "2")
    assert _flags(log, "clipboard_echo") == [False, False, False]


def test_a_clipboard_row_of_unknown_text_comes_from_the_agents_last_screen():
    log = _cleaned("""
        09:00:00 | ann | Excel | Book | select | A2 | 48213
        09:00:01 | ann | CRM | Customer | click | Name | -
        09:00:05 | -   | OS-Clipboard | - | copy | - | part
    """)
    assert (_column(log, "screen")[2], _column(log, "element")[2]) == ("Customer", "Name")


def test_a_clipboard_row_is_of_whoever_worked_last_on_that_machine():
    lines = [("ann", "h1", 0), ("bob", "h2", 1), (None, "h1", 2), (None, "h2", 3), (None, None, 4)]
    log = make_log(
        {
            "source": pd.Series(["a"] * 5),
            "row": range(1, 6),
            "time": pd.to_datetime(pd.Series([f"2026-03-02T09:00:0{s}Z" for *_, s in lines])),
            "agent": pd.Series([a for a, *_ in lines], dtype="object"),
            "host": pd.Series([h for _, h, _ in lines], dtype="object"),
            "action": pd.Series(["click", "click", "copy", "copy", "copy"]),
            "action_raw": pd.Series(["x"] * 5),
        }
    )
    assert _column(clean(log).log, "agent") == ["ann", "bob", "ann", "bob", "bob"]


def test_a_clipboard_row_before_everyone_is_of_the_next_agent():
    log = _cleaned("09:00:00 | - | OS-Clipboard | - | copy | - | x\n09:00:05 | ann | CRM | X | paste | F | x")
    assert _column(log, "agent") == ["ann", "ann"]


def test_the_order_of_the_file_decides_who_was_last_where_it_is_trusted():
    text = """
        09:00:09 | ann | CRM | X | click | F | -
        09:00:01 | -   | OS-Clipboard | - | copy | - | x
        09:00:00 | bob | CRM | Y | click | F | -
    """
    assert _column(clean(draw_log(text, order="file")).log, "agent")[1] == "ann"
    assert _column(clean(draw_log(text)).log, "agent")[1] == "bob"


# Duplicates


def test_rows_that_repeat_another_are_dropped_and_counted():
    cleaned = clean(
        draw_log("""
        09:00:00.1 | ann | CRM | X | click | OK | -
        09:00:00.1 | ann | CRM | X | click | OK | -
        09:00:00.1 | ann | CRM | X | click | OK | 1
        09:00:00.2 | ann | CRM | X | click | OK | -
        09:00:00.1 | bob | CRM | X | click | OK | -
    """)
    )
    assert cleaned.duplicates == {"log.csv": 1}
    assert sorted(cleaned.log.table["row"]) == [1, 3, 4, 5]


def test_where_the_file_tells_the_order_only_rows_near_each_other_repeat():
    line = "09:00:00.1 | ann | CRM | X | click | OK\n"
    between = "".join(f"09:00:00.1 | ann | CRM | X | input | F{i}\n" for i in range(6))
    by_file = UILog(draw_log(line + line + between + line).table, order="file")
    assert sorted(clean(by_file).log.table["row"]) == [1, *range(3, 10)]


def test_a_coarse_clock_shows_no_duplicates():
    log = draw_log("09:00:00 | ann | CRM | X | click | OK\n09:00:00 | ann | CRM | X | click | OK")
    minutes = log.with_columns(precision_ms=pd.Series([60000, 60000], dtype="int32"))
    assert len(clean(minutes).log) == 2
    assert len(clean(log).log) == 1


def test_pasting_and_then_editing_leaves_both_rows():
    text = "09:00:00 | ann | CRM | X | paste | F | a\n09:00:00 | ann | CRM | X | input | F | a"
    assert len(_cleaned(text)) == 2


# Screens


def test_a_screen_without_title_is_the_application():
    log = _cleaned(
        "09:00:00 | ann | CRM | - | click\n09:00:01 | ann | - | - | click\n09:00:02 | ann | SAP | 123 | click"
    )
    assert _column(log, "screen") == ["CRM", "(unknown)", "SAP #"]


def test_screens_of_two_applications_with_one_title_are_told_apart():
    log = _cleaned(
        "09:00:00 | ann | CRM | Search | click\n09:00:01 | ann | SAP | Search | click\n09:00:02 | ann | SAP | X"
    )
    assert _column(log, "screen") == ["CRM · Search", "SAP · Search", "X"]


def test_a_page_is_one_screen_in_any_web_browser():
    log = _cleaned("""
        09:00:00 | ann | Edge   | Orders - Shop - Microsoft Edge | click
        09:00:01 | ann | chrome | Orders - Shop - Google Chrome  | click
        09:00:02 | ann | Edge   | Search                         | click
        09:00:03 | ann | SAP    | Search                         | click
    """)
    assert _column(log, "screen") == ["Orders - Shop", "Orders - Shop", "Web browser · Search", "SAP · Search"]
    assert _column(log, "app") == ["Edge", "chrome", "Edge", "SAP"]


def test_a_window_without_title_is_its_application_in_a_web_browser_too():
    log = _cleaned("09:00:00 | ann | Edge | NO_TITLE | click\n09:00:01 | ann | Chrome | - | click")
    assert _column(log, "screen") == ["Edge", "Chrome"]


def test_what_the_title_loses_is_the_record_and_the_url_fills_in():
    log = draw_log("09:00:00 | ann | CRM | Customer 48213 | click\n09:00:01 | ann | CRM | Customer | click")
    url = pd.Series(pd.Categorical([None, "https://x.org/customers/48213"]))
    log = clean(log.with_columns(url=url)).log
    assert _column(log, "screen") == ["Customer #", "Customer"]
    assert _column(log, "record") == ["48213", "48213"]


def test_personal_data_leave_screens_and_fields():
    log = _cleaned("09:00:00 | ann | CRM | Call +49 30 901820 | click | DE89370400440532013000")
    assert _column(log, "screen") == ["Call +#"]
    assert _column(log, "element") == ["#"]


# Properties

_CELL = st.sampled_from(["-", "A2", "Name", "Ort Ã¼", "x@y.org"])
_ROWS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(["ann", "bob", "-"]),
        st.sampled_from(["Excel", "CRM", "-"]),
        st.sampled_from(["Customer 4711", "Customer", "-", "Book1.xlsx › S"]),
        st.sampled_from(["copy", "paste", "input", "click"]),
        _CELL,
        st.sampled_from(["1", "2", "-"]),
    ),
    min_size=1,
    max_size=20,
)


def _drawn(rows: list[tuple[object, ...]]) -> UILog:
    # Privacy leaves no agent out but on clipboard rows of a source that names agents.
    named = any(r[1] != "-" for r in rows)
    rows = [(r[0], "ann" if r[1] == "-" and (r[4] != "copy" or not named) else r[1], *r[2:]) for r in rows]
    return draw_log("\n".join(f"09:00:{r[0]:02d} | " + " | ".join(str(c) for c in r[1:]) for r in rows))


@given(_ROWS)
@settings(max_examples=60, deadline=None)
def test_rows_in_are_rows_out_and_duplicates(rows: list[tuple[object, ...]]):
    log = _drawn(rows)
    cleaned = clean(log)
    assert len(log) == len(cleaned.log) + sum(cleaned.duplicates.values())
    assert list(cleaned.log.table.columns) == list(COLUMNS)
    assert cleaned.log.table["screen"].notna().all()
    assert cleaned.log.table["agent"].notna().all()
    apps_of_screen = cleaned.log.table.groupby("screen", observed=True)["app"].nunique(dropna=False)
    assert (apps_of_screen <= 1).all()


@given(_ROWS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_in_which_rows_are_given_does_not_matter(rows: list[tuple[object, ...]], rng: random.Random):
    log = _drawn(rows)
    order = list(range(len(log)))
    rng.shuffle(order)
    shuffled = make_log({name: log.table[name].iloc[order].reset_index(drop=True) for name in COLUMNS})
    pd.testing.assert_frame_equal(clean(shuffled).log.table, clean(log).log.table)


@given(_ROWS)
@settings(max_examples=30, deadline=None)
def test_cleaning_changes_no_input(rows: list[tuple[object, ...]]):
    log = _drawn(rows)
    before = log.table.copy(deep=True)
    clean(log)
    pd.testing.assert_frame_equal(log.table, before)


@pytest.mark.skipif(not STUDENT_RECORD.exists(), reason="needs shared/data/student_record beside the checkout")
def test_in_a_real_recording_copies_come_from_the_cell_that_was_read():
    raw = pd.read_csv(STUDENT_RECORD, dtype="str", keep_default_na=False)
    sheet = raw["target.workbookName"] + " › " + raw["target.sheetName"]
    verbs = {"getCell": "select", "copy": "copy", "paste": "paste", "editField": "input"}
    action = raw["eventType"].map(verbs).fillna("click")
    read = raw["target.value"].where(raw["content"] == "", raw["content"])
    log = make_log(
        {
            "source": pd.Series(["log.csv"] * len(raw)),
            "row": range(1, len(raw) + 1),
            "time": pd.to_datetime(raw["timeStamp"], utc=True),
            "agent": raw["userID"],
            "app": raw["targetApp"],
            "screen": sheet.where(raw["target.workbookName"] != "", raw["url"]),
            "element": raw["target.id"].where(raw["target.name"] == "", raw["target.name"]),
            "action": action,
            "action_raw": raw["eventType"],
            "value": read.where(action != "click").astype("object"),
        }
    )
    table = clean(log).log.table
    copies = table[table["action_raw"] == "copy"]
    assert (copies["app"] == "Excel").mean() > 0.95
    assert "OS-Clipboard" not in set(table["app"])

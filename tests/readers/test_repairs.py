"""Rows with unquoted delimiters inside a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.events import QUALITY
from rpa_finder.readers import ReadOptions, ReadResult, read_log
from rpa_finder.readers.repairs import looks_split, rejoin

SHARED = Path(__file__).parents[3] / "shared"
HEADER = "timestamp,user,action,content,window,field,value,checked,type\n"
WORDS = ("Ann Lee", "7", "a@b.c", "12/03/2026", "Bob", "+44 12", "x-1", "Main Street 5", "(a) b", "no. 5", "A1", "B.C")


def good(i: int) -> list[str]:
    text = f"{WORDS[i % len(WORDS)]} {i}" if i % 3 else f"{WORDS[i % len(WORDS)]}{i}"
    return [f"2026-03-02T08:{i // 60:02d}:{i % 60:02d}Z", "ann", "copy", text, "Form", f"f{i % 5}", "", "", "INPUT"]


def read(folder: Path, lines: list[str]) -> ReadResult:
    path = folder / "log.csv"
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
    return read_log([path], ReadOptions(max_rejected_share=0.2))


def test_joins_a_text_that_its_commas_split(tmp_path):
    lines = [",".join(good(i)) for i in range(200)]
    broken = good(50)
    broken[3] = "1 Hill Road, Port Talbot, Wales"
    lines[50] = ",".join(broken)
    result = read(tmp_path, lines)
    row = result.log.table.set_index("row").loc[51]
    assert (row["screen"], row["element"], row["value"]) == ("Form", "f0", broken[3])
    assert row["quality"] & QUALITY["text_repaired"]
    assert (result.log.table["quality"] & QUALITY["text_repaired"] > 0).sum() == 1
    assert [note.slug for note in result.notes] == ["rows-rejoined"]
    assert not result.issues


def test_rejoins_rows_of_the_right_width_where_blanks_at_the_end_were_lost():
    known = [[f"t{i}", "Form", f"{WORDS[i % 12]} {i}{'-' * (i % 3)}", "", ""] for i in range(300)]
    split = ["t7", "Form", "1 Hill Road", " Port Talbot", " Wales"]
    assert looks_split(split)
    (repair,) = rejoin([split], known, ",", 5)
    assert repair.repaired
    assert repair.cells == ["t7", "Form", "1 Hill Road, Port Talbot, Wales", "", ""]


def test_a_row_that_fits_in_two_ways_is_rejected_and_one_that_fits_as_it_is_stays():
    texts = [f"{WORDS[i % 12]} {i}{'-' * (i % 3)}" for i in range(300)]
    known = [[text, text[::-1] + " x y", "end"] for text in texts]
    ambiguous, fine = ["a b", " c d", " e f", "end"], ["a b", " c d", "end"]
    repairs = rejoin([ambiguous, fine], known, ",", 3)
    assert [repair.cells for repair in repairs] == [[], fine]
    assert not any(repair.repaired for repair in repairs)


def test_learns_nothing_from_too_few_rows():
    (repair,) = rejoin([["a", "b", "c"]], [["a", "b"]] * 3, ",", 2)
    assert repair.cells == []


@pytest.mark.parametrize(
    ("cells", "split"),
    [
        (["$1", "200"], True),
        (["1", "200"], True),
        (["1", "20"], False),
        (["a", " b"], True),
        (["a", " "], False),
        (["[[a", "b]]"], True),
        (["a", "", "b"], False),
    ],
)
def test_knows_a_split_text(cells, split):
    assert looks_split(cells) is split


@given(st.integers(1, 5), st.lists(st.sampled_from(WORDS), min_size=2, max_size=5))
def test_joined_cells_hold_all_the_text_that_was_there(place, parts):
    known = [good(i) for i in range(200)]
    broken = good(place)
    broken[3] = ", ".join(parts)
    (repair,) = rejoin([",".join(broken).split(",")], known, ",", 9)
    assert repair.cells == broken or not repair.cells


def test_puts_the_published_addresses_together():
    path = SHARED / "data" / "sr_rt_plus" / "log.csv"
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    result = read_log([path])
    table = result.log.table
    assert (result.inputs[0].rows_read, result.inputs[0].rows_rejected) == (4646, 0)
    # Two forms, their thank-you pages, three sheets: no part of an address.
    assert table["screen"].nunique() == 7
    assert not table["element"].astype(str).str.contains("Australia|Melbourne|INPUT").any()
    assert (table["quality"] & QUALITY["text_repaired"] > 0).sum() == 411

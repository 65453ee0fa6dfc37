"""Columns of text by role, put together record by record."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.readers.records import Records, first_text, joined, without_query

WORDS = st.lists(st.tuples(*[st.sampled_from(["", "a", "b", "c?d"])] * 2), min_size=1, max_size=12)


def column(*texts: str) -> np.ndarray:
    return np.array(texts, dtype=object)


def test_the_first_text_that_is_not_blank_counts():
    found = first_text(column("a", "", ""), column("b", "c", ""), column("d", "e", "f"))
    assert list(found) == ["a", "c", "f"]


@given(WORDS)
def test_two_texts_are_joined_only_where_both_are_there(pairs):
    left, right = (column(*side) for side in zip(*pairs, strict=True))
    expected = [f"{a} - {b}" if a and b else a or b for a, b in pairs]
    assert list(joined(left, " - ", right)) == expected
    assert list(left) == [a for a, _ in pairs]


def test_addresses_lose_query_and_fragment():
    urls = column("https://x.example/a?id=5", "https://x.example/a#top", "https://x.example/a?b#c", "", "plain")
    assert list(without_query(urls)) == ["https://x.example/a"] * 3 + ["", "plain"]
    assert list(without_query(column())) == []


def test_a_column_that_the_log_lacks_is_blank():
    records = Records({"user": pd.Series(["ann", ""], dtype="str")}, np.array([1, 2]), np.array([2, 3]), 2)
    assert list(records.text("user")) == ["ann", ""]
    assert list(records.text("host")) == ["", ""]

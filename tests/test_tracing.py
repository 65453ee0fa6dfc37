from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa_finder import tracing
from rpa_finder.tracing import Lookback, Rows, Values, Words, split_words
from tests import naive


def make_rows(agents, screens, fields, keys, texts=None, seconds=None, rare=None) -> Rows:
    """Make rows, sorted by agent, from plain lists; a second apart unless told otherwise."""
    n = len(agents)
    rank = [agents[:i].count(a) for i, a in enumerate(agents)]
    return Rows(
        agent=np.array(agents, dtype=np.int64),
        second=np.array(range(n) if seconds is None else seconds, dtype=np.float64),
        rank=np.array(rank, dtype=np.int64),
        screen=np.array(screens, dtype=np.int64),
        field=np.array(fields, dtype=np.int64),
        action=np.array(["input"] * n, dtype=object),
        key=np.array(keys, dtype=np.int64),
        rare=np.array([k >= 0 for k in keys] if rare is None else rare, dtype=np.bool_),
        n_keys=max(keys, default=0) + 1,
        text=np.array([f"value {k}" for k in keys] if texts is None else texts, dtype=object),
    )


@st.composite
def drawn_rows(draw, most=40):
    """Draw rows of up to two agents with few values on few screens, and time that sometimes jumps."""
    one, two = st.integers(0, 1), st.integers(0, 2)
    cells = draw(st.lists(st.tuples(one, two, one, st.integers(-1, 2)), min_size=1, max_size=most))
    cells.sort(key=lambda cell: cell[0])
    gaps = draw(st.lists(st.sampled_from((1, 5, 900)), min_size=len(cells), max_size=len(cells)))
    agents, screens, fields, keys = (list(column) for column in zip(*cells, strict=True))
    rare = [k in (0, 1) for k in keys]
    return make_rows(agents, screens, fields, keys, seconds=np.cumsum(gaps), rare=rare)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=20, unique=True),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=20),
)
def test_latest_is_what_a_loop_finds(seen, wanted):
    columns = [[pair[i] for pair in side] for side in (seen, wanted) for i in (0, 1)]
    positions, groups, rows, of = (np.array(column, dtype=np.int64) for column in columns)
    index = Lookback(positions, groups)
    assert index.rows(index.latest(rows, of)).tolist() == naive.latest(*columns)


@settings(deadline=None, max_examples=200)
@given(drawn_rows(), st.data())
def test_a_value_is_traced_to_the_row_that_a_loop_finds(rows: Rows, data):
    every = st.integers(0, len(rows.agent) - 1)
    seen = sorted(i for i in data.draw(st.sets(every)) if rows.key[i] >= 0)
    entries = sorted(i for i in data.draw(st.sets(every)) if rows.key[i] >= 0)
    since = [data.draw(st.sampled_from(np.flatnonzero(rows.agent == rows.agent[e]).tolist())) for e in entries]
    found = Values(rows, np.array(seen, dtype=np.int64)).trace(
        np.array(entries, dtype=np.int64), np.array(since, dtype=np.int64)
    )
    assert found.tolist() == naive.traced(rows, seen, entries, since)


@settings(deadline=None, max_examples=200)
@given(drawn_rows(), st.data())
def test_other_sources_are_the_fields_that_a_loop_finds(rows: Rows, data):
    every = st.integers(0, len(rows.agent) - 1)
    seen = sorted(i for i in data.draw(st.sets(every)) if rows.key[i] >= 0)
    entries = sorted(i for i in data.draw(st.sets(every)) if rows.key[i] >= 0)
    index = Values(rows, np.array(seen, dtype=np.int64))
    at = np.array(entries, dtype=np.int64)
    sources = index.trace(at, at)
    of, row = index.also(at, sources)
    assert list(zip(of.tolist(), row.tolist(), strict=True)) == naive.also_shown(rows, seen, entries, sources.tolist())


def test_a_word_leads_to_the_latest_text_that_has_it():
    texts = ["Anna Maria Berg", "Berg", "12 High Street, Leeds", "Leeds"]
    rows = make_rows([0, 0, 0, 0], [0, 1, 1, 2], [0, 0, 1, 0], [0, 1, 2, 3], texts)
    words = Words(rows, np.array([0, 2]))
    entries = np.array([1, 3])
    code = words.code(split_words(rows.text[entries]))
    assert words.trace(entries, entries, code).tolist() == [0, 2]
    assert words.trace(entries, np.array([0, 2]), code).tolist() == [-1, -1]


def test_a_word_of_many_texts_leads_nowhere():
    n = tracing.COMMON_WORD_LEAST + 2
    texts = [f"Leeds {i}{i}{i}" for i in range(n - 1)] + ["Leeds"]
    rows = make_rows([0] * n, [0] * (n - 1) + [1], [0] * n, list(range(n)), texts)
    for seen, found in ((np.arange(n - 1), -1), (np.arange(1, n - 1), n - 2)):
        words = Words(rows, seen)
        entry = np.array([n - 1])
        assert words.trace(entry, entry, words.code(split_words(rows.text[entry]))).tolist() == [found]


def test_words_are_of_three_letters_and_digits_in_ids_are_words_too():
    texts = np.array(["To BERG, Anna", None, "AB48213-X", "BERG, to Anna", ""], dtype=object)
    found = split_words(texts)
    assert Counter(zip(found.index.tolist(), found.tolist(), strict=True)) == Counter(
        [(0, "berg"), (0, "anna"), (2, "ab48213"), (2, "48213"), (3, "berg"), (3, "anna")]
    )

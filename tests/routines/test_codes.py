from __future__ import annotations

import random

import numpy as np
import pytest

from rpa_finder.routines.codes import LEAST_TIMES, Cells, find_tables

CODES = {"Germany": "DEU", "Austria": "AUT", "Spain": "ESP", "Poland": "POL", "Italy": "ITA"}
RNG = random.Random(2)
READ = [RNG.choice(list(CODES)) for _ in range(60)]


def _cells(texts: list[str], first: int, place: int) -> Cells:
    """One text for each execution of three rows; the row is `first` of the execution's."""
    n = len(texts)
    rows = np.arange(n) * 3 + first
    return Cells(np.arange(n), rows, np.full(n, place), np.array(texts, dtype=object))


def _both(one: Cells, other: Cells) -> Cells:
    columns = [(getattr(one, c), getattr(other, c)) for c in ("execution", "row", "place", "text")]
    order = np.argsort(np.concatenate(columns[1]), kind="stable")
    return Cells(*(np.concatenate(pair)[order] for pair in columns))


def _found(read: Cells, typed: Cells):
    return list(find_tables(read, typed, np.arange(400) % 4))


def test_a_field_that_foretells_another_is_found():
    (found,) = _found(_cells(READ, 0, 5), _cells([CODES[c] for c in READ], 2, 9))
    assert dict(found.learnt.program.tables[0].table) == CODES
    assert found.learnt.explained == 1.0
    assert (found.source.tolist(), found.target.tolist()) == (
        [3 * i for i in range(60)],
        [3 * i + 2 for i in range(60)],
    )
    assert 0.2 <= found.by_chance <= 0.5


def test_the_better_of_two_fields_is_the_source():
    blurred = [c if i % 15 else "Spain" for i, c in enumerate(READ)]
    read = _both(_cells(blurred, 0, 4), _cells(READ, 1, 5))
    (found,) = _found(read, _cells([CODES[c] for c in READ], 2, 9))
    assert set((found.source % 3).tolist()) == {1}


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (READ, [CODES[c] for c in READ[7:] + READ[:7]]),
        (READ, ["DEU"] * 60),
        (READ, ["DEU"] * 58 + ["AUT"] * 2),
        (["Spain"] * 50 + ["Italy"] * 10, ["ESP"] * 54 + ["ITA"] * 6),
        ([str(i) for i in range(60)], [CODES[c] for c in READ]),
        (READ[: LEAST_TIMES - 1], [CODES[c] for c in READ[: LEAST_TIMES - 1]]),
        ([], []),
    ],
    ids=[
        "random",
        "constant",
        "nearly constant",
        "little better than constant",
        "never the same",
        "too few",
        "nothing",
    ],
)
def test_what_chance_would_give_as_well_is_no_table(read: list[str], typed: list[str]):
    assert _found(_cells(read, 0, 5), _cells(typed, 2, 9)) == []


def test_what_is_read_afterwards_foretells_nothing():
    assert _found(_cells(READ, 2, 5), _cells([CODES[c] for c in READ], 0, 9)) == []

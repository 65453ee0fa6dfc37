from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.transforms.lookups import MOST_CODES, learn_table

CODES = {"France": "FR", "Spain": "ES", "Poland": "PL"}


def test_a_table_has_the_usual_target_of_each_source():
    pairs = [(a, b, 5) for a, b in CODES.items()] + [("Spain", "SP", 1)]
    assert learn_table(pairs) == ((("France", "FR"), ("Poland", "PL"), ("Spain", "ES")), 15 / 16)


def test_what_was_seen_once_is_foretold_by_nothing():
    assert learn_table([("France", "FR", 4), ("Spain", "ES", 4), ("Italy", "IT", 1)])[1] == 8 / 9
    assert learn_table([(str(i), str(-i), 1) for i in range(9)]) == ((), 0.0)


def test_one_target_or_very_many_are_no_codes():
    assert learn_table([("France", "EU", 5), ("Spain", "EU", 5)]) == ((), 0.0)
    assert learn_table([(str(i), str(-i), 2) for i in range(MOST_CODES + 1)]) == ((), 0.0)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=30))
def test_the_share_is_what_the_others_foretell(pairs: list[tuple[str, str]]):
    table, share = learn_table((a, b, 1) for a, b in pairs)
    right = sum((a, b) in table for a, b in pairs)
    assert share == (right / len(pairs) if table else 0.0)
    for a, b in table:
        assert pairs.count((a, b)) >= 2
        assert all(pairs.count((a, b)) >= pairs.count((a, other)) for other in "xyz")

from __future__ import annotations

import numpy as np
import pytest

from rpa_finder.title_objects import record_of, take_out_objects
from rpa_finder.title_tokens import Members, Neighbours, Spread, describe_use

NAMES = [
    f"{first} {last}" for first in ("Ann", "Bert", "Cleo", "Hana", "Ivo") for last in ("Smith", "Lee", "Fox", "Day")
]


def _cut(shapes: list[Members], uses: dict[int, list[int]]) -> list[dict[tuple[str, ...], str]]:
    """Give what is left of each title, joined by '|'; uses gives the hours of each title, of agent hour % 3."""
    rows = sorted((hour % 3, hour, title) for title, hours in uses.items() for hour in hours)
    use = describe_use(
        np.array([r[2] for r in rows]), np.array([r[0] for r in rows]), np.array([r[1] * 60 for r in rows])
    )
    spread = Spread(use, len(uses))
    found = take_out_objects(shapes, spread, Neighbours(use, np.zeros(len(uses), dtype=np.int64), spread))
    return [{pieces: "|".join(kept) for pieces, (kept, _) in shape.items()} for shape in found]


def test_splits_by_pages_before_it_looks_for_objects():
    pages = ("Details", "Notes")
    members: Members = {(name, p): [i + 20 * k] for i, name in enumerate(NAMES) for k, p in enumerate(pages)}
    found = _cut([members], {i: [10 * i] for i in range(40)})
    assert set(found[0].values()) == {"#|Details", "#|Notes"}


def test_a_page_among_objects_stays():
    members: Members = {(name, "CRM"): [i] for i, name in enumerate([*NAMES, "Search"])}
    found = _cut([members], {i: [10 * i] for i in range(20)} | {20: list(range(1, 200, 7))})
    assert set(found[0].values()) == {"#|CRM", "Search|CRM"}


def test_words_beside_many_masked_ids_name_a_kind_of_object_and_stay():
    members: Members = {(name, "Mail"): [i] for i, name in enumerate(NAMES)}
    members |= {("Notice #", "Mail"): list(range(20, 40)), ("Invoice #", "Mail"): list(range(40, 51))}
    found = _cut([members], {i: [10 * min(i, 40)] for i in range(51)})
    assert set(found[0].values()) == {"#|Mail", "Notice #|Mail"}


def test_few_objects_beside_a_page_with_many_are_objects():
    members: Members = {("Moving", name): [i] for i, name in enumerate(NAMES)}
    members |= {("Badge", f"{name}x"): [20 + i] for i, name in enumerate(NAMES[:4])}
    uses = {i: [10 * i] for i in range(20)} | {20 + i: [30 * i + 5, 30 * i + 28, 30 * i + 54] for i in range(4)}
    assert set(_cut([members], uses)[0].values()) == {"Moving|#", "Badge|#"}


@pytest.mark.parametrize(("taken", "record"), [(["SMITH, Ann"], "ann smith"), (["A-1", "b", "a"], "1 a b"), ([], "")])
def test_a_record_is_the_words_in_order(taken: list[str], record: str):
    assert record_of(taken) == record

from __future__ import annotations

import random

import numpy as np
import pytest

from rpa_finder.choices import name_choices
from rpa_finder.events import UILog
from tests.drawing import draw_log


def _drawn(visits: list[list[tuple[str, str]]]) -> UILog:
    """Draw visits one after another: (screen, element) of each click, in one web application."""
    clicks = [click for visit in visits for click in visit]
    return draw_log(
        "\n".join(
            f"{9 + i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d} | ann | Web | {screen} | click | {element}"
            for i, (screen, element) in enumerate(clicks)
        )
    )


def _names(log: UILog) -> set[str]:
    return set(log.categories("element"))


def _hits(n: int = 60, seed: int = 1) -> list[list[tuple[str, str]]]:
    rng = random.Random(seed)
    return [[("Search", "go"), ("Hits", f"ul/li[{rng.randrange(1, 9)}]/a"), ("Page", "save")] for _ in range(n)]


def test_any_hit_of_a_list_is_one_step():
    assert _names(name_choices(_drawn(_hits()))) == {"go", "ul/li[#]/a", "save"}


def test_only_the_number_that_is_picked_is_taken_out():
    visits = [[(screen, element.replace("ul", "div[2]/ul")) for screen, element in visit] for visit in _hits()]
    assert "div[2]/ul/li[#]/a" in _names(name_choices(_drawn(visits)))


def test_a_day_and_a_week_of_a_calendar_are_both_picked():
    rng = random.Random(3)
    days = [f"table/tr[{rng.randrange(1, 6)}]/td[{rng.randrange(1, 8)}]" for _ in range(80)]
    visits = [[("Plan", "open"), ("Plan", day), ("Plan", "confirm")] for day in days]
    assert _names(name_choices(_drawn(visits))) == {"open", "table/tr[#]/td[#]", "confirm"}


def test_entries_of_a_menu_lead_to_different_places_and_keep_their_numbers():
    rng = random.Random(2)
    picks = [rng.randrange(1, 6) for _ in range(60)]
    visits = [[("Home", f"nav/li[{i}]"), (f"Page {'abcdef'[i]}", "close")] for i in picks]
    assert {f"nav/li[{i}]" for i in range(1, 6)} <= _names(name_choices(_drawn(visits)))


@pytest.mark.parametrize("kind", ["div[{}]/input", "table/tr[{}]/td[2]/input"])
def test_fields_of_a_form_keep_their_numbers(kind: str):
    fields = [kind.format(i) for i in (1, 2, 3, 4)]
    visits = [[("Form", field) for field in fields] + [("Form", "send")] for _ in range(30)]
    assert set(fields) <= _names(name_choices(_drawn(visits)))


def test_what_comes_before_tells_fields_apart_too():
    rng = random.Random(4)
    visits = [
        [(f"Case {'abc'[i]}", "open"), ("Form", f"box[{i + 1}]"), ("Form", "ok")] for i in rng.choices(range(3), k=60)
    ]
    assert {"box[1]", "box[2]", "box[3]"} <= _names(name_choices(_drawn(visits)))


def test_two_numbers_or_a_few_picks_make_no_list():
    two = [[("Search", "go"), ("Hits", f"li[{1 + i % 2}]"), ("Page", "save")] for i in range(60)]
    assert {"li[1]", "li[2]"} <= _names(name_choices(_drawn(two)))
    assert "ul/li[#]/a" not in _names(name_choices(_drawn(_hits(15))))


def test_a_number_that_is_part_of_a_name_stays():
    visits = [
        [(screen, element.replace("ul/li[", "Button").replace("]/a", "")) for screen, element in v] for v in _hits()
    ]
    assert "Button3" in _names(name_choices(_drawn(visits)))


def test_every_row_keeps_its_place_and_its_other_columns():
    log = _drawn(_hits())
    named = name_choices(log)
    assert len(named) == len(log)
    assert named.table.drop(columns="element").equals(log.table.drop(columns="element"))
    same = np.array(["li[" not in text for text in log.table["element"]])
    assert (named.table["element"].astype(str)[same] == log.table["element"].astype(str)[same]).all()

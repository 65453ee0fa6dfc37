from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.title_tokens import Neighbours, Spread, describe_use, distinct, mask_session_tokens


def test_tells_hours_days_agents_and_moves():
    title = np.array([0, 1, 1, 0, 1])
    agent = np.array([0, 0, 0, 1, 1])
    minute = np.array([5, 10, 50, 15, 1500])
    use = describe_use(title, agent, minute)
    assert list(zip(use.left, use.entered, strict=True)) == [(0, 1), (0, 1)]
    assert len(use.title) == 5  # a short log is told in quarters of an hour
    assert len(set(use.day_of_bucket)) == 3
    assert set(use.agent_of_bucket) == {0, 1}


@given(st.lists(st.integers(-1000, 1000), max_size=50))
def test_distinct_is_what_numpy_calls_unique(numbers: list[int]):
    array = np.array(numbers, dtype=np.int64)
    assert distinct(array).tolist() == np.unique(array).tolist()


def _used(rows: list[tuple[int, int, int]], titles: int) -> Spread:
    """Draw (title, agent, hour) of uses."""
    title, agent, hour = (np.array(part) for part in zip(*sorted(rows, key=lambda r: (r[1], r[2])), strict=True))
    return Spread(describe_use(title, agent, hour * 60), titles)


def test_what_one_agent_uses_is_not_common():
    rows = [(0, hour % 3, hour) for hour in range(120)] + [(1, 0, hour) for hour in range(120)]
    assert _used(rows, 2).common([0, 1], np.array([0, 1]), 2).tolist() == [True, False]


def test_titles_exclude_each_other_if_they_never_meet_in_a_day_though_they_could():
    apart = [(agent, agent, 24 * day + hour) for agent in range(3) for day in range(5) for hour in (9, 10, 11)]
    spread, groups = _used(apart, 3), np.arange(3)
    assert spread.exclude_each_other([0, 1, 2], groups, 3)
    met = [
        ((agent + hour) % 3, agent, 24 * day + hour) for _, agent, _ in apart for day in range(5) for hour in (9, 10)
    ]
    assert not _used(met, 3).exclude_each_other([0, 1, 2], groups, 3)
    once = [(title, title, 24 * title + 9) for title in range(30)]
    assert not _used(once, 30).exclude_each_other(list(range(30)), np.arange(30), 30)


def test_masks_a_word_that_crosses_the_pages():
    pages, letters = ("Menu", "Search"), "ABC"
    members = {(page, f"Session {x}"): [3 * i + j] for i, page in enumerate(pages) for j, x in enumerate(letters)}
    rows = [(3 * i + j, j, 24 * d + h) for i in range(2) for j in range(3) for d in range(5) for h in (9, 10)]
    masked = mask_session_tokens(members, _used(rows, 6))
    assert masked == {("Menu", "Session #"): [0, 1, 2], ("Search", "Session #"): [3, 4, 5]}


def test_things_with_the_same_neighbours_and_agents_are_alike():
    rng = np.random.default_rng(1)
    visits = [int(v) for pair in zip(rng.integers(3, 6, 3000), rng.integers(0, 2, 3000), strict=True) for v in pair]
    visits += [6, 2] * 1500
    n = len(visits)
    use = describe_use(np.array(visits), np.repeat(np.arange(4), n // 4), np.arange(n) * 7)
    spread = Spread(use, 7)
    # Seven titles: 0, 1 and 2 are the things, 3 to 6 stand before them; 2 always after 6.
    neighbours = Neighbours(use, np.arange(7), spread)
    spread.frequent = lambda titles, group, groups: np.zeros(groups, dtype=bool)  # type: ignore[method-assign]
    assert neighbours.alike([0, 1], np.arange(2), 2, np.ones(2, dtype=bool)).tolist() == [True, True]
    assert not neighbours.alike([0, 1, 2], np.arange(3), 3, np.ones(3, dtype=bool))[2]

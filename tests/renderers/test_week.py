"""The heat map of the week: every execution counted once, cells of few agents withheld."""

import re
from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.renderers.week import draw_week
from tests.drawing_routines import draw_executions

MONDAY_NINE = "2026-03-02T09:15:00.000Z"


def at(starts):
    """Give executions from (start, agent)."""
    drawn = draw_executions([(agent, "2026-03-02", 60.0) for _, agent in starts])
    return [replace(e, start=start) for e, (start, _) in zip(drawn, starts, strict=True)]


def counts(svg):
    return {title.split(": ")[0]: int(title.split(": ")[1]) for title in re.findall("<title>(.*?)</title>", svg)}


def test_counts_executions_by_weekday_and_hour():
    svg = draw_week(at([(MONDAY_NINE, "a"), (MONDAY_NINE, "b"), ("2026-03-07T23:59:59Z", "a")]), "", 1)
    assert counts(svg) == {"Mon 9–10": 2, "Sat 23–24": 1}
    assert 'class="h6"' in svg


def test_counts_in_the_hours_of_the_zone():
    assert counts(draw_week(at([(MONDAY_NINE, "a")]), "Europe/Berlin", 1)) == {"Mon 10–11": 1}
    assert counts(draw_week(at([(MONDAY_NINE, "a")]), "No/Where", 1)) == {"Mon 9–10": 1}


def test_withholds_cells_of_few_agents():
    many = [(MONDAY_NINE, f"a{i}") for i in range(5)]
    svg = draw_week(at([*many, ("2026-03-03T09:00:00Z", "a0")]), "", 5)
    assert counts(svg) == {"Mon 9–10": 5}
    assert svg.count('class="few"') == 1
    assert "1\u00a0cell of few agents withheld" in svg
    assert draw_week(at(many[:4]), "", 5) is None


def test_takes_hours_together_where_single_ones_would_hide_most():
    spread = [(f"2026-03-02T{8 + i % 4:02d}:00:00Z", f"a{i}") for i in range(8)]
    assert counts(draw_week(at(spread), "", 5)) == {"Mon 8–12": 8}


def test_leaves_out_what_has_no_time():
    assert draw_week(at([("soon", "a")]), "", 1) is None


@given(st.lists(st.datetimes(), min_size=1, max_size=40))
def test_counts_every_execution_once(times):
    svg = draw_week(at([(t.isoformat(), "a") for t in times]), "", 1)
    ElementTree.fromstring(svg)
    assert sum(counts(svg).values()) == len(times)

from __future__ import annotations

from dataclasses import replace

import pytest

from rpa_finder.model import SetAside, Step
from rpa_finder.renderers.aside_views import LONGEST_STEP, STEPS_SHOWN, view_aside
from rpa_finder.renderers.report import render_report
from tests.renderers.planned import planned_scan


def _aside(steps: int = 2, agents: int = 3) -> SetAside:
    path = tuple(Step(f"Screen {i}", "click", f"Field {i}" if i else "", 0.9, 0.0) for i in range(steps))
    return SetAside("Screen 0 > Screen 1", path, 12, agents, 0.25, 0.5, "half of the work does not give it again")


def _scan(*asides: SetAside, agents: int = 8):
    scan = planned_scan()
    return replace(scan, set_aside=asides, totals=replace(scan.totals, agents=agents))


def test_a_row_tells_what_was_seen_and_why_it_is_set_aside():
    (row,) = view_aside(_scan(_aside()))
    assert (row.name, row.way) == ("Screen 0 > Screen 1", "Screen 0: click, Screen 1: click Field 1")
    assert (row.times, row.agents, row.q_value, row.stability) == (12, 3, 0.25, 0.5)
    assert row.reason == "half of the work does not give it again"


def test_only_the_first_steps_are_told():
    (row,) = view_aside(_scan(_aside(steps=STEPS_SHOWN + 3)))
    assert row.way.count(": ") == STEPS_SHOWN
    assert row.way.endswith(" and 3 more")
    long = SetAside("X", (Step("S" * 200, "click", "", 1.0, 0.0),), 5, 2, 0.0, 0.0, "")
    assert len(view_aside(_scan(long))[0].way) == LONGEST_STEP


@pytest.mark.parametrize(("agents", "many", "told"), [(1, 8, None), (1, 3, 12), (2, 8, 12)])
def test_what_one_person_of_many_does_is_not_counted(agents, many, told):
    (row,) = view_aside(_scan(_aside(agents=agents), agents=many))
    assert row.times == told
    assert (row.agents is None) == (told is None)


def test_the_page_has_a_section_of_it_and_none_without():
    page = render_report(_scan(_aside(), _aside()))
    assert '<h2 id="aside-title">Not stable enough</h2>' in page
    assert "2\u00a0pieces of repeated work" in page
    assert "half of the work does not give it again" in page
    assert "aside-title" not in render_report(_scan())

"""Staffing: Erlang C against a worked table, and what seconds saved mean in agents."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa_finder.config import StaffingTerms
from rpa_finder.staffing import Queue, agents_needed, paid_agents, plan_staffing

TERMS = StaffingTerms(contacts_per_interval=(100.0,), interval_minutes=30, handle_seconds=300)


def slow_waits(load, agents):
    """Erlang C from its definition, with factorials."""
    top = load**agents / math.factorial(agents) * agents / (agents - load)
    return top / (sum(load**k / math.factorial(k) for k in range(agents)) + top)


@pytest.mark.parametrize(
    ("handle", "load", "agents", "waits", "answered", "wait", "occupancy", "paid"),
    [
        # Oracle H of the research: 200 contacts an hour, 80 % within 20 s, 30 % shrinkage.
        (300, 16.6667, 21, 0.231821, 0.826344, 16.0491, 0.793651, 30),
        (285, 15.8333, 20, 0.237931, 0.822391, 16.2745, 0.791667, 29),
        (270, 15.0000, 19, 0.244218, 0.818407, 16.4847, 0.789474, 28),
        (240, 13.3333, 17, 0.257311, 0.810435, 16.8422, 0.784314, 25),
    ],
)
def test_the_worked_table(handle, load, agents, waits, answered, wait, occupancy, paid):
    needed = agents_needed(200, 3600, handle, TERMS)
    assert needed == agents
    queue = Queue(200 / 3600 * handle, needed, handle)
    assert queue.load == pytest.approx(load, abs=5e-5)
    assert queue.waits == pytest.approx(waits, abs=5e-7)
    assert queue.answered_within(20) == pytest.approx(answered, abs=5e-7)
    assert queue.mean_wait == pytest.approx(wait, abs=5e-5)
    assert queue.occupancy == pytest.approx(occupancy, abs=5e-7)
    assert paid_agents(needed, 0.30) == paid


@pytest.mark.parametrize(("handle", "answered"), [(300, 0.729251), (270, 0.889227), (240, 0.964244)])
def test_the_same_agents_answer_sooner(handle, answered):
    assert Queue(200 / 3600 * handle, 20, handle).answered_within(20) == pytest.approx(answered, abs=5e-7)


@given(st.floats(0.1, 60), st.integers(1, 40))
def test_agrees_with_the_definition(load, more):
    agents = math.floor(load) + more
    assert Queue(load, agents, 300).waits == pytest.approx(slow_waits(load, agents), rel=1e-9)


def test_too_few_agents_never_catch_up():
    queue = Queue(16.7, 16, 300)
    assert (queue.waits, queue.mean_wait, queue.answered_within(1e6)) == (1.0, math.inf, 0.0)


def test_a_tenth_off_the_contact_releases_two_of_twenty_one():
    found = plan_staffing(TERMS, 30)
    (interval,) = found.intervals
    assert (interval.agents, interval.agents_then) == (21, 19)
    assert (interval.paid, interval.paid_then) == (30, 28)
    assert (found.most_released, found.least_released) == (2, 2)
    assert found.paid_agent_hours == pytest.approx(2 * 0.5 / 0.7)
    assert interval.answered_in_time_then > interval.answered_in_time
    assert interval.wait_seconds_then < interval.wait_seconds


def test_a_few_seconds_may_release_nobody():
    assert plan_staffing(TERMS, 3).most_released == 0


def test_empty_intervals_need_nobody_and_no_contacts_no_claim():
    found = plan_staffing(replace(TERMS, contacts_per_interval=(0.0, 50.0)), 30)
    assert (found.intervals[0].agents, found.intervals[0].answered_in_time) == (0, 1.0)
    assert found.least_released == 0
    assert plan_staffing(StaffingTerms(), 30) is None


@given(st.floats(0, 400), st.floats(-50, 1e6))
def test_a_shorter_contact_never_needs_more_agents(contacts, saved):
    found = plan_staffing(replace(TERMS, contacts_per_interval=(contacts + 1,)), saved)
    assert found.most_released >= 0
    assert found.handle_seconds_then >= 0.1 * found.handle_seconds - 1e-9

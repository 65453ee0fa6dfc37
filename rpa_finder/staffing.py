"""From seconds to people: how many agents an interval needs at a service target (Erlang C).

Assumes that callers wait and never hang up, that agents do one kind of work,
and that what is saved shortens the contact, which work done while the caller
talks does not: it overstates the need at high load. Savings in agents are lumpy: a few
seconds release one agent in an interval or none. Formulas: Erlang 1917;
docs/measuring.md has a worked example.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rpa_finder.config import StaffingTerms
from rpa_finder.model import StaffedInterval, Staffing


@dataclass(frozen=True, slots=True)
class Queue:
    """Contacts that come in a steady stream, and the agents who take them."""

    load: float
    """Contacts a second times seconds each: agents that would be busy without waiting (erlangs)."""
    agents: int
    handle_seconds: float

    @property
    def waits(self) -> float:
        """Probability that a contact has to wait; 1 where the agents can't keep up."""
        if self.agents <= self.load:
            return 1.0
        blocked = 1.0
        for k in range(1, self.agents + 1):
            blocked = self.load * blocked / (k + self.load * blocked)
        return blocked / (1 - self.occupancy * (1 - blocked))

    @property
    def occupancy(self) -> float:
        """Share of the agents' time that contacts take."""
        return self.load / self.agents

    @property
    def mean_wait(self) -> float:
        """Mean seconds to an answer, over all contacts; infinite where the agents can't keep up."""
        if self.agents <= self.load:
            return math.inf
        return self.waits * self.handle_seconds / (self.agents - self.load)

    def answered_within(self, seconds: float) -> float:
        """Give the share of contacts answered within so many seconds."""
        if self.agents <= self.load:
            return 0.0
        return 1 - self.waits * math.exp(-(self.agents - self.load) * seconds / self.handle_seconds)


def plan_staffing(terms: StaffingTerms, seconds_saved: float) -> Staffing | None:
    """Say what a contact shorter by so many seconds on average means in each interval; None without contacts.

    Time saved is never more than nine tenths of the contact.
    """
    if not any(terms.contacts_per_interval):
        return None
    then = terms.handle_seconds - min(max(seconds_saved, 0.0), 0.9 * terms.handle_seconds)
    intervals = tuple(_plan(contacts, then, terms) for contacts in terms.contacts_per_interval)
    released = [i.agents - i.agents_then for i in intervals]
    hours = sum(released) * terms.interval_minutes / 60
    return Staffing(
        handle_seconds=terms.handle_seconds,
        handle_seconds_then=then,
        intervals=intervals,
        most_released=max(released),
        least_released=min(released),
        paid_agent_hours=hours / (1 - terms.shrinkage),
    )


def agents_needed(contacts: float, interval_seconds: float, handle_seconds: float, terms: StaffingTerms) -> int:
    """Give the fewest agents who answer the target share of contacts within the target time; 0 without contacts."""
    load = contacts / interval_seconds * handle_seconds
    agents = math.floor(load) + 1 if contacts > 0 else 0
    while agents and Queue(load, agents, handle_seconds).answered_within(terms.target_seconds) < terms.target_share:
        agents += 1
    return agents


def paid_agents(agents: int, shrinkage: float) -> int:
    """Give the agents to be paid so that so many are available."""
    # 21 / 0.7 is 30.000000000000004 in binary fractions.
    return math.ceil(agents / (1 - shrinkage) - 1e-9)


def _plan(contacts: float, then_seconds: float, terms: StaffingTerms) -> StaffedInterval:
    seconds = terms.interval_minutes * 60
    agents = agents_needed(contacts, seconds, terms.handle_seconds, terms)
    agents_then = agents_needed(contacts, seconds, then_seconds, terms)
    if not agents:
        return StaffedInterval(contacts, 0, 0, 0, 0, 0.0, 0.0, 1.0, 1.0)
    now, then = (Queue(contacts / seconds * each, agents, each) for each in (terms.handle_seconds, then_seconds))
    return StaffedInterval(
        contacts=contacts,
        agents=agents,
        agents_then=agents_then,
        paid=paid_agents(agents, terms.shrinkage),
        paid_then=paid_agents(agents_then, terms.shrinkage),
        wait_seconds=now.mean_wait,
        wait_seconds_then=then.mean_wait,
        answered_in_time=now.answered_within(terms.target_seconds),
        answered_in_time_then=then.answered_within(terms.target_seconds),
    )

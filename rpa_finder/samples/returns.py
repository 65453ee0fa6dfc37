"""Cases that come back: the same record, by several agents, on several days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from rpa_finder.samples.harder_work import KEYED_FIRST, PING_PONG, REPEAT_CONTACT, REWORK
from rpa_finder.samples.records import Record
from rpa_finder.samples.staff import TEAMS, Agent

RETURNING = (REWORK, PING_PONG, REPEAT_CONTACT)
"""Routines whose executions come in chains, each about one case."""


class Visit(NamedTuple):
    """One execution for a case that comes more than once."""

    routine: str
    agent: int
    day: int
    record: Record
    case: str


def plan_returns(counts: Mapping[str, int], agents: Sequence[Agent], days: int, rng: Random) -> Iterator[Visit]:
    """Give the visits of all returning cases: as many executions of each returning routine as counts say.

    A case's visits lie on different days, in order. Rework begins with KEYED_FIRST, which is in no count.
    """
    chains = {REWORK: _rework, PING_PONG: _ping_pong, REPEAT_CONTACT: _repeat_contact}
    for routine, make_chain in chains.items():
        left, number = counts.get(routine, 0), 0
        while left > 0:
            number += 1
            chain = make_chain(agents, rng)
            record = Record(rng)
            when = sorted(rng.sample(range(days), min(days, len(chain))))
            for (name, agent), day in zip(chain, when, strict=False):
                yield Visit(name, agent, day, record, f"{routine} {number}")
                left -= name == routine
            if len(when) < 2:
                # One day is too short for a case to come back: it is told of once.
                left -= 1


def _rework(agents: Sequence[Agent], rng: Random) -> list[tuple[str, int]]:
    """Somebody types a claim; it comes back once or twice, mostly to the same agent."""
    first = rng.choice(agents).number
    again = [first if rng.random() < 0.7 else rng.choice(agents).number for _ in range(rng.choice((1, 1, 2)))]
    return [(KEYED_FIRST, first), *((REWORK, agent) for agent in again)]


def _ping_pong(agents: Sequence[Agent], rng: Random) -> list[tuple[str, int]]:
    """One agent of each team, by turns."""
    pair = [rng.choice([a for a in agents if a.team == team] or agents).number for team in TEAMS]
    rng.shuffle(pair)
    return [(PING_PONG, pair[i % 2]) for i in range(rng.choice((2, 3, 3, 4, 5)))]


def _repeat_contact(agents: Sequence[Agent], rng: Random) -> list[tuple[str, int]]:
    """Whoever takes the call."""
    return [(REPEAT_CONTACT, rng.choice(agents).number) for _ in range(rng.choice((2, 2, 3, 4)))]

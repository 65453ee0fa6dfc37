"""Days of drawn work that several tests look for routines in."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.drawing import Turn, write_day

CLAIM = """
    5 | CRM | Customer | click | Search
    4 | CRM | Customer | copy | Account | {account}
    6 | Portal | New claim | paste | Account number | {account}
    7 | Portal | New claim | input | Amount | {amount}
    3 | Portal | New claim | submit | Save
    4 | Portal | Receipt | click | Close
"""
LOOK_UP = """
    5 | Phone | Call | click | Answer
    4 | CRM | Find | input | Policy | {policy}
    3 | CRM | Find | click | Go
    6 | CRM | Status | select | State | {state}
    4 | Phone | Call | click | Hang up
"""
REASON = "the customer was right about what our letter did not say when it rained hard last summer"
DECISION = """
    5 | Mail | Inbox | click | Complaint
    9 | Mail | Complaint | click | Read
    6 | CRM | History | select | Last call | {call}
    30 | CRM | Case note | input | Reason | {reason}
    4 | CRM | Case note | submit | Decide
"""
WORDS = sorted(set(REASON.split()))
AGENTS = ("ann", "bob", "cat")
MORNING, AFTERNOON = "2026-03-02T09:00:00", "2026-03-02T14:00:00"


def claims(n: int, start: int = 0) -> list[Turn]:
    """Give n claims, each with an account and an amount of its own."""
    return [
        (CLAIM, {"account": 48213 + 137 * i, "amount": f"{100 + 7 * i}.{10 + i % 80}"}) for i in range(start, start + n)
    ]


def look_ups(n: int, start: int = 0) -> list[Turn]:
    """Give n look-ups, each of a policy of its own."""
    states = ("open", "closed", "lapsed")
    return [(LOOK_UP, {"policy": f"PX{7001 + 31 * i}Q", "state": states[i % 3]}) for i in range(start, start + n)]


def decisions(n: int, start: int = 0) -> list[Turn]:
    """Give n decisions, each with a reason in the agent's own words."""
    draw = random.Random(start)
    return [
        (DECISION, {"call": f"TC{901 + 7 * i}K", "reason": " ".join(draw.sample(WORDS, 9))})
        for i in range(start, start + n)
    ]


def random_turns(n: int, seed: int, letters: str = "ABCDEF") -> list[Turn]:
    """Give n steps with no plan: any screen, field and action, and one value of many."""
    draw = random.Random(seed)
    actions = ("click", "select", "input", "copy", "paste", "submit")
    return [
        (
            f"{draw.randint(1, 40)} | App {draw.choice('XY')} | Page {draw.choice(letters)} | {draw.choice(actions)}"
            f" | Field {draw.choice('PQRS')} | {draw.randint(100, 9999)}",
            {},
        )
        for _ in range(n)
    ]


def mixed(*kinds: Sequence[Turn], seed: int = 1) -> list[Turn]:
    """Give the turns of all kinds in random order."""
    turns = [turn for kind in kinds for turn in kind]
    random.Random(seed).shuffle(turns)
    return turns


def team_log(turns: Sequence[Sequence[Turn]], agents: Sequence[str] = AGENTS, pause: float = 25.0) -> str:
    """Give the lines of a log: each agent does half of their turns in the morning, the rest in the afternoon."""
    text = ""
    for agent, mine in zip(agents, turns, strict=True):
        half = len(mine) // 2
        text += write_day(agent, mine[:half], MORNING, pause) + write_day(agent, mine[half:], AFTERNOON, pause)
    return text


def rows_by_turn(turns: Sequence[Sequence[Turn]]) -> dict[str, list[tuple[int, ...]]]:
    """Give for each block the rows of each of its turns, as team_log numbers them."""
    rows: dict[str, list[tuple[int, ...]]] = {}
    at = 1
    for mine in turns:
        for block, _ in mine:
            n = sum(bool(line.strip()) for line in block.strip().splitlines())
            rows.setdefault(block, []).append(tuple(range(at, at + n)))
            at += n
    return rows


DESK = [mixed(claims(8, 8 * a), look_ups(7, 7 * a), decisions(6, 6 * a), seed=a) for a in range(3)]
"""A day of three agents with three routines."""

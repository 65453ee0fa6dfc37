"""The agents of the story: how fast, which team, what they know, and how their recorders lag."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from rpa_finder.samples import words

TEAMS = ("North", "South")


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent with a machine."""

    number: int
    name: str
    host: str
    terminal: str
    team: str
    pace: float
    """Seconds that this agent takes for one second of the average agent."""
    shift_starts: float
    """Hours after midnight."""
    skews_ms: dict[str, int]
    """Application to how far its recorder's clock is off."""
    thorough: float
    """Chance to do a step that may be left out."""
    uses_menu: bool
    """Goes through the terminal's menu instead of typing the next screen's id."""
    session: str
    """Letter of the terminal session."""
    habits: tuple[int, ...]
    """Weights of the kinds of work that are no routine."""


def hire_agents(count: int, kinds_of_habit: int, rng: Random) -> list[Agent]:
    """Make up that many agents, with different names."""
    lasts = rng.sample(words.SURNAMES, len(words.SURNAMES))
    agents = []
    for i in range(count):
        last = lasts[i % len(lasts)].lower()
        initial = rng.choice(words.FIRST_NAMES)[0].lower()
        agents.append(
            Agent(
                number=i,
                name=f"{initial}{last}{'' if i < len(lasts) else i}",
                host=f"WS{4100 + 7 * i}",
                terminal=f"LT{rng.choice('ABCD')}{100 + i}",
                team=TEAMS[i % 2],
                pace=min(1.7, max(0.65, rng.lognormvariate(0.0, 0.25))),
                shift_starts=rng.choice((7.5, 8.0, 8.5, 9.0)) + rng.random() / 6,
                skews_ms={app: rng.randrange(-350, 351) for app in ("Edge", "Excel", "Terminal")},
                thorough=0.35 + 0.5 * rng.random(),
                uses_menu=rng.random() < 0.4,
                session=rng.choice("ABC"),
                habits=tuple(rng.choice((1, 1, 2, 5)) for _ in range(kinds_of_habit)),
            )
        )
    return agents

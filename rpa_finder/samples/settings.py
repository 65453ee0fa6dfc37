"""What a story is to be like, and which seeds are for looking and which for scoring."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rpa_finder.errors import UsageError

KINDS_OF_LOG = ("desktop", "terminal", "titles")
SEEDS_LOOK = range(1, 20)
"""Seeds that may be looked at while something is being built."""
SEEDS_SCORE = range(1000, 1100)
"""Seeds for scoring only: never look at the logs they give."""

_MOST_EVENTS_PER_AGENT_DAY = 6000
_SAMPLE_SEED = 7


@dataclass(frozen=True, slots=True)
class StorySettings:
    """How much work a story tells of, and how hard it is to read.

    Shares lie in 0..1. Raises UsageError (slug story-settings) where a setting
    makes no story.
    """

    seed: int = 1
    events: int = 30_000
    """Rows of the log, about."""
    agents: int = 8
    days: int = 10
    """Working days, Mondays to Fridays."""
    kind: str = "desktop"
    """One of KINDS_OF_LOG."""
    noise: float = 0.3
    """Share of the rows that belong to no routine."""
    interleaving: float = 0.15
    """Share of the executions that are suspended for other work and resumed."""
    values_lost: float = 0.25
    """Share of the rows with a value whose value is missing."""
    ids_in_titles: bool = True
    """Whether titles and URLs name the customer, claim or scan that they show."""
    harder: bool = False
    """Whether it tells also of cases that come back (rework, ping-pong, repeat contact), of lists inside
    forms, of answers to complaints, and of agents' own rounds in nearly the same order every time."""
    errors: float = 0.04
    """Share of entries that go wrong first; a quarter of it is the share of rows logged twice, half of it late."""

    def __post_init__(self) -> None:
        """Refuse settings that make no story."""
        shares = (self.noise, self.interleaving, self.values_lost, self.errors)
        if self.kind not in KINDS_OF_LOG:
            raise _refused(f"kind {self.kind!r} is not one of {', '.join(KINDS_OF_LOG)}.")
        if not all(0 <= share <= 1 for share in shares):
            raise _refused("a share lies outside 0..1.")
        if min(self.events, self.agents, self.days) < 1:
            raise _refused("events, agents and days must be 1 or more.")
        if self.events / (self.agents * self.days) > _MOST_EVENTS_PER_AGENT_DAY:
            raise _refused(f"more than {_MOST_EVENTS_PER_AGENT_DAY} events for an agent's day.")


PRESETS = {
    "desktop": StorySettings(seed=_SAMPLE_SEED, events=4_300, agents=9, days=6, noise=0.22, values_lost=0.08),
    "terminal": StorySettings(
        seed=_SAMPLE_SEED, events=3_500, agents=8, days=6, kind="terminal", noise=0.22, values_lost=0.05
    ),
    "titles": StorySettings(seed=_SAMPLE_SEED, events=2_500, agents=8, days=6, kind="titles", noise=0.22),
}
"""The small stories that the sample command writes, by kind of log."""


def benchmark_settings(seed: int, events: int = 30_000, **changes: object) -> StorySettings:
    """Settings for a benchmark log of that many events.

    Agents (5 to 20, by the seed) and days grow with the events, so that an
    agent's day stays below about 2,000 events. Benchmark stories are the harder
    ones. Other settings as in changes.
    """
    agents = 5 + seed * 7 % 16
    days = max(10, -(-events // (agents * 2000)))
    chosen = {"seed": seed, "events": events, "agents": agents, "days": days, "harder": True} | changes
    return replace(StorySettings(), **chosen)  # type: ignore[arg-type]


def _refused(what: str) -> UsageError:
    return UsageError("story-settings", "story settings", what, "Change the setting.")

"""Do the ranges hold the truth of the sample generator? Teams drawn from one large story, whose truth is counted.

    python benchmarks/coverage_stories.py [--trials 200] [--seeds look|score]

A story of many agents and days is told with the settings of the sample logs. A trial sees some of its agents on some
of its days, as a log sees a team in a window: their true executions, so that what is tested are the ranges and not what
a scan finds. The truth is the whole story's: seconds, with the longest 5 % cut, per agent who does the routine and day.
(Stories told again and again with the same settings would not do: each holds the same number of executions.)
Where agents, days or executions are too few, a range is widened and may hold the truth more often.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from rpa_finder import intervals
from rpa_finder.model import Execution
from rpa_finder.samples import SEEDS_LOOK, SEEDS_SCORE, StorySettings, make_story

LEAST, MOST = 0.75, 0.85
SEEDS = {"look": SEEDS_LOOK[10:12], "score": SEEDS_SCORE[2:4]}
"""Ranges were mended on the first, and are judged on the second; SEEDS_SCORE[:2] judged earlier versions."""
_MS_A_DAY = 86_400_000
_LEAST_EXECUTIONS = 5
"""With fewer, a scan withholds the hours."""
_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Team:
    """What one log sees of a story."""

    agents: int
    days: int
    rows: int
    """Rows an agent and day."""


TEAMS = (Team(16, 22, 60), Team(16, 22, 200), Team(30, 40, 60))
FEW = Team(9, 6, 200)
"""As few as in the sample logs."""


@dataclass(frozen=True, slots=True)
class Whole:
    """One routine in the whole story: agent and day of every execution by number, and its working seconds."""

    agent: np.ndarray
    day: np.ndarray
    seconds: np.ndarray

    @property
    def doing(self) -> int:
        """How many agents do it."""
        return len(np.unique(self.agent))


@dataclass(slots=True)
class Tally:
    """How trials came out."""

    trials: int = 0
    executions: int = 0
    held: int = 0
    below: int = 0
    above: int = 0

    def add(self, other: Tally) -> None:
        """Count another's trials too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def share(self) -> float:
        """Share of the trials whose range holds the truth."""
        return self.held / self.trials


def tell(seed: int, agents: int, days: int, rows: int) -> dict[str, Whole]:
    """Tell a story without noise and give its routines; the kind of log makes no difference to what was worked."""
    story = make_story(StorySettings(seed=seed, agents=agents, days=days, events=rows * agents * days, noise=0.0))
    first: dict[int, int] = {}
    for event in story.events:
        if event.execution >= 0:
            first.setdefault(event.execution, event.time_ms // _MS_A_DAY)
    number = {agent.name: agent.number for agent in story.agents}
    order = {day: i for i, day in enumerate(sorted(set(first.values())))}
    found: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for i, day in first.items():
        done = story.executions[i]
        found[done.routine].append((number[done.agent], order[day], done.active_seconds))
    return {
        name: Whole(*(np.array(column) for column in zip(*sorted(rows_of), strict=True)))
        for name, rows_of in sorted(found.items())
    }


def judge(whole: Whole, size: tuple[int, int], team: Team, trials: int, seed: int) -> tuple[Tally, Tally]:
    """Count whether ranges hold the truth, with enough agents, days and executions, and with too few.

    size gives the agents and days of the whole story.
    """
    cut = float(intervals.winsorise(whole.seconds).sum()) / (whole.doing * size[1])
    enough, few = Tally(), Tally()
    for trial in range(trials):
        rng = np.random.default_rng([seed, trial, team.agents, team.days, team.rows])
        who, when = (rng.permutation(n) < seen for n, seen in zip(size, (team.agents, team.days), strict=True))
        seen = who[whole.agent] & when[whole.day]
        if seen.sum() < _LEAST_EXECUTIONS:
            continue
        margins = intervals.tabulate([_executions(whole, seen)], team.days)
        truth = cut * margins.agents[0] * team.days
        low, high = np.quantile(intervals.resample(margins, _DRAWS, rng)[1][0], [0.1, 0.9])
        widened = intervals.widening_factor(margins.agents[0], team.days, int(seen.sum())) > 1
        (few if widened else enough).add(
            Tally(1, int(seen.sum()), int(low <= truth <= high), int(high < truth), int(low > truth))
        )
    return enough, few


def _executions(whole: Whole, seen: np.ndarray) -> tuple[Execution, ...]:
    return tuple(
        Execution(f"E{n}", f"a{agent}", "", f"d{day:03d}", "", "", seconds, seconds, (0,), (n,), (1,))
        for n, (agent, day, seconds) in enumerate(
            zip(whole.agent[seen].tolist(), whole.day[seen].tolist(), whole.seconds[seen].tolist(), strict=True)
        )
    )


def main() -> int:
    """Print the coverage by team and routine; give 1 if a team's is outside its bounds."""
    parser = argparse.ArgumentParser(description="Measure how often a range holds the truth of a story.")
    parser.add_argument("--trials", type=int, default=200, help="of each story and team")
    parser.add_argument("--seeds", choices=sorted(SEEDS), default="score")
    given = parser.parse_args()
    print("agents days rows/day  routine             seen   trials   holds  below  above    too few: trials holds")
    missed = False
    for team in (*TEAMS, FEW):
        size = 10 * team.agents, 3 * team.days if team is not FEW else 10 * team.days
        both = Tally(), Tally()
        rows: dict[str, tuple[Tally, Tally]] = defaultdict(lambda: (Tally(), Tally()))
        for seed in SEEDS[given.seeds]:
            for name, whole in tell(seed, *size, team.rows).items():
                for mine, together, counted in zip(
                    rows[name], both, judge(whole, size, team, given.trials, seed), strict=True
                ):
                    mine.add(counted)
                    together.add(counted)
        for name, tallies in (*sorted(rows.items()), ("all", both)):
            _print(team, name, *tallies)
        missed |= _outside(*both)
    return int(missed)


def _outside(enough: Tally, few: Tally) -> bool:
    return bool((enough.trials and not LEAST <= enough.share <= MOST) or (few.trials and few.share < LEAST))


def _print(team: Team, name: str, enough: Tally, few: Tally) -> None:
    trials = enough.trials + few.trials
    if not trials:
        return
    figures = " " * 29
    if enough.trials:
        rest = f"{enough.below / enough.trials:6.3f} {enough.above / enough.trials:6.3f}"
        figures = f"{enough.trials:8} {enough.share:7.3f} {rest}"
    widened = f"{few.trials:18} {few.share:5.3f}" if few.trials else ""
    seen = (enough.executions + few.executions) / trials
    print(f"{team.agents:6} {team.days:4} {team.rows:8}  {name:18} {seen:5.0f} {figures}{widened}".rstrip())


if __name__ == "__main__":
    sys.exit(main())

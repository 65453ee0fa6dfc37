"""Who does what when: executions dealt out to agents and days, and the days lived through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from rpa_finder.samples.desks import Desk
from rpa_finder.samples.green_screens import TerminalDesk
from rpa_finder.samples.habits import do_other_work, habits_of
from rpa_finder.samples.harder_work import KEYED_FIRST, scripts_of
from rpa_finder.samples.ledger import Ledger
from rpa_finder.samples.records import Record
from rpa_finder.samples.returns import RETURNING, plan_returns
from rpa_finder.samples.settings import KINDS_OF_LOG, StorySettings
from rpa_finder.samples.staff import Agent, hire_agents
from rpa_finder.samples.work import RARE

_FIRST_MONDAY = datetime(2026, 3, 16, tzinfo=UTC)
_EVENTS_PER_RARE = 2500
_FEWEST_RARE, _MOST_RARE = 5, 10
_SHIFT_HOURS = 7.0
_INTERRUPTED_RUN = 0.25
_STEPPED_IN_LENGTH = 0.7
"""Length of an execution that another one waits for, in mean executions."""
_STEPPED_IN_FOR = ("balance_enquiry", "claim_to_terminal", "paper_application")
"""What a suspended execution may have to wait for."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Executions of one routine, one after the other."""

    routine: str
    length: int
    record: Record | None = None
    """The record, where it is not for the agent's day to choose."""
    case: str = ""
    """The case, where it comes back."""


def live_through(settings: StorySettings) -> tuple[list[Agent], list[Desk], Ledger]:
    """Let every agent work through every day; the desks hold what the recorders saw."""
    rng = Random(f"story {settings.seed}")
    agents = hire_agents(settings.agents, len(habits_of(settings.harder)), rng)
    ledger = Ledger()
    plan = _deal_out(settings, agents, rng)
    make_desk = TerminalDesk if settings.kind == "terminal" else Desk
    desks = []
    for agent in agents:
        desk = make_desk(agent, settings, ledger, Random(f"agent {settings.seed} {agent.number}"))
        _Working(desk, settings).live(plan[agent.number])
        desks.append(desk)
    return agents, desks, ledger


def _deal_out(settings: StorySettings, agents: list[Agent], rng: Random) -> dict[int, list[list[_Run]]]:
    """Cut each routine's executions into runs, and give them to agents who know it, on some day."""
    plan: dict[int, list[list[_Run]]] = {a.number: [[] for _ in range(settings.days)] for a in agents}
    scripts, counts = scripts_of(settings.harder), _counts(settings)
    for visit in plan_returns(counts, agents, settings.days, Random(f"returns {settings.seed}")):
        plan[visit.agent][visit.day].append(_Run(visit.routine, 1, visit.record, visit.case))
        counts[KEYED_FIRST] -= visit.routine == KEYED_FIRST
    for name, count in counts.items():
        if name in RETURNING:
            continue
        knowing = sorted(rng.sample(agents, max(1, round(len(agents) * (0.75 if name != RARE else 0.4)))), key=_number)
        left = count
        while left > 0:
            length = min(left, 1 + int(rng.expovariate(1 / max(0.05, scripts[name].run - 0.5))), 30)
            agent = rng.choices(knowing, [1 / a.pace for a in knowing])[0]
            plan[agent.number][rng.randrange(settings.days)].append(_Run(name, length))
            left -= length
    for days in plan.values():
        for runs in days:
            rng.shuffle(runs)
    return plan


def _counts(settings: StorySettings) -> dict[str, int]:
    """How many executions of each routine come to the events that are not noise."""
    column = KINDS_OF_LOG.index(settings.kind)
    events = settings.events * (1 - settings.noise)
    rare = min(_MOST_RARE, max(_FEWEST_RARE, round(settings.events / _EVENTS_PER_RARE))) if events >= 1 else 0
    scripts = scripts_of(settings.harder)
    events -= rare * scripts[RARE].events[column]
    mean = sum(s.share * s.events[column] for s in scripts.values())
    mean *= 1 + _STEPPED_IN_LENGTH * _suspended(settings) * _stepping_in(settings)
    return {
        name: rare if name == RARE else max(0, round(events / mean * script.share)) for name, script in scripts.items()
    }


def _stepping_in(settings: StorySettings) -> float:
    """Chance that a suspended execution waits for another one, not for noise."""
    return 0.35 if settings.noise > 0 else 1.0


def _suspended(settings: StorySettings) -> float:
    """Chance that a planned execution is suspended: those that it waits for never are, which is made up for."""
    share = settings.interleaving
    return min(1.0, share / max(1e-9, 1 - share * _stepping_in(settings)))


def _number(agent: Agent) -> int:
    return agent.number


class _Working:
    """One agent working through the days."""

    def __init__(self, desk: Desk, settings: StorySettings) -> None:
        self.desk, self.settings, self.rng = desk, settings, desk.rng
        self.suspended, self.stepping_in = _suspended(settings), _stepping_in(settings)
        self.scripts = scripts_of(settings.harder)
        self.other_rows = 0
        self.known: list[Record] = []
        seconds_per_row = 6.5 if settings.kind == "titles" else 2.6
        self.rows_per_day = settings.events / (settings.agents * settings.days)
        self.busy_hours = self.rows_per_day * seconds_per_row * desk.agent.pace * 2 / 3600

    def live(self, days: list[list[_Run]]) -> None:
        for day, runs in enumerate(days):
            date = _FIRST_MONDAY + timedelta(days=day // 5 * 7 + day % 5)
            hours = self.desk.agent.shift_starts + self.rng.random() * max(0.3, _SHIFT_HOURS - self.busy_hours)
            starts = date + timedelta(hours=hours)
            today = {"week": str(date.isocalendar().week)}
            self.desk.start_day(starts.timestamp() * 1000, today, day >= len(days) / 2)
            self._live_day(runs, date.timestamp() * 1000)

    def _live_day(self, runs: list[_Run], midnight_ms: float) -> None:
        line = self.rng.randrange(40)
        breaks = _breaks(self.rng, len(runs))
        for i, run in enumerate(runs):
            record = self._record(None)
            for n in range(run.length):
                record = run.record or self._record(record if n else None)
                if n == 0 or self.rng.random() < _INTERRUPTED_RUN:
                    self._catch_up_on_other_work()
                self._perform(run.routine, record, line, run.case)
                line += 1
                self._pause()
            self._rest(breaks.get(i, 0.0), midnight_ms)
        if self.settings.noise == 1:
            self._fill_day()
        self._catch_up_on_other_work()

    def _perform(self, routine: str, record: Record, line: int, case: str = "", may_suspend: bool = True) -> None:
        desk, rng = self.desk, self.rng
        desk.execution = number = desk.ledger.begin(routine, desk.agent.number, case)
        desk.routine = routine
        script = self.scripts[routine]
        suspend_at = -1
        if may_suspend and rng.random() < self.suspended:
            suspend_at = rng.randrange(script.points)
        for i, _ in enumerate(script.perform(desk, record, line)):
            if i == suspend_at:
                screen, shown = desk.screen, desk.record
                self._do_something_else(routine, line)
                desk.execution, desk.routine = number, routine
                desk.back_to(screen, shown)
            elif rng.random() < 0.02:
                desk.rest(60 + rng.expovariate(1 / 200))
        desk.execution, desk.routine = -1, ""

    def _do_something_else(self, suspended: str, line: int) -> None:
        """Leave an execution for noise or for an execution of another routine the agent is asked for."""
        desk = self.desk
        desk.execution = -1
        if self.rng.random() < 0.3:
            desk.rest(45 + self.rng.expovariate(1 / 240))
        if self.rng.random() < self.stepping_in:
            names = [name for name in _STEPPED_IN_FOR if name != suspended]
            self._perform(self.rng.choice(names), Record(self.rng), line, may_suspend=False)
        else:
            self._other_work()

    def _catch_up_on_other_work(self) -> None:
        """Do other work until its share of the rows is what the settings ask for, give or take."""
        share = self.settings.noise
        while share > 0 and self.other_rows < share * self._rows() + self.rng.uniform(-25, 10):
            self._other_work()

    def _fill_day(self) -> None:
        goal = self._rows() + self.rows_per_day * self.settings.noise
        while self._rows() < goal:
            self._other_work()
            self._pause()

    def _other_work(self) -> None:
        before = self._rows()
        record = self.rng.choice(self.known) if self.known and self.rng.random() < 0.3 else Record(self.rng)
        do_other_work(self.desk, record)
        self.other_rows += self._rows() - before

    def _rows(self) -> int:
        """Count what will be rows of the log: windows come from moves."""
        return self.desk.moves if self.settings.kind == "titles" else len(self.desk.rows)

    def _record(self, last: Record | None) -> Record:
        """Mostly a new customer; sometimes the same one again, at once or later."""
        chance = self.rng.random()
        if last is not None and chance < 0.06:
            return last
        if self.known and chance < 0.14:
            return self.rng.choice(self.known)
        record = Record(self.rng)
        self.known = [*self.known[-29:], record]
        return record

    def _pause(self) -> None:
        """Nothing most of the time, a breath, or a pause in which nobody works."""
        chance = self.rng.random()
        if chance < 0.06:
            self.desk.rest(90 + self.rng.expovariate(1 / 400))
        elif chance < 0.3:
            self.desk.rest(2 + self.rng.expovariate(1 / 8))

    def _rest(self, hours: float, midnight_ms: float) -> None:
        """Take a break, but never one that ends the shift too late."""
        if hours and self.desk.time < midnight_ms + 17 * 3_600_000:
            self.desk.rest(hours * 3600)


def _breaks(rng: Random, runs: int) -> dict[int, float]:
    """Hours of rest after some of the day's runs: tea, lunch, tea."""
    hours = ((0.3, 0.2 + 0.15 * rng.random()), (0.55, 0.5 + 0.5 * rng.random()), (0.8, 0.15 + 0.2 * rng.random()))
    return {int(share * runs): length for share, length in hours}

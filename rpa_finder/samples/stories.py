"""make_story: settings in, the events of a story and what is planted in them out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

from rpa_finder.samples.desks import Row
from rpa_finder.samples.ledger import Ledger, Transfer
from rpa_finder.samples.schedules import live_through
from rpa_finder.samples.settings import StorySettings
from rpa_finder.samples.staff import Agent
from rpa_finder.samples.windows import Window, watch_windows


@dataclass(frozen=True, slots=True)
class PlantedExecution:
    """One time a routine was done."""

    id: str
    routine: str
    agent: str
    case: str
    """The case that comes back more than once, empty for all others."""
    active_seconds: float
    """Working time before its events, the first excepted; pauses in which nobody worked left out."""
    window_seconds: float
    """The same with the last window's own working time instead of none (titles); else as active_seconds."""


@dataclass(frozen=True, slots=True)
class Story:
    """The events of all agents by recorder's time, and what is planted in them."""

    settings: StorySettings
    agents: tuple[Agent, ...]
    events: tuple[Row, ...]
    """Desktop or terminal events; none for window titles."""
    windows: tuple[Window, ...]
    """Windows, for window titles only."""
    executions: tuple[PlantedExecution, ...]
    transfers: Counter[Transfer]
    alternatives: dict[Transfer, Counter[tuple[str, str]]]
    """Other fields that showed a re-keyed value before (terminals): screen and field."""
    arrival_ms: tuple[int, ...]
    """When each event reached the log: its time, or later."""
    twice: frozenset[int]
    """Events that the log holds twice."""
    lost: frozenset[int]
    """Events whose value the log lost."""
    lost_clips: frozenset[int]
    """Copies whose row from the clipboard's own recorder lost its value."""

    @property
    def rows(self) -> tuple[Row, ...] | tuple[Window, ...]:
        """What a log of the story lists."""
        return self.windows or self.events


def make_story(settings: StorySettings) -> Story:
    """Tell the story of some agents' work; the same settings tell the same story."""
    agents, desks, ledger = live_through(settings)
    events = [row for desk in desks for row in desk.rows]
    windows: list[Window] = []
    if settings.kind == "titles":
        for desk in desks:
            windows += watch_windows(desk.rows)
        windows.sort(key=lambda w: (w.start_ms, w.agent))
        events = []
    events.sort(key=lambda row: row.time_ms)
    rng = Random(f"faults {settings.seed}")
    arrival, twice = _delays(events, settings, rng)
    lost, lost_clips = _losses(events, settings, rng)
    return Story(
        settings,
        tuple(agents),
        tuple(events),
        tuple(windows),
        _executions(ledger, events, windows, agents),
        Counter() if windows else ledger.transfers,
        ledger.others,
        arrival,
        twice,
        lost,
        lost_clips,
    )


def _executions(
    ledger: Ledger, events: list[Row], windows: list[Window], agents: list[Agent]
) -> tuple[PlantedExecution, ...]:
    total = [0] * len(ledger.routines)
    spans = [0] * len(ledger.routines)
    seen = [False] * len(ledger.routines)
    timed: list[tuple[int, int, int]] = [(r.execution, r.work_ms, 0) for r in events]
    timed += [(w.execution, w.work_ms, w.own_work_ms) for w in windows]
    for execution, work, own in timed:
        if execution < 0:
            continue
        spans[execution] += own
        if seen[execution]:
            total[execution] += work
        seen[execution] = True
    return tuple(
        PlantedExecution(
            f"E{i + 1:06d}",
            routine,
            agents[ledger.agents[i]].name,
            ledger.cases[i],
            total[i] / 1000,
            (spans[i] if windows else total[i]) / 1000,
        )
        for i, routine in enumerate(ledger.routines)
    )


def _delays(events: list[Row], settings: StorySettings, rng: Random) -> tuple[tuple[int, ...], frozenset[int]]:
    """Some rows reach the log seconds after later ones, some reach it twice."""
    late, double = settings.errors / 2, settings.errors / 4
    arrival, twice = [], []
    for i, row in enumerate(events):
        chance = rng.random()
        delayed = chance < late
        arrival.append(row.time_ms + (2000 + int(rng.random() * 40_000) if delayed else 0))
        if late <= chance < late + double:
            twice.append(i)
    return tuple(arrival), frozenset(twice)


def _losses(events: list[Row], settings: StorySettings, rng: Random) -> tuple[frozenset[int], frozenset[int]]:
    share = settings.values_lost
    lost, lost_clips = [], []
    for i, row in enumerate(events):
        if row.value:
            if rng.random() < share:
                lost.append(i)
            if row.action == "copy" and rng.random() < share:
                lost_clips.append(i)
    return frozenset(lost), frozenset(lost_clips)

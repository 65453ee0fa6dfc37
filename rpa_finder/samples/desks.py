"""A desk turns what an agent does into log rows: the desktop recorder's view.

Routines and habits talk to a desk (go, read, copy, paste, write, submit ...);
which rows come of it is the desk's business, so that one story can be told by
recorders that see different things.
"""

from __future__ import annotations

from math import exp
from random import Random
from typing import NamedTuple

from rpa_finder.samples.catalogue import SCREENS, Screen, fill, page_url
from rpa_finder.samples.ledger import Ledger, Source, Transfer
from rpa_finder.samples.records import Record, mistype
from rpa_finder.samples.settings import StorySettings
from rpa_finder.samples.staff import Agent


class Row(NamedTuple):
    """One event as the recorder saw it."""

    time_ms: int
    """Recorder's clock, milliseconds since 1970 (UTC)."""
    agent: int
    screen: str
    title: str
    url: str
    field: str
    action: str
    value: str
    """Empty where the event has none."""
    execution: int
    """-1: part of no routine."""
    work_ms: int
    """Working time since the agent's previous event: the pause before it without its idle part."""
    key: str
    """Key that sent the field, terminals only."""


class Desk:
    """An agent at a desktop, as a recorder sees it."""

    reads_screens = True

    def __init__(self, agent: Agent, settings: StorySettings, ledger: Ledger, rng: Random) -> None:
        """Sit the agent down; start_day comes before any work."""
        self.agent = agent
        self.settings = settings
        self.ledger = ledger
        self.rng = rng
        self.rows: list[Row] = []
        self.execution = -1
        self.routine = ""
        self.clip = Source("", "", "")
        self.screen = SCREENS["inbox"]
        self.record: Record | None = None
        self.title = self.url = ""
        self.time = 0.0
        self.today: dict[str, str] = {}
        self.renamed = False
        self.moves = 0
        self._skews = agent.skews_ms if settings.kind == "desktop" else {}
        self._paces = [agent.pace * 1000 * exp(0.45 * rng.gauss(0, 1)) for _ in range(1021)]

    def start_day(self, time_ms: float, today: dict[str, str], renamed: bool) -> None:
        """Begin a day: today fills title slots such as {week}; renamed switches to later titles."""
        self.time, self.today, self.renamed = time_ms, today, renamed
        self.today = today | {"session": self.agent.session, "user": self.agent.name}
        self._show(SCREENS["inbox"], None, {})

    def rest(self, seconds: float) -> None:
        """Let time pass in which nobody works."""
        self.time += seconds * 1000

    def go(self, key: str, record: Record | None = None, known: dict[str, str] | None = None) -> None:
        """Bring up a screen, showing the record; nothing happens where it looks like that already."""
        screen = SCREENS[key]
        action = "navigate" if screen.app == self.screen.app == "Edge" else "focus"
        before = self.screen, self.title, self.url
        self._show(screen, record, known or {})
        if before == (self.screen, self.title, self.url):
            return
        self.moves += 1
        self.add(action, "", "", 1.6)

    def click(self, field: str) -> None:
        """Click a button, tab, link or field."""
        self.add("click", field, "", 1.2)

    def press(self, field: str) -> None:
        """Click something that a desktop needs and a terminal has no field for."""
        self.add("click", field, "", 1.2)

    def scroll(self) -> None:
        """Scroll the page."""
        self.add("scroll", "", "", 2.0)

    def print(self) -> None:
        """Print what is shown."""
        self.add("print", "", "", 2.2)

    def save(self) -> None:
        """Save the file."""
        self.add("save", "", "", 1.0)

    def read(self, field: str, value: str) -> Source:
        """Mark a text on the screen with the mouse and keep it in mind."""
        self.add("select", field, value, 2.0)
        return Source(self.screen.key, _column(self.screen, field), value)

    def copy(self, field: str, value: str) -> None:
        """Copy a field's text; a cell is selected first, and some copy twice."""
        if self.screen.workbook:
            self.add("select", field, value, 1.3)
        self.add("copy", field, value, 1.0)
        if self._slips():
            self.add("copy", field, value, 0.8)
        self.clip = Source(self.screen.key, _column(self.screen, field), value)

    def paste(self, field: str, final: str = "", transform: str = "identity") -> None:
        """Paste the clipboard and, where final is given, edit it to that."""
        if self._slips():
            self._paste_into_wrong_field(field)
        if self.rng.random() < 0.7:
            self.add("click", field, "", 0.9)
        self.add("paste", field, self.clip.value, 0.7)
        if final or self.rng.random() < 0.25:
            self.add("input", field, final or self.clip.value, 2.2 if final else 0.5)
        self._carry(self.clip, field, "clipboard", transform)

    def write(self, field: str, value: str, source: Source | None = None, transform: str = "identity") -> None:
        """Type a value, from a source that the agent has in mind or from nowhere."""
        if self.rng.random() < 0.3:
            self.add("click", field, "", 0.8)
        pause = min(60.0, 0.9 + 0.16 * len(value))
        if self._slips():
            self.add("input", field, mistype(value, self.rng), pause)
            pause = 1.5
        self.add("input", field, value, pause)
        if source is not None:
            self._carry(source, field, "rekey", transform)

    def find(self, field: str, value: str, source: Source | None = None, transform: str = "identity") -> None:
        """Type a search key and send it."""
        self.write(field, value, source, transform)
        self.add("key", field, "", 0.5, "Enter")

    def find_pasted(self, field: str) -> None:
        """Paste a search key and send it."""
        self.paste(field)
        self.add("key", field, "", 0.5, "Enter")

    def pick_row(self, number: int) -> None:
        """Turn to a line of a list: on a desktop the cells show which."""

    def submit(self, button: str) -> None:
        """Send the form."""
        self.add("submit", button, "", 1.4)

    def add(self, action: str, field: str, value: str, seconds: float, key: str = "") -> None:
        """Log one event after a pause of about that many seconds of work."""
        work = int(self._paces[int(self.rng.random() * 1021)] * seconds) + 120
        self.time += work
        shown = int(self.time) + self._skews.get(self.screen.app, 0)
        self.rows.append(
            Row(
                shown,
                self.agent.number,
                self.screen.key,
                self.title,
                self.url,
                field,
                action,
                value,
                self.execution,
                work,
                key,
            )
        )

    def back_to(self, screen: Screen, record: Record | None) -> None:
        """Take up suspended work where it was left: its window comes to the front."""
        self._show(screen, record, {})
        self.moves += 1
        self.add("focus", "", "", 1.8)

    def _show(self, screen: Screen, record: Record | None, known: dict[str, str]) -> None:
        self.screen, self.record = screen, record
        title = screen.later_title if self.renamed and screen.later_title else screen.title
        slots = self.today | known
        if self.settings.ids_in_titles:
            slots = slots | (record.ids if record else {})
            self.title = fill(title, slots)
            self.url = fill(page_url(screen), slots)
        else:
            self.title = fill(screen.plain if title is screen.title else title, slots)
            self.url = fill(page_url(screen), {}).replace("/#", "")

    def _slips(self) -> bool:
        return self.rng.random() < self.settings.errors

    def _paste_into_wrong_field(self, field: str) -> None:
        wrong = self.screen.fields[int(self.rng.random() * len(self.screen.fields))] if self.screen.fields else field
        if wrong != field:
            self.add("paste", wrong, self.clip.value, 0.7)
            self.add("undo", wrong, "", 1.4)

    def _carry(self, source: Source, field: str, medium: str, transform: str) -> None:
        if self.execution < 0 or not source.screen or source.screen == self.screen.key:
            return
        target = _column(self.screen, field)
        self.ledger.carry(
            Transfer(self.routine, source.screen, source.field, self.screen.key, target, medium, transform)
        )


def _column(screen: Screen, field: str) -> str:
    return field.rstrip("0123456789") if screen.workbook else field

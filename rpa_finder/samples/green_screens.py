"""A desk with nothing but a terminal: typed fields and keys, no clipboard, no reading."""

from __future__ import annotations

from random import Random

from rpa_finder.samples.catalogue import SCREENS, Screen
from rpa_finder.samples.desks import Desk
from rpa_finder.samples.ledger import Ledger, Source, Transfer
from rpa_finder.samples.records import Record, mistype
from rpa_finder.samples.settings import StorySettings
from rpa_finder.samples.staff import Agent

_COMMAND = "Command"


class TerminalDesk(Desk):
    """An agent at a terminal; a row is a field typed with the key that ended it, or a key alone.

    What was typed before, on another screen, is the only source of a transfer
    that such a log can show.
    """

    reads_screens = False

    def __init__(self, agent: Agent, settings: StorySettings, ledger: Ledger, rng: Random) -> None:
        """Sit the agent down."""
        super().__init__(agent, settings, ledger, rng)
        self._typed: dict[int, list[tuple[str, str, str, str]]] = {}

    def go(self, key: str, record: Record | None = None, known: dict[str, str] | None = None) -> None:
        """Leave the screen by its command line, or by PF3 and the menu's option."""
        screen = SCREENS[key]
        if screen is self.screen:
            self.record = record or self.record
            return
        if self.agent.uses_menu and self.screen.key != "menu":
            self.add("key", "", "", 0.9, "PF3")
            self._show(SCREENS["menu"], None, {})
            self.add("input", "Option", screen.code, 1.3, "Enter")
        else:
            self.add("input", _COMMAND, screen.code, 1.6, "Enter")
        self._show(screen, record, known or {})

    def click(self, field: str) -> None:
        """Press a function key."""
        self.add("key", "", "", 1.1, f"PF{5 + len(field) % 4}")

    def press(self, field: str) -> None:
        """Need no key."""

    def scroll(self) -> None:
        """Page down."""
        self.add("key", "", "", 1.5, "PF8")

    def print(self) -> None:
        """Print what is shown."""
        self.add("key", "", "", 1.5, "PF12")

    def save(self) -> None:
        """Update."""
        self.add("key", "", "", 1.0, "PF5")

    def read(self, field: str, value: str) -> Source:
        """Look at a field: a terminal log shows nothing of it."""
        return Source(self.screen.key, field, value)

    def copy(self, field: str, value: str) -> None:
        """Look at a field and keep it in mind."""
        self.clip = Source(self.screen.key, field, value)

    def paste(self, field: str, final: str = "", transform: str = "identity") -> None:
        """Type what was kept in mind, in the form that the field wants."""
        self.write(field, final or self.clip.value, self.clip, transform)

    def write(self, field: str, value: str, source: Source | None = None, transform: str = "identity") -> None:
        """Type a value and tab on; a slip is tabbed back to and typed again."""
        if self.screen.workbook:
            field = "Done" if field[0] == "G" else "Find" if field == "Find what" else "Remark"
        pause = min(60.0, 1.0 + 0.16 * len(value))
        if self._slips():
            self.add("input", field, mistype(value, self.rng), pause, "Tab")
            self.add("key", field, "", 1.2, "BackTab")
            pause = 1.5
        self.add("input", field, value, pause, "Tab")
        if self.execution >= 0:
            self._match(field, value, source.value if source else value, transform)

    def find(self, field: str, value: str, source: Source | None = None, transform: str = "identity") -> None:
        """Type a search key and send it."""
        self.write(field, value, source, transform)
        self._end_with("Enter")

    def find_pasted(self, field: str) -> None:
        """Type what was kept in mind as a search key and send it."""
        self.paste(field)
        self._end_with("Enter")

    def pick_row(self, number: int) -> None:
        """Choose a line of a list."""
        self.add("input", "Line", str(number % 14 + 1), 1.2, "Enter")

    def submit(self, button: str) -> None:
        """Send the screen with Enter, or with PF5 where the last field was left already."""
        self._end_with("Enter" if len(button) % 2 else "PF5")

    def back_to(self, screen: Screen, record: Record | None) -> None:
        """Take up suspended work where it was left."""
        self.go(screen.key, record)

    def _end_with(self, key: str) -> None:
        last = self.rows[-1]
        if last.key == "Tab" and last.screen == self.screen.key and last.execution == self.execution and last.value:
            self.rows[-1] = last._replace(key=key)
        else:
            self.add("key", "", "", 0.8, key)

    def _match(self, field: str, value: str, meant: str, transform: str) -> None:
        before = self._typed.setdefault(self.execution, [])
        places = [(s, f, v) for s, f, v, m in before if m == meant and s != self.screen.key]
        if places:
            screen, name, shown = places[-1]
            change = "identity" if shown == value else transform
            transfer = Transfer(self.routine, screen, name, self.screen.key, field, "rekey", change)
            self.ledger.carry(transfer, sorted({(s, f) for s, f, _ in places[:-1]} - {(screen, name)}))
        before.append((self.screen.key, field, value, meant))

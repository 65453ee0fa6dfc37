"""What is planted: the executions and the values carried inside them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Source(NamedTuple):
    """A value and where it was read: the start of a transfer."""

    screen: str
    """Key of the screen, empty where nothing shows where the value came from."""
    field: str
    value: str


class Transfer(NamedTuple):
    """A field that is filled from another screen's field."""

    routine: str
    source_screen: str
    source_field: str
    target_screen: str
    target_field: str
    medium: str
    transform: str


@dataclass(slots=True)
class Ledger:
    """Executions in the order in which they were begun, and transfers with their counts."""

    routines: list[str] = field(default_factory=list)
    """Routine of each execution."""
    agents: list[int] = field(default_factory=list)
    """Agent of each execution."""
    cases: list[str] = field(default_factory=list)
    """Of each execution: the case that comes back, empty for all others."""
    transfers: Counter[Transfer] = field(default_factory=Counter)
    """Planted transfers, how often each."""
    others: dict[Transfer, Counter[tuple[str, str]]] = field(default_factory=dict)
    """Of a re-keyed value: the earlier fields that showed it as well (screen, field)."""

    def begin(self, routine: str, agent: int, case: str) -> int:
        """Note a new execution and give its number."""
        self.routines.append(routine)
        self.agents.append(agent)
        self.cases.append(case)
        return len(self.routines) - 1

    def carry(self, transfer: Transfer, others: list[tuple[str, str]] | None = None) -> None:
        """Note that a value was carried."""
        self.transfers[transfer] += 1
        if others:
            self.others.setdefault(transfer, Counter()).update(others)

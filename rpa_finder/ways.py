"""The vocabulary of how work is done: steps, values carried, ways, decisions, deviations, returns, what is set aside.

Part of `model`, which gives these names on; import them from there.
"""

from __future__ import annotations

from dataclasses import dataclass

OTHER_WAY = "other"
"""Id of the variant that holds the executions like none of the other variants."""


@dataclass(frozen=True, slots=True)
class Step:
    """Screen + action + field, values left out; one line of a routine."""

    screen: str
    action: str
    field: str
    share: float
    """Share of the executions that hold this step, 0 to 1."""
    mean_seconds: float
    """Mean active seconds before this step, where it is there."""
    forms: tuple[str, ...] = ()
    """The usual forms of its values, most usual first: digits as 9, letters as a and A; no values."""


@dataclass(frozen=True, slots=True)
class OtherSource:
    """A field that showed the value of a data transfer as well, before it was entered."""

    screen: str
    field: str
    transfers: int
    """In how many of the transfers it did."""


@dataclass(frozen=True, slots=True)
class FixedEntry:
    """A field that is filled with the same text nearly every time: it needs no source."""

    screen: str
    field: str
    entries: int
    """How often it was filled; times without a visible text don't count."""
    share: float
    """Share of the entries that are the usual text, 0 to 1. The text itself is not kept."""


@dataclass(frozen=True, slots=True)
class DataTransfer:
    """A value read or copied on one screen and entered on another, within a routine."""

    source_screen: str
    source_field: str
    target_screen: str
    target_field: str
    medium: str
    """clipboard or rekey."""
    transform: str
    """Between the value read and the value entered, in words."""
    transfers: int
    """How often it was seen."""
    share: float
    """Share of the routine's executions that hold it, 0 to 1."""
    explained: float
    """Share of the transfers, of those with both texts in the log, that the transform reproduces, 0 to 1."""
    median_lag_seconds: float
    program: str = ""
    """The transform as a Python function of its source fields; "" if none is known, or if it would tell values."""
    expected_by_chance: float = 0.0
    """How many of the transfers matching by chance would give; 0 for the clipboard."""
    alternatives: tuple[OtherSource, ...] = ()
    """Other fields that showed the value before, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of doing a routine."""

    id: str
    executions: int
    steps: tuple[int, ...]
    """1-based indices into Routine.steps, in order, of its most usual execution."""
    mean_active_seconds: float


@dataclass(frozen=True, slots=True)
class Option:
    """One way on from a decision point."""

    step: int
    """The step that comes next, 1-based index into Routine.steps; 0 = the execution ends."""
    executions: int
    when: tuple[str, ...] = ()
    """What is seen where mostly this option is taken: shapes of values ("9999"), days, hours or screens; no values."""


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """A step after which a routine goes on in two or more ways."""

    step: int
    """1-based index into Routine.steps."""
    executions: int
    """Executions that hold the step and take one of the options."""
    options: tuple[Option, ...]
    """The most usual first; their executions add up."""
    depends_on: str
    """What the option taken goes with, in words that name no value; "" = nothing that this log shows."""
    basis: str
    """What that is: presence, form, value (of a field), screen, day, time or agent; "" = nothing."""
    explained: int
    """Executions that take the option which is the usual one where that is as it is."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Executions that leave the step model, by the first thing that is odd about them."""

    kind: str
    """other-way, missing-steps, foreign-steps or corrections; docs/glossary.md says what each means."""
    executions: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How many executions of a routine come back to a case or record that was worked on before."""

    known: int
    """Executions whose case or record the log tells; the others can't be judged."""
    rework: int
    """They fill again what was filled for the same case or record."""
    ping_pong: int
    """They are part of a hand-over to and fro (A-B-A-B), or only go to and fro between two screens."""
    repeat_contact: int
    """They only look up what was opened before, at another contact."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Work that repeats, but is no routine or not surely one: listed, never proposed."""

    name: str
    steps: tuple[Step, ...]
    """What most of its pieces hold, in their usual order."""
    executions: int
    agents: int
    q_value: float
    stability: float
    reason: str
    """Why it is set aside, in words."""

"""The vocabulary of how a routine is done: its variants, decisions, deviations and returns, as frozen dataclasses.

Part of `model`, which gives these names on; import them from there.
"""

from __future__ import annotations

from dataclasses import dataclass


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
